package cases

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/ui"
)

// Scanned looks up what is on a slip, a bag or a case sheet, as if it had been
// typed into the search.
func (s *Screen) Scanned(x ui.Scan) (tea.Cmd, bool) {
	switch x.Kind {
	case ui.ScanCase, ui.ScanSlip, ui.ScanBag:
		return s.Open(Code(x.Text)), true
	}
	return nil, false
}
