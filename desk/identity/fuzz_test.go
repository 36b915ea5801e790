package identity_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"xiaochuang/desk/identity"
)

// FuzzNumber checks and masks what is typed, or read off a card, as a number.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"110101190001010022", "11010119000101002x", "１１０１０１１９０００１０１００２２", "H00000000", "91110000000000000A", "13800000000", "a\x00\u202e", "\xff"} {
		f.Add("111", s)
		f.Add("", s)
	}
	f.Fuzz(func(t *testing.T, doc, number string) {
		folded := identity.Fold(number)
		if again := identity.Fold(folded); again != folded {
			t.Fatalf("%q, folded again %q", folded, again)
		}
		found := identity.Check(identity.Document(doc), number)
		if found.Verdict == identity.OK && !utf8.ValidString(folded) {
			t.Fatalf("%q is a good number", number)
		}
		_, _, _ = identity.Phone(number), identity.Postcode(number), identity.Synthetic(number)
		for most, m := range map[int]string{2: identity.MaskStrict(number), 4: identity.MaskTail(number)} {
			if shown := utf8.RuneCountInString(m) - strings.Count(m, "*"); shown > most {
				t.Fatalf("%q shows %d characters of %q", m, shown, number)
			}
		}
		_, _ = identity.MaskName(number), identity.MaskWords(number)
	})
}
