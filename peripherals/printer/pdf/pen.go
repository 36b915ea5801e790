package pdf

import (
	"unicode/utf8"

	"github.com/signintech/gopdf"

	"xiaochuang/desk/notice"
	"xiaochuang/peripherals/printer/pdf/face"
)

// thin is the weight of rules in points.
const thin = 0.5

// Sizes of Latin letters and digits beside Chinese characters: at nine tenths
// a digit is just half as wide as a Chinese character; a word of capitals is
// set smaller before its letters are pushed together.
const (
	latin    = 0.9
	smallest = 0.75
)

// A pen draws pages. The first error stays and stops it.
type pen struct {
	pdf   *gopdf.GoPdf
	sheet sheet
	err   error
}

// page draws the lines from the top and the foot at the bottom of the sheet.
func (p *pen) page(page notice.Page) {
	y := p.lines(page.Lines, p.sheet.top)
	foot := p.sheet.bottom - p.sheet.height(notice.Height(page.Foot))
	p.lines(page.Foot, max(y, foot))
}

// lines draws lines below one another from y on and returns where they end.
func (p *pen) lines(lines []notice.Line, y float64) float64 {
	edges := map[int]float64{} // cell of a vertical rule → where it begins
	for i, l := range lines {
		h := p.sheet.height(l.Height)
		p.edges(edges, lines, i, y, h)
		if l.Rule != nil {
			p.rule(l.Rule, y+h/2)
		}
		if l.Code != nil {
			p.code(l.Code, y)
		}
		for _, r := range l.Runs {
			p.run(r, y, h)
		}
		y += h
	}
	return y
}

// edges draws a vertical rule as one stroke when its last line comes. On the
// line of a horizontal rule it begins or ends in the middle.
func (p *pen) edges(open map[int]float64, lines []notice.Line, i int, y, h float64) {
	l := lines[i]
	for _, e := range l.Edges {
		if _, ok := open[e]; !ok {
			open[e] = y
			if l.Rule != nil {
				open[e] = y + h/2
			}
		}
		if i+1 < len(lines) && contains(lines[i+1].Edges, e) {
			continue
		}
		end := y + h
		if l.Rule != nil {
			end = y + h/2
		}
		p.fill(p.sheet.mid(e)-thin/2, open[e], thin, end-open[e])
		delete(open, e)
	}
}

func contains(s []int, v int) bool {
	for _, x := range s {
		if x == v {
			return true
		}
	}
	return false
}

func (p *pen) rule(r *notice.Rule, y float64) {
	from, to := p.sheet.mid(r.From), p.sheet.mid(r.To)
	p.fill(from-thin/2, y-thin/2, to-from+thin, thin)
}

// fill draws a black rectangle.
func (p *pen) fill(x, y, w, h float64) {
	p.pdf.RectFromUpperLeftWithStyle(x, y, w, h, "F")
}

// code draws a QR code, each row of dark modules in as few rectangles as it
// has bars.
func (p *pen) code(c *notice.Code, y float64) {
	side := c.Modules() + 2*notice.Quiet
	width := p.sheet.cell * float64(c.Cells)
	m := min(width, p.sheet.height(c.Height)) / float64(side)
	x := p.sheet.x(c.At) + (width-m*float64(side))/2 + m*notice.Quiet
	y += m * notice.Quiet
	for row := range c.Modules() {
		for col := 0; col < c.Modules(); col++ {
			n := 0
			for c.Black(col+n, row) {
				n++
			}
			if n > 0 {
				// A hair of overlap keeps viewers from showing light seams.
				p.fill(x+m*float64(col), y+m*float64(row), m*float64(n), m+0.05)
				col += n
			}
		}
	}
}

