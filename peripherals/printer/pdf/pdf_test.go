package pdf_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"xiaochuang/desk/notice"
	"xiaochuang/desk/notice/noticetest"
	"xiaochuang/peripherals/printer/pdf"
)

// Whatever stands in the Doc can be read out of the file again, characters
// beyond the BMP included.
func TestTextReadsBack(t *testing.T) {
	for _, s := range noticetest.Papers(t) {
		for _, m := range []notice.Medium{notice.A4, notice.A4Large, notice.Roll80} {
			t.Run(s.Name+"-"+string(m), func(t *testing.T) {
				d := noticetest.Doc(t, s.Name, m)
				got := squeeze(tool(t, "poppler-utils", "pdftotext", "-raw", file(t, d), "-"))
				for _, p := range d.Pages {
					for _, l := range p.All() {
						for _, r := range l.Runs {
							if !strings.Contains(got, squeeze(r.Text)) {
								t.Errorf("%q is lost", r.Text)
							}
						}
					}
				}
				if miss := pdf.Missing(d); len(miss) != 0 {
					t.Errorf("missing %q", miss)
				}
			})
		}
	}
}

func TestRareNameIsCopiedWhole(t *testing.T) {
	got := tool(t, "poppler-utils", "pdftotext", "-layout", file(t, noticetest.Doc(t, "supplement", notice.A4)), "-")
	if !strings.Contains(got, "申请人：司马𬭎𫖯") {
		t.Errorf("the name is not in\n%s", got)
	}
	if got := tool(t, "poppler-utils", "pdftotext", "-layout", file(t, rareDoc()), "-"); !strings.Contains(got, "𬭎𫖯𬸪㛃䶮喆犇𫍯䲟㙍㐂") {
		t.Errorf("read back %q", got)
	}
}

func rareDoc() notice.Doc {
	return notice.Doc{Medium: notice.A4, Title: "𬭎", Pages: []notice.Page{{Lines: []notice.Line{{
		Height: notice.Row, Runs: []notice.Run{{At: 0, Cells: 22, Scale: 1, Text: "𬭎𫖯𬸪㛃䶮喆犇𫍯䲟㙍㐂"}},
	}}}}}
}

// wordBox is one word of pdftotext -bbox.
var wordBox = regexp.MustCompile(`<word xMin="([0-9.]+)" yMin="([0-9.]+)" xMax="([0-9.]+)" yMax="([0-9.]+)">`)

// Every run begins at its cell and in its line.
func TestRunsStandAtTheirCells(t *testing.T) {
	for _, s := range noticetest.Papers(t) {
		d := noticetest.Doc(t, s.Name, notice.A4)
		out := tool(t, "poppler-utils", "pdftotext", "-bbox", "-l", "1", file(t, d), "-")
		var words [][4]float64
		for _, m := range wordBox.FindAllStringSubmatch(out, -1) {
			var w [4]float64
			for i := range w {
				w[i], _ = strconv.ParseFloat(m[i+1], 64)
			}
			words = append(words, w)
		}
		const cell, row, left, top = 5.75, 14.8, (595.28 - 88*5.75) / 2, (841.89 - 51*14.8) / 2
		y := top
		for _, l := range d.Pages[0].Lines {
			h := row * float64(l.Height) / notice.Row
			for _, r := range l.Runs {
				if r.Text == "" || strings.HasPrefix(r.Text, " ") || strings.HasPrefix(r.Text, "\u3000") {
					continue
				}
				if !covers(words, left+cell*float64(r.At), y+h/2) {
					t.Errorf("%s: no word at cell %d of the line at %.0f, where %q should begin", s.Name, r.At, y, r.Text)
				}
			}
			y += h
		}
	}
}

// covers reports whether a word covers the point right of x.
func covers(words [][4]float64, x, y float64) bool {
	for _, w := range words {
		if w[0]-1 <= x && x+2 <= w[2]+1 && w[1] <= y && y <= w[3] {
			return true
		}
	}
	return false
}

