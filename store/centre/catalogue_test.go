package centre_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/desk/uplink"
	"xiaochuang/store"
	"xiaochuang/store/centre"
	"xiaochuang/store/seal"
	"xiaochuang/store/storetest"
)

// A publisher signs for a centre.
type publisher struct {
	t    *testing.T
	s    *street
	keys *seal.Keys
	key  string
}

// newPublisher makes a key and makes it known to the centre.
func newPublisher(t *testing.T, s *street) publisher {
	t.Helper()
	path := filepath.Join(t.TempDir(), "publisher.keys")
	key, made, err := s.NewPublisherKey(path)
	if err != nil || !made {
		t.Fatal(made, err)
	}
	if again, made, err := s.NewPublisherKey(path); again != key || made || err != nil {
		t.Errorf("made again: %v %v", made, err)
	}
	if err := s.AddPublisher(t.Context(), key, "p"); err != nil {
		t.Fatal(err)
	}
	k, err := centre.PublisherKey(path)
	if err != nil {
		t.Fatal(err)
	}
	return publisher{t, s, k, key}
}

var demonstration = sync.OnceValues(guide.Demo)

// edition is a catalogue with some items of the demonstration; the note of the first
// is edited.
func edition(t *testing.T, version, note string, items int) *guide.Catalogue {
	t.Helper()
	demo, err := demonstration()
	if err != nil {
		t.Fatal(err)
	}
	list := append([]desk.Item(nil), demo.Items()[:items]...)
	list[0].Note = note
	file, err := json.Marshal(map[string]any{"version": version, "items": list})
	if err != nil {
		t.Fatal(err)
	}
	c, found, err := guide.Parse("t.json", strings.NewReader(string(file)))
	if err != nil {
		t.Fatal(found, err)
	}
	return c
}

func (p publisher) publish(version, note string, items int) error {
	p.t.Helper()
	d, err := p.s.Prepare(p.t.Context(), edition(p.t, version, note, items), centre.Times{})
	if err != nil {
		return err
	}
	if err := p.s.Sign(&d, p.keys); err != nil {
		return err
	}
	_, err = p.s.Store(p.t.Context(), d, "operator")
	return err
}

func (p publisher) mustPublish(version, note string, items int) {
	p.t.Helper()
	if err := p.publish(version, note, items); err != nil {
		p.t.Fatal(err)
	}
}

// mark forgets what was asked so far.
func (c *counting) mark() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.paths = nil
}

// since counts what was asked below a path since mark.
func (c *counting) since(path string) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.paths {
		if strings.Contains(p, path) {
			n++
		}
	}
	return n
}

// stand lets a test stand in between; nil for nobody.
func (c *counting) stand(before func(http.ResponseWriter, *http.Request) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.before = before
}

// alter lets a centre answer something else than it would.
func (c *counting) alter(edit func(path string, b []byte) []byte) {
	c.stand(func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.Contains(r.URL.Path, "/catalogue/") {
			return false
		}
		r.Header.Del("Accept-Encoding")
		rec := httptest.NewRecorder()
		c.next.ServeHTTP(rec, r)
		b := edit(r.URL.Path, rec.Body.Bytes())
		maps.Copy(w.Header(), rec.Header())
		w.Header().Set("Content-Length", strconv.Itoa(len(b)))
		w.Header().Set(uplink.HeaderDigest, uplink.ContentDigest(b))
		w.WriteHeader(rec.Code)
		_, _ = w.Write(b)
		return true
	})
}

// fetch makes one run with the desk's shelf.
func (w *window) fetch(url string) (uplink.Report, *store.Shelf, error) {
	w.t.Helper()
	c, o, h := w.client(url), options(), w.Shelf(nil)
	o.Shelf, o.Library = h, c
	r, err := uplink.NewCourier(w.outbox, c, w.Keys().Suite(), w.clock, o).Run(w.t.Context())
	return r, h, err
}

func (w *window) mustFetch(url, staged string) (uplink.Report, *store.Shelf) {
	w.t.Helper()
	r, h, err := w.fetch(url)
	if err != nil || r.Refused != nil || r.Staged != staged {
		w.t.Fatalf("staged %q, want %q: %v, %v", r.Staged, staged, err, r.Refused)
	}
	return r, h
}

