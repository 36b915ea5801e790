package escpos_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
	"xiaochuang/desk/notice/noticetest"
	"xiaochuang/peripherals/printer/escpos"
)

// rolls are the media that a thermal printer takes.
var rolls = []notice.Medium{notice.Roll80, notice.Roll80Slim, notice.Roll80Large, notice.Roll58}

// printed renders the Doc and reads it back as a printer does.
func printed(t *testing.T, d notice.Doc, p escpos.Profile) escpos.Tape {
	t.Helper()
	b, err := escpos.Render(d, p)
	if err != nil {
		t.Fatal(err)
	}
	tape, err := escpos.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	return tape
}

// The printer prints every line of the Doc in order, its characters at their
// cells; what it has no character for is a picture.
func TestTapeSaysWhatTheLinesSay(t *testing.T) {
	for _, s := range noticetest.Papers(t) {
		for _, m := range rolls {
			d := noticetest.Doc(t, s.Name, m)
			tape := printed(t, d, escpos.Profile{})
			if tape.Cuts != 1 {
				t.Errorf("%s on %s is cut %d times", s.Name, m, tape.Cuts)
			}
			i := 0
			for _, l := range d.Pages[0].All() {
				if len(l.Runs) == 0 {
					continue
				}
				for i < len(tape.Lines) && tape.Lines[i].Text == "" && !sameInk(tape.Lines[i], l, m) {
					i++
				}
				if i == len(tape.Lines) {
					t.Fatalf("%s on %s: %q is not on the tape", s.Name, m, l.Text())
				}
				compare(t, l, tape.Lines[i], m)
				i++
			}
		}
	}
}

// sameInk reports whether a picture may be the line: it is as high and has ink
// where its first run begins.
func sameInk(got escpos.TapeLine, want notice.Line, m notice.Medium) bool {
	if got.Picture == nil || got.Picture.Bounds().Dy() != 24*want.Runs[0].Scale*m.Zoom() {
		return false
	}
	cell := notice.CellDots * m.Zoom()
	return ink(got.Picture, want.Runs[0].At*cell, (want.Runs[0].At+4)*cell) > 10
}

func compare(t *testing.T, want notice.Line, got escpos.TapeLine, m notice.Medium) {
	t.Helper()
	if got.Picture != nil {
		if encodable(want) {
			t.Errorf("%q is a picture without need", want.Text())
		}
		return
	}
	for _, w := range want.Runs {
		text := w.Text
		switch {
		case w.Box == notice.EmptyBox:
			text = "□"
		case w.Box == notice.TickedBox:
			text = "√"
		case w.Blank:
			text = strings.Repeat("_", w.Cells)
		}
		if at := cellOf(got, text, w.At*m.Zoom()); at != w.At*m.Zoom() {
			t.Errorf("%q stands at cell %d, want %d, in %q", text, at, w.At*m.Zoom(), got.Text)
		}
	}
}

// cellOf returns the cell at which text begins, looking at cell first.
func cellOf(l escpos.TapeLine, text string, cell int) int {
	at := map[int]string{}
	found := -1
	for _, r := range l.Runs {
		c := r.At
		rest := r.Text
		for _, g := range notice.Glyphs(r.Text) {
			at[c] = rest
			if found < 0 && strings.HasPrefix(rest, text) {
				found = c
			}
			c += g.Cells * r.Scale
			rest = rest[len(g.Text):]
		}
	}
	if strings.HasPrefix(at[cell], text) {
		return cell
	}
	return found
}

func encodable(l notice.Line) bool {
	for _, r := range l.Runs {
		_, err := simplifiedchinese.GBK.NewEncoder().String(r.Text)
		if err != nil || r.Scale > 2 {
			return false
		}
	}
	return true
}

func ink(img *image.Gray, from, to int) int {
	n := 0
	for y := range img.Bounds().Dy() {
		for x := from; x < min(to, img.Bounds().Dx()); x++ {
			if img.GrayAt(x, y).Y < 128 {
				n++
			}
		}
	}
	return n
}

func TestNothingReachesOverTheEdge(t *testing.T) {
	for _, s := range noticetest.Papers(t) {
		for _, m := range rolls {
			dots := m.Columns() * notice.CellDots * m.Zoom()
			for _, l := range printed(t, noticetest.Doc(t, s.Name, m), escpos.Profile{Block: 100}).Lines {
				if l.Picture != nil && l.Picture.Bounds().Dx() > (dots+7)/8*8 {
					t.Errorf("%s on %s: a picture of %d dots, the line has %d", s.Name, m, l.Picture.Bounds().Dx(), dots)
				}
				for _, r := range l.Runs {
					if r.End()*notice.CellDots > dots {
						t.Errorf("%s on %s: %q ends at dot %d of %d", s.Name, m, r.Text, r.End()*notice.CellDots, dots)
					}
				}
			}
		}
	}
}

