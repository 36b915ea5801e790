package pdf

import (
	"math"
	"strconv"
	"strings"

	"golang.org/x/image/font/sfnt"

	"xiaochuang/desk/notice"
	"xiaochuang/peripherals/printer/pdf/face"
)

// A sheet is the geometry of the paper in points.
type sheet struct {
	w, h      float64
	left, top float64 // of the grid
	bottom    float64 // of the grid
	cell      float64 // width of a half-width cell; a Chinese character is two wide
	row       float64 // height of a row of body text
	cells     int
}

// A4 in points (ISO 216).
const (
	a4Width  = 595.28
	a4Height = 841.89
)

// newSheet returns the geometry for a Doc. A4 has margins of at least 15 mm; a roll is
// 80 or 58 mm wide and as long as its one page.
func newSheet(d notice.Doc) sheet {
	s := sheet{w: a4Width, h: a4Height, cells: d.Width()}
	switch d.Medium {
	case notice.A4:
		s.cell, s.row = 5.75, 14.8
	case notice.A4Large:
		s.cell, s.row = 9, 23.4
	default:
		const dot = 72.0 / 203
		zoom := float64(d.Medium.Zoom())
		s.cell, s.row = notice.CellDots*dot*zoom, notice.RowDots*dot*zoom
		s.top = 12
		s.w = s.cell*float64(s.cells) + 24
		s.left = 12
		h := 0
		for _, p := range d.Pages {
			h = max(h, notice.Height(p.All()))
		}
		s.h = s.height(h) + 24
		s.bottom = s.h - 12
		return s
	}
	s.left = (s.w - s.cell*float64(s.cells)) / 2
	height := s.row * float64(d.Medium.Rows())
	s.top = (s.h - height) / 2
	s.bottom = s.top + height
	return s
}

func (s sheet) x(cell int) float64 { return s.left + s.cell*float64(cell) }

// mid is the middle of a cell, where vertical rules stand.
func (s sheet) mid(cell int) float64 { return s.x(cell) + s.cell/2 }

// height turns quarter rows into points.
func (s sheet) height(quarters int) float64 { return s.row * float64(quarters) / notice.Row }

// em is the size of type that makes a Chinese character two cells wide.
func (s sheet) em() float64 { return 2 * s.cell }

// watermark returns the operators that draw the words as light outlines across
// the page, or nil for no words. Outlines are no text: they stay out of what is
// copied or searched.
func (s sheet) watermark(words string) []byte {
	words = strings.ReplaceAll(words, " ", "")
	units := 0
	for _, r := range words {
		units += face.Advance(r)
	}
	if units == 0 {
		return nil
	}
	const angle = math.Pi / 6
	size := min(0.75*s.w/math.Cos(angle)/float64(units)*face.Units, s.w/4)
	k := size / face.Units
	length := k * float64(units)
	sin, cos := math.Sincos(angle)
	var b strings.Builder
	b.WriteString("q 0.92 g\n")
	at := 0.0
	for _, r := range words {
		p := path{out: &b, place: func(x, y float64) (float64, float64) {
			x, y = x*k+at-length/2, -y*k-size*0.38
			return s.w/2 + x*cos - y*sin, s.h/2 + x*sin + y*cos
		}}
		p.draw(face.Outline(r))
		at += k * float64(face.Advance(r))
	}
	b.WriteString("Q\n")
	return []byte(b.String())
}

// A path writes outlines as PDF path operators.
type path struct {
	out   *strings.Builder
	place func(x, y float64) (float64, float64)
	x, y  float64 // current point in font units
	open  bool
}

func (p *path) draw(segs sfnt.Segments) {
	for _, g := range segs {
		a := [3][2]float64{}
		for i, q := range g.Args {
			a[i] = [2]float64{float64(q.X) / 64, float64(q.Y) / 64}
		}
		switch g.Op {
		case sfnt.SegmentOpMoveTo:
			p.close()
			p.op("m", a[0])
			p.open = true
		case sfnt.SegmentOpLineTo:
			p.op("l", a[0])
		case sfnt.SegmentOpQuadTo:
			// A quadratic curve as a cubic one.
			c1 := [2]float64{p.x + (a[0][0]-p.x)*2/3, p.y + (a[0][1]-p.y)*2/3}
			c2 := [2]float64{a[1][0] + (a[0][0]-a[1][0])*2/3, a[1][1] + (a[0][1]-a[1][1])*2/3}
			p.op("c", c1, c2, a[1])
		case sfnt.SegmentOpCubeTo:
			p.op("c", a[0], a[1], a[2])
		}
	}
	p.close()
	p.out.WriteString("f\n")
}

func (p *path) close() {
	if p.open {
		p.out.WriteString("h\n")
	}
	p.open = false
}

func (p *path) op(name string, points ...[2]float64) {
	for _, q := range points {
		x, y := p.place(q[0], q[1])
		p.out.WriteString(number(x) + " " + number(y) + " ")
		p.x, p.y = q[0], q[1]
	}
	p.out.WriteString(name + "\n")
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) }
