package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"xiaochuang/tui/screentest"
	"xiaochuang/tui/ui"
)

// box draws the edge of a part with its name.
func box(f *ui.Frame, r ui.Rect, name string) {
	for y := range r.H {
		for x := range r.W {
			sign := " "
			switch top, foot, left, right := y == 0, y == r.H-1, x == 0, x == r.W-1; {
			case r.H == 1:
				sign = "─"
			case top && left:
				sign = "┌"
			case top && right:
				sign = "┐"
			case foot && left:
				sign = "└"
			case foot && right:
				sign = "┘"
			case top || foot:
				sign = "─"
			case left || right:
				sign = "│"
			}
			f.Put(r.X+x, r.Y+y, ui.Text, sign)
		}
	}
	f.Put(r.X+2, r.Y, ui.Text, " "+name+" ")
}

// TestParts shows how a window is laid out: the parts of the console, and the
// columns in which a long text stands.
func TestParts(t *testing.T) {
	for _, z := range [...][2]int{{80, 24}, {120, 40}, {160, 50}} {
		l := ui.Arrange(z[0], z[1])
		f := ui.NewFrame(z[0], z[1])
		for _, part := range []struct {
			name string
			at   ui.Rect
		}{{"title", l.Title}, {"line", l.Line}, {"toast", l.Toast}, {"keys", l.Keys}} {
			box(f, part.at, part.name)
		}
		n, w := ui.Columns(l.Body.W - 2)
		for i := range n {
			box(f, ui.Rect{X: l.Body.X + 1 + i*(w+3), Y: l.Body.Y, W: w, H: l.Body.H}, fmt.Sprintf("column %d", i+1))
		}
		screentest.Golden(t, fmt.Sprintf("parts-%dx%d", z[0], z[1]), f)
	}
}

// TestColumnsLoseNothing: every line of a text is in one of the columns, whatever
// the width.
func TestColumnsLoseNothing(t *testing.T) {
	var lines []ui.PageLine
	for i := range 30 {
		lines = append(lines, ui.PageLine{Text: fmt.Sprintf("第%d行", i)})
	}
	for w := 20; w < 200; w += 7 {
		p := &ui.Pager{Wrap: true, Columns: true}
		p.Set(lines)
		f := ui.NewFrame(w, 40)
		p.Draw(f)
		n, each := ui.Columns(w)
		if n*each+(n-1)*3 > w {
			t.Errorf("%d columns of %d cells do not fit into %d", n, each, w)
		}
		for i := range 30 {
			if got := f.Text(); !strings.Contains(got, fmt.Sprintf("第%d行", i)) {
				t.Fatalf("line %d is not there in %d cells\n%s", i, w, got)
			}
		}
	}
}
