package gate_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"path/filepath"
	"testing"

	"golang.org/x/image/draw"
	"rsc.io/qr"

	"xiaochuang/desk"
	"xiaochuang/peripherals/scanner/gate"
)

// known is the station whose separators testdata/separators writes.
var known = desk.Separators{Check: func(text string) []byte { return []byte(text + "-of-a-test") }}

// separators are the sheets of a set, printed and scanned at a resolution.
func separators(t testing.TB, dpi int) []*sheet {
	t.Helper()
	file := filepath.Join(t.TempDir(), "set.pdf")
	tool(t, "golang-go", "go", "run", "./testdata/separators", file)
	set := printed(t, file, dpi)
	if len(set) != desk.MostSeparators+1 {
		t.Fatalf("%d sheets", len(set))
	}
	return set
}

// readsAs is what the gate reads on a page: the line, or -1.
func readsAs(t testing.TB, page []byte) (line int, code string) {
	t.Helper()
	code, err := gate.Separator(page)
	if err != nil {
		t.Fatal(err)
	}
	if line, ok := known.Line(code); ok {
		return line, code
	}
	return -1, code
}

// TestSeparatorsAreRead scans each sheet of a set in every harmless way, and upside
// down, where all are to be read; and with flaws, where what is not read is told
// at best and never read as another line.
func TestSeparatorsAreRead(t *testing.T) {
	dpi, shots, flawed := 100, 2, []flaw{blurred, shiny}
	switch {
	case full():
		dpi, shots, flawed = 150, 8, []flaw{blurred, moved, dark, shiny, dogEar}
	case racing:
		shots, flawed = 1, nil
	}
	read, all := map[flaw]int{}, map[flaw]int{}
	for line, page := range separators(t, dpi) {
		for i, f := range append([]flaw{sound, turned}, flawed...) {
			n := shots
			if i > 1 && !full() {
				n = 1
			}
			for i := range n {
				s := take(f, uint64(4_000_000+line*100+i), float64(dpi))
				got, code := readsAs(t, s.expose(page))
				all[f]++
				switch {
				case got == line:
					read[f]++
				case got >= 0:
					t.Errorf("%s: sheet %d is read as %d", f, line, got)
				case f == sound || f == turned:
					t.Errorf("%q: sheet %d is read as %q: %+v", f, line, code, s)
				}
			}
		}
	}
	for f, n := range all {
		t.Logf("%-8q %3d of %3d read", f, read[f], n)
	}
}

// TestPagesAreNoSeparators has the gate look at pages without one, and at people's
// own codes: none divides a stack, and none is taken for a broken separator.
func TestPagesAreNoSeparators(t *testing.T) {
	n := 18
	switch {
	case full():
		n = 270
	case racing:
		n = 3
	}
	for i := range n {
		page, f := drawn(embedded(t), i, 100), sound
		if at := i % (len(flaws) + 1); at < len(flaws) {
			f = flaws[at].flaw
		}
		if _, code := readsAs(t, take(f, uint64(5_000_000+i), 100).expose(page)); code != "" {
			t.Errorf("page %d, %q, has code %q", i, f, code)
		}
	}
	for _, tt := range []struct {
		name, says string
		mm         int
		want       string
	}{
		{"small", known.Code(3), 30, ""},
		{"of a web page", "https://example.invalid/a?b=1", 90, ""},
		{"of another form", "XCS3ABC", 90, ""},
		{"of another station", "XCS3AAAAAAAAAAAA", 90, "XCS3AAAAAAAAAAAA"}, // told, and kept as a page
		{"of this station", known.Code(3), 90, known.Code(3)},
	} {
		line, code := readsAs(t, coded(t, tt.says, tt.mm, nil))
		if code != tt.want || (line == 3) != (tt.name == "of this station") {
			t.Errorf("%s: line %d, code %q", tt.name, line, code)
		}
	}
}

// TestBrokenSeparatorIsTold spoils the middle of a code: it is no page like any other.
func TestBrokenSeparatorIsTold(t *testing.T) {
	page := coded(t, known.Code(3), 90, func(code draw.Image) {
		b := code.Bounds()
		middle := image.Rect(b.Dx()*8/25, b.Dy()*8/25, b.Dx(), b.Dy()*17/25).Add(b.Min)
		draw.Draw(code, middle, image.Black, image.Point{}, draw.Src)
	})
	if line, code := readsAs(t, page); line >= 0 || code != desk.BrokenSeparator {
		t.Errorf("line %d, code %q", line, code)
	}
}

// coded draws a code in the middle of a white sheet of A4 at 100 dpi.
func coded(t testing.TB, says string, mm int, spoil func(draw.Image)) []byte {
	t.Helper()
	c, err := qr.Encode(says, qr.H)
	if err != nil {
		t.Fatal(err)
	}
	small := image.NewGray(image.Rect(0, 0, c.Size, c.Size))
	for y := range c.Size {
		for x := range c.Size {
			if !c.Black(x, y) {
				small.Pix[y*small.Stride+x] = 255
			}
		}
	}
	page := image.NewGray(image.Rect(0, 0, 827, 1169))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	side := mm * 1000 / 254
	at := image.Rect(0, 0, side, side).Add(image.Pt((827-side)/2, 300))
	draw.NearestNeighbor.Scale(page, at, small, small.Rect, draw.Src, nil)
	if spoil != nil {
		spoil(page.SubImage(at).(draw.Image))
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, page, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// BenchmarkSeparator reports what the search for a code adds to a page.
func BenchmarkSeparator(b *testing.B) {
	for name, page := range a4(b) {
		b.Run(name, func(b *testing.B) {
			search := gate.Searcher(page)
			for b.Loop() {
				if code := search(); code != "" {
					b.Fatal(code)
				}
			}
		})
	}
}
