package tui

import (
	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/ui"
)

const quitDialog = "app.quit"

// dialogKey gives a key or paste to the dialog on top, and what it came to to
// whoever asked.
func (a *App) dialogKey(msg tea.Msg) tea.Cmd {
	if a.wantsPhrase(msg) {
		return a.openPhrases()
	}
	o, done := a.dialogs.Update(msg, a.cfg.Now())
	if !done {
		return nil
	}
	switch {
	case o.ID == phraseDialog:
		return a.phrased(o.Key)
	case o.ID == quitDialog && o.Key == "yes":
		a.quit = true
		return tea.Sequence(a.leave(), tea.Quit)
	case o.ID == quitDialog:
		return nil
	}
	return a.reply(ui.Reply{Screen: o.Screen, Gen: o.Gen, Msg: o})
}
