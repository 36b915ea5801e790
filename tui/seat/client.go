package seat

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/crypto/ssh"

	"xiaochuang/desk"
)

// Pins are the host keys that were compared at the first connection.
type Pins interface {
	Pin(addr string) ssh.PublicKey // nil for none
	Keep(addr string, key ssh.PublicKey) error
}

// Copy is the catalogue that is kept here for when the line is cut.
type Copy interface {
	Digest() string
	Keep(digest string, gz []byte) error
	Confirm() // it is still the one that the desk has
}

// Notes are what was written down while the line was cut.
type Notes interface {
	Waiting() [][]byte         // as they are sent, the oldest first
	Done(note []byte, ok bool) // handed in, or refused for good
}

// A Local is what this window shows while the line is cut.
type Local interface {
	tea.Model
	// Resting reports whether nothing is being written, so that the window may
	// go back to the desk.
	Resting() bool
}

// A State is what is known of the line.
type State struct {
	Since time.Time // when it was cut
	Next  time.Time // next attempt
	Back  bool      // it stands again; the window goes back when nothing is being written
	Err   error     // of the last attempt
}

// ClientConfig is what a Client is built from.
type ClientConfig struct {
	Addr     string
	Window   int
	Name     string // of this PC
	Key      ssh.Signer
	Code     string // one-time code, "" to be asked for
	Pins     Pins
	Copy     Copy
	Notes    Notes
	OnDuty   func(On)
	Offers   json.RawMessage
	Channels []string                              // types that the desk may open
	Take     func(context.Context, ssh.NewChannel) // serves one of them
	Local    func(state func() State) Local
	Compare  func(digest []byte) bool // asks a person whether the host key is the one
	AskCode  func() string            // asks a person for the one-time code, "" to give up
	In, Out  *os.File
	Log      *slog.Logger
}

// A Client is the program at a second window.
type Client struct {
	c ClientConfig

	mu    sync.Mutex
	state State
}

// NewClient returns a client that has not connected.
func NewClient(c ClientConfig) *Client { return &Client{c: c} }

// Run shows the window until the clerk quits, and returns the exit code of the
// desk's side. It fails with a Problem when it cannot begin: the host key is not
// the one that was compared, the key of this PC is not known there, or nothing
// is reached and there was never a connection.
func (c *Client) Run(ctx context.Context) (int, error) {
	l, err := c.begin(ctx)
	if err != nil && (desk.KindOf(err) != desk.Unavailable || c.c.Pins.Pin(c.c.Addr) == nil) {
		return 1, err
	}
	t, err := newTerminal(c.c.In, c.c.Out)
	if err != nil {
		if l != nil {
			l.cut()
		}
		return 1, err
	}
	defer t.restore()
	if l == nil {
		c.note(func(s *State) { s.Since = time.Now() })
	}
	for ctx.Err() == nil {
		if l != nil {
			code, ended := c.attend(ctx, l, t)
			l.cut()
			if ended || ctx.Err() != nil {
				return code, nil
			}
			t.clean()
			c.note(func(s *State) { *s = State{Since: time.Now()} })
		}
		if l, err = c.away(ctx, t); l == nil {
			return 0, err
		}
	}
	return 0, nil
}

// begin compares the host key at the first connection and enrols with a code
// where this PC is not known yet.
func (c *Client) begin(ctx context.Context) (*line, error) {
	if c.c.Pins.Pin(c.c.Addr) == nil {
		if err := c.compare(ctx); err != nil {
			return nil, err
		}
	}
	if c.c.Code != "" {
		if err := c.enrolWith(ctx, c.c.Code); err != nil {
			return nil, err
		}
	}
	l, err := c.connect(ctx)
	p, ok := errors.AsType[*desk.Problem](err)
	if !ok || p.What != "seat.unknown" || c.c.Code != "" {
		return l, err
	}
	code := c.c.AskCode()
	if code == "" {
		return nil, err
	}
	if err := c.enrolWith(ctx, code); err != nil {
		return nil, err
	}
	return c.connect(ctx)
}

// compare looks at the host key and asks a person whether it is the one.
func (c *Client) compare(ctx context.Context) error {
	var seen ssh.PublicKey
	conn, err := c.reach(ctx, user(c.c.Window), func(_ string, _ net.Addr, key ssh.PublicKey) error {
		seen = key
		return errProbe
	})
	if conn != nil {
		_ = conn.Close()
	}
	if !errors.Is(err, errProbe) || seen == nil {
		return err
	}
	digest := sha256.Sum256(seen.Marshal())
	if !c.c.Compare(digest[:]) {
		return &desk.Problem{Kind: desk.Denied, What: "seat.notcompared"}
	}
	return c.c.Pins.Keep(c.c.Addr, seen)
}

