package serial

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/tarm/serial"
	"golang.org/x/sys/unix"
)

// Times of a port.
const (
	drainTime = 150 * time.Millisecond // how long Close lets the last frame leave
	aliveTick = 2 * time.Second        // how often a silent line is asked whether it is still there
)

// A Port is one open serial port. One goroutine owns Read, one owns Write, and
// Close may be called from anywhere.
type Port struct {
	line  Line
	trace Trace
	wire  wire

	gone     chan struct{}
	goneOnce sync.Once

	mu     sync.Mutex
	closed bool
	users  sync.WaitGroup
}

// An Opener opens a line; see Open. Drivers take one, so that their tests run over
// lines in memory; see Over.
type Opener func(Line, Trace) (*Port, error)

// A wire is what a Port moves its bytes over: a device file or a connection in
// memory. It tells the Port when the cable is out.
type wire interface {
	// read waits for a byte and reads what is there. It fails with errQuiet once
	// until has come; a zero until waits for ever.
	read(ctx context.Context, b []byte, until time.Time) (int, error)
	write(ctx context.Context, b []byte) (int, error)
	discard() error
	watch() // returns when the cable is out or halt was called
	halt()  // ends every wait with ErrClosed
	// release closes what is open, once nobody waits any more. What was written gets a
	// moment to leave.
	release() error
}

// A tty is the wire of a device file. The library sets the line and reads; a
// second, non-blocking descriptor of the same device holds the locks, waits,
// writes and notices the cable.
type tty struct {
	*Port

	lib  *serial.Port
	ctl  int    // non-blocking descriptor of the same device
	stop [2]int // a pipe: closing its write end ends every wait

	reading, writing waker
}

// Open opens and sets the line. It fails with a *HeldError when another
// process, or another Port of this one, owns the device, and leaves the
// settings of a line in use untouched. Bytes that came before are discarded.
func Open(l Line, trace Trace) (*Port, error) {
	start := time.Now()
	p, err := open(l, trace)
	told := false
	defer func() {
		if !told && err == nil { // a trace that breaks must not leave the line to nobody
			_ = p.Close()
		}
	}()
	trace.event("open", 0, start, err)
	told = true
	if err != nil {
		return nil, fmt.Errorf("open serial line: %w", err)
	}
	return p, nil
}

func open(l Line, trace Trace) (*Port, error) {
	if err := l.Check(); err != nil {
		return nil, err
	}
	// Both descriptors must be of one device even when the stable name is
	// pointed elsewhere between the two opens.
	path, err := filepath.EvalSymlinks(l.Path)
	if err != nil {
		return nil, err
	}
	p := &Port{line: l, trace: trace, gone: make(chan struct{})}
	t := &tty{Port: p, ctl: -1, stop: [2]int{-1, -1}}
	p.wire = t
	if err := t.own(path); err != nil {
		t.shut()
		return nil, err
	}
	c, err := l.settings()
	if err == nil {
		c.Name = path
		t.lib, err = serial.OpenPort(c)
	}
	if err == nil {
		err = t.ready()
	}
	if err != nil {
		t.shut()
		return nil, err
	}
	p.users.Go(t.watch)
	return p, nil
}

// own opens the second descriptor and locks the device with it, before the
// library touches the line.
func (p *tty) own(path string) error {
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	switch {
	case errors.Is(err, unix.EBUSY):
		return &HeldError{Path: p.line.Path, PID: holder(path)}
	case err != nil:
		return fmt.Errorf("%s: %w", p.line.Path, err)
	}
	p.ctl = fd
	if _, err := unix.IoctlGetTermios(fd, unix.TCGETS); err != nil {
		if errors.Is(err, unix.ENOTTY) {
			return fmt.Errorf("%s: %w", p.line.Path, ErrNotSerial)
		}
		return fmt.Errorf("%s: %w", p.line.Path, err)
	}
	if err := unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return &HeldError{Path: p.line.Path, PID: holder(path)}
	}
	return nil
}

