package guide

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	if !s.opened() {
		return s.searching()
	}
	if s.cert != nil {
		return []ui.Action{
			{Key: "f8", Twin: text.CmdReferral, Word: text.ReferralAct, Tip: text.ReferralTip, Run: s.refer},
			{Key: "f9", Word: text.Accept, Twin: text.CmdTakeIn, Tip: text.MustNotIssueTip, Blocked: func() string { return text.MustNotIssueTip }},
			{Key: "esc", Twin: text.CmdBack, Word: text.Back, Tip: text.BackTip, Run: s.close},
		}
	}
	return append([]ui.Action{
		{Key: "f8", Twin: text.CmdNotice, Word: text.NoticeAct, Tip: text.CardNoticeTip, Run: s.notice},
		{Key: "f9", Twin: text.CmdTakeIn, Word: text.BeginWord(s.item.Mode), Tip: text.AcceptTip, Run: s.begin, Blocked: func() string { return s.notServed(s.item.Mode) }},
		{Key: "enter", Twin: text.CmdTakeIn, Word: text.Accept, Tip: text.AcceptTip, Run: s.begin, Blocked: s.alone, Hidden: true},
		{Digit: 1, Twin: text.CmdAnswered, Word: text.Answered, Tip: text.AnsweredTip, Run: s.answered},
		{Digit: 2, Twin: text.CmdLead, Word: text.Lead, Tip: text.LeadTip, Run: s.lead},
		{Digit: 3, Twin: text.CmdOwe, Word: text.Owe, Tip: text.OweTip, Run: s.owe},
		{Digit: 4, Twin: text.CmdSituation, Word: text.Situation, Tip: text.SituationTip, Run: s.situation, Blocked: s.plain},
		{Key: "c", Twin: text.CmdAnswered, Word: text.Answered, Tip: text.AnsweredTip, Run: s.answered, Hidden: true},
		{Key: "l", Twin: text.CmdLead, Word: text.Lead, Tip: text.LeadTip, Run: s.lead, Hidden: true},
		{Key: "o", Twin: text.CmdOwe, Word: text.Owe, Tip: text.OweTip, Run: s.owe, Hidden: true},
		{Key: "s", Twin: text.CmdSituation, Word: text.Situation, Tip: text.SituationTip, Run: s.situation, Blocked: s.plain, Hidden: true},
		{Key: "esc", Twin: text.CmdBack, Word: text.Back, Tip: text.BackTip, Run: s.close},
	}, s.assistActs()...)
}

// searching lists what can be done with what was found. Where nobody takes a
// number the keys of the queue stay in their place and say so.
func (s *Screen) searching() []ui.Action {
	list := make([]ui.Action, 0, 4)
	if s.cfg.Village {
		none := func() string { return text.NoQueueHere }
		list = append(
			list,
			ui.Action{Key: "f2", Twin: text.CmdTake, Word: text.Take, Tip: text.TakeTip, Blocked: none},
			ui.Action{Key: "f5", Twin: text.CmdNext, Word: text.CallNext, Tip: text.CallNextTip, Blocked: none},
		)
	}
	mode := s.found().Mode
	return append(
		list,
		ui.Action{Key: "enter", Twin: text.CmdCard, Word: text.OpenCard, Tip: text.OpenCardTip, Run: s.open, Blocked: s.nothing},
		ui.Action{Key: "f9", Twin: text.CmdTakeIn, Word: text.BeginWord(mode), Tip: text.AcceptTip, Run: s.atOnce, Blocked: func() string { return s.notAtOnce(mode) }},
	)
}

func (s *Screen) nothing() string {
	if s.table.Selected() == nil {
		return text.NoMatter
	}
	return ""
}

// found is the matter in the selected row; the zero item for a certificate, or
// for none.
func (s *Screen) found() desk.Item {
	if at := s.table.At(); at >= 0 && at < len(s.hits) {
		it, _ := s.cfg.Catalogue.Item(s.hits[at].Item)
		return it
	}
	return desk.Item{}
}

// notAtOnce says why the selected row cannot be taken in as it stands.
func (s *Screen) notAtOnce(m desk.Mode) string {
	switch {
	case s.table.Selected() == nil:
		return text.NoMatter
	case m == "":
		return text.MustNotIssueTip
	}
	return s.notServed(m)
}

// notServed says why matters of a mode are taken in for no community of the
// station.
func (s *Screen) notServed(m desk.Mode) string {
	if s.cfg.Station.Takes(m) {
		return ""
	}
	return text.NotServed(m)
}

// atOnce opens the selected matter and takes it in: the one key of a village.
func (s *Screen) atOnce() tea.Cmd {
	it := s.found()
	if it.ID == "" {
		return nil
	}
	s.show(it.ID)
	return s.begin()
}

func (s *Screen) ticket() string {
	if s.served != nil {
		return s.served.ID
	}
	return ""
}

