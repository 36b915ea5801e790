package gate_test

import (
	"context"
	"errors"
	"image"
	"image/color"
	"math"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/scanner/gate"
)

// FuzzLook has hostile files: no panic, an error is a Problem, and a finding
// agrees with itself.
func FuzzLook(f *testing.F) {
	page := grey(drawn(embedded(f), 4, 30))
	f.Add(encoded(f, page, "image/jpeg"), false, 0)
	f.Add(encoded(f, page, "image/png"), true, 30)
	f.Add(encoded(f, image.NewPaletted(image.Rect(0, 0, 3, 90), color.Palette{color.White, color.Black}), "image/png"), true, 1)
	f.Add(encoded(f, image.NewNRGBA64(image.Rect(0, 0, 90, 2)), "image/png"), true, -1)
	f.Add(encoded(f, image.NewYCbCr(image.Rect(0, 0, 17, 33), image.YCbCrSubsampleRatio420), "image/jpeg"), false, math.MaxInt)
	f.Add(stated(encoded(f, page, "image/jpeg"), 60, 900, 0xc2), false, 10)
	f.Add(header(40, 30, 8, 3), true, 0)
	f.Fuzz(func(t *testing.T, page []byte, isPNG bool, dpi int) {
		p := desk.ScannedPage{MIME: "image/jpeg", Bytes: page, DPI: dpi}
		if isPNG {
			p.MIME = "image/png"
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		found, err := gate.LookPage(ctx, p)
		if err != nil {
			if _, ok := errors.AsType[*desk.Problem](err); !ok || found.Verdict != "" {
				t.Fatalf("%+v, %v", found, err)
			}
			return
		}
		if (found.Verdict == gate.Stop) != (len(found.Defects) > 0) {
			t.Fatalf("%+v", found)
		}
		m := found.Measures
		for _, v := range []float64{m.Paper, m.Strokes, m.Edges, m.Pixel, m.Glare, m.AtFrame, m.Missing, math.Abs(m.Upright)} {
			if math.IsNaN(v) || v < 0 || v > 1e7 {
				t.Fatalf("%+v", m)
			}
		}
	})
}
