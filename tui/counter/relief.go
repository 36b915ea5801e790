package counter

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// relief takes visitors over from a window that nobody has open.
type relief interface {
	Stranded(ctx context.Context, window int) ([]desk.Ticket, error)
	TakeOver(ctx context.Context, rid string, d desk.Duty, id, reason string) (desk.Ticket, error)
}

// IDs of the dialogs of a relief.
const (
	askRelief       = "relief"
	askReliefReason = "relief-reason"
	askReliefWords  = "relief-words"
)

// Reasons for taking a visitor over, each by one digit; they stand in the journal.
const (
	reliefPC    = "pc_failed"
	reliefLeft  = "clerk_left"
	reliefOther = "other"
)

// elsewhere are the visitors who were called or are served at other windows.
func (s *Screen) elsewhere() []desk.Ticket {
	var out []desk.Ticket
	for _, t := range s.queue.Others {
		if t.State != desk.TicketHeld {
			out = append(out, t)
		}
	}
	return out
}

func (s *Screen) noRelief() string {
	if s.cfg.Relief == nil || len(s.elsewhere()) == 0 {
		return text.NobodyElsewhere
	}
	return s.occupied()
}

type strandedMsg struct {
	list []desk.Ticket
	err  error
}

// relieve looks for visitors at windows that nobody has open.
func (s *Screen) relieve() tea.Cmd {
	window := s.cfg.Window
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		list, err := s.cfg.Relief.Stranded(ctx, window)
		return strandedMsg{list, err}
	})
}

// stranded asks which of them, or at once why.
func (s *Screen) stranded(m strandedMsg) tea.Cmd {
	switch {
	case m.err != nil:
		return ui.Say(ui.Care, text.Problem(m.err))
	case len(m.list) == 0:
		return ui.Say(ui.Care, text.WindowsOpen)
	case len(m.list) == 1:
		return s.relieveWhy(m.list[0])
	}
	s.lost = m.list
	opts := make([]ui.Option, 0, len(m.list))
	for _, t := range m.list {
		opts = append(opts, ui.Option{Key: t.ID, Word: text.StrandedAt(t.No, t.Window, s.person(t.Staff))})
	}
	return ui.Ask(askRelief, ui.NewPick(text.Relieve, text.RelieveWhich, opts))
}

// person is the name of somebody of the station.
func (s *Screen) person(id string) string {
	p, _ := s.cfg.Station.Person(id) // nobody where the roster has changed
	return ui.Clean(p.Name, 20)
}

// relieveWhy names whose visitor it is, and asks for the reason.
func (s *Screen) relieveWhy(t desk.Ticket) tea.Cmd {
	s.about = t.ID
	return ui.Ask(askReliefReason, ui.NewPick(text.Relieve, text.RelieveAsk(t.No, t.Window, s.person(t.Staff)), []ui.Option{
		{Key: reliefPC, Word: text.ReliefPC}, {Key: reliefLeft, Word: text.ReliefLeft}, {Key: reliefOther, Word: text.ReliefOther},
	}))
}

// relieving goes on after a dialog of a relief, and reports whether it was one.
func (s *Screen) relieving(o ui.Outcome) (tea.Cmd, bool) {
	switch o.ID {
	case askRelief:
		for _, t := range s.lost {
			if t.ID == o.Key {
				return s.relieveWhy(t), true
			}
		}
		return nil, true
	case askReliefReason:
		if o.Key != reliefOther {
			return s.takeOver(o.Key), true
		}
		f := ui.NewField(ui.Free, 40)
		f.Check = func(v string) string {
			if v == "" {
				return text.ReasonNeeded
			}
			return ""
		}
		return ui.Ask(askReliefWords, ui.NewAskField(text.Relieve, text.ReliefWords, f)), true
	case askReliefWords:
		return s.takeOver(o.Text), true
	}
	return nil, false
}

func (s *Screen) takeOver(reason string) tea.Cmd {
	id := s.about
	return s.act(text.TakenOver, (*Screen).readDrafts, func(ctx context.Context, rid string, d desk.Duty) (desk.Ticket, error) {
		return s.cfg.Relief.TakeOver(ctx, rid, d, id, reason)
	})
}
