package ratings

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// IDs of the dialogs. Those that pick come first, those that take words file.
const (
	askCall    = "call"
	askSaid    = "said"
	askCause   = "cause"
	askWhy     = "why"
	askRemedy  = "remedy"
	askDay     = "day"
	askMended  = "mended"
	askClose   = "close"
	askGrounds = "grounds"
)

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	acts := []ui.Action{
		{Digit: 1, Twin: text.CmdCallBack, Word: text.CallBack, Tip: text.CallBackTip, Blocked: s.open, Run: s.pickCall},
		{Digit: 2, Twin: text.CmdFindCause, Word: text.FindCause, Tip: text.FindCauseTip, Blocked: s.open, Run: s.pickCause},
		{Digit: 3, Twin: text.CmdMendRated, Word: text.MendRated, Tip: text.MendRatedTip, Blocked: s.mendable, Run: s.pickRemedy},
		{Digit: 4, Twin: text.CmdCloseRated, Word: text.CloseRated, Tip: text.CloseRatedTip, Blocked: s.closable, Run: s.words(askClose, text.CloseRated, text.CloseRatedSay)},
		{Digit: 5, Twin: text.CmdObject, Word: text.Object, Tip: text.ObjectTip, Blocked: s.appealable, Run: s.words(askGrounds, text.Object, text.ObjectSay)},
		{Digit: 6, Twin: text.CmdRatedCase, Word: text.RatedCase, Tip: text.RatedCaseTip, Blocked: s.hasCase, Run: func() tea.Cmd {
			return ui.Go(ui.ScreenCases, s.current().Cases[0])
		}},
	}
	if s.card != "" {
		return append(acts, ui.Action{Key: "esc", Twin: text.CmdBack, Word: text.Back, Tip: text.BackTip, Run: func() tea.Cmd {
			s.card = ""
			return nil
		}})
	}
	scope := text.RatedAll
	if s.all {
		scope = text.RatedOpen
	}
	return append([]ui.Action{{Key: "enter", Twin: text.CmdOpenRated, Word: text.OpenRated, Tip: text.OpenRatedTip, Blocked: s.chosen, Run: func() tea.Cmd {
		return s.show(s.current().ID)
	}}}, append(acts, ui.Action{Digit: 7, Twin: text.CmdRatedAll, Word: scope, Tip: text.RatedAllTip, Run: func() tea.Cmd {
		s.all = !s.all
		return s.Enter()
	}})...)
}

// chosen says why nothing can be opened.
func (s *Screen) chosen() string {
	if s.current() == nil {
		return text.ChooseRated
	}
	return ""
}

// open says why nothing can be written in the one in hand.
func (s *Screen) open() string {
	c := s.current()
	switch {
	case c == nil:
		return text.ChooseRated
	case c.State == desk.RectificationClosed:
		return text.RatedClosed
	}
	return ""
}

// missing says what is to be done before, of some things.
func (s *Screen) missing(of ...string) string {
	if why := s.open(); why != "" {
		return why
	}
	c := s.current()
	for _, m := range c.Missing() {
		for _, o := range of {
			if m == o {
				return text.Problem(&desk.Problem{Kind: desk.Blocked, What: "rectify.open", Open: []string{m}})
			}
		}
	}
	return ""
}

func (s *Screen) mendable() string { return s.missing("rectify.call", "rectify.cause") }

func (s *Screen) closable() string {
	if why := s.missing("rectify.call", "rectify.cause", "rectify.remedy"); why != "" {
		return why
	}
	if s.current().Concerned == s.duty.Staff.ID {
		return text.IsConcerned
	}
	return ""
}

func (s *Screen) appealable() string {
	c := s.current()
	switch {
	case c == nil:
		return text.ChooseRated
	case c.Concerned == "" || c.Concerned != s.duty.Staff.ID:
		return text.NotConcerned
	case c.Appeal != nil:
		return text.ObjectedOnce
	}
	return ""
}

func (s *Screen) hasCase() string {
	switch c := s.current(); {
	case c == nil:
		return text.ChooseRated
	case len(c.Cases) == 0:
		return text.NoRatedCase
	}
	return ""
}

// begin takes hold of the one in hand for an act of several dialogs.
func (s *Screen) begin() *desk.Rectification {
	c := s.current()
	s.step = step{id: c.ID}
	return c
}

