package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
	"xiaochuang/store/storetest"
)

// A press publishes catalogues as a publisher does.
type press struct {
	keys  *seal.Keys
	names []string // public keys that the next version names
}

func newPress(dir string, s seal.Suite) (press, error) {
	k, err := seal.Create(filepath.Join(dir, "publisher"), s)
	if err != nil {
		return press{}, err
	}
	key, err := k.Signing().Public()
	return press{k, []string{key.String()}}, err
}

var demoEntries = sync.OnceValues(func() ([]guide.Entry, error) {
	demo, err := guide.Demo()
	if err != nil {
		return nil, err
	}
	return demo.Entries(uplink.CertificateCode)
})

// print makes a version with some items, whose check point is mark.
func (p press) print(version, prev, mark string, items int, effective time.Time) (uplink.Manifest, []uplink.Piece, error) {
	s := p.keys.Suite()
	entries, err := demoEntries()
	if err != nil {
		return uplink.Manifest{}, nil, err
	}
	m := uplink.Manifest{
		Version: version, Prev: prev, Published: desk.LineTime(effective.Add(-time.Hour)), Effective: desk.LineTime(effective),
		Expires: desk.LineTime(effective.AddDate(1, 0, 0)), Demonstration: true, Publishers: p.names,
	}
	var pieces []uplink.Piece
	for i, e := range entries[:items] {
		body := string(e.Body)
		if i == 0 {
			body = strings.Replace(body, `"note":"`, `"note":"`+mark, 1)
		}
		id := s.Digest([]byte(body))
		m.Objects = append(m.Objects, uplink.Object{Code: e.Code, Ver: e.Ver, ID: id, Size: len(body)})
		pieces = append(pieces, uplink.Piece{ID: id, Body: body})
	}
	return p.sign(m), pieces, nil
}

// sign makes root and signature fit what the manifest says.
func (p press) sign(m uplink.Manifest) uplink.Manifest {
	s := p.keys.Suite()
	m.Root = uplink.RootOf(s, m.Objects)
	m.Sig, _ = s.Sign(p.keys.Signing(), m.Signing())
	return m
}

// shelves is a desk that trusts a press.
func shelves(t *testing.T) (*Store, *Shelf, press, *storetest.Clock) {
	t.Helper()
	s, o, f, c := enrolled(t)
	p, err := newPress(t.TempDir(), s.suite)
	if err != nil {
		t.Fatal(err)
	}
	f.told.Publishers = p.names
	if err := o.Enrolled(t.Context(), f.told); err != nil {
		t.Fatal(err)
	}
	return s, s.Shelf(nil), p, c
}

func (p press) mustPrint(t *testing.T, version, prev, mark string, effective time.Time) (uplink.Manifest, []uplink.Piece) {
	t.Helper()
	m, pieces, err := p.print(version, prev, mark, 5, effective)
	if err != nil {
		t.Fatal(err)
	}
	return m, pieces
}

// fetch brings a version to the shelf.
func fetch(ctx context.Context, h *Shelf, m uplink.Manifest, pieces []uplink.Piece) error {
	if err := h.Offer(ctx, m); err != nil {
		return err
	}
	lacking, err := h.Lacking(ctx)
	if err != nil {
		return err
	}
	for _, o := range lacking {
		for _, p := range pieces {
			if p.ID == o.ID {
				if err := h.Keep(ctx, []uplink.Piece{p}); err != nil {
					return err
				}
			}
		}
	}
	return h.Stage(ctx)
}

func adopt(t *testing.T, h *Shelf, want bool) {
	t.Helper()
	if got, err := h.Adopt(t.Context()); err != nil || got != want {
		t.Errorf("adopted %v (%v), want %v", got, err, want)
	}
}

