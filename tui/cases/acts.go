package cases

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	if s.shown == nil {
		word, tip := text.Search, text.SearchTip
		if s.answered(s.field.Value()) {
			word, tip = text.OpenCase, text.OpenCaseTip
		}
		return []ui.Action{
			{Key: "enter", Twin: text.CmdSearch, Word: word, Tip: tip, Run: s.search},
			{Key: "f8", Twin: text.CmdDeadlines, Word: text.Deadlines, Tip: text.DeadlinesTip, Run: deadlines},
		}
	}
	id := s.shown.ID
	acts := []ui.Action{
		{Key: "enter", Digit: 1, Twin: text.CmdSupply, Word: text.Supply, Tip: text.SupplyTip, Run: s.supply, Blocked: s.only(desk.CaseSupplement)},
		{Digit: 2, Twin: text.CmdFinishCase, Word: text.FinishCase, Tip: text.FinishCaseTip, Run: func() tea.Cmd {
			return ui.Ask(askEnd, ui.NewAskWords(text.FinishCase, text.FinishCaseAsk, "", 200))
		}, Blocked: s.only(desk.CaseAccepted)},
		{Digit: 3, Twin: text.CmdDeliver, Word: text.Deliver, Tip: text.DeliverTip, Blocked: s.may(desk.CaseDelivered), Run: s.deliver},
		{Digit: 4, Twin: text.CmdWithdraw, Word: text.Withdraw, Tip: text.WithdrawTip, Blocked: s.may(desk.CaseWithdrawn), Run: s.withdraw},
		{Digit: 5, Twin: text.CmdPapers, Word: text.Papers, Tip: text.PapersTip, Run: func() tea.Cmd {
			return ui.Go(ui.ScreenPapers, desk.PaperFilter{Case: id})
		}},
		{Digit: 6, Twin: text.CmdReveal, Word: text.Reveal, Tip: text.RevealTip, Run: s.show},
		{Digit: 7, Twin: text.CmdDeadlines, Word: text.Deadlines, Tip: text.DeadlinesTip, Run: deadlines},
		s.clockAct(id),
	}
	if s.cfg.Station.Shared() {
		acts = append(acts, ui.Action{
			Digit: 9, Twin: text.CmdMoveComm, Word: text.MoveComm, Tip: text.MoveCommTip, Run: s.askComm,
			Blocked: func() string {
				if !desk.MayMoveCommunity(s.shown.State) {
					return text.CommLate
				}
				return ""
			},
		})
	}
	return append(acts,
		ui.Action{Twin: text.CmdGiveBack, Word: text.GiveBack, Tip: text.GiveBackTip, Run: s.giveBack},
		ui.Action{Key: "esc", Twin: text.CmdBack, Word: text.Back, Tip: text.BackTip, Run: s.close},
		ui.Action{Key: "z", Twin: text.CmdWithdraw, Word: text.Withdraw, Tip: text.WithdrawTip, Blocked: s.may(desk.CaseWithdrawn), Run: s.withdraw, Hidden: true},
	)
}

func deadlines() tea.Cmd { return ui.Go(ui.ScreenDeadlines, nil) }

// may says why the case cannot go to a state.
func (s *Screen) may(to desk.CaseState) func() string {
	return func() string {
		if !desk.MayGo(s.shown.Mode, s.shown.State, to) {
			return text.CannotNow(text.CaseState(s.shown.State))
		}
		return ""
	}
}

// only says why an act of one state cannot be done.
func (s *Screen) only(in desk.CaseState) func() string {
	return func() string {
		if s.shown.State != in {
			return text.CannotNow(text.CaseState(s.shown.State))
		}
		return ""
	}
}

// clockAct stops the clock of a case for a special procedure, or lets it run
// again.
func (s *Screen) clockAct(id string) ui.Action {
	if p, still := s.shown.Paused(); still && p.Why == desk.PauseSpecial {
		return ui.Action{Digit: 8, Twin: text.CmdGoOn, Word: text.GoOn, Tip: text.GoOnTip, Run: func() tea.Cmd {
			return s.act(func(ctx context.Context, rid string, d desk.Duty) (string, error) {
				_, err := s.cfg.Work.GoOn(ctx, rid, d, id)
				return text.GoesOnNow, err
			})
		}}
	}
	return ui.Action{Digit: 8, Twin: text.CmdPause, Word: text.Pause, Tip: text.PauseTip, Run: func() tea.Cmd {
		return ui.Ask(askStop, ui.NewAskWords(text.Pause, text.PauseAsk, "", 60))
	}, Blocked: func() string {
		_, still := s.shown.Paused()
		if still || !s.shown.ClockRuns() || s.shown.Project == desk.Instant {
			return text.NoClock
		}
		return ""
	}}
}

