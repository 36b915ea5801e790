package identity

import (
	"regexp"
	"strings"
	"time"

	"xiaochuang/desk"
)

// The citizen number of GB 11643-1999 is 6 digits of area, 8 of birth, 3 of
// sequence (the last one odd for men) and a check character after
// ISO 7064 MOD 11-2. The area is never compared with a list: numbers keep the
// code of a district that has since been dissolved.

var citizenWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// citizenCheck returns the check character of 17 digits.
func citizenCheck(body string) byte {
	sum := 0
	for i, w := range citizenWeights {
		sum += int(body[i]-'0') * w
	}
	return "10X98765432"[sum%11]
}

// citizenShaped reports whether s is 17 digits and a digit or X.
func citizenShaped(s string) bool {
	return len(s) == 18 && digits(s[:17]) && (digits(s[17:]) || s[17] == 'X')
}

// citizenNumber checks the 18 characters at the head of f.Number and derives
// birth and sex.
func citizenNumber(f Finding, number string) Finding {
	if !citizenShaped(number) {
		return f.fail(citizenShape(number))
	}
	if citizenCheck(number[:17]) != number[17] {
		return f.fail(BadCheck)
	}
	birth, ok := birthOf(number)
	if !ok {
		return f.fail(BadBirth)
	}
	f.Birth, f.Sex = birth, Female
	if (number[16]-'0')%2 == 1 {
		f.Sex = Male
	}
	return f
}

// citizenShape says why a number has not the shape of a citizen number.
func citizenShape(number string) Code {
	switch {
	case len(number) == 15 && digits(number):
		return OldFifteen
	case strings.Trim(number, "0123456789X") != "":
		return BadCharacter
	case len(number) != 18:
		return BadLength
	}
	return BadShape
}

// birthOf returns the birth date within a citizen-shaped number; ok is false
// when no calendar has that date.
func birthOf(number string) (birth desk.Day, ok bool) {
	t, err := time.Parse("20060102", number[6:14])
	if err != nil || t.Year() < 1800 {
		return "", false
	}
	return desk.Day(t.Format(time.DateOnly)), true
}

// citizenCard is the rule of 111 and 112. A number that belongs to another
// kind of card with the same check is well formed, but not this document.
func citizenCard(f Finding) Finding {
	f = citizenNumber(f, f.Number)
	if f.Verdict != OK {
		return f
	}
	switch {
	case f.Number[0] == '0':
		return f.fail(BadShape)
	case f.Number[0] == '9':
		f.Looks = ForeignResident
		return f.doubt(OtherKind)
	case permitArea.MatchString(f.Number):
		f.Looks = ResidencePermit
		return f.doubt(OtherKind)
	}
	return f
}

// permitArea begins the number of a residence permit: 810000 for residents of
// Hong Kong, 820000 of Macau, 830000 of Taiwan.
var permitArea = regexp.MustCompile(`^8[123]0000`)

// residencePermit is the rule of 港澳台居民居住证 (国办发〔2018〕81号).
func residencePermit(f Finding) Finding {
	f = citizenNumber(f, f.Number)
	if f.Verdict == OK && !permitArea.MatchString(f.Number) {
		f.Looks = CitizenCard
		return f.doubt(OtherKind)
	}
	return f
}

// household takes the number of a household book as written; where it is the
// citizen number of the person, that number is checked.
func household(f Finding) Finding {
	if len(f.Number) == 18 && digits(f.Number[:17]) {
		return citizenNumber(f, f.Number)
	}
	return free(f)
}

var foreignOld = regexp.MustCompile(`^[A-Z]{3}[0-9]{12}$`)

// foreignResident takes both cards in use since 1 December 2023: the former
// one with 15 characters, and the one of 2023 with 18 digits that begin with 9.
func foreignResident(f Finding) Finding {
	switch {
	case foreignOld.MatchString(f.Number):
		return f
	case !citizenShaped(f.Number):
		return f.fail(BadShape)
	case f.Number[0] != '9':
		return f.fail(BadShape)
	}
	return citizenNumber(f, f.Number)
}

var disabilityShape = regexp.MustCompile(`^([0-9]{17}[0-9X])([0-9])([0-9])(B[0-9]{1,2})?$`)

// disabilityCard is the rule of 残疾人证: the holder's citizen number, a digit
// of kind, a digit of grade, and B with a count on a reissued card.
func disabilityCard(f Finding) Finding {
	m := disabilityShape.FindStringSubmatch(f.Number)
	if m == nil {
		return f.fail(BadShape)
	}
	f = citizenNumber(f, m[1])
	if f.Verdict != OK {
		return f
	}
	f.Holder = m[1]
	switch {
	case m[2] < "1" || m[2] > "7":
		return f.fail(DisabilityKind)
	case m[3] < "1" || m[3] > "4":
		return f.fail(DisabilityGrade)
	}
	return f
}
