package sync

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// A Stick is a removable disk that is mounted.
type Stick struct {
	Dir  string
	Free int64
}

// A Carrying is how far writing onto a stick has come.
type Carrying struct {
	Phase        string
	Done, Total  int64
	Bytes, Whole int64
}

// carrier exchanges with the street by stick. What it returns is a sentence for the
// clerk: what was done, and that the stick may be pulled.
type carrier interface {
	Sticks(ctx context.Context) []Stick
	CarryOut(ctx context.Context, dir string, tell func(Carrying)) ([]string, error)
	CarryIn(ctx context.Context, dir string) ([]string, error)
}

// WithSticks lets the screen exchange by stick as well.
func (s *Screen) WithSticks(c carrier) *Screen {
	s.sticks = &sticks{carrier: c}
	return s
}

// sticks is the part of the screen that goes by stick. A nil one does nothing.
type sticks struct {
	carrier carrier
	list    []Stick
	at      int
	doing   string // "" for nothing
	cancel  context.CancelFunc
	steps   ui.Steps
	said    []string
	level   ui.Style
}

type (
	sticksMsg    struct{ list []Stick }
	carryStepMsg struct{ c Carrying }
	carriedMsg   struct {
		said []string
		err  error
	}
)

const carryFor = 6 * time.Hour // a stick of USB 1 and a week of pages

func (k *sticks) busy() bool { return k != nil && k.doing != "" }

// look finds out which sticks are mounted.
func (k *sticks) look(s *Screen) tea.Cmd {
	if k == nil {
		return nil
	}
	c := k.carrier
	return ui.Do(s.ctx, wait, func(ctx context.Context) tea.Msg { return sticksMsg{c.Sticks(ctx)} })
}

func (k *sticks) actions(s *Screen) []ui.Action {
	if k == nil {
		return nil
	}
	blocked := func() string {
		switch {
		case s.running:
			return text.AlreadyRunning
		case k.busy():
			return text.CarryBusy
		case s.status != nil && !s.status.Enrolled:
			return text.NotEnrolled
		}
		return ""
	}
	return []ui.Action{
		{Digit: 3, Twin: text.CmdCarryOut, Word: text.CarryOut, Tip: text.CarryOutTip, Blocked: blocked, Run: func() tea.Cmd {
			return k.start(s, func(ctx context.Context, dir string, tell func(Carrying)) ([]string, error) {
				return k.carrier.CarryOut(ctx, dir, tell)
			})
		}},
		{Digit: 4, Twin: text.CmdCarryIn, Word: text.CarryIn, Tip: text.CarryInTip, Blocked: blocked, Run: func() tea.Cmd {
			return k.start(s, func(ctx context.Context, dir string, _ func(Carrying)) ([]string, error) {
				return k.carrier.CarryIn(ctx, dir)
			})
		}},
		{Digit: 5, Twin: text.CmdOtherStick, Word: text.OtherStick, Tip: text.OtherStickTip, Blocked: func() string {
			if k.busy() {
				return text.CarryBusy
			}
			return ""
		}, Run: func() tea.Cmd {
			k.at++
			return k.look(s)
		}},
		{Digit: 6, Twin: text.CmdCarryStop, Word: text.CarryStop, Tip: text.CarryStopTip, Blocked: func() string {
			if !k.busy() {
				return text.NotCarrying
			}
			return ""
		}, Run: func() tea.Cmd {
			k.cancel()
			return nil
		}},
	}
}

// start does one thing with the stick that is chosen. The counter goes on meanwhile.
func (k *sticks) start(s *Screen, do func(context.Context, string, func(Carrying)) ([]string, error)) tea.Cmd {
	if len(k.list) == 0 {
		k.said, k.level = []string{text.CarryNoStick}, ui.Warn
		return k.look(s)
	}
	dir := k.list[k.at%len(k.list)].Dir
	ctx, cancel := context.WithTimeout(s.ctx, carryFor)
	k.doing, k.cancel, k.said = text.CarryingIn, cancel, nil
	k.steps = ui.BeginLoose(cancel, func(tell func(tea.Msg)) tea.Msg {
		said, err := do(ctx, dir, func(c Carrying) { tell(carryStepMsg{c}) })
		return carriedMsg{said, err}
	})
	return k.steps.Next()
}

func (k *sticks) update(s *Screen, msg tea.Msg) tea.Cmd {
	if k == nil {
		return nil
	}
	switch msg := msg.(type) {
	case sticksMsg:
		k.list = msg.list
		if len(k.list) > 0 && len(k.said) == 1 && k.said[0] == text.CarryNoStick {
			k.said = nil
		}
	case carryStepMsg:
		k.doing = text.CarryingOut(msg.c.Phase, msg.c.Done, msg.c.Total, msg.c.Bytes, msg.c.Whole)
		return k.steps.Next()
	case carriedMsg:
		k.doing = ""
		switch {
		case errors.Is(msg.err, context.Canceled):
			k.said, k.level = []string{text.CarryStopped}, ui.Text
		case msg.err != nil:
			k.said, k.level = []string{text.Problem(msg.err)}, ui.Warn
		default:
			k.said, k.level = msg.said, ui.Good
		}
		return tea.Batch(ui.Say(map[bool]ui.Level{true: ui.Care, false: ui.Done}[msg.err != nil], k.said[len(k.said)-1]), s.Enter())
	}
	return nil
}

// draw shows the stick that is chosen, and what goes on with it.
func (k *sticks) draw(say func(ui.Style, string)) {
	if k == nil {
		return
	}
	say(ui.Text, "")
	if n := len(k.list); n > 0 {
		c := k.list[k.at%n]
		say(ui.Text, text.StickAt(ui.Clean(c.Dir, 60), c.Free, n))
	} else {
		say(ui.Dim, text.StickNone)
	}
	if k.doing != "" {
		say(ui.Strong, k.doing)
	}
	for _, w := range k.said {
		say(k.level, w)
	}
}
