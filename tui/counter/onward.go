package counter

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Beginnings of the outcomes of askOnward.
const (
	toWindow = "window:"
	toComm   = "community:"
	toCentre = "centre"
)

// chosenTicket is the visit that an act on one number is about: the one at the
// window, else the selected one of those who wait. The zero ticket is none.
func (s *Screen) chosenTicket() desk.Ticket {
	if t := s.mine(); t != nil {
		return *t
	}
	return s.selected()
}

// selected is the number that is selected in the list, the zero ticket for none.
func (s *Screen) selected() desk.Ticket {
	line := s.table.Selected()
	if line == nil {
		return desk.Ticket{}
	}
	for _, list := range [...][]desk.Ticket{s.queue.Waiting, s.queue.Apart} {
		for _, t := range list {
			if t.ID == line.ID {
				return t
			}
		}
	}
	return desk.Ticket{}
}

// onward asks where the visit goes on: another window, another community's list
// or the street.
func (s *Screen) onward() tea.Cmd {
	t := s.chosenTicket()
	var opts []ui.Option
	if t.Lane != desk.WalkIn {
		for _, w := range s.cfg.Station.Windows {
			if w.No != s.cfg.Window && (t.State != desk.TicketWaiting || t.For != w.No) {
				opts = append(opts, ui.Option{Key: toWindow + strconv.Itoa(w.No), Word: text.WindowName(w.No) + " " + ui.Clean(w.Name, 30)})
			}
		}
		for _, c := range s.cfg.Station.Communities {
			if c.Code != t.Comm && len(s.cfg.Station.Communities) > 1 {
				opts = append(opts, ui.Option{Key: toComm + c.Code, Word: text.ListOf(ui.Clean(c.Name, 30))})
			}
		}
	}
	opts = append(opts, ui.Option{Key: toCentre, Word: text.ToCentre(ui.Clean(s.cfg.Station.Centre, 40))})
	s.about = t.ID
	return ui.Ask(askOnward, ui.NewPick(text.Onward, text.OnwardAsk(t.No), opts))
}

func (s *Screen) noOnward() string {
	if s.chosenTicket().ID == "" {
		return text.NobodyToPassOn
	}
	return ""
}

func (s *Screen) passOn(key string) tea.Cmd {
	var to desk.Onward
	if no, ok := strings.CutPrefix(key, toWindow); ok {
		to.Window, _ = strconv.Atoi(no) // as the option was made
	} else if code, ok := strings.CutPrefix(key, toComm); ok {
		to.Comm = code
	} else {
		to.Centre = true
	}
	id, done := s.about, text.PassedOn
	if to.Centre {
		done = text.SentToCentre
	}
	return s.act(done, nil, func(ctx context.Context, rid string, d desk.Duty) (desk.Ticket, error) {
		return s.cfg.Hall.PassOn(ctx, rid, d, id, to)
	})
}
