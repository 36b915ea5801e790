package gate

import "math"

// grid is the number of fields a side into which a character is divided.
const grid = 8

// Characters of these heights in millimetres are looked at: 6 to 20 pt.
const (
	leastLine = 1.8
	mostLine  = 7.0
)

// faintest is the darkness from which something is ink, of 255.
const faintest = 51

// stripWidth is the width in millimetres of the strips in which lines are
// sought, narrower than the columns of a table.
const stripWidth = 34.0

// characters calls f with the ink of every full-width character that stands
// free, as grid × grid shares from the upper left, and returns the number.
func (s *sight) characters(cells []int, f func(*[grid * grid]float64)) int {
	m := s.strokesOnly(cells)
	m = m.straightened(m.skew())
	n := 0
	strips := max(m.w/s.px(stripWidth), 1)
	for i := range strips {
		n += m.stripCharacters(m.w*i/strips, m.w*(i+1)/strips, s.px(leastLine), s.px(mostLine), f)
	}
	return n
}

// A mask is a picture of ink: 0 paper, up to 255 for black.
type mask struct {
	w, h int
	pix  []uint8
}

// strokesOnly returns the ink of the page without whatever is larger than a
// character: rules, frames, pictures.
func (s *sight) strokesOnly(cells []int) mask {
	m := mask{s.work.w, s.work.h, make([]uint8, s.work.w*s.work.h)}
	for _, i := range cells {
		paper := int(s.paper[i])
		x0, y0 := i%s.cols*s.side, i/s.cols*s.side
		for y := y0; y < min(y0+s.side, m.h); y++ {
			from, to := s.work.row(y), m.pix[y*m.w:]
			for x := x0; x < min(x0+s.side, m.w); x++ {
				if d := (paper - int(from[x])) * 255 / max(paper, 1); d >= faintest {
					to[x] = uint8(d)
				}
			}
		}
	}
	m.dropLarge(s.px(mostLine))
	return m
}

// dropLarge takes away connected ink that is wider or higher than side.
func (m mask) dropLarge(side int) {
	var part []int32
	seen := make([]bool, len(m.pix))
	for first, v := range m.pix {
		if v == 0 || seen[first] {
			continue
		}
		part = append(part[:0], int32(first))
		seen[first] = true
		x0, x1, y0, y1 := m.w, 0, m.h, 0
		for n := 0; n < len(part); n++ {
			x, y := int(part[n])%m.w, int(part[n])/m.w
			x0, x1, y0, y1 = min(x0, x), max(x1, x), min(y0, y), max(y1, y)
			for ny := max(y-1, 0); ny <= min(y+1, m.h-1); ny++ {
				for nx := max(x-1, 0); nx <= min(x+1, m.w-1); nx++ {
					if j := ny*m.w + nx; m.pix[j] != 0 && !seen[j] {
						seen[j] = true
						part = append(part, int32(j))
					}
				}
			}
		}
		if x1-x0 >= side || y1-y0 >= side {
			for _, i := range part {
				m.pix[i] = 0
			}
		}
	}
}

// skew returns the slope of the lines, up to 3°: the one under which the rows
// differ most.
func (m mask) skew() float64 {
	const groups = 32
	rows := make([][]int, groups)
	for g := range rows {
		rows[g] = make([]int, m.h)
	}
	for y := range m.h {
		for x, v := range m.pix[y*m.w:][:m.w] {
			if v != 0 {
				rows[x*groups/m.w][y]++
			}
		}
	}
	sum := make([]int, m.h)
	best, most := 0.0, -1
	for a := -15; a <= 15; a++ {
		slope := math.Tan(float64(a) * 0.2 * math.Pi / 180)
		clear(sum)
		for g, row := range rows {
			shift := int(math.Round(slope * (float64(g) + 0.5 - groups/2) / groups * float64(m.w)))
			for y := max(0, -shift); y < min(m.h, m.h-shift); y++ {
				sum[y] += row[y+shift]
			}
		}
		score := 0
		for _, n := range sum {
			score += n * n
		}
		if score > most {
			best, most = slope, score
		}
	}
	return best
}