// A rare name is drawn, and only its line.
func TestRareNameIsDrawn(t *testing.T) {
	d := notice.Doc{Medium: notice.Roll80, Pages: []notice.Page{{Lines: []notice.Line{
		{Height: notice.Row, Runs: []notice.Run{{At: 2, Cells: 8, Scale: 1, Text: "张三李四"}}},
		{Height: notice.Row, Runs: []notice.Run{{At: 2, Cells: 8, Scale: 1, Text: "司马𬭎𫖯"}, {At: 20, Cells: 4, Scale: 1, Text: "A012"}}},
	}}}}
	tape := printed(t, d, escpos.Profile{})
	if got := tape.Text(); got != "  张三李四\n▨\n" {
		t.Fatalf("tape says %q", got)
	}
	img := tape.Lines[1].Picture
	for _, c := range []struct{ from, to, least, most int }{
		{0, 2, 0, 0}, {2, 4, 60, 400}, {4, 6, 60, 400}, {6, 8, 60, 400}, {8, 10, 60, 400}, {10, 20, 0, 0}, {20, 24, 100, 500},
	} {
		if n := ink(img, c.from*notice.CellDots, c.to*notice.CellDots); n < c.least || n > c.most {
			t.Errorf("cells %d to %d have %d dots, want %d to %d", c.from, c.to, n, c.least, c.most)
		}
	}
}

// The technician's slip prints in characters what the printer has and as
// pictures what it has not.
func TestTestSlip(t *testing.T) {
	d, err := notice.TestSlip(notice.Roll80, "80 mm", "XC-TEST-1", time.Date(2026, 11, 22, 9, 41, 0, 0, desk.Beijing))
	if err != nil {
		t.Fatal(err)
	}
	got := printed(t, d, escpos.Profile{}).Text()
	for _, want := range []string{"\n" + strings.Repeat("1234567890", 5)[:48] + "\n", "国标二级：亍", "扩充字符：镕", "□ 未选 √ 已选", "▨"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing from\n%s", want, got)
		}
	}
	if strings.Contains(got, "生 僻 字") {
		t.Errorf("the rare characters are text:\n%s", got)
	}
	got = printed(t, d, escpos.Profile{Charset: escpos.GB2312}).Text()
	if strings.Contains(got, "扩充字符") || !strings.Contains(got, "国标二级") {
		t.Errorf("GB 2312 only:\n%s", got)
	}
}

func TestCodeCanBeScanned(t *testing.T) {
	if _, err := exec.LookPath("zbarimg"); err != nil {
		t.Fatal("zbarimg is missing: apt-get install zbar-tools")
	}
	for _, m := range rolls {
		for _, block := range []int{0, 24} {
			d := noticetest.Doc(t, "receipt", m)
			tape := printed(t, d, escpos.Profile{Block: block})
			img, err := tape.Draw(m.Columns()*notice.CellDots*m.Zoom() + 16)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "tape.png")
			f, err := os.Create(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(png.Encode(f, img), f.Close()); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command("zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", path).Output()
			if want := noticetest.Paper(t, "receipt").Content.QR; err != nil || strings.TrimSpace(string(out)) != want {
				t.Errorf("%s: the code says %q (%v), want %q", m, out, err, want)
			}
		}
	}
}

func TestRasterBlocksAreShort(t *testing.T) {
	b, err := escpos.Render(noticetest.Doc(t, "ticket", notice.Roll80), escpos.Profile{Block: 64, Picture: true})
	if err != nil {
		t.Fatal(err)
	}
	blocks := 0
	for i := 0; ; {
		j := bytes.Index(b[i:], []byte("\x1dv0\x00"))
		if j < 0 {
			break
		}
		i += j
		rows := int(b[i+6]) | int(b[i+7])<<8
		if rows == 0 || rows > 64 {
			t.Errorf("a block of %d rows", rows)
		}
		blocks++
		i += 8 + rows*(int(b[i+4])|int(b[i+5])<<8)
	}
	if blocks < 10 {
		t.Errorf("%d blocks", blocks)
	}
}