func TestFileIsSound(t *testing.T) {
	for _, name := range []string{"notice", "handover", "ticket"} {
		for _, m := range []notice.Medium{notice.A4, notice.Roll80} {
			path := file(t, noticetest.Doc(t, name, m))
			if out := tool(t, "qpdf", "qpdf", "--check", path); !strings.Contains(out, "No syntax or stream encoding errors") {
				t.Error(out)
			}
			fonts := strings.Split(strings.TrimSpace(tool(t, "poppler-utils", "pdffonts", path)), "\n")
			if len(fonts) != 3 || !regexp.MustCompile(`NotoSansSC-Regular +CID TrueType +Identity-H +yes yes yes`).MatchString(fonts[2]) {
				t.Errorf("fonts are\n%s", strings.Join(fonts, "\n"))
			}
		}
	}
}

func TestProperties(t *testing.T) {
	d := noticetest.Doc(t, "receipt", notice.A4)
	out := tool(t, "poppler-utils", "pdfinfo", "-isodates", file(t, d))
	for _, want := range []string{"材料接收凭证 PZ-110101001001-20261122-01A0007", "2026-11-22T09:41:00+08", "595.28 x 841.89 pts (A4)"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	for _, never := range []string{"司马", "多福巷1号"} {
		if strings.Contains(out, never) {
			t.Errorf("%q is in the properties", never)
		}
	}
}

func TestPagesAreNumbered(t *testing.T) {
	p := noticetest.Paper(t, "handover")
	for range 5 {
		p.Content.Cases = append(p.Content.Cases, p.Content.Cases...)
	}
	d, err := notice.Layout(p, notice.A4)
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(tool(t, "poppler-utils", "pdftotext", "-layout", file(t, d), "-"), "\f")
	pages = pages[:len(pages)-1]
	if len(pages) != len(d.Pages) || len(pages) < 4 {
		t.Fatalf("%d pages in the file, %d in the Doc", len(pages), len(d.Pages))
	}
	for i, text := range pages {
		want := fmt.Sprintf("第%d页 共%d页", i+1, len(pages))
		if !strings.Contains(text, want) || !strings.Contains(text, "办件编号") || strings.Count(text, "演示数据") != 1 {
			t.Errorf("page %d lacks %q, the head of the table or 演示数据:\n%s", i+1, want, text)
		}
	}
}

func TestCodeCanBeScanned(t *testing.T) {
	for _, m := range []notice.Medium{notice.A4, notice.A4Large, notice.Roll80, notice.Roll58} {
		d := noticetest.Doc(t, "receipt", m)
		d.Pages = d.Pages[len(d.Pages)-1:] // where the code stands
		name, _ := picture(t, file(t, d), "203")
		got := tool(t, "zbar-tools", "zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", name)
		if want := noticetest.Paper(t, "receipt").Content.QR; strings.TrimSpace(got) != want {
			t.Errorf("%s: the code says %q, want %q", m, got, want)
		}
	}
}

func TestBoxesAreDrawn(t *testing.T) {
	d := notice.Doc{Medium: notice.A4, Pages: []notice.Page{{Lines: []notice.Line{{Height: notice.Row, Runs: []notice.Run{
		{At: 0, Cells: 3, Scale: 1, Box: notice.EmptyBox},
		{At: 10, Cells: 3, Scale: 1, Box: notice.TickedBox},
		{At: 20, Cells: 10, Scale: 1, Blank: true},
	}}}}}}
	path := file(t, d)
	_, img := picture(t, path, "288") // four pixels a point
	cell, left, top := 5.75, (595.28-88*5.75)/2, (841.89-51*14.8)/2
	ink := func(from, to int) (all, inside int) {
		x0, x1 := int(4*(left+cell*float64(from))), int(4*(left+cell*float64(to)))
		for y := int(4 * top); y < int(4*(top+14.8)); y++ {
			for x := x0; x < x1; x++ {
				if !dark(img, x, y) {
					continue
				}
				all++
				if x > x0+14 && x < x1-32 && y > int(4*top)+18 && y < int(4*top)+40 {
					inside++
				}
			}
		}
		return all, inside
	}
	if all, inside := ink(0, 3); all < 200 || inside != 0 {
		t.Errorf("empty box: %d dark pixels, %d inside", all, inside)
	}
	if all, inside := ink(10, 13); all < 300 || inside < 50 {
		t.Errorf("ticked box: %d dark pixels, %d inside", all, inside)
	}
	if all, _ := ink(20, 30); all < 300 {
		t.Errorf("blank: %d dark pixels", all)
	}
	if got := strings.TrimSpace(tool(t, "poppler-utils", "pdftotext", path, "-")); got != "" {
		t.Errorf("boxes say %q", got)
	}
}

func dark(img image.Image, x, y int) bool {
	return color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y < 100
}

// The watermark is light, lies behind the text and is no text.
func TestWatermark(t *testing.T) {
	d := noticetest.Doc(t, "notice", notice.A4)
	grey := func(d notice.Doc) int {
		_, img := picture(t, file(t, d), "50")
		n := 0
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				if v := color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y; math.Abs(float64(v)-235) < 3 {
					n++
				}
			}
		}
		return n
	}
	with := grey(d)
	d.Watermark = ""
	if without := grey(d); with < without+2000 {
		t.Errorf("%d grey pixels with a watermark, %d without", with, without)
	}
}