func TestCatalogueComesDown(t *testing.T) {
	eachStreetAt(t, storetest.NewClock(storetest.Morning), catalogueComesDown)
}

func catalogueComesDown(t *testing.T, s *street) {
	p := newPublisher(t, s)
	w := newWindow(t)
	w.enrol(s)
	w.mustFetch(s.url, "")
	p.mustPublish("2026.11.1", "a", 40)
	s.log.mark()
	r, h := w.mustFetch(s.url, "2026.11.1")
	if r.Objects < 40 || s.log.since("/catalogue/objects") != 0 || s.log.since("/catalogue/delta") > 3 {
		t.Errorf("%d objects by %v", r.Objects, s.log.paths)
	}
	w.clock.Set(w.clock.Now().Add(time.Hour))
	if done, err := h.Adopt(t.Context()); err != nil || !done {
		t.Errorf("adopted %v, %v", done, err)
	}
	p.mustPublish("2026.11.2", "b", 40)
	s.log.mark()
	r, _ = w.mustFetch(s.url, "2026.11.2")
	if r.Objects != 1 || s.log.since("/catalogue/") != 2 {
		t.Errorf("of one change %d objects came by %d requests", r.Objects, s.log.since("/catalogue/"))
	}
	s.log.mark()
	if r, _ := w.mustFetch(s.url, ""); s.log.since("") > 6 || s.log.since("/catalogue/") != 0 || r.Requests > 6 {
		t.Errorf("an empty run made %d requests", s.log.since(""))
	}
	if done, err := h.Adopt(t.Context()); err != nil || !done {
		t.Errorf("adopted %v, %v", done, err)
	}
	got, err := h.Edition(t.Context(), "2026.11.2")
	if err != nil {
		t.Fatal(err)
	}
	if d := guide.Changes(edition(t, "2026.11.2", "b", 40), got); len(d) != 0 {
		t.Errorf("what came down differs: %v", d)
	}
	late := openWindowNo(t, filepath.Join(t.TempDir(), "desk"), "02")
	late.enrol(s)
	late.mustFetch(s.url, "2026.11.2")
}

// TestCutCatalogueGoesOn cuts the line after the first objects.
func TestCutCatalogueGoesOn(t *testing.T) {
	s := openStreetAs(t, centre.Config{Dir: filepath.Join(t.TempDir(), "centre"), Reserve: -1, Street: tenant, Clock: storetest.NewClock(storetest.Morning)})
	p := newPublisher(t, s)
	w := newWindow(t)
	w.enrol(s)
	p.mustPublish("1", "a", 124)
	var deltas atomic.Int32 // an answer that broke off is asked for again, perhaps on another connection
	s.log.stand(func(rw http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != uplink.DeltaPath {
			return false
		}
		if deltas.Add(1) > 1 {
			panic(http.ErrAbortHandler)
		}
		return false
	})
	if r, _, err := w.fetch(s.url); err == nil || r.Staged != "" || r.Objects == 0 {
		t.Fatalf("cut: %d objects, %v", r.Objects, err)
	}
	s.log.stand(nil)
	left, err := w.Shelf(nil).Lacking(t.Context())
	first := len(left)
	if err != nil || first == 0 {
		t.Fatal(first, err)
	}
	s.log.mark()
	if r, _ := w.mustFetch(s.url, "1"); r.Objects != first || s.log.since("/catalogue/manifest") != 0 {
		t.Errorf("%d objects came, %d were lacking; %d manifests", r.Objects, first, s.log.since("/catalogue/manifest"))
	}
}

