package devtest

import (
	"bytes"
	"io"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A Tap is a wire of the network between a driver and its device, in which one
// thing after another goes wrong. It understands nothing of what passes.
type Tap struct {
	Address string // where the driver connects to

	target func() string
	state  atomic.Value // of string
	spared atomic.Value // []string, beginnings of requests whose answers are never cut
	stop   chan struct{}
	mu     sync.Mutex
	conns  map[net.Conn]bool
	all    sync.WaitGroup
}

// What a Tap does to a connection.
const (
	tapPass    = ""
	tapSilence = "silence" // takes requests, brings no answer
	tapHalf    = "half"    // ends each answer after a few bytes
	tapGarbage = "garbage" // answers with bytes that mean nothing
	tapStuck   = "stuck"   // takes no bytes at all
	tapSlow    = "slow"    // brings each answer late
	tapBusy    = "busy"    // says over HTTP that somebody else is served (RFC 9110, 15.6.4)
)

// NewTap begins to listen; target says where the device is now.
func NewTap(t testing.TB, target func() string) *Tap {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	x := &Tap{Address: l.Addr().String(), target: target, stop: make(chan struct{}), conns: map[net.Conn]bool{}}
	x.state.Store(tapPass)
	x.Spare()
	x.all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			x.all.Go(func() { x.carry(c) })
		}
	})
	t.Cleanup(func() {
		close(x.stop)
		_ = l.Close()
		x.cut()
		x.all.Wait()
	})
	return x
}

// Spare has answers to requests that begin so come whole.
func (x *Tap) Spare(beginnings ...string) { x.spared.Store(beginnings) }

// turn changes what goes wrong, and cuts the connections that cannot be used any
// more, or not yet.
func (x *Tap) turn(to string) {
	was := x.state.Swap(to)
	if was != tapSlow && to != tapSlow {
		x.cut()
	}
}

// cut ends every connection.
func (x *Tap) cut() {
	x.mu.Lock()
	defer x.mu.Unlock()
	for c := range x.conns {
		_ = c.Close()
	}
}

// keep remembers a connection until done is called.
func (x *Tap) keep(c net.Conn) (done func()) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.conns[c] = true
	return func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		delete(x.conns, c)
		_ = c.Close()
	}
}

func (x *Tap) carry(c net.Conn) {
	defer x.keep(c)()
	switch x.state.Load() {
	case tapStuck:
		select {
		case <-x.stop:
		case <-time.After(time.Minute):
		}
		return
	case tapSilence:
		_, _ = io.Copy(io.Discard, c)
		return
	case tapGarbage:
		b := make([]byte, 64)
		if _, err := c.Read(b); err == nil {
			for i := range b {
				b[i] = byte(i*37) ^ 0xA5
			}
			_, _ = c.Write(b)
		}
		return
	case tapBusy:
		b := make([]byte, 4096)
		if _, err := c.Read(b); err == nil {
			_, _ = io.WriteString(c, "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		}
		return
	}
	d, err := net.Dial("tcp", x.target())
	if err != nil {
		return
	}
	defer x.keep(d)()
	var spared atomic.Bool // the request that was brought last
	go func() {
		defer func() { _ = d.(*net.TCPConn).CloseWrite() }() // the device must learn that the driver has gone
		b := make([]byte, 16<<10)
		for {
			n, err := c.Read(b)
			spared.Store(slices.ContainsFunc(x.spared.Load().([]string), func(s string) bool { return bytes.HasPrefix(b[:n], []byte(s)) }))
			if _, bad := d.Write(b[:n]); err != nil || bad != nil {
				return
			}
		}
	}()
	b := make([]byte, 16<<10)
	for {
		n, err := d.Read(b)
		if err != nil {
			return
		}
		switch x.state.Load() {
		case tapHalf:
			if !spared.Load() {
				_, _ = c.Write(b[:min(n, 100)])
				return
			}
		case tapSlow:
			time.Sleep(200 * time.Millisecond)
		}
		if _, err := c.Write(b[:n]); err != nil {
			return
		}
	}
}

// Faults are those of the wire. What the driver shows in each is given.
func (x *Tap) Faults(shows map[FaultKind]Fault) []Fault {
	var out []Fault
	for _, k := range []struct {
		kind  FaultKind
		state string
	}{{Silence, tapSilence}, {HalfFrame, tapHalf}, {Garbage, tapGarbage}, {StuckWrite, tapStuck}, {Slow, tapSlow}, {SecondOwner, tapBusy}} {
		f, ok := shows[k.kind]
		if !ok {
			continue
		}
		f.Kind, f.Name = k.kind, string(k.kind)+" on the wire"
		f.Strike, f.Mend = func() { x.turn(k.state) }, func() { x.turn(tapPass) }
		out = append(out, f)
	}
	return out
}
