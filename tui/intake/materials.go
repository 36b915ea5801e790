package intake

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// list shows the checklist.
func (s *Screen) list() {
	lines := make([]ui.Line, 0, len(s.draft.Case.Materials))
	for _, m := range s.draft.Case.Materials {
		need := text.NeedNot
		if m.Required {
			need = text.Need
		}
		n := ""
		if len(m.Pages) > 0 {
			n = strconv.Itoa(len(m.Pages))
		}
		st := ui.Text
		switch {
		case m.FirstStopped() >= 0:
			st = ui.Error
		case m.Settled() && m.State != desk.MaterialUnchecked:
			st = ui.Good
		case m.State == desk.MaterialMissing || m.State == desk.MaterialUnfit:
			st = ui.Error
		}
		lines = append(lines, ui.Line{ID: m.Key, Style: st, Cells: []string{
			text.MaterialState(m.State), n, need, text.MaterialLead(m) + ui.Clean(m.Name, 80) + text.MaterialNote(m),
		}})
	}
	s.table.Set(lines)
}

// line is the selected material, or nil.
func (s *Screen) line() *desk.Material {
	if sel := s.table.Selected(); sel != nil && s.part == partMaterials {
		return s.draft.Case.Material(sel.ID)
	}
	return nil
}

// requirement is what the guide says of the selected material.
func (s *Screen) requirement() desk.Requirement {
	m := s.line()
	if m == nil {
		return desk.Requirement{}
	}
	for _, r := range s.item.Materials {
		if r.Key == m.Key {
			return r
		}
	}
	if m.Key == desk.DelegationKey {
		return guide.Delegation()
	}
	return desk.Requirement{}
}

// mark sets the finding on the selected line and goes to the next one.
func (s *Screen) mark(st desk.MaterialState, reason string, due desk.Day) tea.Cmd {
	m := s.line()
	if m == nil {
		return nil
	}
	s.remember(m)
	m.State, m.Reason, m.Due = st, reason, due
	r := s.requirement()
	if st == desk.MaterialComplete {
		if r.CheckOriginal {
			m.Seen = max(m.Seen, 1)
		}
		m.Copies = r.Copies
		m.Kept = 0
		if s.draft.Case.Mode == desk.ModeCollect {
			m.Kept = r.Originals // they go to the street; here they are looked at and given back
		}
	} else {
		m.Seen, m.Copies, m.Kept = 0, 0, 0
	}
	s.list()
	s.table.Update(tea.KeyPressMsg{Code: tea.KeyDown})
	return s.save()
}
