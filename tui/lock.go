package tui

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/login"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// onDuty lets somebody serve. Whoever takes over from a locked screen begins at
// home; what was under way is kept as a draft.
func (a *App) onDuty(d desk.Duty) tea.Cmd {
	var left tea.Cmd
	if a.duty.Staff.ID != "" && a.top().ID() != a.cfg.Start {
		left = a.leave()
	}
	a.duty, a.touched = d, a.cfg.Now()
	for _, s := range a.screens {
		if x, ok := s.(ui.DutyScreen); ok {
			x.OnDuty(d)
		}
	}
	for a.dialogs.Len() > 0 {
		a.dialogs.Close()
	}
	a.line.open = false
	a.stack = []string{a.homeOf()}
	return tea.Sequence(left, a.enter())
}

// idle locks the screen when nobody has pressed a key for long enough.
func (a *App) idle() tea.Cmd {
	if a.cfg.Idle <= 0 || a.cfg.Now().Sub(a.touched) < a.cfg.Idle {
		return nil
	}
	return a.lock()
}

// lock covers the screen. Everything below it stays as it is: screens get their
// answers and the pulse, dialogs and the command line keep what was typed.
func (a *App) lock() tea.Cmd {
	s := a.screens[ui.ScreenLock]
	o, ok := s.(ui.Opener)
	if !ok || a.locked || a.duty.Staff.ID == "" {
		return nil
	}
	a.locked = true
	a.ahead.Clear()
	a.gen[ui.ScreenLock]++
	return a.address(s, o.Open(nil))
}

// unlock uncovers the screen. What was said meanwhile is said again.
func (a *App) unlock() {
	a.locked, a.touched = false, a.cfg.Now()
	if a.toast.Text != "" {
		a.say(a.toast.Level, a.toast.Text)
	}
}

// lockKey gives a key to the lock screen: nothing else takes one.
func (a *App) lockKey(k tea.KeyPressMsg) tea.Cmd {
	a.last = ""
	s := a.screens[ui.ScreenLock]
	if k.IsRepeat && ui.KeyOf(k) != "backspace" {
		return nil
	}
	for _, act := range s.Actions() {
		if act.Key == ui.KeyOf(k) {
			return a.address(s, act.Run())
		}
	}
	return a.address(s, s.Update(k))
}

// drawLock draws the lock screen and nothing that stands below it.
func (a *App) drawLock(f *ui.Frame, l ui.Layout) {
	s := a.screens[ui.ScreenLock]
	a.title(f.Sub(l.Title), s)
	s.Draw(f.Sub(l.Body))
	ui.DrawKeys(f.Sub(l.Keys), s.Actions())
}

// pinActs are the commands about PINs that work everywhere.
func (a *App) pinActs() []ui.Action {
	act := func(cmd, word, tip string, x login.Act) ui.Action {
		return ui.Action{Twin: cmd, Word: word, Tip: tip, Hidden: true, Run: func() tea.Cmd { return a.open(ui.ScreenLogin, x) }}
	}
	return []ui.Action{
		act(text.CmdChangePIN, text.ChangePIN, text.ChangePINTip, login.Change),
	}
}

// needs are the screens that not everybody may open.
var needs = map[string]desk.Right{
	ui.ScreenIntake: desk.RightServe, ui.ScreenPapers: desk.RightCitizens, ui.ScreenCases: desk.RightCitizens,
	ui.ScreenInquiries: desk.RightCitizens, ui.ScreenRatings: desk.RightCitizens, ui.ScreenCounter: desk.RightServe, ui.ScreenDayClose: desk.RightClose,
	ui.ScreenDeadlines: desk.RightCitizens, ui.ScreenBackEntry: desk.RightServe, ui.ScreenHandover: desk.RightCitizens, ui.ScreenTextBoard: desk.RightServe,
	ui.ScreenTranscribe: desk.RightServe, ui.ScreenHandOff: desk.RightClose, ui.ScreenMorning: desk.RightServe, ui.ScreenSync: desk.RightSync,
	ui.ScreenTotals: desk.RightCitizens, ui.ScreenOffPeak: desk.RightCitizens,
	ui.ScreenDevices: desk.RightDevices, ui.ScreenSetup: desk.RightSetup, ui.ScreenMonitor: desk.RightSetup, ui.ScreenPractice: desk.RightTrain, ui.ScreenGuide: desk.RightGuide,
	ui.ScreenUpdates: desk.RightGuide,
}

// barred says why whoever is on duty may not open a screen, "" when it is open.
func (a *App) barred(id string) string {
	r, ok := needs[id]
	if !ok || a.cfg.Free || a.duty.Staff.ID == "" || a.duty.Staff.May(r) {
		return ""
	}
	return text.NoRight(a.duty.Staff.Name)
}

// may is the Blocked of an action that opens a screen.
func (a *App) may(id string) func() string {
	return func() string {
		if why := a.offDuty(); why != "" {
			return why
		}
		return a.barred(id)
	}
}

// homeOf is where Esc ends at for whoever is on duty: the first place that is
// open to them. Home is for those who serve.
func (a *App) homeOf() string {
	if a.barred(a.cfg.Front) == "" {
		return a.cfg.Home
	}
	for _, id := range [...]string{a.cfg.Home, ui.ScreenDevices, ui.ScreenGuide} {
		if a.screens[id] != nil && a.barred(id) == "" {
			return id
		}
	}
	return a.cfg.Home
}

// home goes to the home screen from wherever the clerk is; the second of two
// Esc does. What was under way is kept as a draft before home is read.
func (a *App) home() tea.Cmd {
	if a.atHome() {
		return nil
	}
	left := a.leave()
	a.stack, a.row.w = []string{a.homeOf()}, 0
	return tea.Sequence(left, a.enter())
}
