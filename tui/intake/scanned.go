package intake

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/ui"
)

// Scanned takes the number of an identity document into the number field that
// has the focus, whatever stood there, and goes on where the reader has sent its
// Enter; nothing else is of use here.
func (s *Screen) Scanned(x ui.Scan) (tea.Cmd, bool) {
	d := s.numberField()
	if x.Kind != ui.ScanPerson || d == nil {
		return nil, false
	}
	d.Set(x.Text)
	if !x.Ended {
		return nil, true
	}
	return s.Update(tea.KeyPressMsg{Code: tea.KeyEnter}), true
}

// numberField is the field with the focus where it takes the number of a person,
// else nil.
func (s *Screen) numberField() *ui.Field {
	switch {
	case !s.open || s.person == nil:
	case s.part == partPerson && (s.person.Focus() == rowNumber || s.person.Focus() == rowAgentNumber):
		return s.person.Row(s.person.Focus()).Field
	case s.part == partForm:
		if r := s.form.Row(s.form.Focus()); r != nil && r.Field != nil && r.Field.Kind == ui.IDNumber {
			return r.Field
		}
	}
	return nil
}
