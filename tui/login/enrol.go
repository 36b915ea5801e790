package login

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// noSeats says why no other PC can have a window.
func (s *Screen) noSeats() string {
	if len(s.cfg.Seats) == 0 || s.cfg.SeatCode == nil {
		return text.SeatsOff
	}
	return ""
}

// askSeat asks which window another PC is to have; the only one is not asked for.
func (s *Screen) askSeat() tea.Cmd {
	if len(s.cfg.Seats) == 1 {
		s.pins.seat = s.cfg.Seats[0]
		return s.lead()
	}
	opts := make([]ui.Option, 0, len(s.cfg.Seats))
	for _, w := range s.cfg.Seats {
		opts = append(opts, ui.Option{Key: strconv.Itoa(w), Word: text.WindowName(w)})
	}
	return ui.Ask(askSeat, ui.NewPick(text.SeatCode, text.SeatCodeAskWindow, opts))
}

// enrol makes the code for another PC once the lead is known to be there.
func (s *Screen) enrol(ctx context.Context, rid string, x exchange) ([]string, error) {
	if x.old != "" {
		if err := s.cfg.Gate.Enter(ctx, rid, x.by, x.old); err != nil {
			return nil, err
		}
	}
	return s.cfg.SeatCode(x.seat)
}
