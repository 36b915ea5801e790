package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/help"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// actions are the screen's own followed by those that work everywhere.
func (a *App) actions() []ui.Action {
	own := a.top().Actions()
	all := make([]ui.Action, 0, len(own)+globals)
	all = append(all, own...)
	every := a.everywhere()
	for i := range every {
		if !claimed(own, &every[i]) {
			all = append(all, every[i])
		}
	}
	return all
}

// globals is how many actions there are everywhere, at most.
const globals = 40

// claimed reports whether a screen has a use of its own for the key of g, or
// for its command where it has no key.
func claimed(own []ui.Action, g *ui.Action) bool {
	for i := range own {
		if g.Key != "" && own[i].Key == g.Key || g.Key == "" && own[i].Twin == g.Twin {
			return true
		}
	}
	return false
}

// everywhere lists what can be done on every screen. While a text field has the
// focus the signs belong to it, and F12 stands on the key line for the colon.
func (a *App) everywhere() []ui.Action {
	typing := a.top().Focused()
	home := a.atHome()
	list := make([]ui.Action, 0, globals)
	list = append(
		list,
		ui.Action{Key: "f3", Twin: text.CmdFind, Word: text.Find, Tip: text.FindTip, Run: a.to(ui.ScreenCases), Blocked: a.may(ui.ScreenCases)},
		ui.Action{Key: "/", Twin: text.CmdGuide, Word: text.Guide, Tip: text.GuideTip, Run: a.to(ui.ScreenGuide), Blocked: a.offDuty, Hidden: typing},
		ui.Action{Key: ":", Word: text.Command, Tip: text.CommandTip, Run: a.openLine, Hidden: typing},
		ui.Action{Key: "f12", Word: text.Command, Tip: text.CommandTip, Run: a.openLine, Hidden: !typing},
		ui.Action{Key: "f10", Twin: text.CmdReprint, Word: text.LatestPaper, Tip: text.LatestPaperTip, Run: a.latestPaper, Blocked: a.offDuty, Hidden: true},
		ui.Action{Key: "f1", Twin: text.CmdHelp, Word: text.Help, Tip: text.HelpTip, Run: a.openHelp},
		ui.Action{Key: "?", Twin: text.CmdWhy, Word: text.WhyWord, Tip: text.WhyTip, Run: a.openWhy, Hidden: typing},
		ui.Action{Key: "esc", Twin: text.CmdBack, Word: text.Back, Tip: text.BackTip, Run: a.back, Blocked: a.homeless, Hidden: home},
		ui.Action{Key: "ctrl+c", Twin: text.CmdQuit, Word: text.Quit, Tip: text.QuitTip, Run: a.askQuit, Hidden: true},
	)
	return append(list, a.fixed...)
}

// always lists what is the same on every screen and at any time; it is made once,
// since every frame asks for it.
func (a *App) always() []ui.Action {
	var list []ui.Action
	if a.screens[ui.ScreenLock] != nil {
		list = append(list, ui.Action{Key: "ctrl+l", Twin: text.CmdLock, Word: text.LockNow, Tip: text.LockNowTip, Run: a.lock, Blocked: a.offDuty, Hidden: true})
		list = append(list, a.pinActs()...)
	}
	if a.screens[ui.ScreenCounter] != nil {
		list = append(list, a.atCounter()...)
	}
	if a.screens[ui.ScreenGuide] != nil {
		list = append(
			list,
			ui.Action{Twin: text.CmdKioskHelp, Word: text.KioskHelp, Tip: text.KioskHelpTip, Run: a.card("5"), Blocked: a.may(a.cfg.Front), Hidden: true},
			ui.Action{Twin: text.CmdCoach, Word: text.Coach, Tip: text.CoachTip, Run: a.card("6"), Blocked: a.may(a.cfg.Front), Hidden: true},
		)
	}
	for i := range places {
		p := &places[i]
		if a.screens[p.id] == nil {
			continue
		}
		g := ui.Action{Twin: p.cmd, Word: p.word, Tip: p.tip, Run: a.to(p.id), Hidden: true}
		switch {
		case p.id == ui.ScreenLogin:
		case p.cmd == text.CmdCheckUp:
			g.Run, g.Blocked = a.checkUp, a.may(ui.ScreenSetup)
		default:
			g.Blocked = a.may(p.id)
		}
		list = append(list, g)
	}
	return append(append(append(list, a.lookActions()...), a.phraseActions()...), a.postActions()...)
}

