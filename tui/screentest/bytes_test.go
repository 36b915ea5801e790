package screentest

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/ui"
)

// crowd is a full screen of Chinese rows with a field on it.
type crowd struct {
	name
	table ui.Table
}

func (c *crowd) View() tea.View {
	c.frame.Reset(c.frame.W(), c.frame.H())
	c.table.Draw(c.frame.Rows(5, c.frame.H()-6))
	f := c.frame.Sub(ui.Rect{X: 8, Y: 3, W: 20, H: 1})
	c.frame.Put(2, 3, ui.Label, "姓名")
	c.field.Draw(f, true)
	v := tea.NewView(c.frame.String())
	v.AltScreen = true
	x, y, _ := c.frame.CursorAt()
	v.Cursor = tea.NewCursor(x, y)
	return v
}

func (c *crowd) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	c.name.Update(msg)
	return c, nil
}

// TestKeyCostsFewBytes holds what a key costs on a slow line, and that a
// screen at rest costs nothing.
func TestKeyCostsFewBytes(t *testing.T) {
	c := &crowd{name: name{frame: ui.NewFrame(100, 30)}}
	c.table.Columns = []ui.Column{{Title: "号", Width: 6}, {Title: "姓名", Width: 20}, {Title: "事项"}}
	var lines []ui.Line
	for range 40 {
		lines = append(lines, ui.Line{Cells: []string{"A012", "买买提·艾山", "老年人优待证办理与居住证签注"}})
	}
	c.table.Set(lines)
	m := StartModel(t, c, 100, 30, tea.WithFPS(30))
	m.WaitFor("老年人优待证办理")
	m.Idle()
	for _, k := range []string{"a", "王", "backspace"} {
		_, before := m.Count()
		m.Keys(k)
		m.WaitUntil("the key is drawn", patience, func() bool { _, n := m.Count(); return n > before })
		m.Idle()
		if _, after := m.Count(); after-before > 4500 {
			t.Errorf("%s costs %d bytes, want at most 4500", k, after-before)
		} else {
			t.Logf("%s: %d bytes", k, after-before)
		}
	}
	_, before := m.Count()
	time.Sleep(300 * time.Millisecond)
	if _, after := m.Count(); after != before {
		t.Errorf("%d bytes while nothing happens", after-before)
	}
}
