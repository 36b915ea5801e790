package centre_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/blob"
)

// long reports whether the long form of the tests was asked for.
func long() bool { return os.Getenv("XC_FULL") == "1" }

// once checks that each decision stands in the desk's journal once, and that the
// case follows the last.
func once(t *testing.T, w *window, decided map[string]int) {
	t.Helper()
	for id, n := range decided {
		c, err := w.Case(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if c.DecisionVer != n {
			t.Errorf("case %s stands at decision %d of %d", id, c.DecisionVer, n)
		}
		lines, err := w.History(t.Context(), "case:"+id)
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		for _, e := range lines {
			if e.Line.Kind == desk.ActCaseDecided {
				got++
			}
		}
		if got != n {
			t.Errorf("case %s has %d lines of %d decisions", id, got, n)
		}
	}
}

// A line that breaks at random bytes, while the desk works on and the street
// decides: in the end everything is there once, in both directions.
func TestLineThatBreaks(t *testing.T) {
	s, w := newStreet(t), newWindow(t)
	w.enrol(s)
	c := newCutter(t, s.url, func() int64 {
		if rand.IntN(3) == 0 {
			return rand.Int64N(1500) // in the headers, or in a short answer
		}
		return rand.Int64N(700_000)
	})
	want := int64(50)
	if long() {
		want = 5000
	}
	decided, open := map[string]int{}, map[string]bool{}
	for i := 0; c.cuts.Load() < want; i++ {
		if i%3 == 0 {
			k := w.takeIn(1+rand.IntN(20_000), 1+rand.IntN(1+rand.IntN(1_500_000)))
			open[k.ID], decided[k.ID] = true, 0
		}
		w.tickets(5)
		decideOpen(t, s, open, decided)
		client := w.client(c.url)
		if _, err := w.run(client); err != nil && desk.KindOf(err) != desk.Unavailable {
			t.Fatalf("run %d: %v", i, err)
		}
		client.Close()
	}
	c.sound.Store(true)
	w.mustRun(c.url)
	same(t, s, w, nil)
	once(t, w, decided)
	if again := w.mustRun(c.url); again.Moved() {
		t.Errorf("after all that, a run moved %+v", again)
	}
	t.Logf("%d cuts, %d cases", c.cuts.Load(), len(decided))
}

// A desk that lost its power after each single request goes on with the next.
func TestCutAfterEveryRequest(t *testing.T) { eachStreet(t, cutAfterEveryRequest) }

func cutAfterEveryRequest(t *testing.T, s *street) {
	w := newWindow(t)
	w.enrol(s)
	w.takeIn(700_000)
	w.tickets(250)
	for n := 1; ; n++ {
		_, err := w.run(&dying{Centre: w.client(s.url), left: n})
		if err == nil {
			break
		}
		if n > 60 {
			t.Fatalf("still failing: %v", err)
		}
	}
	same(t, s, w, nil)
}

// dying answers a number of requests; of the one after, the answer is lost on the
// way, and then nobody answers.
type dying struct {
	uplink.Centre

	mu   sync.Mutex
	left int
}

var errCut = fmt.Errorf("cut")

func (d *dying) cut() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.left--
	if d.left < 0 {
		return errCut
	}
	return nil
}

func (d *dying) Hello(ctx context.Context, h uplink.Hello) (uplink.Welcome, error) {
	w, err := d.Centre.Hello(ctx, h)
	if cut := d.cut(); cut != nil {
		return uplink.Welcome{}, cut
	}
	return w, err
}

func (d *dying) Append(ctx context.Context, s uplink.Slice) (uplink.Appended, error) {
	a, err := d.Centre.Append(ctx, s)
	if cut := d.cut(); cut != nil {
		return uplink.Appended{}, cut
	}
	return a, err
}

func (d *dying) Part(ctx context.Context, id string, offset, total int64, part []byte) (uplink.PartTaken, error) {
	p, err := d.Centre.Part(ctx, id, offset, total, part)
	if cut := d.cut(); cut != nil {
		return uplink.PartTaken{}, cut
	}
	return p, err
}

