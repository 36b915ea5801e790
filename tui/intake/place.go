package intake

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// place is where the clerk is on the part that is open: the field or row with the
// focus, and the first row in sight.
func (s *Screen) place() (field string, scroll int) {
	switch s.part {
	case partPerson:
		return s.person.Focus(), s.person.Top()
	case partSituation:
		return s.situ.Focus(), s.situ.Top()
	case partForm:
		return s.form.Focus(), s.form.Top()
	}
	if sel := s.table.Selected(); sel != nil {
		field = sel.ID
	}
	return field, s.table.Top()
}

// comeTo goes back to the place where a draft was left, and to the first row where
// it was left on another part.
func (s *Screen) comeTo(d desk.Draft) {
	if l := s.table.Lines(); len(l) > 0 {
		s.table.Select(l[0].ID) // not where the case before was left
	}
	s.table.ScrollTo(0)
	switch s.part {
	case partPerson:
		s.focusOn(d.Field)
		s.person.ScrollTo(d.Scroll)
	case partForm:
		s.form.FocusOn(d.Field)
		s.form.ScrollTo(d.Scroll)
	case partSituation:
		s.situ.FocusOn(d.Field)
		s.situ.ScrollTo(d.Scroll)
	default:
		s.table.Select(d.Field)
		s.table.ScrollTo(d.Scroll)
	}
}

// tell has the App show on every screen whom and what the open draft is about.
func (s *Screen) tell() tea.Cmd {
	m := ui.Drafting{}
	if s.open {
		s.placed()
		c := &s.draft.Case
		m = ui.Drafting{ID: c.ID, Ticket: c.Ticket, Matter: ui.Clean(c.Title, 60), Name: ui.Clean(c.Private.Applicant.Name, 40)}
		m.Tail = text.Tail(c.Private.Applicant.Number)
	}
	return func() tea.Msg { return m }
}
