package ui

import "strconv"

// columnGap is the number of blanks between two columns.
const columnGap = 2

// minFree is the least width of a column that takes what is left.
const minFree = 8

// digitWidth is the room before a row for the digit that picks it.
const digitWidth = 2

// Draw draws titles and rows into f and scrolls so that the selection is in
// sight.
func (t *Table) Draw(f *Frame) {
	if !t.Headless && f.H() > 0 {
		t.drawTitles(f.Rows(0, 1))
		f = f.Rows(1, f.H()-1)
	}
	t.page = f.H()
	if f.H() == 0 {
		return
	}
	if len(t.lines) == 0 {
		t.top = 0
		f.PutCut(0, 0, f.W(), Dim, t.Empty)
		return
	}
	t.scroll()
	for y := 0; y < f.H() && t.top+y < len(t.lines); y++ {
		t.drawLine(f, y)
	}
}

func (t *Table) scroll() {
	t.at = max(0, min(t.at, len(t.lines)-1))
	t.top = min(t.top, t.at, max(0, len(t.lines)-t.page))
	t.top = max(t.top, t.at-t.page+1, 0)
}

func (t *Table) drawTitles(f *Frame) {
	f.Fill(Rect{0, 0, f.W(), 1}, Heading)
	free := t.free(f.W())
	x := t.start()
	for i := range t.Columns {
		x = t.cell(f, 0, x, i, free, Heading, t.Columns[i].Title, nil, Heading)
	}
	if len(t.lines) > t.page && t.page > 0 {
		f.PutRight(f.W(), 0, Dim, " "+strconv.Itoa(t.at+1)+"/"+strconv.Itoa(len(t.lines)))
	}
}

func (t *Table) start() int {
	if t.Digits {
		return digitWidth
	}
	return 0
}

// free returns the width of each column that takes what is left.
func (t *Table) free(w int) int {
	w -= t.start() + columnGap*(len(t.Columns)-1)
	n := 0
	for i := range t.Columns {
		if t.Columns[i].Width == 0 {
			n++
		}
		w -= t.Columns[i].Width
	}
	if n == 0 {
		return 0
	}
	return max(minFree, w/n)
}

func (t *Table) drawLine(f *Frame, y int) {
	l := &t.lines[t.top+y]
	st, hit := l.Style, Hit
	if t.top+y == t.at {
		st, hit = Selected, SelectedHit
		f.Fill(Rect{0, y, f.W(), 1}, st)
	}
	if t.Digits && y < 9 {
		f.Put(0, y, digitStyle(st), digits[y:y+1])
	}
	free := t.free(f.W())
	x := t.start()
	for i := range t.Columns {
		if i >= len(l.Cells) {
			break
		}
		var hits []Span
		if i < len(l.Hits) {
			hits = l.Hits[i]
		}
		x = t.cell(f, y, x, i, free, st, l.Cells[i], hits, hit)
	}
}

const digits = "123456789"

func digitStyle(row Style) Style {
	if row == Selected {
		return Selected
	}
	return Key
}

// cell draws one cell of column i at x and returns where the next one begins.
func (t *Table) cell(f *Frame, y, x, i, free int, st Style, s string, hits []Span, hit Style) int {
	c := &t.Columns[i]
	w := c.Width
	if w == 0 {
		w = free
	}
	s = Shorten(s, w)
	at := x
	if c.Right {
		at += w - Width(s)
	}
	box := f.Sub(Rect{0, y, x + w, 1})
	box.Put(at, 0, st, s)
	for _, h := range hits {
		if h.From >= 0 && h.From < h.To && h.To <= len(s) {
			box.Put(at+Width(s[:h.From]), 0, hit, s[h.From:h.To])
		}
	}
	return x + w + columnGap
}
