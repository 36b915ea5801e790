package counter

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// ordinary is the outcome that takes priority away.
const ordinary = "-"

// prefer asks why the selected number has priority.
func (s *Screen) prefer() tea.Cmd {
	t := s.selected()
	s.about = t.ID
	opts := reasons(s.cfg.Station)
	if t.Reason != "" {
		opts = slices.DeleteFunc(opts, func(o ui.Option) bool { return o.Key == t.Reason })
		opts = append(opts, ui.Option{Key: ordinary, Word: text.NoPriority})
	}
	return ui.Ask(askPrefer, ui.NewPick(text.Prefer, text.PreferAsk(t.No, s.cfg.Station.Ratio()), opts))
}

func reasons(st desk.Station) []ui.Option {
	var opts []ui.Option
	for _, r := range st.Priorities() {
		word := ui.Clean(r.Name, 30)
		if r.Proof != "" {
			word += "  " + ui.Clean(r.Proof, 40)
		}
		opts = append(opts, ui.Option{Key: r.Code, Word: word})
	}
	return opts
}

func (s *Screen) noPrefer() string {
	if s.selected().ID == "" {
		return text.NobodyWaits
	}
	return ""
}

func (s *Screen) preferred(reason string) tea.Cmd {
	done := text.Preferred
	if reason == ordinary {
		reason, done = "", text.NotPreferred
	}
	id := s.about
	return s.act(done, nil, func(ctx context.Context, rid string, d desk.Duty) (desk.Ticket, error) {
		return s.cfg.Hall.Prefer(ctx, rid, d, id, reason)
	})
}

// reasonName is what the station calls a reason for priority.
func (s *Screen) reasonName(code string) string {
	if r, ok := s.cfg.Station.Reason(code); ok {
		return ui.Clean(r.Name, 30)
	}
	return text.PriorityWord
}

// explained is how many of those who wait are explained.
const explained = 5

// Why explains the order of calling: the rule, why the selected number stands
// where it does, and the next five.
func (s *Screen) Why() []ui.Reason {
	if !s.cfg.Station.Queue || len(s.queue.Waiting)+len(s.queue.Apart) == 0 {
		return nil
	}
	var out []ui.Reason
	sel := s.selected()
	for i, t := range s.queue.Waiting {
		if t.ID == sel.ID {
			out = append(out, s.placeOf(i))
		}
	}
	for _, t := range s.queue.Apart {
		if t.ID == sel.ID {
			out = append(out, ui.Reason{Thing: t.No, Sentence: text.ApartBecause(t.For, s.cfg.Station.Community(t.Comm).Name)})
		}
	}
	st := s.cfg.Station
	out = append(out, ui.Reason{
		Thing: text.OrderOfCalling, Sentence: text.OrderNext(s.queue.Row, st.Ratio()),
		Rule: text.OrderRule(st.Ratio(), st.Behind()), Source: text.OrderSource,
	})
	for i := range s.queue.Waiting[:min(len(s.queue.Waiting), explained)] {
		if s.queue.Waiting[i].ID != sel.ID {
			out = append(out, s.placeOf(i))
		}
	}
	return out
}

// placeOf explains the i-th of those who wait.
func (s *Screen) placeOf(i int) ui.Reason {
	t := s.queue.Waiting[i]
	why := ""
	switch s.queue.Whys[i] {
	case desk.TurnPreferred:
		why = text.TurnPreferred(s.reasonOf(t), s.cfg.Station.Ratio())
	case desk.TurnFair:
		why = text.TurnFair(s.cfg.Station.Ratio())
	case desk.TurnBack:
		why = text.TurnBack(s.cfg.Station.Behind())
	default:
		why = text.TurnArrived
	}
	return ui.Reason{Thing: text.PlaceIs(i+1, t.No), Sentence: why}
}

// reasonOf is why a number has priority.
func (s *Screen) reasonOf(t desk.Ticket) string {
	if t.Reason == "" {
		return s.reasonName(desk.SlipReason)
	}
	return s.reasonName(t.Reason)
}
