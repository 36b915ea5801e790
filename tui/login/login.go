// Package login lets whoever serves say so: a member of the station's staff is
// chosen by name and post, proves it with a PIN where there is one, and a shift
// begins. The acts on PINs are here too, and the screen that is shown while the
// console is locked. Which keys a PIN opens is not known here.
package login

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// shifts begins a shift, or hands one over.
type shifts interface {
	Begin(ctx context.Context, rid string, d desk.Duty) (desk.Shift, error)
	Hand(ctx context.Context, rid string, from, to desk.Duty) (desk.Shift, error)
}

// days confirms the business day when the clock is suspect.
type days interface {
	Today(ctx context.Context) (desk.Stamp, error)
	ConfirmDay(ctx context.Context, rid string, d desk.Duty, day desk.Day) error
}

// Config is what the screens of this package are built from.
type Config struct {
	Station desk.Station
	Window  int
	Shifts  shifts
	Days    days
	Gate    *desk.Gate
	Mint    func() string
	// Seats are the windows that may be opened from another PC, and SeatCode makes
	// the one-time code for one of them: what the lead reads out. None and nil where
	// there is no such window.
	Seats    []int
	SeatCode func(window int) (says []string, err error)
	// Morning reports whether the morning check of the day is still to be made;
	// nil for a station without one.
	Morning func(context.Context) bool
	// Sheet prints a recovery code on paper, past the print queue; nil where no
	// printer is configured. A Problem says that nothing came out, or that nobody
	// knows.
	Sheet func(ctx context.Context, by desk.Staff, code string) error
}

// Screen is the choice of who is on duty.
type Screen struct {
	ctx    context.Context
	cfg    Config
	table  ui.Table
	guard  desk.Guard
	busy   bool
	chosen desk.Duty
	suspect
	pins  exchange
	fault string
}

// suspect is the business day of a clock that has to be confirmed.
type suspect struct {
	doubt bool
	day   desk.Day
}

// New returns the screen for a window.
func New(ctx context.Context, c Config) *Screen {
	x := &Screen{ctx: ctx, cfg: c}
	x.table = ui.Table{Digits: true, Empty: text.NoStaff, Columns: []ui.Column{
		{Title: text.ColName, Width: 22}, {Title: text.ColStaffNo, Width: 8}, {Title: text.ColPIN, Width: 10}, {Title: text.ColPost},
	}}
	x.list()
	return x
}

// list shows the staff, and how each stands with the lock.
func (s *Screen) list() {
	lines := make([]ui.Line, 0, len(s.cfg.Station.Staff))
	for _, p := range s.cfg.Station.Staff {
		pass := s.guard.Passes[p.ID]
		state := text.Blank
		switch {
		case !pass.Until.IsZero():
			state = text.LockedTill(pass.Until.In(desk.Beijing).Format("15:04"))
		case pass.PIN:
			state = text.PINSet
		case s.cfg.Station.PINs || s.guard.Protected:
			state = text.PINMissing
		}
		lines = append(lines, ui.Line{ID: p.ID, Cells: []string{ui.Clean(p.Name, 20), p.No, state, ui.Clean(p.Post, 40)}})
	}
	s.table.Set(lines)
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenLogin }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.Login }

// Focused is false: there is no field.
func (s *Screen) Focused() bool { return false }

// Busy is true while the shift is being begun.
func (s *Screen) Busy() bool { return s.busy }

// Enter reads how everybody stands with the lock.
func (s *Screen) Enter() tea.Cmd {
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		g, err := s.cfg.Gate.Guard(ctx)
		return guardMsg{g, err}
	})
}

// Open begins an act on PINs that was asked for from another screen, or shows the
// list.
func (s *Screen) Open(with any) tea.Cmd {
	if a, ok := with.(Act); ok {
		return tea.Sequence(s.Enter(), s.do(a))
	}
	return s.Enter()
}

// OnDuty tells who serves.
func (s *Screen) OnDuty(d desk.Duty) {
	s.pins.own = d
	s.table.Select(d.Staff.ID)
}

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	some := func() string {
		if s.table.Selected() == nil {
			return text.NoStaff
		}
		return ""
	}
	act := func(a Act) func() tea.Cmd { return func() tea.Cmd { return s.do(a) } }
	return []ui.Action{
		{Key: "enter", Twin: text.CmdBegin, Word: text.BeginDuty, Tip: text.BeginDutyTip, Run: s.begin, Blocked: some},
		{Key: "f6", Twin: text.CmdChangePIN, Word: text.ChangePIN, Tip: text.ChangePINTip, Run: act(Change), Blocked: some},
		{Key: "f7", Twin: text.CmdResetPIN, Word: text.ResetPIN, Tip: text.ResetPINTip, Run: act(Reset), Blocked: some},
		{Key: "f8", Twin: text.CmdReleasePIN, Word: text.ReleasePIN, Tip: text.ReleasePINTip, Run: act(Release), Blocked: some},
		{Key: "f9", Twin: text.CmdRecovery, Word: text.Recovery, Tip: text.RecoveryTip, Run: act(Recover), Blocked: s.unprotected},
		{Twin: text.CmdSeatCode, Word: text.SeatCode, Tip: text.SeatCodeTip, Run: act(Enrol), Blocked: s.noSeats},
	}
}

type (
	guardMsg struct {
		guard desk.Guard
		err   error
	}
	todayMsg struct {
		stamp desk.Stamp
		guard desk.Guard
		err   error
	}
	enteredMsg struct{ err error }
	dayMsg     struct{ err error }
	begunMsg   struct {
		duty    desk.Duty
		morning bool
		err     error
	}
)

