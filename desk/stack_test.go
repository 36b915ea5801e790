package desk_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"xiaochuang/desk"
)

// keyed is a station's separators with a key that is no secret.
var keyed = desk.Separators{Check: func(text string) []byte { return []byte(text + "-of-a-test") }}

func TestSeparatorCodes(t *testing.T) {
	other := desk.Separators{Check: func(text string) []byte { return []byte("another-" + text) }}
	for line := range desk.MostSeparators + 1 {
		code := keyed.Code(line)
		if got, ok := keyed.Line(code); !ok || got != line || !desk.SeparatorForm(code) {
			t.Errorf("%q is read as %d, %v", code, got, ok)
		}
		if _, ok := other.Line(code); ok {
			t.Errorf("another station takes %q", code)
		}
		for i := range code {
			for _, c := range []byte("A2Z") {
				if b := []byte(code); b[i] != c {
					b[i] = c
					if got, ok := keyed.Line(string(b)); ok {
						t.Errorf("%q is read as %d", b, got)
					}
				}
			}
		}
	}
	for _, code := range []string{"", "XCS", "https://example.invalid", desk.BrokenSeparator, keyed.Code(1) + "A", "XCSA" + keyed.Code(1)[4:]} {
		if _, ok := keyed.Line(code); ok || desk.SeparatorForm(code) {
			t.Errorf("%q is taken", code)
		}
	}
}

// fed runs sides through a stack the way the screen does: digits are the numbers of
// separators ("n" for the next line), letters are sides with writing, "_" blank
// ones. Every second side is a back where both are scanned.
func fed(s *desk.Stack, lines []desk.Material, sides string) {
	for i, side := range sides {
		back := s.Both && i%2 == 1
		if side == 'n' || side >= '0' && side <= '9' {
			x := desk.Separator{Back: back}
			if side != 'n' {
				x.Line = int(side - '0')
			}
			if blank, _ := s.Part(x, lines); blank != "" {
				m := line(lines, blank)
				m.Pages = m.Pages[:len(m.Pages)-1]
			}
			continue
		}
		p := desk.Page{ID: string(side), Back: back}
		if side == '_' {
			p.Flaw = desk.FlawBlank
		}
		p, key := s.Take(p, lines)
		if key != "" {
			m := line(lines, key)
			p.Back = p.Back && len(m.Pages) > 0
			m.Pages = append(m.Pages, p)
		}
	}
}

func line(lines []desk.Material, key string) *desk.Material {
	return &lines[slices.IndexFunc(lines, func(m desk.Material) bool { return m.Key == key })]
}

func holding(lines []desk.Material) string {
	s := ""
	for _, m := range lines {
		for _, p := range m.Pages {
			s += p.ID
		}
		s += "|"
	}
	return s
}

func TestSeparatorsDivideAStack(t *testing.T) {
	for _, tt := range []struct {
		name   string
		both   bool
		sides  string
		want   string
		astray int
	}{
		{"the next line", false, "abncnde", "ab|c|de|", 0},
		{"a line by its number", false, "ab3c1d", "abd||c|", 0},
		{"before the first material", false, "nabnc", "ab|c||", 0},
		{"two of them leave a line out", false, "annb", "a||b|", 0},
		{"no line is left", false, "anbncnd", "a|b|cd|", 1},
		{"a line that the checklist lacks", false, "a7b", "ab|||", 1},
		{"both sides", true, "abcdn_efgh", "abcd|efgh||", 0},
		{"upside down, with both sides", true, "ab_nef", "ab|ef||", 0},
		{"upside down at the top", true, "_nef", "ef|||", 0},
		{"something stands on the back of a separator", true, "abnxef", "ab|xef||", 0},
		{"something stands on its front", true, "abxnef", "abx|ef||", 0},
		{"a blank page is no back of a separator", false, "an_b", "a|_b||", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lines := []desk.Material{{Key: "1"}, {Key: "2"}, {Key: "3"}}
			s := &desk.Stack{Line: "1", Both: tt.both}
			fed(s, lines, tt.sides)
			if got := holding(lines); got != tt.want || s.Astray != tt.astray {
				t.Errorf("%s, %d astray", got, s.Astray)
			}
			sheets, pages := 0, 0
			for _, m := range lines {
				sheets, pages = sheets+m.Sheets(), pages+len(m.Pages)
			}
			if s.Sheets != sheets || s.Pages != pages {
				t.Errorf("%d sheets and %d pages are counted, %d and %d are there", s.Sheets, s.Pages, sheets, pages)
			}
		})
	}
}

// TestBackGoesWithItsFront has the clerk press a digit between the two sides of a
// sheet.
func TestBackGoesWithItsFront(t *testing.T) {
	lines := []desk.Material{{Key: "1"}, {Key: "2"}}
	s := &desk.Stack{Line: "1", Both: true}
	fed(s, lines, "a")
	s.To("2")
	if p, key := s.Take(desk.Page{ID: "b", Back: true}, lines); key != "1" || !p.Back {
		t.Errorf("the back goes to line %s, as back: %v", key, p.Back)
	}
	if _, key := s.Take(desk.Page{ID: "c"}, lines); key != "2" {
		t.Errorf("the next front goes to line %s", key)
	}
}

// TestStackGoesOnAtTheRightSheet stops stacks anywhere, says where they go on, feeds
// them again from there and compares with a stack that was never stopped.
func TestStackGoesOnAtTheRightSheet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		both := rapid.Bool().Draw(t, "both sides")
		n := rapid.IntRange(1, 12).Draw(t, "sheets")
		sides := ""
		for i := range n {
			sheet := rapid.SampledFrom([]string{"p", "p", "p", "n", "1", "2", "3", "u"}).Draw(t, "sheet")
			a, b := string(rune('A'+i)), rapid.SampledFrom([]string{string(rune('a' + i)), "_"}).Draw(t, "back")
			switch {
			case sheet == "p" || sheet == "u" && !both:
			case sheet == "u": // upside down
				a, b = "_", "n"
			default:
				a, b = sheet, "_"
			}
			if sides += a; both {
				sides += b
			}
		}
		run := func(stops bool) (string, int) {
			lines := []desk.Material{{Key: "1"}, {Key: "2"}, {Key: "3"}}
			s := &desk.Stack{Line: "1", Both: both}
			per := 1
			if both {
				per = 2
			}
			from := 0
			if stops {
				fed(s, lines, sides[:rapid.IntRange(1, len(sides)).Draw(t, "stops after")])
				if key := s.Torn(); key != "" {
					m := line(lines, key)
					m.Pages = m.Pages[:len(m.Pages)-1]
				}
				from = s.Through()
			}
			fed(s, lines, sides[from*per:])
			return holding(lines), s.Through()
		}
		whole, sheets := run(false)
		parts, again := run(true)
		if whole != parts || sheets != again || sheets != n {
			t.Fatalf("%s: %s with %d of %d sheets, without a stop %s with %d", sides, parts, again, n, whole, sheets)
		}
	})
}

// TestFeederStacksAreCounted has few sheets counted where a feeder took them.
func TestFeederStacksAreCounted(t *testing.T) {
	for _, tt := range []struct {
		sheets, counted int
		fed, want       bool
	}{{2, 0, false, true}, {2, 0, true, false}, {2, 2, true, true}, {2, 3, true, false}, {0, 0, true, true}} {
		c := desk.Case{Fed: tt.fed, Counted: tt.counted, Materials: []desk.Material{{Pages: make([]desk.Page, tt.sheets)}}}
		if c.Counts() != tt.want {
			t.Errorf("%+v", tt)
		}
	}
}
