package ui

import tea "charm.land/bubbletea/v2"

// A Screen is one page of the console. All its methods run on the program's
// one goroutine; none of them waits, reads a clock or does I/O. What takes
// time goes into the command that Update or an action returns; see Do.
type Screen interface {
	// ID names the screen in replies, commands and the journal of keys. It
	// never changes and is not shown.
	ID() string
	// Title is shown in the title line.
	Title() string
	// Update takes a message: a key that no action claimed, a paste, a reply to
	// a command of its own, an Outcome of a dialog that it opened.
	Update(tea.Msg) tea.Cmd
	// Draw draws the body into f and sets the cursor of the focused field.
	Draw(f *Frame)
	// Actions lists what can be done here, in the order of the key line.
	Actions() []Action
	// Focused reports whether a text field has the focus, so that letters and
	// the signs / : ? belong to it.
	Focused() bool
}

// A FullScreen stands on the whole window but for the key line: no title, no
// lamps, nothing of the desk. It is for what a citizen looks at.
type FullScreen interface{ Full() }

// A Screen that wants to know when it comes to the top implements Enterer.
type Enterer interface {
	Enter() tea.Cmd
}

// A Screen that wants to know when it is left implements Leaver, to keep its
// draft.
type Leaver interface {
	Leave() tea.Cmd
}

// A Placed screen shows something of one of the communities that the station
// serves; its name stands below the title.
type Placed interface {
	// Community is the code of the community, "" where nothing is shown.
	Community() string
}
