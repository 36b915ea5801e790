package intake

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/ui"
)

// Scanned takes the number of an identity document into the number field that
// has the focus, whatever stood there, and goes on where the reader has sent its
// Enter; nothing else is of use here.
func (s *Screen) Scanned(x ui.Scan) (tea.Cmd, bool) {
	if x.Kind != ui.ScanPerson || s.part != partPerson || s.person == nil {
		return nil, false
	}
	switch row := s.person.Focus(); row {
	case rowNumber, rowAgentNumber:
		s.person.Set(row, x.Text)
		if !x.Ended {
			return nil, true
		}
		return s.Update(tea.KeyPressMsg{Code: tea.KeyEnter}), true
	}
	return nil, false
}
