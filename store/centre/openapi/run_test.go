package openapi_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/desk/uplink"
	"xiaochuang/store"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/client"
	"xiaochuang/store/centre/conformance"
	"xiaochuang/store/centre/openapi"
	"xiaochuang/store/storetest"
)

const (
	station = "110101001001"
	deskID  = station + "-01"
)

// A street is a centre of ours on a loopback port.
type street struct {
	*centre.Centre
	url string
}

func newStreet(t testing.TB, quota int64) street {
	t.Helper()
	c, err := centre.Open(t.Context(), centre.Config{Dir: t.TempDir(), Reserve: -1, Quota: quota})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(c.Handler())
	t.Cleanup(func() {
		srv.Close()
		c.Close()
	})
	return street{c, srv.URL}
}

// A window is a desk of ours whose line has a witness.
type window struct {
	*store.Store
	t      testing.TB
	outbox *store.Outbox
	client *client.Client
	clock  *storetest.Clock
}

func newWindow(t testing.TB, s street, w *witness) *window {
	t.Helper()
	clock := storetest.NewClock(storetest.Morning)
	st, err := store.Open(t.Context(), store.Config{
		Dir: filepath.Join(t.TempDir(), "desk"), Station: storetest.Station(), Clock: clock, Built: storetest.Built, Reserve: -1,
	})
	if err != nil {
		t.Fatal(err)
	}
	d := &window{Store: st, t: t, outbox: st.Outbox(), clock: clock}
	d.client, err = client.Dial(client.Config{URL: s.url, Desk: deskID, Keys: st.Keys(), Transport: w})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		d.outbox.Close()
		st.Close()
	})
	code, err := s.NewCode(t.Context(), station, "01")
	if err != nil {
		t.Fatal(err)
	}
	e, err := d.client.Enrol(t.Context(), code, "test")
	if err != nil {
		t.Fatal(err)
	}
	if err := d.outbox.Enrolled(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	return d
}

// takeIn takes a case in with pages of the given sizes.
func (d *window) takeIn(sizes ...int) desk.Case {
	d.t.Helper()
	id := desk.NewID(d.clock.Now())
	c := storetest.NewCase(id, storetest.Person())
	for _, size := range sizes {
		image := make([]byte, size)
		rand.Read(image)
		p, err := d.PutPage(d.t.Context(), id, image, desk.Page{MIME: "image/jpeg"})
		if err != nil {
			d.t.Fatal(err)
		}
		c.Materials = append(c.Materials, desk.Material{Key: fmt.Sprint("m", len(c.Materials)), Pages: []desk.Page{p}})
	}
	done, err := d.Write(d.t.Context(), desk.NewID(d.clock.Now()), storetest.Duty(), storetest.TakeIn(c))
	if err != nil {
		d.t.Fatal(err)
	}
	return done.Act.Cases[0]
}

