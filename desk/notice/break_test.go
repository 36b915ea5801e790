package notice

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		name  string
		in    string
		width int
		want  []string
	}{
		{"breaks between characters", "请带身份证", 8, []string{"请带身份", "证"}},
		{"comma stays with its word", "请带原件，谢谢", 8, []string{"请带原", "件，谢谢"}},
		{"opening bracket goes down with its word", "身份证（原件）", 8, []string{"身份证", "（原件）"}},
		{"quotation marks are full width", "称“甲”乙", 6, []string{"称", "“甲”", "乙"}},
		{"ellipsis stays together", "材料目录……等", 10, []string{"材料目", "录……等"}},
		{"dash stays together", "北京—天津", 4, []string{"北", "京—", "天津"}},
		{"number goes down whole", "电话010-65000000", 12, []string{"电话", "010-65000000"}},
		{"number too long is cut behind a hyphen", "GZ-110101001001-20261122-01A0007", 20, []string{"GZ-110101001001-", "20261122-01A0007"}},
		{"latin too long is cut anywhere", "abcdefgh", 3, []string{"abc", "def", "gh"}},
		{"per cent stays with its number", "减免50%的费用", 8, []string{"减免50%", "的费用"}},
		{"spaces hang at the end", "ab  cd", 3, []string{"ab  ", "cd"}},
		{"one mark at least", "中文", 1, []string{"中", "文"}},
		{"punctuation alone is cut", "，，，", 4, []string{"，，", "，"}},
		{"character beyond the BMP", "张𬭎李𬭎", 6, []string{"张𬭎李", "𬭎"}},
		{"nothing", "", 6, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Wrap(tt.in, tt.width); !slices.Equal(got, tt.want) {
				t.Errorf("Wrap(%q, %d) = %q, want %q", tt.in, tt.width, got, tt.want)
			}
		})
	}
}

func TestCells(t *testing.T) {
	for _, tt := range []struct {
		name string
		in   string
		want int
	}{
		{"Chinese and beyond the BMP", "王𬭎", 4},
		{"digits and Latin", "A012-é", 6},
		{"Chinese punctuation", "，“”…—·", 12},
		{"numbers with a shape of their own", "①Ⅱ№", 6},
		{"a character with its marks", "n\u0303", 1},
		{"a character with its selector", "葛\U000e0100", 2},
		{"nothing", "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Cells(tt.in); got != tt.want {
				t.Errorf("Cells(%q) = %d, want %d", tt.in, got, tt.want)
			}
		})
	}
}

// anyText draws texts with all that a breaker may trip over.
func anyText() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{
			"，", "。", "（", "）", "“", "”", "《", "》", "…", "—", "·", "、", "％", " ", "\u3000", "-", "/", ".",
			"材料", "身份证", "𬭎", "䶮", "é", "e\u0301", "👨‍👩‍👧", "A012", "010-65000000", "GZ-1101", "①",
		}),
		rapid.String(),
	)
	return rapid.Map(rapid.SliceOf(piece), func(p []string) string { return strings.Join(p, "") })
}

func TestWrapLosesNothingAndKeepsTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyText().Draw(t, "text")
		width := rapid.IntRange(1, 60).Draw(t, "width")
		lines := Wrap(s, width)
		if got := strings.Join(lines, ""); got != s {
			t.Fatalf("lines join to %q, want %q", got, s)
		}
		for i, l := range lines {
			if l == "" {
				t.Fatalf("line %d is empty", i)
			}
			seen := strings.TrimRight(l, " \u3000")
			if Cells(seen) > width && len(Glyphs(seen)) > 1 {
				t.Fatalf("line %d %q is %d cells wide, want at most %d", i, l, Cells(seen), width)
			}
		}
	})
}

// A line breaks a rule of typesetting only where no break could have kept it:
// then the text from its beginning to the break has no lawful break at all.
func TestWrapBreaksLawfullyWhereItCan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.SampledFrom([]rune("材料目录原件，。（）“”《》…A1")), 1, 80, -1).Draw(t, "text")
		width := rapid.IntRange(8, 40).Draw(t, "width")
		lines := Wrap(s, width)
		for i := 1; i < len(lines); i++ {
			first, _ := utf8.DecodeRuneInString(lines[i])
			last, _ := utf8.DecodeLastRuneInString(lines[i-1])
			if !strings.ContainsRune(neverFirst, first) && !strings.ContainsRune(neverLast, last) {
				continue
			}
			gs := Glyphs(lines[i-1])
			for j := 1; j < len(gs); j++ {
				if mayBreak(mark{Glyph: gs[j-1]}, mark{Glyph: gs[j]}) {
					t.Fatalf("line %q ends before %q though it could have been broken behind %q", lines[i-1], lines[i], gs[j-1].Text)
				}
			}
		}
	})
}
