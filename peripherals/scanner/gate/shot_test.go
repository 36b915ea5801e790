package gate_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
)

// A flaw is what was done to a page. The harmless one is "".
type flaw string

const (
	sound   flaw = ""
	blurred flaw = "blurred"
	moved   flaw = "moved"
	dark    flaw = "dark"
	shiny   flaw = "shiny"
	cropped flaw = "cropped"
	dogEar  flaw = "dog_ear"
	empty   flaw = "empty"
	turned  flaw = "turned"
)

// A shot is one way of taking a page. Lengths are millimetres on the paper.
type shot struct {
	flaw flaw
	seed uint64

	// Harmless, in every page.
	dpi      float64 // 100–300
	skew     float64 // degrees, ±2
	camera   bool    // the page lies on a dark desk, all of it in the frame
	lid      float32 // what lies round the page
	slideX   float64 // of the page in the frame, ±3
	slideY   float64
	optics   float64 // sigma of a lens in focus, 0–0.1
	paper    float32 // 0.75–1
	tint     [2]int  // Cb and Cr of the paper, ±8; zero for a grey file
	vignette float32 // loss of light in the corners, 0–0.15
	noise    float32 // sigma, 0–0.015
	quality  int     // JPEG 60–90

	// The flaws.
	sigma  float64 // blurred: 0.3–1.0
	length float64 // moved: 0.9–2.5
	angle  float64
	gain   float32 // dark: 0.12–0.5
	side   int     // cropped: left, top, right, bottom; dog_ear: corner
	bite   float64 // cropped: 3–40 beyond the first ink of that side, and on to the next ink
	shift  bool    // cropped: the frame keeps its size
	legX   float64 // dog_ear: 25–70, at most 0.4 of the side
	legY   float64
	ghost  float32 // empty: the other side shining through, 0–0.06
	specks int
	holes  bool
	gleam  bool // harmless: glare on empty paper
}

// take chooses a shot for a flaw.
func take(f flaw, seed uint64, most float64) shot {
	r := rand.New(rand.NewPCG(seed, 0x9a7e))
	s := shot{flaw: f, seed: seed}
	s.dpi = []float64{100, 120, 150, 200, 200, 200, 240, 300}[r.IntN(8)]
	s.dpi = min(s.dpi, most)
	s.skew = between(r, -2, 2)
	s.camera = r.IntN(3) == 0
	s.lid = 1
	if s.camera || r.IntN(3) == 0 {
		s.lid = float32(between(r, 0.05, 0.35))
	}
	s.slideX, s.slideY = between(r, -3, 3), between(r, -3, 3)
	s.optics = between(r, 0, 0.1)
	s.paper = float32(between(r, 0.75, 1))
	if r.IntN(2) == 0 {
		s.tint = [2]int{r.IntN(17) - 8, r.IntN(17) - 8}
	}
	s.vignette = float32(between(r, 0, 0.15))
	s.noise = float32(between(r, 0, 0.015))
	s.quality = 60 + r.IntN(31)
	s.sigma, s.length = between(r, 0.3, 1), between(r, 0.9, 2.5)
	s.angle = between(r, 0, math.Pi)
	s.gain = float32(between(r, 0.12, 0.5))
	s.side, s.bite, s.shift = r.IntN(4), between(r, 3, 40), r.IntN(2) == 0
	s.legX, s.legY = between(r, 25, 70), between(r, 25, 70)
	s.ghost, s.specks, s.holes = float32(between(r, 0, 0.06)), r.IntN(6), r.IntN(3) == 0
	s.gleam = r.IntN(5) == 0 && f != shiny
	if f == shiny || s.gleam { // glare is a matter of paper that is not white in itself
		s.paper = min(s.paper, 0.94)
	}
	if f == dogEar {
		s.lid = float32(between(r, 0.05, 0.35))
	}
	return s
}

// expose takes the picture of a page.
func (s shot) expose(page *sheet) []byte {
	r := rand.New(rand.NewPCG(s.seed, 0xf1a5))
	switch s.flaw {
	case empty:
		page = s.blank(page, r)
	case turned:
		page = page.turned()
	case dogEar:
		page = s.fold(page)
	}
	out := s.frame(page)
	if s.flaw == blurred {
		out.gauss(out.px(math.Hypot(s.sigma, s.optics)))
	} else {
		out.gauss(out.px(s.optics))
	}
	if s.flaw == moved {
		out = out.smear(out.px(s.length), s.angle)
	}
	s.light(out)
	if s.flaw == shiny || s.gleam {
		glare(out, r, s.flaw == shiny)
	}
	return s.file(out, r)
}

