package ui

import tea "charm.land/bubbletea/v2"

// A FormRow is one labelled row: a Field, a Choice, or text to read.
type FormRow struct {
	Key    string // names the value
	Label  string
	Field  *Field  // or
	Choice *Choice // or neither:
	Show   string  // a row to read only
	Hint   string  // sentence under the row while it has the focus
	Skip   bool    // shown, never focused
	Act    bool    // does something with the rows above it: at the end of a long form it stays in sight
}

func (r *FormRow) stops() bool { return !r.Skip && (r.Field != nil || r.Choice != nil) }

// Value returns the row's value.
func (r *FormRow) Value() string {
	switch {
	case r.Field != nil:
		return r.Field.Value()
	case r.Choice != nil:
		return r.Choice.Value()
	}
	return r.Show
}

// A FormEvent says what a message did to a form.
type FormEvent uint8

// The form events.
const (
	FormIgnored FormEvent = iota // the form has no use for the message
	FormUsed                     // the cursor moved
	FormChanged                  // a value changed
	FormLeft                     // the focus left a row: time to save the draft
	FormDone                     // Enter on the last row, all rows valid
)

// A Form is a list of rows with an explicit focus. Enter, Tab and Down go to
// the next row, Shift+Tab and Up to the previous one; a field is validated
// when it is left.
type Form struct {
	Rows  []FormRow
	focus int // -1 when no row can have it
	top   int // first row shown
}

// NewForm returns a form with the focus on its first field.
func NewForm(rows ...FormRow) *Form {
	m := &Form{Rows: rows}
	m.focus = m.next(-1, 1)
	return m
}

// next returns the nearest row after i in direction d that can have the focus,
// or -1.
func (m *Form) next(i, d int) int {
	for i += d; i >= 0 && i < len(m.Rows); i += d {
		if m.Rows[i].stops() {
			return i
		}
	}
	return -1
}

// Focus returns the key of the focused row, "" if none.
func (m *Form) Focus() string {
	if m.focus < 0 || m.focus >= len(m.Rows) {
		return ""
	}
	return m.Rows[m.focus].Key
}

// FocusOn puts the focus on the row with that key and reports whether it can
// have it.
func (m *Form) FocusOn(key string) bool {
	for i := range m.Rows {
		if m.Rows[i].Key == key && m.Rows[i].stops() {
			m.focus = i
			return true
		}
	}
	return false
}

// Top returns the index of the first row in sight.
func (m *Form) Top() int { return m.top }

// ScrollTo brings a row to the top, as far as the focus stays in sight.
func (m *Form) ScrollTo(top int) { m.top = max(0, top) }

// Focused reports whether a text field has the focus.
func (m *Form) Focused() bool {
	return m.focus >= 0 && m.focus < len(m.Rows) && m.Rows[m.focus].Field != nil
}

// Row returns the row with that key, or nil.
func (m *Form) Row(key string) *FormRow {
	for i := range m.Rows {
		if m.Rows[i].Key == key {
			return &m.Rows[i]
		}
	}
	return nil
}

// Value returns the value of the row with that key, "" if there is none.
func (m *Form) Value(key string) string {
	if r := m.Row(key); r != nil {
		return r.Value()
	}
	return ""
}

// Set gives the row with that key a value, such as one read from a card.
func (m *Form) Set(key, value string) {
	switch r := m.Row(key); {
	case r == nil:
	case r.Field != nil:
		r.Field.Set(value)
	case r.Choice != nil:
		r.Choice.Set(value)
	default:
		r.Show = value
	}
}

// Values returns all values by key, rows to read included.
func (m *Form) Values() map[string]string {
	v := make(map[string]string, len(m.Rows))
	for i := range m.Rows {
		v[m.Rows[i].Key] = m.Rows[i].Value()
	}
	return v
}

// Validate checks every field, puts the focus on the first that fails, and
// reports whether none did.
func (m *Form) Validate() bool {
	first := -1
	for i := range m.Rows {
		if d := m.Rows[i].Field; d != nil && !d.Validate() && first < 0 {
			first = i
		}
	}
	if first >= 0 && m.Rows[first].stops() {
		m.focus = first
	}
	return first < 0
}

// Update takes a key or paste.
func (m *Form) Update(msg tea.Msg) FormEvent {
	if m.focus < 0 || m.focus >= len(m.Rows) {
		return FormIgnored
	}
	r := &m.Rows[m.focus]
	before := r.Value()
	if r.Field != nil && r.Field.Update(msg) || r.Choice != nil && r.Choice.Update(msg) {
		if r.Value() == before {
			return FormUsed
		}
		return FormChanged
	}
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return FormIgnored
	}
	switch KeyOf(k) {
	case "enter":
		return m.enter()
	case "tab", "down":
		return m.move(1)
	case "shift+tab", "up":
		return m.move(-1)
	}
	return FormIgnored
}

// enter goes on to the next row; on the last one it ends the form if all rows
// are valid. A field that fails keeps the focus.
func (m *Form) enter() FormEvent {
	if d := m.Rows[m.focus].Field; d != nil && !d.Validate() {
		return FormUsed
	}
	if m.next(m.focus, 1) >= 0 {
		return m.move(1)
	}
	if m.Validate() {
		return FormDone
	}
	return FormLeft
}

func (m *Form) move(d int) FormEvent {
	to := m.next(m.focus, d)
	if to < 0 {
		return FormUsed
	}
	if f := m.Rows[m.focus].Field; f != nil {
		f.Validate()
	}
	m.focus = to
	return FormLeft
}
