package sim

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/serial"
)

// Said is one thing that the desk said to a simulated pad.
type Said struct {
	Command string
	Words   pad.Words
}

// String names the command and its texts.
func (s Said) String() string {
	parts := []string{s.Command}
	for _, w := range []string{s.Words.Visit, s.Words.Number, s.Words.Staff, s.Words.Window, s.Words.Text} {
		if w != "" {
			parts = append(parts, w)
		}
	}
	return strings.Join(parts, " ")
}

// A Pad is a simulated rating pad of any profile, byte for byte. It keeps the
// conversation, acknowledges as its profile says, and presses its own keys
// when told to.
type Pad struct {
	Cable
	profile *pad.Profile
	whole   bool // a read brings one frame, and a write takes one

	mu      sync.Mutex
	line    io.Writer // nil while unplugged, and between the calls of a desk that makes one each command
	dead    bool      // hears and says nothing
	said    []Said
	visit   string // of the question that is shown
	asking  bool
	pending []byte // result that waits to be asked for
	heard   chan struct{}
}

// NewPad plugs a simulated pad in as its profile says: on a line behind
// dir/name, or at a free port of this PC.
func NewPad(dir, name string, p *pad.Profile) (*Pad, error) {
	at := "127.0.0.1:0"
	if p.Transport.Kind == pad.Serial {
		at = filepath.Join(dir, name)
	}
	return NewPadAt(at, p)
}

// NewPadAt plugs a simulated pad in at a place: a name in a folder, or
// host:port of this PC. At host:port a pad of a serial line stands behind a
// serial server.
func NewPadAt(at string, p *pad.Profile) (*Pad, error) {
	s := &Pad{profile: p, heard: make(chan struct{}, 1)}
	t := p.Transport
	var err error
	switch {
	case t.Kind == pad.Serial && strings.HasPrefix(at, "/"):
		s.Cable, err = Link(filepath.Dir(at), filepath.Base(at), s.run)
	case t.Kind == pad.UDP:
		s.whole = true
		s.Cable, err = Datagrams(at, t.LocalPort, s.run)
	case t.Kind == pad.WebSocket:
		s.whole = true
		s.Cable, err = Messages(at, t, s.run)
	case t.EachCommand:
		s.Cable, err = Stream(at, s.call)
	default:
		s.Cable, err = Stream(at, s.run)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Conversation returns what the desk has said so far.
func (p *Pad) Conversation() []Said {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.said)
}

// Heard receives when the desk has said something since it was last read.
func (p *Pad) Heard() <-chan struct{} { return p.heard }

// Asking returns the visit whose question is shown; visit is "" on a pad that
// is not told.
func (p *Pad) Asking() (visit string, shown bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.visit, p.asking
}

// Mute makes the pad hear and say nothing, with its cable plugged in.
func (p *Pad) Mute(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dead = on
}

// Press presses a key, written as in the profile's keymap, for the question
// that is shown. A pad that is asked for results keeps it until then.
func (p *Pad) Press(key string) error {
	visit, _ := p.Asking()
	return p.PressFor(key, visit)
}

// PressFor presses a key for a visit of its own choice, such as an earlier
// one.
func (p *Pad) PressFor(key, visit string) error {
	return p.say(pad.Event{Name: pad.EventRated, Key: key, Visit: visit})
}

// PressStars presses the key that stands for 1 to 5 stars.
func (p *Pad) PressStars(stars int) error {
	for key, n := range p.profile.Keymap {
		if n == stars {
			return p.Press(key)
		}
	}
	return fmt.Errorf("sim: the pad has no key for %d stars", stars)
}

// Refuse declines the question that is shown.
func (p *Pad) Refuse() error {
	visit, _ := p.Asking()
	return p.say(pad.Event{Name: pad.EventRefused, Visit: visit})
}

// Noise sends bytes that belong to no frame.
func (p *Pad) Noise(b []byte) error { return p.send(b) }

// say sends an event, whose question is no longer shown, or keeps a result until it
// is asked for.
func (p *Pad) say(e pad.Event) error {
	b, err := p.profile.EventFrame(e)
	if err != nil {
		return err
	}
	if p.profile.Poll != nil && e.Name == pad.EventRated {
		p.mu.Lock()
		p.pending = b
		p.mu.Unlock()
		return nil
	}
	p.mu.Lock()
	p.asking = false
	p.mu.Unlock()
	return p.send(b)
}

func (p *Pad) send(b []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.line == nil && p.profile.Transport.EachCommand:
		return nil // nobody listens at the moment
	case p.line == nil:
		return errors.New("sim: the pad is unplugged")
	case p.dead:
		return nil
	}
	_, err := p.line.Write(b)
	return err
}

