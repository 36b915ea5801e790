package identity

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// longest bounds the characters of any number before it is looked at.
const longest = 40

// Fold returns a number as the desk keeps it: compatibility forms such as
// full-width digits folded (Unicode NFKC), spaces and invisible format
// characters removed, letters in upper case.
func Fold(number string) string {
	// What is removed may leave neighbours that fold once more.
	for range 4 {
		folded := strings.Map(foldRune, norm.NFKC.String(number))
		if folded == number {
			break
		}
		number = folded
	}
	return number
}

func foldRune(r rune) rune {
	if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
		return -1
	}
	return unicode.ToUpper(r)
}

// Check examines the number of a document by the rules of its kind. It knows
// no date of today: see Finding.On.
//
// An empty number, one with control characters and one beyond any sensible
// length is Wrong for every kind. Any other failure is Wrong for 111 and 112
// and a Doubt for the rest.
func Check(doc Document, number string) Finding {
	if len(number) > 16*longest {
		return Finding{Document: doc}.refuse(TooLong)
	}
	f := Finding{Document: doc, Number: Fold(number)}
	switch {
	case f.Number == "":
		return f.refuse(Empty)
	case len([]rune(f.Number)) > longest:
		f.Number = ""
		return f.refuse(TooLong)
	case strings.IndexFunc(f.Number, unprintable) >= 0:
		f.Number = ""
		return f.refuse(BadCharacter)
	}
	rule, known := rules[doc]
	if !known {
		return f.refuse(UnknownKind)
	}
	return rule(f)
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }

// rules has the check of every kind of Documents.
var rules = map[Document]func(Finding) Finding{
	CitizenCard:     citizenCard,
	TemporaryCard:   citizenCard,
	Household:       household,
	Officer:         free,
	BirthRecord:     shaped(regexp.MustCompile(`^[A-Z][0-9]{9}$`)),
	Passport:        passport,
	TaiwanPermit:    shaped(regexp.MustCompile(`^([0-9]{8}|[0-9]{10}(\([A-Z]\))?)$`)),
	HongKongPermit:  shaped(regexp.MustCompile(`^[HM][0-9]{8}([0-9]{2})?$`)),
	ForeignResident: foreignResident,
	ResidencePermit: residencePermit,
	DisabilityCard:  disabilityCard,
	CreditCode:      creditCode,
	OtherDocument:   free,
}

// shaped is the rule of kinds that have a shape and no check character.
func shaped(shape *regexp.Regexp) func(Finding) Finding {
	return func(f Finding) Finding {
		if !shape.MatchString(f.Number) {
			return f.fail(BadShape)
		}
		return f
	}
}

// free takes a number as it is written, up to 20 characters.
func free(f Finding) Finding {
	if len([]rune(f.Number)) > 20 {
		return f.fail(BadLength)
	}
	return f
}

var chinesePassport = regexp.MustCompile(`^(E[0-9A-HJ-NP-Z][0-9]{7}|G[0-9]{8})$`)

// passport takes the two series of Chinese passports, and any number of
// another state up to 20 letters and digits. A number that begins like a
// Chinese one but is no such number is doubtful.
func passport(f Finding) Finding {
	switch {
	case chinesePassport.MatchString(f.Number):
		return f
	case len(f.Number) > 20:
		return f.fail(BadLength)
	case !lettersAndDigits(f.Number):
		return f.fail(BadCharacter)
	case len(f.Number) == 9 && (f.Number[0] == 'E' || f.Number[0] == 'G') && digits(f.Number[2:]):
		return f.fail(BadShape)
	}
	return f
}

func lettersAndDigits(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
