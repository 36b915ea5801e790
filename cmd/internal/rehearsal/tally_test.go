package rehearsal

import (
	"context"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// A tally counts what desks ask and what it costs on the line.
type tally struct {
	mu    sync.Mutex
	parts map[string]*part
	at    []time.Time // when answers came
}

// A part is all requests of one kind.
type part struct {
	times    []time.Duration // of those that were answered
	up, down int64           // bytes on the line, headers included
	busy     int             // answers 429
	lost     int             // requests without an answer
}

func newTally() *tally { return &tally{parts: map[string]*part{}} }

func (t *tally) part(kind string) *part {
	p := t.parts[kind]
	if p == nil {
		p = &part{}
		t.parts[kind] = p
	}
	return p
}

// quantile is the time within which a share of the requests were answered.
func (p *part) quantile(share float64) time.Duration {
	if len(p.times) == 0 {
		return 0
	}
	slices.Sort(p.times)
	return p.times[min(int(share*float64(len(p.times))), len(p.times)-1)]
}

// A line is a desk's way to the centre: connections of its own, whose bytes are
// counted. Requests that go together are of one kind, as those of a desk are, so
// what was carried since the last answer belongs to the kind of the next.
type line struct {
	tally    *tally
	next     *http.Transport
	up, down atomic.Int64
	told     [2]int64 // of up and down, that have been counted for a kind
	gate     *meeting // holds back the end of each part; nil for none
}

func (t *tally) line() *line {
	l := &line{tally: t}
	d := net.Dialer{Timeout: 15 * time.Second}
	l.next = &http.Transport{
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, err := d.DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return &counted{Conn: c, line: l}, nil
		},
		MaxIdleConnsPerHost: 2, DisableCompression: true, WriteBufferSize: 64 << 10,
	}
	return l
}

func (l *line) close() { l.next.CloseIdleConnections() }

// counted is a connection whose bytes are counted.
type counted struct {
	net.Conn

	line *line
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.line.down.Add(int64(n))
	return n, err
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.line.up.Add(int64(n))
	return n, err
}

// RoundTrip implements http.RoundTripper. A request ends when its answer was read.
func (l *line) RoundTrip(r *http.Request) (*http.Response, error) {
	began := time.Now()
	kind := kindOf(r.URL.Path)
	if l.gate != nil && kind == "part" {
		var err error
		if r, err = holding(r, l.gate); err != nil {
			return nil, err
		}
	}
	w, err := l.next.RoundTrip(r)
	note := func(status int) {
		l.tally.mu.Lock()
		defer l.tally.mu.Unlock()
		p := l.tally.part(kind)
		up, down := l.up.Load(), l.down.Load()
		p.up, p.down = p.up+up-l.told[0], p.down+down-l.told[1]
		l.told = [2]int64{up, down}
		switch {
		case status == 0:
			p.lost++
			return
		case status == http.StatusTooManyRequests:
			p.busy++
		}
		p.times = append(p.times, time.Since(began))
		l.tally.at = append(l.tally.at, time.Now())
	}
	if err != nil {
		note(0)
		return nil, err
	}
	w.Body = &ending{ReadCloser: w.Body, end: func() { note(w.StatusCode) }}
	return w, nil
}

// ending tells when a body is closed.
type ending struct {
	io.ReadCloser

	once sync.Once
	end  func()
}

func (e *ending) Close() error {
	defer e.once.Do(e.end)
	return e.ReadCloser.Close()
}
