package ui

import (
	"strings"

	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// An AskField is a dialog with one text field, closed by Enter once its value
// is valid.
type AskField struct {
	title    string
	question string
	field    *Field
	rows     []string
}

// NewAskField returns a dialog around a field of the caller's.
func NewAskField(title, question string, field *Field) *AskField {
	return &AskField{title: title, question: question, field: field}
}

// Title returns the title.
func (a *AskField) Title() string { return a.title }

// Focused returns true.
func (a *AskField) Focused() bool { return true }

// Writes reports whether the field takes any words.
func (a *AskField) Writes() bool { return a.field.Kind == Free }

// askWidth is the width of a dialog's field in cells.
const askWidth = 44

// Size returns the cells wanted inside the frame.
func (a *AskField) Size(w, h int) (int, int) {
	a.rows = wrapRows(a.question, min(w, dialogText), h-5)
	return min(w, max(askWidth, widest(a.rows))), min(h, len(a.rows)+5)
}

// Update takes a key or paste.
func (a *AskField) Update(msg tea.Msg) (Outcome, bool) {
	if a.field.Update(msg) {
		return Outcome{}, false
	}
	k, ok := msg.(tea.KeyPressMsg)
	if !ok || KeyOf(k) != "enter" || k.IsRepeat || !a.field.Validate() {
		return Outcome{}, false
	}
	return Outcome{OK: true, Text: a.field.Value()}, true
}

// Draw draws question, field and what is wrong with it.
func (a *AskField) Draw(f *Frame) {
	y := 1
	for _, r := range a.rows {
		f.Put(0, y, Text, r)
		y++
	}
	y++
	a.field.Draw(f.Rows(y, 1), true)
	if w := a.field.early(); w != "" {
		f.PutCut(0, y+1, f.W(), Error, w)
		return
	}
	if n := a.field.note(); n != "" {
		f.PutCut(0, y+1, f.W(), Dim, n)
		return
	}
	f.PutCut(0, y+1, f.W(), Error, a.field.Fault())
}

// An AskWords is a dialog for a few sentences. Enter begins a new line; the
// key named to NewAskWords files them.
type AskWords struct {
	title string
	hint  string
	max   int
	area  textarea.Model
}

// wordsKey files the words of an AskWords.
const wordsKey = "f9"

// NewAskWords returns a dialog for up to max characters, filed with F9. The
// hint says so in the caller's words.
func NewAskWords(title, hint, value string, max int) *AskWords {
	area := textarea.New()
	area.Prompt = ""
	area.ShowLineNumbers = false
	area.CharLimit = max
	area.SetVirtualCursor(false)
	area.SetStyles(textarea.Styles{})
	area.SetValue(CleanLines(value, max))
	area.Focus()
	return &AskWords{title: title, hint: hint, max: max, area: area}
}

// Title returns the title.
func (a *AskWords) Title() string { return a.title }

// Focused returns true.
func (a *AskWords) Focused() bool { return true }

// Writes returns true.
func (a *AskWords) Writes() bool { return true }

// wordsHeight is the number of rows to write on.
const wordsHeight = 6

// Size returns the cells wanted inside the frame.
func (a *AskWords) Size(w, h int) (int, int) {
	return min(w, dialogText), min(h, wordsHeight+3)
}

// Update takes a key or paste.
func (a *AskWords) Update(msg tea.Msg) (Outcome, bool) {
	switch m := msg.(type) {
	case tea.KeyPressMsg:
		key := KeyOf(m)
		if key == wordsKey && !m.IsRepeat {
			return Outcome{OK: true, Text: strings.TrimSpace(CleanLines(a.area.Value(), a.max))}, true
		}
		if key == "ctrl+v" { // would read the clipboard of the machine
			return Outcome{}, false
		}
		m.Text = Clean(m.Text, a.max)
		msg = m
	case tea.PasteMsg:
		m.Content = CleanLines(m.Content, a.max)
		msg = m
	}
	a.area, _ = a.area.Update(msg)
	return Outcome{}, false
}

// Draw draws the words and the hint.
func (a *AskWords) Draw(f *Frame) {
	h := f.H() - 3
	a.area.SetWidth(f.W())
	a.area.SetHeight(h)
	box := f.Rows(1, h)
	box.Fill(Rect{0, 0, box.W(), box.H()}, Entry)
	for y, row := range splitLines(a.area.View()) {
		box.Put(0, y, EntryFocus, ansi.Strip(row))
	}
	if c := a.area.Cursor(); c != nil {
		box.Cursor(c.X, c.Y)
	}
	f.PutCut(0, f.H()-1, f.W(), Dim, a.hint)
}

func splitLines(s string) []string { return strings.Split(s, "\n") }
