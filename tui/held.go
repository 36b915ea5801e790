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

// mustWait reports whether a key waits: for an act under way, or behind others
// that do.
func (a *App) mustWait() bool { return a.busy() || a.ahead.Len() > 0 }

// replay presses the oldest key that was typed ahead, unless an act has begun
// again.
func (a *App) replay() tea.Cmd {
	a.replaying = false
	if a.busy() {
		return nil
	}
	switch msg, _ := a.ahead.Next(a.cfg.Now()); msg := msg.(type) {
	case tea.KeyPressMsg:
		return a.press(msg)
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
