package desk

import (
	"encoding/base32"
	"strconv"
)

// A Separator is a sheet that is laid between the materials of a stack: it says
// which line of the checklist the sheets behind it belong to, and is no page.
type Separator struct {
	Line int  // from 1; 0 for the line after the one that is being filled
	Back bool // it was read on the back of its sheet: the sheet lay upside down in the feeder
}

// MostSeparators is how many lines have a separator of their own.
const MostSeparators = 9

// Separators makes and knows the codes of a station's own separators. Another
// code, whatever it says, divides no stack: its check was not made with the
// station's key.
type Separators struct {
	// Check returns what only the station can compute of a text, at least eight bytes.
	Check func(text string) []byte
}

// A code is the mark, the line as a digit, and twelve characters (60 bits) of the
// check in base 32 (RFC 4648), all of them of the alphanumeric mode of GB/T 18284.
const (
	separatorMark  = "XCS"
	separatorCheck = 12
)

// Code is what the code of a separator says: the line as in Separator.
func (s Separators) Code(line int) string {
	text := separatorMark + strconv.Itoa(line)
	return text + base32.StdEncoding.EncodeToString(s.Check(text))[:separatorCheck]
}

// Line reads such a code, and reports whether it is one of this station's.
func (s Separators) Line(code string) (line int, ok bool) {
	if !SeparatorForm(code) {
		return 0, false
	}
	line = int(code[len(separatorMark)] - '0')
	return line, code == s.Code(line)
}

// SeparatorForm reports whether a text has the form of a separator's code; whose it
// is only Separators can tell.
func SeparatorForm(code string) bool {
	if len(code) != len(separatorMark)+1+separatorCheck || code[:len(separatorMark)] != separatorMark {
		return false
	}
	if d := code[len(separatorMark)]; d < '0' || d > '9' {
		return false
	}
	for _, c := range code[len(separatorMark)+1:] {
		if (c < 'A' || c > 'Z') && (c < '2' || c > '7') {
			return false
		}
	}
	return true
}

// BrokenSeparator stands in ScannedPage.Code for a code of a separator's size that
// cannot be read.
const BrokenSeparator = "?"
