package gate

import "math"

// bandDepth is how near to the frame writing counts as cut, in millimetres.
// Printers leave 4 mm free at least, and between two lines there is less than
// that.
const bandDepth = 2.5

// inkShare is the share of the paper's brightness that ink takes away at
// least, where single pixels are told to be ink.
const inkShare = 0.35

// longestRun is the longest run of ink along the frame, in millimetres, that
// counts as a stroke. A shadow along the frame is longer.
const longestRun = 8.0

// atFrame returns how many strokes run into the frame, on the side where they are
// most: along each line parallel to the frame within the band the runs of ink
// are counted, and the mean of the lines is taken.
func (s *sight) atFrame() float64 {
	w, h := s.work.w, s.work.h
	depth := min(s.px(bandDepth), w/4, h/4)
	var most float64
	for side := range 4 {
		n := 0
		for d := range depth {
			switch side {
			case 0:
				n += s.runs(d, 0, 0, 1, h)
			case 1:
				n += s.runs(0, d, 1, 0, w)
			case 2:
				n += s.runs(w-1-d, 0, 0, 1, h)
			case 3:
				n += s.runs(0, h-1-d, 1, 0, w)
			}
		}
		most = max(most, float64(n)/float64(max(depth, 1)))
	}
	return most
}

// runs counts the runs of ink between paper and paper along n pixels from x, y.
// What lies beyond the page, and next to it, is neither. A run ends only where
// it is clearly paper again: where the edge of a page crosses the line at a
// small angle, the grey between would otherwise be many runs.
func (s *sight) runs(x, y, dx, dy, n int) int {
	const (
		paper = iota
		ink
		lost // ink that did not begin on paper
	)
	count, length, state := 0, 0, lost
	longest := s.px(longestRun)
	for range n {
		c, r := min(x/s.side, s.cols-1), min(y/s.side, s.rows-1)
		i := r*s.cols + c
		share := float64(s.work.pix[y*s.work.stride+x]) / max(float64(s.paper[i]), 1)
		switch {
		case s.beyond[i] || s.near(c, r, 1):
			state = lost
		case share >= 1-inkShare/2:
			if state == ink && length <= longest {
				count++
			}
			state = paper
		case share < 1-inkShare && state == paper:
			state, length = ink, 1
		case state == ink:
			length++
		}
		x, y = x+dx, y+dy
	}
	return count
}

// missing returns the area in square millimetres by which the page falls short of
// the four straight sides that most of its outline lies on: a corner folded,
// torn off or covered.
func (s *sight) missing() float64 {
	left := s.sideLine(s.rows, s.cols, func(r, c int) int { return r*s.cols + c })
	right := s.sideLine(s.rows, s.cols, func(r, c int) int { return r*s.cols + s.cols - 1 - c })
	top := s.sideLine(s.cols, s.rows, func(c, r int) int { return r*s.cols + c })
	bottom := s.sideLine(s.cols, s.rows, func(c, r int) int { return (s.rows-1-r)*s.cols + c })
	n := 0
	for r := range s.rows {
		for c := range s.cols {
			if s.beyond[r*s.cols+c] &&
				left.within(r, c) && right.within(r, s.cols-1-c) &&
				top.within(c, r) && bottom.within(c, s.rows-1-r) {
				n++
			}
		}
	}
	mm := float64(s.side) / s.scale
	return float64(n) * mm * mm
}

// A line is a straight side of the page: its distance from the frame at the
// first cell of the side and its growth from one cell to the next.
type line struct{ from, slope float64 }

// within reports whether a cell at a depth lies inside the page by more than
// the coarseness of cells.
func (l line) within(at, depth int) bool {
	return float64(depth) > l.from+l.slope*float64(at)+1
}

// sideLine finds the line on which most of one side's outline lies. cell gives
// the cell at a place along the side and a depth from the frame.
func (s *sight) sideLine(along, deep int, cell func(at, depth int) int) line {
	depths := make([]int, along)
	for at := range along {
		d := 0
		for d < deep && s.beyond[cell(at, d)] {
			d++
		}
		depths[at] = d
	}
	var best line
	most := -1
	votes := map[int]int{}
	for slope := -0.1; slope <= 0.1; slope += 0.005 {
		clear(votes)
		for at, d := range depths {
			if d < deep {
				k := int(math.Round(float64(d) - slope*float64(at)))
				votes[k]++
				if votes[k] > most {
					best, most = line{float64(k), slope}, votes[k]
				}
			}
		}
	}
	return best
}
