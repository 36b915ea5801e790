package scanner

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	_ "image/jpeg" // decodes what scanners deliver
	_ "image/png"
	"io"
	"math"
	"os"
)

// Bounds of one page. A4 at 600 dpi is 34.8 megapixels.
const (
	maxBytes  = 64 << 20
	maxSide   = 20_000
	maxPixels = 40_000_000
)

// An imageFormat is a file form in which pages arrive.
type imageFormat struct {
	name string // as scanimage and image.DecodeConfig call it
	mime string
	ext  string
}

var (
	jpegFormat = imageFormat{"jpeg", "image/jpeg", ".jpg"}
	pngFormat  = imageFormat{"png", "image/png", ".png"}
)

// formatOf tells the form of a file by its first bytes.
func formatOf(b []byte) (imageFormat, bool) {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return jpegFormat, true
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return pngFormat, true
	}
	return imageFormat{}, false
}

// whole reports whether the file ends as its form demands: EOI (ITU-T T.81,
// B.2.1) or an IEND chunk (ISO/IEC 15948, 11.2.5). Some devices pad a JPEG with
// zeros.
func (f imageFormat) whole(b []byte) bool {
	if f == pngFormat {
		return bytes.HasSuffix(b, []byte("\x00\x00\x00\x00IEND\xaeB`\x82"))
	}
	return bytes.HasSuffix(bytes.TrimRight(b, "\x00"), []byte("\xff\xd9"))
}

// readAll reads a page file up to its bound.
func readAll(f *os.File) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read page: %w", err)
	}
	if len(b) > maxBytes {
		return nil, Trouble(TooLarge, fmt.Errorf("page exceeds %d bytes", maxBytes))
	}
	return b, nil
}

// examine returns form and size of a page that is whole and within bounds. It
// does not decode the pixels.
func examine(b []byte) (imageFormat, image.Config, error) {
	f, ok := formatOf(b)
	if !ok || !f.whole(b) {
		return f, image.Config{}, Trouble(Cut, fmt.Errorf("page of %d bytes is not a whole image", len(b)))
	}
	c, name, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil || name != f.name || c.Width < 1 || c.Height < 1 {
		return f, c, Trouble(Cut, fmt.Errorf("page header: %w", err))
	}
	if c.Width > maxSide || c.Height > maxSide || c.Width*c.Height > maxPixels {
		return f, c, Trouble(TooLarge, fmt.Errorf("page of %d × %d pixels", c.Width, c.Height))
	}
	return f, c, nil
}

const mmPerInch = 25.4

// density returns the resolution that the file claims for itself in dpi: the
// JFIF header (ITU-T T.871) or a pHYs chunk. 0 means that it claims none.
func density(f imageFormat, b []byte) int {
	if f == pngFormat {
		i := bytes.Index(b[:min(len(b), 4096)], []byte("pHYs"))
		if i < 0 || len(b) < i+13 || b[i+12] != 1 {
			return 0
		}
		perMetre := binary.BigEndian.Uint32(b[i+4:])
		return int(math.Round(float64(perMetre) * mmPerInch / 1000))
	}
	if len(b) < 18 || string(b[6:11]) != "JFIF\x00" {
		return 0
	}
	d := int(binary.BigEndian.Uint16(b[14:]))
	switch b[13] {
	case 1:
		return d
	case 2:
		return int(math.Round(float64(d) * 2.54))
	}
	return 0
}

// fits reports whether a side of n pixels is what mm millimetres give at dpi.
// Drivers round to their own steps and may crop to the paper, but a side that
// is larger than the glass or a fifth of it came from another setting.
func fits(n int, mm float64, dpi int) bool {
	want := mm / mmPerInch * float64(dpi)
	return float64(n) <= want*1.05+16 && float64(n) >= want/5
}
