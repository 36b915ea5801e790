package gate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"

	"xiaochuang/desk"
)

// Bounds of one page. A4 at 600 dpi is 34.8 megapixels. The last one is what
// the decoder may take for the pixels: four bytes for each of the largest page,
// which leaves out progressive and 16-bit files of that size.
const (
	maxBytes  = 64 << 20
	maxSide   = 20_000
	maxPixels = 40_000_000
	maxMemory = 4 * maxPixels
)

// What a Problem of Look says. The words are in tui/text.
const (
	Unreadable = "gate.unreadable" // kind Invalid: no image of the stated type, or a broken one
	TooLarge   = "gate.too_large"  // kind Full: beyond the bounds of bytes, pixels or memory
	Stopped    = "gate.stopped"    // kind Unavailable: the context ended first
)

func unreadable(cause error) error {
	return &desk.Problem{Kind: desk.Invalid, What: Unreadable, Cause: cause}
}

func tooLarge(format string, args ...any) error {
	return &desk.Problem{Kind: desk.Full, What: TooLarge, Cause: fmt.Errorf(format, args...)}
}

func stopped(ctx context.Context) error {
	return &desk.Problem{Kind: desk.Unavailable, What: Stopped, Cause: context.Cause(ctx)}
}

// A form is how a type of file is read.
type form struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	cost   func(page []byte, c image.Config) int64 // bytes for a pixel, decoded
}

var forms = map[string]form{
	"image/jpeg": {jpeg.DecodeConfig, jpeg.Decode, jpegCost},
	"image/png":  {png.DecodeConfig, png.Decode, pngCost},
}

// decode reads a page within the bounds. The decoder runs only after the
// header has passed, and stops when ctx ends.
func decode(ctx context.Context, page []byte, mime string) (image.Image, error) {
	f, ok := forms[mime]
	if !ok {
		return nil, unreadable(errors.New("neither image/jpeg nor image/png"))
	}
	if len(page) > maxBytes {
		return nil, tooLarge("page of %d bytes", len(page))
	}
	c, err := f.config(bytes.NewReader(page))
	if err != nil || c.Width < 1 || c.Height < 1 {
		return nil, unreadable(fmt.Errorf("page header: %w", err))
	}
	if c.Width > maxSide || c.Height > maxSide || c.Width*c.Height > maxPixels {
		return nil, tooLarge("page of %d × %d pixels", c.Width, c.Height)
	}
	if need := int64(c.Width) * int64(c.Height) * f.cost(page, c); need > maxMemory {
		return nil, tooLarge("page of %d × %d pixels needs %d bytes", c.Width, c.Height, need)
	}
	m, err := f.decode(&leashed{ctx, bytes.NewReader(page)})
	switch {
	case ctx.Err() != nil:
		return nil, stopped(ctx)
	case err != nil:
		return nil, unreadable(err)
	}
	return m, nil
}

// A leashed reader ends with its context. It gives little at a time, so that
// even a file that is slow to decode asks often.
type leashed struct {
	ctx context.Context
	r   io.Reader
}

func (l *leashed) Read(b []byte) (int, error) {
	if err := l.ctx.Err(); err != nil {
		return 0, err
	}
	return l.r.Read(b[:min(len(b), 512)])
}

// jpegCost counts the coefficients as well, which a progressive file keeps
// until its end (ITU-T T.81, annex G): four bytes each.
func jpegCost(page []byte, c image.Config) int64 {
	components := int64(3)
	switch c.ColorModel {
	case color.GrayModel:
		components = 1
	case color.CMYKModel:
		components = 4
	}
	if progressive(page) {
		return 5 * components
	}
	return components
}

// progressive reports whether the first frame of a JPEG is SOF2. A file that
// hides it from this reading hides it from the decoder, too, which walks the
// segments in the same way.
func progressive(page []byte) bool {
	for i := 2; i+3 < len(page); {
		if page[i] != 0xff {
			i++
			continue
		}
		marker := page[i+1]
		switch {
		case marker == 0xff:
			i++
		case marker == 0xc2:
			return true
		case marker == 0xc0, marker == 0xc1, marker == 0xda, marker == 0xd9:
			return false
		case marker == 0, marker >= 0xd0 && marker <= 0xd7:
			i += 2
		default:
			i += 2 + int(page[i+2])<<8 + int(page[i+3])
		}
	}
	return false
}

// pngCost counts what image/png keeps of a pixel.
func pngCost(_ []byte, c image.Config) int64 {
	switch c.ColorModel {
	case color.GrayModel, color.RGBAModel, color.NRGBAModel:
		return 4 // grey becomes NRGBA where a tRNS chunk follows
	case color.Gray16Model, color.RGBA64Model, color.NRGBA64Model:
		return 8 // grey becomes NRGBA64 where a tRNS chunk follows
	}
	return 1 // a palette
}
