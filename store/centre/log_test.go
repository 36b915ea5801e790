package centre_test

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
	"xiaochuang/store/storetest"
)

// A page of text that several write to.
type page struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (p *page) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.b.Write(b)
}

func (p *page) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.b.String()
}

// The log names desks, paths and codes, and never a person or what was said of
// one.
func TestLogHoldsNobody(t *testing.T) {
	var log page
	c, err := centre.Open(t.Context(), centre.Config{
		Dir: filepath.Join(t.TempDir(), "c"), Reserve: -1,
		Log: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	s := &street{Centre: c, log: &counting{next: c.Handler()}}
	s.serve(t)
	w := newWindow(t)
	w.enrol(s)
	k := w.takeIn(1000)
	w.mustRun(s.url)
	if _, err := s.Decide(t.Context(), k.No, desk.DecideReject, "secret words", "reviewer-1"); err != nil {
		t.Fatal(err)
	}
	w.mustRun(s.url)
	p := newPeer(t, s, "02")
	p.open()
	p.push([]byte(`{"name":"` + storetest.Person().Name + `","number":"` + storetest.Person().Number + `"}`))
	text := log.String()
	if !strings.Contains(text, deskID) || !strings.Contains(text, "/sync/v1/events") {
		t.Errorf("the log tells nothing: %s", text)
	}
	who := storetest.Person()
	for _, secret := range []string{who.Name, who.Number, who.Phone, "secret words", "reviewer-1", k.No} {
		if strings.Contains(text, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}
