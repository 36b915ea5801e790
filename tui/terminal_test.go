package tui_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"xiaochuang/tui/screentest"
)

// TestInATerminal runs the App as a program does, with commands side by side and
// a renderer, and takes a person in: what stands on the terminal is what was
// drawn, and the one real cursor is where the next character goes, so that an
// input method finds it.
func TestInATerminal(t *testing.T) {
	s := newStation(t)
	m := screentest.StartModel(t, s.console(), 80, 24, tea.WithFPS(30))
	m.WaitFor("今天谁上岗")
	for _, step := range []struct{ key, shows string }{
		{"enter", "本窗口"},
		{"f2", "回车取号"},
		{"rmtj", "人民调解申请"},
		{"enter", "已取号 A001"},
		{"f5", "已叫 A001"},
		{"enter", "在办 A001"},
		{"enter", "证件号码"},
		{zhaoNumber, grouped(zhaoNumber)},
		{"enter", "*0018"},
		{"王秀英", "王秀英"},
	} {
		if step.key == zhaoNumber || strings.HasPrefix(step.shows, step.key) {
			m.Type(step.key)
		} else {
			m.Keys(step.key)
		}
		m.WaitFor(step.shows)
	}
	m.WaitFor("王秀英 *0018") // the draft is saved, and the second row says whose it is
	m.Idle()
	row := ""
	for y := 2; y < 24; y++ {
		if strings.Contains(m.Row(y), "王秀英") {
			row = m.Row(y)
			if x, cy, visible := m.Cursor(); !visible || cy != y || x != ansi.StringWidth(row) {
				t.Errorf("the cursor is at %d,%d, visible %v; the name ends at %d,%d", x, cy, visible, ansi.StringWidth(row), y)
			}
		}
	}
	if row == "" {
		t.Fatal("the name is not on the screen")
	}
	_, before := m.Count()
	time.Sleep(2500 * time.Millisecond) // two beats of the App's own clock
	if _, after := m.Count(); after-before > 10 {
		t.Errorf("a screen at rest has cost %d bytes in two and a half seconds", after-before)
	}
	m.Keys("esc")
	m.WaitFor("有 1 份草稿")
	m.Keys("enter")
	m.WaitFor("王秀英")
}
