package gate

import (
	"math"
	"slices"
)

// mostCells bounds how many cells the sharpness is measured in.
const mostCells = 900

// contrast is the least difference of ink from paper, as a share of the paper's
// brightness, that makes a cell written.
const contrast = 0.2

// written lists the cells that hold strokes, strongest contrast or not, away
// from the edge of the page.
func (s *sight) written() []int {
	var out []int
	for r := 1; r < s.rows-1; r++ {
		for c := 1; c < s.cols-1; c++ {
			i := r*s.cols + c
			if s.isWritten(i) && !s.near(c, r, 1) {
				out = append(out, i)
			}
		}
	}
	return out
}

// directions in which strokes may be smeared: right, down, and the diagonals.
// usual is how much wider than along rows and columns edges look there when
// nothing is smeared, because most strokes are level or upright.
var directions = [4]struct{ step, usual float64 }{
	{1, 1}, {1, 1}, {math.Sqrt2, 1.2}, {math.Sqrt2, 1.2},
}

// sharpShare is the share of the written cells that must be smeared before the
// page is: a picture has wide edges of its own and must not outvote the text.
const sharpShare = 0.3

// smear returns how wide the edges of strokes are, in millimetres, in the
// direction in which they are widest: of each cell the height of its strokes
// over their steepest slope, of the page the sharper part of its cells. Cells
// with strokes of one direction have no say, since a rule smeared across is a
// wider rule with edges as sharp as before; nor have empty areas. It returns 0
// where nothing is written.
func (s *sight) smear(cells []int) float64 {
	var width [len(directions)][]float64
	every := max((len(cells)+mostCells-1)/mostCells, 1)
	for n := 0; n < len(cells); n += every {
		w, crossed := s.edges(cells[n]%s.cols, cells[n]/s.cols)
		for d := range w {
			if crossed {
				width[d] = append(width[d], w[d])
			}
		}
	}
	var most float64
	for d, w := range width {
		if len(w) > 0 {
			slices.Sort(w)
			most = max(most, w[int(sharpShare*float64(len(w)-1))]/directions[d].usual)
		}
	}
	return most / s.scale / float64(s.k)
}

// crossing is the least share of the gradient along the rows or columns, of the
// other one, in a cell that holds strokes of both directions.
const crossing = 0.1

// edges measures one cell in the full image: the width of its edges in pixels
// by direction, and whether strokes of several directions stand in it. The
// slope is a mean that favours the steep: the sum of cubes over the sum of
// squares.
func (s *sight) edges(c, r int) (width [len(directions)]float64, crossed bool) {
	n := s.side * s.k
	x0, y0 := max(c*n, 1), max(r*n, 1)
	x1, y1 := min(x0+n, s.full.w-1), min(y0+n, s.full.h-1)
	lo, hi := 255, 0
	var two, three [len(directions)]float64
	for y := y0; y < y1; y++ {
		here := s.full.row(y)
		up, down := s.full.row(y-1), s.full.row(y+1)
		for x := x0; x < x1; x++ {
			g := int(here[x])
			lo, hi = min(lo, g), max(hi, g)
			for d, to := range [len(directions)]uint8{here[x+1], down[x], down[x+1], up[x+1]} {
				v := float64(int(to) - g)
				v2 := v * v
				two[d] += v2
				three[d] += v2 * math.Abs(v)
			}
		}
	}
	for d := range width {
		slope := three[d] / max(two[d], 1) / directions[d].step
		width[d] = float64(hi-lo) / max(slope, 0.1)
	}
	return width, min(two[0], two[1]) >= crossing*max(two[0], two[1])
}
