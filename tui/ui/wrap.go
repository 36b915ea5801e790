package ui

import (
	"strings"
	"unicode/utf8"
)

// Wrap folds one paragraph into rows of at most w cells. It breaks between
// ideographs and at blanks; closing punctuation hangs on to what it closes and
// opening punctuation to what it opens. It is for the screen: papers are laid
// out by desk/notice.
func Wrap(s string, w int) []string {
	if w < 2 {
		w = 2
	}
	var rows []string
	for {
		if Width(s) <= w {
			return append(rows, s)
		}
		head := Cut(s, w)
		n := breakAt(s, len(head))
		rows = append(rows, strings.TrimRight(s[:n], " "))
		s = strings.TrimLeft(s[n:], " ")
	}
}

// breakAt returns where to break s so that at most s[:n] stays on the row.
func breakAt(s string, n int) int {
	for i := n; i > 0; {
		if canBreak(s, i) {
			return i
		}
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	if n == 0 { // one glyph wider than the row
		_, n, _ = step(s)
	}
	return n
}

// noStart may not begin a row, noEnd may not end one (GB/T 15834-2011 5.1).
const (
	noStart = "，。、；：？！）》」』】〕”’…—,.;:?!)]}%％·～"
	noEnd   = "（《「『【〔“‘([{"
)

func canBreak(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i:])
	switch {
	case strings.ContainsRune(noStart, after), strings.ContainsRune(noEnd, before):
		return false
	case before == ' ' || after == ' ':
		return true
	}
	return before >= 0x2e80 || after >= 0x2e80
}