// straightened returns the mask with its columns moved so that lines of a slope are level.
func (m mask) straightened(slope float64) mask {
	out := mask{m.w, m.h, make([]uint8, len(m.pix))}
	shifts := make([]int, m.w)
	for x := range shifts {
		shifts[x] = int(math.Round(slope * (float64(x) - float64(m.w)/2)))
	}
	for y := range m.h {
		to := out.pix[y*m.w:][:m.w]
		for x := range to {
			if from := y + shifts[x]; from >= 0 && from < m.h {
				to[x] = m.pix[from*m.w+x]
			}
		}
	}
	return out
}

// stripCharacters finds the lines between two columns and their characters.
func (m mask) stripCharacters(x0, x1, least, most int, f func(*[grid * grid]float64)) int {
	n, top := 0, -1
	for y := range m.h + 1 {
		ink := false
		if y < m.h {
			for _, v := range m.pix[y*m.w+x0 : y*m.w+x1] {
				if v != 0 {
					ink = true
					break
				}
			}
		}
		switch {
		case ink && top < 0:
			top = y
		case !ink && top >= 0:
			if y-top >= least && y-top <= most {
				n += m.lineCharacters(x0, x1, top, y, f)
			}
			top = -1
		}
	}
	return n
}

// lineCharacters divides a line at its gaps into pieces, and takes those
// together that are as wide as the line is high. It does so from both ends, so
// that a line upside down is divided in the same way.
func (m mask) lineCharacters(x0, x1, y0, y1 int, f func(*[grid * grid]float64)) int {
	pieces := m.pieces(x0, x1, y0, y1)
	height := y1 - y0
	least, most := (height*86+99)/100, height*11/10
	n := 0
	found := map[[2]int]bool{}
	take := func(a, b int) {
		if b-a >= least && b-a <= most && !found[[2]int{a, b}] {
			found[[2]int{a, b}] = true
			fields := m.fields(a, y0, b, y1)
			f(&fields)
			n++
		}
	}
	for i := 0; i < len(pieces); i++ {
		a, b := pieces[i][0], pieces[i][1]
		for i+1 < len(pieces) && pieces[i+1][1]-a <= most {
			i++
			b = pieces[i][1]
		}
		take(a, b)
	}
	for i := len(pieces) - 1; i >= 0; i-- {
		a, b := pieces[i][0], pieces[i][1]
		for i > 0 && b-pieces[i-1][0] <= most {
			i--
			a = pieces[i][0]
		}
		take(a, b)
	}
	return n
}

// pieces returns the columns of a line that hold ink, without those that its
// ends may have cut.
func (m mask) pieces(x0, x1, y0, y1 int) [][2]int {
	var out [][2]int
	from := -1
	for x := x0; x <= x1; x++ {
		ink := false
		for y := y0; x < x1 && y < y1; y++ {
			if m.pix[y*m.w+x] != 0 {
				ink = true
				break
			}
		}
		switch {
		case ink && from < 0:
			from = x
		case !ink && from >= 0:
			if from > x0 && x < x1 {
				out = append(out, [2]int{from, x})
			}
			from = -1
		}
	}
	return out
}

// fields returns how dark each field of a character is, in terms of the mean.
// A pixel on the border of fields belongs to each by its part, so that neither
// end of a character is favoured.
func (m mask) fields(x0, y0, x1, y1 int) [grid * grid]float64 {
	var ink [grid * grid]float64
	var mean float64
	across, down := float64(grid)/float64(x1-x0), float64(grid)/float64(y1-y0)
	for y := y0; y < y1; y++ {
		r, r2, upper := split(float64(y-y0)*down, down)
		for x := x0; x < x1; x++ {
			v := float64(m.pix[y*m.w+x])
			if v == 0 {
				continue
			}
			mean += v
			c, c2, left := split(float64(x-x0)*across, across)
			ink[r*grid+c] += v * upper * left
			ink[r*grid+c2] += v * upper * (1 - left)
			ink[r2*grid+c] += v * (1 - upper) * left
			ink[r2*grid+c2] += v * (1 - upper) * (1 - left)
		}
	}
	mean /= grid * grid
	for i := range ink {
		ink[i] /= max(mean, 1)
	}
	return ink
}

// split returns the two fields over which a pixel from at to at+width lies, and its
// part in the first. A pixel is no wider than a field.
func split(at, width float64) (first, second int, part float64) {
	first = min(int(at), grid-1)
	second = min(first+1, grid-1)
	return first, second, min((float64(first+1)-at)/width, 1)
}