// run draws one run in the line that begins at y and is h high.
func (p *pen) run(r notice.Run, y, h float64) {
	em := p.sheet.em() * float64(max(r.Scale, 1))
	base := y + (h-em)/2 + em*face.Ascent/face.Units
	x := p.sheet.x(r.At)
	switch {
	case r.Box != notice.NoBox:
		p.box(x, base, em, r.Box == notice.TickedBox)
	case r.Blank:
		p.fill(x, base+em*0.12, p.sheet.cell*float64(r.Cells), thin)
	default:
		p.text(r, x, base, em)
	}
}

// box draws a check box of four strokes, and its tick as one shape.
func (p *pen) box(x, base, em float64, ticked bool) {
	side, w := em*0.78, em*0.06
	x += em * 0.14
	y := base - side + em*0.02
	p.fill(x, y, side, w)
	p.fill(x, y+side-w, side, w)
	p.fill(x, y, w, side)
	p.fill(x+side-w, y, w, side)
	if !ticked {
		return
	}
	at := func(fx, fy float64) gopdf.Point { return gopdf.Point{X: x + side*fx, Y: y + side*fy} }
	p.pdf.Polygon([]gopdf.Point{
		at(0.18, 0.5), at(0.28, 0.42), at(0.44, 0.62), at(0.78, 0.18), at(0.88, 0.26), at(0.46, 0.82),
	}, "F")
}

// text sets the characters of a run at their cells: Chinese ones side by side,
// each run of Latin letters and digits squeezed or spread into its cells.
func (p *pen) text(r notice.Run, x, base, em float64) {
	gs := notice.Glyphs(r.Text)
	cell := p.sheet.cell * float64(max(r.Scale, 1))
	for i := 0; i < len(gs); {
		j := i + 1
		for j < len(gs) && sort(gs[j]) == sort(gs[i]) && sort(gs[i]) < odd {
			j++
		}
		cells, s := 0, ""
		for _, g := range gs[i:j] {
			cells += g.Cells
			s += printable(g.Text)
		}
		p.piece(s, sort(gs[i]), x, base, em, cell*float64(cells), r.Bold)
		x += cell * float64(cells)
		i = j
	}
}

// A kind of glyph by how it is set.
type kind int

const (
	square kind = iota // exactly one em wide
	narrow             // one cell
	odd                // two cells, but not one em wide; set alone
	blank              // a space; set alone
)

func sort(g notice.Glyph) kind {
	switch {
	case g.Text == " ":
		return blank
	case g.Cells == 1:
		return narrow
	case natural(printable(g.Text)) == face.Units:
		return square
	}
	return odd
}

// natural is the width of s in font units.
func natural(s string) int {
	n := 0
	for _, r := range s {
		n += face.Advance(r)
	}
	return n
}

// printable puts the placeholder for what the font lacks. A variation selector
// takes no place: its base character is drawn in the font's own form.
func printable(s string) string {
	out := ""
	for _, r := range s {
		switch {
		case face.Has(r):
			out += string(r)
		case r < 0xE0100 || r > 0xE01EF:
			out += string(placeholder)
		}
	}
	return out
}

// piece sets characters of one kind into width.
func (p *pen) piece(s string, k kind, x, base, em, width float64, bold bool) {
	n := utf8.RuneCountInString(s)
	if n == 0 || p.err != nil {
		return
	}
	size, spacing := em, 0.0
	own := float64(natural(s)) / face.Units
	switch {
	case k == odd && own > 0.85:
		size = em / own // the dash: two of them make one line
	case k == odd:
		size = em * latin
	case k == narrow:
		size = min(em*latin, max(width/own, em*smallest))
		// A gap of a tenth of the type size would read as a space.
		spacing = min((width-own*size)/float64(max(n-1, 1)), size*0.09)
	}
	p.keep(p.pdf.SetFont(family, "", size))
	p.keep(p.pdf.SetCharSpacing(spacing))
	p.pdf.SetTextColor(0, 0, 0)
	if bold {
		p.pdf.SetTextColor(boldInk, boldInk, boldInk)
	}
	p.pdf.SetXY(x, base)
	p.keep(p.pdf.Text(s))
}

func (p *pen) keep(err error) {
	if p.err == nil {
		p.err = err
	}
}
