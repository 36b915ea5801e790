package notice_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"xiaochuang/desk/notice"
	"xiaochuang/desk/notice/noticetest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestPapers compares every paper with its golden file, which shows the grid as
// a person sees it: one row a line, every run at its cell, doubled characters
// spread, bold ones between ⟦ and ⟧ in the margin's notes.
func TestPapers(t *testing.T) {
	for _, s := range noticetest.Papers(t) {
		media := slices.DeleteFunc(notice.Media(), func(m notice.Medium) bool { return m == notice.Roll80Slim && s.Name != "ticket" })
		for _, m := range media {
			t.Run(s.Name+"-"+string(m), func(t *testing.T) {
				d, err := notice.Layout(s.Paper, m)
				if err != nil {
					t.Fatal(err)
				}
				golden(t, s.Name+"-"+string(m)+".txt", show(d))
			})
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (run with -update and read the new file)", err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s", name, difference(string(want), got))
	}
}

// difference shows the first rows that are not the same.
func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := 0; i < len(w) || i < len(g); i++ {
		a, b := "", ""
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return "want " + a + "\ngot  " + b
		}
	}
	return ""
}

// show draws a Doc with plain characters.
func show(d notice.Doc) string {
	var b strings.Builder
	for i, p := range d.Pages {
		if i > 0 {
			b.WriteString("\f\n")
		}
		for _, l := range p.Lines {
			b.WriteString(showLine(l, d.Width()))
		}
		b.WriteString("~\n")
		for _, l := range p.Foot {
			b.WriteString(showLine(l, d.Width()))
		}
	}
	return b.String()
}

func showLine(l notice.Line, width int) string {
	// One entry a cell; a wide character leaves the second one empty.
	grid := make([]string, width)
	for i := range grid {
		grid[i] = " "
	}
	if l.Rule != nil {
		for c := l.Rule.From; c <= l.Rule.To; c++ {
			grid[c] = "-"
		}
	}
	for _, e := range l.Edges {
		grid[e] = map[bool]string{true: "+", false: "|"}[l.Rule != nil]
	}
	if c := l.Code; c != nil {
		for i := c.At; i < c.At+c.Cells; i++ {
			grid[i] = "Q"
		}
	}
	bold := ""
	for _, r := range l.Runs {
		if r.Bold {
			bold = " ⟦" + r.Text + "⟧"
		}
		at := r.At
		for _, g := range glyphsOf(r) {
			for i := range g.Cells * r.Scale {
				grid[at+i] = ""
			}
			grid[at] = g.Text + strings.Repeat(" ", g.Cells*r.Scale-min(g.Cells, 2))
			at += g.Cells * r.Scale
		}
	}
	return strings.TrimRight(strings.Join(grid, ""), " ") + bold + "\n"
}

func glyphsOf(r notice.Run) []notice.Glyph {
	switch {
	case r.Box == notice.EmptyBox:
		return []notice.Glyph{{Text: "[", Cells: 1}, {Text: "_", Cells: 1}, {Text: "]", Cells: 1}}
	case r.Box == notice.TickedBox:
		return []notice.Glyph{{Text: "[", Cells: 1}, {Text: "x", Cells: 1}, {Text: "]", Cells: 1}}
	case r.Blank:
		return notice.Glyphs(strings.Repeat("_", r.Cells))
	}
	return notice.Glyphs(r.Text)
}
