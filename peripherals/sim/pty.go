// Package sim is every device of the counter in software: the simulators talk
// over real pseudo-terminals and sockets, byte for byte as the devices do, and
// have handles for what happens to devices: unplugged, silent, out of paper.
// Practice mode and the demonstration run on them, and so do the tests.
//
// It is not a stub: a driver cannot tell a simulator from a device. Simulated
// people are invented and born in 1900 or earlier.
package sim

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// freeTick is how often a simulated line takes back the exclusive mark that a
// killed owner has left. A real line loses it with its last user; a pty keeps
// it as long as the simulator lives.
const freeTick = 250 * time.Millisecond

// A Pty is a simulated serial cable: a device at its far end, and at the near
// end a stable name, as udev gives one, that a program can open. The cable can
// be pulled out and put back; each plugging-in is a new node behind the same
// name.
type Pty struct {
	link   string
	device func(io.ReadWriter)

	mu       sync.Mutex
	far, tty *os.File
	done     chan struct{}
	closed   bool

	speed atomic.Int32 // of the device; 0 for whatever the near end has set
	stuck atomic.Bool  // the device takes no bytes
	half  atomic.Bool  // and gives half of what it says
	slow  atomic.Int64 // nanoseconds before it says anything
}

// Link plugs device in behind the name dir/name. The device runs in a
// goroutine of its own from each plugging-in until its reads fail.
func Link(dir, name string, device func(io.ReadWriter)) (*Pty, error) {
	p := &Pty{link: filepath.Join(dir, name), device: device}
	if err := p.Replug(); err != nil {
		return nil, err
	}
	return p, nil
}

// Path returns the stable name.
func (p *Pty) Path() string { return p.link }

// Replug plugs the device in, on a new node. It does nothing when it is
// plugged in.
func (p *Pty) Replug() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || p.far != nil {
		return nil
	}
	far, tty, err := openPty()
	if err != nil {
		return fmt.Errorf("open a pty: %w", err)
	}
	if err := raw(tty); err != nil {
		_, _ = far.Close(), tty.Close()
		return err
	}
	fresh := p.link + ".new"
	_ = os.Remove(fresh)
	if err := os.Symlink(tty.Name(), fresh); err != nil {
		_, _ = far.Close(), tty.Close()
		return fmt.Errorf("name the line: %w", err)
	}
	if err := os.Rename(fresh, p.link); err != nil {
		_, _ = far.Close(), tty.Close()
		return fmt.Errorf("name the line: %w", err)
	}
	p.far, p.tty, p.done = far, tty, make(chan struct{})
	go p.free(tty, p.done)
	go p.run(far, p.done)
	return nil
}

func (p *Pty) run(far *os.File, done chan struct{}) {
	defer close(done)
	p.device(&pins{File: far, of: p})
}

// Speed sets the speed of the device, in baud: bytes from and to a near end that
// is set otherwise are not the ones sent. With 0 it is always the near end's.
func (p *Pty) Speed(baud int) { p.speed.Store(int32(baud)) }

// Stuck makes the device take no bytes: what is written stays in the line.
func (p *Pty) Stuck(on bool) {
	p.stuck.Store(on)
	p.mu.Lock()
	defer p.mu.Unlock()
	if on && p.far != nil {
		_ = p.far.SetReadDeadline(time.Unix(1, 0)) // ends the read under way
	}
}

// Half makes the device break off in the middle of whatever it says.
func (p *Pty) Half(on bool) { p.half.Store(on) }

// Slow makes the device wait before it says anything.
func (p *Pty) Slow(d time.Duration) { p.slow.Store(int64(d)) }

// pins are the device's end of a line.
type pins struct {
	*os.File
	of *Pty
}

// stuckTick is how often a device that takes no bytes is looked at.
const stuckTick = 5 * time.Millisecond

// Read garbles what came at another speed. A device that takes no bytes notices
// its cable all the same.
func (p *pins) Read(b []byte) (int, error) {
	n, err := 0, os.ErrDeadlineExceeded
	for errors.Is(err, os.ErrDeadlineExceeded) {
		if err := p.SetReadDeadline(time.Time{}); err != nil {
			return 0, err // closed
		}
		if p.of.stuck.Load() {
			time.Sleep(stuckTick)
			continue
		}
		n, err = p.File.Read(b)
	}
	p.garble(b[:n])
	return n, err
}

// Write garbles what goes out at another speed.
func (p *pins) Write(b []byte) (int, error) {
	time.Sleep(time.Duration(p.of.slow.Load()))
	if p.of.half.Load() {
		b = b[:(len(b)+1)/2]
	}
	if p.differs() {
		b = bytes.Clone(b)
		p.garble(b)
	}
	return p.File.Write(b)
}

// garble makes of bytes what a receiver at another speed sees: others.
func (p *pins) garble(b []byte) {
	if len(b) == 0 || !p.differs() {
		return
	}
	for i := range b {
		b[i] = bits.RotateLeft8(b[i], 3) ^ 0xE6
	}
}

// differs reports whether the near end is set to another speed. The far end of a
// pty tells the settings of the near one (ioctl_tty(2)).
func (p *pins) differs() bool {
	want := uint32(p.of.speed.Load())
	is := want
	if want != 0 {
		control(p.File, func(fd int) error {
			t, err := unix.IoctlGetTermios(fd, unix.TCGETS2)
			if err == nil {
				is = t.Ospeed
			}
			return err
		})
	}
	return is != want
}

// free lets the next owner in after one was killed.
func (p *Pty) free(tty *os.File, done chan struct{}) {
	t := time.NewTicker(freeTick)
	defer t.Stop()
	for {
		select {
		case <-done:
			return
		case <-t.C:
			control(tty, func(fd int) error { return unix.IoctlSetInt(fd, unix.TIOCNXCL, 0) })
		}
	}
}

// Unplug pulls the cable: the name vanishes, who has the line open is hung up
// on. It returns when the device has noticed.
func (p *Pty) Unplug() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.far == nil {
		return
	}
	_ = os.Remove(p.link)
	_, _ = p.far.Close(), p.tty.Close()
	<-p.done
	p.far, p.tty = nil, nil
}

// Close pulls the cable for good.
func (p *Pty) Close() error {
	p.Unplug()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	return nil
}

// openPty opens both ends of a new line. The far end is left non-blocking, so
// that closing it ends a read.
func openPty() (far, tty *os.File, err error) {
	far, err = os.OpenFile("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, nil, err
	}
	var n int
	control(far, func(fd int) error {
		if n, err = unix.IoctlGetInt(fd, unix.TIOCGPTN); err == nil {
			err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
		}
		return err
	})
	if err == nil {
		tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	}
	if err != nil {
		_ = far.Close()
		return nil, nil, err
	}
	return far, tty, nil
}

// raw keeps the line from echoing or translating before its owner sets it.
func raw(tty *os.File) error {
	var err error
	control(tty, func(fd int) error {
		var t *unix.Termios
		if t, err = unix.IoctlGetTermios(fd, unix.TCGETS); err != nil {
			return err
		}
		t.Iflag, t.Oflag, t.Lflag = 0, 0, 0
		err = unix.IoctlSetTermios(fd, unix.TCSETS, t)
		return err
	})
	if err != nil {
		return fmt.Errorf("set the line raw: %w", err)
	}
	return nil
}

func control(f *os.File, do func(fd int) error) {
	c, err := f.SyscallConn()
	if err != nil {
		return
	}
	_ = c.Control(func(fd uintptr) { _ = do(int(fd)) })
}
