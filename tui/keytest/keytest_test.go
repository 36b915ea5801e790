package keytest

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestWhatArrivesIsShown holds that a key which a terminal eats is named, that an
// input method's words are told from typing, and that two Enters end the test.
func TestWhatArrivesIsShown(t *testing.T) {
	m := New()
	press := func(k tea.KeyPressMsg) tea.Cmd { _, cmd := m.Update(k); return cmd }
	for c := tea.KeyF2; c <= tea.KeyF12; c++ {
		press(tea.KeyPressMsg{Code: c})
	}
	for _, c := range []rune{tea.KeyEscape, tea.KeyTab, tea.KeyUp, tea.KeyDown, tea.KeyLeft, tea.KeyRight, tea.KeyPgUp, tea.KeyPgDown, tea.KeyHome, tea.KeyEnd, tea.KeyBackspace} {
		press(tea.KeyPressMsg{Code: c})
	}
	if got := m.Missing(); !slices.Equal(got, []string{"F1", "Shift+Tab"}) {
		t.Errorf("missing: %q", got)
	}
	press(tea.KeyPressMsg{Code: 'n', Text: "n"})
	if m.Words() != "" {
		t.Errorf("a letter is no word: %q", m.Words())
	}
	press(tea.KeyPressMsg{Code: tea.KeyExtended, Text: "中"})
	m.Update(tea.PasteMsg{Content: "文\x1b[2J"})
	if m.Words() != "中文\uFFFD[2J" {
		t.Errorf("words: %q", m.Words())
	}
	if v := m.View().Content; !strings.Contains(v, "● F2") || !strings.Contains(v, "○ F1") {
		t.Errorf("the view says\n%s", v)
	}
	if press(tea.KeyPressMsg{Code: tea.KeyEnter}) != nil {
		t.Error("one Enter ends the test")
	}
	if press(tea.KeyPressMsg{Code: tea.KeyEnter}) == nil {
		t.Error("two Enters do not end the test")
	}
}