func TestCatalogueComesIntoEffectAtItsTime(t *testing.T) {
	s, h, p, clock := shelves(t)
	m, pieces := p.mustPrint(t, "2026.11.1", "", "a", clock.Now())
	if err := fetch(t.Context(), h, m, pieces); err != nil {
		t.Fatal(err)
	}
	adopt(t, h, true)
	adopt(t, h, false)
	at := clock.Now().Add(2 * time.Hour)
	next, more := p.mustPrint(t, "2026.11.2", "2026.11.1", "b", at)
	if err := h.Offer(t.Context(), next); err != nil {
		t.Fatal(err)
	}
	if lacking, err := h.Lacking(t.Context()); err != nil || len(lacking) != 1 {
		t.Errorf("one item changed, %d are lacking (%v)", len(lacking), err)
	}
	if err := fetch(t.Context(), h, next, more); err != nil {
		t.Fatal(err)
	}
	adopt(t, h, false)
	e, err := h.Editions(t.Context())
	if err != nil || e.Current.Version != "2026.11.1" || e.Next.Version != "2026.11.2" || !e.Next.Staged || !e.Next.Effective.Equal(at.Truncate(time.Millisecond)) {
		t.Errorf("%+v %+v, %v", e.Current, e.Next, err)
	}
	clock.Set(at)
	adopt(t, h, true)
	for version, note := range map[string]string{"2026.11.1": "a", "2026.11.2": "b"} {
		c, err := h.Edition(t.Context(), version)
		if err != nil || !strings.HasPrefix(c.Items()[0].Note, note) {
			t.Errorf("%s: %v", version, err)
		}
	}
	if v, err := h.InForce(t.Context()); err != nil || v != "2026.11.2" {
		t.Errorf("in force %q, %v", v, err)
	}
	entries, err := s.Journal(t.Context(), 0, 100)
	n := 0
	for _, e := range entries {
		if e.Line.Kind == desk.ActCatalogueAdopted {
			n++
		}
	}
	if err != nil || n != 2 {
		t.Errorf("%d lines of the journal (%v)", n, err)
	}
}

func TestManifestsAreRefused(t *testing.T) {
	_, h, p, clock := shelves(t)
	now := clock.Now()
	m, pieces := p.mustPrint(t, "2026.11.2", "", "a", now)
	if err := fetch(t.Context(), h, m, pieces); err != nil {
		t.Fatal(err)
	}
	adopt(t, h, true)
	stranger, err := newPress(t.TempDir(), p.keys.Suite())
	if err != nil {
		t.Fatal(err)
	}
	good, _ := p.mustPrint(t, "2026.11.3", "2026.11.2", "b", now)
	for _, tt := range []struct {
		name string
		edit func(*uplink.Manifest)
		kind desk.Kind
		what string
	}{
		{"another publisher", func(m *uplink.Manifest) { *m = stranger.sign(*m) }, desk.Denied, "catalogue.signature"},
		{"no signature", func(m *uplink.Manifest) { m.Sig = nil }, desk.Broken, "catalogue.manifest"},
		{"an edited time", func(m *uplink.Manifest) { m.Expires = desk.LineTime(now.AddDate(2, 0, 0)) }, desk.Denied, "catalogue.signature"},
		{"an edited version", func(m *uplink.Manifest) { m.Version = "2026.11.4" }, desk.Denied, "catalogue.signature"},
		{"an edited publisher", func(m *uplink.Manifest) { m.Publishers = stranger.names }, desk.Denied, "catalogue.signature"},
		{"an edited object", func(m *uplink.Manifest) { m.Objects[0].ID = m.Objects[1].ID }, desk.Broken, "catalogue.manifest"},
		{"a left-out object", func(m *uplink.Manifest) { m.Objects = m.Objects[1:] }, desk.Broken, "catalogue.manifest"},
		{"a version that was", func(m *uplink.Manifest) { m.Version, m.Prev = "2026.11.1", ""; *m = p.sign(*m) }, desk.Conflict, "catalogue.older"},
		{"the same version otherwise", func(m *uplink.Manifest) { m.Version, m.Prev = "2026.11.2", ""; *m = p.sign(*m) }, desk.Conflict, "catalogue.older"},
		{"no number", func(m *uplink.Manifest) { m.Version = "demo-1"; *m = p.sign(*m) }, desk.Broken, "catalogue.manifest"},
		{"an object too large", func(m *uplink.Manifest) { m.Objects[0].Size = uplink.MaxObject + 1; *m = p.sign(*m) }, desk.Broken, "catalogue.manifest"},
		{"a path in a code", func(m *uplink.Manifest) { m.Objects[0].Code = "../x"; *m = p.sign(*m) }, desk.Broken, "catalogue.manifest"},
		{"a code twice", func(m *uplink.Manifest) { m.Objects[0].Code = m.Objects[1].Code; *m = p.sign(*m) }, desk.Broken, "catalogue.manifest"},
	} {
		m := good
		m.Objects = append([]uplink.Object(nil), good.Objects...)
		tt.edit(&m)
		err := h.Offer(t.Context(), m)
		if problem, _ := err.(*desk.Problem); desk.KindOf(err) != tt.kind || problem != nil && problem.What != tt.what {
			t.Errorf("%s: %v", tt.name, err)
		}
		e, err := h.Editions(t.Context())
		if err != nil || e.Current.Version != "2026.11.2" || e.Next != nil || e.Code != tt.what {
			t.Errorf("%s: stands at %+v, %+v, refused for %q (%v)", tt.name, e.Current, e.Next, e.Code, err)
		}
	}
	if err := h.Offer(t.Context(), good); err != nil {
		t.Error(err)
	}
	if e, err := h.Editions(t.Context()); err != nil || e.Refused != "" {
		t.Errorf("the good one leaves %+v, %v", e, err)
	}
}

