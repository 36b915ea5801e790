package guide

import (
	"fmt"
	"testing"
)

// edition is the good file under a version.
func edition(t *testing.T, version string) *Catalogue {
	t.Helper()
	c, found, err := parse(good())
	if err != nil {
		t.Fatal(found)
	}
	d := *c
	d.version = version
	return &d
}

// TestLiveKeepsThePast holds that what was begun with a version finds it again, from
// memory while few are asked for, and that a version that is nowhere is not made up.
func TestLiveKeepsThePast(t *testing.T) {
	loads := 0
	l := NewLive(edition(t, "1"), func(version string) (*Catalogue, error) {
		if loads++; version == "none" {
			return nil, fmt.Errorf("no %s", version)
		}
		return edition(t, version), nil
	})
	one := l.Now()
	l.Set(edition(t, "2"))
	if g, ok := l.At("1"); !ok || g != one || loads != 0 {
		t.Errorf("the one before is not at hand (%v) after %d loads", ok, loads)
	}
	if g, ok := l.At(""); !ok || g.Version() != "2" || l.Version() != "2" {
		t.Errorf("in force is %s", l.Version())
	}
	if _, ok := l.At("none"); ok {
		t.Error("a version that is nowhere was found")
	}
	for i := range 10 {
		if g, ok := l.At(fmt.Sprint("p", i)); !ok || g.Version() != fmt.Sprint("p", i) {
			t.Fatalf("p%d: %v", i, ok)
		}
	}
	before := loads
	for range 3 {
		if _, ok := l.At("p9"); !ok || loads != before {
			t.Errorf("the one used last was read again")
		}
	}
	if len(l.past) > pastKept {
		t.Errorf("%d versions in memory", len(l.past))
	}
	if len(l.Find("", 5, nil)) == 0 {
		t.Error("nothing is found")
	}
}
