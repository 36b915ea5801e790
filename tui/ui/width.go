package ui

import (
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Width returns the number of cells that Put would use for s, with ambiguous
// characters narrow.
func Width(s string) int {
	w := 0
	for len(s) > 0 {
		_, n, cw := step(s)
		w += cw
		s = s[n:]
	}
	return w
}

// Cut returns the longest beginning of s that fits into w cells.
func Cut(s string, w int) string {
	used, end := 0, 0
	for end < len(s) {
		_, n, cw := step(s[end:])
		if used+cw > w {
			return s[:end]
		}
		used += cw
		end += n
	}
	return s
}

// Shorten returns s if it fits into w cells, else its beginning and an
// ellipsis.
func Shorten(s string, w int) string {
	if Width(s) <= w {
		return s
	}
	if w < 1 {
		return ""
	}
	return Cut(s, w-1) + "…"
}

// standIn is drawn for what cannot be drawn in cells. It is one cell wide even
// where ambiguous characters, such as U+FFFD, are two.
const standIn = "?"

// step returns the first glyph of s as it is drawn, the number of bytes it
// takes in s, and its width in cells. A glyph of no width is "" and is not
// drawn at all.
func step(s string) (glyph string, n, w int) {
	if c := s[0]; c < utf8.RuneSelf {
		if len(s) == 1 || lone(s[1:]) {
			if c < 0x20 || c == 0x7f {
				return "", 1, 0
			}
			return s[:1], 1, 1
		}
	} else if han(s) && (len(s) == 3 || lone(s[3:])) {
		return s[:3], 3, 2
	}
	return stepSlow(s)
}

// lone reports whether the character at the start of s surely does not join
// the one before it.
func lone(s string) bool { return s[0] < utf8.RuneSelf || han(s) }

// han reports whether s begins with one of U+4E00 to U+9FFF, which are wide
// and join nothing before them.
func han(s string) bool {
	if len(s) < 3 || s[0] < 0xe4 || s[0] > 0xe9 || s[0] == 0xe4 && s[1] < 0xb8 {
		return false
	}
	return s[1]&0xc0 == 0x80 && s[2]&0xc0 == 0x80
}

// stepSlow is step for everything but ASCII and the common ideographs.
// Terminals measure in two ways, by grapheme and by code point. A cluster on
// which the two disagree is drawn as its first character alone, so that a row
// never drifts.
func stepSlow(s string) (glyph string, n, w int) {
	r, size := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && size == 1 {
		return standIn, 1, 1
	}
	if unfit(r) {
		return "", size, 0
	}
	cluster, gw := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	n = len(cluster)
	if n == 0 {
		return "", size, 0
	}
	if len(cluster) > size && (bad(cluster) || gw != ansi.StringWidthWc(cluster)) || joins(r) {
		cluster = cluster[:size]
		gw = ansi.StringWidth(cluster)
	}
	if joins(r) || gw > 2 || gw != ansi.StringWidthWc(cluster) {
		return standIn, n, 1
	}
	if gw <= 0 {
		return "", n, 0
	}
	if indic(r) && prepends(cluster) {
		return standIn, n, 1
	}
	return cluster, n, gw
}

// indic reports whether r is of the blocks in which signs stand that belong to
// the character after them.
func indic(r rune) bool { return r >= 0x900 && r < 0x1100 || r >= 0x11000 && r < 0x12000 }

// prepends reports whether a glyph would take the next cell's for its own, as a
// few signs of Indian scripts do.
func prepends(glyph string) bool {
	var room [64]byte
	c, _ := ansi.FirstGraphemeCluster(append(append(room[:0], glyph...), ' '), ansi.GraphemeWidth)
	return len(c) > len(glyph)
}

// merges reports whether a terminal would take the glyphs of two neighbouring
// cells for one, although they were drawn apart: a flag's two halves, or a mark
// behind somebody else's base. The row would be shorter than its cells.
func merges(before, glyph string) bool {
	// Nothing below U+0300 extends what stands before it; nor do the common
	// signs and the full-width forms.
	if glyph[0] < 0xcc || han(glyph) || glyph[0] == 0xe2 || glyph[0] == 0xef && glyph[1] == 0xbc {
		return false
	}
	var room [128]byte
	both := append(append(room[:0], before...), glyph...)
	cluster, _ := ansi.FirstGraphemeCluster(both, ansi.GraphemeWidth)
	return len(cluster) != len(before)
}

// joins reports whether r would join what is drawn in the cell after it.
func joins(r rune) bool {
	return r >= 0x1f1e6 && r <= 0x1f1ff || // regional indicators
		r >= 0x1100 && r <= 0x115e || r >= 0xa960 && r <= 0xa97c // leading jamo
}

// bad reports whether a character inside a cluster must not be drawn.
func bad(cluster string) bool {
	for _, r := range cluster {
		if unfit(r) {
			return true
		}
	}
	return false
}
