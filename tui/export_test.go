package tui

import (
	"maps"
	"slices"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/ui"
)

// PulseMsg is the App's slow clock, for tests that are its clock.
var PulseMsg tea.Msg = pulseMsg{}

// ScanOver is the end of the wait for more of a code.
func (a *App) ScanOver() tea.Msg { return scanOver{a.scan.Latest()} }

// Frame draws the window and returns it.
func (a *App) Frame() *ui.Frame {
	a.draw()
	return a.frame
}

// Top returns the screen on top.
func (a *App) Top() ui.Screen {
	if a.locked {
		return a.screens[ui.ScreenLock]
	}
	return a.top()
}

// Screens lists the ids of all screens.
func (a *App) Screens() []string { return slices.Sorted(maps.Keys(a.screens)) }

// Home returns where Esc ends at for whoever is on duty.
func (a *App) Home() string { return a.homeOf() }

// Dialogs returns how many dialogs are open.
func (a *App) Dialogs() int { return a.dialogs.Len() }

// LineOpen reports whether the command line is open.
func (a *App) LineOpen() bool { return a.line.open }

// Actions returns what can be done now.
func (a *App) Actions() []ui.Action { return a.actions() }

// Toast returns the sentence above the key line.
func (a *App) Toast() ui.Toast { return a.toast }

// Typing reports whether a text field has the focus.
func (a *App) Typing() bool { return a.typing() }

// Inner is what the command of an act has brought, or the message itself.
func Inner(msg tea.Msg) tea.Msg {
	if f, ok := msg.(followed); ok {
		return f.msg
	}
	return msg
}

// SettledMsg is the end of the wait for what an act brings.
var SettledMsg tea.Msg = settledMsg{}
