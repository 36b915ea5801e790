package serial

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/sys/unix"
)

// A waker ends one direction's wait when its context ends.
type waker struct {
	fd   int
	made bool
}

func (w *waker) open() error {
	fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		return fmt.Errorf("event descriptor: %w", err)
	}
	w.fd, w.made = fd, true
	return nil
}

func (w *waker) close() {
	if w.made {
		_ = unix.Close(w.fd)
		w.made = false
	}
}

// arm makes the end of ctx readable on the waker until disarm is called.
func (w *waker) arm(ctx context.Context) (disarm func()) {
	one := [8]byte{1}
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(done)
		_, _ = unix.Write(w.fd, one[:])
	})
	return func() {
		if stop() {
			return
		}
		<-done
		var b [8]byte
		_, _ = unix.Read(w.fd, b[:])
	}
}

// wait returns nil when the device is ready for events, errQuiet when until
// has come, and an error when ctx ended, the port was closed or the device is
// gone. A zero until waits for ever.
func (p *tty) wait(ctx context.Context, w *waker, events int16, until time.Time) error {
	defer w.arm(ctx)()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		fds := []unix.PollFd{
			{Fd: int32(p.ctl), Events: events},
			{Fd: int32(p.stop[0]), Events: unix.POLLIN},
			{Fd: int32(w.fd), Events: unix.POLLIN},
		}
		n, err := unix.Poll(fds, pollTime(until))
		switch {
		case errors.Is(err, unix.EINTR):
		case err != nil:
			return fmt.Errorf("poll: %w", err)
		case fds[1].Revents != 0:
			return ErrClosed
		case fds[0].Revents&events != 0:
			return nil
		case fds[0].Revents != 0:
			p.lost()
			return ErrGone
		case n == 0 && !until.IsZero() && !time.Now().Before(until):
			return errQuiet
		}
	}
}

// pollTime returns the time until t in whole milliseconds, rounded up so that
// a wait is never short.
func pollTime(t time.Time) int {
	if t.IsZero() {
		return -1
	}
	d := time.Until(t)
	if d <= 0 {
		return 0
	}
	return int((d + time.Millisecond - 1) / time.Millisecond)
}

// Read waits until at least one byte is there and reads up to len(b). Without
// a deadline it listens until ctx ends, the port is closed or the device is
// unplugged, which is ErrGone.
func (p *Port) Read(ctx context.Context, b []byte) (int, error) {
	return p.read(ctx, b, time.Time{})
}

func (p *Port) read(ctx context.Context, b []byte, until time.Time) (int, error) {
	if err := p.enter(); err != nil {
		return 0, err
	}
	defer p.users.Done()
	start := time.Now()
	n, err := p.wire.read(ctx, b, until)
	if !errors.Is(err, errQuiet) {
		p.trace.event("read", n, start, err)
	}
	return n, err
}

func (p *tty) read(ctx context.Context, b []byte, until time.Time) (int, error) {
	for {
		if err := p.wait(ctx, &p.reading, unix.POLLIN, until); err != nil {
			return 0, err
		}
		n, err := p.lib.Read(b)
		switch {
		case n > 0:
			return n, nil
		case errors.Is(err, unix.EIO) || !p.alive():
			p.lost()
			return 0, ErrGone
		case err != nil && !errors.Is(err, io.EOF):
			return 0, fmt.Errorf("read: %w", err)
		}
		// The library reports its own tick as EOF: nothing there after all.
	}
}

// Write writes all of b before the deadline of ctx, which must have one. On
// an error it returns how many bytes the line has taken.
func (p *Port) Write(ctx context.Context, b []byte) (int, error) {
	if _, ok := ctx.Deadline(); !ok {
		return 0, ErrNoDeadline
	}
	if err := p.enter(); err != nil {
		return 0, err
	}
	defer p.users.Done()
	start := time.Now()
	n, err := p.wire.write(ctx, b)
	p.trace.event("write", n, start, err)
	return n, err
}

func (p *tty) write(ctx context.Context, b []byte) (int, error) {
	done := 0
	for done < len(b) {
		if err := p.wait(ctx, &p.writing, unix.POLLOUT, time.Time{}); err != nil {
			return done, err
		}
		n, err := unix.Write(p.ctl, b[done:])
		switch {
		case err == nil:
			done += n
		case errors.Is(err, unix.EAGAIN), errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EIO):
			p.lost()
			return done, ErrGone
		default:
			return done, fmt.Errorf("write: %w", err)
		}
	}
	return done, nil
}
