package ui

import (
	"strconv"

	tea "charm.land/bubbletea/v2"
)

// A PageLine is one line of a Pager.
type PageLine struct {
	Style Style
	Text  string
}

// A Pager shows text that may be longer than the frame. With Wrap, lines are
// folded to the frame's width; without, Left and Right move along them. With
// Columns, a wide frame shows folded lines in two or three columns, read one
// after the other: see Columns.
type Pager struct {
	Wrap    bool
	Columns bool

	lines []PageLine // as given
	rows  []PageLine // as folded for width
	width int        // for which they are folded
	wide  int        // cells of the widest row
	top   int
	left  int
	page  int
}

// Set replaces the text and goes to its top.
func (p *Pager) Set(lines []PageLine) {
	p.lines, p.rows, p.width, p.top, p.left = lines, nil, -1, 0, 0
}

// Update takes a key and reports whether the pager used it.
func (p *Pager) Update(msg tea.Msg) bool {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return false
	}
	page := max(1, p.page-1)
	switch KeyOf(k) {
	case "up":
		p.top--
	case "down":
		p.top++
	case "pgup":
		p.top -= page
	case "pgdown", "space":
		p.top += page
	case "home":
		p.top = 0
	case "end":
		p.top = len(p.rows)
	case "left":
		p.left -= sideStep
	case "right":
		p.left += sideStep
	default:
		return false
	}
	p.clamp()
	return true
}

// sideStep is how many cells Left and Right move.
const sideStep = 8

func (p *Pager) clamp() {
	p.top = max(0, min(p.top, len(p.rows)-p.page))
	p.left = max(0, min(p.left, p.wide-p.width))
}

// Draw draws the lines in sight.
func (p *Pager) Draw(f *Frame) {
	n, w := 1, f.W()
	if p.Columns {
		n, w = Columns(f.W())
	}
	if p.width != w {
		p.fold(w)
	}
	p.page = f.H() * n
	p.clamp()
	for i := range n {
		p.column(f.Sub(Rect{i * (w + columnBar), 0, w, f.H()}), p.top+i*f.H())
		if i > 0 && p.top+i*f.H() < len(p.rows) {
			for y := range f.H() {
				f.Put(i*(w+columnBar)-2, y, Border, "│")
			}
		}
	}
	if rest := len(p.rows) - p.top - p.page; rest > 0 && f.H() > 0 {
		f.PutRight(f.W(), f.H()-1, Dim, " ↓"+strconv.Itoa(rest))
	}
}

// column draws one column from a row on.
func (p *Pager) column(f *Frame, from int) {
	for y := 0; y < f.H() && from+y < len(p.rows); y++ {
		r := &p.rows[from+y]
		f.Put(-p.left, y, r.Style, r.Text)
	}
}

func (p *Pager) fold(w int) {
	p.width, p.rows, p.wide = w, p.rows[:0], 0
	for _, l := range p.lines {
		if !p.Wrap {
			p.rows = append(p.rows, l)
			p.wide = max(p.wide, Width(l.Text))
			continue
		}
		for _, s := range Wrap(l.Text, w) {
			p.rows = append(p.rows, PageLine{l.Style, s})
		}
	}
}
