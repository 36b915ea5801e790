package seat

import (
	"net"
	"sync"
	"time"
)

// Bounds of the door.
const (
	maxConns   = 16              // connections at once
	maxPending = 8               // of them, not proved yet
	inflow     = 8 << 20         // bytes a second that one connection may send
	proveTime  = 8 * time.Second // for a connection to prove its key
)

// A door counts connections. When too many have not proved who they are, the
// oldest of those has to go, so that a flood cannot keep a seat out.
type door struct {
	mu      sync.Mutex
	pending []*guest
	all     int
}

// let takes a connection in, or returns nil when the house is full.
func (d *door) let(c net.Conn) *guest {
	g := &guest{Conn: c, door: d}
	d.mu.Lock()
	var out *guest
	switch {
	case d.all >= maxConns && len(d.pending) == 0:
		d.mu.Unlock()
		return nil
	case d.all >= maxConns || len(d.pending) >= maxPending:
		out = d.pending[0]
		d.pending = d.pending[1:] // another who comes in meanwhile shows out another
	}
	d.all++
	d.pending = append(d.pending, g)
	d.mu.Unlock()
	if out != nil {
		_ = out.Close()
	}
	return g
}

// proved says that a connection has shown its key.
func (d *door) proved(g *guest) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forget(g)
}

func (d *door) forget(g *guest) {
	for i, p := range d.pending {
		if p == g {
			d.pending = append(d.pending[:i], d.pending[i+1:]...)
			return
		}
	}
}

// counts tells how many connections there are, and how many not proved.
func (d *door) counts() (all, pending int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.all, len(d.pending)
}

// A guest is one connection, bounded in what it may send.
type guest struct {
	net.Conn
	door *door
	once sync.Once

	mu    sync.Mutex
	since time.Time
	taken int
}

// Read reads, and pauses a connection that sends more than its share.
func (g *guest) Read(b []byte) (int, error) {
	n, err := g.Conn.Read(b)
	if d := g.owes(n, time.Now()); d > 0 {
		time.Sleep(d)
	}
	return n, err
}

// owes counts what came and returns how long the rest of its second is when
// that was too much.
func (g *guest) owes(n int, now time.Time) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	if now.Sub(g.since) >= time.Second {
		g.since, g.taken = now, 0
	}
	g.taken += n
	if g.taken <= inflow {
		return 0
	}
	return time.Second - now.Sub(g.since)
}

// Close gives the place back.
func (g *guest) Close() error {
	g.once.Do(func() {
		g.door.mu.Lock()
		g.door.all--
		g.door.forget(g)
		g.door.mu.Unlock()
	})
	return g.Conn.Close()
}
