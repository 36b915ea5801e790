package idcard

import (
	"encoding/binary"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"

	"xiaochuang/desk"
)

// BlockSize is the size of the text block of a card, in bytes of UTF-16LE.
const BlockSize = 256

// Gap stands where a card holds a character that has no agreed code: early
// cards keep rare characters in the private use area.
const Gap = '□'

// flagAt is where a block says which of the four layouts it has. Offsets are
// chosen after it was read, because the layouts overlap.
const flagAt = 248

// Forever is what stands in place of a last day of validity.
const Forever = "长期"

// Decode reads a text block. ID and At are left empty. It fails with a
// Problem of kind Invalid when the block has none of the four layouts or its
// number is not one of that layout; a block that is right but holds something
// that cannot be shown has Gaps set.
func Decode(block []byte) (desk.CardReading, error) {
	if len(block) != BlockSize {
		return desk.CardReading{}, &desk.Problem{Kind: desk.Invalid, What: CodeNoCard}
	}
	b := &text{block: block}
	flag := binary.LittleEndian.Uint16(block[flagAt:])
	switch flag {
	case 'J':
		b.residencePermit()
	case 'I':
		b.foreigner2017()
	case 'Y':
		b.foreigner2023()
	default:
		b.citizen()
	}
	b.Gaps = b.gaps
	plain := flag == ' ' || flag == 0
	if !numberFits(b.CardReading) || !plain && b.Layout == desk.CardCN && !proven(b.CardReading) {
		return desk.CardReading{}, &desk.Problem{Kind: desk.Invalid, What: CodeNoCard}
	}
	return b.CardReading, nil
}

// text is a block on its way to a reading.
type text struct {
	desk.CardReading
	block []byte
	gaps  bool
}

// citizen is the 居民身份证.
func (b *text) citizen() {
	b.Layout, b.Document = desk.CardCN, "111"
	b.person()
	b.Nation = b.str(32, 4)
	b.Address = b.str(52, 70)
	b.Issuer = b.str(158, 30)
}

// residencePermit is the 港澳台居民居住证. GA/T 2000.156 had no code for it when
// the layout was published, so that Document stays empty.
func (b *text) residencePermit() {
	b.Layout = desk.CardHM
	b.person()
	b.Address = b.str(52, 70)
	b.Issuer = b.str(158, 30)
	b.Pass = b.str(220, 18)
}

// foreigner2017 is the 外国人永久居留身份证 of 2017.
func (b *text) foreigner2017() {
	b.Layout, b.Document = desk.CardI, "553"
	b.English = b.str(0, 120)
	b.Sex = b.sex(120)
	b.Number = b.str(122, 30)
	b.Nation = b.str(152, 6)
	b.Name = b.str(158, 30)
	b.validity()
	b.Birth = b.day(220)
	b.Issuer = b.str(240, 8)
}

// foreigner2023 is the 外国人永久居留身份证 of 2023. The English name begins in
// the place of the address and goes on behind the dates.
func (b *text) foreigner2023() {
	b.Layout, b.Document = desk.CardY, "553"
	b.person()
	b.English = strings.TrimSpace(b.raw(52, 70) + b.raw(220, 22))
	b.Nation = b.str(242, 6)
}

// person reads what three of the layouts have in the same place.
func (b *text) person() {
	b.Name = b.str(0, 30)
	b.Sex = b.sex(30)
	b.Birth = b.day(36)
	b.Number = strings.ToUpper(b.str(122, 36))
	b.validity()
}

func (b *text) validity() {
	b.From = b.day(188)
	if b.str(204, 16) == Forever {
		b.Forever = true
		return
	}
	b.Until = b.day(204)
}

// sex returns the code of GB/T 2261.1.
func (b *text) sex(off int) string {
	s := b.str(off, 2)
	switch s {
	case "0", "1", "2", "9":
		return s
	}
	b.gaps = true
	return "0"
}

// day returns a date, or none and a gap.
func (b *text) day(off int) desk.Day {
	t, err := time.Parse("20060102", b.str(off, 16))
	if err != nil || t.Year() < 1800 || t.Year() > 2199 {
		b.gaps = true
		return ""
	}
	return desk.Day(t.Format(time.DateOnly))
}

// str returns a field without its padding.
func (b *text) str(off, size int) string { return strings.TrimSpace(b.raw(off, size)) }

// raw returns a field. Padding is spaces or zeros; what cannot be represented
// or would act on a screen becomes Gap.
func (b *text) raw(off, size int) string {
	s, gaps := decodeUTF16(b.block[off : off+size])
	b.gaps = b.gaps || gaps
	return s
}

func decodeUTF16(b []byte) (s string, gaps bool) {
	var out strings.Builder
	for i := 0; i+1 < len(b); i += 2 {
		r := rune(binary.LittleEndian.Uint16(b[i:]))
		if utf16.IsSurrogate(r) && i+3 < len(b) {
			if w := utf16.DecodeRune(r, rune(binary.LittleEndian.Uint16(b[i+2:]))); w != unicode.ReplacementChar {
				r = w
				i += 2
			}
		}
		switch {
		case r == 0:
			r = ' '
		case !representable(r):
			r, gaps = Gap, true
		}
		out.WriteRune(r)
	}
	return out.String(), gaps
}

// representable reports whether a character can be shown, printed and stored
// as itself.
func representable(r rune) bool {
	return r != unicode.ReplacementChar && r != Gap && (unicode.IsGraphic(r)) && !unicode.Is(unicode.Co, r)
}
