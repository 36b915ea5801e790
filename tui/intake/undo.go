package intake

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// A marking is the state of checklist lines before the clerk's key changed them.
type marking struct {
	draft string // case id
	was   []desk.Material
	gone  int // pages taken away by then
}

// has reports whether one of the lines had the page.
func (k marking) has(id string) bool {
	return slices.ContainsFunc(k.was, func(m desk.Material) bool {
		return slices.ContainsFunc(m.Pages, func(p desk.Page) bool { return p.ID == id })
	})
}

// mostMarkings is how many marks can be taken back one after another.
const mostMarkings = 50

// remember keeps how lines stood before they are changed in one.
func (s *Screen) remember(lines ...*desk.Material) {
	k := marking{draft: s.draft.Case.ID, gone: len(s.gone)}
	for _, m := range lines {
		was := *m
		was.Pages = slices.Clone(m.Pages)
		k.was = append(k.was, was)
	}
	s.markings = append(s.markings, k)
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
	for _, was := range last.was {
		if s.draft.Case.Material(was.Key) == nil {
			return ui.Say(ui.Care, text.MarkGone)
		}
	}
	for _, was := range last.was {
		m := s.draft.Case.Material(was.Key)
		pages := m.Pages
		*m = was
		for _, p := range pages { // what was scanned since stays
			if !last.has(p.ID) {
				m.Pages = append(m.Pages, p)
			}
		}
	}
	s.list()
	m := last.was[0]
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
