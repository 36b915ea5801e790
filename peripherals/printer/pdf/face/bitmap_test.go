package face_test

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"flag"
	"image"
	"io"
	"os"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"xiaochuang/peripherals/printer/pdf/face"
)

var update = flag.Bool("update", false, "write the dot characters of the screens anew")

// dotFile holds the characters that screens draw in dots, made from this
// typeface: a deflated sequence, sorted by character, of the code point (4 bytes,
// little endian), the width in dots (1 byte) and dotSide rows (2 bytes each, the
// leftmost dot highest).
const dotFile = "../../../../tui/ui/hanzi.bin"

// dotSide is the height of a dot character, and the width of a Chinese one.
const dotSide = 12

// TestDotCharacters holds that the screens' dot characters are those of this
// typeface. It looks at every 19th: drawing all of them takes seconds.
func TestDotCharacters(t *testing.T) {
	const entry, step = 4 + 1 + 2*dotSide, 19
	if *update {
		writeDots(t, dotCharacters(t, 1))
	}
	f, err := os.Open(dotFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := io.ReadAll(flate.NewReader(f))
	if err != nil {
		t.Fatal(err)
	}
	at := map[uint32][]byte{}
	for ; len(got) >= entry; got = got[entry:] {
		at[binary.LittleEndian.Uint32(got)] = got[:entry]
	}
	for want := dotCharacters(t, step); len(want) > 0; want = want[entry:] {
		if r := binary.LittleEndian.Uint32(want); !bytes.Equal(at[r], want[:entry]) {
			t.Fatalf("%c is not as in the typeface; go test -update writes it anew", rune(r))
		}
	}
}

func writeDots(t *testing.T, all []byte) {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(all); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dotFile, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// dotCharacters draws every step-th character.
func dotCharacters(t *testing.T, step rune) []byte {
	t.Helper()
	f, err := opentype.NewFace(face.Font(), &opentype.FaceOptions{Size: dotSide * 1.08, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		t.Fatal(err)
	}
	var out []byte
	for r := rune(' '); r < 0x30000; r += step {
		if !face.Has(r) {
			continue
		}
		width := dotSide
		if face.Advance(r) < face.Units {
			width = min(max((face.Advance(r)*dotSide+face.Units/2)/face.Units, 2)+1, dotSide)
		}
		out = binary.LittleEndian.AppendUint32(out, uint32(r))
		out = append(out, byte(width))
		for _, row := range dots(f, r) {
			out = binary.LittleEndian.AppendUint16(out, row)
		}
	}
	return out
}

// dots draws one character. More than a third of a dot is a dot: thin strokes
// would break otherwise.
func dots(f font.Face, r rune) (rows [dotSide]uint16) {
	const third, left, base = 100, -10, dotSide * 64 * 9 / 10
	img := image.NewGray(image.Rect(0, 0, 16, dotSide))
	d := font.Drawer{Dst: img, Src: image.White, Face: f, Dot: fixed.Point26_6{X: left, Y: base}}
	d.DrawString(string(r))
	for y := range rows {
		for x := range dotSide {
			if img.GrayAt(x, y).Y > third {
				rows[y] |= 1 << (15 - x)
			}
		}
	}
	return rows
}
