package identity

import (
	"regexp"
	"strings"
)

var (
	mobile    = regexp.MustCompile(`^(?:\+?0{0,2}86)?(1[3-9][0-9]{9})$`)
	beijing   = regexp.MustCompile(`^(?:(?:\+?0{0,2}86)?0?10)?([2-8][0-9]{7})$`)
	elsewhere = regexp.MustCompile(`^(0(?:2[0-9]|[3-9][0-9]{2}))([2-8][0-9]{6,7})$`)
	postcode  = regexp.MustCompile(`^[0-9]{6}$`)
)

// Phone checks a telephone number. A mobile number is kept as 11 digits, a
// fixed line as area code, hyphen and number; eight digits alone are a line
// in Beijing (010). A number that is neither is a Doubt.
func Phone(number string) Finding {
	f := plain(number)
	if f.Verdict != OK {
		return f
	}
	bare := strings.Map(func(r rune) rune {
		if strings.ContainsRune("-()‐‑–—―−", r) {
			return -1
		}
		return r
	}, f.Number)
	if m := mobile.FindStringSubmatch(bare); m != nil {
		f.Number = m[1]
	} else if m := beijing.FindStringSubmatch(bare); m != nil {
		f.Number = "010-" + m[1]
	} else if m := elsewhere.FindStringSubmatch(bare); m != nil {
		f.Number = m[1] + "-" + m[2]
	} else {
		return f.fail(PhoneShape)
	}
	return f
}

// Postcode checks a postal code: six digits, the first two of which are a
// postal region of this country (01 to 86).
func Postcode(number string) Finding {
	f := plain(number)
	if f.Verdict != OK {
		return f
	}
	if !postcode.MatchString(f.Number) || f.Number[:2] < "01" || f.Number[:2] > "86" {
		return f.fail(PostcodeShape)
	}
	return f
}

// plain applies the bounds of every number to one that is of no document.
func plain(number string) Finding {
	f := Check(OtherDocument, number)
	f.Document = ""
	if f.Code == BadLength {
		f.Code = TooLong
	}
	return f
}