// atCounter lists what the front screen does, wherever the clerk is.
func (a *App) atCounter() []ui.Action {
	var list []ui.Action
	for _, v := range [...]struct{ key, twin, word, tip string }{
		{"f2", text.CmdTake, text.Take, text.TakeTip},
		{"f5", text.CmdNext, text.CallNext, text.CallNextTip},
		{"f4", text.CmdHold, text.Hold, text.HoldTip},
		{"u", text.CmdUndo, text.Undo, text.UndoTip},
		{"+", text.CmdMore, text.More, text.MoreTip},
	} {
		list = append(list, ui.Action{Key: v.key, Twin: v.twin, Word: v.word, Tip: v.tip, Run: a.visit(v.key), Blocked: a.may(a.cfg.Front), Hidden: true})
	}
	return list
}

// A place is a screen that a command opens from everywhere.
type place struct{ id, cmd, word, tip string }

var places = [...]place{
	{ui.ScreenCounter, text.CmdCounter, text.Counter, text.GoTo(text.Counter)},
	{ui.ScreenDeadlines, text.CmdDeadlines, text.Deadlines, text.DeadlinesTip},
	{ui.ScreenUpdates, text.CmdUpdates, text.Updates, text.UpdatesTip},
	{ui.ScreenPapers, text.CmdPapers, text.Papers, text.GoTo(text.Papers)},
	{ui.ScreenTranscribe, text.CmdTranscribe, text.Transcribe, text.GoTo(text.Transcribe)},
	{ui.ScreenHandover, text.CmdHandover, text.Handover, text.GoTo(text.Handover)},
	{ui.ScreenInquiries, text.CmdInquiries, text.Inquiries, text.GoTo(text.Inquiries)},
	{ui.ScreenRatings, text.CmdRatings, text.Ratings, text.RatingsTip},
	{ui.ScreenTotals, text.CmdTotals, text.Totals, text.TotalsTip},
	{ui.ScreenOffPeak, text.CmdOffPeak, text.OffPeak, text.OffPeakTip},
	{ui.ScreenDayClose, text.CmdDayClose, text.DayClose, text.GoTo(text.DayClose)},
	{ui.ScreenSync, text.CmdSync, text.Sync, text.GoTo(text.Sync)},
	{ui.ScreenDevices, text.CmdDevices, text.Devices, text.GoTo(text.Devices)},
	{ui.ScreenDevices, text.CmdCheckUp, text.CheckUp, text.CheckUpTip},
	{ui.ScreenSetup, text.CmdSetup, text.Setup, text.SetupTip},
	{ui.ScreenMonitor, text.CmdMonitor, text.Monitor, text.MonitorTip},
	{ui.ScreenLogin, text.CmdLogin, text.Login, text.GoTo(text.Login)},
	{ui.ScreenMorning, text.CmdMorning, text.Morning, text.GoTo(text.Morning)},
	{ui.ScreenHandOff, text.CmdHandOff, text.HandOff, text.HandOffTip},
	{ui.ScreenTextBoard, text.CmdTextBoard, text.TextBoard, text.TextBoardTip},
	{ui.ScreenBackEntry, text.CmdBackEntry, text.BackEntry, text.BackEntryTip},
	{ui.ScreenBackEntry, text.CmdPaperNos, text.PaperNumbers, text.PaperNosTip},
	{ui.ScreenWording, text.CmdWording, text.WordingTitle, text.WordingTip},
	{ui.ScreenPractice, text.CmdPractice, text.Practice, text.GoTo(text.Practice)},
}

