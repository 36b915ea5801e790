package gate

import (
	"math"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/common"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/detector"

	"xiaochuang/desk"
)

// Separators carry one code (GB/T 18284, version 2) as wide as half a sheet, so
// that a sixth of a page's resolution is enough to read it, and the small codes on
// people's documents are not even looked at.
const (
	codeSide    = 720  // bounds the longer side of the page that is searched, in pixels
	codeModules = 25   // of a side
	leastCode   = 60.0 // millimetres of a side
	mostCode    = 130.0
)

// separator returns the code of a separator that stands on the page, whichever way
// up: desk.BrokenSeparator where there is one that cannot be read, "" for none. What
// one resolution does not show another one may.
func (s *sight) separator() (code string) {
	defer func() {
		if recover() != nil { // a reader of codes that gives up must not cost the page
			code = ""
		}
	}()
	mm := float64(max(s.work.w, s.work.h)) / s.scale
	k := (max(s.work.w, s.work.h) + codeSide - 1) / codeSide
	for _, k := range []int{k, k + 1} {
		l := s.work.reduced(k)
		switch said := l.code(mm / float64(max(l.w, l.h))); {
		case desk.SeparatorForm(said):
			return said
		case said != "":
			code = said
		}
	}
	return code
}

// code is separator at one resolution; pixel is the side of a pixel in millimetres.
func (l luma) code(pixel float64) string {
	source, err := gozxing.NewPlanarYUVLuminanceSource(l.tight(), l.w, l.h, 0, 0, l.w, l.h, false)
	if err != nil {
		return ""
	}
	bits, err := gozxing.NewHybridBinarizer(source).GetBlackMatrix()
	if err != nil {
		return ""
	}
	found, err := detector.NewDetector(bits).DetectWithoutHints()
	if err != nil || !ofSize(found, pixel) {
		return ""
	}
	broken := "" // what to say where it cannot be read; the decoder unmasks what it is given
	if frames(found.GetBits()) {
		broken = desk.BrokenSeparator
	}
	said, err := decoder.NewDecoder().DecodeWithoutHint(found.GetBits())
	switch {
	case err != nil:
		return broken
	case desk.SeparatorForm(said.GetText()):
		return said.GetText()
	}
	return ""
}

// tight returns the rows without what may lie between them.
func (l luma) tight() []uint8 {
	if l.stride == l.w {
		return l.pix
	}
	out := make([]uint8, 0, l.w*l.h)
	for y := range l.h {
		out = append(out, l.row(y)...)
	}
	return out
}

// ofSize reports whether what was found is as large as a separator's code; pixel is
// the side of a pixel in millimetres.
func ofSize(found *common.DetectorResult, pixel float64) bool {
	p := found.GetPoints() // centres of the three large squares: below, corner, beside
	if len(p) < 3 || found.GetBits().GetWidth() != codeModules {
		return false
	}
	a := math.Hypot(p[0].GetX()-p[1].GetX(), p[0].GetY()-p[1].GetY())
	b := math.Hypot(p[2].GetX()-p[1].GetX(), p[2].GetY()-p[1].GetY())
	const between = codeModules - 7 // modules from centre to centre
	side := (a + b) / 2 * pixel * codeModules / between
	return side >= leastCode && side <= mostCode && math.Abs(a-b) < 0.1*max(a, b)
}

// frames reports whether the squares and the dotted lines of a code are where they
// belong, so that what cannot be read is a code nevertheless.
func frames(bits *gozxing.BitMatrix) bool {
	wrong, n := 0, 0
	check := func(x, y int, black bool) {
		n++
		if bits.Get(x, y) != black {
			wrong++
		}
	}
	for _, at := range [][2]int{{0, 0}, {codeModules - 7, 0}, {0, codeModules - 7}} {
		for y := range 7 {
			for x := range 7 {
				ring := max(max(3-x, x-3), max(3-y, y-3))
				check(at[0]+x, at[1]+y, ring != 2)
			}
		}
	}
	for i := 8; i < codeModules-8; i++ {
		check(i, 6, i%2 == 0)
		check(6, i, i%2 == 0)
	}
	return wrong*10 <= n
}