func TestCommands(t *testing.T) {
	d := notice.Doc{Medium: notice.Roll58, Pages: []notice.Page{{Lines: []notice.Line{
		{Height: notice.Row, Runs: []notice.Run{{At: 0, Cells: 4, Scale: 1, Text: "号票", Bold: true}, {At: 6, Cells: 2, Scale: 1, Text: "A1"}}},
		{Height: 2 * notice.Row, Runs: []notice.Run{{At: 4, Cells: 8, Scale: 2, Text: "号票"}}},
		{Height: 6 * notice.Row, Runs: []notice.Run{{At: 0, Cells: 12, Scale: 6, Text: "A1"}}},
		{Height: 2},
	}}}}
	for _, tt := range []struct {
		name    string
		profile escpos.Profile
		want    string
	}{
		{"partial cut", escpos.Profile{}, "\x1bd\x04\x1dVB\x00"},
		{"full cut", escpos.Profile{Cut: escpos.CutFull, Feed: 6}, "\x1bd\x06\x1dV\x00"},
		{"no cut", escpos.Profile{Cut: escpos.CutNone}, "\x1bd\x04"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := escpos.Render(d, tt.profile)
			if err != nil {
				t.Fatal(err)
			}
			want := "\x1b@" +
				"\x1b3\x20\x1c&\x1bE\x01\xba\xc5\xc6\xb1\x1bE\x00  A1\n" +
				"\x1b3\x40\x1c&    \x1d!\x11\x1c!\x0c\xba\xc5\xc6\xb1\x1d!\x00\x1c!\x00\n" +
				"\x1b3\xc0\x1c&\x1d!\x55\x1c!\x0cA1\x1d!\x00\x1c!\x00\n" +
				"\x1bJ\x10" + tt.want
			if string(got) != want {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

func TestProfileMustSuitThePaper(t *testing.T) {
	if _, err := escpos.Render(noticetest.Doc(t, "ticket", notice.A4), escpos.Profile{}); !errors.Is(err, &desk.Problem{Kind: desk.Invalid, What: "printer.medium"}) {
		t.Errorf("A4: %v", err)
	}
	if _, err := escpos.Render(noticetest.Doc(t, "ticket", notice.Roll80), escpos.Profile{Dots: 512}); !errors.Is(err, &desk.Problem{Kind: desk.Invalid, What: "printer.dots"}) {
		t.Errorf("48 cells on 512 dots: %v", err)
	}
	if _, err := escpos.Render(noticetest.Doc(t, "ticket", notice.Roll80Slim), escpos.Profile{Dots: 512}); err != nil {
		t.Errorf("42 cells on 512 dots: %v", err)
	}
}

// Whatever the text, the printer gets characters and known commands only, and
// prints the text or a picture of it.
func TestNoTextIsACommand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var lines []notice.Line
		for _, s := range rapid.SliceOfN(rapid.StringN(0, 20, -1), 0, 10).Draw(t, "lines") {
			if rapid.Bool().Draw(t, "clean") {
				s = notice.Clean(s, 60)
			}
			scale := rapid.IntRange(1, 2).Draw(t, "scale")
			lines = append(lines, notice.Line{Height: notice.Row * scale, Runs: []notice.Run{{
				Cells: notice.Cells(s), Scale: scale, Text: s, Bold: rapid.Bool().Draw(t, "bold"),
			}}})
		}
		b, err := escpos.Render(notice.Doc{Medium: notice.Roll80, Pages: []notice.Page{{Lines: lines}}}, escpos.Profile{})
		if err != nil {
			t.Fatal(err)
		}
		tape, err := escpos.Read(b)
		if err != nil {
			t.Fatalf("%v in %q", err, b)
		}
		i := 0
		for _, l := range lines {
			got := tape.Lines[i]
			i++
			if got.Picture == nil && got.Text != l.Runs[0].Text {
				t.Fatalf("printed %q, want %q", got.Text, l.Runs[0].Text)
			}
		}
	})
}

func FuzzRead(f *testing.F) {
	for _, m := range rolls {
		d, err := notice.Layout(noticetest.Paper(f, "ticket"), m)
		if err != nil {
			f.Fatal(err)
		}
		b, err := escpos.Render(d, escpos.Profile{})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("\x1dv0\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		tape, err := escpos.Read(b)
		if err == nil && len(b) > 0 && len(tape.Lines) == 0 && bytes.ContainsRune(b, '\n') {
			t.Errorf("%q prints nothing", b)
		}
	})
}

func BenchmarkTicket(b *testing.B) {
	d := noticetest.Doc(b, "ticket", notice.Roll80)
	n := 0
	for b.Loop() {
		out, err := escpos.Render(d, escpos.Profile{})
		if err != nil {
			b.Fatal(err)
		}
		n = len(out)
	}
	b.ReportMetric(float64(n), "bytes")
}

func BenchmarkNotice(b *testing.B) {
	d := noticetest.Doc(b, "supplement", notice.Roll80)
	n := 0
	for b.Loop() {
		out, err := escpos.Render(d, escpos.Profile{})
		if err != nil {
			b.Fatal(err)
		}
		n = len(out)
	}
	b.ReportMetric(float64(n), "bytes")
}