// ready makes the device exclusive, empties it, and makes what waits need.
func (p *tty) ready() error {
	if p.line.XOff {
		if err := p.heed(); err != nil {
			return err
		}
	}
	if err := unix.IoctlSetInt(p.ctl, unix.TIOCEXCL, 0); err != nil {
		return fmt.Errorf("%s: exclusive use: %w", p.line.Path, err)
	}
	if err := p.discard(); err != nil {
		return err
	}
	if err := unix.Pipe2(p.stop[:], unix.O_CLOEXEC|unix.O_NONBLOCK); err != nil {
		return fmt.Errorf("stop pipe: %w", err)
	}
	if err := p.reading.open(); err != nil {
		return err
	}
	return p.writing.open()
}

// heed makes the line stop writing at DC3 (XOFF) and go on at DC1 (XON), which
// the library leaves off. Neither byte is read any more.
func (p *tty) heed() error {
	t, err := unix.IoctlGetTermios(p.ctl, unix.TCGETS)
	if err == nil {
		t.Iflag |= unix.IXON
		t.Cc[unix.VSTART], t.Cc[unix.VSTOP] = 0x11, 0x13
		err = unix.IoctlSetTermios(p.ctl, unix.TCSETS, t)
	}
	if err != nil {
		return fmt.Errorf("%s: flow control: %w", p.line.Path, err)
	}
	return nil
}

// Line returns what was opened.
func (p *Port) Line() Line { return p.line }

// Gone is closed as soon as the device is unplugged.
func (p *Port) Gone() <-chan struct{} { return p.gone }

// Discard throws away what has come in and not been read, and what was
// written and has not left.
func (p *Port) Discard() error { return p.wire.discard() }

func (p *tty) discard() error {
	if err := p.lib.Flush(); err != nil {
		if errors.Is(err, unix.EIO) {
			p.lost()
			return ErrGone
		}
		return fmt.Errorf("discard: %w", err)
	}
	return nil
}

// Close ends every wait and gives the device back. What was written gets a
// moment to leave; then it is dropped, so that Close never hangs on a device
// that takes nothing.
func (p *Port) Close() error {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil
	}
	p.closed = true
	p.wire.halt()
	p.mu.Unlock()
	start := time.Now()
	p.users.Wait()
	err := p.wire.release()
	p.trace.event("close", 0, start, nil)
	return err
}

func (p *tty) halt() {
	_ = unix.Close(p.stop[1])
	p.stop[1] = -1
}

func (p *tty) release() error {
	p.drain()
	return p.shut()
}

// drain waits for output to leave, but not for long.
func (p *tty) drain() {
	for end := time.Now().Add(drainTime); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if n, err := unix.IoctlGetInt(p.ctl, unix.TIOCOUTQ); err != nil || n == 0 {
			return
		}
	}
}

// shut closes what is open. Output that has not left is flushed first,
// because the kernel would wait for it, up to half a minute, inside close.
func (p *tty) shut() error {
	var err error
	if p.lib != nil {
		_ = p.lib.Flush()
		_ = unix.IoctlSetInt(p.ctl, unix.TIOCNXCL, 0)
		err = p.lib.Close()
	}
	for _, fd := range []int{p.ctl, p.stop[0], p.stop[1]} {
		if fd >= 0 {
			_ = unix.Close(fd)
		}
	}
	p.reading.close()
	p.writing.close()
	return err
}

// enter counts a call that uses the descriptors; Close waits for it.
func (p *Port) enter() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return ErrClosed
	}
	p.users.Add(1)
	return nil
}

// lost notes that the device is unplugged.
func (p *Port) lost() { p.goneOnce.Do(func() { close(p.gone) }) }

// alive asks the line for its settings, which an unplugged one has no more.
func (p *tty) alive() bool {
	_, err := unix.IoctlGetTermios(p.ctl, unix.TCGETS)
	return err == nil
}

// watch notices the cable while nobody reads or writes.
func (p *tty) watch() {
	for {
		fds := []unix.PollFd{{Fd: int32(p.ctl)}, {Fd: int32(p.stop[0]), Events: unix.POLLIN}}
		_, err := unix.Poll(fds, int(aliveTick.Milliseconds()))
		switch {
		case errors.Is(err, unix.EINTR):
		case err != nil, fds[1].Revents != 0:
			return
		case fds[0].Revents != 0 || !p.alive():
			p.lost()
			return
		}
	}
}
