package gate

import (
	"math"
	"slices"
)

// longSide is the length in millimetres that a page is taken to have when the
// caller knows no resolution: A4 (ISO 216).
const longSide = 297

// workSide bounds the longer side of the reduced page in pixels: 100 to 150 dpi
// on A4.
const workSide = 1800

// cellSide is the side of a cell in millimetres: half a Chinese character of
// body text, so that every cell of a written line holds strokes and paper.
const cellSide = 2.0

// A sight is a page made ready for measuring: a reduced copy, divided into
// square cells.
type sight struct {
	full  luma
	work  luma
	k     int     // full pixels for a work pixel
	scale float64 // work pixels for a millimetre

	side       int // of a cell in work pixels
	cols, rows int
	lo, hi     []uint8 // darkest and lightest spot of each cell
	paper      []uint8 // brightness of the paper round each cell
	beyond     []bool  // lid or desk round the page
	level      uint8   // brightness of the paper
}

// view makes a page ready. dpi is of the full image, 0 where it is unknown.
func view(full luma, dpi float64) *sight {
	long := max(full.w, full.h)
	s := &sight{full: full, k: (long + workSide - 1) / workSide}
	s.work = full.reduced(s.k)
	mm := float64(longSide)
	if dpi > 0 {
		mm = float64(long) / dpi * 25.4
	}
	s.scale = float64(max(s.work.w, s.work.h)) / mm
	s.side = max(int(math.Round(cellSide*s.scale)), 4)
	s.cols = max(s.work.w/s.side, 1)
	s.rows = max(s.work.h/s.side, 1)
	s.spread()
	s.findBeyond()
	s.findPaper()
	return s
}

// px turns millimetres into work pixels, at least one.
func (s *sight) px(mm float64) int { return max(int(math.Round(mm*s.scale)), 1) }

// spread finds the darkest and lightest spot of every cell. A spot is the mean of two
// by two pixels, which leaves out single pixels of noise.
func (s *sight) spread() {
	s.lo = make([]uint8, s.cols*s.rows)
	s.hi = make([]uint8, s.cols*s.rows)
	for i := range s.lo {
		s.lo[i] = 255
	}
	for r := range s.rows {
		for y := r * s.side; y < min((r+1)*s.side, s.work.h-1); y++ {
			s.spreadRow(r*s.cols, s.work.row(y), s.work.row(y+1))
		}
	}
	for i := range s.lo {
		s.lo[i] = min(s.lo[i], s.hi[i])
	}
}

func (s *sight) spreadRow(first int, a, b []uint8) {
	for c := range s.cols {
		x0, x1 := c*s.side, min((c+1)*s.side, len(a)-1)
		lo, hi := 1020, 0
		if x0 >= x1 {
			continue
		}
		left := int(a[x0]) + int(b[x0])
		for x := x0 + 1; x <= x1; x++ {
			right := int(a[x]) + int(b[x])
			lo, hi = min(lo, left+right), max(hi, left+right)
			left = right
		}
		s.lo[first+c] = min(s.lo[first+c], uint8(lo/4))
		s.hi[first+c] = max(s.hi[first+c], uint8(hi/4))
	}
}

// solid is the brightness, as a share of the paper's, below which a cell
// without any lighter spot is lid, desk or picture.
const solid = 0.58

// findBeyond marks what is dark without a gap and reaches the frame.
func (s *sight) findBeyond() {
	s.beyond = make([]bool, len(s.hi))
	limit := uint8(solid * float64(percentile(s.hi, 0.98)))
	var queue []int
	push := func(c, r int) {
		if c < 0 || r < 0 || c >= s.cols || r >= s.rows {
			return
		}
		if i := r*s.cols + c; !s.beyond[i] && s.hi[i] < limit {
			s.beyond[i] = true
			queue = append(queue, i)
		}
	}
	for c := range s.cols {
		push(c, 0)
		push(c, s.rows-1)
	}
	for r := range s.rows {
		push(0, r)
		push(s.cols-1, r)
	}
	for len(queue) > 0 {
		i := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		c, r := i%s.cols, i/s.cols
		push(c-1, r)
		push(c+1, r)
		push(c, r-1)
		push(c, r+1)
	}
}

// brighter is how much brighter than the page's paper the paper at one place
// may be, in parts of 100. More is lid beside the page or glare on it.
const brighter = 106

// findPaper takes for the page's paper the middle of the lightest spots of all
// cells, and for the paper round a cell the lightest spot of it and its
// neighbours.
func (s *sight) findPaper() {
	s.paper = make([]uint8, len(s.hi))
	var inside []uint8
	for i, v := range s.hi {
		if !s.beyond[i] {
			inside = append(inside, v)
		}
	}
	s.level = percentile(inside, 0.5)
	most := uint8(min(int(s.level)*brighter/100, 255))
	for i := range s.paper {
		s.around(i, 1, func(j int) { s.paper[i] = max(s.paper[i], min(s.hi[j], most)) })
	}
}

// around calls f with every cell within n cells of i.
func (s *sight) around(i, n int, f func(int)) {
	c, r := i%s.cols, i/s.cols
	for y := max(r-n, 0); y <= min(r+n, s.rows-1); y++ {
		for x := max(c-n, 0); x <= min(c+n, s.cols-1); x++ {
			f(y*s.cols + x)
		}
	}
}

// near reports whether what lies beyond the page is within n cells.
func (s *sight) near(c, r, n int) bool {
	for y := max(r-n, 0); y <= min(r+n, s.rows-1); y++ {
		if slices.Contains(s.beyond[y*s.cols+max(c-n, 0):y*s.cols+min(c+n+1, s.cols)], true) {
			return true
		}
	}
	return false
}

// percentile returns the value below which the share p of values lies, 0 for
// none.
func percentile(values []uint8, p float64) uint8 {
	if len(values) == 0 {
		return 0
	}
	var count [256]int
	for _, v := range values {
		count[v]++
	}
	rest := int(p * float64(len(values)-1))
	for v, n := range count {
		if rest -= n; rest < 0 {
			return uint8(v)
		}
	}
	return 255
}
