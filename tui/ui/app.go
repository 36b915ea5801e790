package ui

import tea "charm.land/bubbletea/v2"

// Said asks the App to show a toast.
type Said struct {
	Level Level
	Text  string
}

func (Said) forApp() {}

// Say returns a command that shows a sentence above the key line.
func Say(level Level, text string) tea.Cmd {
	return func() tea.Msg { return Said{level, text} }
}

// Gone asks the App to show another screen; screens do not know each other.
type Gone struct {
	Screen string // its ID
	With   any    // what to open there, such as a case number; the two agree on it
}

func (Gone) forApp() {}

// Go returns a command that puts another screen on top.
func Go(screen string, with any) tea.Cmd {
	return func() tea.Msg { return Gone{screen, with} }
}

// Left asks the App to go back to the screen below.
type Left struct{}

func (Left) forApp() {}

// Back returns a command that leaves the screen.
func Back() tea.Cmd {
	return func() tea.Msg { return Left{} }
}
