package updates

import (
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Why explains where a change comes from and against what it was compared.
func (s *Screen) Why() []ui.Reason {
	if !s.known {
		return nil
	}
	return ui.Reasons(text.WhyUpdates(s.news))
}
