package screentest

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// The environment of a program under test: a usual terminal, UTF-8, and
// nothing of the machine's own that would choose a colour.
var terminal = []string{"TERM=xterm-256color", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "COLORTERM=", "NO_COLOR="}

// A Term is a terminal with a program in it: a pty with an emulator behind it
// that answers queries as a terminal does. Its methods may be called from the
// test's goroutine only.
type Term struct {
	t    testing.TB
	pty  *os.File
	kill func()
	told func(w, h int) // tells a program of this process its new size
	gone chan struct{}  // closed when the program has ended and all is shown
	code int            // exit code, valid after gone

	mu      sync.Mutex
	em      *vt.Emulator
	shown   time.Time // of the latest output
	bytes   int
	hidden  bool
	changed chan struct{} // closed and replaced at each output
	keys    int
}

// Start runs cmd in a terminal of w by h cells. The program is killed at the
// end of the test; a failed test logs its last screen.
func Start(t testing.TB, cmd *exec.Cmd, w, h int) *Term {
	t.Helper()
	if cmd.Env == nil {
		cmd.Env = os.Environ()
	}
	cmd.Env = append(cmd.Env, terminal...)
	f, err := pty.StartWithSize(cmd, size(w, h))
	if err != nil {
		t.Fatalf("start %s: %v", cmd.Path, err)
	}
	m := newTerm(t, f, w, h)
	m.kill = func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	}
	m.run(func() int {
		_ = cmd.Wait()
		return cmd.ProcessState.ExitCode()
	})
	return m
}

// StartModel runs a Bubble Tea program of this process in a terminal of w by h
// cells.
func StartModel(t testing.TB, model tea.Model, w, h int, opts ...tea.ProgramOption) *Term {
	t.Helper()
	f, tty, err := pty.Open()
	if err != nil {
		t.Fatalf("open pty: %v", err)
	}
	if err := pty.Setsize(tty, size(w, h)); err != nil {
		t.Fatalf("size of pty: %v", err)
	}
	opts = append([]tea.ProgramOption{
		tea.WithInput(tty), tea.WithOutput(tty), tea.WithEnvironment(terminal), tea.WithoutSignals(),
	}, opts...)
	p := tea.NewProgram(model, opts...)
	m := newTerm(t, f, w, h)
	m.told = func(w, h int) { p.Send(tea.WindowSizeMsg{Width: w, Height: h}) }
	// Kill closes the input under the goroutine that reads it: only for a
	// model that does not end by itself.
	m.kill = func() {
		go p.Quit()
		select {
		case <-m.gone:
		case <-time.After(patience):
			p.Kill()
		}
	}
	m.run(func() int {
		_, err := p.Run()
		_ = tty.Close()
		if err != nil {
			return 1
		}
		return 0
	})
	return m
}

func size(w, h int) *pty.Winsize { return &pty.Winsize{Cols: uint16(w), Rows: uint16(h)} }

func newTerm(t testing.TB, f *os.File, w, h int) *Term {
	m := &Term{
		t: t, pty: f, em: vt.NewEmulator(w, h),
		gone: make(chan struct{}), changed: make(chan struct{}), shown: time.Now(),
	}
	m.em.SetCallbacks(vt.Callbacks{CursorVisibility: func(v bool) { m.hidden = !v }})
	return m
}

// run starts the goroutines between program and emulator; wait returns when
// the program has ended.
func (m *Term) run(wait func() int) {
	chunks := make(chan []byte, 64)
	drained := make(chan struct{})
	answered := make(chan struct{})
	go m.read(chunks)
	go func() {
		defer close(drained)
		m.show(chunks)
	}()
	go func() {
		defer close(answered)
		m.answer(drained)
	}()
	go func() {
		m.code = wait()
		<-drained
		close(m.gone)
	}()
	m.t.Cleanup(func() {
		if m.t.Failed() {
			m.t.Logf("last screen:\n%s", m.Text())
		}
		m.kill()
		select {
		case <-m.gone:
		case <-time.After(5 * time.Second):
			m.t.Errorf("the program did not end when killed")
		}
		_, _ = m.em.InputPipe().Write([]byte{0}) // wakes answer
		<-answered
		_ = m.pty.Close()
	})
}

// read hands on what the program writes, until it ends.
func (m *Term) read(chunks chan<- []byte) {
	defer close(chunks)
	buf := make([]byte, 32<<10)
	for {
		n, err := m.pty.Read(buf)
		if n > 0 {
			chunks <- bytes.Clone(buf[:n])
		}
		if err != nil { // EIO: the other end is closed
			return
		}
	}
}

// joinWait is how long the end of a chunk waits for the rest of its last
// character: the emulator must not see a base without its mark.
const joinWait = 3 * time.Millisecond

func (m *Term) show(chunks <-chan []byte) {
	var rest []byte
	for {
		var late <-chan time.Time
		if len(rest) > 0 {
			late = time.After(joinWait)
		}
		select {
		case c, ok := <-chunks:
			if !ok {
				m.write(rest)
				return
			}
			rest = append(rest, c...)
			n := len(rest)
			for n > 0 && rest[n-1] >= 0x80 {
				n--
			}
			m.write(rest[:n])
			rest = bytes.Clone(rest[n:])
		case <-late:
			m.write(rest)
			rest = nil
		}
	}
}

func (m *Term) write(p []byte) {
	if len(p) == 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	_, _ = m.em.Write(p)
	m.bytes += len(p)
	m.shown = time.Now()
	close(m.changed)
	m.changed = make(chan struct{})
}

// answer sends the terminal's answers to queries to the program.
func (m *Term) answer(drained <-chan struct{}) {
	buf := make([]byte, 4096)
	for {
		n, err := m.em.Read(buf)
		if err != nil {
			return
		}
		select {
		case <-drained:
			return
		default:
			_, _ = m.pty.Write(buf[:n])
		}
	}
}

// Resize gives the terminal another size.
func (m *Term) Resize(w, h int) {
	m.t.Helper()
	m.mu.Lock()
	m.em.Resize(w, h)
	m.mu.Unlock()
	if err := pty.Setsize(m.pty, size(w, h)); err != nil {
		m.t.Fatalf("resize: %v", err)
	}
	if m.told != nil {
		m.told(w, h)
	}
}

// Text returns the screen, rows without the blanks at their ends.
func (m *Term) Text() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var b strings.Builder
	for y := range m.em.Height() {
		b.WriteString(m.row(y))
		b.WriteByte('\n')
	}
	return b.String()
}

// Row returns one row of the screen.
func (m *Term) Row(y int) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.row(y)
}

func (m *Term) row(y int) string {
	var b strings.Builder
	for x := 0; x < m.em.Width(); {
		c := m.em.CellAt(x, y)
		switch {
		case c == nil || c.Content == "":
			b.WriteByte(' ')
			x++
		default:
			b.WriteString(c.Content)
			x += max(1, c.Width)
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// Cursor returns the place of the cursor and whether it is visible.
func (m *Term) Cursor() (x, y int, visible bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.em.CursorPosition()
	return p.X, p.Y, !m.hidden
}

// Reverse reports whether a cell stands in reverse video.
func (m *Term) Reverse(x, y int) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.em.CellAt(x, y)
	return c != nil && c.Style.Attrs&uv.AttrReverse != 0
}

// Count returns how many keys were pressed and how many bytes the program has
// sent to the terminal so far. A word that an input method commits at once is
// one key press per character.
func (m *Term) Count() (keys, bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.keys, m.bytes
}