// wait is how long an act at the lock may take: a PC of 2012 needs half a second
// for a PIN.
const wait = 10 * time.Second

// IDs of dialogs.
const (
	confirmDay = "day"
	askPIN     = "pin"
)

// begin asks what the person has to show before the shift.
func (s *Screen) begin() tea.Cmd {
	line := s.table.Selected()
	if line == nil || s.busy {
		return nil
	}
	p, ok := s.cfg.Station.Person(line.ID)
	if !ok {
		return nil
	}
	s.busy = true
	s.chosen = desk.Duty{Staff: p, Window: s.cfg.Window}
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		st, err := s.cfg.Days.Today(ctx)
		if err != nil {
			return todayMsg{err: err}
		}
		g, err := s.cfg.Gate.Guard(ctx)
		return todayMsg{st, g, err}
	})
}

// entrance asks for the PIN, the day and the first PIN, each where it is needed.
func (s *Screen) entrance(m todayMsg) tea.Cmd {
	if m.err != nil {
		return s.refuse(m.err)
	}
	s.guard, s.doubt, s.day = m.guard, m.stamp.Clock == desk.ClockSuspect, m.stamp.Day
	s.list()
	if s.guard.Passes[s.chosen.Staff.ID].PIN {
		s.busy = false
		return ui.Ask(askPIN, ui.NewAskField(text.PIN, text.PINOf(s.chosen.Staff.Name), pinField()))
	}
	return s.inside()
}

// enter tries the PIN.
func (s *Screen) enter(pin string) tea.Cmd {
	s.busy = true
	d, rid := s.chosen, s.cfg.Mint()
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		return enteredMsg{s.cfg.Gate.Enter(ctx, rid, d, pin)}
	})
}

// inside goes on behind the lock.
func (s *Screen) inside() tea.Cmd {
	if s.doubt {
		s.busy = false
		f := ui.NewField(ui.Date, 10)
		f.Check = func(v string) string {
			if _, err := desk.ParseDay(v); err != nil {
				return text.Problem(err)
			}
			return ""
		}
		return ui.Ask(confirmDay, ui.NewAskField(text.ClockTitle, text.ClockAsk(s.day), f))
	}
	p := s.chosen.Staff
	switch {
	case s.guard.Passes[p.ID].PIN || s.cfg.Gate.Open(s.guard, p.ID):
		return s.start()
	case s.guard.Protected && !s.guard.Open && p.May(desk.RightCitizens):
		s.busy = false
		return ui.Say(ui.Care, text.PINNeedsOther)
	}
	s.busy = false
	return s.do(First)
}

func (s *Screen) start() tea.Cmd {
	s.busy = true
	d, rid := s.chosen, s.cfg.Mint()
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		_, err := s.cfg.Shifts.Begin(ctx, rid, d)
		morning := err == nil && s.cfg.Morning != nil && d.Staff.May(desk.RightServe) && s.cfg.Morning(ctx)
		return begunMsg{d, morning, err}
	})
}

// Update takes keys and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case guardMsg:
		if msg.err == nil {
			s.guard = msg.guard
			s.list()
		}
	case todayMsg:
		return s.entrance(msg)
	case enteredMsg:
		if msg.err != nil {
			return s.refuse(msg.err)
		}
		return s.inside()
	case dayMsg:
		if msg.err != nil {
			return s.refuse(msg.err)
		}
		s.doubt = false
		return s.inside()
	case ui.Outcome:
		return s.answered(msg)
	case sheetMsg:
		return s.printed(msg)
	case givenMsg:
		return s.given(msg)
	case begunMsg:
		return s.begun(msg)
	default:
		if s.table.Update(msg) == ui.TablePicked {
			return s.begin()
		}
	}
	return nil
}

func (s *Screen) answered(o ui.Outcome) tea.Cmd {
	switch {
	case o.ID == askPrint:
		return s.told(o)
	case !o.OK:
		s.pins.stop()
	case o.ID == askPIN:
		return s.enter(o.Text)
	case o.ID == confirmDay:
		return s.confirm(o.Text)
	default:
		return s.step(o)
	}
	return nil
}

func (s *Screen) begun(m begunMsg) tea.Cmd {
	if m.err != nil {
		return s.refuse(m.err)
	}
	s.busy, s.fault = false, ""
	on := func() tea.Msg { return ui.OnDuty{Duty: m.duty} }
	if m.morning {
		return tea.Sequence(on, ui.Go(ui.ScreenMorning, nil))
	}
	return on
}

// refuse shows why something was not done.
func (s *Screen) refuse(err error) tea.Cmd {
	s.busy = false
	s.pins.stop()
	s.fault = text.Problem(err)
	return tea.Batch(ui.Say(ui.Care, s.fault), s.Enter())
}

func (s *Screen) confirm(day string) tea.Cmd {
	d, rid := s.chosen, s.cfg.Mint()
	at, err := desk.ParseDay(day)
	if err != nil {
		return ui.Say(ui.Fault, text.Problem(err))
	}
	s.busy = true
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		return dayMsg{s.cfg.Days.ConfirmDay(ctx, rid, d, at)}
	})
}

// Draw draws the list of staff.
func (s *Screen) Draw(f *ui.Frame) {
	f.Put(2, 1, ui.Heading, text.WhoServes)
	f.Put(2, 2, ui.Dim, ui.Clean(s.cfg.Station.Promise, 200))
	f.Put(2, 3, ui.Dim, text.Seven)
	s.table.Draw(f.Sub(ui.Rect{X: 2, Y: 5, W: f.W() - 4, H: f.H() - 6}))
}
