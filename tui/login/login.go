// Package login lets whoever serves say so: a member of the station's staff is
// chosen by name and post, and a shift begins. The PIN comes later.
package login

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// shifts begins a shift.
type shifts interface {
	Begin(ctx context.Context, rid string, d desk.Duty) (desk.Shift, error)
}

// days confirms the business day when the clock is suspect.
type days interface {
	Today(ctx context.Context) (desk.Stamp, error)
	ConfirmDay(ctx context.Context, rid string, d desk.Duty, day desk.Day) error
}

// Screen is the choice of who is on duty.
type Screen struct {
	ctx     context.Context
	station desk.Station
	window  int
	shifts  shifts
	days    days
	mint    func() string
	table   ui.Table
	busy    bool
	chosen  desk.Duty
	fault   string
}

// New returns the screen for a window.
func New(ctx context.Context, st desk.Station, window int, s shifts, d days, mint func() string) *Screen {
	x := &Screen{ctx: ctx, station: st, window: window, shifts: s, days: d, mint: mint}
	x.table = ui.Table{Digits: true, Empty: text.NoStaff, Columns: []ui.Column{
		{Title: text.ColName, Width: 22}, {Title: text.ColStaffNo, Width: 8}, {Title: text.ColPost},
	}}
	lines := make([]ui.Line, 0, len(st.Staff))
	for _, p := range st.Staff {
		lines = append(lines, ui.Line{ID: p.ID, Cells: []string{ui.Clean(p.Name, 20), p.No, ui.Clean(p.Post, 40)}})
	}
	x.table.Set(lines)
	return x
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenLogin }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.Login }

// Focused is false: there is no field.
func (s *Screen) Focused() bool { return false }

// Busy is true while the shift is being begun.
func (s *Screen) Busy() bool { return s.busy }

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	return []ui.Action{{
		Key: "enter", Twin: text.CmdBegin, Word: text.BeginDuty, Tip: text.BeginDutyTip, Run: s.begin,
		Blocked: func() string {
			if s.table.Selected() == nil {
				return text.NoStaff
			}
			return ""
		},
	}}
}

type (
	todayMsg struct {
		stamp desk.Stamp
		err   error
	}
	begunMsg struct {
		duty desk.Duty
		err  error
	}
)

const confirmDay = "day"

func (s *Screen) begin() tea.Cmd {
	line := s.table.Selected()
	if line == nil || s.busy {
		return nil
	}
	p, ok := s.station.Person(line.ID)
	if !ok {
		return nil
	}
	s.busy = true
	s.chosen = desk.Duty{Staff: p, Window: s.window}
	return ui.Do(s.ctx, 5*time.Second, func(ctx context.Context) tea.Msg {
		st, err := s.days.Today(ctx)
		return todayMsg{st, err}
	})
}

func (s *Screen) start() tea.Cmd {
	d, rid := s.chosen, s.mint()
	return ui.Do(s.ctx, 5*time.Second, func(ctx context.Context) tea.Msg {
		_, err := s.shifts.Begin(ctx, rid, d)
		return begunMsg{d, err}
	})
}

// Update takes keys and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case todayMsg:
		if msg.err == nil && msg.stamp.Clock == desk.ClockSuspect {
			s.busy = false
			f := ui.NewField(ui.Date, 10)
			f.Check = func(v string) string {
				if _, err := desk.ParseDay(v); err != nil {
					return text.Problem(err)
				}
				return ""
			}
			return ui.Ask(confirmDay, ui.NewAskField(text.ClockTitle, text.ClockAsk(msg.stamp.Day), f))
		}
		return s.start()
	case ui.Outcome:
		if msg.ID == confirmDay && msg.OK {
			return s.confirm(msg.Text)
		}
	case begunMsg:
		s.busy = false
		if msg.err != nil {
			s.fault = text.Problem(msg.err)
			return ui.Say(ui.Fault, s.fault)
		}
		s.fault = ""
		return func() tea.Msg { return ui.OnDuty{Duty: msg.duty} }
	default:
		if s.table.Update(msg) == ui.TablePicked {
			return s.begin()
		}
	}
	return nil
}

func (s *Screen) confirm(day string) tea.Cmd {
	d, rid := s.chosen, s.mint()
	at, err := desk.ParseDay(day)
	if err != nil {
		return ui.Say(ui.Fault, text.Problem(err))
	}
	s.busy = true
	return ui.Do(s.ctx, 5*time.Second, func(ctx context.Context) tea.Msg {
		if err := s.days.ConfirmDay(ctx, rid, d, at); err != nil {
			return begunMsg{d, err}
		}
		_, err := s.shifts.Begin(ctx, rid+"-shift", d)
		return begunMsg{d, err}
	})
}

// Draw draws the list of staff.
func (s *Screen) Draw(f *ui.Frame) {
	f.Put(2, 1, ui.Heading, text.WhoServes)
	f.Put(2, 2, ui.Dim, ui.Clean(s.station.Promise, 200))
	f.Put(2, 3, ui.Dim, text.Seven)
	s.table.Draw(f.Sub(ui.Rect{X: 2, Y: 5, W: f.W() - 4, H: f.H() - 6}))
}