func TestMissingGlyphIsShownAndReported(t *testing.T) {
	d := notice.Doc{Medium: notice.A4, Pages: []notice.Page{{Lines: []notice.Line{{Height: notice.Row, Runs: []notice.Run{
		{At: 0, Cells: 8, Scale: 1, Text: "张𠮷\uFFFD三"},
		{At: 10, Cells: 2, Scale: 1, Text: "葛\U000e0100"},
	}}}}}}
	if got := string(pdf.Missing(d)); got != "\uFFFD𠮷\U000e0100" {
		t.Errorf("missing %q", got)
	}
	if got := tool(t, "poppler-utils", "pdftotext", file(t, d), "-"); !strings.Contains(got, "张□□三") || !strings.Contains(got, "葛") {
		t.Errorf("page says %q", got)
	}
}

func TestSameDocSameBytes(t *testing.T) {
	d := noticetest.Doc(t, "notice", notice.A4)
	want, err := pdf.Render(d)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			got, err := pdf.Render(d)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("a second rendering differs (%v)", err)
			}
		})
	}
	wg.Wait()
}

func TestAnyTextRenders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var lines []notice.Line
		for _, s := range rapid.SliceOfN(rapid.StringN(0, 30, -1), 0, 20).Draw(t, "lines") {
			s = notice.Clean(s, 60)
			lines = append(lines, notice.Line{Height: notice.Row, Runs: []notice.Run{{Cells: notice.Cells(s), Scale: 1, Text: s, Bold: len(s)%2 == 0}}})
		}
		d := notice.Doc{Medium: notice.A4, Watermark: "演练", Pages: []notice.Page{{Lines: lines}, {Foot: lines}}}
		b, err := pdf.Render(d)
		if err != nil || !bytes.HasPrefix(b, []byte("%PDF-1.7")) || !bytes.HasSuffix(b, []byte("%%EOF\n")) {
			t.Fatalf("%d bytes, %v", len(b), err)
		}
	})
}

func BenchmarkNotice(b *testing.B) {
	d := noticetest.Doc(b, "notice", notice.A4)
	n := 0
	for b.Loop() {
		f, err := pdf.Render(d)
		if err != nil {
			b.Fatal(err)
		}
		n = len(f)
	}
	b.ReportMetric(float64(n), "bytes")
}

// TestCopySheetIsTypedByAScanGun reads the codes of a copy sheet off the printed
// page and holds that they spell every value, with a tab between two.
func TestCopySheetIsTypedByAScanGun(t *testing.T) {
	p := noticetest.Paper(t, "copy")
	name, _ := picture(t, file(t, noticetest.Doc(t, "copy", notice.A4)), "300")
	got := tool(t, "zbar-tools", "zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", name)
	var want []string
	for _, f := range p.Content.Fields {
		want = append(want, f.Value)
	}
	if strings.Join(p.Content.Codes, "") != strings.Join(want, "\t") {
		t.Fatalf("the codes say %q", p.Content.Codes)
	}
	for _, c := range p.Content.Codes {
		if !strings.Contains(got, c) {
			t.Errorf("the page has no code %q\n%q", c, got)
		}
	}
}