func (s *Screen) act(f func(context.Context, string, desk.Duty) (string, error)) tea.Cmd {
	if s.busy {
		return nil
	}
	s.busy = true
	d, rid := s.duty, s.cfg.Mint()
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		say, err := f(ctx, rid, d)
		return doneMsg{say, err}
	})
}

// ask records a question about the item on the card.
func (s *Screen) ask(say string, o desk.AskOrder) tea.Cmd {
	o.Item, o.Ticket, o.Channel = s.item.ID, s.ticket(), desk.AskedByPhone
	if s.served != nil {
		o.Channel = desk.AskedAtWindow
	}
	return s.act(func(ctx context.Context, rid string, d desk.Duty) (string, error) {
		_, err := s.cfg.Counter.Ask(ctx, rid, d, o)
		return say, err
	})
}

// alone says why Enter does not begin a visit: whoever has found a matter with
// Enter and presses it once more has nobody at the window. F9 begins one.
func (s *Screen) alone() string {
	if s.served == nil {
		return text.AloneHere
	}
	return s.notServed(s.item.Mode)
}

// plain says why a matter has no questions to answer.
func (s *Screen) plain() string {
	if len(s.item.Situations) == 0 {
		return text.NoSituations
	}
	return ""
}

func (s *Screen) lead() tea.Cmd {
	return ui.Ask(askLed, ui.NewAskField(text.Lead, text.LeadAsk, ui.NewField(ui.Free, 40)))
}

func (s *Screen) owe() tea.Cmd {
	return ui.Ask(askOwed, ui.NewAskWords(text.Owe, text.OweAsk, "", 200))
}

func (s *Screen) answered() tea.Cmd {
	return s.ask(text.AnsweredDone, desk.AskOrder{State: desk.InquiryAnswered})
}

// notice prints the card for a first consultation, after the questions that
// choose the materials.
func (s *Screen) notice() tea.Cmd {
	return s.ready(func() tea.Cmd {
		item, answers, ticket := s.item.ID, copyOf(s.answers), s.ticket()
		return s.act(func(ctx context.Context, rid string, d desk.Duty) (string, error) {
			p, err := s.cfg.Counter.Notice(ctx, rid, d, item, answers, ticket)
			return text.NoticePrinted(desk.Tail(p.No)), err
		})
	})
}

func (s *Screen) refer() tea.Cmd {
	cert, ticket := *s.cert, s.ticket()
	return s.act(func(ctx context.Context, rid string, d desk.Duty) (string, error) {
		p, err := s.cfg.Counter.Referral(ctx, rid, d, cert, ticket)
		return text.ReferralPrinted(desk.Tail(p.No)), err
	})
}

// begin takes the matter in; with nobody at the window a visit without a number
// begins first.
func (s *Screen) begin() tea.Cmd {
	if s.served != nil && s.served.State == desk.TicketServing {
		return ui.Go(ui.ScreenIntake, s.draft())
	}
	if s.served != nil {
		return ui.Say(ui.Care, text.NotArrivedYet(s.served.No))
	}
	if s.busy {
		return nil
	}
	s.busy = true
	d, rid, dr, matter := s.duty, s.cfg.Mint(), s.draft(), s.item.Name
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		t, err := s.cfg.Hall.WalkIn(ctx, rid, d, desk.TakeOrder{Item: dr.Case.Item})
		return visitMsg{t, dr, matter, err}
	})
}

// draft asks for a draft of the matter with the answers given on its card.
func (s *Screen) draft() desk.Draft {
	return desk.Draft{Case: desk.Case{Item: s.item.ID, Answers: copyOf(s.answers)}}
}

func copyOf(m map[string]string) map[string]string {
	out := make(map[string]string, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}

// skip goes on with the answers given so far.
const skip = "-"

// ready asks the open questions of the item one by one, then goes on. Who comes
// is told on the form anyway, so that it is asked only where all is.
func (s *Screen) ready(then func() tea.Cmd) tea.Cmd {
	q := s.nextQuestion()
	if q == nil {
		s.asksAll = false
		return then()
	}
	s.then, s.asking = then, q.Key
	opts := make([]ui.Option, 0, len(q.Answers))
	for _, a := range q.Answers {
		opts = append(opts, ui.Option{Key: a.Key, Word: ui.Clean(a.Say, 50)})
	}
	opts = append(opts, ui.Option{Key: skip, Word: text.SkipQuestions})
	return ui.Ask(askSitu, ui.NewPick(text.Situation, ui.Clean(q.Ask, 120), opts))
}

// nextQuestion is the first one to ask, nil when none is left.
func (s *Screen) nextQuestion() *desk.Question {
	if _, err := guide.Tailor(*s.item, s.answers); err != nil {
		return nil
	}
	for _, q := range s.item.Questions(s.answers) {
		if s.answers[q.Key] == "" && (s.asksAll || q.Fact != desk.FactAgent) {
			return &q
		}
	}
	return nil
}

// situation asks all questions anew.
func (s *Screen) situation() tea.Cmd {
	s.answers, s.asksAll = map[string]string{}, true
	return s.ready(func() tea.Cmd { return nil })
}
