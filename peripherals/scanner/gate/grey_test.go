package gate_test

import "math"

// A sheet is a grey page in memory, 0 black to 1 white. Tests draw on it,
// spoil it and turn it into a file.
type sheet struct {
	w, h int
	dpi  float64
	pix  []float32
}

func newSheet(w, h int, dpi float64, grey float32) *sheet {
	s := &sheet{w, h, dpi, make([]float32, w*h)}
	for i := range s.pix {
		s.pix[i] = grey
	}
	return s
}

// px turns millimetres into pixels.
func (s *sheet) px(mm float64) float64 { return mm / 25.4 * s.dpi }

// mm turns pixels into millimetres.
func (s *sheet) mm(px float64) float64 { return px * 25.4 / s.dpi }

// at returns the grey between pixels; the edge goes on outside.
func (s *sheet) at(x, y float64) float32 {
	x, y = min(max(x-0.5, 0), float64(s.w-1)), min(max(y-0.5, 0), float64(s.h-1))
	x0, y0 := int(x), int(y)
	fx, fy := float32(x-float64(x0)), float32(y-float64(y0))
	x1, y1 := min(x0+1, s.w-1), min(y0+1, s.h-1)
	a, b := s.pix[y0*s.w:], s.pix[y1*s.w:]
	top := a[x0] + fx*(a[x1]-a[x0])
	low := b[x0] + fx*(b[x1]-b[x0])
	return top + fy*(low-top)
}

// bar fills a rectangle given in millimetres.
func (s *sheet) bar(x, y, w, h float64, grey float32) {
	x0, x1 := max(int(math.Round(s.px(x))), 0), min(int(math.Round(s.px(x+w))), s.w)
	y0, y1 := max(int(math.Round(s.px(y))), 0), min(int(math.Round(s.px(y+h))), s.h)
	for r := y0; r < max(y1, y0+1) && r < s.h; r++ {
		for c := x0; c < max(x1, x0+1) && c < s.w; c++ {
			s.pix[r*s.w+c] = grey
		}
	}
}

// each calls f with every pixel of a rectangle in millimetres and replaces it.
func (s *sheet) each(x, y, w, h float64, f func(x, y float64, g float32) float32) {
	x0, x1 := max(int(s.px(x)), 0), min(int(s.px(x+w))+1, s.w)
	y0, y1 := max(int(s.px(y)), 0), min(int(s.px(y+h))+1, s.h)
	for r := y0; r < y1; r++ {
		for c := x0; c < x1; c++ {
			p := &s.pix[r*s.w+c]
			*p = f(s.mm(float64(c)+0.5), s.mm(float64(r)+0.5), *p)
		}
	}
}

// turned returns the sheet on its head.
func (s *sheet) turned() *sheet {
	out := newSheet(s.w, s.h, s.dpi, 0)
	for i, g := range s.pix {
		out.pix[len(s.pix)-1-i] = g
	}
	return out
}

// gauss blurs with a Gaussian of sigma pixels: a kernel for small ones, three
// box filters for large ones.
func (s *sheet) gauss(sigma float64) {
	if sigma < 0.05 {
		return
	}
	if sigma >= 2.5 {
		half := int(math.Sqrt(4*sigma*sigma+1)) / 2
		for range 3 {
			s.convolve(half, nil)
		}
		return
	}
	half := int(math.Ceil(3 * sigma))
	kernel := make([]float32, 2*half+1)
	var sum float32
	for i := range kernel {
		d := float64(i - half)
		kernel[i] = float32(math.Exp(-d * d / (2 * sigma * sigma)))
		sum += kernel[i]
	}
	for i := range kernel {
		kernel[i] /= sum
	}
	s.convolve(half, kernel)
}

// convolve blurs both ways with a kernel, or for none with a box, that reaches
// half pixels to either side. It goes by rows, which lie together in memory.
func (s *sheet) convolve(half int, kernel []float32) {
	padded := make([]float32, s.w+2*half)
	for y := range s.h {
		row := s.pix[y*s.w:][:s.w]
		for i := range padded {
			padded[i] = row[min(max(i-half, 0), s.w-1)]
		}
		run(row, padded, half, kernel)
	}
	old := append([]float32(nil), s.pix...)
	line := func(y int) []float32 { return old[min(max(y, 0), s.h-1)*s.w:][:s.w] }
	if kernel != nil {
		for y := range s.h {
			to := s.pix[y*s.w:][:s.w]
			clear(to)
			for k, f := range kernel {
				for x, g := range line(y + k - half) {
					to[x] += f * g
				}
			}
		}
		return
	}
	sums := make([]float32, s.w)
	for y := -half; y <= half; y++ {
		for x, g := range line(y) {
			sums[x] += g
		}
	}
	scale := 1 / float32(2*half+1)
	for y := range s.h {
		in, out := line(y+half+1), line(y-half)
		to := s.pix[y*s.w:][:s.w]
		for x := range to {
			to[x] = sums[x] * scale
			sums[x] += in[x] - out[x]
		}
	}
}

// run is one row of convolve.
func run(row, padded []float32, half int, kernel []float32) {
	if kernel != nil {
		for x := range row {
			var v float32
			for k, g := range padded[x : x+len(kernel)] {
				v += kernel[k] * g
			}
			row[x] = v
		}
		return
	}
	var sum float32
	for _, g := range padded[:2*half] {
		sum += g
	}
	scale := 1 / float32(2*half+1)
	for x := range row {
		sum += padded[x+2*half]
		row[x] = sum * scale
		sum -= padded[x]
	}
}

// halved returns the sheet at a resolution n times smaller.
func (s *sheet) halved(n int) *sheet {
	out := newSheet(s.w/n, s.h/n, s.dpi/float64(n), 0)
	scale := 1 / float32(n*n)
	for y := range out.h * n {
		to := out.pix[y/n*out.w:]
		for x, g := range s.pix[y*s.w:][:out.w*n] {
			to[x/n] += g * scale
		}
	}
	return out
}

// smear blurs along a straight movement of length pixels.
func (s *sheet) smear(length, angle float64) *sheet {
	out := newSheet(s.w, s.h, s.dpi, 0)
	n := max(int(math.Ceil(length)), 2)
	sin, cos := math.Sincos(angle)
	scale := 1 / float32(n)
	for i := range n {
		d := (float64(i)/float64(n-1) - 0.5) * length
		dx, dy := int(math.Round(d*cos)), int(math.Round(d*sin))
		for y := range s.h {
			from := s.pix[min(max(y+dy, 0), s.h-1)*s.w:][:s.w]
			to := out.pix[y*s.w:][:s.w]
			for x := range to {
				to[x] += from[min(max(x+dx, 0), s.w-1)] * scale
			}
		}
	}
	return out
}
