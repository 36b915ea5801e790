package centre_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/client"
	"xiaochuang/store/centre/recordstest"
	"xiaochuang/store/centre/scanstest"
	"xiaochuang/store/storetest"
)

const (
	station = "110101001001"
	tenant  = "110101001"
	deskID  = station + "-01"
)

// A street is a centre that serves on a loopback port.
type street struct {
	*centre.Centre
	url  string
	dir  string
	log  *counting
	http *httptest.Server
}

// openStreet opens the centre in dir and serves it.
func openStreet(t testing.TB, dir string) *street {
	t.Helper()
	return openStreetAs(t, centre.Config{Dir: dir, Reserve: -1, Street: tenant})
}

func openStreetAs(t testing.TB, with centre.Config) *street {
	t.Helper()
	c, err := centre.Open(t.Context(), with)
	if err != nil {
		t.Fatal(err)
	}
	s := &street{Centre: c, dir: with.Dir, log: &counting{next: c.Handler()}}
	s.serve(t)
	return s
}

func (s *street) serve(t testing.TB) {
	s.http = httptest.NewServer(s.log)
	s.url = s.http.URL
	t.Cleanup(s.close)
}

func (s *street) close() {
	s.http.Close()
	s.Centre.Close()
}

func newStreet(t testing.TB) *street { return openStreet(t, filepath.Join(t.TempDir(), "centre")) }

// eachStreet runs a test on pairings of the databases and the stores of pages:
// on two, which are each of the four once, and in the long form on all four.
func eachStreet(t *testing.T, test func(t *testing.T, s *street)) { eachStreetAt(t, nil, test) }

// eachStreetAt is eachStreet by a clock; nil for the PC's own.
func eachStreetAt(t *testing.T, clock desk.Clock, test func(t *testing.T, s *street)) {
	for _, tt := range []struct {
		name             string
		database, bucket bool
	}{
		{"file and folder", false, false},
		{"server and folder", true, false},
		{"file and bucket", false, true},
		{"server and bucket", true, true},
	} {
		if tt.database != tt.bucket && os.Getenv("XC_FULL") == "" {
			continue
		}
		t.Run(tt.name, func(t *testing.T) {
			if clock == nil {
				t.Parallel() // much of a run is waiting for a disk or for its turn
			}
			c := centre.Config{Dir: filepath.Join(t.TempDir(), "centre"), Reserve: -1, Street: tenant, Clock: clock}
			if tt.database {
				c.Database = recordstest.Shared(t).Database(t)
			}
			if tt.bucket {
				c.Scans = scanstest.Shared(t).Bucket(t)
			}
			test(t, openStreetAs(t, c))
		})
	}
}

// counting counts requests, and lets a test stand in between.
type counting struct {
	next   http.Handler
	mu     sync.Mutex
	paths  []string
	before func(w http.ResponseWriter, r *http.Request) (done bool)
}

func (c *counting) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	c.paths = append(c.paths, r.Method+" "+r.URL.Path)
	before := c.before
	c.mu.Unlock()
	if before != nil && before(w, r) {
		return
	}
	c.next.ServeHTTP(w, r)
}

// A window is a desk: its store and the way to its centre.
type window struct {
	*store.Store
	t      testing.TB
	dir    string
	at     string // its station
	no     string // of the desk in the station, two digits
	outbox *store.Outbox
	clock  *storetest.Clock
	n      int
	ca     []byte // trusted authorities; nil for those of the system
}

func openWindow(t testing.TB, dir string) *window { return openWindowNo(t, dir, "01") }

// openWindowNo opens one of several desks of the station.
func openWindowNo(t testing.TB, dir, no string) *window {
	t.Helper()
	return openWindowAt(t, dir, station, no)
}

// openWindowAt opens a desk of any station.
func openWindowAt(t testing.TB, dir, at, no string) *window {
	t.Helper()
	clock := storetest.NewClock(storetest.Morning)
	st := storetest.Station()
	st.Code, st.Desk = at, no
	s, err := store.Open(t.Context(), store.Config{
		Dir: dir, Station: st, Clock: clock, Built: storetest.Built, Reserve: -1,
	})
	if err != nil {
		t.Fatal(err)
	}
	w := &window{Store: s, t: t, dir: dir, at: at, no: no, outbox: s.Outbox(), clock: clock}
	t.Cleanup(w.close)
	return w
}

func (w *window) close() {
	w.outbox.Close()
	w.Store.Close()
}

// id names the desk to the street.
func (w *window) id() string { return w.at + "-" + w.no }

func newWindow(t testing.TB) *window { return openWindow(t, filepath.Join(t.TempDir(), "desk")) }