// TestCatalogueIsNotTakenFromTheCentre lets a centre alter what it hands out: it has
// no key for it.
func TestCatalogueIsNotTakenFromTheCentre(t *testing.T) {
	for _, tt := range []struct {
		name string
		edit func(path string, b []byte) []byte
		code string
	}{
		{"an altered time", func(path string, b []byte) []byte {
			var m uplink.Manifest
			if path != uplink.ManifestPath || json.Unmarshal(b, &m) != nil {
				return b
			}
			m.Expires = desk.LineTime(time.Time(m.Expires).Add(time.Hour))
			b, _ = json.Marshal(m)
			return b
		}, "catalogue.signature"},
		{"an altered object", func(path string, b []byte) []byte {
			if path != uplink.DeltaPath {
				return b
			}
			return []byte(strings.Replace(string(b), `\"name\":\"`, `\"name\":\"X`, 1))
		}, "catalogue.object"},
		{"a cut manifest", func(path string, b []byte) []byte {
			if path != uplink.ManifestPath {
				return b
			}
			return []byte(`{"version":"9"}`)
		}, "catalogue.manifest"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := openStreetAs(t, centre.Config{Dir: filepath.Join(t.TempDir(), "centre"), Reserve: -1, Street: tenant, Clock: storetest.NewClock(storetest.Morning)})
			p := newPublisher(t, s)
			w := newWindow(t)
			w.enrol(s)
			p.mustPublish("1", "a", 8)
			s.log.alter(tt.edit)
			r, h, err := w.fetch(s.url)
			if problem, _ := r.Refused.(*desk.Problem); err != nil || problem == nil || problem.What != tt.code {
				t.Errorf("refused %v, run %v", r.Refused, err)
			}
			w.clock.Set(w.clock.Now().Add(time.Hour))
			if done, err := h.Adopt(t.Context()); done || err != nil {
				t.Errorf("adopted %v %v", done, err)
			}
		})
	}
}

func TestPublishingIsHeldToItsRules(t *testing.T) {
	eachStreetAt(t, storetest.NewClock(storetest.Morning), publishingIsHeldToItsRules)
}

func publishingIsHeldToItsRules(t *testing.T, s *street) {
	ctx := t.Context()
	p := newPublisher(t, s)
	stranger := p
	path := filepath.Join(t.TempDir(), "other.keys")
	if _, _, err := s.NewPublisherKey(path); err != nil {
		t.Fatal(err)
	}
	stranger.keys, _ = centre.PublisherKey(path)
	kindIs(t, stranger.publish("1", "a", 3), desk.Denied, "publish.signature")
	p.mustPublish("2026.2", "a", 3)
	kindIs(t, p.publish("2026.2", "b", 3), desk.Conflict, "publish.older")
	kindIs(t, p.publish("2026.1.9", "b", 3), desk.Conflict, "publish.older")
	kindIs(t, p.publish("v3", "b", 3), desk.Invalid, "publish.version")
	kindIs(t, p.publish("2026.03", "b", 3), desk.Invalid, "publish.version")

	later, err := s.Prepare(ctx, edition(t, "2026.10", "b", 3), centre.Times{Effective: storetest.Morning.Add(48 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	unsigned := later
	_, err = s.Store(ctx, unsigned, "x")
	kindIs(t, err, desk.Broken, "catalogue.manifest")
	if err := s.Sign(&later, p.keys); err != nil {
		t.Fatal(err)
	}
	spoilt := later
	spoilt.Pieces = append([]uplink.Piece(nil), later.Pieces...)
	spoilt.Pieces[0].Body += " "
	_, err = s.Store(ctx, spoilt, "x")
	kindIs(t, err, desk.Broken, "catalogue.object")
	for range 2 { // Again is the same.
		if _, err := s.Store(ctx, later, "x"); err != nil {
			t.Fatal(err)
		}
	}
	_, err = s.Prepare(ctx, edition(t, "2026.11", "c", 3), centre.Times{Effective: storetest.Morning.Add(72 * time.Hour)})
	kindIs(t, err, desk.Blocked, "publish.pending")
	p.mustPublish("2026.11", "c", 4)
	list, err := s.Catalogues(ctx)
	if err != nil || len(list) != 3 || list[0].Version != "2026.11" || list[0].Prev != "2026.10" || list[0].Items != 4 {
		t.Errorf("%+v, %v", list, err)
	}

	// The next key is made known by a version that the one before it signs.
	next := newPublisher(t, s)
	kindIs(t, next.publish("2026.12", "d", 4), desk.Denied, "publish.signature")
	p.mustPublish("2026.12", "d", 4)
	kindIs(t, s.AddPublisher(ctx, stranger.sign(), "third"), desk.Full, "publish.publishers")
	if err := s.RemovePublisher(ctx, p.key); err != nil {
		t.Fatal(err)
	}
	next.mustPublish("2026.13", "e", 4)
	kindIs(t, p.publish("2026.14", "f", 4), desk.Denied, "publish.signature")
}

func (p publisher) sign() string {
	key, err := p.keys.Signing().Public()
	if err != nil {
		p.t.Fatal(err)
	}
	return key.String()
}
