package pad

import (
	"context"
	"errors"
	"net"
	"time"

	"xiaochuang/peripherals/serial"
)

// A tcpLink is one lasting TCP connection.
type tcpLink struct {
	inbox
	conn net.Conn
}

func dialTCP(ctx context.Context, at string, gap time.Duration) (link, error) {
	c, err := dialer().DialContext(ctx, "tcp", at)
	if err != nil {
		return nil, unreachable(ctx, err)
	}
	l := &tcpLink{conn: c}
	l.from, l.gap = l, gap
	return l, nil
}

// Transfer implements link.
func (l *tcpLink) Transfer(int) time.Duration { return 0 }

// Write implements link.
func (l *tcpLink) Write(ctx context.Context, b []byte) (int, error) {
	n, err := sendTo(ctx, l.conn, b)
	if errors.Is(err, errQuiet) {
		err = context.DeadlineExceeded // it takes nothing
	}
	return n, err
}

// Close implements link.
func (l *tcpLink) Close() error { return l.conn.Close() }

func (l *tcpLink) receive(ctx context.Context, b []byte, until time.Time) (int, bool, error) {
	n, err := receiveFrom(ctx, l.conn, b, until)
	return n, false, err
}

// sendTo writes all of b within the deadline of ctx.
func sendTo(ctx context.Context, c net.Conn, b []byte) (int, error) {
	end, _ := ctx.Deadline()
	_ = c.SetWriteDeadline(end)
	stop := context.AfterFunc(ctx, func() { _ = c.SetWriteDeadline(time.Unix(longAgo, 0)) })
	defer stop()
	n, err := c.Write(b)
	if err != nil {
		return n, broken(ctx, err)
	}
	return n, nil
}

// receiveFrom reads what comes until ctx ends or until has come.
func receiveFrom(ctx context.Context, c net.Conn, b []byte, until time.Time) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	_ = c.SetReadDeadline(until)
	stop := context.AfterFunc(ctx, func() { _ = c.SetReadDeadline(time.Unix(longAgo, 0)) })
	defer stop()
	n, err := c.Read(b)
	if n > 0 {
		return n, nil // an error comes again
	}
	return 0, broken(ctx, err)
}

// visits are connections of which each carries one command and its answer.
type visits struct {
	inbox
	at     string
	came   chan piece
	closed chan struct{}
}

// A piece is what came at once; whole says that the pad has nothing to add.
type piece struct {
	bytes []byte
	whole bool
}

// mostAnswer bounds what one connection may bring, in bytes.
const mostAnswer = 4 * serial.MaxFrame

func newVisits(at string, gap time.Duration) *visits {
	v := &visits{at: at, came: make(chan piece, 4), closed: make(chan struct{})}
	v.from, v.gap = v, gap
	return v
}

// Transfer implements link.
func (v *visits) Transfer(int) time.Duration { return 0 }

// Close implements link.
func (v *visits) Close() error {
	close(v.closed)
	return nil
}

// Write implements link: it calls on the pad, says the command and hands on
// what comes until the pad hangs up. A pad that leaves the line open has
// finished once it is silent, or when the time is nearly over.
func (v *visits) Write(ctx context.Context, b []byte) (int, error) {
	c, err := dialer().DialContext(ctx, "tcp", v.at)
	if err != nil {
		return 0, unreachable(ctx, err)
	}
	defer c.Close()
	n, err := sendTo(ctx, c, b)
	if errors.Is(err, errQuiet) {
		return n, context.DeadlineExceeded
	}
	if err != nil {
		return n, err
	}
	return n, v.hear(ctx, c)
}

func (v *visits) hear(ctx context.Context, c net.Conn) error {
	end := time.Now().Add(dialTime)
	if d, ok := ctx.Deadline(); ok {
		end = time.Now().Add(time.Until(d) * 9 / 10) // what came late is not lost
	}
	some := 0
	for some < mostAnswer {
		var b [1024]byte
		until := end
		if some > 0 {
			until = earlier(end, time.Now().Add(v.gap))
		}
		n, err := receiveFrom(ctx, c, b[:], until)
		if err != nil {
			break // closed, silent, or broken: what came is what there is
		}
		some += n
		if !v.put(ctx, piece{bytes: b[:n]}) {
			return ctx.Err()
		}
	}
	v.put(ctx, piece{whole: true})
	return ctx.Err()
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func (v *visits) put(ctx context.Context, p piece) bool {
	select {
	case v.came <- p:
		return true
	case <-ctx.Done():
	case <-v.closed:
	}
	return false
}

func (v *visits) receive(ctx context.Context, b []byte, until time.Time) (int, bool, error) {
	select {
	case p := <-v.came:
		return copy(b, p.bytes), p.whole, nil
	case <-v.closed:
		return 0, false, serial.ErrClosed
	case <-ctx.Done():
		return 0, false, ctx.Err()
	}
}
