package notice

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Characters that the rules of Chinese typesetting (GB/T 15834, CLREQ) keep
// away from the beginning and from the end of a line.
const (
	neverFirst = "，。、；：！？）》〉」』】〕〗｝］”’…—～·％‰℃°々ー,.;:!?)]}%"
	neverLast  = "（《〈「『【〔〖｛［“‘([{￥¥$№"
)

// A mark is one glyph of running text with its style.
type mark struct {
	Glyph
	bold  bool
	box   Box
	blank bool
	brk   bool // ends the line whatever its length
}

// Wrap breaks s into lines of at most width cells; spaces at the end of a line
// do not count. Concatenated, the lines are s again.
func Wrap(s string, width int) []string {
	gs := Glyphs(s)
	marks := make([]mark, len(gs))
	for i, g := range gs {
		marks[i] = mark{Glyph: g}
	}
	var lines []string
	for _, l := range wrap(marks, width) {
		var b strings.Builder
		for _, m := range l {
			b.WriteString(m.Text)
		}
		lines = append(lines, b.String())
	}
	return lines
}

// wrap breaks marks into lines of at most width cells. A line holds at least
// one mark, even one that is too wide for it.
func wrap(marks []mark, width int) [][]mark {
	var lines [][]mark
	for len(marks) > 0 {
		n := fill(marks, width)
		lines = append(lines, marks[:n:n])
		marks = marks[n:]
	}
	return lines
}

// fill returns how many marks the first line takes.
func fill(marks []mark, width int) int {
	used, cut, soft := 0, 0, 0
	for i, m := range marks {
		if i > 0 {
			switch {
			case marks[i-1].brk:
				return i
			case mayBreak(marks[i-1], m):
				cut = i
			case maySplit(marks[i-1], m):
				soft = i
			}
		}
		if used+m.Cells > width && i > 0 && !space(m) && !m.brk {
			switch {
			case cut > 0:
				return cut
			case soft > 0:
				return soft
			}
			return i
		}
		used += m.Cells
	}
	return len(marks)
}

// mayBreak reports whether a line may end with a and the next begin with b.
func mayBreak(a, b mark) bool {
	switch {
	case space(b) || b.brk || a.box != NoBox:
		return false
	case in(neverFirst, b) || in(neverLast, a):
		return false
	case a.blank && b.blank:
		return false
	case space(a):
		return true
	}
	return !word(a) || !word(b)
}

// maySplit reports whether a word too long for a line may be cut between a and
// b: behind a hyphen or stroke, as the numbers of papers have them.
func maySplit(a, b mark) bool {
	return word(a) && word(b) && strings.ContainsAny(a.Text, "-/_")
}

// space reports whether the mark is a space, plain or ideographic.
func space(m mark) bool { return m.Text == " " || m.Text == "\u3000" }

func in(set string, m mark) bool {
	if m.Text == "" {
		return false
	}
	r, _ := utf8.DecodeRuneInString(m.Text)
	return strings.ContainsRune(set, r)
}

// word reports whether the mark belongs to a run of digits or Latin letters
// that stays whole where it fits.
func word(m mark) bool {
	if m.Text == "" || m.blank || m.box != NoBox {
		return false
	}
	r, _ := utf8.DecodeRuneInString(m.Text)
	if r < 0x80 {
		return r > ' '
	}
	return m.Cells == 1 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
