package escpos

import (
	"image"
	"image/draw"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"xiaochuang/desk/notice"
	"xiaochuang/peripherals/printer/pdf/face"
)

// glyphDots is the side of a Chinese character at scale 1.
const glyphDots = 2 * notice.CellDots

// placeholder is drawn for a character that the embedded font lacks.
const placeholder = '□'

// A strip is a picture of one line, white on which dots are set.
type strip struct {
	img  *image.Gray
	zoom int
}

// newStrip returns an empty strip.
func newStrip(dots, height, zoom int) *strip {
	s := &strip{img: image.NewGray(image.Rect(0, 0, dots, height)), zoom: zoom}
	draw.Draw(s.img, s.img.Bounds(), image.White, image.Point{}, draw.Src)
	return s
}

// line draws the runs of a line with their feet on a common line.
func (s *strip) line(runs []notice.Run) error {
	for _, r := range runs {
		if err := s.run(r); err != nil {
			return err
		}
	}
	return nil
}

func (s *strip) run(r notice.Run) error {
	scale := max(r.Scale, 1) * s.zoom
	x := r.At * notice.CellDots * s.zoom
	h := s.img.Bounds().Dy()
	side := glyphDots * scale
	switch {
	case r.Box != notice.NoBox:
		s.box(x+scale, h-side+2*scale, side-4*scale, scale, r.Box == notice.TickedBox)
	case r.Blank:
		s.fill(x, h-2*s.zoom, r.Cells*notice.CellDots*s.zoom, 2*s.zoom)
	default:
		return s.text(r, x, h-side*face.Descent/face.Units, scale)
	}
	return nil
}

// text draws characters at their cells, narrow ones in the middle of theirs.
func (s *strip) text(r notice.Run, x, base, scale int) error {
	wide, err := newFace(float64(glyphDots * scale))
	if err != nil {
		return err
	}
	narrow, err := newFace(float64(glyphDots*scale) * 0.9)
	if err != nil {
		return err
	}
	for _, g := range notice.Glyphs(r.Text) {
		f, width := wide, g.Cells*notice.CellDots*scale
		if g.Cells < 2 {
			f = narrow
		}
		text := drawable(g.Text)
		left := max((width-font.MeasureString(f, text).Round())/2, 0)
		d := font.Drawer{Dst: s.img, Src: image.Black, Face: f}
		for bold := range 2 {
			d.Dot = fixed.P(x+left+bold*s.zoom, base)
			d.DrawString(text)
			if !r.Bold {
				break
			}
		}
		x += width
	}
	return nil
}

func newFace(size float64) (font.Face, error) {
	return opentype.NewFace(face.Font(), &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
}

// drawable puts the placeholder for what the font lacks; a variation selector
// takes no place.
func drawable(s string) string {
	out := ""
	for _, r := range s {
		switch {
		case face.Has(r):
			out += string(r)
		case r < 0xE0100 || r > 0xE01EF:
			out += string(placeholder)
		}
	}
	return out
}

// box draws a check box with lines as thick as w.
func (s *strip) box(x, y, side, w int, ticked bool) {
	s.fill(x, y, side, 2*w)
	s.fill(x, y+side-2*w, side, 2*w)
	s.fill(x, y, 2*w, side)
	s.fill(x+side-2*w, y, 2*w, side)
	if !ticked {
		return
	}
	// The tick goes down for a third and up for two thirds.
	foot := side / 4
	for i := range side * 2 / 3 {
		up := i - foot
		if up < 0 {
			up = -up
		}
		s.fill(x+side/6+i, y+side*3/4-up-w, 3*w, 3*w)
	}
}

func (s *strip) fill(x, y, w, h int) {
	draw.Draw(s.img, image.Rect(x, y, x+w, y+h), image.Black, image.Point{}, draw.Src)
}

// code draws a QR code with modules of m dots, its quiet zone included.
func (s *strip) code(c *notice.Code, x, m int) {
	for row := range c.Modules() {
		for col := range c.Modules() {
			if c.Black(col, row) {
				s.fill(x+(col+notice.Quiet)*m, (row+notice.Quiet)*m, m, m)
			}
		}
	}
}

// set reports whether the dot is to be printed.
func (s *strip) set(x, y int) bool {
	return image.Pt(x, y).In(s.img.Bounds()) && s.img.GrayAt(x, y).Y < 128
}

// width is the number of dots up to the last one set.
func (s *strip) width() int {
	b := s.img.Bounds()
	for x := b.Dx(); x > 0; x-- {
		for y := range b.Dy() {
			if s.set(x-1, y) {
				return x
			}
		}
	}
	return 0
}

// raster returns the strip as GS v 0 blocks of at most block rows.
func (s *strip) raster(block int) []byte {
	var out []byte
	bytes := max((s.width()+7)/8, 1)
	height := s.img.Bounds().Dy()
	for y := 0; y < height; y += block {
		rows := min(block, height-y)
		out = append(out, gs, 'v', '0', 0, byte(bytes), byte(bytes>>8), byte(rows), byte(rows>>8))
		for r := y; r < y+rows; r++ {
			for b := range bytes {
				var v byte
				for bit := range 8 {
					if s.set(b*8+bit, r) {
						v |= 0x80 >> bit
					}
				}
				out = append(out, v)
			}
		}
	}
	return out
}
