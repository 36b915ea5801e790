// Package keytest shows which keys reach the program, and whether an input method
// does, outside of the console: there every key already means something.
package keytest

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

// Keys are what the console is worked with, by the names of ui.KeyOf.
var Keys = []string{
	"f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12",
	"esc", "tab", "shift+tab", "up", "down", "left", "right", "pgup", "pgdown", "home", "end", "backspace",
}

// Model is the test as a tea.Model. It ends with Enter pressed twice in a row, or
// Ctrl+C.
type Model struct {
	seen  map[string]bool
	words string // committed by an input method
	last  string
	over  bool
}

// New returns a test in which nothing was pressed.
func New() *Model { return &Model{seen: map[string]bool{}} }

// Missing lists the keys that did not arrive, in the order of Keys.
func (m *Model) Missing() []string {
	var out []string
	for _, k := range Keys {
		if !m.seen[k] {
			out = append(out, ui.KeyCap(k))
		}
	}
	return out
}

// Words is what an input method has committed, "" for nothing.
func (m *Model) Words() string { return m.words }

// Init does nothing.
func (m *Model) Init() tea.Cmd { return nil }

// Update notes a key.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		name := ui.KeyOf(msg)
		if name == "ctrl+c" || name == "enter" && m.last == "enter" {
			m.over = true
			return m, tea.Quit
		}
		m.last = name
		m.seen[name] = true
		m.hear(msg.Text)
	case tea.PasteMsg:
		m.last = ""
		m.hear(msg.Content)
	}
	return m, nil
}

// mostWords bounds what is kept of an input method's words, in characters.
const mostWords = 20

func (m *Model) hear(s string) {
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		m.words = ui.Clean(m.words+s, mostWords)
	}
}

// View draws the keys, those that have arrived with their sign.
func (m *Model) View() tea.View {
	if m.over {
		return tea.NewView("")
	}
	var b strings.Builder
	b.WriteString(text.KeyTestHead + "\n\n")
	for i, k := range Keys {
		sign := "○ "
		if m.seen[k] {
			sign = "● "
		}
		b.WriteString(sign + text.Pad(ui.KeyCap(k), keyCell))
		if i%keysPerRow == keysPerRow-1 {
			b.WriteString("\n")
		}
	}
	b.WriteString("\n" + text.KeyTestWords(m.words) + "\n\n" + text.KeyTestEnd + "\n")
	return tea.NewView(b.String())
}

// The grid of keys.
const (
	keysPerRow = 6
	keyCell    = 11
)
