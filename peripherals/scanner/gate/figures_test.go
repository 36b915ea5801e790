package gate_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// full reports whether the long form of a test was asked for, with XC_FULL=1:
// 480 drawn pages and 800 printed ones at 200 dpi, and two more typefaces.
func full() bool { return os.Getenv("XC_FULL") == "1" }

// drawnPages gives pages of renderer A.
func drawnPages(face typeface, from, n int, dpi float64) func(func(*sheet)) {
	return func(yield func(*sheet)) {
		for i := range n {
			yield(drawn(face, from+i, dpi))
		}
	}
}

// check prints the figures and fails where they miss the targets, or where the
// same figures would meet them whatever the pages show.
func check(t *testing.T, renderer string, results []result) {
	t.Helper()
	t.Log(confusion(results))
	figures.add(renderer, results)
	if err := met(results); err != nil {
		t.Errorf("%v%s", err, mistakes(results))
	} else if full() {
		t.Log(mistakes(results))
	}
	if met(shuffled(results)) == nil {
		t.Error("the targets are met with shuffled labels as well: the set proves nothing")
	}
}

// TestOnDrawnPages is the set on which the limits were chosen.
func TestOnDrawnPages(t *testing.T) {
	pages, sounds, dpi := 2, 8, 100.0
	switch {
	case full():
		pages, sounds, dpi = 30, 8, 200
	case racing:
		pages, sounds = 1, 4
	}
	check(t, "drawn", looked(t, 1_000_000, sounds, drawnPages(embedded(t), 0, pages, dpi)))
}

// TestOnPrintedPages judges the gate on pages that no limit was chosen on: our
// own papers as poppler draws them.
func TestOnPrintedPages(t *testing.T) {
	dpi, sounds, want := 120, 6, 40
	some := []string{"accept-80.pdf", "notice-a4.pdf", "ticket-a4.pdf"}
	files := papers(t)
	switch {
	case full():
		dpi, sounds, want = 200, 8, 300
	case racing:
		some, dpi, sounds, want = some[2:], 100, 4, 12
	}
	if !full() {
		files = slices.DeleteFunc(files, func(f string) bool { return !slices.Contains(some, filepath.Base(f)) })
	}
	results := looked(t, 2_000_000, sounds, func(yield func(*sheet)) {
		for _, f := range files {
			for _, s := range printed(t, f, dpi) {
				yield(s)
			}
		}
	})
	if len(results) < want {
		t.Fatalf("%d pages are too few", len(results))
	}
	check(t, "printed", results)
}

// TestOnOtherTypefaces judges the gate on pages in Song and Kai, which official
// papers are set in, and whose strokes are thinner.
func TestOnOtherTypefaces(t *testing.T) {
	if !full() {
		t.Skip("a part of the long form: XC_FULL=1")
	}
	for pkg, path := range map[string]string{
		"fonts-arphic-gbsn00lp": "/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf",
		"fonts-arphic-gkai00mp": "/usr/share/fonts/truetype/arphic-gkai00mp/gkai00mp.ttf",
	} {
		t.Run(strings.TrimPrefix(pkg, "fonts-arphic-"), func(t *testing.T) {
			if _, err := os.Stat(path); err != nil {
				t.Fatalf("apt-get install %s", pkg)
			}
			check(t, strings.TrimPrefix(pkg, "fonts-arphic-"), looked(t, 3_000_000, 8, drawnPages(readFace(t, path), 500, 10, 200)))
		})
	}
}
