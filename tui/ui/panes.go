package ui

// Wide reports whether w cells hold two panes beside one another: as many as two
// columns of a text.
func Wide(w int) bool { return w >= twoColumns }

// Split draws a rule at column x and returns the panes left and right of it, each
// a blank away. No text field may stand in the left one: see Field.
func (f *Frame) Split(x int) (left, right *Frame) {
	for y := range f.H() {
		f.Put(x, y, Border, "│")
	}
	return f.Sub(Rect{0, 0, x - 1, f.H()}), f.Sub(Rect{x + 2, 0, f.W() - x - 2, f.H()})
}

// Flow draws lines from row y on, folded to the frame; what goes on stands as far
// in as its line begins. It returns the row below. Where there is no room for all,
// the last row ends with an ellipsis.
func (f *Frame) Flow(y int, lines []PageLine) int {
	for _, l := range lines {
		in := indent(l.Text)
		for _, row := range Wrap(l.Text[in:], f.W()-in) {
			if y >= f.H() {
				f.PutRight(f.W(), f.H()-1, Dim, "…")
				return y
			}
			f.Put(in, y, l.Style, row)
			y++
		}
	}
	return y
}

// FlowRows is how many rows of w cells Flow needs for the lines.
func FlowRows(lines []PageLine, w int) int {
	n := 0
	for _, l := range lines {
		in := indent(l.Text)
		n += len(Wrap(l.Text[in:], w-in))
	}
	return n
}

// indent counts the blanks before a line.
func indent(s string) int {
	n := 0
	for n < len(s) && s[n] == ' ' {
		n++
	}
	return n
}
