package identity

import (
	"strings"
	"unicode"
)

// MaskStrict masks the number of a document or a phone for paper, boards and
// the visitor's side: the first and the last character stay, every other one
// becomes an asterisk. A number of fewer than five characters is masked whole.
func MaskStrict(number string) string {
	n := []rune(Fold(number))
	if len(n) < 5 {
		return strings.Repeat("*", len(n))
	}
	return reveal(n, 1, 1)
}

// MaskTail masks the number of a document or a phone for a clerk's own lists:
// the last four characters stay, of a shorter number never more than half.
func MaskTail(number string) string {
	n := []rune(Fold(number))
	return reveal(n, 0, min(4, len(n)/2))
}

// reveal keeps head and tail characters of n. Nothing unprintable passes.
func reveal(n []rune, head, tail int) string {
	var b strings.Builder
	for i, r := range n {
		if (i < head || i >= len(n)-tail) && !unprintable(r) {
			b.WriteRune(r)
		} else {
			b.WriteByte('*')
		}
	}
	return b.String()
}

// MaskName masks a person's name for boards and calls: the first and the last
// character stay (王*英), of two the first (王*), of one none. The points of
// long names and the spaces of foreign ones stay in their places.
func MaskName(name string) string {
	cs := characters(name)
	last := len(cs) - 1
	letters := 0
	for _, c := range cs {
		if !divides(c) {
			letters++
		}
	}
	var b strings.Builder
	seen := 0
	for i, c := range cs {
		switch {
		case divides(c):
			b.WriteString(c)
			continue
		case letters > 1 && seen == 0, letters > 2 && i == last:
			b.WriteString(c)
		default:
			b.WriteByte('*')
		}
		seen++
	}
	return b.String()
}

// divides reports whether c parts a name instead of being part of it.
func divides(c string) bool { return strings.Contains("·•・‧∙ ", c) }

// characters splits a name into what a reader takes for one character: a rune
// with the marks and variation selectors that follow it. Control and format
// characters are dropped, spaces at the ends too.
func characters(name string) []string {
	var cs []string
	for _, r := range strings.TrimSpace(name) {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
			if len(cs) > 0 {
				cs[len(cs)-1] += string(r)
			}
		case unicode.IsSpace(r):
			cs = append(cs, " ")
		case !unseen(r):
			cs = append(cs, string(r))
		}
	}
	return cs
}

// unseen reports whether r has no place in a name. Characters that this
// program's tables do not know yet, and those of private use that an identity
// card's chip may hold, are part of the name.
func unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Cs) ||
		r == unicode.ReplacementChar
}

// longRun is the shortest run of digits in free words that is taken for a
// number of a person.
const longRun = 7

// MaskWords masks what looks like a number of a document or phone in free
// words: all but the last four of every run of seven digits or more, an X at
// its end included.
func MaskWords(words string) string {
	r := []rune(words)
	for i := 0; i < len(r); {
		j := i
		for j < len(r) && (r[j] >= '0' && r[j] <= '9' || j > i && (r[j] == 'X' || r[j] == 'x')) {
			j++
		}
		if j-i >= longRun {
			for k := i; k < j-4; k++ {
				r[k] = '*'
			}
		}
		i = max(j, i+1)
	}
	return string(r)
}
