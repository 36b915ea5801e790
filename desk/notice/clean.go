package notice

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxText is the longest single text that goes on a paper, in characters.
const maxText = 4000

// maxMarks is how many combining marks one character may carry.
const maxMarks = 3

// dotted carries a mark that has no character of its own to stand on.
const dotted = '\u25CC'

// replacement stands for what cannot be printed.
const replacement = '\uFFFD'

// Clean makes s fit to stand on paper: line breaks and other spaces become one
// plain space, each run of control, bidirectional, zero-width, tag, private use
// or invalid characters one U+FFFD, and what is longer than max characters is
// cut and ends with an ellipsis. A mark that the text begins with gets a dotted
// circle to stand on. The ideographic space and the ideographic
// variation selectors stay. The result is in Normalization Form C.
func Clean(s string, max int) string {
	var b strings.Builder
	n, marks := 0, 0
	bad, space := false, false
	for _, r := range norm.NFC.String(s) {
		kind := judge(r)
		switch {
		case kind == spaceRune && space, kind == badRune && bad:
			continue
		case kind == markRune:
			if marks++; marks > maxMarks {
				continue
			}
		default:
			marks = 0
		}
		if n++; n > max {
			b.WriteRune('…')
			break
		}
		bad, space = kind == badRune, kind == spaceRune
		if b.Len() == 0 && unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc) {
			b.WriteRune(dotted) // or it would hang on whatever stands before it on the paper
		}
		switch kind {
		case badRune:
			r = replacement
		case spaceRune:
			r = ' '
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

type runeKind int

const (
	plainRune runeKind = iota
	spaceRune
	markRune
	badRune
)

// judge sorts a rune by what may be done with it on paper.
func judge(r rune) runeKind {
	switch {
	case r == '\t', r == '\n', r == '\r', r == '\u2028', r == '\u2029', r == ' ':
		return spaceRune
	case r == '\u3000', r >= 0xE0100 && r <= 0xE01EF:
		return plainRune
	case r == replacement, unicode.Is(unicode.Zs, r) && r != ' ':
		if r == replacement {
			return badRune
		}
		return spaceRune
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs),
		unicode.Is(unicode.Variation_Selector, r),
		unicode.Is(unicode.Noncharacter_Code_Point, r),
		invisible(r):
		return badRune
	case unicode.In(r, unicode.Mn, unicode.Me):
		return markRune
	}
	return plainRune
}

// invisible reports letters that take no place or none that can be seen: the
// Hangul fillers and the grapheme joiner.
func invisible(r rune) bool {
	switch r {
	case '\u034F', '\u115F', '\u1160', '\u3164', '\uFFA0', '\u17B4', '\u17B5', '\u2800':
		return true
	}
	return false
}
