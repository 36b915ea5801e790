package login

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// An Act is something done about PINs. Go opens the screen with one.
type Act uint8

// Acts about PINs.
const (
	First   Act = iota + 1 // the person chosen has none yet
	Change                 // the person on duty, or the one chosen, changes the own
	Reset                  // a lead gives the one chosen another
	Release                // a lead lets the one chosen try again
	Recover                // a lead makes another recovery code
	Enrol                  // a lead lets another PC have a window
)

// An exchange is what has been asked and answered for an act so far.
type exchange struct {
	act   Act
	own   desk.Duty // who is on duty
	by    desk.Duty // whose PIN is asked for
	whose desk.Staff
	old   string
	pin   string
	code  string // of recovery, while it is shown
	seat  int    // window that another PC is to have
}

// stop forgets what was typed, and the code that was shown.
func (x *exchange) stop() { x.act, x.old, x.pin, x.code = 0, "", "", "" }

// IDs of the dialogs of an exchange.
const (
	askLead  = "pins.lead"
	askOld   = "pins.old"
	askNew   = "pins.new"
	askAgain = "pins.again"
	askSeat  = "pins.seat"
	toldSeat = "pins.seatcode"
	toldCode = "pins.code"
	askPrint = "pins.print"
)

func pinField() *ui.Field { return ui.NewField(ui.PIN, desk.MostPIN) }

// unprotected says why there is no recovery code.
func (s *Screen) unprotected() string {
	if !s.guard.Protected {
		return text.PINNotAsked
	}
	return ""
}

// do begins an act.
func (s *Screen) do(a Act) tea.Cmd {
	x := &s.pins
	x.stop()
	x.act = a
	line := s.table.Selected()
	if line == nil || s.busy {
		return nil
	}
	x.whose, _ = s.cfg.Station.Person(line.ID)
	switch a {
	case Enrol:
		return s.askSeat()
	case First:
		x.by, x.whose = s.chosen, s.chosen.Staff
		return s.askNew()
	case Change:
		if x.own.Staff.ID != "" {
			x.whose = x.own.Staff
		}
		x.by = desk.Duty{Staff: x.whose, Window: s.cfg.Window}
		if !s.guard.Passes[x.whose.ID].PIN {
			return ui.Say(ui.Care, text.PINNone)
		}
		return s.askOld()
	case Release:
		if s.guard.Passes[x.whose.ID].Until.IsZero() {
			return ui.Say(ui.Info, text.PINReleased)
		}
	}
	return s.lead()
}

// lead asks who of the leads is there; the only one, or the one on duty, is not
// asked for.
func (s *Screen) lead() tea.Cmd {
	leads := s.cfg.Gate.Leads()
	var opts []ui.Option
	for _, p := range leads {
		if p.ID == s.pins.own.Staff.ID || len(leads) == 1 {
			s.pins.by = desk.Duty{Staff: p, Window: s.cfg.Window}
			return s.askOld()
		}
		opts = append(opts, ui.Option{Key: p.ID, Word: ui.Clean(p.Name, 20)})
	}
	if len(opts) == 0 {
		s.pins.stop()
		return ui.Say(ui.Care, text.NoLead)
	}
	return ui.Ask(askLead, ui.NewPick(text.PIN, text.WhichLead, opts))
}

// askOld asks for the PIN of whoever acts.
func (s *Screen) askOld() tea.Cmd {
	if !s.guard.Passes[s.pins.by.Staff.ID].PIN {
		return s.proved()
	}
	return ui.Ask(askOld, ui.NewAskField(text.PIN, text.PINOf(s.pins.by.Staff.Name), pinField()))
}

func (s *Screen) askNew() tea.Cmd {
	f := pinField()
	f.Check = func(v string) string {
		if err := desk.CheckPIN(v); err != nil {
			return text.Problem(err)
		}
		return ""
	}
	return ui.Ask(askNew, ui.NewAskField(text.PIN, text.PINFor(s.pins.whose.Name), f))
}

// step takes an answer and asks for the next, or acts.
func (s *Screen) step(o ui.Outcome) tea.Cmd {
	x := &s.pins
	switch o.ID {
	case askLead:
		p, _ := s.cfg.Station.Person(o.Key)
		x.by = desk.Duty{Staff: p, Window: s.cfg.Window}
		return s.askOld()
	case askSeat:
		x.seat, _ = strconv.Atoi(o.Key) // as the option was made
		return s.lead()
	case toldSeat:
		return s.after()
	case askOld:
		x.old = o.Text
		return s.proved()
	case askNew:
		x.pin = o.Text
		return ui.Ask(askAgain, ui.NewAskField(text.PIN, text.PINAgain, pinField()))
	case askAgain:
		if o.Text != x.pin {
			return tea.Sequence(ui.Say(ui.Care, text.PINDiffer), s.askNew())
		}
		return s.give()
	case toldCode:
		return s.told(o)
	}
	return nil
}

// proved goes on once the PIN of whoever acts was typed.
func (s *Screen) proved() tea.Cmd {
	if s.pins.act == Release || s.pins.act == Recover || s.pins.act == Enrol {
		return s.give()
	}
	return s.askNew()
}

// A givenMsg tells how an act about PINs ended.
type givenMsg struct {
	act  Act
	code string
	says []string // what goes with a code for another PC
	err  error
}

func (s *Screen) give() tea.Cmd {
	x, rid, g := s.pins, s.cfg.Mint(), s.cfg.Gate
	s.busy = true
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		m := givenMsg{act: x.act}
		switch x.act {
		case First, Change:
			m.code, m.err = g.Choose(ctx, rid, x.by, x.old, x.pin)
		case Reset:
			m.code, m.err = g.Reset(ctx, rid, x.by, x.old, x.whose.ID, x.pin)
		case Release:
			m.err = g.Release(ctx, rid, x.by, x.old, x.whose.ID)
		case Recover:
			m.code, m.err = g.Recovery(ctx, rid, x.by, x.old)
		case Enrol:
			m.says, m.err = s.enrol(ctx, rid, x)
		}
		return m
	})
}

func (s *Screen) given(m givenMsg) tea.Cmd {
	if m.err != nil {
		return s.refuse(m.err)
	}
	s.busy = false
	if len(m.says) > 0 {
		return ui.Ask(toldSeat, ui.NewMessage(text.SeatCode, strings.Join(m.says, "\n"), text.OK))
	}
	if m.code != "" {
		s.pins.code = m.code
		return s.tell()
	}
	return s.after()
}

// after ends an act: the first PIN is followed by the shift.
func (s *Screen) after() tea.Cmd {
	act := s.pins.act
	s.pins.stop()
	switch act {
	case First:
		return s.start()
	case Release:
		return tea.Batch(ui.Say(ui.Done, text.PINReleased), s.Enter())
	case Recover, Enrol, 0:
		return s.Enter()
	}
	return tea.Batch(ui.Say(ui.Done, text.PINSaved), s.Enter())
}
