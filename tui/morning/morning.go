// Package morning is the check before the window opens (晨检): one line each, with
// what to do. It stops nobody: the window may open on amber and on red, and what
// was skipped is remembered. How things stand is found out elsewhere.
package morning

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// days writes down how the check came out.
type days interface {
	Morning(ctx context.Context, rid string, d desk.Duty, found []desk.MorningLine, skipped bool) error
}

// Config is what a Screen is built from.
type Config struct {
	Days  days
	Check func(ctx context.Context, staff string) ([]desk.MorningLine, error)
	Mint  func() string
}

// Screen is the check of one morning.
type Screen struct {
	ctx   context.Context
	cfg   Config
	duty  desk.Duty
	found []desk.MorningLine
	busy  bool
	kept  bool // how it came out is written down
	away  bool // to look at something, and back
	lines ui.Pager
	fault string
}

// New returns the screen.
func New(ctx context.Context, c Config) *Screen {
	return &Screen{ctx: ctx, cfg: c, lines: ui.Pager{Wrap: true}}
}

// ID names the screen.
func (s *Screen) ID() string { return ui.ScreenMorning }

// Title is shown in the title line.
func (s *Screen) Title() string { return text.Morning }

// Focused is false: there is no field.
func (s *Screen) Focused() bool { return false }

// Busy is true while things are looked at.
func (s *Screen) Busy() bool { return s.busy }

// OnDuty tells who serves.
func (s *Screen) OnDuty(d desk.Duty) { s.duty = d }

type (
	foundMsg struct {
		found []desk.MorningLine
		err   error
	}
	keptMsg struct{ err error }
)

// wait bounds the whole check.
const wait = 60 * time.Second

// Open begins a check.
func (s *Screen) Open(any) tea.Cmd {
	s.kept, s.away = false, false
	return s.check()
}

// check looks at everything.
func (s *Screen) check() tea.Cmd {
	s.busy = true
	staff := s.duty.Staff.ID
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg {
		found, err := s.cfg.Check(ctx, staff)
		return foundMsg{found, err}
	})
}

// Enter is back from what was looked at.
func (s *Screen) Enter() tea.Cmd {
	s.away = false
	return s.check()
}

// Leave remembers a check that nobody has waited for.
func (s *Screen) Leave() tea.Cmd {
	if s.kept || s.away {
		return nil
	}
	return s.keep(true)
}

// Actions lists what can be done here.
func (s *Screen) Actions() []ui.Action {
	return []ui.Action{
		{Key: "enter", Twin: text.CmdOpenWindow, Word: text.OpenWindow, Tip: text.OpenWindowTip, Run: s.openWindow},
		{Digit: 1, Twin: text.CmdCheckAgain, Word: text.CheckAgain, Tip: text.CheckAgainTip, Run: s.check},
		{Digit: 2, Twin: text.CmdDevices, Word: text.Devices, Tip: text.GoTo(text.Devices), Run: s.goTo(ui.ScreenDevices)},
		{Digit: 3, Twin: text.CmdUpdates, Word: text.Updates, Tip: text.UpdatesTip, Run: s.goTo(ui.ScreenUpdates)},
	}
}

// goTo looks at another screen and comes back to the check.
func (s *Screen) goTo(id string) func() tea.Cmd {
	return func() tea.Cmd {
		s.away = true
		return ui.Go(id, nil)
	}
}

// openWindow writes the outcome down and leads to where work begins.
func (s *Screen) openWindow() tea.Cmd {
	if s.kept {
		return ui.Go(ui.Home, nil)
	}
	return tea.Sequence(s.keep(false), ui.Go(ui.Home, nil))
}

func (s *Screen) keep(skipped bool) tea.Cmd {
	s.kept = true
	d, rid, found := s.duty, s.cfg.Mint(), s.found
	return ui.Do(s.ctx, 10*time.Second, func(ctx context.Context) tea.Msg {
		return keptMsg{s.cfg.Days.Morning(ctx, rid, d, found, skipped)}
	})
}

// Update takes keys that no action claimed, and replies.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case foundMsg:
		s.busy = false
		if msg.err != nil {
			s.fault = text.Problem(msg.err)
			return nil
		}
		s.fault, s.found = "", msg.found
		s.show()
	case keptMsg:
		if msg.err != nil {
			return ui.Say(ui.Care, text.Problem(msg.err))
		}
	case tea.KeyPressMsg:
		s.lines.Update(msg)
	}
	return nil
}

// show puts red before amber before green, each in the order of the check.
func (s *Screen) show() {
	var out []ui.PageLine
	red, amber := 0, 0
	for _, pass := range []func(desk.MorningLine) bool{desk.MorningLine.Red, amberOf, desk.MorningLine.Green} {
		for _, f := range s.found {
			if !pass(f) {
				continue
			}
			sign, st := ui.LampSign(f.State)
			switch {
			case f.Red():
				red++
			case !f.Green():
				amber++
			default:
				st = ui.Text
			}
			out = append(out, ui.PageLine{Style: st, Text: ui.Clean(sign+" "+text.Found(f), 300)})
		}
	}
	head := ui.PageLine{Style: ui.Strong, Text: text.MorningHead(red, amber)}
	s.lines.Set(append([]ui.PageLine{head}, out...))
}

func amberOf(f desk.MorningLine) bool { return !f.Red() && !f.Green() }

// Draw draws one line each.
func (s *Screen) Draw(f *ui.Frame) {
	switch {
	case s.fault != "":
		f.Put(1, 1, ui.Error, s.fault)
	case s.found == nil:
		f.Put(1, 1, ui.Dim, text.Working)
	default:
		s.lines.Draw(f.Sub(ui.Rect{X: 1, Y: 0, W: f.W() - 2, H: f.H()}))
	}
}
