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

// Serving tells the App which visit is in hand at this window, nil for none, and
// what comes after it. It stands on every screen.
type Serving struct {
	Ticket     *desk.Ticket
	Matter     string // item name in hand, of the visit's draft where there is one, "" if none
	Name       string // applicant of that draft, "" while not known
	Tail       string // the applicant's number, masked
	Next       string // who is next, "" where nobody is called
	NextMatter string
	F5         string // what F5 will do
	Late       string // who has been parked for too long, "" for nobody
}

func (Serving) forApp() {}

// Drafting tells the App which draft is open, so that whom and what it is about
// is in sight on every screen; without an ID none is.
type Drafting struct {
	ID     string // of the case
	Ticket string // visit that it belongs to
	Matter string
	Name   string // of the applicant, "" while not known
	Tail   string // the applicant's number, masked
}

func (Drafting) forApp() {}

// A Press asks a screen that is opened with it for what one of its keys does, as
// soon as it shows how things stand.
type Press struct{ Key string }

// A DutyScreen wants to know who is on duty.
type DutyScreen interface{ OnDuty(desk.Duty) }

// A ServingScreen wants to know which visit is in hand.
type ServingScreen interface{ Serving(*desk.Ticket) }

// An Opener is shown with something to open, as Go was given it.
type Opener interface{ Open(with any) tea.Cmd }

// A Holder has something in hand that must not change under it, such as an open card
// or draft: while one is in the stack no other catalogue comes into force.
type Holder interface{ Holding() bool }

// Home is the ID of whichever screen Esc ends at.
const Home = "home"

// IDs of the screens, for Go.
const (
	ScreenLogin      = "login"
	ScreenCounter    = "counter"
	ScreenGuide      = "guide"
	ScreenUpdates    = "updates"
	ScreenIntake     = "intake"
	ScreenPapers     = "papers"
	ScreenCases      = "cases"
	ScreenDeadlines  = "deadlines"
	ScreenInquiries  = "inquiries"
	ScreenRatings    = "ratings"
	ScreenDayClose   = "dayclose"
	ScreenSync       = "sync"
	ScreenDevices    = "devices"
	ScreenSetup      = "setup"
	ScreenMonitor    = "monitor"
	ScreenStation    = "station" // of a desk that has no station.toml yet
	ScreenPractice   = "practice"
	ScreenLock       = "lock"
	ScreenMorning    = "morning"
	ScreenHandOff    = "handoff"
	ScreenTextBoard  = "textboard"
	ScreenHandover   = "handover"
	ScreenTranscribe = "transcribe"
	ScreenBackEntry  = "backentry"
	ScreenTotals     = "totals"
	ScreenOffPeak    = "offpeak"
	ScreenWording    = "wording"
	ScreenCut        = "cut" // of a second window whose line is cut
)

// Latest asks the papers screen for the paper that was made last.
type Latest struct{}
