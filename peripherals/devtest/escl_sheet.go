package devtest

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
)

// A sheet of a rig carries its number as sheetBits squares along its top, black
// for 1, so that a page lost, doubled or out of order shows in the picture and
// survives any lossy form of it.
const sheetBits = 8

// square returns where the bit i stands on a page of a size.
func square(size image.Point, i int) image.Rectangle {
	side := size.X / (2*sheetBits + 1)
	return image.Rect(0, 0, side, side).Add(image.Pt((2*i+1)*side, side))
}

// fill blackens a part of a page.
func fill(page *image.Gray, part image.Rectangle, ink byte) {
	part = part.Intersect(page.Bounds())
	for y := part.Min.Y; y < part.Max.Y; y++ {
		row := page.Pix[page.PixOffset(part.Min.X, y):page.PixOffset(part.Max.X, y)]
		for i := range row {
			row[i] = ink
		}
	}
}

// sheet draws the sheet with number n as a JPEG whose header names the
// resolution.
func sheet(n int, size image.Point, dpi int, colour bool) []byte {
	paper := image.NewGray(image.Rectangle{Max: size})
	fill(paper, paper.Bounds(), 255)
	for i := range sheetBits {
		if n>>i&1 == 1 {
			fill(paper, square(size, i), 0)
		}
	}
	for y := size.Y / 5; y < size.Y; y += max(size.Y/40, 2) { // lines of writing
		fill(paper, image.Rect(size.X/10, y, size.X*9/10, y+max(size.Y/200, 1)), 60)
	}
	var page image.Image = paper
	if colour {
		tinted := image.NewRGBA(paper.Bounds())
		for i, v := range paper.Pix {
			copy(tinted.Pix[4*i:], []byte{v, v, max(v, 160), 255})
		}
		page = tinted
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, page, &jpeg.Options{Quality: 80}); err != nil {
		panic(err) // of an image that we drew, into memory
	}
	// APP0 of ITU-T T.871: version 1.02, dots per inch, no thumbnail.
	app0 := []byte("\xff\xe0\x00\x10JFIF\x00\x01\x02\x01....\x00\x00")
	binary.BigEndian.PutUint16(app0[12:], uint16(dpi))
	binary.BigEndian.PutUint16(app0[14:], uint16(dpi))
	out := append([]byte("\xff\xd8"), app0...)
	return append(out, b.Bytes()[2:]...)
}

// SheetNumber reads the number of a rig's sheet from a page, or returns 0 where
// the page is not whole or has none.
func SheetNumber(page []byte) int {
	m, _, err := image.Decode(bytes.NewReader(page))
	if err != nil {
		return 0
	}
	n := 0
	for i := range sheetBits {
		r := square(m.Bounds().Size(), i)
		at := r.Min.Add(r.Max).Div(2).Add(m.Bounds().Min)
		if grey, ok := color.GrayModel.Convert(m.At(at.X, at.Y)).(color.Gray); ok && grey.Y < 128 {
			n |= 1 << i
		}
	}
	return n
}

// Sheet draws the sheet with number n as a JPEG of a size in pixels.
func Sheet(n, width, height int) []byte { return sheet(n, image.Pt(width, height), 100, false) }
