package ui

import "strings"

// A Kind says what may stand in a field.
type Kind uint8

// The kinds of field. All but Free and Secret fold full-width characters into
// their ASCII twins and drop every character that cannot belong.
const (
	Free     Kind = iota // any text
	Secret               // any text, shown as stars
	PIN                  // digits, shown as stars
	Digits               // 0-9
	Date                 // digits and the dash
	Phone                // digits, + and -; shown 3-4-4
	IDNumber             // a citizen's number: digits and X; shown 6-8-4
	Code                 // letters and digits, letters large
	Command              // any text, full-width twins folded
	Amount               // yuan: digits and the point; see desk.Money
)

// admit returns what of s may stand in a field of kind k.
func (k Kind) admit(s string) string {
	s = Clean(oneLine(s), len(s))
	if k == Free || k == Secret {
		return s
	}
	s = Fold(s)
	if k == Command {
		return s
	}
	return strings.Map(k.admitRune, s)
}

func (k Kind) admitRune(r rune) rune {
	switch {
	case r >= '0' && r <= '9':
		return r
	case k == Date && (r == '/' || r == '.' || r == '-' || r == '年' || r == '月' || r == '。'):
		return '-'
	case k == Phone && (r == '+' || r == '-'):
		return r
	case k == Amount && (r == '.' || r == '。'):
		return '.'
	case k == IDNumber && (r == 'x' || r == 'X'):
		return 'X'
	case k == Code && r >= 'a' && r <= 'z':
		return r - 'a' + 'A'
	case k == Code && r >= 'A' && r <= 'Z':
		return r
	}
	return -1
}

// oneLine turns runs of line breaks and tabs inside s into one blank and drops
// those at its ends, as a paste or a card reader's Enter leaves them.
func oneLine(s string) string {
	if !strings.ContainsAny(s, "\r\n\t") {
		return s
	}
	s = strings.Trim(s, "\r\n\t")
	var b strings.Builder
	brk := false
	for _, r := range s {
		if r == '\r' || r == '\n' || r == '\t' {
			brk = true
			continue
		}
		if brk {
			b.WriteByte(' ')
			brk = false
		}
		b.WriteRune(r)
	}
	return b.String()
}
