package desk_test

import (
	"slices"
	"testing"

	"xiaochuang/desk"
)

// sides names pages; a name in lower case is a back.
func sides(names string) []desk.Page {
	var out []desk.Page
	for _, r := range names {
		out = append(out, desk.Page{ID: string(r), Back: r >= 'a' && r <= 'z'})
	}
	return out
}

func named(pages []desk.Page) string {
	s := ""
	for _, p := range pages {
		s += p.ID
		if p.Back {
			s += "'"
		}
	}
	return s
}

func TestFeederOrderIsMended(t *testing.T) {
	for in, want := range map[string]string{"135642": "12'34'56'", "1": "1", "12": "12'", "132": "12'3", "13542": "12'34'5", "": ""} {
		given := sides(in)
		if got := named(desk.Interleaved(given)); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
		if !slices.Equal(given, sides(in)) {
			t.Errorf("%s was changed where it stood", in)
		}
	}
	for in, want := range map[string]string{"123": "321", "AaBbC": "CBb'Aa'", "A": "A", "": ""} {
		if got := named(desk.Reversed(sides(in))); got != want {
			t.Errorf("%s reversed: %s, want %s", in, got, want)
		}
	}
}

func TestBlankBacksAreFound(t *testing.T) {
	p := sides("AaBbC")
	p[1].Flaw, p[2].Flaw, p[4].Flaw = desk.FlawBlank, desk.FlawBlank, desk.FlawBlank
	at := desk.BlankBacks(p)
	if !slices.Equal(at, []int{1}) || named(desk.Without(p, at)) != "ABb'C" {
		t.Errorf("%v, left %s", at, named(desk.Without(p, at)))
	}
}

// TestSheetsMustCount has a case that closes only when as many sheets were
// scanned as were counted, and no page is stopped.
func TestSheetsMustCount(t *testing.T) {
	s := open(t)
	c := s.ready(desk.ModeAccept, "", s.put(desk.TicketServing, 1))
	m := &c.Materials[0]
	lacks := func(want ...string) {
		t.Helper()
		if got := s.intake.Lacks(&c, desk.Day("2026-11-23")); !slices.Equal(got, want) {
			t.Errorf("%d sheets, %d counted: %v, want %v", c.Scanned(), c.Counted, got, want)
		}
	}
	m.Pages = make([]desk.Page, desk.MustCount-1)
	lacks()
	m.Pages = append(m.Pages, desk.Page{}, desk.Page{Back: true})
	lacks("sheets")
	c.Counted = desk.MustCount
	lacks()
	m.Pages = append(m.Pages, desk.Page{})
	lacks("sheets")
	c.Counted = 3 // few, but counted
	m.Pages = m.Pages[:2]
	lacks("sheets")
	c.Counted = 2
	m.Pages[1].Flaw = desk.FlawBlur
	lacks("pages:" + m.Name)
	m.Pages[1].Kept = "原件就是这样"
	lacks()
}
