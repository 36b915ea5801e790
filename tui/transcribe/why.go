package transcribe

import (
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Why explains the field on the board and who enters the case that is on it or
// selected.
func (s *Screen) Why() []ui.Reason {
	if s.t != nil {
		list := []text.Why{text.WhyTranscript(*s.t)}
		if !s.hidden() {
			list = append([]text.Why{text.WhyField(s.fields[s.at], s.t.System)}, list...)
		}
		return ui.Reasons(list...)
	}
	if t := s.chosen(); t != nil {
		return ui.Reasons(text.WhyTranscript(*t))
	}
	return nil
}