func (c *Client) note(f func(*State)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f(&c.state)
}

// State tells what is known of the line.
func (c *Client) State() State {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

// attend shows the desk's program until it ends or the line is cut.
func (c *Client) attend(ctx context.Context, l *line, t *terminal) (code int, ended bool) {
	s, err := l.NewSession()
	if err != nil {
		return 1, false
	}
	defer s.Close()
	for _, name := range drawn[1:] {
		if v, ok := os.LookupEnv(name); ok {
			_ = s.Setenv(name, v)
		}
	}
	w, h := t.size()
	if err := s.RequestPty(os.Getenv("TERM"), h, w, ssh.TerminalModes{}); err != nil {
		return 1, false
	}
	in, err := s.StdinPipe()
	if err != nil {
		return 1, false
	}
	out, err := s.StdoutPipe()
	if err != nil {
		return 1, false
	}
	if err := s.Shell(); err != nil {
		return 1, false
	}
	t.to(in)
	defer t.to(nil)
	go c.fetch(l)
	go c.handIn(l)
	shown := make(chan struct{})
	go func() {
		defer close(shown)
		_, _ = io.Copy(t.out, out)
	}()
	waited := make(chan error, 1)
	go func() { waited <- s.Wait() }()
	for {
		select {
		case <-ctx.Done():
			_ = s.Signal(ssh.SIGHUP)
			return 0, true
		case <-l.dead:
			return 1, false
		case <-t.resized:
			w, h := t.size()
			_ = s.WindowChange(h, w)
		case err := <-waited:
			if x, ok := errors.AsType[*ssh.ExitError](err); ok {
				<-shown
				return x.ExitStatus(), true
			}
			if err == nil {
				<-shown
				return 0, true
			}
			return 1, false
		}
	}
}

// backMsg says that the line stands again, or is cut again.
type backMsg struct{}

// away shows the window's own screen until the line is back, and returns it;
// nil when the clerk quits.
func (c *Client) away(ctx context.Context, t *terminal) (*line, error) {
	ctx, cancel := context.WithCancel(ctx)
	in, keys, err := os.Pipe()
	if err != nil {
		cancel()
		return nil, err
	}
	model := &resting{Local: c.c.Local(c.State), state: c.State}
	p := tea.NewProgram(
		model, tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(t.out), tea.WithoutSignalHandler(),
	)
	found := make(chan *line, 1)
	go func() { found <- c.seek(ctx, p) }()
	t.to(keys)
	_, err = p.Run()
	t.to(nil)
	cancel()
	l := <-found
	_ = keys.Close()
	_ = in.Close()
	if !model.home {
		if l != nil {
			l.cut()
		}
		if errors.Is(err, tea.ErrProgramPanic) {
			return nil, &desk.Problem{Kind: desk.Broken, What: "console.panic", Cause: err}
		}
		return nil, nil
	}
	return l, nil
}

// Pauses between attempts to reach the desk.
const (
	firstPause = 250 * time.Millisecond
	lastPause  = 5 * time.Second
)

// seek tries until ctx ends, and returns the line that stands then, or nil.
func (c *Client) seek(ctx context.Context, p *tea.Program) *line {
	pause := firstPause
	for ctx.Err() == nil {
		l, err := c.connect(ctx)
		if err == nil {
			c.note(func(s *State) { s.Back, s.Err = true, nil })
			go p.Send(backMsg{})
			select {
			case <-ctx.Done():
				return l
			case <-l.dead:
			}
			pause = firstPause
		}
		wait := pause + time.Duration(rand.Int64N(int64(pause/4)+1))
		c.note(func(s *State) { s.Back, s.Err, s.Next = false, err, time.Now().Add(wait) })
		pause = min(pause*2, lastPause)
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
	return nil
}

// A resting model ends when the line is back and nothing is being written.
type resting struct {
	Local
	state func() State
	home  bool
}

// Update hands a message on and looks whether it is time to go back.
func (r *resting) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m, cmd := r.Local.Update(msg)
	if l, ok := m.(Local); ok {
		r.Local = l
	}
	if r.state().Back && r.Resting() {
		r.home = true
		return r, tea.Quit
	}
	return r, cmd
}
