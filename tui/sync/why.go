package sync

import (
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Why explains how much the street has not got yet.
func (s *Screen) Why() []ui.Reason {
	if s.status == nil {
		return nil
	}
	return ui.Reasons(text.WhySync(s.status.Enrolled, s.status.Lines, s.status.Pages, s.status.LastRun)...)
}
