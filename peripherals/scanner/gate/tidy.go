package gate

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"

	"golang.org/x/image/draw"
)

// Bounds of what is cut away round a page.
const (
	leastPaper = 0.25 // of the frame must be left
	leastSolid = 0.9  // of what is left must be paper
	leastGain  = 0.03 // of the frame must go
)

// paperBox returns the part of the full image that holds the page, where the
// lid or the desk shows round it. Something dark along one side only is taken for
// a part of the page, and so is what would leave little.
func (s *sight) paperBox() (image.Rectangle, bool) {
	c0, c1, r0, r1 := s.cols, -1, s.rows, -1
	for i, out := range s.beyond {
		if !out {
			c0, c1 = min(c0, i%s.cols), max(c1, i%s.cols)
			r0, r1 = min(r0, i/s.cols), max(r1, i/s.cols)
		}
	}
	across, down := c0 > 1 || c1 < s.cols-2, r0 > 1 || r1 < s.rows-2
	if c1 < c0 || !across || !down {
		return image.Rectangle{}, false
	}
	paper := 0
	for r := r0; r <= r1; r++ {
		for c := c0; c <= c1; c++ {
			if !s.beyond[r*s.cols+c] {
				paper++
			}
		}
	}
	area := (c1 - c0 + 1) * (r1 - r0 + 1)
	all := float64(s.cols * s.rows)
	if float64(paper) < leastSolid*float64(area) || float64(area) < leastPaper*all || float64(area) > (1-leastGain)*all {
		return image.Rectangle{}, false
	}
	n := s.side * s.k
	box := image.Rect(c0*n, r0*n, (c1+1)*n, (r1+1)*n)
	if c1 == s.cols-1 {
		box.Max.X = s.full.w // cells leave a rest at the far sides
	}
	if r1 == s.rows-1 {
		box.Max.Y = s.full.h
	}
	return box.Intersect(image.Rect(0, 0, s.full.w, s.full.h)), true
}

// qualities are tried one after another until a page is small enough.
var qualities = []int{85, 75, 60, 45}

// A page is made smaller, each time that no quality was enough, by what lacks, but
// within these bounds and so often at most.
const (
	shrinkLeast = 0.75
	shrinkMost  = 0.1
	mostShrinks = 4
)

// tidied returns a page as it is kept: a JPEG of at most so many bytes, cut to the box
// where there is one. What needs no change stays byte for byte what the device
// gave. It returns nil where nothing makes the page small enough.
func tidied(page []byte, mime string, m image.Image, box image.Rectangle, most int) ([]byte, image.Point) {
	size := m.Bounds().Size()
	if box.Empty() && mime == "image/jpeg" && len(page) <= most {
		return page, size
	}
	if x, ok := m.(interface {
		SubImage(r image.Rectangle) image.Image
	}); ok && !box.Empty() {
		m = x.SubImage(box.Add(m.Bounds().Min))
	}
	for range mostShrinks {
		n := 0
		for _, q := range qualities {
			var b bytes.Buffer
			if jpeg.Encode(&b, m, &jpeg.Options{Quality: q}) == nil && b.Len() <= most {
				return b.Bytes(), m.Bounds().Size()
			}
			if n = b.Len(); n > 4*most {
				break // no quality makes up for that
			}
		}
		m = smaller(m, min(max(0.9*math.Sqrt(float64(most)/float64(max(n, 1))), shrinkMost), shrinkLeast))
	}
	return nil, image.Point{}
}

// smaller returns the image on white paper at a share of its size, grey where it
// was grey.
func smaller(m image.Image, by float64) image.Image {
	from := m.Bounds()
	to := image.Rect(0, 0, max(int(float64(from.Dx())*by), 1), max(int(float64(from.Dy())*by), 1))
	var out draw.Image = image.NewRGBA(to)
	if _, grey := m.(*image.Gray); grey {
		out = image.NewGray(to)
	}
	draw.Draw(out, to, image.White, image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(out, to, m, from, draw.Over, nil)
	return out
}
