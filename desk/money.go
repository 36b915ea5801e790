package desk

import (
	"strconv"
	"strings"
)

// Money is an amount in fen (分), a hundredth of a yuan (元). Amounts are never
// negative and never a fraction of a fen.
type Money int64

// maxYuanPlaces bounds an amount: ten places before the point are below ten
// milliards of yuan, more than any matter of a window.
const maxYuanPlaces = 10

// ReadMoney reads an amount in yuan as people write it, in ASCII: "3000",
// "3,000.5", ".50". More than two places behind the point, more than ten before
// it, and anything else are false.
func ReadMoney(yuan string) (Money, bool) {
	whole, part, point := strings.Cut(strings.ReplaceAll(yuan, ",", ""), ".")
	if len(whole) > maxYuanPlaces || len(part) > 2 || whole == "" && (!point || part == "") {
		return 0, false
	}
	m, ok := ParseMoney(whole + (part + "00")[:2])
	return m, ok
}

// ParseMoney reads an amount as it is kept: a number of fen in ASCII digits.
func ParseMoney(fen string) (Money, bool) {
	if fen == "" || len(fen) > maxYuanPlaces+2 || strings.Trim(fen, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(fen, 10, 64)
	return Money(n), err == nil
}

// Fen is the amount as it is kept.
func (m Money) Fen() string { return strconv.FormatInt(int64(m), 10) }

// String is the amount in yuan with two places, such as "3000.50".
func (m Money) String() string {
	s := strconv.FormatInt(int64(m), 10)
	if len(s) < 3 {
		s = "000"[len(s):] + s
	}
	return s[:len(s)-2] + "." + s[len(s)-2:]
}
