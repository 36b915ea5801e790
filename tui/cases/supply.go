package cases

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// hall begins a visit without a number.
type hall interface {
	WalkIn(ctx context.Context, rid string, d desk.Duty, o desk.TakeOrder) (desk.Ticket, error)
}

// Serving tells which visit is in hand.
func (s *Screen) Serving(t *desk.Ticket) { s.served = t }

type visitMsg struct {
	ticket desk.Ticket
	id     string // of the case
	err    error
}

// supply goes on with a case that waits for supplements. With nobody at the
// window the visit begins first, so that it is counted and rated.
func (s *Screen) supply() tea.Cmd {
	id, item := s.shown.ID, s.shown.Item
	switch {
	case s.served != nil && s.served.State != desk.TicketServing:
		return ui.Say(ui.Care, text.NotArrivedYet(s.served.No))
	case s.served != nil || s.cfg.Hall == nil:
		return ui.Go(ui.ScreenIntake, id)
	case s.busy:
		return nil
	}
	s.busy = true
	d, rid := s.duty, s.cfg.Mint()
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		t, err := s.cfg.Hall.WalkIn(ctx, rid, d, desk.TakeOrder{Item: item})
		return visitMsg{t, id, err}
	})
}

func (s *Screen) begun(m visitMsg) tea.Cmd {
	s.busy = false
	if m.err != nil {
		return ui.Say(ui.Care, text.Problem(m.err))
	}
	t := m.ticket
	s.served = &t
	return tea.Sequence(func() tea.Msg { return ui.Serving{Ticket: &t} }, ui.Go(ui.ScreenIntake, m.id))
}
