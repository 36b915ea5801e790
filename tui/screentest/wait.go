package screentest

import (
	"strings"
	"time"
)

// The usual patience of a test.
const (
	patience = 5 * time.Second
	quiet    = 90 * time.Millisecond // three frames of the renderer at 30 a second
)

// WaitFor waits until the screen shows want and fails the test after five
// seconds.
func (m *Term) WaitFor(want string) {
	m.t.Helper()
	m.WaitUntil("the screen shows "+want, patience, func() bool {
		return strings.Contains(m.Text(), want)
	})
}

// WaitGone waits until the screen no longer shows s.
func (m *Term) WaitGone(s string) {
	m.t.Helper()
	m.WaitUntil("the screen no longer shows "+s, patience, func() bool {
		return !strings.Contains(m.Text(), s)
	})
}

// WaitUntil waits until ok, which is asked again after each output, and fails
// the test when the deadline has passed or the program has ended.
func (m *Term) WaitUntil(what string, deadline time.Duration, ok func() bool) {
	m.t.Helper()
	if m.wait(deadline, ok) {
		return
	}
	select {
	case <-m.gone:
		m.t.Fatalf("the program ended with code %d before %s", m.code, what)
	default:
		m.t.Fatalf("after %v still not: %s", deadline, what)
	}
}

// wait asks ok again after each output until it is true, the deadline has
// passed or the program has ended.
func (m *Term) wait(deadline time.Duration, ok func() bool) bool {
	end := time.After(deadline)
	for {
		m.mu.Lock()
		changed := m.changed
		m.mu.Unlock()
		if ok() {
			return true
		}
		select {
		case <-changed:
		case <-m.gone:
			return ok()
		case <-end:
			return false
		}
	}
}

// Idle waits until the program has sent nothing for three frames, and fails
// the test when it does not come to rest within five seconds.
func (m *Term) Idle() {
	m.t.Helper()
	end := time.Now().Add(patience)
	for time.Now().Before(end) {
		m.mu.Lock()
		rest := quiet - time.Since(m.shown)
		m.mu.Unlock()
		if rest <= 0 {
			return
		}
		select {
		case <-time.After(rest):
		case <-m.gone:
			return
		}
	}
	m.t.Fatalf("the program does not come to rest")
}

// Exit waits until the program has ended and returns its exit code.
func (m *Term) Exit(deadline time.Duration) int {
	m.t.Helper()
	select {
	case <-m.gone:
		return m.code
	case <-time.After(deadline):
		m.t.Fatalf("the program still runs after %v", deadline)
		return -1
	}
}