func TestObjectsAreRefused(t *testing.T) {
	_, h, p, clock := shelves(t)
	m, pieces := p.mustPrint(t, "1", "", "a", clock.Now())
	if err := h.Offer(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	other := `{"id":"x"}`
	for name, piece := range map[string]uplink.Piece{
		"another body":     {ID: pieces[0].ID, Body: other},
		"none of them":     {ID: p.keys.Suite().Digest([]byte(other)), Body: other},
		"a cut body":       {ID: pieces[0].ID, Body: pieces[0].Body[1:]},
		"a name like none": {ID: "../../x", Body: other},
	} {
		if err := h.Keep(t.Context(), []uplink.Piece{pieces[1], piece}); desk.KindOf(err) != desk.Broken {
			t.Errorf("%s: %v", name, err)
		}
	}
	if lacking, err := h.Lacking(t.Context()); err != nil || len(lacking) != len(pieces) {
		t.Errorf("%d lacking, %v", len(lacking), err)
	}
	if err := h.Stage(t.Context()); desk.KindOf(err) != desk.NotFound {
		t.Errorf("staged without its objects: %v", err)
	}
	adopt(t, h, false)
}

// TestHostileGuideIsRefused holds that a signature is not enough: the linter of this
// program has the last word.
func TestHostileGuideIsRefused(t *testing.T) {
	_, h, p, clock := shelves(t)
	m, pieces := p.mustPrint(t, "1", "", `\u001b]52;c;AAAA\u0007`, clock.Now())
	if err := fetch(t.Context(), h, m, pieces); desk.KindOf(err) != desk.Invalid {
		t.Errorf("staged: %v", err)
	}
	adopt(t, h, false)
	if e, err := h.Editions(t.Context()); err != nil || e.Code != "catalogue.lint" {
		t.Errorf("%+v, %v", e, err)
	}
}

// TestPublishersRotate signs with the first key, then with the second, while a key
// that was dropped signs no more.
func TestPublishersRotate(t *testing.T) {
	_, h, first, clock := shelves(t)
	second, err := newPress(t.TempDir(), first.keys.Suite())
	if err != nil {
		t.Fatal(err)
	}
	now := clock.Now()
	both := first
	both.names = []string{first.names[0], second.names[0]}
	m, pieces := both.mustPrint(t, "1", "", "a", now)
	if err := fetch(t.Context(), h, m, pieces); err != nil {
		t.Fatal(err)
	}
	m, pieces = second.mustPrint(t, "2", "1", "b", now)
	if err := fetch(t.Context(), h, m, pieces); err != nil {
		t.Fatal(err)
	}
	m, _ = first.mustPrint(t, "3", "2", "c", now)
	if err := h.Offer(t.Context(), m); desk.KindOf(err) != desk.Denied {
		t.Errorf("the key that was dropped: %v", err)
	}
	if err := h.s.Shelf(first.names).Offer(t.Context(), m); err != nil {
		t.Errorf("the key of the configuration: %v", err)
	}
}

func TestKnownIsWhatSomebodyWorkedWith(t *testing.T) {
	s, h, p, clock := shelves(t)
	day := func() desk.Day { return desk.DayOf(clock.Now(), 0) }
	staff := storetest.Duty().Staff.ID
	if _, ok, err := h.Known(t.Context(), staff, day()); ok || err != nil {
		t.Errorf("somebody who never worked knows a version (%v)", err)
	}
	received(t, s, "c1")
	clock.Set(clock.Now().Add(24 * time.Hour))
	if v, ok, err := h.Known(t.Context(), staff, day()); !ok || v != "" || err != nil {
		t.Errorf("knows %q %v %v before the first", v, ok, err)
	}
	prev := ""
	for i, version := range []string{"1", "2", "3"} {
		m, pieces := p.mustPrint(t, version, prev, version, clock.Now())
		if err := fetch(t.Context(), h, m, pieces); err != nil {
			t.Fatal(err)
		}
		adopt(t, h, true)
		if i == 0 {
			received(t, s, "c2")
		}
		clock.Set(clock.Now().Add(24 * time.Hour))
		prev = version
	}
	if v, ok, err := h.Known(t.Context(), staff, day()); !ok || v != "1" || err != nil {
		t.Errorf("knows %q %v %v, want the version of two days ago", v, ok, err)
	}
}

// publishMany is a child that takes one version after the other and brings each
// into effect, until it is killed.
func publishMany(s *Store) error {
	ctx := context.Background()
	p, err := pressIn(os.Getenv(childDir), s.suite)
	if err != nil {
		return err
	}
	h := s.Shelf(p.names)
	before, err := h.InForce(ctx)
	if err != nil {
		return err
	}
	n := 0
	fmt.Sscan(before, &n)
	for i := n + 1; ; i++ {
		version := fmt.Sprint(i)
		m, pieces, err := p.print(version, before, version, 20, time.Now().Add(-time.Minute))
		if err != nil {
			return err
		}
		if newest, err := h.Newest(ctx); err == nil && newest.Point.Version != version {
			if err := h.Offer(ctx, m); err != nil {
				return err
			}
		}
		// An earlier child may have taken the manifest with another time in it.
		if err := fetch(ctx, h, m, pieces); err != nil && desk.KindOf(err) != desk.Conflict {
			return err
		} else if err != nil {
			if err := finish(ctx, h, pieces); err != nil {
				return err
			}
		}
		if _, err := h.Adopt(ctx); err != nil {
			return err
		}
		acknowledge("adopted", version)
		before = version
	}
}

// finish brings what a version lacks that was begun before.
func finish(ctx context.Context, h *Shelf, pieces []uplink.Piece) error {
	lacking, err := h.Lacking(ctx)
	if err != nil {
		return err
	}
	for _, o := range lacking {
		for _, p := range pieces {
			if p.ID == o.ID {
				if err := h.Keep(ctx, []uplink.Piece{p}); err != nil {
					return err
				}
			}
		}
	}
	return h.Stage(ctx)
}

// pressIn is the press whose keys lie beside a store.
func pressIn(dir string, s seal.Suite) (press, error) {
	k, err := seal.Load(filepath.Join(filepath.Dir(dir), "publisher"))
	if err != nil {
		return newPress(filepath.Dir(dir), s)
	}
	key, err := k.Signing().Public()
	return press{k, []string{key.String()}}, err
}

// TestKilledBetweenVersions kills a desk that takes versions, and looks each time
// whether what is in force is one version and whole.
func TestKilledBetweenVersions(t *testing.T) {
	rounds := 6
	if full() {
		rounds = 200
	}
	dir := filepath.Join(t.TempDir(), "desk")
	s := openReal(t, dir)
	if _, err := pressIn(dir, s.suite); err != nil {
		t.Fatal(err)
	}
	r, last := rand.New(rand.NewPCG(11, 5)), 0
	for range rounds {
		c := child(t, "publish", dir, "p")
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		said := make([]byte, 8)
		if _, err := out.Read(said); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(r.IntN(40)) * time.Millisecond)
		_ = c.Process.Kill()
		_ = c.Wait()
		h := s.Shelf(nil)
		v, err := h.InForce(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		now := 0
		fmt.Sscan(v, &now)
		if now <= last {
			t.Errorf("in force %q after %d", v, last)
		}
		if x, err := h.Edition(t.Context(), v); err != nil || !strings.HasPrefix(x.Items()[0].Note, v) || len(x.Items()) != 20 {
			t.Errorf("version %q is not whole: %v", v, err)
		}
		last = now
	}
	if found, err := s.RebuildCheck(t.Context()); err != nil || len(found) > 0 {
		t.Errorf("rebuilt: %v %v", found, err)
	}
}