// client is the way to the centre at url.
func (w *window) client(url string) *client.Client {
	w.t.Helper()
	c, err := client.Dial(client.Config{
		URL: url, Desk: w.id(), Keys: w.Keys(), CA: w.ca, Now: func() time.Time { return w.Reckoned(context.Background()) },
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { c.Close() })
	return c
}

// enrol makes the desk known to the street.
func (w *window) enrol(s *street) {
	w.t.Helper()
	w.enrolAt(s, s.url)
}

// enrolAt makes the desk known to the street by a way of its own.
func (w *window) enrolAt(s *street, url string) {
	w.t.Helper()
	code, err := s.NewCode(w.t.Context(), w.at, w.no)
	if err != nil {
		w.t.Fatal(err)
	}
	e, err := w.client(url).Enrol(w.t.Context(), code, "test")
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.outbox.Enrolled(w.t.Context(), e); err != nil {
		w.t.Fatal(err)
	}
}

// options let a run wait for nothing.
func options() uplink.Options {
	return uplink.Options{
		Software: "test", Tries: 4, Random: func() float64 { return 0 },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
}

// run makes one run over a client.
func (w *window) run(c uplink.Centre) (uplink.Report, error) {
	return uplink.NewCourier(w.outbox, c, w.Keys().Suite(), w.clock, options()).Run(w.t.Context())
}

// mustRun makes one run that must come to its end.
func (w *window) mustRun(url string) uplink.Report {
	w.t.Helper()
	r, err := w.run(w.client(url))
	if err != nil {
		w.t.Fatalf("run: %v, after %+v", err, r)
	}
	return r
}

// takeIn takes a case in with pages of the given sizes and returns it.
func (w *window) takeIn(sizes ...int) desk.Case {
	w.t.Helper()
	w.n++
	id := desk.NewID(w.clock.Now())
	c := storetest.NewCase(id, storetest.Person())
	for _, size := range sizes {
		image := make([]byte, size)
		rand.Read(image)
		p, err := w.PutPage(w.t.Context(), id, image, desk.Page{MIME: "image/jpeg"})
		if err != nil {
			w.t.Fatal(err)
		}
		c.Materials = append(c.Materials, desk.Material{Key: fmt.Sprint("m", len(c.Materials)), Pages: []desk.Page{p}})
	}
	done, err := w.Write(w.t.Context(), desk.NewID(w.clock.Now()), storetest.Duty(), storetest.TakeIn(c))
	if err != nil {
		w.t.Fatal(err)
	}
	return done.Act.Cases[0]
}

// tickets lets visitors take numbers.
func (w *window) tickets(n int) {
	w.t.Helper()
	for range n {
		w.n++
		id := desk.NewID(w.clock.Now())
		if _, err := w.Write(w.t.Context(), id, storetest.Duty(), storetest.TakeTicket(id, "A")); err != nil {
			w.t.Fatal(err)
		}
	}
}

// journal is every line of the desk by record id.
func (w *window) journal() (lines map[string][]byte, order []string) {
	w.t.Helper()
	lines = map[string][]byte{}
	for after := int64(0); ; {
		page, err := w.Journal(w.t.Context(), after, 1000)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(page) == 0 {
			return lines, order
		}
		for _, e := range page {
			lines[e.Line.RID] = e.Raw
			order = append(order, e.Line.RID)
			after = e.N
		}
	}
}

// records is every line that the street has of a desk by record id.
func (s *street) records(t testing.TB, desk string) map[string]centre.Record {
	t.Helper()
	all := map[string]centre.Record{}
	err := s.Records(t.Context(), desk, func(r centre.Record) error {
		if _, twice := all[r.RID]; twice {
			t.Errorf("record %s is there twice", r.RID)
		}
		all[r.RID] = r
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// same makes sure that the street has every line and page of the desk to the
// byte, and none besides, but those in extra.
func same(t testing.TB, s *street, w *window, extra map[string][]byte) {
	t.Helper()
	lines, _ := w.journal()
	have := s.records(t, w.id())
	for rid, line := range lines {
		r, ok := have[rid]
		switch {
		case !ok:
			t.Errorf("line %s is lost", rid)
		case !bytes.Equal(r.Line, line) && extra[rid] == nil:
			t.Errorf("line %s differs", rid)
		case r.Code != "":
			t.Errorf("line %s was set aside: %s", rid, r.Code)
		}
	}
	for rid, r := range have {
		if lines[rid] == nil && !bytes.Equal(extra[rid], r.Line) {
			t.Errorf("record %s is nobody's", rid)
		}
	}
	for _, rid := range w.order() {
		for _, id := range blobsOf(t, lines[rid]) {
			sameBlob(t, s, w, id)
		}
	}
	st, err := w.outbox.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if st.Pending != (uplink.Pending{}) {
		t.Errorf("left in the outbox: %+v", st.Pending)
	}
}

func (w *window) order() []string {
	_, order := w.journal()
	return order
}

func sameBlob(t testing.TB, s *street, w *window, id string) {
	t.Helper()
	read := func(r io.ReadCloser, err error) []byte {
		if err != nil {
			t.Errorf("blob %s: %v", id, err)
			return nil
		}
		defer r.Close()
		b, err := io.ReadAll(r)
		if err != nil {
			t.Errorf("blob %s: %v", id, err)
		}
		return b
	}
	there := read(s.Scan(t.Context(), tenant, id))
	here := read(w.Pages().Get(t.Context(), id))
	if len(here) == 0 || !bytes.Equal(here, there) {
		t.Errorf("blob %s: %d bytes here, %d at the street", id, len(here), len(there))
	}
}

func kindIs(t testing.TB, err error, k desk.Kind, what string) {
	t.Helper()
	p := &desk.Problem{Kind: k, What: what}
	if !p.Is(err) && !strings.Contains(fmt.Sprint(err), string(k)+": "+what) {
		t.Errorf("error is %v, want %s: %s", err, k, what)
	}
}

// withdraw ends a case at the applicant's wish.
func (w *window) withdraw(id, reason string) {
	w.t.Helper()
	in := desk.NewIntake(w.Store, storetest.Station(), nil, nil, nil, nil)
	if _, err := in.Withdraw(w.t.Context(), desk.NewID(w.clock.Now()), storetest.Duty(), id, reason); err != nil {
		w.t.Fatal(err)
	}
}
