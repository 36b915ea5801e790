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
// folded to the frame's width; without, they are cut.
type Pager struct {
	Wrap bool

	lines []PageLine // as given
	rows  []PageLine // as folded for width
	width int
	top   int
	page  int
}

// Set replaces the text and goes to its top.
func (p *Pager) Set(lines []PageLine) {
	p.lines, p.rows, p.width, p.top = lines, nil, -1, 0
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
	default:
		return false
	}
	p.clamp()
	return true
}

func (p *Pager) clamp() { p.top = max(0, min(p.top, len(p.rows)-p.page)) }

// Draw draws the lines in sight.
func (p *Pager) Draw(f *Frame) {
	if p.width != f.W() {
		p.fold(f.W())
	}
	p.page = f.H()
	p.clamp()
	for y := 0; y < f.H() && p.top+y < len(p.rows); y++ {
		r := &p.rows[p.top+y]
		f.Put(0, y, r.Style, r.Text)
	}
	if rest := len(p.rows) - p.top - p.page; rest > 0 && f.H() > 0 {
		f.PutRight(f.W(), f.H()-1, Dim, " ↓"+strconv.Itoa(rest))
	}
}

func (p *Pager) fold(w int) {
	p.width, p.rows = w, p.rows[:0]
	for _, l := range p.lines {
		if !p.Wrap {
			p.rows = append(p.rows, l)
			continue
		}
		for _, s := range Wrap(l.Text, w) {
			p.rows = append(p.rows, PageLine{l.Style, s})
		}
	}
}
