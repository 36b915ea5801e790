package centre_test

import (
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// A cutter is a line between desk and centre that breaks: each connection is
// reset after a number of bytes, counted over both directions.
type cutter struct {
	url   string
	cuts  atomic.Int64
	sound atomic.Bool // breaks no more
	draw  func() int64
}

// newCutter puts a breaking line before the centre at to. draw says after how
// many bytes the next connection breaks.
func newCutter(t *testing.T, to string, draw func() int64) *cutter {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{url: "http://" + l.Addr().String(), draw: draw}
	var wg sync.WaitGroup
	t.Cleanup(func() { l.Close(); wg.Wait() })
	wg.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { c.carry(in, strings.TrimPrefix(to, "http://")) })
		}
	})
	return c
}

func (c *cutter) carry(in net.Conn, to string) {
	defer in.Close()
	out, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer out.Close()
	var left atomic.Int64
	left.Store(c.draw())
	if c.sound.Load() {
		left.Store(1 << 60)
	}
	var once sync.Once
	cut := func() {
		once.Do(func() {
			for _, x := range []net.Conn{in, out} {
				if t, ok := x.(*net.TCPConn); ok && rand.IntN(2) == 0 {
					t.SetLinger(0) // A reset, not an orderly end.
				}
				x.Close()
			}
		})
	}
	var wg sync.WaitGroup
	pump := func(dst, src net.Conn) {
		defer cut()
		b := make([]byte, 4096)
		for {
			n, err := src.Read(b)
			if n > 0 {
				rest := left.Add(-int64(n))
				if rest < 0 {
					c.cuts.Add(1)
					dst.Write(b[:max(0, int64(n)+rest)])
					return
				}
				if _, err := dst.Write(b[:n]); err != nil {
					return
				}
			}
			if err != nil {
				if err != io.EOF {
					return
				}
				return
			}
		}
	}
	wg.Go(func() { pump(out, in) })
	wg.Go(func() { pump(in, out) })
	wg.Wait()
}
