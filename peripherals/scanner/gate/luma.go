package gate

import (
	"image"
	"image/color"
)

// A luma is the brightness of a page, 0 black to 255 white.
type luma struct {
	w, h, stride int
	pix          []uint8
}

func newLuma(w, h int) luma { return luma{w, h, w, make([]uint8, w*h)} }

// row returns line y.
func (l luma) row(y int) []uint8 { return l.pix[y*l.stride:][:l.w] }

// lumaOf takes the brightness out of a decoded image, without a copy where the
// image has it as a plane of its own.
func lumaOf(m image.Image) luma {
	b := m.Bounds()
	switch m := m.(type) {
	case *image.Gray:
		return luma{b.Dx(), b.Dy(), m.Stride, m.Pix[m.PixOffset(b.Min.X, b.Min.Y):]}
	case *image.YCbCr:
		return luma{b.Dx(), b.Dy(), m.YStride, m.Y[m.YOffset(b.Min.X, b.Min.Y):]}
	case *image.Paletted:
		return byTable(m)
	case *image.Gray16:
		return gather(b, m.Pix, m.Stride, [4]int{0, 0, 0, -1}, 2, false)
	case *image.RGBA:
		return gather(b, m.Pix, m.Stride, [4]int{0, 1, 2, 3}, 4, true)
	case *image.NRGBA:
		return gather(b, m.Pix, m.Stride, [4]int{0, 1, 2, 3}, 4, false)
	case *image.RGBA64:
		return gather(b, m.Pix, m.Stride, [4]int{0, 2, 4, 6}, 8, true)
	case *image.NRGBA64:
		return gather(b, m.Pix, m.Stride, [4]int{0, 2, 4, 6}, 8, false)
	}
	out := newLuma(b.Dx(), b.Dy())
	for y := range out.h {
		for x := range out.w {
			out.pix[y*out.w+x] = greyOf(m.At(b.Min.X+x, b.Min.Y+y))
		}
	}
	return out
}

// greyOf returns the brightness of a colour laid on white paper.
func greyOf(c color.Color) uint8 {
	r, g, b, a := c.RGBA()
	return uint8((19595*r+38470*g+7471*b+1<<15)>>24) + uint8((0xffff-a)>>8)
}

// byTable reads an image of indexed colours. The decoder has checked that no
// index is outside.
func byTable(m *image.Paletted) luma {
	var table [256]uint8
	for i, c := range m.Palette {
		table[i] = greyOf(c)
	}
	b := m.Bounds()
	out := newLuma(b.Dx(), b.Dy())
	for y := range out.h {
		from := m.Pix[m.PixOffset(b.Min.X, b.Min.Y+y):]
		for x := range out.w {
			out.pix[y*out.w+x] = table[from[x]]
		}
	}
	return out
}

// gather reads interleaved samples: the places of red, green, blue and opacity
// within the bytes of a pixel (-1 for none), of which only the high byte counts.
// What is transparent shows white paper.
func gather(b image.Rectangle, pix []uint8, stride int, at [4]int, step int, multiplied bool) luma {
	out := newLuma(b.Dx(), b.Dy())
	for y := range out.h {
		from := pix[y*stride:]
		to := out.row(y)
		for x := range to {
			p := from[x*step : x*step+step]
			g := (299*int(p[at[0]]) + 587*int(p[at[1]]) + 114*int(p[at[2]]) + 500) / 1000
			if at[3] >= 0 {
				a := int(p[at[3]])
				if !multiplied {
					g = g * a / 255
				}
				g = min(g+255-a, 255)
			}
			to[x] = uint8(g)
		}
	}
	return out
}

// reduced returns the page smaller by the whole number k, each pixel the mean
// of k × k.
func (l luma) reduced(k int) luma {
	if k <= 1 {
		return l
	}
	out := newLuma(max(l.w/k, 1), max(l.h/k, 1))
	sums := make([]uint32, out.w)
	for y := range out.h {
		clear(sums)
		n := uint32(0)
		for r := y * k; r < min((y+1)*k, l.h); r++ {
			addRow(sums, l.row(r), k)
			n += uint32(min(k, l.w))
		}
		for x, s := range sums {
			out.pix[y*out.w+x] = uint8((s + n/2) / n)
		}
	}
	return out
}

// addRow adds each k pixels of a row to one sum.
func addRow(sums []uint32, row []uint8, k int) {
	if k == 2 && len(row) >= 2*len(sums) {
		for x := range sums {
			sums[x] += uint32(row[2*x]) + uint32(row[2*x+1])
		}
		return
	}
	for x := range sums {
		for _, g := range row[x*k : min((x+1)*k, len(row))] {
			sums[x] += uint32(g)
		}
	}
}
