package ui

import (
	"math"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/desk"
)

// dot stands for a character that is not shown.
const dot = "*"

// defaultMax is the number of characters a field takes when Max is zero.
const defaultMax = 120

// A Field is a one-line text field with the terminal's real cursor, measured
// in cells. The zero Field is an empty one of kind Free. Nothing may stand to
// its right, because the text that an input method is composing shifts whatever
// does.
type Field struct {
	Kind        Kind
	Max         int                 // most characters (runes); 0 means 120
	Wide        int                 // cells drawn; 0 fits Max for kinds of digits and letters, else takes all
	Placeholder string              // example shown in brackets while empty
	Today       desk.Day            // of a Date: whose year one without a year has
	Note        func(string) string // what the value comes to, such as its weekday; shown while nothing is wrong
	Check       func(string) string // returns the sentence that says what is wrong, or ""
	Early       func(string) string // what is wrong already while it is typed, or ""; shown, and the field can still be left

	value string
	at    int // byte offset of the cursor, on a glyph boundary
	left  int // byte offset of the first glyph shown
	fault string
}

// NewField returns an empty field.
func NewField(kind Kind, max int) *Field { return &Field{Kind: kind, Max: max} }

// Value returns the text, cleaned.
func (d *Field) Value() string { return d.value }

// Set replaces the text, cut and cleaned, and puts the cursor at its end.
func (d *Field) Set(s string) {
	d.value, d.at, d.left, d.fault = "", 0, 0, ""
	d.insert(s)
}

// Fault returns the sentence of the latest Validate, or "".
func (d *Field) Fault() string { return d.fault }

// SetFault shows a sentence that somebody else found, such as a store.
func (d *Field) SetFault(s string) { d.fault = s }

// Validate runs Check and reports whether the value passed.
func (d *Field) Validate() bool {
	d.fault = ""
	d.settle()
	if d.Check != nil {
		d.fault = d.Check(d.value)
	}
	return d.fault == ""
}

// settle writes a date, amount or phone as it is kept when the field is left.
func (d *Field) settle() {
	switch d.Kind {
	case Date:
		d.settleDay()
	case Amount:
		d.settleAmount()
	case Phone:
		d.settlePhone()
	}
}

// early returns what is wrong with the value although it is not finished yet.
func (d *Field) early() string {
	if d.Early == nil || d.value == "" || d.fault != "" {
		return ""
	}
	return d.Early(d.value)
}

// note returns what the value comes to, "" where something is wrong with it.
func (d *Field) note() string {
	if d.Note == nil || d.value == "" || d.fault != "" {
		return ""
	}
	return d.Note(d.value)
}

// Update takes a key or paste and reports whether the field used it; a key it
// does not use belongs to the form or screen around it.
func (d *Field) Update(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		d.insert(msg.Content)
		return true
	case tea.KeyPressMsg:
		if typed(msg) {
			d.insert(msg.Text)
			return true
		}
		return d.edit(KeyOf(msg))
	}
	return false
}

func (d *Field) edit(key string) bool {
	switch key {
	case "left":
		d.at = d.before(d.at)
	case "right":
		d.at = d.after(d.at)
	case "home", "ctrl+a":
		d.at = 0
	case "end", "ctrl+e":
		d.at = len(d.value)
	case "backspace", "ctrl+h":
		d.remove(d.before(d.at), d.at)
	case "delete", "ctrl+d":
		d.remove(d.at, d.after(d.at))
	case "ctrl+u":
		d.remove(0, d.at)
	case "ctrl+k":
		d.remove(d.at, len(d.value))
	case "ctrl+w":
		d.remove(d.wordStart(), d.at)
	default:
		return false
	}
	return true
}

// insert puts s at the cursor as far as it fits.
func (d *Field) insert(s string) {
	limit := d.Max
	if limit <= 0 {
		limit = defaultMax
	}
	room := limit - utf8.RuneCountInString(d.value)
	if room <= 0 {
		return
	}
	s = firstRunes(d.Kind.admit(firstRunes(s, 8*limit)), room)
	if s == "" {
		return
	}
	tail := d.value[d.at:]
	// Joining two clean pieces can still compose a mark with its base.
	head := Clean(d.value[:d.at]+s, limit)
	d.value = Clean(head+tail, limit)
	d.at = d.snap(len(head))
	d.fault = ""
}

func (d *Field) remove(from, to int) {
	if from >= to {
		return
	}
	d.value = d.value[:from] + d.value[to:]
	d.at = d.snap(from)
	d.fault = ""
}

// after returns the end of the glyph that begins at i.
func (d *Field) after(i int) int {
	for i < len(d.value) {
		_, n, w := step(d.value[i:])
		i += n
		if w > 0 {
			break
		}
	}
	return i
}

// before returns the start of the glyph that ends at i.
func (d *Field) before(i int) int {
	start := 0
	for j := 0; j < i; {
		start = j
		j = d.after(j)
	}
	return start
}

// snap returns the glyph boundary at or after i.
func (d *Field) snap(i int) int {
	j := 0
	for j < min(i, len(d.value)) {
		j = d.after(j)
	}
	return j
}

// wordStart returns where the word before the cursor begins; a run of
// ideographs is one word.
func (d *Field) wordStart() int {
	head := strings.TrimRight(d.value[:d.at], " ")
	return strings.LastIndexByte(head, ' ') + 1
}

// shown returns the part of the value from byte i as it is drawn.
func (d *Field) shown(i, j int) string {
	if d.Kind != Secret && d.Kind != PIN {
		return d.grouped(i, j)
	}
	n := 0
	for k := i; k < j; k = d.after(k) {
		n++
	}
	return strings.Repeat(dot, n)
}

// Draw draws the field over the first row of f and, with focus, sets the
// cursor. Too long a text scrolls so that the cursor and the glyph under it
// stay in sight.
func (d *Field) Draw(f *Frame, focus bool) {
	w := min(d.wide(), f.W())
	f = f.Sub(Rect{0, 0, w, 1})
	st := Entry
	if focus {
		st = EntryFocus
	}
	f.Fill(Rect{0, 0, w, 1}, st)
	if d.value == "" && d.Placeholder != "" {
		f.PutCut(0, 0, w, Placeholder, "("+d.Placeholder+")")
	}
	d.scroll(w, focus)
	f.Put(0, 0, st, d.shown(d.left, len(d.value)))
	if focus {
		f.Cursor(Width(d.shown(d.left, d.at)), 0)
	}
}

// wide returns how many cells the field would like, with one for the cursor
// behind the last character.
func (d *Field) wide() int {
	switch {
	case d.Wide > 0:
		return d.Wide
	case d.Max > 0 && d.Kind != Free && d.Kind != Secret && d.Kind != Command:
		return d.Max + 1 + d.mostGaps()
	}
	return math.MaxInt
}

// scroll moves the first glyph shown so that the cursor stands within w cells.
func (d *Field) scroll(w int, focus bool) {
	if !focus {
		d.left = 0
		return
	}
	d.left = min(d.left, d.at)
	under := max(1, Width(d.shown(d.at, d.after(d.at))))
	for d.left < d.at && Width(d.shown(d.left, d.at)) > w-under {
		d.left = d.after(d.left)
	}
	// After a deletion the text may have room to come back from the left.
	for d.left > 0 {
		p := d.before(d.left)
		if Width(d.shown(p, len(d.value))) > w-1 {
			break
		}
		d.left = p
	}
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