// run is the pad's side of one plugging-in, or of one connection that lasts.
func (p *Pad) run(line io.ReadWriter) {
	p.plug(line)
	defer p.plug(nil)
	f := serial.NewFramer(p.cut)
	var b [serial.MaxFrame]byte
	for {
		n, err := line.Read(b[:])
		if err != nil {
			return
		}
		if p.whole {
			p.take(b[:n])
			continue
		}
		for in := b[:n]; ; {
			in = in[f.Feed(in):]
			frame, ok := f.Next()
			if !ok && len(in) == 0 {
				break
			}
			if ok {
				p.take(frame)
			}
		}
	}
}

// call is one connection of a desk that makes one for each command. What is
// shown stays; the pad hangs up once it has answered.
func (p *Pad) call(line io.ReadWriter) {
	p.mu.Lock()
	p.line = line
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.line == io.Writer(line) {
			p.line = nil
		}
	}()
	var got []byte
	var b [256]byte
	for len(got) < serial.MaxFrame {
		n, err := line.Read(b[:])
		got = append(got, b[:n]...)
		if size, bad := p.cut(got, false); bad == nil && size > 0 {
			p.mu.Lock()
			dead := p.dead
			p.mu.Unlock()
			if p.take(got[:size]); !dead {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// cut is the pad's own grammar. A device knows its commands: where frames have
// no length, it takes the shortest that is one.
func (p *Pad) cut(b []byte, quiet bool) (int, error) {
	const longest = 512
	n, err := p.profile.Grammar()(b, quiet)
	if p.profile.HasLength() || err != nil || n > 0 {
		return n, err
	}
	for n := 1; n <= min(len(b), longest); n++ {
		if _, _, ok := p.profile.ParseCommand(b[:n]); ok {
			return n, nil
		}
	}
	if len(b) > longest {
		return 0, serial.ErrNotFrame
	}
	return 0, nil
}

func (p *Pad) plug(line io.Writer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.line, p.asking, p.visit, p.pending = line, false, "", nil
}

// take does what a command says.
func (p *Pad) take(frame []byte) {
	name, w, ok := p.profile.ParseCommand(frame)
	p.mu.Lock()
	if p.dead || !ok {
		p.mu.Unlock()
		return
	}
	p.said = append(p.said, Said{name, w})
	answer := p.react(name, w)
	p.mu.Unlock()
	if answer != nil {
		_ = p.send(answer)
	}
	select {
	case p.heard <- struct{}{}:
	default:
	}
}

// react changes the pad's state and returns its answer, nil for none.
func (p *Pad) react(name string, w pad.Words) []byte {
	switch name {
	case pad.CommandEvaluate:
		if !p.asking { // else it is the same question once more
			p.pending = nil
		}
		p.asking, p.visit = true, w.Visit
	case pad.CommandCancel, pad.CommandThanks:
		p.asking, p.visit = false, ""
	}
	if p.profile.Poll != nil && name == p.profile.Poll.Command && p.pending != nil {
		b := p.pending
		p.asking, p.visit, p.pending = false, "", nil
		return b
	}
	expect := p.profile.Commands[name].Expect
	if expect == "" {
		return nil
	}
	b, err := p.profile.EventFrame(pad.Event{Name: expect, Visit: w.Visit})
	if err != nil {
		return nil
	}
	return b
}
