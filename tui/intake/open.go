package intake

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Open begins or resumes an intake: a Draft with an id is resumed, one without
// begins a case for its item; a Ticket begins one for the matter it names; a
// case id goes on with a case that waits for supplements.
func (s *Screen) Open(with any) tea.Cmd {
	s.shown = true
	d, rid := s.duty, s.cfg.Mint()
	ticket := desk.Ticket{}
	if s.served != nil {
		ticket = *s.served
	}
	var f func(context.Context) (desk.Draft, error)
	switch w := with.(type) {
	case desk.Draft:
		if w.Case.No != "" { // supplements: the words of the draft over the case as it stands now
			f = func(ctx context.Context) (desk.Draft, error) { return s.cfg.Desk.Continue(ctx, d, w.Case.ID, ticket) }
			break
		}
		if w.Case.ID != "" {
			f = func(context.Context) (desk.Draft, error) { return w, nil }
			break
		}
		f = func(ctx context.Context) (desk.Draft, error) { return s.begin(ctx, rid, d, w, ticket) }
	case desk.Ticket:
		f = func(ctx context.Context) (desk.Draft, error) { return s.cfg.Desk.Begin(ctx, rid, d, w.Item, w) }
	case string:
		f = func(ctx context.Context) (desk.Draft, error) { return s.cfg.Desk.Continue(ctx, d, w, ticket) }
	default:
		return tea.Batch(s.read(), s.behind()) // the case in hand stays
	}
	s.stopReading()
	left := s.leaveScan()
	s.opening, s.busy = true, false
	return tea.Sequence(left, ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		st, err := s.cfg.Books.Today(ctx)
		if err != nil {
			return openedMsg{err: err}
		}
		dr, err := f(ctx)
		return s.withGuide(openedMsg{draft: dr, day: st.Day, err: err})
	}))
}

// begin makes the draft that a guide card asked for, with the answers given
// there already.
func (s *Screen) begin(ctx context.Context, id string, d desk.Duty, w desk.Draft, t desk.Ticket) (desk.Draft, error) {
	dr, err := s.cfg.Desk.Begin(ctx, id, d, w.Case.Item, t)
	if err != nil || len(w.Case.Answers) == 0 {
		return dr, err
	}
	dr.Case.Answers = w.Case.Answers
	if it, ok := s.itemOf(dr.Case); ok && dr.Case.Private.Agent == nil && agentSaid(it, w.Case.Answers) {
		dr.Case.Private.Agent = &desk.Person{}
	}
	if err := s.cfg.Desk.Tailor(&dr.Case); err != nil {
		return dr, err
	}
	return dr, s.cfg.Desk.Save(ctx, dr)
}

// agentSaid reports whether the answers say that somebody acts for the applicant.
func agentSaid(it desk.Item, answers map[string]string) bool {
	for _, q := range it.Situations {
		for _, a := range q.Answers {
			if q.Fact == desk.FactAgent && a.Fact == desk.FactYes && answers[q.Key] == a.Key {
				return true
			}
		}
	}
	return false
}

func (s *Screen) opened(m openedMsg) tea.Cmd {
	s.opening = false
	if m.err != nil {
		s.open = false
		s.fault = text.Problem(m.err)
		return ui.Say(ui.Fault, s.fault)
	}
	s.fault, s.open, s.draft, s.today = "", true, m.draft, m.day
	s.reading, s.dirty, s.gone, s.markings = nil, false, nil, nil
	s.item, _ = m.guide.Item(m.draft.Case.Item)
	s.form = nil
	s.sheet, _ = m.guide.Form(m.draft.Case.Item)
	s.drift = m.drift
	s.person = s.personForm()
	s.situ = s.situationForm()
	s.list()
	s.part = part(min(max(m.draft.Page, 0), int(partForm)))
	if s.part == partForm {
		s.form = s.formForm()
		if !s.hasForm() {
			s.part = partMaterials
		}
	}
	if s.part == partSituation && len(s.situ.Rows) == 0 {
		s.part = partMaterials
	}
	s.comeTo(m.draft)
	return tea.Batch(s.tell(), s.goesOn(), s.read(), s.tellDrift())
}
