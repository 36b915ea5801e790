package seat

import (
	"io"
	"sync"
)

// maxUnsent is how many bytes may wait for a seat that does not take them; one
// that lets more pile up is cut off. A whole screen is some kilobytes.
const maxUnsent = 2 << 20

// A glass is what a program draws on: the session of the seat that looks at it
// now, or nothing. Writing never waits for the line.
type glass struct {
	mu   sync.Mutex
	cond *sync.Cond
	to   io.WriteCloser
	buf  []byte
	n    int // counts who looked
}

func newGlass() *glass {
	g := &glass{}
	g.cond = sync.NewCond(&g.mu)
	return g
}

// Write keeps b for whoever looks; with nobody there it is dropped.
func (g *glass) Write(b []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.to == nil {
		return len(b), nil
	}
	if len(g.buf)+len(b) > maxUnsent {
		to := g.to
		g.to, g.buf = nil, nil
		go to.Close()
		g.cond.Broadcast()
		return len(b), nil
	}
	g.buf = append(g.buf, b...)
	g.cond.Broadcast()
	return len(b), nil
}

// look sends first and then everything drawn from now on to w. It ends with the
// next look.
func (g *glass) look(w io.WriteCloser, first string) {
	g.mu.Lock()
	g.n++
	g.to, g.buf = w, []byte(first)
	g.cond.Broadcast()
	n := g.n
	g.mu.Unlock()
	go g.send(w, n)
}

// away takes w away, unless somebody else looks already.
func (g *glass) away(w io.WriteCloser) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.to == w {
		g.to, g.buf = nil, nil
		g.n++
		g.cond.Broadcast()
	}
}

// drain waits until what was drawn has been handed on, or there is nobody.
func (g *glass) drain() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.to != nil && len(g.buf) > 0 {
		g.cond.Wait()
	}
}

func (g *glass) send(w io.WriteCloser, n int) {
	for {
		g.mu.Lock()
		for g.n == n && g.to == w && len(g.buf) == 0 {
			g.cond.Wait()
		}
		if g.n != n || g.to != w {
			g.mu.Unlock()
			return
		}
		b := g.buf
		g.buf = nil
		g.mu.Unlock()
		_, err := w.Write(b)
		g.mu.Lock()
		g.cond.Broadcast()
		g.mu.Unlock()
		if err != nil {
			g.away(w)
			return
		}
	}
}
