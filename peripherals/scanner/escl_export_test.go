package scanner

import (
	"context"
	"net"
	"time"
)

// Hasten shortens the pauses and limits that tests need not sit out. The tests
// in virtual time keep the real ones.
func (s *ESCL) Hasten() {
	s.waits.retry = 100 * time.Millisecond
	s.waits.settle = time.Second
	s.waits.page = 2 * time.Second
	s.waits.job = 2 * time.Second
	s.waits.every = 50 * time.Millisecond
}

// Unhurried takes the delay between pages away, for rigs that need none.
func (s *ESCL) Unhurried() { s.waits.early = 10 * time.Millisecond }

// Dial puts a line of the test's own in place of the network.
func (s *ESCL) Dial(dial func() (net.Conn, error)) {
	s.wire.transport.DialContext = func(context.Context, string, string) (net.Conn, error) { return dial() }
}
