package counter

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Reasons for calling somebody by name, each by one digit.
const (
	namedUrgent = "urgent"
	namedPaper  = "papers"
	namedStaff  = "asked_by_staff"
	namedOther  = "other"
)

// callThis asks why the selected number is called out of turn.
func (s *Screen) callThis() tea.Cmd {
	s.about = s.selected().ID
	return ui.Ask(askNamed, ui.NewPick(text.CallThis, text.CallThisAsk, []ui.Option{
		{Key: namedUrgent, Word: text.NamedUrgent},
		{Key: namedPaper, Word: text.NamedPapers},
		{Key: namedStaff, Word: text.NamedStaff},
		{Key: namedOther, Word: text.NamedOther},
	}))
}

// namedBecause calls for one of the reasons, or asks for the words of another.
func (s *Screen) namedBecause(reason string) tea.Cmd {
	if reason != namedOther {
		return s.callNamed(reason)
	}
	f := ui.NewField(ui.Free, 40)
	f.Check = func(v string) string {
		if v == "" {
			return text.ReasonNeeded
		}
		return ""
	}
	return ui.Ask(askReason, ui.NewAskField(text.CallThis, text.CallThisAsk, f))
}

func (s *Screen) callNamed(reason string) tea.Cmd {
	id := s.about
	return s.act(text.Called, (*Screen).announce, func(ctx context.Context, rid string, d desk.Duty) (desk.Ticket, error) {
		return s.cfg.Hall.Call(ctx, rid, d, id, reason)
	})
}