// blank leaves what a back side has: the front shining through, dirt and the
// holes of a file.
func (s shot) blank(page *sheet, r *rand.Rand) *sheet {
	out := newSheet(page.w, page.h, page.dpi, 1)
	if s.ghost > 0.02 {
		for y := range page.h {
			for x := range page.w {
				out.pix[y*page.w+x] = 1 - s.ghost*(1-page.pix[y*page.w+page.w-1-x])
			}
		}
		out.gauss(out.px(0.3))
	}
	for range s.specks {
		out.bar(between(r, 5, out.mm(float64(out.w))-5), between(r, 5, out.mm(float64(out.h))-5), between(r, 0.1, 0.5), between(r, 0.1, 0.5), 0.3)
	}
	if s.holes {
		middle := out.mm(float64(out.h)) / 2
		for _, y := range []float64{middle - 40, middle + 40} {
			out.each(9, y-3, 6, 6, func(px, py float64, g float32) float32 {
				if math.Hypot(px-12, py-y) < 2.8 {
					return s.lid * 0.5
				}
				return g
			})
		}
	}
	return out
}

// fold turns a corner of the page back, so that the lid or desk shows.
func (s shot) fold(page *sheet) *sheet {
	out := newSheet(page.w, page.h, page.dpi, 0)
	copy(out.pix, page.pix)
	w, h := out.mm(float64(out.w)), out.mm(float64(out.h))
	legX, legY := min(s.legX, 0.4*w), min(s.legY, 0.4*h)
	out.each(0, 0, w, h, func(x, y float64, g float32) float32 {
		if s.side&1 == 1 {
			x = w - x
		}
		if s.side&2 == 2 {
			y = h - y
		}
		if x/legX+y/legY < 1 {
			return s.lid
		}
		return g
	})
	return out
}

// extent returns how far the ink is from the left, top, right and bottom.
func extent(page *sheet) [4]float64 {
	x0, y0, x1, y1 := page.w, page.h, 0, 0
	for y := range page.h {
		for x, g := range page.pix[y*page.w:][:page.w] {
			if g < 0.6 {
				x0, x1, y0, y1 = min(x0, x), max(x1, x), min(y0, y), max(y1, y)
			}
		}
	}
	return [4]float64{page.mm(float64(x0)), page.mm(float64(y0)), page.mm(float64(page.w - x1)), page.mm(float64(page.h - y1))}
}

// bitten returns how far from a side the frame cuts the page: the bite beyond its
// first ink, and from there to where it goes through ink again. A cut through
// empty paper leaves nothing to see.
func (s shot) bitten(page *sheet) float64 {
	deep := page.w
	if s.side&1 == 1 {
		deep = page.h
	}
	for d := int(page.px(extent(page)[s.side] + s.bite)); d < deep; d++ {
		at := d
		if s.side >= 2 {
			at = deep - 1 - d
		}
		ink := 0
		for i := range page.w * page.h / deep {
			x, y := at, i
			if s.side&1 == 1 {
				x, y = i, at
			}
			if page.pix[y*page.w+x] < 0.6 {
				ink++
			}
		}
		if page.mm(float64(ink)) >= 0.5 {
			return page.mm(float64(d))
		}
	}
	return extent(page)[s.side]
}

// frame lays the page under the device and samples it. A slip lies in a frame
// of A4 or more.
func (s shot) frame(page *sheet) *sheet {
	w, h := page.mm(float64(page.w)), page.mm(float64(page.h))
	fw, fh := w, h
	if w < 150 {
		fw, fh = max(210, w+20), max(297, h+20)
	}
	dx, dy := s.slideX, s.slideY // of the page's middle from the frame's
	if s.camera {
		fw, fh = fw+18, fh+24
	}
	if s.flaw == cropped {
		free := [4]float64{(fw-w)/2 + dx, (fh-h)/2 + dy, (fw-w)/2 - dx, (fh-h)/2 - dy}[s.side]
		lost := s.bitten(page) + free // taken off the frame at this side
		sign := [4]float64{-1, -1, 1, 1}[s.side]
		switch {
		case s.shift && s.side&1 == 0:
			dx += sign * lost
		case s.shift:
			dy += sign * lost
		case s.side&1 == 0:
			fw, dx = fw-lost, dx+sign*lost/2
		default:
			fh, dy = fh-lost, dy+sign*lost/2
		}
	}
	out := newSheet(int(fw/25.4*s.dpi), int(fh/25.4*s.dpi), s.dpi, s.lid)
	if n := int(page.dpi / s.dpi); n > 1 {
		page = page.halved(n)
	}
	sin, cos := math.Sincos(s.skew * math.Pi / 180)
	step := page.dpi / s.dpi
	for y := range out.h {
		to := out.pix[y*out.w:][:out.w]
		ox, oy := out.mm(0.5)-fw/2-dx, out.mm(float64(y)+0.5)-fh/2-dy
		px, py := page.px(ox*cos+oy*sin+w/2), page.px(oy*cos-ox*sin+h/2)
		for x := range to {
			if ix, iy := int(px-0.5), int(py-0.5); px > 0.5 && py > 0.5 && ix < page.w-1 && iy < page.h-1 {
				fx, fy := float32(px-0.5)-float32(ix), float32(py-0.5)-float32(iy)
				a, b := page.pix[iy*page.w+ix:], page.pix[(iy+1)*page.w+ix:]
				top, low := a[0]+fx*(a[1]-a[0]), b[0]+fx*(b[1]-b[0])
				to[x] = (top + fy*(low-top)) * s.paper
			}
			px, py = px+step*cos, py-step*sin
		}
	}
	return out
}

