package gate_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"math"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/scanner/gate"
	"xiaochuang/peripherals/sim"
)

// grey turns a sheet into an image.
func grey(s *sheet) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, s.w, s.h))
	for i, g := range s.pix {
		m.Pix[i] = uint8(g * 255)
	}
	return m
}

func encoded(t testing.TB, m image.Image, mime string) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	if mime == "image/png" {
		err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, m)
	} else {
		err = jpeg.Encode(&b, m, &jpeg.Options{Quality: 80})
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// header returns a PNG file that ends after stating its size.
func header(w, h uint32, depth, kind byte) []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")
	b = binary.BigEndian.AppendUint32(b, w)
	b = binary.BigEndian.AppendUint32(b, h)
	b = append(b, depth, kind, 0, 0, 0)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[12:]))
}

// stated returns a JPEG file with another size and kind of frame in its header.
func stated(page []byte, w, h uint16, marker byte) []byte {
	b := bytes.Clone(page)
	i := bytes.Index(b, []byte{0xff, 0xc0})
	b[i+1] = marker
	binary.BigEndian.PutUint16(b[i+5:], h)
	binary.BigEndian.PutUint16(b[i+7:], w)
	return b
}

func TestRefusesBeforeItDecodes(t *testing.T) {
	small := encoded(t, grey(drawn(embedded(t), 4, 50)), "image/jpeg")
	for _, tt := range []struct {
		name, mime string
		page       []byte
		kind       desk.Kind
		what       string
	}{
		{"no image", "image/jpeg", []byte("not an image"), desk.Invalid, gate.Unreadable},
		{"nothing", "image/png", nil, desk.Invalid, gate.Unreadable},
		{"another type", "image/tiff", small, desk.Invalid, gate.Unreadable},
		{"not the stated type", "image/png", small, desk.Invalid, gate.Unreadable},
		{"cut short", "image/jpeg", small[:len(small)/2], desk.Invalid, gate.Unreadable},
		{"a header alone", "image/png", header(100, 100, 8, 0), desk.Invalid, gate.Unreadable},
		{"too many pixels", "image/png", header(12_000, 12_000, 8, 0), desk.Full, gate.TooLarge},
		{"too wide", "image/png", header(20_001, 10, 8, 0), desk.Full, gate.TooLarge},
		{"too high", "image/jpeg", stated(small, 10, 20_001, 0xc0), desk.Full, gate.TooLarge},
		{"too deep", "image/png", header(6000, 5000, 16, 6), desk.Full, gate.TooLarge},
		{"progressive and large", "image/jpeg", stated(small, 8000, 5000, 0xc2), desk.Full, gate.TooLarge},
		{"too many bytes", "image/jpeg", make([]byte, 64<<20+1), desk.Full, gate.TooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			began := time.Now()
			f, err := gate.Look(t.Context(), tt.page, tt.mime)
			if !errors.Is(err, &desk.Problem{Kind: tt.kind, What: tt.what}) || f.Verdict != "" {
				t.Errorf("%v, %v", f, err)
			}
			if d := time.Since(began); d > time.Second {
				t.Errorf("took %v", d)
			}
		})
	}
}

func TestStopsWithItsContext(t *testing.T) {
	page := encoded(t, image.NewGray(image.Rect(0, 0, 7000, 5000)), "image/jpeg")
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := gate.Look(ctx, page, "image/jpeg")
	if !errors.Is(err, &desk.Problem{Kind: desk.Unavailable, What: gate.Stopped}) || !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if d := time.Since(began); d > 2*time.Second {
		t.Errorf("took %v", d)
	}
}

