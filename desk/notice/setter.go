package notice

import "slices"

// A setter turns blocks into lines for one medium.
type setter struct {
	medium Medium
	code   *Code   // the paper's QR code, or nil
	codes  []*Code // its further codes
}

// A group is lines that stay on one page.
type group struct {
	lines []Line
	next  bool   // stays with the group after it
	head  []Line // to be repeated when the group begins a page
}

// Heights of what is not text, in quarter rows.
const (
	ruleHeight   = 1 // between the rows of a table
	partHeight   = 2 // between the parts of a paper
	titleGap     = 2
	sectionGap   = 2
	paragraphGap = 1
	rollGap      = 1
)

// set lays blocks out between cell x and cell x+width.
func (s *setter) set(blocks []block, x, width int) []group {
	var gs []group
	for i, b := range blocks {
		switch b.kind {
		case headBlock:
			gs = append(gs, s.heading(b, x, width, i == 0))
		case paraBlock:
			gs = append(gs, s.gap(blocks[:i]), group{lines: s.flow(b.text, x, width, 1, left)})
		case listBlock:
			gs = append(gs, s.list(b, x, width)...)
		case tableBlock:
			gs = append(gs, s.gap(blocks[:i]))
			gs = append(gs, s.table(b, x, width)...)
		case gridBlock:
			gs = append(gs, s.gap(blocks[:i]), s.grid(b, x, width))
		case panelBlock:
			gs = append(gs, s.gap(blocks[:i]), s.panel(b, x, width))
		case ruleBlock:
			gs = append(gs, group{lines: []Line{s.rule(x, width, partHeight)}})
		case codeBlock:
			gs = append(gs, s.codeBlock(b, x, width))
		}
	}
	return gs
}

// gap is the space before a block that follows something else than a heading
// or a rule.
func (s *setter) gap(before []block) group {
	if len(before) == 0 || s.medium.Roll() {
		return group{next: true}
	}
	switch before[len(before)-1].kind {
	case headBlock, ruleBlock:
		return group{next: true}
	}
	return group{lines: []Line{{Height: paragraphGap}}, next: true}
}

type align int

const (
	left align = iota
	centre
	right
)

// heading sets the six levels of headings.
func (s *setter) heading(b block, x, width int, first bool) group {
	text := b.text
	g := group{next: true}
	switch b.level {
	case 1:
		scale := 2
		if s.medium == Roll80Large {
			scale = 1
		}
		g.lines = s.flow(bolden(text), x, width, scale, centre)
		if !s.medium.Roll() {
			g.lines = append(g.lines, Line{Height: titleGap})
		}
	case 2:
		if !first {
			g.lines = append(g.lines, Line{Height: s.between()})
		}
		g.lines = append(g.lines, s.flow(bolden(text), x, width, 1, left)...)
	case 3:
		g.lines = s.flow(bolden(text), x, width, 1, centre)
	case 4:
		g.lines = s.flow(text, x, width, 1, right)
	case 5:
		scale := min(max(width*3/4/max(cells(text), 1), 1), 6/s.medium.Zoom())
		g.lines = s.flow(bolden(text), x, width, scale, centre)
	default:
		g.lines = s.flow(text, x, width, 1, centre)
	}
	return g
}

// between is the space before a section.
func (s *setter) between() int {
	if s.medium.Roll() {
		return rollGap
	}
	return sectionGap
}

// flow breaks running text into lines and sets them.
func (s *setter) flow(text []mark, x, width, scale int, a align) []Line {
	var lines []Line
	for _, l := range wrap(text, max(width/scale, 1)) {
		lines = append(lines, setLine(l, x, width, scale, a))
	}
	return lines
}

// setLine puts the marks of one line at their cells.
func setLine(marks []mark, x, width, scale int, a align) Line {
	for len(marks) > 0 && (marks[len(marks)-1].brk || space(marks[len(marks)-1])) {
		marks = marks[:len(marks)-1]
	}
	rest := max(width-cells(marks)*scale, 0)
	switch a {
	case centre:
		x += rest / 2
	case right:
		x += rest
	}
	l := Line{Height: Row * scale, Centre: a == centre}
	for _, m := range marks {
		r := Run{At: x, Cells: m.Cells * scale, Text: m.Text, Scale: scale, Bold: m.bold, Blank: m.blank, Box: m.box}
		x += r.Cells
		if n := len(l.Runs); n > 0 && joins(l.Runs[n-1], r) {
			l.Runs[n-1].Text += r.Text
			l.Runs[n-1].Cells += r.Cells
			continue
		}
		l.Runs = append(l.Runs, r)
	}
	return l
}

// joins reports whether run b goes on in the style of a.
func joins(a, b Run) bool {
	return a.Box == NoBox && b.Box == NoBox && a.Bold == b.Bold && a.Blank == b.Blank
}

func (s *setter) list(b block, x, width int) []group {
	var gs []group
	indent := 0
	for _, it := range b.items {
		indent = max(indent, Cells(it.marker)+1)
	}
	for _, it := range b.items {
		body := s.set(it.blocks, x+indent, width-indent)
		var lines []Line
		for _, g := range body {
			lines = append(lines, g.lines...)
		}
		if len(lines) == 0 {
			continue
		}
		at := x
		if it.marker != "·" {
			at = x + indent - 1 - Cells(it.marker)
		}
		m := Run{At: at, Cells: Cells(it.marker), Text: it.marker, Scale: 1}
		lines[0].Runs = append([]Run{m}, lines[0].Runs...)
		gs = append(gs, group{lines: lines})
	}
	return gs
}

// panel sets a frame round its blocks; on a roll, a rule above and below.
func (s *setter) panel(b block, x, width int) group {
	inset := 0
	var edges []int
	if !s.medium.Roll() {
		inset, edges = 2, []int{x, x + width - 1}
	}
	top, bottom := s.rule(x, width, partHeight), s.rule(x, width, partHeight)
	top.Edges, bottom.Edges = edges, edges
	g := group{lines: []Line{top}}
	for _, in := range s.set(b.blocks, x+inset, width-2*inset) {
		for _, l := range in.lines {
			l.Edges = slices.Concat(edges, l.Edges)
			slices.Sort(l.Edges)
			g.lines = append(g.lines, l)
		}
	}
	g.lines = append(g.lines, bottom)
	return g
}

func (s *setter) rule(x, width, height int) Line {
	return Line{Height: height, Rule: &Rule{From: x, To: x + width - 1}}
}

// codeBlock sets the QR code in the middle with its caption below.
func (s *setter) codeBlock(b block, x, width int) group {
	code := s.code
	if b.nth > 0 {
		code = nil
		if b.nth <= len(s.codes) {
			code = s.codes[b.nth-1]
		}
	}
	if code == nil {
		return group{}
	}
	c := *code
	c.At = x + max(width-c.Cells, 0)/2
	var g group
	for h := 0; h < c.Height; h += Row {
		g.lines = append(g.lines, Line{Height: min(Row, c.Height-h), Under: h > 0})
	}
	g.lines[0].Code = &c
	g.lines = append(g.lines, s.flow(b.text, x, width, 1, centre)...)
	return g
}

func cells(marks []mark) int {
	n := 0
	for _, m := range marks {
		n += m.Cells
	}
	return n
}

func bolden(marks []mark) []mark {
	out := make([]mark, len(marks))
	for i, m := range marks {
		m.bold = true
		out[i] = m
	}
	return out
}
