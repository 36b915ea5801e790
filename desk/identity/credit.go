package identity

import "strings"

// The unified social credit code of GB 32100-2015 is a letter of the
// registering body, one of the class, 6 digits of area, the 9 characters of
// the organisation code with a check of its own (GB 11714-1997), and a check
// character. Its letters leave out I, O, S, V and Z.

const creditLetters = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// creditCheck returns the check character of 17 characters, or 0 when one of
// them is not of the code.
func creditCheck(body string) byte {
	sum, weight := 0, 1
	for i := range 17 {
		v := strings.IndexByte(creditLetters, body[i])
		if v < 0 {
			return 0
		}
		sum += v * weight
		weight = weight * 3 % 31
	}
	return creditLetters[(31-sum%31)%31]
}

var organisationWeights = [8]int{3, 7, 9, 10, 5, 8, 4, 2}

// organisationCheck returns the check character of the 8 characters of an
// organisation code, of digits and any letter.
func organisationCheck(body string) byte {
	sum := 0
	for i, w := range organisationWeights {
		v := int(body[i] - '0')
		if body[i] >= 'A' {
			v = int(body[i]-'A') + 10
		}
		sum += v * w
	}
	return "0X987654321"[sum%11]
}

func creditCode(f Finding) Finding {
	n := f.Number
	switch {
	case strings.Trim(n, creditLetters) != "":
		return f.fail(BadCharacter)
	case len(n) != 18:
		return f.fail(BadLength)
	case !digits(n[2:8]):
		return f.fail(BadShape)
	case creditCheck(n[:17]) != n[17]:
		return f.fail(BadCheck)
	case organisationCheck(n[8:16]) != n[16]:
		return f.fail(BadInnerCheck)
	}
	return f
}
