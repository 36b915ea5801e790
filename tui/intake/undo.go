package intake

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// A marking is the state of a checklist line before the clerk's key changed it.
type marking struct {
	draft string // case id
	was   desk.Material
	gone  int // pages taken away by then
}

// mostMarkings is how many marks can be taken back one after another.
const mostMarkings = 50

// remember keeps how a line stood before it is changed.
func (s *Screen) remember(m *desk.Material) {
	was := *m
	was.Pages = append([]desk.Page(nil), m.Pages...)
	s.markings = append(s.markings, marking{draft: s.draft.Case.ID, was: was, gone: len(s.gone)})
	if len(s.markings) > mostMarkings {
		s.markings = s.markings[1:]
	}
}

// takeBack takes back what was done last: a mark, or that a page was taken away.
func (s *Screen) takeBack() tea.Cmd {
	n := len(s.markings)
	if len(s.gone) > 0 && (n == 0 || len(s.gone) > s.markings[n-1].gone) {
		return s.bringBack()
	}
	return s.unmark()
}

// unmark takes the latest mark on the checklist back. The draft is not in the
// journal until it is taken in, so nothing but the draft says so.
func (s *Screen) unmark() tea.Cmd {
	last := s.markings[len(s.markings)-1]
	s.markings = s.markings[:len(s.markings)-1]
	m := s.draft.Case.Material(last.was.Key)
	if m == nil {
		return ui.Say(ui.Care, text.MarkGone)
	}
	pages := m.Pages
	*m = last.was
	if len(pages) > len(m.Pages) {
		m.Pages = pages // what was scanned since stays
	}
	s.list()
	s.table.Select(m.Key)
	return tea.Batch(s.save(), ui.Say(ui.Done, text.MarkTakenBack(ui.Clean(m.Name, 40), text.MaterialState(m.State))))
}

// noUnmark says why no mark can be taken back.
func (s *Screen) noUnmark() string {
	n := len(s.markings)
	if len(s.gone) == 0 && (n == 0 || s.markings[n-1].draft != s.draft.Case.ID) {
		return text.NoMark
	}
	return ""
}

// noPageGone says why no page can be brought back.
func (s *Screen) noPageGone() string {
	if len(s.gone) == 0 {
		return text.NoMark
	}
	return ""
}
