package centre_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk/uplink"
)

// Requests that are under way together come in any order: each counter is taken
// once, and one that lies too far back is not.
func TestCountersOutOfOrder(t *testing.T) { eachStreet(t, countersOutOfOrder) }

func countersOutOfOrder(t *testing.T, s *street) {
	p := newPeer(t, s, "02")
	p.open()
	ask := letter{method: "GET", target: uplink.FeedPath + "?limit=1"}
	for _, tt := range []struct {
		counter int64
		taken   bool
	}{
		{5, true},
		{3, true},
		{4, true},
		{5, false},
		{3, false},
		{100, true},
		{39, true},
		{38, false},
		{39, false},
		{99, true},
		{101, true},
		{100, false},
		{40, true},
		{1 << 40, true},
		{1<<40 - 61, true},
		{101, false},
		{1 << 40, false},
		{1<<40 - 1, true},
		{1<<40 + 61, true},
		{1 << 40, false},
		{1<<40 - 1, false},
		{1<<40 + 60, true},
	} {
		l := ask
		l.session, l.counter = p.session, tt.counter
		status, f, _ := p.send(l)
		if tt.taken && status != http.StatusOK || !tt.taken && (status != http.StatusUnauthorized || f.Code != uplink.CodeCounter) {
			t.Errorf("counter %d is answered %d %s", tt.counter, status, f.Code)
		}
	}
}

// A desk sends as many pages at a time as hello allows, and no request is refused
// for having overtaken another.
func TestPagesGoSeveralAtATime(t *testing.T) {
	s, w := newStreet(t), newWindow(t)
	w.enrol(s)
	w.takeIn(600_000, 1000, 1000, 600_000, 1000, 1000, 1000, 1000, 1000, 1000)
	var mu sync.Mutex
	now, most := 0, 0
	s.log.before = func(_ http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/parts") {
			return false
		}
		mu.Lock()
		now++
		most = max(most, now)
		mu.Unlock()
		time.Sleep(20 * time.Millisecond)
		context.AfterFunc(r.Context(), func() {
			mu.Lock()
			now--
			mu.Unlock()
		})
		return false
	}
	r := w.mustRun(s.url)
	same(t, s, w, nil)
	if most != 4 || r.Retries != 0 || r.Blobs != 11 {
		t.Errorf("%d parts at a time, %+v", most, r)
	}
}

// However a line is cut, no more than one part of a page is sent twice.
func TestBytesSentTwice(t *testing.T) {
	s, w := newStreet(t), newWindow(t)
	w.enrol(s)
	for n := 1; n <= 6; n++ {
		c := w.takeIn(1_700_000, 700_000)
		sent := &sending{bytes: map[string]int64{}}
		sent.Centre = &dying{Centre: w.client(s.url), left: n + 2}
		once := options()
		once.Tries = 1
		if _, err := uplink.NewCourier(w.outbox, sent, w.Keys().Suite(), w.clock, once).Run(t.Context()); err == nil {
			t.Fatalf("cut %d: nothing was cut", n)
		}
		sent.Centre = w.client(s.url)
		if _, err := w.run(sent); err != nil {
			t.Fatal(err)
		}
		for _, p := range c.Materials {
			page := p.Pages[0]
			if twice := sent.bytes[page.ID] - page.Size; twice < 0 || twice > uplink.MaxPart {
				t.Errorf("cut %d: %d bytes of a page of %d were sent twice", n, twice, page.Size)
			}
		}
	}
	same(t, s, w, nil)
}

// sending counts the bytes that are sent of each page.
type sending struct {
	uplink.Centre

	mu    sync.Mutex
	bytes map[string]int64
}

func (x *sending) Part(ctx context.Context, id string, offset, total int64, part []byte) (uplink.PartTaken, error) {
	x.mu.Lock()
	x.bytes[id] += int64(len(part))
	x.mu.Unlock()
	return x.Centre.Part(ctx, id, offset, total, part)
}
