package practice

import (
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
)

func builtin(t *testing.T) []Scene {
	t.Helper()
	list, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestBuiltinScenesFitTheGuide holds the scenes against the demonstration
// catalogue that they were written for.
func TestBuiltinScenesFitTheGuide(t *testing.T) {
	g, err := guide.Demo()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range builtin(t) {
		for _, f := range s.Against(g, s.ID, nil) {
			t.Errorf("%s: %s %s %q", s.ID, f.Field, f.Code, f.Value)
		}
	}
}

func TestBuiltinScenesCoverTheModes(t *testing.T) {
	seen, ids := map[Ending]int{}, map[string]bool{}
	for _, s := range builtin(t) {
		if ids[s.ID] {
			t.Errorf("two scenes are called %s", s.ID)
		}
		ids[s.ID] = true
		seen[s.Truth.Ending]++
		if s.Total() != fullMarks {
			t.Errorf("%s: %d points", s.ID, s.Total())
		}
	}
	for _, e := range []Ending{Accepted, Noticed, Referred, Advised} {
		if seen[e] == 0 {
			t.Errorf("no scene ends with %s", e)
		}
	}
}

// TestEndingsAndModesAgree keeps the two tables of endings together.
func TestEndingsAndModesAgree(t *testing.T) {
	has := map[Ending]bool{Referred: true}
	for _, list := range mayEnd {
		for _, e := range list {
			has[e] = true
		}
	}
	for k, e := range endings {
		if !has[e] {
			t.Errorf("no mode ends with %s, which %s brings about", e, k)
		}
		if !known[k] {
			t.Errorf("a scene cannot wait for %s", k)
		}
	}
	if mayEnd[desk.ModeCollect][0] == Accepted {
		t.Error("a collected case is accepted by the street, not here")
	}
}
