package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func TestPut(t *testing.T) {
	for _, tt := range []struct {
		name string
		x    int
		text string
		want string
		end  int
	}{
		{"a wide glyph at the right edge leaves a blank", 1, "王秀英", "...王秀 ..", 7},
		{"a wide glyph across the left edge leaves a blank", -1, "王秀", ".. 秀.....", 3},
		{"escape sequences lose their escape", 0, "a\x1b[2Jb", "..a[2Jb...", 5},
		{"bidi, zero-width and C1 are dropped", 0, "a\u202e\u200b\u009bb\x00\u00ad", "..ab......", 2},
		{"broken UTF-8 is one replacement a byte", 0, "a\xffb", "..a?b.....", 3},
		{"marks stay with their base", 0, "e\u0301x", "..e\u0301x......", 2},
		{"a mark without a base is dropped", 0, "\u0301x", "..x.......", 1},
		{"rare ideographs are two cells", 0, "𬭎𫖯", "..𬭎𫖯....", 4},
		{"variation selectors of ideographs stay", 0, "葛\U000e0100x", "..葛\U000e0100x.....", 3},
		{"the dot of names is one cell", 0, "艾·山", "..艾·山...", 5},
		{"a flag is one replacement", 0, "🇨🇳x", "..?x......", 2},
		{"an emoji of several characters is its first", 0, "👍🏽x", "..👍x.....", 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := NewFrame(10, 1)
			f.Put(0, 0, Text, "..........")
			end := f.Sub(Rect{2, 0, 6, 1}).Put(tt.x, 0, Text, tt.text)
			if got := f.String(); got != tt.want || end != tt.end {
				t.Errorf("got %q ending at %d, want %q at %d", got, end, tt.want, tt.end)
			}
		})
	}
}

func TestPutBlanksWhatItCutsOff(t *testing.T) {
	f := NewFrame(8, 1)
	f.Put(0, 0, Text, "王秀英甲")
	f.Put(3, 0, Text, "xy")
	if got, want := f.String(), "王 xy 甲"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNeighboursDoNotJoin(t *testing.T) {
	f := NewFrame(8, 1)
	f.Put(0, 0, Text, "ｶ")
	f.Put(1, 0, Text, "ﾞ")
	f.Put(2, 0, Text, "👍")
	f.Put(4, 0, Text, "🏽")
	if w := ansi.StringWidth(f.String()); w != 8 {
		t.Errorf("%q is %d cells wide, want 8", f.String(), w)
	}
}

func TestStylesMerge(t *testing.T) {
	f := NewFrame(6, 2)
	f.Put(0, 0, Key, "王")
	f.Put(2, 0, Key, "ab")
	f.Put(4, 0, Selected, "c")
	want := "\x1b[1;96m王ab\x1b[0;7mc\x1b[m \n      "
	if got := f.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	f.SetTheme(Mono())
	if got := f.String(); strings.Contains(got, "96") {
		t.Errorf("colour in the theme without colours: %q", got)
	}
}

func TestCursorStaysInItsFrame(t *testing.T) {
	f := NewFrame(20, 5)
	s := f.Sub(Rect{4, 1, 6, 2})
	s.Cursor(3, 1)
	if x, y, ok := f.CursorAt(); x != 7 || y != 2 || !ok {
		t.Errorf("cursor at %d,%d %v, want 7,2", x, y, ok)
	}
	s.Cursor(6, 0)
	if _, _, ok := f.CursorAt(); ok {
		t.Error("a cursor outside its frame is shown")
	}
}

// hostile generates what people and attackers put into names.
func hostile() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{
			"王", "秀英", "𬭎", "·", "…", "①", "é", "e\u0301\u0302", "🇨", "🇳", "👍🏽", "👩\u200d👩", "\u0301", "\u0e33",
			"\x1b[31m", "\u202e", "\u200b", "\x00", "\t", "ᄀ", "ᅡ", "ᆨ", "각", "ｶﾞ", "ﾞ", "क्ष", "्", "❤\ufe0f", "葛\U000e0100", "\xff",
			"\u0d4e", "\U000111c2", "ก็", "a", " ", "　", "（", "〪", "゙", "か゛",
		}),
		rapid.String(),
		rapid.StringOf(rapid.RuneFrom([]rune("王秀英买买提·艾abc 12，。"))),
	)
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(piece, 0, 6).Draw(t, "pieces"), "")
	})
}

func TestRowsAreFullWhateverIsDrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 24).Draw(t, "w"), rapid.IntRange(1, 4).Draw(t, "h")
		f := NewFrame(w, h)
		for range rapid.IntRange(1, 12).Draw(t, "puts") {
			x, y := rapid.IntRange(-4, w+1).Draw(t, "x"), rapid.IntRange(-1, h).Draw(t, "y")
			s := hostile().Draw(t, "s")
			end := f.Put(x, y, Style(rapid.IntRange(0, int(styles)-1).Draw(t, "style")), s)
			if end != x+Width(s) {
				t.Fatalf("Put of %q at %d returned %d, width %d", s, x, end, Width(s))
			}
		}
		for i, row := range strings.Split(f.String(), "\n") {
			if g, c := ansi.StringWidth(row), ansi.StringWidthWc(row); g != w || c != w {
				t.Fatalf("row %d %q is %d cells by grapheme, %d by code point, want %d", i, row, g, c, w)
			}
		}
	})
}

func TestChildNeverDrawsOutside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const w, h = 24, 6
		f := NewFrame(w, h)
		for y := range h {
			f.Put(y%2, y, Dim, strings.Repeat("田", w/2))
		}
		before := append([]cell(nil), f.c.cells...)
		r := Rect{
			rapid.IntRange(-3, w).Draw(t, "x"), rapid.IntRange(-2, h).Draw(t, "y"),
			rapid.IntRange(-1, w+4).Draw(t, "w"), rapid.IntRange(-1, h+2).Draw(t, "h"),
		}
		s := f.Sub(r)
		for range 4 {
			s.Put(rapid.IntRange(-5, w).Draw(t, "px"), rapid.IntRange(-2, h).Draw(t, "py"), Error, hostile().Draw(t, "s"))
		}
		s.Fill(Rect{1, 1, w, 1}, Hit)
		for i, c := range f.c.cells {
			x, y := i%w, i/w
			inside := x >= s.x && x < s.x+s.w && y >= s.y && y < s.y+s.h
			blanked := c == cell{"", Dim, 1} // half of a glyph that the child cut
			if !inside && c != before[i] && !blanked {
				t.Fatalf("cell %d,%d outside %v changed to %+v", x, y, r, c)
			}
		}
	})
}
