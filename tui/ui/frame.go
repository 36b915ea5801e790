package ui

// A Rect is a part of a frame in cells.
type Rect struct{ X, Y, W, H int }

// cell is one place of the screen. The right half of a wide glyph has width
// zero; an empty glyph of width one is a blank.
type cell struct {
	glyph string
	style Style
	width uint8
}

// canvas is what all frames of one window share.
type canvas struct {
	w, h             int
	cells            []cell
	theme            *Theme
	cursorX, cursorY int // cursorX < 0: no cursor
	out              []byte
}

// A Frame is a rectangle of cells to draw on. It clips: nothing drawn through
// it lands outside, and a wide glyph cut by its edge leaves a blank.
type Frame struct {
	c          *canvas
	x, y, w, h int
}

// NewFrame returns a blank frame of w by h cells in the Dark theme.
func NewFrame(w, h int) *Frame {
	f := &Frame{c: &canvas{theme: Dark()}}
	f.Reset(w, h)
	return f
}

// Reset blanks the whole window and gives it a new size. It keeps its memory;
// frames made by Sub before are dead.
func (f *Frame) Reset(w, h int) {
	c := f.c
	c.w, c.h = max(w, 0), max(h, 0)
	if n := c.w * c.h; cap(c.cells) >= n {
		c.cells = c.cells[:n]
	} else {
		c.cells = make([]cell, n)
	}
	for i := range c.cells {
		c.cells[i] = cell{width: 1}
	}
	c.cursorX = -1
	f.x, f.y, f.w, f.h = 0, 0, c.w, c.h
}

// SetTheme chooses how styles look when the window is rendered.
func (f *Frame) SetTheme(t *Theme) { f.c.theme = t }

// Theme is how styles look now.
func (f *Frame) Theme() *Theme { return f.c.theme }

// W is the width in cells.
func (f *Frame) W() int { return f.w }

// H is the height in rows.
func (f *Frame) H() int { return f.h }

// Sub returns the part r of f, cut to f.
func (f *Frame) Sub(r Rect) *Frame {
	x0, y0 := min(max(r.X, 0), f.w), min(max(r.Y, 0), f.h)
	x1, y1 := min(max(r.X+r.W, x0), f.w), min(max(r.Y+r.H, y0), f.h)
	return &Frame{c: f.c, x: f.x + x0, y: f.y + y0, w: x1 - x0, h: y1 - y0}
}

// Rows returns n full rows of f from row y.
func (f *Frame) Rows(y, n int) *Frame { return f.Sub(Rect{0, y, f.w, n}) }

// lastRows is where an input method's list of candidates covers the screen.
const lastRows = 4

// Room returns how many rows of f, from its top, lie above the last four rows
// of the window: a text field stands in these only.
func (f *Frame) Room() int { return min(f.h, max(0, f.c.h-lastRows-f.y)) }

// Put draws text at x, y and returns the column after it, which may lie beyond
// the frame. Control characters are dropped.
func (f *Frame) Put(x, y int, st Style, text string) int {
	if y < 0 || y >= f.h {
		return x + Width(text)
	}
	row := f.c.cells[(f.y+y)*f.c.w : (f.y+y+1)*f.c.w]
	for len(text) > 0 {
		glyph, n, w := step(text)
		text = text[n:]
		if w == 0 {
			continue
		}
		if x >= f.w {
			return x + w + Width(text)
		}
		switch {
		case x >= 0 && x+w <= f.w:
			set(row, f.x+x, cell{glyph, st, uint8(w)})
		case x+w > 0 && max(x, 0) < f.w: // a wide glyph across the edge
			set(row, f.x+max(x, 0), cell{"", st, 1})
		}
		x += w
	}
	return x
}

// set writes one glyph and blanks what is left of wide glyphs that it cuts.
func set(row []cell, x int, c cell) {
	end := x + int(c.width)
	if row[x].width == 0 {
		row[x-1] = cell{"", row[x-1].style, 1}
	}
	if end < len(row) && row[end].width == 0 {
		row[end] = cell{"", row[end].style, 1}
	}
	row[x] = c
	if c.width == 2 {
		row[x+1] = cell{"", c.style, 0}
	}
}

// PutCut draws text in at most w cells, with an ellipsis if it had to be cut,
// and returns x+w.
func (f *Frame) PutCut(x, y, w int, st Style, text string) int {
	f.Put(x, y, st, Shorten(text, w))
	return x + w
}

// PutRight draws text so that it ends before column x and returns the column
// where it begins.
func (f *Frame) PutRight(x, y int, st Style, text string) int {
	x -= Width(text)
	f.Put(x, y, st, text)
	return x
}

// Band draws text over a whole row in one style, as the heading of a part.
func (f *Frame) Band(y int, st Style, text string) {
	f.Fill(Rect{0, y, f.w, 1}, st)
	f.PutCut(0, y, f.w, st, text)
}

// Fill blanks r in the given style.
func (f *Frame) Fill(r Rect, st Style) {
	s := f.Sub(r)
	for y := range s.h {
		row := f.c.cells[(s.y+y)*f.c.w : (s.y+y+1)*f.c.w]
		for x := s.x; x < s.x+s.w; x++ {
			set(row, x, cell{"", st, 1})
		}
	}
}

// Restyle gives r another style and leaves its glyphs.
func (f *Frame) Restyle(r Rect, st Style) {
	s := f.Sub(r)
	for y := range s.h {
		row := f.c.cells[(s.y+y)*f.c.w : (s.y+y+1)*f.c.w]
		for x := s.x; x < s.x+s.w; x++ {
			row[x].style = st
		}
	}
}

// Cursor sets the window's one real cursor. A place outside f hides it.
func (f *Frame) Cursor(x, y int) {
	if x < 0 || y < 0 || x >= f.w || y >= f.h {
		f.HideCursor()
		return
	}
	f.c.cursorX, f.c.cursorY = f.x+x, f.y+y
}

// HideCursor takes the cursor away from whoever set it.
func (f *Frame) HideCursor() { f.c.cursorX = -1 }

// CursorAt returns the cursor's place in the window; ok is false when there is
// none.
func (f *Frame) CursorAt() (x, y int, ok bool) {
	return f.c.cursorX, f.c.cursorY, f.c.cursorX >= 0
}

// StyleAt returns the style of one cell of f, for tests.
func (f *Frame) StyleAt(x, y int) Style {
	if x < 0 || y < 0 || x >= f.w || y >= f.h {
		return Text
	}
	return f.c.cells[(f.y+y)*f.c.w+f.x+x].style
}
