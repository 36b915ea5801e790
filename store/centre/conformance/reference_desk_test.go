package conformance_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store"
	"xiaochuang/store/centre/client"
	"xiaochuang/store/centre/conformance"
	"xiaochuang/store/seal"
	"xiaochuang/store/storetest"
)

// A window is the real desk at a stranger's centre: its store and the way there.
type window struct {
	*store.Store

	t      testing.TB
	outbox *store.Outbox
	clock  *storetest.Clock
	centre *reference
	line   *line
	url    string
	images map[string][][]byte // by case, as they were scanned
}

// A line goes to a centre until it breaks.
type line struct {
	next http.Handler
	left atomic.Int64 // requests until it breaks; of that one the answer is lost
	all  atomic.Int64
}

func (l *line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.all.Add(1)
	switch left := l.left.Add(-1); {
	case left > 0:
		l.next.ServeHTTP(w, r)
		return
	case left == 0:
		l.next.ServeHTTP(httptest.NewRecorder(), r)
	}
	panic(http.ErrAbortHandler)
}

const sound = 1 << 40

// enrolled opens a desk and makes it known to a reference of a level.
func enrolled(t testing.TB, level int) *window {
	t.Helper()
	clock := storetest.NewClock(storetest.Morning)
	s, err := store.Open(t.Context(), store.Config{
		Dir: filepath.Join(t.TempDir(), "desk"), Station: storetest.Station(), Clock: clock, Built: storetest.Built,
		Suite: seal.Intl(), Reserve: -1,
	})
	if err != nil {
		t.Fatal(err)
	}
	c := newReference(t, level)
	c.now = clock.Now
	l := &line{next: c}
	l.left.Store(sound)
	srv := httptest.NewServer(l)
	w := &window{Store: s, t: t, outbox: s.Outbox(), clock: clock, centre: c, line: l, url: srv.URL, images: map[string][][]byte{}}
	t.Cleanup(func() {
		srv.Close()
		w.outbox.Close()
		s.Close()
	})
	w.enrol()
	return w
}

func (w *window) id() string { return storetest.Station().Code + "-" + storetest.Station().Desk }

