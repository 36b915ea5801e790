package store

import (
	"errors"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/storetest"
)

// succession is five versions of a catalogue, in which the key changes twice: the
// first press signs 1 and 2, the second 3 and 4, the third 5.
func succession(t *testing.T, s *Store, first press) (v [6]uplink.Manifest, pieces []uplink.Piece) {
	t.Helper()
	second, err := newPress(t.TempDir(), s.suite)
	if err != nil {
		t.Fatal(err)
	}
	third, err := newPress(t.TempDir(), s.suite)
	if err != nil {
		t.Fatal(err)
	}
	own := [3]string{first.names[0], second.names[0], third.names[0]}
	at := storetest.Morning
	v[1], _ = first.mustPrint(t, "1", "", "a", at)
	first.names = []string{own[0], own[1]}
	v[2], _ = first.mustPrint(t, "2", "1", "b", at)
	v[3], _ = second.mustPrint(t, "3", "2", "c", at)
	second.names = []string{own[1], own[2]}
	v[4], _ = second.mustPrint(t, "4", "3", "d", at)
	v[5], pieces = third.mustPrint(t, "5", "4", "e", at)
	return v, pieces
}

// A desk that was away while the key changed twice follows from version to version;
// the middle ones are never in force, and afterwards only the last key counts.
func TestShelfFollowsThePublishersKeys(t *testing.T) {
	s, h, p, _ := shelves(t)
	v, pieces := succession(t, s, p)
	ctx := t.Context()
	if err := h.Offer(ctx, v[1]); err != nil {
		t.Fatal(err)
	}
	if err := h.Offer(ctx, v[5]); !(&desk.Problem{Kind: desk.Denied, What: "catalogue.signature"}).Is(err) {
		t.Fatalf("without the versions between: %v", err)
	}
	for i, want := range []bool{1: true, 2: true, 3: false, 5: false} {
		if i == 0 || v[i].Version == "" {
			continue
		}
		if got, err := h.Trusts(ctx, v[i]); err != nil || got != want {
			t.Errorf("trusts %d: %v, %v", i, got, err)
		}
	}
	if err := h.Offer(ctx, v[5], v[2], v[3], v[4]); err != nil {
		t.Fatal(err)
	}
	if err := fetch(ctx, h, v[5], pieces); err != nil {
		t.Fatal(err)
	}
	if f, err := h.Newest(ctx); err != nil || f.Point.Version != "5" || !f.Whole {
		t.Errorf("%+v, %v", f, err)
	}
	if got, err := h.Trusts(ctx, v[4]); err != nil || got {
		t.Errorf("a key of the past still counts: %v, %v", got, err)
	}
}

// One version between that does not fit refuses all, and what is here stays: that
// in force and that which waits.
func TestShelfRefusesABrokenSuccession(t *testing.T) {
	s, h, p, c := shelves(t)
	v, _ := succession(t, s, p)
	ctx := t.Context()
	one, pieces := p.mustPrint(t, "1", "", "a", storetest.Morning)
	if err := fetch(ctx, h, one, pieces); err != nil {
		t.Fatal(err)
	}
	c.Set(c.Now().Add(time.Hour))
	waiting, pieces := p.mustPrint(t, "1.1", "1", "w", c.Now().Add(48*time.Hour))
	if done, err := h.Adopt(ctx); err != nil || !done {
		t.Fatal(done, err)
	}
	if err := fetch(ctx, h, waiting, pieces); err != nil {
		t.Fatal(err)
	}
	altered := func(m uplink.Manifest) uplink.Manifest {
		m.Expires = desk.LineTime(time.Time(m.Expires).Add(time.Hour))
		return m
	}
	stranger, err := newPress(t.TempDir(), s.suite)
	if err != nil {
		t.Fatal(err)
	}
	theirs := v[3]
	theirs.Publishers = stranger.names
	theirs = stranger.sign(theirs)
	last := v[5]
	last.Prev = "3"
	last = stranger.sign(last)
	old := p.sign(func() uplink.Manifest { m := v[2]; m.Version, m.Prev = "1.0.5", "1"; return m }())
	after := v[3]
	after.Prev = "1.0.5"
	for _, tt := range []struct {
		name  string
		m     uplink.Manifest
		links []uplink.Manifest
		at    string
	}{
		{"the middle is altered", v[5], []uplink.Manifest{v[2], altered(v[3]), v[4]}, "3"},
		{"a stranger stands in the middle and names his key", last, []uplink.Manifest{v[2], theirs}, "3"},
		{"one is left out", v[5], []uplink.Manifest{v[2], v[4]}, "4"},
		{"they stand in another order", v[5], []uplink.Manifest{v[3], v[2], v[4]}, "3"},
		{"the first is signed by nobody known", v[5], []uplink.Manifest{v[3], v[4]}, "3"},
		{"the last is altered", altered(v[5]), []uplink.Manifest{v[2], v[3], v[4]}, "5"},
		{"the first lies behind what was taken", v[5], []uplink.Manifest{old, after, v[4]}, "1.0.5"},
		{"there are too many", v[5], make([]uplink.Manifest, uplink.MostLinks+1), ""},
	} {
		err := h.Offer(ctx, tt.m, tt.links...)
		problem, _ := errors.AsType[*desk.Problem](err)
		if tt.at != "" && (problem == nil || problem.What != "catalogue.link" || problem.Holder != tt.at) || err == nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if f, err := h.Newest(ctx); err != nil || f.Point != waiting.Point(s.suite) || !f.Whole || f.Base != "1" {
			t.Errorf("%s: the shelf has %+v, %v", tt.name, f, err)
		}
		if trusts, err := h.Trusts(ctx, waiting); err != nil || !trusts {
			t.Errorf("%s: the known key counts no more: %v", tt.name, err)
		}
	}
	if err := h.Offer(ctx, v[5], v[2], v[3], v[4]); err != nil {
		t.Errorf("the true succession: %v", err)
	}
}

// A desk whose publishers stand in its own configuration follows nobody.
func TestPinnedShelfFollowsNobody(t *testing.T) {
	s, h, p, _ := shelves(t)
	v, _ := succession(t, s, p)
	ctx := t.Context()
	if f, err := h.Newest(ctx); err != nil || f.Pinned {
		t.Errorf("%+v, %v", f, err)
	}
	pinned := s.Shelf(p.names)
	if f, err := pinned.Newest(ctx); err != nil || !f.Pinned {
		t.Errorf("%+v, %v", f, err)
	}
	if err := pinned.Offer(ctx, v[5], v[2], v[3], v[4]); desk.KindOf(err) != desk.Denied {
		t.Errorf("it followed: %v", err)
	}
}
