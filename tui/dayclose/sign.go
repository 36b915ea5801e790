package dayclose

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// closing is what has been asked and answered on the way to the end of the day.
type closing struct {
	order     desk.CloseOrder
	releasing bool // visits stay open, by a lead
	signer    desk.Duty
	out       Out
	guard     desk.Guard
}

// IDs of the dialogs on the way.
const (
	askReason = "close.reason"
	askLead   = "close.lead"
	askSecond = "close.second"
	askPIN    = "close.pin"
)

func (s *Screen) nobodyHeld() string {
	if s.agenda == nil || len(s.agenda.Held) == 0 {
		return text.NobodyHeld
	}
	return ""
}

// begin closes the day, and asks first for whatever it takes.
func (s *Screen) begin() tea.Cmd {
	s.order, s.releasing = desk.CloseOrder{}, false
	return s.next()
}

// release closes the day with visits open, by a lead.
func (s *Screen) release() tea.Cmd {
	s.order, s.releasing = desk.CloseOrder{}, true
	return s.next()
}

// next asks for what is still missing, and closes when nothing is.
func (s *Screen) next() tea.Cmd {
	a := s.agenda
	switch {
	case s.busy || a == nil:
		return nil
	case (len(a.Waiting) > 0 || s.releasing) && s.order.Reason == "":
		f := ui.NewField(ui.Free, 40)
		f.Check = func(v string) string {
			if strings.TrimSpace(v) == "" {
				return text.ReasonMissing
			}
			return ""
		}
		return ui.Ask(askReason, ui.NewAskField(text.CloseDay, text.CloseReason(len(a.Waiting), len(a.Held)), f))
	case s.releasing && s.order.Lead == "":
		return s.whose(askLead, text.WhichLead, s.cfg.Gate.Leads())
	case s.cfg.Station.Signatures && s.order.Second == "":
		return s.whose(askSecond, text.WhoSigns, s.others())
	}
	return s.close()
}

// others are who may sign besides the person on duty.
func (s *Screen) others() []desk.Staff {
	var list []desk.Staff
	for _, p := range s.cfg.Station.Staff {
		if p.ID != s.duty.Staff.ID && p.May(desk.RightClose) {
			list = append(list, p)
		}
	}
	return list
}

// whose asks whose PIN it will be; the only one there is is not asked for.
func (s *Screen) whose(id, question string, list []desk.Staff) tea.Cmd {
	switch len(list) {
	case 0:
		return ui.Say(ui.Care, text.NobodySigns)
	case 1:
		return s.prove(id, list[0])
	}
	opts := make([]ui.Option, 0, len(list))
	for _, p := range list {
		opts = append(opts, ui.Option{Key: p.ID, Word: ui.Clean(p.Name, 20)})
	}
	return ui.Ask(id, ui.NewPick(text.CloseDay, question, opts))
}

// prove asks for the PIN of a lead or of the second who signs. Where there is
// none and the station asks for none, the name is enough.
func (s *Screen) prove(id string, p desk.Staff) tea.Cmd {
	s.signer = desk.Duty{Staff: p, Window: s.duty.Window}
	if s.cfg.Gate.Open(s.guard, p.ID) {
		return s.try("")
	}
	if !s.guard.Passes[p.ID].PIN {
		return ui.Say(ui.Care, text.PINNone)
	}
	return ui.Ask(askPIN, ui.NewAskField(text.CloseDay, text.PINOf(ui.Clean(p.Name, 20)), ui.NewField(ui.PIN, desk.MostPIN)))
}

// A provedMsg tells whether somebody has proved to be there.
type provedMsg struct {
	who  string
	lead bool
	err  error
}

// try proves it: a lead releases the day, the second only signs.
func (s *Screen) try(pin string) tea.Cmd {
	s.busy = true
	by, rid, reason, day := s.signer, s.cfg.Mint(), s.order.Reason, s.agenda.Stamp.Day
	lead, free := s.releasing && s.order.Lead == "", s.cfg.Gate.Open(s.guard, s.signer.Staff.ID)
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		m := provedMsg{who: by.Staff.ID, lead: lead}
		switch {
		case lead:
			m.err = s.cfg.Gate.Allow(ctx, rid, by, pin, "day:"+string(day), "day.visits", reason)
		case !free:
			m.err = s.cfg.Gate.Enter(ctx, rid, by, pin)
		}
		return m
	})
}

func (s *Screen) proved(m provedMsg) tea.Cmd {
	s.busy = false
	switch {
	case m.err != nil:
		return ui.Say(ui.Care, text.Problem(m.err))
	case m.lead:
		s.order.Lead = m.who
	default:
		s.order.Second = m.who
	}
	return s.next()
}

// step takes an answer on the way.
func (s *Screen) step(o ui.Outcome) tea.Cmd {
	if !o.OK {
		return nil
	}
	switch o.ID {
	case askReason:
		s.order.Reason = strings.TrimSpace(o.Text)
		return s.next()
	case askPIN:
		return s.try(o.Text)
	case askLead, askSecond:
		if p, ok := s.cfg.Station.Person(o.Key); ok {
			return s.prove(o.ID, p)
		}
	}
	return nil
}
