package fieldmap

import (
	"strings"

	"xiaochuang/desk"
)

// Confirm checks a number that was typed back from the outside system: its shape,
// and its check character or that it was typed the same twice. It returns the
// number as it is kept, or a Problem of kind Invalid.
func (m Map) Confirm(number, again string) (string, error) {
	n := strings.ToUpper(strings.Join(strings.Fields(number), ""))
	if n == "" || len(n) > 40 || m.Number != nil && !m.Number.MatchString(n) {
		return "", &desk.Problem{Kind: desk.Invalid, What: "transcript.number"}
	}
	ok := true
	switch m.Check {
	case Mod11:
		ok = mod11(n)
	case Luhn:
		ok = luhn(n)
	default:
		if again == "" {
			return "", &desk.Problem{Kind: desk.Blocked, What: "transcript.again"}
		}
		if n != strings.ToUpper(strings.Join(strings.Fields(again), "")) {
			return "", &desk.Problem{Kind: desk.Invalid, What: "transcript.differs"}
		}
	}
	if !ok {
		return "", &desk.Problem{Kind: desk.Invalid, What: "transcript.check"}
	}
	return n, nil
}

// mod11 reports whether the last place is the check character of ISO 7064
// MOD 11-2 over the digits before it.
func mod11(s string) bool {
	p := 0
	body := digits(s[:len(s)-1])
	if body == "" {
		return false
	}
	for i := range len(body) {
		p = (p + int(body[i]-'0')) * 2 % 11
	}
	return "0123456789X"[(12-p)%11] == s[len(s)-1]
}

// luhn reports whether the digits pass the check of ISO/IEC 7812-1.
func luhn(s string) bool {
	d, sum := digits(s), 0
	for i := range len(d) {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return len(d) > 1 && sum%10 == 0
}
