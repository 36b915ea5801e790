package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxMarks is how many combining marks may stand on one base character.
const maxMarks = 3

// Clean is the one door for text that comes from outside: a card, a QR code, a
// file name, the centre's answer, a paste. Every control character (C0, DEL,
// C1), bidirectional control, zero-width character, tag, private-use
// character, noncharacter and byte of broken UTF-8 becomes one U+FFFD; the
// rest is brought to NFC, at most three combining marks stay on a base, and at
// most max runes are kept. Variation selectors, the middle dot of names and
// the ideographs of every plane stay. Clean(Clean(s, n), n) == Clean(s, n).
func Clean(s string, max int) string {
	return clean(s, max, false)
}

// CleanLines is Clean for text of several lines: line feeds stay, and a
// carriage return with its line feed is one line feed.
func CleanLines(s string, max int) string {
	return clean(s, max, true)
}

func clean(s string, max int, lines bool) string {
	if max <= 0 {
		return ""
	}
	if lines {
		s = strings.ReplaceAll(s, "\r\n", "\n")
	}
	if plain(s) {
		return s[:min(len(s), max)]
	}
	// No rune needs more than utf8.UTFMax bytes, and a run of marks is cut to
	// maxMarks: what lies far behind the limit is never looked at.
	if limit := (max + 1) * utf8.UTFMax * 8; len(s) > limit {
		s = s[:limit]
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if unfit(r) && (r != '\n' || !lines) {
			r = utf8.RuneError
		}
		b.WriteRune(r)
	}
	return limitMarks(norm.NFC.String(b.String()), max)
}

// limitMarks keeps the first max runes of s and at most maxMarks combining
// marks in a row.
func limitMarks(s string, max int) string {
	var b strings.Builder
	b.Grow(len(s))
	kept, marks := 0, 0
	for _, r := range s {
		if r >= 0x300 && (r < 0x3100 || r > 0x9fff) && unicode.Is(unicode.M, r) {
			marks++
		} else {
			marks = 0
		}
		if marks > maxMarks {
			continue
		}
		if kept == max {
			break
		}
		b.WriteRune(r)
		kept++
	}
	return b.String()
}

// plain reports whether s is printable ASCII throughout.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// unfit reports whether r may neither be stored nor drawn.
func unfit(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r < 0xa0: // C0, DEL, C1
		return true
	case r < 0xad:
		return false
	case r >= 0x3000 && r <= 0xd7ff: // the bulk of Chinese text
		return r == 0x3164 // HANGUL FILLER shows nothing
	case r == utf8.RuneError:
		return false
	case r&0xfffe == 0xfffe, r >= 0xfdd0 && r <= 0xfdef: // noncharacters
		return true
	case r >= 0xe0100 && r <= 0xe01ef: // ideographic variation selectors
		return false
	case r >= 0xe0000 && r <= 0xe0fff: // tags and their neighbours
		return true
	case r == 0x2028, r == 0x2029, r == 0x115f, r == 0x1160, r == 0xffa0, r == 0x034f:
		return true // separators, fillers, grapheme joiner
	}
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Cs, r)
}
