package identity

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMasks(t *testing.T) {
	for _, tt := range []struct {
		name, in, strict, tail string
	}{
		{"citizen number", "110101180001010015", "1****************5", "**************0015"},
		{"citizen number with x", "11010519491231002x", "1****************X", "**************002X"},
		{"mobile", "13800001234", "1*********4", "*******1234"},
		{"fixed line", "010-65001234", "0**********4", "********1234"},
		{"passport", "E00001234", "E*******4", "*****1234"},
		{"six characters", "123456", "1****6", "***456"},
		{"four characters", "1234", "****", "**34"},
		{"one character", "1", "*", "*"},
		{"nothing", "", "", ""},
		{"beyond the BMP", "𬭎0001𫖯", "𬭎****𫖯", "***01𫖯"},
		{"a control character at the end", "12345\x1b", "1*****", "***45*"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := MaskStrict(tt.in); got != tt.strict {
				t.Errorf("strict %q, want %q", got, tt.strict)
			}
			if got := MaskTail(tt.in); got != tt.tail {
				t.Errorf("tail %q, want %q", got, tt.tail)
			}
		})
	}
}

func TestMaskName(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"three characters", "王小英", "王*英"},
		{"two characters", "王英", "王*"},
		{"one character", "王", "*"},
		{"four characters", "欧阳小英", "欧**英"},
		{"with a point", "阿卜杜拉·买买提", "阿***·**提"},
		{"with a point, short", "甲·乙", "甲·*"},
		{"rare characters", "𬭎𫖯𬸪", "𬭎*𬸪"},
		{"character newer than the tables", "王\U000323B0英", "王*英"},
		{"chip's private use", "王小\ue000", "王*\ue000"},
		{"variation selector stays with its character", "王小邊\U000E0101", "王*邊\U000E0101"},
		{"foreign", "ANNA LEE", "A*** **E"},
		{"escape sequence", "王\x1b小英", "王*英"},
		{"direction override", "王\u202e小英", "王*英"},
		{"spaces around", " 王小英　", "王*英"},
		{"nobody", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := MaskName(tt.in); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// citizenNumbers draws well-formed numbers of invented people.
func citizenNumbers(t *rapid.T) string {
	area := rapid.StringMatching(`[1-7][0-9]{5}`).Draw(t, "area")
	day := rapid.SampledFrom([]string{"18000101", "18040229", "18991231", "19000228"}).Draw(t, "birth")
	body := area + day + rapid.StringMatching(`[0-9]{3}`).Draw(t, "sequence")
	return body + string(citizenCheck(body))
}

func TestAnyChangedDigitIsCaught(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := citizenNumbers(t)
		if f := Check(CitizenCard, number); f.Verdict != OK {
			t.Fatalf("a well-formed number is refused: %q", f.Code)
		}
		i := rapid.IntRange(0, 17).Draw(t, "place")
		letters := "0123456789"
		if i == 17 {
			letters += "X"
		}
		c := rapid.SampledFrom([]byte(letters)).Draw(t, "digit")
		if number[i] == c {
			return
		}
		changed := number[:i] + string(c) + number[i+1:]
		if f := Check(CitizenCard, changed); f.Code != BadCheck {
			t.Fatalf("place %d changed to %c passes as %q", i, c, f.Code)
		}
	})
}

func TestSwappedNeighboursAreCaught(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := []byte(citizenNumbers(t))
		i := rapid.IntRange(0, 15).Draw(t, "place")
		if n[i] == n[i+1] {
			return
		}
		n[i], n[i+1] = n[i+1], n[i]
		if f := Check(CitizenCard, string(n)); f.Verdict != Wrong {
			t.Fatalf("swapped places %d and %d pass", i, i+1)
		}
	})
}

func TestAnyChangedCharacterOfACreditCodeIsCaught(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		org := rapid.StringMatching(`[0-9A-HJ-NPQRTUWXY]{8}`).Draw(t, "organisation")
		body := "91110108" + org + string(organisationCheck(org))
		code := body + string(creditCheck(body))
		if f := Check(CreditCode, code); f.Verdict != OK {
			t.Fatalf("a well-formed code is refused: %q", f.Code)
		}
		i := rapid.IntRange(0, 17).Draw(t, "place")
		c := rapid.SampledFrom([]byte(creditLetters)).Draw(t, "letter")
		if code[i] == c {
			return
		}
		if f := Check(CreditCode, code[:i]+string(c)+code[i+1:]); f.Verdict == OK {
			t.Fatalf("place %d changed to %c passes", i, c)
		}
	})
}

// TestMasksRevealNoMoreThanPromised draws any text at all: what is not an
// asterisk must be within the promise, in its own place.
func TestMasksRevealNoMoreThanPromised(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.String().Draw(t, "number")
		folded := []rune(Fold(in))
		for _, m := range []struct {
			name       string
			mask       func(string) string
			head, tail int
		}{{"strict", MaskStrict, 1, 1}, {"tail", MaskTail, 0, 4}} {
			out := []rune(m.mask(in))
			if len(out) != len(folded) {
				t.Fatalf("%s: %d characters, want %d", m.name, len(out), len(folded))
			}
			shown := 0
			for i, r := range out {
				if r == '*' {
					continue
				}
				shown++
				if r != folded[i] || (i >= m.head && i < len(out)-m.tail) {
					t.Fatalf("%s: place %d shows what it must not", m.name, i)
				}
			}
			if shown > m.head+m.tail || shown > (len(out)+1)/2 {
				t.Fatalf("%s: %d of %d characters shown", m.name, shown, len(out))
			}
		}
	})
}

func TestNameMaskRevealsTwoCharactersAtMost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[王李张阿买A-Z·]{0,12}`).Draw(t, "name")
		out := MaskName(name)
		shown := len([]rune(strings.NewReplacer("*", "", "·", "").Replace(out)))
		if shown > 2 {
			t.Fatalf("%d characters shown", shown)
		}
	})
}

func TestFoldIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := Fold(rapid.String().Draw(t, "number"))
		if twice := Fold(once); twice != once {
			t.Fatalf("%q folds again to %q", once, twice)
		}
	})
}
