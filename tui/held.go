package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/ui"
)

// replayGap lets a key that was typed ahead open its screen or dialog before the
// next one is pressed for it.
const replayGap = 10 * time.Millisecond

type replayMsg struct{}

func replayNext() tea.Msg {
	time.Sleep(replayGap)
	return replayMsg{}
}

// settling is how long keys wait at most for what an act brings up: a dialog or
// a screen that is on its way gets the keys that were typed for it, and a slow
// answer keeps nobody waiting.
const settling = 150 * time.Millisecond

// acting is the latest act whose command has not come back.
type acting struct {
	n     int // counts acts
	open  bool
	since time.Time
}

// followed is what the command of an act has brought.
type followed struct {
	n   int
	msg tea.Msg
}

// settledMsg wakes the App when the wait for an act is over.
type settledMsg struct{}

// follow has keys wait for the command of an act.
func (a *App) follow(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	a.acting = acting{n: a.acting.n + 1, open: true, since: a.cfg.Now()}
	n := a.acting.n
	return func() tea.Msg { return followed{n, cmd()} }
}

// arrived takes what an act has brought. Several commands at once go back to the
// program: what they bring is for the screen that is there already.
func (a *App) arrived(f followed) tea.Cmd {
	if f.n == a.acting.n {
		a.acting.open = false
	}
	switch msg := f.msg.(type) {
	case nil:
		return nil
	case ui.Reply, ui.ForApp:
		return a.take(msg)
	default:
		return func() tea.Msg { return msg }
	}
}

// unsettled reports whether an act may still bring something up.
func (a *App) unsettled() bool {
	return a.acting.open && a.cfg.Now().Sub(a.acting.since) < settling
}

// mustWait reports whether a key waits: for an act under way, or behind others
// that do.
func (a *App) mustWait() bool { return a.busy() || a.unsettled() || a.ahead.Len() > 0 }

// keep holds what was typed until it may be pressed.
func (a *App) keep(msg tea.Msg) tea.Cmd {
	a.ahead.Hold(msg, a.cfg.Now())
	if !a.unsettled() {
		return nil
	}
	return tea.Tick(settling, func(time.Time) tea.Msg { return settledMsg{} })
}

// replay presses the oldest key that was typed ahead, unless an act has begun
// again.
func (a *App) replay() tea.Cmd {
	a.replaying = false
	if a.busy() || a.unsettled() {
		return nil
	}
	switch msg, _ := a.ahead.Next(a.cfg.Now()); msg := msg.(type) {
	case tea.KeyPressMsg:
		return a.press(msg)
	case ui.Scan:
		return a.bring(msg)
	case tea.PasteMsg:
		if a.dialogs.Len() > 0 || a.line.open {
			return a.paste(msg)
		}
		return a.insert(msg)
	}
	return nil
}

// repeats reports whether a key may go on acting while it is held: what moves or
// types may, what ends, calls or files may not.
func (a *App) repeats(k tea.KeyPressMsg) bool {
	typing := a.typing()
	switch ui.KeyOf(k) {
	case "up", "down", "left", "right", "pgup", "pgdown", "home", "end", "tab", "shift+tab", "backspace":
		return true
	case "delete":
		return typing
	}
	if typing {
		return k.Text != ""
	}
	for _, act := range a.actions() {
		if act.Key == ui.KeyOf(k) && act.Repeat {
			return a.dialogs.Len() == 0
		}
	}
	return false
}

// typing reports whether a text field has the focus, wherever it is.
func (a *App) typing() bool {
	switch {
	case a.dialogs.Len() > 0:
		return a.dialogs.Focused()
	case a.line.open:
		return true
	}
	return a.top().Focused()
}
