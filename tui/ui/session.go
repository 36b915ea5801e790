package ui

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
)

// OnDuty tells the App who serves from now on; the App tells the screens.
type OnDuty struct{ Duty desk.Duty }

func (OnDuty) forApp() {}

// Locked tells the App to show nothing of what is on the screen until somebody
// has unlocked it.
type Locked struct{}

func (Locked) forApp() {}

// Unlocked tells the App to show everything again as it was.
type Unlocked struct{}

func (Unlocked) forApp() {}

// Serving tells the App which visit is in hand at this window, nil for none.
// It stands on every screen.
type Serving struct {
	Ticket *desk.Ticket
	Matter string // item name in hand, "" if none
}

func (Serving) forApp() {}

// A DutyScreen wants to know who is on duty.
type DutyScreen interface{ OnDuty(desk.Duty) }

// A ServingScreen wants to know which visit is in hand.
type ServingScreen interface{ Serving(*desk.Ticket) }

// An Opener is shown with something to open, as Go was given it.
type Opener interface{ Open(with any) tea.Cmd }

// IDs of the screens, for Go.
const (
	ScreenLogin     = "login"
	ScreenCounter   = "counter"
	ScreenGuide     = "guide"
	ScreenIntake    = "intake"
	ScreenPapers    = "papers"
	ScreenCases     = "cases"
	ScreenDeadlines = "deadlines"
	ScreenInquiries = "inquiries"
	ScreenDayClose  = "dayclose"
	ScreenSync      = "sync"
	ScreenDevices   = "devices"
	ScreenPractice  = "practice"
	ScreenLock      = "lock"
	ScreenMorning   = "morning"
	ScreenHandOff   = "handoff"
	ScreenTextBoard = "textboard"
	ScreenHandover  = "handover"
)

// Latest asks the papers screen for the paper that was made last.
type Latest struct{}