func (s *Screen) pickCall() tea.Cmd {
	c := s.begin()
	var opts []ui.Option
	for _, o := range text.CallBackOrder(c.Unnamed) {
		opts = append(opts, ui.Option{Key: string(o), Word: text.CallBackWord(o)})
	}
	return ui.Ask(askCall, ui.NewPick(text.CallBack, text.CallBackAsk, opts))
}

func (s *Screen) pickCause() tea.Cmd {
	c := s.begin()
	var opts []ui.Option
	for _, o := range desk.RectifyCauses() {
		opts = append(opts, ui.Option{Key: string(o), Word: text.RectifyCauseWord(o)})
	}
	return ui.Ask(askCause, ui.NewPick(text.FindCause, text.FindCauseAsk, opts).Select(string(c.Cause)))
}

func (s *Screen) pickRemedy() tea.Cmd {
	s.begin()
	var opts []ui.Option
	for _, o := range text.RemedyOrder() {
		opts = append(opts, ui.Option{Key: string(o), Word: text.RemedyWord(o)})
	}
	return ui.Ask(askRemedy, ui.NewPick(text.MendRated, text.MendRatedAsk, opts))
}

// words asks for the words of an act that picks nothing.
func (s *Screen) words(id, title, hint string) func() tea.Cmd {
	return func() tea.Cmd {
		s.begin()
		return say(id, title, hint)
	}
}

func say(id, title, hint string) tea.Cmd {
	return ui.Ask(id, ui.NewAskWords(title, hint, "", desk.MostRectified))
}

// answered goes on with an act, or files it.
func (s *Screen) answered(o ui.Outcome) tea.Cmd {
	if !o.OK {
		return nil
	}
	p := &s.step
	switch o.ID {
	case askCall:
		p.call = desk.CallBack(o.Key)
		return say(askSaid, text.CallBack, text.CallBackSay)
	case askCause:
		p.cause = desk.RectifyCause(o.Key)
		return say(askWhy, text.FindCause, text.FindCauseSay)
	case askRemedy:
		if p.remedy = desk.Remedy(o.Key); p.remedy == desk.RemedyPlanned {
			f := ui.NewField(ui.Date, 10)
			f.Today = s.today
			return ui.Ask(askDay, ui.NewAskField(text.MendRated, text.MendDayAsk, f))
		}
		return say(askMended, text.MendRated, text.MendRatedSay)
	case askDay:
		day, ok := ui.ReadDay(o.Text, s.today)
		if !ok {
			return ui.Say(ui.Care, text.Problem(&desk.Problem{Kind: desk.Invalid, What: "rectify.plan"}))
		}
		p.plan = day
		return say(askMended, text.MendRated, text.MendRatedSay)
	}
	if o.Text == "" {
		return ui.Say(ui.Care, text.Problem(&desk.Problem{Kind: desk.Invalid, What: "rectify.words"}))
	}
	return s.file(o.ID, *p, o.Text)
}

// file writes an act down.
func (s *Screen) file(id string, p step, words string) tea.Cmd {
	r := s.cfg.Rectify
	switch id {
	case askSaid:
		return s.act(text.Contacted, func(ctx context.Context, rid string, d desk.Duty) error {
			_, err := r.Contact(ctx, rid, d, p.id, p.call, words)
			return err
		})
	case askWhy:
		return s.act(text.CauseFound, func(ctx context.Context, rid string, d desk.Duty) error {
			_, err := r.Cause(ctx, rid, d, p.id, p.cause, words)
			return err
		})
	case askMended:
		done := text.Mended
		if p.remedy == desk.RemedyPlanned {
			done = text.MendPlanned
		}
		return s.act(done, func(ctx context.Context, rid string, d desk.Duty) error {
			_, err := r.Mend(ctx, rid, d, p.id, p.remedy, words, p.plan)
			return err
		})
	case askClose:
		return s.act(text.ClosedRated, func(ctx context.Context, rid string, d desk.Duty) error {
			_, err := r.Close(ctx, rid, d, p.id, words)
			return err
		})
	case askGrounds:
		return s.act(text.Objected, func(ctx context.Context, rid string, d desk.Duty) error {
			_, err := r.Appeal(ctx, rid, d, p.id, words, nil)
			return err
		})
	}
	return nil
}

func (s *Screen) act(say string, f func(context.Context, string, desk.Duty) error) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d, rid := s.duty, s.cfg.Mint()
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg { return doneMsg{say, f(ctx, rid, d)} })
}
