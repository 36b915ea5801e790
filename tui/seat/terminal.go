package seat

import (
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// A terminal is the seat's own, in raw mode: what is typed goes to whoever the
// window belongs to at the moment, the desk or the local screen.
type terminal struct {
	out     *os.File
	resized chan os.Signal
	restore func()

	mu   sync.Mutex
	sink io.Writer
}

func newTerminal(in, out *os.File) (*terminal, error) {
	old, err := term.MakeRaw(in.Fd())
	if err != nil {
		return nil, err
	}
	// A renderer that does not own the terminal counts on a line feed being a
	// new line, as the far side of a session makes it.
	if o, err := unix.IoctlGetTermios(int(in.Fd()), unix.TCGETS); err == nil {
		o.Oflag |= unix.OPOST | unix.ONLCR
		_ = unix.IoctlSetTermios(int(in.Fd()), unix.TCSETS, o)
	}
	t := &terminal{out: out, resized: make(chan os.Signal, 1)}
	signal.Notify(t.resized, syscall.SIGWINCH)
	t.restore = func() {
		signal.Stop(t.resized)
		_ = term.Restore(in.Fd(), old)
	}
	go t.read(in)
	return t, nil
}

// read hands on what is typed, as it comes.
func (t *terminal) read(in io.Reader) {
	b := make([]byte, 4096)
	for {
		n, err := in.Read(b)
		if err != nil {
			return
		}
		t.mu.Lock()
		w := t.sink
		t.mu.Unlock()
		if w != nil {
			_, _ = w.Write(b[:n])
		}
	}
}

// to sends what is typed from now on to w, nil for nowhere.
func (t *terminal) to(w io.Writer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sink = w
}

// size is the size of the terminal, 80 by 24 where it cannot be told.
func (t *terminal) size() (w, h int) {
	w, h, err := term.GetSize(t.out.Fd())
	if err != nil || w <= 0 || h <= 0 {
		return 80, 24
	}
	return w, h
}

// clean brings the terminal back to what it is before a program, after one
// that could not say good-bye: CAN ends a sequence that was cut short, then the
// modes go that a program switches on (ECMA-48; xterm's control sequences).
func (t *terminal) clean() {
	_, _ = io.WriteString(t.out, "\x18"+
		"\x1b[?2026l"+ // a frame that was cut short
		"\x1b[>4m\x1b[<1u"+ // other keys
		"\x1b[?2004l\x1b[?1004l"+ // paste and focus
		"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l"+ // mouse
		"\x1b[0m\x1b[?25h\x1b[?1049l")
}
