package cases

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// Scanned looks up what is on a slip, a bag or a case sheet, as if it had been
// typed into the search. The document of somebody in front of a case with a result
// is that of whoever has come for it.
func (s *Screen) Scanned(x ui.Scan) (tea.Cmd, bool) {
	switch x.Kind {
	case ui.ScanCase, ui.ScanSlip, ui.ScanBag:
		return s.Open(Code(x.Text)), true
	case ui.ScanPerson:
		if s.shown != nil && !s.busy && desk.MayGo(s.shown.Mode, s.shown.State, desk.CaseDelivered) {
			return s.forResult().Came(s.shown, x.Text), true
		}
	}
	return nil, false
}
