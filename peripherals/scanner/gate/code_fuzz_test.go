package gate

import (
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"

	"xiaochuang/desk"
)

// A page of the fuzzer: a sheet of A4 at a pixel a millimetre, and on it a code of
// the separators' size, whose modules are the bits of the input.
const (
	codeAt     = 55
	codePixels = 4 // of a module
)

func drawnCode(modules []byte) luma {
	l := newLuma(210, 297)
	for i := range l.pix {
		l.pix[i] = 255
	}
	for y := range codeModules * codePixels {
		for x := range codeModules * codePixels {
			bit := y/codePixels*codeModules + x/codePixels
			if bit/8 < len(modules) && modules[bit/8]&(1<<(bit%8)) != 0 {
				l.row(codeAt + y)[codeAt+x] = 0
			}
		}
	}
	return l
}

// FuzzCode has codes read that somebody else may have printed: what comes out is
// the word of a separator or none.
func FuzzCode(f *testing.F) {
	read := false
	for _, words := range []string{"XCS3AAAAAAAAAAAA", "HTTPS://EXAMPLE.COM", "测试"} {
		for _, level := range []decoder.ErrorCorrectionLevel{decoder.ErrorCorrectionLevel_L, decoder.ErrorCorrectionLevel_M} {
			m, err := qrcode.NewQRCodeWriter().Encode(words, gozxing.BarcodeFormat_QR_CODE, codeModules, codeModules, map[gozxing.EncodeHintType]any{
				gozxing.EncodeHintType_MARGIN: 0, gozxing.EncodeHintType_QR_VERSION: 2, gozxing.EncodeHintType_ERROR_CORRECTION: level,
			})
			if err != nil || m.GetWidth() != codeModules {
				f.Fatal(words, err)
			}
			b := make([]byte, (codeModules*codeModules+7)/8)
			for bit := range codeModules * codeModules {
				if m.Get(bit%codeModules, bit/codeModules) {
					b[bit/8] |= 1 << (bit % 8)
				}
			}
			read = read || view(drawnCode(b), 0).separator() != ""
			f.Add(b)
		}
	}
	if !read {
		f.Fatal("no code of the seeds is read")
	}
	f.Fuzz(func(t *testing.T, modules []byte) {
		switch code := view(drawnCode(modules), 0).separator(); {
		case code == "", code == desk.BrokenSeparator, desk.SeparatorForm(code):
		default:
			t.Fatalf("the code says %q", code)
		}
	})
}
