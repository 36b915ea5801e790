package papers

import (
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Why explains what became of the print of the paper that is shown or selected.
func (s *Screen) Why() []ui.Reason {
	p := s.current()
	if p == nil {
		return nil
	}
	j, queued := s.states[p.No]
	return ui.Reasons(text.WhyPrinted(*p, j, queued))
}
