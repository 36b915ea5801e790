package idcard

import (
	"strings"

	"xiaochuang/desk"
)

// checkDigit returns the last character of an 18-character number after GB
// 11643-1999 (ISO 7064 MOD 11-2), or 0 when a digit before it is none.
func checkDigit(number string) byte {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	if len(number) < len(weights) {
		return 0
	}
	sum := 0
	for i, w := range weights {
		c := number[i]
		if c < '0' || c > '9' {
			return 0
		}
		sum += int(c-'0') * w
	}
	return "10X98765432"[sum%11]
}

// numberFits reports whether the number has the shape of its layout.
func numberFits(r desk.CardReading) bool {
	if r.Layout == desk.CardI {
		return len(r.Number) == 15 && every(r.Number[:3], 'A', 'Z') && every(r.Number[3:], '0', '9')
	}
	if len(r.Number) != 18 || !every(r.Number[:17], '0', '9') {
		return false
	}
	return every(r.Number[17:], '0', '9') || r.Number[17] == 'X'
}

// proven reports whether the number proves that it was read rightly: its check
// digit is right and it holds the birthday that stands beside it. The card of
// 2017 for foreigners has no such number. Some old cards carry numbers whose
// check digit is wrong; they are read twice instead.
func proven(r desk.CardReading) bool {
	return r.Layout != desk.CardI && numberFits(r) &&
		checkDigit(r.Number) == r.Number[17] &&
		r.Number[6:14] == strings.ReplaceAll(string(r.Birth), "-", "")
}

func every(s string, lo, hi byte) bool {
	for i := range len(s) {
		if s[i] < lo || s[i] > hi {
			return false
		}
	}
	return true
}
