package sim

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"sync"
	"time"

	"xiaochuang/peripherals/idcard"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/serial"
)

// A Lead is a serial cable in memory, over which virtual time (testing/synctest)
// passes: a month of a bad device takes seconds. A driver attaches to it through
// Open. It carries the same bytes as a Pty, and knows nothing of speeds.
type Lead struct {
	device func(io.ReadWriter)

	mu    sync.Mutex
	in    bool          // plugged in
	held  bool          // a driver has the line open
	far   net.Conn      // the device's end, nil before anybody opened the line
	done  chan struct{} // closed when the device has let go of it
	stuck bool          // the device takes no bytes
	half  bool          // and breaks off in the middle of what it says
}

var _ Cable = (*Lead)(nil)

// Open is a serial.Opener: what a driver takes for serial.Open. Nothing is there
// while the cable is out, and a line has one owner.
func (l *Lead) Open(line serial.Line, trace serial.Trace) (*serial.Port, error) {
	l.mu.Lock()
	in, held := l.in, l.held
	l.mu.Unlock()
	switch {
	case !in:
		return nil, fmt.Errorf("open serial line: %w", fs.ErrNotExist)
	case held:
		return nil, fmt.Errorf("open serial line: %w", &serial.HeldError{Path: l.Path()})
	}
	l.part()
	near, far := net.Pipe()
	done := make(chan struct{})
	l.mu.Lock()
	l.held, l.far, l.done = true, far, done
	l.mu.Unlock()
	go func() {
		defer close(done)
		l.device(&prongs{Conn: far, of: l})
	}()
	return serial.Over(line, &plug{Conn: near, of: l}, trace), nil
}

// part cuts off whoever had the line, and waits for the device to notice.
func (l *Lead) part() {
	l.mu.Lock()
	far, done := l.far, l.done
	l.far = nil
	l.mu.Unlock()
	if far != nil {
		_ = far.Close()
		<-done
	}
}

// Path implements Cable: a name that is no file.
func (l *Lead) Path() string { return "/lead" }

// Unplug implements Cable.
func (l *Lead) Unplug() {
	l.with(func() { l.in = false })
	l.part()
}

// Replug implements Cable.
func (l *Lead) Replug() error {
	l.with(func() { l.in = true })
	return nil
}

// Close implements Cable.
func (l *Lead) Close() error {
	l.Unplug()
	return nil
}

// A plug is the driver's end of a lead.
type plug struct {
	net.Conn
	of *Lead
}

// Close gives the line back.
func (p *plug) Close() error {
	p.of.with(func() { p.of.held = false })
	return p.Conn.Close()
}

// Stuck makes the device take no bytes.
func (l *Lead) Stuck(on bool) { l.with(func() { l.stuck = on }) }

// Half makes the device break off in the middle of whatever it says.
func (l *Lead) Half(on bool) { l.with(func() { l.half = on }) }

// with also ends the read under way, for the device to see what has become of it.
func (l *Lead) with(do func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	do()
	if l.far != nil {
		_ = l.far.SetReadDeadline(time.Unix(1, 0))
	}
}

// state returns what has become of the line whose far end is c.
func (l *Lead) state(c net.Conn) (stuck, half, out bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stuck, l.half, l.far != c
}

// prongs are the device's end of a lead.
type prongs struct {
	net.Conn
	of *Lead
}

func (p *prongs) Read(b []byte) (int, error) {
	for {
		stuck, _, out := p.of.state(p.Conn)
		switch {
		case out:
			return 0, io.EOF
		case stuck:
			time.Sleep(stuckTick)
			continue
		}
		_ = p.SetReadDeadline(time.Time{})
		if n, err := p.Conn.Read(b); n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
	}
}

func (p *prongs) Write(b []byte) (int, error) {
	if _, half, _ := p.of.state(p.Conn); half {
		b = b[:(len(b)+1)/2]
	}
	return p.Conn.Write(b)
}

// NewCardOn plugs a simulated reader into a lead of its own.
func NewCardOn(l *Lead) *Card {
	c := &Card{status: idcard.OK}
	l.device, l.in = c.run, true
	return c
}

// NewPadOn plugs a simulated pad of a serial line into a lead of its own.
func NewPadOn(l *Lead, p *pad.Profile) *Pad {
	s := &Pad{profile: p, heard: make(chan struct{}, 1), Cable: l}
	l.device, l.in = s.run, true
	return s
}

// NewTicketOn plugs a receipt printer of a serial line into a lead of its own.
func NewTicketOn(l *Lead) *Ticket {
	t := &TicketLine{Ticket: newTicket()}
	t.keeps = serialBuffer
	l.device, l.in = t.run, true
	return t.Ticket
}