// run makes one run of the courier.
func (d *window) run() (uplink.Report, error) {
	o := uplink.Options{
		Shelf: d.Shelf(nil), Library: d.client,
		Software: "test", Boot: "b", Tries: 4, Random: func() float64 { return 0 }, Schemas: map[string]int{"case": 1},
		Disk:  func() int64 { return 8120 },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
	return uplink.NewCourier(d.outbox, d.client, d.Keys().Suite(), d.clock, o).Run(d.t.Context())
}

func (d *window) mustRun() uplink.Report {
	d.t.Helper()
	r, err := d.run()
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

// TestWholeRunIsAsDocumented holds everything that desk and centre say to each
// other, from enrolment to the street's answer.
func TestWholeRunIsAsDocumented(t *testing.T) {
	s, w := newStreet(t, 0), newWitness(t)
	publish(t, s)
	d := newWindow(t, s, w)
	c := d.takeIn(uplink.MaxPart+5000, 40_000)
	d.takeIn(10_000)
	d.mustRun()
	if _, err := s.Decide(t.Context(), c.No, desk.DecideAccept, "", "r"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Decide(t.Context(), c.No, desk.DecideDone, "办好了", "r"); err != nil {
		t.Fatal(err)
	}
	if r := d.mustRun(); r.Applied != 2 {
		t.Errorf("second run: %+v", r)
	}
	d.mustRun()
	// What came down goes back to a centre that may have lost it, and the lines of
	// the desk come to it as to a new PC.
	if err := d.outbox.Testified(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	if r := d.mustRun(); r.Returned != 2 || r.Restored != 0 {
		t.Errorf("third run: %+v", r)
	}
	got, err := uplink.NewCourier(d.outbox, d.client, d.Keys().Suite(), d.clock, uplink.Options{}).Recover(t.Context(), d.outbox, d.client)
	if err != nil || got.Seen == 0 || got.Lines != 0 {
		t.Errorf("recovered %+v, %v", got, err)
	}
	for _, kind := range []string{
		"enrol 200", "hello 200", "events 200", "missing 200", "part 201", "part 202", "feed 200", "manifest 200", "delta 200", "witness 200", "log 200",
	} {
		if w.seen[kind] == 0 {
			t.Errorf("no %s in %v", kind, w.seen)
		}
	}
	if w.up < 4 || w.down < 2 {
		t.Errorf("%d lines up, %d down", w.up, w.down)
	}
}

// unprovoked are refusals that need a centre in distress, or with more at once
// than a test has.
var unprovoked = []string{
	"enrol 413 too_large", "hello 413 too_large", "feed 413 too_large", "log 413 too_large", "manifest 413 too_large", "delta 413 too_large", "object 413 too_large", "rekey 413 too_large", // Questions that are far too long.
	"enrol 429 busy", "events 429 busy", "part 429 busy", "events 429 quota", "witness 429 busy", "witness 429 quota",
}

func provoked(key string) bool {
	status := strings.Fields(key)[1]
	return status[0] != '5' && !slices.Contains(unprovoked, key)
}

// TestRefusalsAreAsDocumented holds what a centre says to a desk that does
// everything wrong, and makes sure that nearly all that is documented was said.
func TestRefusalsAreAsDocumented(t *testing.T) {
	s, w := newStreet(t, 0), newWitness(t)
	w.lax = true
	conform(t, s, w)
	d := newWindow(t, s, w)
	open, err := d.client.Hello(t.Context(), hello(d))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Revoke(t.Context(), deskID); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		d.client.Append(t.Context(), uplink.Slice{Incarnation: open.Incarnation, First: 1, Lines: [][]byte{[]byte("{}")}})
		d.client.Missing(t.Context(), []string{})
		d.client.Part(t.Context(), s.Suite().Digest(nil), 0, 1, []byte("x"))
		d.client.Feed(t.Context(), "", 1)
		d.client.Log(t.Context(), "", 1)
		d.client.Witness(t.Context(), []uplink.Signed{})
		d.client.Rekey(t.Context(), uplink.Rekey{})
		d.client.Manifest(t.Context())
		d.client.Delta(t.Context(), "", "9", "")
		d.client.Object(t.Context(), s.Suite().Digest(nil))
		d.client.Hello(t.Context(), hello(d))
	}
	poor := newWindow(t, newStreet(t, 2000), w)
	poor.takeIn(50_000)
	poor.run()
	poor.client.Manifest(t.Context())
	strangers(t, s, w)

	doc := load(t, false)
	operations(doc, func(_, _ string, op *openapi3.Operation) {
		if op.OperationID == "document" {
			return
		}
		for status, codes := range extension[map[string][]string](t, op.Extensions, "x-refusals") {
			for _, code := range codes {
				key := op.OperationID + " " + status + " " + code
				if (w.seen[key] > 0) != provoked(key) {
					t.Errorf("%s: seen %d times", key, w.seen[key])
				}
			}
		}
	})
}

// publish gives a street a catalogue of one item.
func publish(t *testing.T, s street) {
	t.Helper()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "publisher.keys")
	key, _, err := s.NewPublisherKey(path)
	must(err)
	must(s.AddPublisher(t.Context(), key, "p"))
	keys, err := centre.PublisherKey(path)
	must(err)
	c, _, err := guide.Parse("t.json", strings.NewReader(
		`{"version":"2026.1","items":[{"id":"BJ-T-1","name":"n","category":"c","mode_code":"D","version":1,"project_type_code":"1"}]}`))
	must(err)
	p, err := s.Prepare(t.Context(), c, centre.Times{})
	must(err)
	must(s.Sign(&p, keys))
	_, err = s.Store(t.Context(), p, "operator")
	must(err)
}

// conform runs the checks of conformance.
func conform(t *testing.T, s street, w *witness) {
	t.Helper()
	publish(t, s)
	code, err := s.NewCode(t.Context(), station, "99")
	if err != nil {
		t.Fatal(err)
	}
	list, err := conformance.Run(t.Context(), conformance.Target{
		URL: s.url, Code: code, Desk: station + "-99", Level: conformance.L4, Transport: w,
		Asked: func(cases []string) {
			for _, no := range cases {
				if _, err := s.Decide(t.Context(), no, desk.DecideAccept, "", "r"); err != nil {
					t.Error(err)
				}
			}
		},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		if r.Outcome != conformance.Passed {
			t.Errorf("%s: want %s, got %s", r.ID, r.Want, r.Got)
		}
	}
}

func hello(d *window) uplink.Hello {
	h := uplink.Hello{Desk: deskID, Incarnation: "i", No: 1, Instance: "i", Wall: storetest.Morning}
	h.AckedChain = uplink.Begin(d.Keys().Suite(), h.Incarnation).Text(d.Keys().Suite())
	return h
}

// strangers ask without being anybody.
func strangers(t *testing.T, s street, w *witness) {
	t.Helper()
	c := &http.Client{Transport: w}
	for _, q := range []struct{ method, path string }{
		{"POST", uplink.HelloPath},
		{"POST", uplink.EventsPath},
		{"POST", uplink.MissingPath},
		{"POST", uplink.PartPath(s.Suite().Digest(nil)) + "?offset=0&total=1"},
		{"GET", uplink.FeedPath + "?limit=1"},
		{"GET", uplink.LogPath + "?limit=1"},
		{"POST", uplink.WitnessPath},
		{"POST", uplink.RekeyPath},
		{"GET", uplink.ManifestPath},
		{"GET", uplink.DeltaPath + "?to=1"},
		{"GET", uplink.ObjectPath(s.Suite().Digest(nil))},
		{"GET", "/health"},
		{"DELETE", uplink.FeedPath},
		{"GET", "/"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), q.method, s.url+q.path, strings.NewReader(""))
		if err != nil {
			t.Fatal(err)
		}
		a, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		a.Body.Close()
	}
}

// TestWitnessNotices is the control: an answer with a wrong member, without a
// header or with another status does not go by.
func TestWitnessNotices(t *testing.T) {
	w := newWitness(t)
	exchange := func(status int, body string, header ...string) error {
		r := httptest.NewRequest("POST", uplink.MissingPath, nil)
		a := &http.Response{StatusCode: status, Header: http.Header{}}
		a.Header.Set("Content-Type", uplink.TypeJSON)
		a.Header.Set("Content-Length", fmt.Sprint(len(body)))
		a.Header.Set(uplink.HeaderDigest, uplink.ContentDigest([]byte(body)))
		a.Header.Set(uplink.HeaderCentre, "g")
		for _, h := range header {
			a.Header.Del(h)
		}
		w.lax = true
		return w.hold(r, nil, a, []byte(body))
	}
	const good = `{"missing":[]}`
	if err := exchange(200, good); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"a wrong type":            exchange(200, `{"missing":1}`),
		"a wrong name":            exchange(200, `{"misssing":[]}`),
		"a member besides":        exchange(200, `{"missing":[],"more":1}`),
		"no mark":                 exchange(200, good, uplink.HeaderCentre),
		"no digest":               exchange(200, good, uplink.HeaderDigest),
		"no length":               exchange(200, good, "Content-Length"),
		"no type":                 exchange(200, good, "Content-Type"),
		"an unknown status":       exchange(204, good),
		"a code of another place": exchange(401, `{"code":"replayed"}`),
		"a refusal without code":  exchange(401, `{}`),
	} {
		if err == nil {
			t.Errorf("%s goes by", what)
		}
	}
	w.lax = false
	r := httptest.NewRequest("POST", uplink.MissingPath, strings.NewReader(`{"ids":[]}`))
	if w.hold(r, nil, &http.Response{StatusCode: 200}, []byte(good)) == nil {
		t.Error("a request without a signature goes by")
	}
}

func TestCentreServesTheDocument(t *testing.T) {
	s := newStreet(t, 0)
	a, err := http.Get(s.url + openapi.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil || string(b) != openapi.Document() || a.StatusCode != 200 || a.ContentLength != int64(len(b)) ||
		a.Header.Get(uplink.HeaderCentre) != s.Generation() || a.Header.Get(uplink.HeaderDigest) != uplink.ContentDigest(b) {
		t.Errorf("%d, %d bytes, %v, %v", a.StatusCode, len(b), a.Header, err)
	}
}
