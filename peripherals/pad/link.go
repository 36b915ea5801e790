package pad

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"xiaochuang/peripherals/serial"
)

// A link is one attachment of a pad, whatever carries it. One goroutine owns
// Frame, one owns Write, and Close ends both.
type link interface {
	// Frame waits for the next whole frame until ctx ends. The slice is valid
	// until the framer is used again.
	Frame(ctx context.Context, f *serial.Framer) ([]byte, error)
	// Write sends one command within the deadline of ctx.
	Write(ctx context.Context, frame []byte) (int, error)
	// Transfer is how long so many bytes take on the way.
	Transfer(bytes int) time.Duration
	Close() error
}

// Times of a pad on the network. A connection over which nothing comes back is
// found broken within half a minute although nobody asks.
const (
	dialTime    = 3 * time.Second
	aliveIdle   = 10 * time.Second
	aliveEvery  = 4 * time.Second
	aliveProbes = 3
	unackedTime = 12 * time.Second
	longAgo     = 1 // Unix time of a deadline that has passed
)

// open attaches the pad.
func (p *Pad) open(ctx context.Context) (link, error) {
	kind := p.profile.carrier(p.place)
	if kind == Serial {
		port, err := p.o.Open(p.o.Line, p.o.Trace)
		if err != nil {
			return nil, err
		}
		return cable{port}, nil
	}
	at, err := p.profile.Place(p.place)
	if err != nil {
		return nil, err
	}
	free, err := serial.Own(kind + " " + at)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	l, err := p.dial(ctx, kind, at)
	p.traced("open", 0, began, err)
	if err != nil {
		free()
		return nil, err
	}
	return &network{link: l, p: p, free: free}, nil
}

func (p *Pad) dial(ctx context.Context, kind, at string) (link, error) {
	t := p.profile.Transport
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	switch {
	case kind == UDP:
		return dialUDP(ctx, at, t.LocalPort)
	case kind == WebSocket:
		return dialWebSocket(ctx, at, t)
	case t.EachCommand:
		return newVisits(at, t.gap()), nil
	}
	return dialTCP(ctx, at, t.gap())
}

// cable is a serial line as a link.
type cable struct{ *serial.Port }

// Transfer implements link.
func (c cable) Transfer(n int) time.Duration { return c.Line().Transfer(n) }

// network is a link over the network: it belongs to one owner, and its acts
// are told.
type network struct {
	link
	p    *Pad
	free func()
}

// Transfer implements link: what a network needs is in the patience of each
// command.
func (n *network) Transfer(int) time.Duration { return 0 }

// Frame implements link.
func (n *network) Frame(ctx context.Context, f *serial.Framer) ([]byte, error) {
	began := time.Now()
	b, err := n.link.Frame(ctx, f)
	if ctx.Err() == nil {
		n.p.traced("frame", len(b), began, err)
	}
	return b, err
}

// Write implements link.
func (n *network) Write(ctx context.Context, b []byte) (int, error) {
	began := time.Now()
	sent, err := n.link.Write(ctx, b)
	n.p.traced("write", sent, began, err)
	return sent, err
}

// Close implements link.
func (n *network) Close() error {
	began := time.Now()
	err := n.link.Close()
	n.free()
	n.p.traced("close", 0, began, nil)
	return err
}

func (p *Pad) traced(op string, n int, began time.Time, err error) {
	if p.o.Trace == nil {
		return
	}
	e := serial.TraceEvent{Op: op, Bytes: n, Took: time.Since(began)}
	if err != nil {
		_, e.Code = serial.Condition(err)
	}
	p.o.Trace(e)
}

// errQuiet says that nothing came in time.
var errQuiet = errors.New("pad: nothing came")

// A source brings bytes from the network.
type source interface {
	// receive waits for bytes until ctx ends or, where it is not zero, until. whole says that
	// nothing more belongs to them.
	receive(ctx context.Context, b []byte, until time.Time) (n int, whole bool, err error)
}

// An inbox finds frames in what a source brings.
type inbox struct {
	from  source
	gap   time.Duration
	buf   [serial.MaxFrame]byte
	left  []byte // of buf, not fed yet
	whole bool   // nothing more belongs to left
}

// Frame implements link.
func (in *inbox) Frame(ctx context.Context, f *serial.Framer) ([]byte, error) {
	for {
		if frame, ok := f.Next(); ok {
			return frame, nil
		}
		if len(in.left) > 0 {
			in.left = in.left[f.Feed(in.left):]
			if len(in.left) == 0 && in.whole {
				f.Quiet()
			}
			continue
		}
		var until time.Time
		if f.Pending() {
			until = time.Now().Add(in.gap)
		}
		n, whole, err := in.from.receive(ctx, in.buf[:], until)
		switch {
		case errors.Is(err, errQuiet):
			f.Quiet()
		case err != nil:
			return nil, err
		case n == 0 && whole:
			f.Quiet()
		default:
			in.left, in.whole = in.buf[:n], whole
		}
	}
}

// unreachable words what kept a connection from being made.
func unreachable(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	return fmt.Errorf("%w: %w", serial.ErrUnreachable, err)
}

// broken words how a connection ended.
func broken(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, net.ErrClosed):
		return serial.ErrClosed
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errQuiet
	}
	return fmt.Errorf("%w: %w", serial.ErrHungUp, err)
}

// dialer makes TCP connections that notice when the far end is gone.
func dialer() *net.Dialer {
	return &net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: aliveIdle, Interval: aliveEvery, Count: aliveProbes},
		Control: func(_, _ string, c syscall.RawConn) error {
			var err error
			if bad := c.Control(func(fd uintptr) {
				err = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(unackedTime.Milliseconds()))
			}); bad != nil {
				return bad
			}
			return err
		},
	}
}
