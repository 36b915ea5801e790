package tui_test

import (
	"slices"
	"strings"
	"testing"

	"xiaochuang/tui/ui"
)

// panes holds that a wide window is cut by rules at these cells, from the first row
// that has one to the last, with a blank on each side of each, so that no name runs
// into the pane beside it.
func (r *rig) panes(at ...int) {
	r.t.Helper()
	r.size(120, 40)
	defer r.size(sizes[0].w, sizes[0].h)
	f := r.app.Frame()
	first, last := -1, -1
	for y := range f.H() {
		if strings.Contains(f.RowText(y), "│") {
			if first < 0 {
				first = y
			}
			last = y
		}
	}
	if first < 0 {
		r.t.Fatalf("no panes\n%s", f.Text())
	}
	for y := first; y <= last; y++ {
		row := cells(f.RowText(y), f.W())
		var bars []int
		for x, c := range row {
			if c == "│" {
				bars = append(bars, x)
			}
		}
		if !slices.Equal(bars, at) {
			r.t.Fatalf("row %d is cut at %v, want %v\n%s", y, bars, at, f.Text())
		}
		for _, x := range at {
			if row[x-1] != " " || row[x+1] != " " {
				r.t.Errorf("row %d runs into the rule at %d\n%s", y, x, f.RowText(y))
			}
		}
	}
}

// TestPanesLineUp looks at every wide screen with names of two to ten characters
// and one beyond the Basic Multilingual Plane in each of its panes.
func TestPanesLineUp(t *testing.T) {
	r := onDuty(t)
	for i, p := range citizens {
		r.serve(mediation)
		r.person(p.Number, p.Name, p.Phone)
		r.panes(71)
		r.press("f7")
		r.panes(71)
		r.shows(p.Name)
		r.press("esc", "f4", "1") // held: the counter names who it is
		r.at(ui.ScreenCounter)
		r.refresh()
		r.panes(48, 85)
		r.takeIn([]string{onlyChild, lowIncome}[i%2], p)
	}
	r.press("f3")
	r.panes(60)
	for range citizens {
		r.press("down")
		r.panes(60)
	}
	for _, p := range citizens {
		r.press("f3")
		r.typed(p.Name)
		r.press("enter")
		if r.app.Top().Focused() {
			r.press("enter") // several cases: the first
		}
		r.panes(60)
		r.press("esc", "esc")
	}
	r.serve(lowIncome)
	r.person(citizens[3].Number, citizens[3].Name, "")
	if r.app.Dialogs() > 0 {
		r.pulse()    // it opened by itself, and takes no key at first
		r.press("2") // the same person has such a case already
	}
	r.panes(79)
	r.press("1", "2", "1")
	r.panes(79)
}
