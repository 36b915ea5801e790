package notice

import east "github.com/yuin/goldmark/extension/ast"

// minColumn is the least a column is squeezed to.
const minColumn = 2

// table sets a ruled table, each row a group of its own so that a long table
// goes on on the next page below a copy of its head. A roll has no vertical
// rules: the line characters of thermal printers are two cells wide.
func (s *setter) table(b block, x, width int) []group {
	over := len(b.head) + 1
	if s.medium.Roll() {
		over = len(b.head) - 1
	}
	cols := share(naturals(s, b), width-over, false)
	at := make([]int, len(cols))
	var edges []int
	next := x
	for i, w := range cols {
		if !s.medium.Roll() {
			edges = append(edges, next)
		}
		if !s.medium.Roll() || i > 0 {
			next++
		}
		at[i] = next
		next += w
	}
	if !s.medium.Roll() {
		edges = append(edges, next)
	}
	rule := func() Line {
		l := s.rule(x, width, ruleHeight)
		l.Edges = edges
		return l
	}
	for i := range b.head {
		b.head[i].text = bolden(b.head[i].text)
	}
	head := append([]Line{rule()}, s.tableRow(b.head, at, cols, b.aligns, edges)...)
	head = append(head, rule())
	gs := []group{{lines: head, next: true}}
	for i, r := range b.rows {
		lines := s.tableRow(r, at, cols, b.aligns, edges)
		if !s.medium.Roll() || i == len(b.rows)-1 {
			lines = append(lines, rule())
		}
		gs = append(gs, group{lines: lines, head: head})
	}
	return gs
}

// grid sets columns without rules, kept together.
func (s *setter) grid(b block, x, width int) group {
	const gutter = 2
	cols := share(naturals(s, b), width-gutter*(len(b.head)-1), true)
	at := make([]int, len(cols))
	for i, w := range cols {
		at[i] = x
		x += w + gutter
	}
	var g group
	for _, r := range b.rows {
		g.lines = append(g.lines, s.tableRow(r, at, cols, b.aligns, nil)...)
	}
	return g
}

// tableRow sets the cells of one row side by side.
func (s *setter) tableRow(row []cell, at, cols []int, aligns []east.Alignment, edges []int) []Line {
	var lines []Line
	line := func(i int) *Line {
		for len(lines) <= i {
			lines = append(lines, Line{Height: Row, Edges: edges})
		}
		return &lines[i]
	}
	line(0)
	for i, c := range row {
		from := 0
		if c.code && s.code != nil {
			code := *s.code
			code.At = at[i] + max(cols[i]-code.Cells, 0)/2
			line(0).Code = &code
			for ; from*Row < code.Height; from++ {
				line(from).Under = from > 0
			}
		}
		for j, l := range s.flow(c.text, at[i], cols[i], 1, alignment(aligns[i])) {
			t := line(from + j)
			t.Runs = append(t.Runs, l.Runs...)
		}
	}
	return lines
}

func alignment(a east.Alignment) align {
	switch a {
	case east.AlignCenter:
		return centre
	case east.AlignRight:
		return right
	}
	return left
}

// naturals returns the width each column would take unbroken.
func naturals(s *setter, b block) []int {
	ns := make([]int, len(b.head))
	for _, row := range append([][]cell{b.head}, b.rows...) {
		for i, c := range row {
			n := 0
			for _, m := range c.text {
				if m.brk {
					ns[i], n = max(ns[i], n), 0
				}
				n += m.Cells
			}
			ns[i] = max(ns[i], n)
			if c.code && s.code != nil {
				ns[i] = max(ns[i], s.code.Cells)
			}
		}
	}
	return ns
}

// share divides width among columns. Narrow columns get what they need; the
// wide ones share the rest by what they would need. With even set, columns
// that all fit get equal parts.
func share(natural []int, width int, even bool) []int {
	cols := make([]int, len(natural))
	sum, widest := 0, 0
	fits := true
	for i, n := range natural {
		cols[i] = max(n, minColumn)
		sum += cols[i]
		fits = fits && cols[i] <= width/len(natural)
		if cols[i] > cols[widest] {
			widest = i
		}
	}
	switch {
	case even && fits:
		for i := range cols {
			cols[i] = width / len(cols)
		}
	case sum*2 < width:
		for i := range cols {
			cols[i] += (width - sum) / len(cols)
		}
		cols[widest] += (width - sum) % len(cols)
	case sum <= width:
		cols[widest] += width - sum
	default:
		squeeze(cols, width)
	}
	return cols
}

// squeeze takes what is too much from the columns that are wider than their
// equal part, in proportion to their need.
func squeeze(cols []int, width int) {
	fixed := make([]bool, len(cols))
	rest, open := width, len(cols)
	for changed := true; changed; {
		changed = false
		for i, w := range cols {
			if !fixed[i] && open > 1 && w <= rest/open {
				fixed[i], changed = true, true
				rest -= w
				open--
			}
		}
	}
	need, last := 0, -1
	for i, w := range cols {
		if !fixed[i] {
			need += w
			last = i
		}
	}
	left := rest
	for i, w := range cols {
		if fixed[i] {
			continue
		}
		cols[i] = max(w*rest/need, min(minColumn, rest/open))
		if i == last {
			cols[i] = max(left, 1)
		}
		left -= cols[i]
	}
}