func (w *window) client() *client.Client {
	w.t.Helper()
	c, err := client.Dial(client.Config{
		URL: w.url, Desk: w.id(), Keys: w.Keys(), Now: func() time.Time { return w.Reckoned(context.Background()) },
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { c.Close() })
	return c
}

func (w *window) enrol() {
	w.t.Helper()
	e, err := w.client().Enrol(w.t.Context(), w.centre.code(w.id()), "test")
	if err == nil {
		err = w.outbox.Enrolled(w.t.Context(), e)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// run makes one night run, which waits for nothing.
func (w *window) run() (uplink.Report, error) {
	w.t.Helper()
	options := uplink.Options{
		Software: "test", Tries: 2, Random: func() float64 { return 0 },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
	return uplink.NewCourier(w.outbox, w.client(), w.Keys().Suite(), w.clock, options).Run(w.t.Context())
}

func (w *window) mustRun() uplink.Report {
	w.t.Helper()
	r, err := w.run()
	if err != nil {
		w.t.Fatalf("run: %v, after %+v", err, r)
	}
	return r
}

func (w *window) write(decide func(desk.Tx) (desk.Act, error)) desk.Act {
	w.t.Helper()
	done, err := w.Write(w.t.Context(), desk.NewID(w.clock.Now()), storetest.Duty(), decide)
	if err != nil {
		w.t.Fatal(err)
	}
	return done.Act
}

// takeIn takes a case in, with a page of each size.
func (w *window) takeIn(sizes ...int) desk.Case {
	w.t.Helper()
	id := desk.NewID(w.clock.Now())
	c := storetest.NewCase(id, storetest.Person())
	for i, size := range sizes {
		image := make([]byte, size)
		rand.Read(image)
		p, err := w.PutPage(w.t.Context(), id, image, desk.Page{MIME: "image/jpeg"})
		if err != nil {
			w.t.Fatal(err)
		}
		c.Materials = append(c.Materials, desk.Material{Key: fmt.Sprint("m", i), Pages: []desk.Page{p}})
		w.images[id] = append(w.images[id], image)
	}
	return w.write(storetest.TakeIn(c)).Cases[0]
}

func (w *window) tickets(n int) {
	w.t.Helper()
	for range n {
		w.write(storetest.TakeTicket(desk.NewID(w.clock.Now()), "A"))
	}
}

// same holds that the centre has the desk's lines to the byte, in their order and once, understands all of them, and
// has every blob that they name whole.
func (w *window) same() {
	w.t.Helper()
	w.centre.mu.Lock()
	defer w.centre.mu.Unlock()
	life := w.centre.desks[w.id()].current
	entries, err := w.Journal(w.t.Context(), 0, 10_000)
	if err != nil {
		w.t.Fatal(err)
	}
	if len(life.lines) != len(entries) {
		w.t.Fatalf("the centre has %d lines of %d", len(life.lines), len(entries))
	}
	for i, e := range entries {
		if !bytes.Equal(e.Raw, life.lines[i]) || life.aside[i] != nil {
			w.t.Errorf("line %d, of kind %s, differs or was set aside: %+v", e.N, e.Line.Kind, life.aside[i])
		}
		for _, id := range e.Line.Blobs {
			if b := w.centre.blobs[w.id()[:9]+id]; b == nil || b.whole == nil {
				w.t.Errorf("line %d names %s, which is not there", e.N, id)
			}
		}
	}
	if st, err := w.outbox.State(w.t.Context()); err != nil || st.Pending != (uplink.Pending{}) || st.Stable != 0 {
		w.t.Errorf("the desk stands at %+v: %v", st, err)
	}
}

// A whole night at a stranger's centre, of either level.
func TestANightAtTheReference(t *testing.T) {
	for _, level := range []int{conformance.L1, conformance.L2} {
		t.Run(fmt.Sprint(level), func(t *testing.T) {
			t.Parallel()
			w := enrolled(t, level)
			c := w.takeIn(1000, 700_000, 1_200_000)
			w.tickets(205)
			r := w.mustRun()
			w.same()
			if r.Sent < 207 || r.Blobs != 4 || r.Duplicates != 0 || len(r.Quarantined) != 0 {
				t.Errorf("first run: %+v", r)
			}
			read, err := w.centre.reads(w.id(), c.ID)
			if err != nil || read.Applicant != storetest.Person().Name || !slices.EqualFunc(read.Pages, w.images[c.ID], bytes.Equal) {
				t.Errorf("the street reads %q and %d pages: %v", read.Applicant, len(read.Pages), err)
			}
			w.line.all.Store(0)
			if again := w.mustRun(); again.Moved() || again.Requests > 6 || w.line.all.Load() != int64(again.Requests) {
				t.Errorf("the run with nothing new made %d requests: %+v", w.line.all.Load(), again)
			}
			if err := w.centre.decide(c.No, "supplement", "one more page"); err != nil {
				t.Fatal(err)
			}
			r = w.mustRun()
			w.same()
			got, err := w.Case(t.Context(), c.ID)
			if err != nil {
				t.Fatal(err)
			}
			if heard := level > conformance.L1; heard != (got.State == desk.CaseSupplement && got.Words == "one more page") || heard != (r.Applied == 1) {
				t.Errorf("the answer came down as %s %q: %+v", got.State, got.Words, r)
			}
		})
	}
}

// The line breaks after each single request, whose answer is lost; the desk goes on with the next run.
func TestTheReferenceIsCutOff(t *testing.T) {
	t.Parallel()
	w := enrolled(t, conformance.L2)
	c := w.takeIn(1_200_000)
	w.tickets(205)
	cuts, answers := int64(0), 0
	for n := int64(1); ; n++ {
		w.line.left.Store(n)
		_, err := w.run()
		if err == nil {
			break
		}
		if desk.KindOf(err) != desk.Unavailable {
			t.Fatalf("cut at request %d: %v", n, err)
		}
		if err := w.centre.decide(c.No, "accept", "come on Monday"); err == nil {
			answers++
		}
		cuts = n
	}
	w.line.left.Store(sound)
	w.mustRun()
	w.same()
	got, err := w.Case(t.Context(), c.ID)
	if err != nil || got.DecisionVer != answers || cuts < 5 || answers < 2 {
		t.Errorf("after %d cuts the desk has answer %d of %d: %v", cuts, got.DecisionVer, answers, err)
	}
}

// A stranger's centre is put back to nothing, and says so by its generation or does not: the desk has deleted nothing,
// a hundred days later too, and brings everything again. An answer that the centre gives then is heard, unless it has
// the version of one that it lost.
func TestTheReferenceLosesEverything(t *testing.T) {
	for name, tt := range map[string]struct {
		admits bool
		wrong  string
		heard  int
	}{
		"admits it":              {admits: true, heard: 1},
		"repeats its generation": {heard: 1},
		"repeats its versions":   {admits: true, wrong: "versions", heard: 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := enrolled(t, conformance.L2)
			w.centre.wrong = tt.wrong
			c := w.takeIn(1000, 700_000)
			w.tickets(20)
			w.mustRun()
			if err := w.centre.decide(c.No, "supplement", "one more page"); err != nil {
				t.Fatal(err)
			}
			w.mustRun()
			w.clock.Add(100 * 24 * time.Hour)
			today := desk.DayOf(w.clock.Now(), 0)
			if err := w.ConfirmDay(t.Context(), desk.NewID(w.clock.Now()), storetest.Duty(), today); err != nil {
				t.Fatal(err)
			}
			w.tickets(1)
			w.mustRun()
			w.same()
			if swept, err := w.SweepPages(t.Context()); err != nil || swept.Files != 0 {
				t.Errorf("the desk deleted %+v: %v", swept, err)
			}
			w.forget(tt.admits)
			r := w.mustRun()
			w.same()
			if len(r.Incarnations) != 1 || r.Blobs != 3 {
				t.Errorf("the desk brought %+v", r)
			}
			if err := w.centre.decide(c.No, "accept", "come on Monday"); err != nil {
				t.Fatal(err)
			}
			r = w.mustRun()
			got, err := w.Case(t.Context(), c.ID)
			if err != nil || r.Applied != tt.heard || got.DecisionVer != 1+tt.heard {
				t.Errorf("the desk has answer %d: %v, %+v", got.DecisionVer, err, r)
			}
		})
	}
}

// forget puts the centre back to when the desk had enrolled.
func (w *window) forget(admits bool) {
	c := w.centre
	c.mu.Lock()
	defer c.mu.Unlock()
	generation, d := c.generation, c.desks[w.id()]
	c.begin()
	if !admits {
		c.generation = generation
	}
	c.desks[w.id()] = &refDesk{
		id: d.id, key: d.key, nonces: map[string]bool{}, lives: map[string]*refLife{}, records: map[string]bool{},
	}
}
