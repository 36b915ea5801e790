package tui

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/help"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// actions are the screen's own followed by those that work everywhere.
func (a *App) actions() []ui.Action {
	own := a.top().Actions()
	all := make([]ui.Action, 0, len(own)+8)
	all = append(all, own...)
	taken := map[string]bool{}
	for i := range own {
		taken[own[i].Key] = true
	}
	for _, g := range a.globals() {
		if !taken[g.Key] {
			all = append(all, g)
		}
	}
	return all
}

func (a *App) globals() []ui.Action {
	to := func(id string) func() tea.Cmd {
		return func() tea.Cmd { return a.open(id, nil) }
	}
	offDuty := func() string {
		if a.duty.Staff.ID == "" {
			return text.OnDutyFirst
		}
		return ""
	}
	list := []ui.Action{
		{Key: "f3", Twin: text.CmdFind, Word: text.Find, Tip: text.FindTip, Run: to(ui.ScreenCases), Blocked: offDuty},
		{Key: "/", Twin: text.CmdGuide, Word: text.Guide, Tip: text.GuideTip, Run: to(ui.ScreenGuide), Blocked: offDuty},
		{Key: ":", Twin: "", Word: text.Command, Tip: text.CommandTip, Run: a.openLine},
		{Key: "f12", Word: text.Command, Tip: text.CommandTip, Run: a.openLine, Hidden: true},
		{Key: "f1", Twin: text.CmdHelp, Word: text.Help, Tip: text.HelpTip, Run: a.openHelp},
		{Key: "esc", Twin: text.CmdBack, Word: text.Back, Tip: text.BackTip, Run: a.back},
		{Key: "ctrl+c", Twin: text.CmdQuit, Word: text.Quit, Tip: text.QuitTip, Run: a.askQuit, Hidden: true},
	}
	for _, p := range []struct{ id, cmd, word string }{
		{ui.ScreenCounter, text.CmdCounter, text.Counter},
		{ui.ScreenPapers, text.CmdPapers, text.Papers},
		{ui.ScreenInquiries, text.CmdInquiries, text.Inquiries},
		{ui.ScreenDayClose, text.CmdDayClose, text.DayClose},
		{ui.ScreenSync, text.CmdSync, text.Sync},
		{ui.ScreenDevices, text.CmdDevices, text.Devices},
		{ui.ScreenLogin, text.CmdLogin, text.Login},
		{ui.ScreenPractice, text.CmdPractice, text.Practice},
	} {
		if a.screens[p.id] == nil {
			continue
		}
		g := ui.Action{Twin: p.cmd, Word: p.word, Tip: text.GoTo(p.word), Run: to(p.id), Hidden: true}
		if p.id != ui.ScreenLogin {
			g.Blocked = offDuty
		}
		list = append(list, g)
	}
	return list
}

func (a *App) openHelp() tea.Cmd {
	rows := ui.HelpPage(a.actions())
	a.dialogs.Open(ui.OpenDialog{ID: "app.help", Dialog: help.New(a.top().Title(), rows)}, a.cfg.Now())
	return nil
}

func (a *App) askQuit() tea.Cmd {
	a.dialogs.Open(ui.OpenDialog{ID: quitDialog, Dialog: ui.NewConfirm(text.Quit, text.QuitAsk, text.Yes, text.No)}, a.cfg.Now())
	return nil
}
