package serial

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"
)

// Over returns a Port whose device is at the other end of a connection in memory,
// such as one end of net.Pipe. Everything above the device file is as it is over a
// real line, and its waits are such that virtual time (testing/synctest) passes
// in them. Closing the far end is unplugging.
func Over(l Line, far net.Conn, trace Trace) *Port {
	p := &Port{line: l, trace: trace, gone: make(chan struct{})}
	m := &memory{Port: p, far: far, came: make(chan struct{}, 1), halted: make(chan struct{})}
	p.wire = m
	p.users.Go(m.watch)
	return p
}

// A memory is the wire of a connection. Like the kernel, it takes in what nobody
// has asked for yet.
type memory struct {
	*Port
	far    net.Conn
	came   chan struct{} // something is in held
	halted chan struct{}

	guard sync.Mutex // of held
	held  []byte
}

// mostHeld is how many bytes wait to be read, as in a line discipline; what comes
// then is lost.
const mostHeld = 4096

func (m *memory) watch() {
	b := make([]byte, 512)
	for {
		n, err := m.far.Read(b)
		if n > 0 {
			m.guard.Lock()
			m.held = append(m.held, b[:min(n, mostHeld-len(m.held))]...)
			m.guard.Unlock()
			select {
			case m.came <- struct{}{}:
			default:
			}
		}
		if err != nil {
			select {
			case <-m.halted:
			default:
				m.lost()
			}
			return
		}
	}
}

func (m *memory) take(b []byte) int {
	m.guard.Lock()
	defer m.guard.Unlock()
	n := copy(b, m.held)
	m.held = m.held[:copy(m.held, m.held[n:])]
	return n
}

func (m *memory) read(ctx context.Context, b []byte, until time.Time) (int, error) {
	var quiet <-chan time.Time
	if !until.IsZero() {
		t := time.NewTimer(time.Until(until))
		defer t.Stop()
		quiet = t.C
	}
	for {
		if n := m.take(b); n > 0 {
			return n, nil
		}
		select {
		case <-m.came:
		case <-m.halted:
			return 0, ErrClosed
		case <-m.gone:
			if n := m.take(b); n > 0 {
				return n, nil
			}
			return 0, ErrGone
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-quiet:
			return 0, errQuiet
		}
	}
}

func (m *memory) write(ctx context.Context, b []byte) (int, error) {
	_ = m.far.SetWriteDeadline(time.Time{})
	stop := context.AfterFunc(ctx, func() { _ = m.far.SetWriteDeadline(time.Unix(1, 0)) })
	defer stop()
	n, err := m.far.Write(b)
	switch {
	case err == nil:
		return n, nil
	case errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() != nil:
		return n, ctx.Err()
	}
	select {
	case <-m.halted:
		return n, ErrClosed
	case <-m.gone:
		return n, ErrGone
	default:
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return n, fmt.Errorf("write: %w", err)
	}
	m.lost()
	return n, ErrGone
}

func (m *memory) discard() error {
	m.guard.Lock()
	m.held = m.held[:0]
	m.guard.Unlock()
	select {
	case <-m.gone:
		return ErrGone
	default:
		return nil
	}
}

func (m *memory) halt() {
	close(m.halted)
	_ = m.far.Close()
}

func (m *memory) release() error { return nil }
