package printer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"xiaochuang/peripherals/printer/escpos"
	"xiaochuang/peripherals/serial"
)

// A cord is the serial line of a printer. It stays open between jobs, and is
// opened anew after whatever went wrong with it. Who uses it has the turn.
type cord struct {
	line serial.Line
	dial serial.Opener
	see  func(out bool, b []byte) // for a byte monitor; nil for none
	gone func()                   // told when the device is unplugged
	last atomic.Bool              // the line is to be given back after this use

	mu   sync.Mutex
	port *serial.Port
	shut chan struct{} // closed when port is
}

// open returns the line with nothing left in it from before.
func (c *cord) open() (stream, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.port != nil {
		select {
		case <-c.port.Gone():
			c.close()
		default:
			if c.port.Discard() != nil {
				c.close()
			}
		}
	}
	if c.port == nil {
		port, err := c.dial(c.line, nil)
		if err != nil {
			return nil, err
		}
		shut := make(chan struct{})
		c.port, c.shut = port, shut
		go func() {
			select {
			case <-port.Gone():
				c.gone()
			case <-shut:
			}
		}()
	}
	return &strand{cord: c, port: c.port}, nil
}

// close closes the port, with mu held.
func (c *cord) close() {
	if c.port == nil {
		return
	}
	_ = c.port.Close()
	close(c.shut)
	c.port, c.shut = nil, nil
}

// shown shows bytes to whoever monitors the line.
func (c *cord) shown(out bool, b []byte) {
	if c.see != nil && len(b) > 0 {
		c.see(out, b)
	}
}

// drop gives the line back.
func (c *cord) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.close()
}

// A strand is one use of a cord. Closing it leaves the line open.
type strand struct {
	cord *cord
	port *serial.Port

	mu          sync.Mutex
	read, write time.Time
	stop        context.CancelFunc // of the write under way
}

// Read implements stream; a zero deadline waits for replyTime.
func (s *strand) Read(b []byte) (int, error) {
	s.mu.Lock()
	until := s.read
	s.mu.Unlock()
	if until.IsZero() {
		until = time.Now().Add(replyTime)
	}
	ctx, cancel := context.WithDeadline(context.Background(), until)
	defer cancel()
	n, err := s.port.Read(ctx, b)
	s.cord.shown(false, b[:n])
	return n, overdue(err)
}

// Write implements stream; a zero deadline waits for chunkTime.
func (s *strand) Write(b []byte) (int, error) {
	s.mu.Lock()
	until := s.write
	if until.IsZero() {
		until = time.Now().Add(chunkTime)
	}
	ctx, cancel := context.WithDeadline(context.Background(), until)
	s.stop = cancel
	s.mu.Unlock()
	defer cancel()
	n, err := s.port.Write(ctx, b)
	s.cord.shown(true, b[:n])
	if errors.Is(err, context.Canceled) {
		err = context.DeadlineExceeded
	}
	return n, overdue(err)
}

// overdue names a deadline as sockets and files do.
func overdue(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: %w", os.ErrDeadlineExceeded, err)
	}
	return err
}

// SetReadDeadline implements stream.
func (s *strand) SetReadDeadline(t time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read = t
	return nil
}

// SetWriteDeadline implements stream. A time that has passed ends the write under
// way.
func (s *strand) SetWriteDeadline(t time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.write = t
	if s.stop != nil && !t.IsZero() && !time.Now().Before(t) {
		s.stop()
	}
	return nil
}

// Close implements stream.
func (s *strand) Close() error { return nil }

// most is how much a printer is given before it says that it took it in: a
// quarter of the receive buffer that receipt printers have, 4 KiB.
const most = 1 << 10

// portion writes a document to a serial printer. The line has no window of its
// own, and what a printer cannot keep is lost without a word: so it gets as much
// as its buffer surely holds, cut between two commands, and the rest when it has
// answered GS r, which it does in turn. DLE EOT in between tells what holds it
// up. It returns how many bytes the line took.
func (p *Raw) portion(ctx context.Context, t *talk, r io.Reader) (int, error) {
	b, err := io.ReadAll(r) // no longer than check allows
	if err != nil {
		return 0, err
	}
	release := context.AfterFunc(ctx, func() { _ = t.s.SetWriteDeadline(time.Unix(1, 0)) })
	defer release()
	sent := 0
	for len(b) > 0 {
		n := cut(b)
		if err := t.s.SetWriteDeadline(time.Now().Add(chunkTime)); err != nil {
			return sent, err
		}
		if ctx.Err() != nil {
			return sent, ctx.Err()
		}
		w, err := t.s.Write(b[:n])
		if sent += w; err != nil {
			return sent, err
		}
		if b = b[n:]; len(b) == 0 {
			break
		}
		if err := p.takenIn(ctx, t); err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// cut returns how much of b goes out at once.
func cut(b []byte) int {
	n := 0
	for n < len(b) {
		k := escpos.Next(b[n:])
		switch {
		case k == 0: // not ours: where it ends is not known
			return len(b)
		case n > 0 && n+k > most:
			return n
		}
		n += k
	}
	return n
}

// takenIn waits until the printer has taken in what it got. One that does not
// know GS r is believed when its status has been good for a while.
func (p *Raw) takenIn(ctx context.Context, t *talk) error {
	t.barrier = false
	if !p.set.NoBarrier && !t.deaf {
		t.inTurn()
	}
	began := time.Now()
	good := began
	held := ""
	over := func() error {
		if held != "" {
			return &heldUp{held}
		}
		return ctx.Err()
	}
	for {
		code, err := t.status(ctx)
		switch {
		case ctx.Err() != nil:
			return over()
		case t.barrier:
			return nil
		case errors.Is(err, errMute) && time.Since(began) < chunkTime:
			good = time.Now()
			continue // it may halt us while it prints
		case err != nil:
			return err
		}
		p.light(code)
		if held = ""; code != "" && !warns(code) {
			held, began, good = code, time.Now(), time.Now() // it waits for a hand, until ctx ends
		}
		wait := settleTime
		if p.set.NoBarrier || t.deaf {
			wait = p.set.Line.Transfer(most)
		}
		if time.Since(good) >= wait {
			t.deaf = true
			return nil
		}
		select {
		case <-ctx.Done():
			return over()
		case <-time.After(askEvery / 10):
		}
	}
}

// A heldUp is what a printer waits for in the middle of a job.
type heldUp struct{ code string }

func (e *heldUp) Error() string { return "printer waits: " + e.code }