// light dims the corners, and for a dark page everything.
func (s shot) light(out *sheet) {
	gain := float32(1)
	if s.flaw == dark {
		gain = s.gain
	}
	cx, cy := float32(out.w)/2, float32(out.h)/2
	for y := range out.h {
		for x := range out.w {
			u, v := (float32(x)-cx)/cx, (float32(y)-cy)/cy
			out.pix[y*out.w+x] *= gain * (1 - s.vignette*(u*u+v*v)/2)
		}
	}
}

// glare lays an ellipse of light over the page: half axes of 10–40 and 8–25 mm,
// saturated in the middle. Over writing it swallows at least 25 mm² of ink where
// there is so much; otherwise it keeps 5 mm away from any, or is left out.
func glare(out *sheet, r *rand.Rand, writing bool) {
	w, h := out.mm(float64(out.w)), out.mm(float64(out.h))
	best, most := [5]float64{}, 0.0
	for range 40 {
		e := [5]float64{between(r, 0.1, 0.9) * w, between(r, 0.1, 0.9) * h, between(r, 10, 40), between(r, 8, 25), between(r, 0, math.Pi)}
		reach := e[3]
		if !writing {
			reach = e[2] + 5
		}
		ink := 0.0
		for dy := -reach; dy < reach; dy += 0.5 {
			for dx := -reach; dx < reach; dx += 0.5 {
				if out.at(out.px(e[0]+dx), out.px(e[1]+dy)) < 0.5 {
					ink += 0.25
				}
			}
		}
		if writing && ink > most || !writing && ink == 0 {
			best, most = e, ink
		}
		if most > 25 {
			break
		}
	}
	if best[2] == 0 {
		return
	}
	sin, cos := math.Sincos(best[4])
	core := between(r, 0.6, 0.85) // of the radius, where all is lost
	reach := best[2] + 1
	out.each(best[0]-reach, best[1]-reach, 2*reach, 2*reach, func(x, y float64, g float32) float32 {
		x, y = x-best[0], y-best[1]
		d := math.Hypot((x*cos+y*sin)/best[2], (y*cos-x*sin)/best[3])
		a := float32(min(max((1-d)/(1-core), 0), 1))
		return g + (1.02-g)*a*a*(3-2*a)
	})
}

// file adds the grain of a sensor and writes a JPEG.
func (s shot) file(out *sheet, r *rand.Rand) []byte {
	grain := make([]float32, 1<<14)
	for i := range grain {
		grain[i] = float32(r.NormFloat64()) * s.noise
	}
	pix := make([]uint8, len(out.pix))
	for y := range out.h {
		at := r.IntN(len(grain))
		for x := range out.w {
			i := y*out.w + x
			pix[i] = uint8(min(max((out.pix[i]+grain[(at+x)&(1<<14-1)])*255+0.5, 0), 255))
		}
	}
	rect := image.Rect(0, 0, out.w, out.h)
	var m image.Image = &image.Gray{Pix: pix, Stride: out.w, Rect: rect}
	if s.tint != [2]int{} {
		c := image.NewYCbCr(rect, image.YCbCrSubsampleRatio420)
		copy(c.Y, pix)
		for i := range c.Cb {
			c.Cb[i], c.Cr[i] = uint8(128+s.tint[0]), uint8(128+s.tint[1])
		}
		m = c
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: s.quality}); err != nil {
		panic(err)
	}
	return b.Bytes()
}
