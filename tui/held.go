package tui

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/ui"
)

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