// A centre that died between the last part and the whole blob has every byte and
// no blob: it says so, and the desk asks it to finish.
func TestEveryByteButNoBlob(t *testing.T) {
	s, w := newStreet(t), newWindow(t)
	w.enrol(s)
	c := w.takeIn(600_000)
	id := c.Materials[0].Pages[0].ID
	page, err := w.Pages().Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	defer page.Close()
	scans, err := blob.Open(filepath.Join(s.dir, "scans", tenant), s.Suite())
	if err != nil {
		t.Fatal(err)
	}
	defer scans.Close()
	for offset := int64(0); offset < c.Materials[0].Pages[0].Size; {
		b := make([]byte, 512<<10)
		n, _ := page.Read(b)
		if offset, err = scans.PutPart(t.Context(), id, offset, b[:n]); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Scan(t.Context(), tenant, id); desk.KindOf(err) != desk.NotFound {
		t.Fatalf("the blob is there already: %v", err)
	}
	if r := w.mustRun(s.url); len(r.PutOff) != 0 {
		t.Errorf("run: %+v", r)
	}
	same(t, s, w, nil)
}

// A desk that timed out while the centre finished a blob, and is then told that
// its last part is stored, holds the blob only when it is complete. Over the same
// way a desk that takes 202 for complete loses the page: the control.
func TestLastPartIsStoredAndNoMore(t *testing.T) {
	for name, hasty := range map[string]bool{"a desk": false, "a hasty desk": true} {
		t.Run(name, func(t *testing.T) {
			s, w := newStreet(t), newWindow(t)
			w.enrol(s)
			c := w.takeIn(600_000)
			id, size := c.Materials[0].Pages[0].ID, c.Materials[0].Pages[0].Size
			w.run(&stored{Centre: w.client(s.url), id: id, size: size, hasty: hasty})
			w.mustRun(s.url)
			r, err := s.Scan(t.Context(), tenant, id)
			if err == nil {
				r.Close()
			}
			if lost := err != nil; lost != hasty {
				t.Errorf("the page is lost: %v, want %v", lost, hasty)
			}
			if !hasty {
				same(t, s, w, nil)
			}
		})
	}
}

// stored keeps the last part of a blob from the centre, and says that it is
// stored.
type stored struct {
	uplink.Centre
	id    string
	size  int64
	hasty bool
	mu    sync.Mutex
	told  int
}

func (x *stored) Part(ctx context.Context, id string, offset, total int64, part []byte) (uplink.PartTaken, error) {
	if id != x.id || offset+int64(len(part)) < total {
		return x.Centre.Part(ctx, id, offset, total, part)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	switch x.told++; x.told {
	case 1:
		return uplink.PartTaken{}, errCut
	case 2:
		return uplink.PartTaken{Next: total, Complete: x.hasty}, nil
	}
	return x.Centre.Part(ctx, id, offset, total, part)
}

// A page that is damaged on the desk's disk is put off with its reason; the rest
// goes, and the street sees that a page is still to come.
func TestDamagedPageDoesNotHoldTheRest(t *testing.T) {
	s, w := newStreet(t), newWindow(t)
	w.enrol(s)
	bad, good := w.takeIn(600_000), w.takeIn(1000)
	p := bad.Materials[0].Pages[0]
	path := filepath.Join(w.dir, "blobs", "b", p.ID[4:6], p.ID[6:8], "sm3-"+p.ID[4:])
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)-1] ^= 1
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	r := w.mustRun(s.url)
	if len(r.PutOff) != 1 || r.PutOff[0].ID != p.ID || r.Left.Blobs != 1 {
		t.Errorf("run: %+v", r)
	}
	if v, err := s.Case(t.Context(), bad.No); err != nil || !v.Awaiting || v.Present != 0 {
		t.Errorf("the street sees %+v, %v", v, err)
	}
	if v, err := s.Case(t.Context(), good.No); err != nil || v.Awaiting {
		t.Errorf("the street sees %+v, %v", v, err)
	}
	aside, err := w.outbox.SetAside(t.Context())
	if err != nil || len(aside) != 1 || aside[0].ID != p.ID || aside[0].Code != "page.lost" || aside[0].Next.IsZero() {
		t.Errorf("set aside: %+v, %v", aside, err)
	}
}

// A record id keeps a line from taking effect twice. The control sends the same
// lines under other ids.
func TestRecordIDKeepsFromDoubling(t *testing.T) {
	s := newStreet(t)
	p := newPeer(t, s, "02")
	p.open()
	lines := [][]byte{p.line("r1", desk.ActShiftBegan, `{}`), p.line("r2", desk.ActShiftBegan, `{}`)}
	p.push(lines...)
	events := func() int64 {
		v, err := s.Desks(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return v[0].Events
	}
	p.push(lines...)
	if n := events(); n != 2 {
		t.Errorf("%d lines after the same two twice", n)
	}
	p.push(p.line("r3", desk.ActShiftBegan, `{}`), p.line("r4", desk.ActShiftBegan, `{}`))
	if n := events(); n != 4 {
		t.Errorf("%d lines after two of other ids: the test above proves nothing", n)
	}
}
