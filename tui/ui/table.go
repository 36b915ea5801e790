package ui

import tea "charm.land/bubbletea/v2"

// A Column is one column of a Table. Free text belongs into the last one.
type Column struct {
	Title string
	Width int  // cells; 0 takes what is left, shared with other such columns
	Right bool // numbers stand at the right
}

// A Span is a part of a cell's text in bytes, from From up to To.
type Span struct{ From, To int }

// A Line is one row of a Table.
type Line struct {
	ID    string // names the row, so that the selection stays on it; never shown
	Cells []string
	Style Style    // Text if zero
	Hits  [][]Span // per cell: parts found by a search
}

// A TableEvent says what a key did to a table.
type TableEvent uint8

// The table events.
const (
	TableIgnored TableEvent = iota
	TableMoved              // the selection moved
	TablePicked             // Enter or a digit picked a row
)

// A Table is a list of rows to choose from. The digits 1 to 9 stand before the
// rows in sight when Digits is set.
type Table struct {
	Columns  []Column
	Empty    string // sentence shown when there is no row
	Digits   bool   // rows in sight are picked with 1 to 9
	Headless bool   // no row of column titles

	lines []Line
	at    int // selected row
	top   int // first row shown
	page  int // rows shown by the latest Draw
}

// Set replaces the rows. The selection stays on the row with the same ID, else
// at the same place.
func (t *Table) Set(lines []Line) {
	id := ""
	if s := t.Selected(); s != nil {
		id = s.ID
	}
	t.lines = lines
	t.at = max(0, min(t.at, len(lines)-1))
	t.Select(id)
}

// Lines returns the rows.
func (t *Table) Lines() []Line { return t.lines }

// Len returns the number of rows.
func (t *Table) Len() int { return len(t.lines) }

// Selected returns the selected row, nil if there is none.
func (t *Table) Selected() *Line {
	if t.at < 0 || t.at >= len(t.lines) {
		return nil
	}
	return &t.lines[t.at]
}

// At returns the index of the selected row.
func (t *Table) At() int { return t.at }

// Top returns the index of the first row in sight.
func (t *Table) Top() int { return t.top }

// ScrollTo brings a row to the top, as far as the selection stays in sight.
func (t *Table) ScrollTo(top int) { t.top = max(0, top) }

// Select puts the selection on the row with that ID and reports whether there
// is one.
func (t *Table) Select(id string) bool {
	if id == "" {
		return false
	}
	for i := range t.lines {
		if t.lines[i].ID == id {
			t.at = i
			return true
		}
	}
	return false
}

// Update takes a key.
func (t *Table) Update(msg tea.Msg) TableEvent {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok || len(t.lines) == 0 {
		return TableIgnored
	}
	page := max(1, t.page)
	switch key := KeyOf(k); key {
	case "up":
		return t.move(t.at - 1)
	case "down":
		return t.move(t.at + 1)
	case "pgup":
		return t.move(t.at - page)
	case "pgdown":
		return t.move(t.at + page)
	case "home":
		return t.move(0)
	case "end":
		return t.move(len(t.lines) - 1)
	case "enter":
		return TablePicked
	default:
		return t.digit(key)
	}
}

func (t *Table) move(to int) TableEvent {
	t.at = max(0, min(to, len(t.lines)-1))
	return TableMoved
}

func (t *Table) digit(key string) TableEvent {
	if !t.Digits || len(key) != 1 || key[0] < '1' || key[0] > '9' {
		return TableIgnored
	}
	i := t.top + int(key[0]-'1')
	if i >= len(t.lines) || i >= t.top+t.page {
		return TableIgnored
	}
	t.at = i
	return TablePicked
}