func (s *Screen) withdraw() tea.Cmd {
	return ui.Ask(askWhy, ui.NewAskWords(text.Withdraw, text.WithdrawAsk, "", 200))
}

// askComm asks whose the case is.
func (s *Screen) askComm() tea.Cmd {
	var opts []ui.Option
	for _, k := range s.cfg.Station.Communities {
		opts = append(opts, ui.Option{Key: k.Code, Word: ui.Clean(text.CommName(k), 40)})
	}
	now := text.CommName(s.cfg.Station.Community(s.shown.Comm))
	return ui.Ask(askComm, ui.NewPick(text.MoveComm, text.MoveCommAsk(now), opts).Select(s.shown.Comm))
}

func (s *Screen) close() tea.Cmd {
	s.shown, s.reveal = nil, 0
	if s.table.Len() == 0 {
		return ui.Back()
	}
	s.field.Set("") // the next search begins anew; the list stays
	return nil
}

// act runs one act; f returns what to say.
func (s *Screen) act(f func(context.Context, string, desk.Duty) (string, error)) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d, rid, id := s.duty, s.cfg.Mint(), s.shown.ID
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		say, err := f(ctx, rid, d)
		return doneMsg{say, id, err}
	})
}

func (s *Screen) outcome(o ui.Outcome) tea.Cmd {
	if !o.OK || s.shown == nil {
		return nil
	}
	id, w := s.shown.ID, s.cfg.Work
	do := func(say string, f func(ctx context.Context, rid string, d desk.Duty) (desk.Case, error)) tea.Cmd {
		return s.act(func(ctx context.Context, rid string, d desk.Duty) (string, error) {
			_, err := f(ctx, rid, d)
			return say, err
		})
	}
	switch o.ID {
	case askWhy:
		return do(text.Withdrawn, func(ctx context.Context, rid string, d desk.Duty) (desk.Case, error) {
			return w.Withdraw(ctx, rid, d, id, o.Text)
		})
	case askEnd:
		return do(text.CaseFinished, func(ctx context.Context, rid string, d desk.Duty) (desk.Case, error) {
			return w.Finish(ctx, rid, d, id, o.Text)
		})
	case askStop:
		return do(text.Stopped, func(ctx context.Context, rid string, d desk.Duty) (desk.Case, error) {
			return w.Pause(ctx, rid, d, id, o.Text)
		})
	case askComm:
		return do(text.CommMoved+s.cfg.Station.Community(o.Key).Name, func(ctx context.Context, rid string, d desk.Duty) (desk.Case, error) {
			return w.MoveCommunity(ctx, rid, d, id, o.Key)
		})
	}
	cmd, _ := s.delivering(o)
	return cmd
}

// Community is whose case is shown, for the row below the title.
func (s *Screen) Community() string {
	if s.shown == nil {
		return ""
	}
	return s.shown.Comm
}

// Why explains the deadline of the case that is shown or selected, and how its
// community was found.
func (s *Screen) Why() []ui.Reason {
	c := s.shown
	if c == nil {
		l := s.table.Selected()
		for i := range s.found {
			if l != nil && s.found[i].ID == l.ID {
				c = &s.found[i]
			}
		}
	}
	if c == nil || s.today == "" {
		return nil
	}
	var out []ui.Reason
	if e, ok := s.cfg.Days.Case(c, s.today); ok {
		thing, sentence, rule, source, version, next := text.WhyDue(e, s.today)
		out = append(out, ui.Reason{Thing: thing, Sentence: sentence, Rule: rule, Source: source, Version: version, Next: next})
	} else {
		thing, sentence, rule := text.WhyNoDue(*c)
		out = append(out, ui.Reason{Thing: thing, Sentence: sentence, Rule: rule})
	}
	if s.cfg.Station.Shared() {
		k := s.cfg.Station.Community(c.Comm)
		out = append(out, ui.Reason{Thing: text.CommBadge(text.CommName(k), c.CommBy), Sentence: text.WhyComm(c.CommBy)})
	}
	return out
}
