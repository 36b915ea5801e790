package dayclose

import (
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Why explains what is open, and what of it keeps the day from closing.
func (s *Screen) Why() []ui.Reason {
	if s.agenda == nil {
		return nil
	}
	return ui.Reasons(text.WhyDay(*s.agenda, s.cfg.Station.Signatures)...)
}
