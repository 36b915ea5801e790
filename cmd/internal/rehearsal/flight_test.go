package rehearsal

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre"
)

// inFlight is how many parts a centre takes at once.
const inFlight = 64

// TestUploadsInFlight lets sixty-four desks send a part each of the full size at
// the same time, again and again: each holds back its last bytes until all the
// others have sent as much. The centre may hold 128 MB meanwhile.
func TestUploadsInFlight(t *testing.T) {
	rounds := 2
	if long() {
		rounds = 20
	}
	dir := t.TempDir()
	b := newBox(t, filepath.Join(dir, "centre"))
	x, err := centre.Open(t.Context(), centre.Config{Dir: filepath.Join(dir, "centre")})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	count := newTally()
	desks := make([]*light, inFlight)
	for i := range desks {
		if desks[i], err = newLight(t.Context(), x, dir, b.url(), i, count); err != nil {
			t.Fatal(err)
		}
		if err := desks[i].hello(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for round := range rounds {
		together := newMeeting(len(desks))
		each(t, desks, len(desks), func(l *light) error {
			image := l.image(round, uplink.MaxPart)
			l.line.gate = together
			p, err := l.client.Part(t.Context(), l.keys.Suite().Digest(image), 0, int64(len(image)), image)
			if err == nil && !p.Complete {
				t.Error("a page is not complete")
			}
			return err
		})
	}
	p := count.part("part")
	t.Logf("%d times %d parts of %d KB in flight: at most %.1f MB of memory, p50 %s, p99 %s (load %s)",
		rounds, inFlight, uplink.MaxPart>>10, float64(b.peak())/1e6, brief(p.quantile(.5)), brief(p.quantile(.99)), load())
	if b.peak() > mostPeak || p.busy != 0 || len(p.times) != rounds*inFlight {
		t.Errorf("the centre held %d bytes, and of %d requests refused %d", b.peak(), len(p.times), p.busy)
	}
}

// A meeting is where so many wait for each other.
type meeting struct {
	mu   sync.Mutex
	left int
	all  chan struct{}
}

func newMeeting(n int) *meeting { return &meeting{left: n, all: make(chan struct{})} }

// meet waits until all have come, or for a minute.
func (m *meeting) meet(ctx context.Context) {
	m.mu.Lock()
	if m.left--; m.left == 0 {
		close(m.all)
	}
	m.mu.Unlock()
	select {
	case <-m.all:
	case <-ctx.Done():
	case <-time.After(time.Minute):
	}
}

// A held is a body whose last bytes are held back until all have come this far.
type held struct {
	ctx  context.Context
	gate *meeting
	head io.Reader
	tail io.Reader
	met  bool
}

// holding holds back the end of a request.
func holding(r *http.Request, gate *meeting) (*http.Request, error) {
	all, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body.Close()
	r = r.Clone(r.Context())
	cut := max(len(all)-1000, 0)
	r.Body = io.NopCloser(&held{ctx: r.Context(), gate: gate, head: bytes.NewReader(all[:cut]), tail: bytes.NewReader(all[cut:])})
	return r, nil
}

func (h *held) Read(b []byte) (int, error) {
	if n, err := h.head.Read(b); err == nil {
		return n, nil
	}
	if !h.met {
		h.met = true
		h.gate.meet(h.ctx)
	}
	return h.tail.Read(b)
}