func (a *App) latestPaper() tea.Cmd { return a.open(ui.ScreenPapers, ui.Latest{}) }

// checkUp has the devices screen run the doctor.
func (a *App) checkUp() tea.Cmd { return a.open(ui.ScreenDevices, ui.Press{Key: "c"}) }

func (a *App) to(id string) func() tea.Cmd {
	return func() tea.Cmd { return a.open(id, nil) }
}

func (a *App) offDuty() string {
	if a.duty.Staff.ID == "" {
		return text.OnDutyFirst
	}
	return ""
}

// atHome reports whether Esc has nowhere to go.
func (a *App) atHome() bool {
	return len(a.stack) == 1 && (a.stack[0] == a.homeOf() || a.duty.Staff.ID == "")
}

func (a *App) homeless() string {
	switch {
	case !a.atHome():
		return ""
	case a.duty.Staff.ID == "":
		return text.OnDutyFirst
	}
	return text.AtHome
}

// spare are the keys that the key line can do without, the first one first:
// they are the same everywhere and stand on the help page.
var spare = [...]string{"?", "f3", "/", ":", "f12"}

// keyLine are the actions for a key line of w by h cells. Where it does not
// hold all of them, some of those that work everywhere make room for the
// screen's own.
func (a *App) keyLine(w, h int) []ui.Action {
	acts := a.actions()
	for _, key := range spare {
		if keyRows(acts, w) <= h {
			break
		}
		for i := range acts {
			if acts[i].Key == key {
				acts[i].Hidden = true
			}
		}
	}
	return acts
}

// keyRows counts the rows that ui.DrawKeys needs.
func keyRows(acts []ui.Action, w int) int {
	const gap = 2
	x, rows := 0, 1
	for i := range acts {
		a := &acts[i]
		if a.Hidden || a.Key == "" && a.Digit == 0 || a.Word == "" {
			continue
		}
		n := 1 + 1 + ui.Width(a.Word)
		if a.Key != "" {
			n += ui.Width(ui.KeyCap(a.Key)) - 1
		}
		if x > 0 && x+n > w {
			x, rows = 0, rows+1
		}
		x += n + gap
	}
	return rows
}

func (a *App) openHelp() tea.Cmd {
	acts := a.actions()
	d := help.New(a.top().Title(), a.brief(acts), together(ui.HelpPage(acts)))
	a.dialogs.Open(ui.OpenDialog{ID: "app.help", Dialog: d}, a.cfg.Now())
	return nil
}

// brief is the first page of the help: keys that the key line shows or that have
// a command only, and the commands that open other screens.
func (a *App) brief(acts []ui.Action) help.Brief {
	b := help.Brief{}
	b.Text, _ = text.HelpTextOf(a.top().ID())
	for _, r := range together(ui.HelpPage(acts)) {
		switch {
		case r.Key == "" && isPlace(r.Twin):
			if r.Why == "" && r.Word != a.top().Title() {
				b.Places = append(b.Places, r.Twin)
			}
		case r.Word != "":
			b.Keys = append(b.Keys, r)
		}
	}
	return b
}

func isPlace(twin string) bool {
	for i := range places {
		if ":"+places[i].cmd == twin {
			return true
		}
	}
	return false
}

// together puts the keys of one act on one row.
func together(rows []ui.HelpRow) []ui.HelpRow {
	out := rows[:0]
	for _, r := range rows {
		same := slices.IndexFunc(out, func(x ui.HelpRow) bool { return x.Word == r.Word && x.Tip == r.Tip })
		switch {
		case same < 0:
			out = append(out, r)
		case r.Key != "" && len(out[same].Key) < longKeys:
			out[same].Key += " " + r.Key
		}
	}
	return out
}

// longKeys is how long the keys of a row may be before one more is too much.
const longKeys = 4

func (a *App) askQuit() tea.Cmd {
	a.dialogs.Open(ui.OpenDialog{ID: quitDialog, Dialog: ui.NewConfirm(text.Quit, text.QuitAsk, text.Yes, text.No)}, a.cfg.Now())
	return nil
}
