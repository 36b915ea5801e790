package login

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Lock is the screen that covers everything while whoever serves is away: it
// shows nobody's data. The PIN of the same person uncovers what was there; a
// colleague who gives the own one takes the window over.
type Lock struct {
	ctx   context.Context
	cfg   Config
	duty  desk.Duty
	staff []desk.Staff // who may unlock it, whoever is on duty first
	at    int
	guard desk.Guard
	field *ui.Field
	busy  bool
	fault string
}

// NewLock returns the screen for a window.
func NewLock(ctx context.Context, c Config) *Lock {
	return &Lock{ctx: ctx, cfg: c, field: pinField()}
}

// ID names the screen.
func (l *Lock) ID() string { return ui.ScreenLock }

// Title is shown in the title line.
func (l *Lock) Title() string { return text.LockedScreen }

// Focused is true: the PIN is typed at once.
func (l *Lock) Focused() bool { return true }

// Busy is true while a PIN is tried.
func (l *Lock) Busy() bool { return l.busy }

// OnDuty tells who serves.
func (l *Lock) OnDuty(d desk.Duty) { l.duty = d }

// Open locks.
func (l *Lock) Open(any) tea.Cmd {
	l.staff = append(l.staff[:0], l.duty.Staff)
	for _, p := range l.cfg.Station.Staff {
		if p.ID != l.duty.Staff.ID && p.May(desk.RightClose) {
			l.staff = append(l.staff, p)
		}
	}
	l.at, l.busy, l.fault = 0, false, ""
	l.field.Set("")
	return ui.Do(l.ctx, wait, func(ctx context.Context) tea.Msg {
		g, err := l.cfg.Gate.Guard(ctx)
		return guardMsg{g, err}
	})
}

// Actions lists what can be done here.
func (l *Lock) Actions() []ui.Action {
	return []ui.Action{
		{Key: "enter", Word: text.Unlock, Tip: text.UnlockTip, Run: l.unlock},
		{Key: "tab", Word: text.OtherPerson, Tip: text.OtherPersonTip, Run: l.other},
	}
}

// other goes to the next person who may come.
func (l *Lock) other() tea.Cmd {
	if len(l.staff) > 0 && !l.busy {
		l.at = (l.at + 1) % len(l.staff)
		l.field.Set("")
		l.fault = ""
	}
	return nil
}

func (l *Lock) who() desk.Staff { return l.staff[l.at] }

// unlock tries the PIN, and hands over to a colleague.
func (l *Lock) unlock() tea.Cmd {
	if l.busy || len(l.staff) == 0 {
		return nil
	}
	l.busy = true
	from, to := l.duty, desk.Duty{Staff: l.who(), Window: l.cfg.Window}
	pin, rid, hand := l.field.Value(), l.cfg.Mint(), l.at > 0
	l.field.Set("")
	free := l.free()
	return ui.Do(l.ctx, wait, func(ctx context.Context) tea.Msg {
		if !free {
			if err := l.cfg.Gate.Enter(ctx, rid, to, pin); err != nil {
				return begunMsg{err: err}
			}
		}
		if !hand {
			return enteredMsg{}
		}
		_, err := l.cfg.Shifts.Hand(ctx, rid, from, to)
		return begunMsg{duty: to, err: err}
	})
}

// free reports whether the person chosen needs no PIN.
func (l *Lock) free() bool {
	return l.guard.Passes != nil && l.cfg.Gate.Open(l.guard, l.who().ID)
}

// Update takes keys and replies.
func (l *Lock) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case guardMsg:
		l.guard = msg.guard
	case enteredMsg:
		l.busy = false
		return func() tea.Msg { return ui.Unlocked{} }
	case begunMsg:
		l.busy = false
		if msg.err != nil {
			l.fault = text.Problem(msg.err)
			return nil
		}
		return tea.Sequence(
			func() tea.Msg { return ui.Unlocked{} },
			func() tea.Msg { return ui.OnDuty{Duty: msg.duty} },
		)
	case tea.KeyPressMsg:
		switch ui.KeyOf(msg) {
		case "down":
			return l.other()
		case "up":
			l.at = max(0, l.at-1) // Tab goes round.
			l.fault = ""
			return nil
		}
		if l.field.Update(msg) {
			l.fault = ""
		}
	}
	return nil
}

// Draw draws who is locked out and the field for a PIN.
func (l *Lock) Draw(f *ui.Frame) {
	if len(l.staff) == 0 {
		return
	}
	x, y := 4, 2
	f.Put(x, y, ui.Heading, text.Locked(l.duty.Staff.Name, l.cfg.Window))
	ask := text.UnlockAsk
	switch {
	case l.free():
		ask = text.UnlockFree
	case l.at > 0:
		ask = text.TakeOverAsk
	}
	y += 2
	for _, row := range ui.Wrap(ask, max(20, f.W()-2*x)) {
		f.Put(x, y, ui.Text, row)
		y++
	}
	y++
	names := slices.Clone(l.staff)
	for i, p := range names[:min(len(names), 6)] {
		st := ui.Dim
		if i == l.at {
			st = ui.Selected
		}
		f.Put(x, y, st, " "+ui.Clean(p.Name, 20)+" ")
		y++
	}
	y++
	at := f.Put(x, y, ui.Text, text.PIN) + 2
	l.field.Draw(f.Sub(ui.Rect{X: at, Y: y, W: f.W() - at, H: 1}), true)
	f.PutCut(x, y+2, f.W()-x, ui.Error, l.fault)
}
