package desk

// A Guide is the catalogue in force, as use cases need it.
type Guide interface {
	// Item returns the item with the id.
	Item(id string) (Item, bool)
	// Tailor returns the materials that the answers to an item's questions
	// choose, in the item's order. Unanswered questions choose nothing.
	Tailor(id string, answers map[string]string) ([]Requirement, error)
	// Delegation is the material by which somebody shows that he may act for the
	// applicant of an item whose own questions do not ask for one.
	Delegation() Requirement
	// Form is the application form of an item; false for one that takes nothing
	// in, or that is not there.
	Form(item string) (Form, bool)
	// Version names the catalogue; every case pins it.
	Version() string
	// At is the guide as it was in a version, or as it is for "". ok is false for a
	// version that is not here any more.
	At(version string) (g Guide, ok bool)
	// Demonstration reports whether any of it is invented.
	Demonstration() bool
}

// pinned is the guide of the version that a case was begun with, or where that is not
// here any more the one in force: what is printed and what is recorded follow the same.
func pinned(g Guide, c *Case) Guide {
	if x, ok := g.At(c.Catalogue); ok {
		return x
	}
	return g
}

// Deadlines counts working days.
type Deadlines interface {
	// Due returns the last day of a limit of n days that begins on start, which
	// is not counted, and neither are the days of pauses, which are over. unit is
	// 工作日 or 自然日. Where the calendar has no table
	// for a year in question it returns a Problem of kind Unavailable and What
	// "calendar": a date is never guessed by weekday.
	Due(start Day, n int, unit string, pauses ...Pause) (Day, error)
}

// People checks identities before they are used.
type People interface {
	// Check returns a Problem of kind Invalid where the person's document number
	// or phone cannot be right and nothing overrides it.
	Check(p Person, today Day) error
	// Mask returns the number of a document as it stands on paper, 1+1.
	Mask(number string) string
	// MaskPhone returns a phone number as it stands on paper.
	MaskPhone(phone string) string
}