// TestEveryKindOfImage has the same page in every form that the decoders give.
func TestEveryKindOfImage(t *testing.T) {
	s := drawn(embedded(t), 0, 75)
	plain := grey(s)
	b := plain.Bounds()
	paint := func(m draw.Image) image.Image {
		draw.Draw(m, b, plain, image.Point{}, draw.Src)
		return m
	}
	clear := image.NewNRGBA(b) // black ink on nothing
	for i, g := range plain.Pix {
		clear.Pix[4*i+3] = 255 - g
	}
	var shades color.Palette
	for i := range 256 {
		shades = append(shades, color.Gray{Y: uint8(i)})
	}
	want, err := gate.Look(t.Context(), encoded(t, plain, "image/png"), "image/png")
	if err != nil || want.Verdict != gate.Pass {
		t.Fatal(want, err)
	}
	for name, m := range map[string]image.Image{
		"gray16":      paint(image.NewGray16(b)),
		"opaque":      paint(image.NewRGBA(b)),
		"transparent": clear,
		"deep":        paint(image.NewRGBA64(b)),
		"paletted":    paint(image.NewPaletted(b, shades)),
	} {
		got, err := gate.Look(t.Context(), encoded(t, m, "image/png"), "image/png")
		if err != nil || got.Verdict != gate.Pass ||
			math.Abs(got.Measures.Strokes-want.Measures.Strokes) > 0.02*want.Measures.Strokes || got.Measures.Paper != want.Measures.Paper {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, want)
		}
		if one := gate.Brightness(m); !bytes.Equal(one, plain.Pix) && name != "transparent" {
			t.Errorf("%s: another brightness", name)
		}
	}
	if one := gate.Brightness(paint(image.NewCMYK(b))); !bytes.Equal(one, plain.Pix) {
		t.Error("CMYK: another brightness")
	}
}

func TestLimitOfZeroSwitchesOff(t *testing.T) {
	face := embedded(t)
	for _, f := range flaws {
		s := take(f.flaw, 42, 100)
		page := s.expose(drawn(face, 2, 100))
		if found, err := gate.Look(t.Context(), page, "image/jpeg"); err != nil || !found.Has(f.defect) {
			t.Errorf("%s is not seen: %+v, %v", f.flaw, found, err)
		}
		if found, err := (gate.Limits{}).Look(t.Context(), page, "image/jpeg", 0); err != nil || found.Verdict != gate.Pass {
			t.Errorf("%s is stopped without limits: %+v, %v", f.flaw, found, err)
		}
	}
}

// TestResolution has a card that was cut out of its page. Its size is known
// from the resolution, unless that is what a camera states of everything.
func TestResolution(t *testing.T) {
	page := drawn(embedded(t), 0, 200)
	card := newSheet(674, 425, 200, 1)
	for y := range 260 {
		copy(card.pix[(y+80)*card.w+80:][:500], page.pix[(y+600)*page.w+300:])
	}
	shot := desk.ScannedPage{MIME: "image/jpeg", Bytes: encoded(t, grey(card), "image/jpeg"), Width: card.w, Height: card.h, DPI: 200}
	for dpi, pixel := range map[int]float64{200: 25.4 / 200, 96: 25.4 / 96, 3: 297.0 / 674, 0: 297.0 / 674} {
		shot.DPI = dpi
		f, err := gate.LookPage(t.Context(), shot)
		if err != nil || math.Abs(f.Measures.Pixel-pixel) > pixel/100 {
			t.Errorf("%d dpi: %+v, %v, want a pixel of %.3f mm", dpi, f, err, pixel)
		}
		if f.Verdict != gate.Pass {
			t.Errorf("%d dpi: %+v", dpi, f)
		}
	}
}

func TestPlainSheets(t *testing.T) {
	for _, tt := range []struct {
		name string
		w, h int
		grey uint8
		want []gate.Defect
	}{
		{"white", 827, 1169, 255, []gate.Defect{gate.Blank}},
		{"black", 827, 1169, 0, []gate.Defect{gate.Blank, gate.Dark}},
		{"one pixel", 1, 1, 255, []gate.Defect{gate.Blank}},
		{"a hair", 1, 19_999, 255, []gate.Defect{gate.Blank}},
		{"a rule", 19_999, 2, 255, []gate.Defect{gate.Blank}},
	} {
		m := image.NewGray(image.Rect(0, 0, tt.w, tt.h))
		for i := range m.Pix {
			m.Pix[i] = tt.grey
		}
		f, err := gate.Look(t.Context(), encoded(t, m, "image/png"), "image/png")
		if err != nil || f.Verdict != gate.Stop {
			t.Errorf("%s: %+v, %v", tt.name, f, err)
		}
		for _, d := range tt.want {
			if !f.Has(d) {
				t.Errorf("%s is not %s: %+v", tt.name, d, f)
			}
		}
	}
}

// TestPracticePagesPass has the pages of the simulated scanner.
func TestPracticePagesPass(t *testing.T) {
	for n, colour := range []bool{false, true} {
		f, err := gate.Look(t.Context(), encoded(t, sim.Page(n+7, 150, colour), "image/jpeg"), "image/jpeg")
		if err != nil || f.Verdict != gate.Pass {
			t.Errorf("page %d: %+v, %v", n+7, f, err)
		}
	}
}
