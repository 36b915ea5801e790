package notice

import (
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/width"
)

// A Glyph is one character as a reader sees it, with its marks.
type Glyph struct {
	Text  string
	Cells int // half-width cells it takes on paper
}

// Glyphs cuts s into its characters. Widths are those of the paper, where
// Chinese quotation marks, dashes, dots and other characters of ambiguous East
// Asian width (UAX #11) are as wide as a Chinese character, in the embedded
// font as in every GBK printer; letters of the Latin script are narrow.
func Glyphs(s string) []Glyph {
	gs := make([]Glyph, 0, len(s)/2)
	for len(s) > 0 {
		c, w := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		if c == "" {
			break
		}
		if w == 1 && ambiguous(c) {
			w = 2
		}
		gs = append(gs, Glyph{c, min(w, 2)})
		s = s[len(c):]
	}
	return gs
}

// Cells returns how many half-width cells s takes on paper.
func Cells(s string) int {
	n := 0
	for _, g := range Glyphs(s) {
		n += g.Cells
	}
	return n
}

// ambiguous reports whether the character's width depends on its company.
func ambiguous(cluster string) bool {
	r, _ := utf8.DecodeRuneInString(cluster)
	return r >= 0x80 && width.LookupRune(r).Kind() == width.EastAsianAmbiguous &&
		!(unicode.Is(unicode.Latin, r) && unicode.IsLetter(r)) // but the Roman numerals, which are no letters
}
