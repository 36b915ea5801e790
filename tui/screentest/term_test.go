package screentest

import (
	"os/exec"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"xiaochuang/tui/ui"
)

// name is a program with one field, in which names are typed.
type name struct {
	frame *ui.Frame
	field ui.Field
}

func (n *name) Init() tea.Cmd { return nil }

func (n *name) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		n.frame.Reset(msg.Width, msg.Height)
	case tea.KeyPressMsg:
		if ui.KeyOf(msg) == "f5" {
			return n, tea.Quit
		}
		n.field.Update(msg)
	default:
		n.field.Update(msg)
	}
	return n, nil
}

func (n *name) View() tea.View {
	n.frame.Reset(n.frame.W(), n.frame.H())
	n.frame.Put(2, 3, ui.Label, "姓名")
	n.field.Draw(n.frame.Sub(ui.Rect{X: 8, Y: 3, W: 20, H: 1}), true)
	v := tea.NewView(n.frame.String())
	v.AltScreen = true
	if x, y, ok := n.frame.CursorAt(); ok {
		v.Cursor = tea.NewCursor(x, y)
	}
	return v
}

func TestCursorStandsAfterChineseName(t *testing.T) {
	m := StartModel(t, &name{frame: ui.NewFrame(80, 24)}, 80, 24, tea.WithFPS(30))
	m.WaitFor("姓名")
	m.Keys("王秀英")
	m.WaitFor("姓名  王秀英")
	m.Idle()
	if x, y, visible := m.Cursor(); x != 14 || y != 3 || !visible {
		t.Errorf("cursor at %d,%d visible %v, want 14,3 visible", x, y, visible)
	}
	m.Keys("left", "𬭎", "backspace", "𬭎", "home", "delete")
	m.WaitFor("姓名  秀𬭎英")
	m.Idle()
	if x, y, _ := m.Cursor(); x != 8 || y != 3 {
		t.Errorf("cursor at %d,%d, want 8,3", x, y)
	}
	m.Paste("欧阳\t甲\u202e\r\n")
	m.WaitFor("姓名  欧阳 甲\ufffd秀𬭎英")
	if keys, bytes := m.Count(); keys != 10 || bytes == 0 {
		t.Errorf("%d keys and %d bytes counted, want 10 keys", keys, bytes)
	}
	m.Keys("f5")
	if code := m.Exit(5 * time.Second); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestTermResizes(t *testing.T) {
	m := StartModel(t, &name{frame: ui.NewFrame(80, 24)}, 80, 24)
	m.WaitFor("姓名")
	m.Resize(100, 30)
	m.Keys("王")
	m.WaitFor("姓名  王")
	sh := Start(t, exec.Command("sh", "-c", `trap 'stty size' WINCH; echo ready; while :; do sleep 0.05; done`), 80, 24)
	sh.WaitFor("ready")
	sh.Resize(100, 30)
	sh.WaitFor("30 100")
}

// TestTermSeesNoEnd makes sure that a wait can fail.
func TestTermSeesNoEnd(t *testing.T) {
	m := Start(t, exec.Command("sh", "-c", "echo 王; exit 3"), 80, 24)
	if m.wait(100*time.Millisecond, func() bool { return m.Row(0) == "秀" }) {
		t.Error("sees what is not there")
	}
	if code := m.Exit(patience); code != 3 {
		t.Errorf("exit code %d, want 3", code)
	}
}

func TestTermRunsBinary(t *testing.T) {
	sh := exec.Command("sh", "-c", `stty -echo -icanon; printf '\033[6n\033[7m王\033[0m'; dd bs=1 count=6 2>/dev/null | od -An -c; read x; printf "read $x"; exit 3`)
	m := Start(t, sh, 80, 24)
	m.WaitFor("033   [   1   ;   1   R")
	if !m.Reverse(0, 0) || m.Reverse(2, 0) {
		t.Errorf("reverse video is not seen: %q", m.Row(0))
	}
	m.Keys("abc", "enter")
	m.WaitFor("read abc")
	if code := m.Exit(5 * time.Second); code != 3 {
		t.Errorf("exit code %d, want 3", code)
	}
}
