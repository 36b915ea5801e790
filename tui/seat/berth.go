package seat

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"golang.org/x/crypto/ssh"

	"xiaochuang/desk"
)

// A Room is what one seat is given: the model it looks at, and what has to be
// told when its line comes and goes.
type Room struct {
	Model  tea.Model
	Attach func(ssh.Conn) // may be nil
	Detach func(ssh.Conn) // may be nil
	Close  func()
}

// A Visitor is a seat that wants a window.
type Visitor struct {
	Name   string // of its key
	Window int
	Offers []byte   // what it lends, as it said; nil for none
	Env    []string // TERM and what chooses colours
}

// A berth is one window's program. It outlives its line for a while, so that
// whoever comes back is where they were.
type berth struct {
	who    Visitor
	key    ssh.PublicKey // that opened it
	room   *Room
	glass  *glass
	keys   *io.PipeWriter // what the seat types
	typed  *io.PipeReader
	prog   *tea.Program
	cancel context.CancelFunc
	done   chan struct{} // closed when the program has ended
	broken bool          // valid after done: it did not end by itself

	mu   sync.Mutex
	conn ssh.Conn // of the seat that looks at it now, nil while cut
	kick func()   // ends that seat's session
	gone time.Time
	on   On
}

// open starts the program of a window; nobody looks at it yet.
func (s *Server) open(ctx context.Context, v Visitor, key ssh.PublicKey, w, h int) (*berth, error) {
	ctx, cancel := context.WithCancel(ctx)
	room, err := s.c.Open(ctx, v)
	if err != nil {
		cancel()
		return nil, err
	}
	typed, keys := io.Pipe() // not one of files: the program may still wait for those when it has ended
	b := &berth{
		who: v, key: key, room: room, glass: newGlass(), keys: keys, typed: typed, cancel: cancel,
		done: make(chan struct{}), gone: s.c.Now(), on: On{Station: s.c.Station},
	}
	model := &guard{Model: room.Model, glass: b.glass, log: s.c.Log.With("window", v.Window), duty: b.duty, fell: func() { b.mark() }}
	b.prog = tea.NewProgram(
		model, tea.WithContext(ctx), tea.WithInput(typed), tea.WithOutput(b.glass), tea.WithEnvironment(v.Env),
		tea.WithColorProfile(colorprofile.Env(v.Env)), tea.WithWindowSize(w, h), tea.WithFPS(s.c.FPS), tea.WithoutSignalHandler(),
		tea.WithFilter(func(_ tea.Model, msg tea.Msg) tea.Msg {
			if _, ok := msg.(tea.SuspendMsg); ok {
				return nil
			}
			return msg
		}),
	)
	return b, nil
}

func (b *berth) mark() {
	b.mu.Lock()
	b.broken = true
	b.mu.Unlock()
}

// run runs the program to its end and gives everything back.
func (b *berth) run(ended func()) {
	_, err := b.prog.Run()
	if errors.Is(err, tea.ErrProgramPanic) {
		b.mark()
	}
	b.cancel()
	b.mu.Lock()
	conn := b.conn
	b.mu.Unlock()
	if conn != nil && b.room.Detach != nil {
		b.room.Detach(conn)
	}
	b.room.Close()
	_ = b.keys.Close()
	_ = b.typed.Close()
	ended()
	close(b.done)
}

// same reports whether a seat that comes back finds its own program here.
func (b *berth) same(v Visitor, key ssh.PublicKey) bool {
	return b.owns(key) && string(b.who.Offers) == string(v.Offers) && slices.Equal(b.who.Env, v.Env)
}

// owns reports whether a key is that of the seat that opened the window.
func (b *berth) owns(key ssh.PublicKey) bool {
	return bytes.Equal(b.key.Marshal(), key.Marshal())
}

// duty notes who is on duty and tells the seat.
func (b *berth) duty(d desk.Duty) {
	b.mu.Lock()
	b.on.Staff, b.on.Name = d.Staff.ID, d.Staff.Name
	b.mu.Unlock()
	b.tellDuty()
}

func (b *berth) tellDuty() {
	b.mu.Lock()
	conn, on := b.conn, b.on
	b.mu.Unlock()
	if conn != nil && on.Staff != "" {
		go conn.SendRequest(requestDuty, false, encode(on)) //nolint:errcheck // a dead line shows elsewhere
	}
}

// onDuty is the staff id at this window, "" for nobody.
func (b *berth) onDuty() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.on.Staff
}

// A view is one session that looks at a program.
type view struct {
	out     io.WriteCloser
	in      io.Reader
	conn    ssh.Conn
	kick    func()
	w, h    int
	resized <-chan [2]int
	over    <-chan struct{} // the session has ended
}

// join lets a session look at the program until either ends. It reports
// whether the program ended. start is nil for a program that runs already.
func (b *berth) join(v view, start func(), now func() time.Time) (ended bool) {
	b.mu.Lock()
	if b.kick != nil {
		b.kick()
	}
	old := b.conn
	b.conn, b.kick, b.gone = v.conn, v.kick, time.Time{}
	b.mu.Unlock()
	if old != nil && b.room.Detach != nil {
		b.room.Detach(old)
	}
	if b.room.Attach != nil {
		b.room.Attach(v.conn)
	}
	if start != nil {
		b.glass.look(v.out, "")
		go start()
	} else {
		b.prog.Send(turnMsg{v.out})
		b.prog.Send(tea.WindowSizeMsg{Width: v.w, Height: v.h})
	}
	b.tellDuty()
	left := make(chan struct{})
	go func() {
		defer close(left)
		_, _ = io.Copy(b.keys, v.in)
	}()
	defer b.part(v, now)
	for {
		select {
		case <-b.done:
			b.glass.drain()
			return true
		case <-v.over:
			return false
		case <-left:
			return false
		case s, ok := <-v.resized:
			if !ok {
				return false
			}
			b.prog.Send(tea.WindowSizeMsg{Width: s[0], Height: s[1]})
		}
	}
}

// part ends a session's look, unless another has taken its place.
func (b *berth) part(v view, now func() time.Time) {
	b.glass.away(v.out)
	b.mu.Lock()
	mine := b.conn == v.conn
	if mine {
		b.conn, b.kick, b.gone = nil, nil, now()
	}
	b.mu.Unlock()
	if mine && b.room.Detach != nil {
		b.room.Detach(v.conn)
	}
}

// idle returns how long nobody has looked.
func (b *berth) idle(now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.conn != nil {
		return 0
	}
	return now.Sub(b.gone)
}
