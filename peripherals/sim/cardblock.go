package sim

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"

	"xiaochuang/desk"
	"xiaochuang/peripherals/idcard"
)

// CardBlock writes the text block of a card that says r. It is written from
// the published layouts, apart from the decoder, so that each proves the
// other.
func CardBlock(r desk.CardReading) ([]byte, error) {
	type part struct {
		off, size int
		s         string
	}
	until := compact(r.Until)
	if r.Forever {
		until = idcard.Forever
	}
	name, sex := part{0, 30, r.Name}, part{30, 2, r.Sex}
	birth, number := part{36, 16, compact(r.Birth)}, part{122, 36, r.Number}
	from, to := part{188, 16, compact(r.From)}, part{204, 16, until}
	address, issuer := part{52, 70, r.Address}, part{158, 30, r.Issuer}
	var parts []part
	switch r.Layout {
	case desk.CardCN:
		parts = []part{name, sex, {32, 4, r.Nation}, birth, address, number, issuer, from, to}
	case desk.CardHM:
		parts = []part{name, sex, birth, address, number, issuer, from, to, {220, 18, r.Pass}, {238, 4, "01"}, {248, 2, "J"}}
	case desk.CardI:
		parts = []part{
			{0, 120, r.English},
			{120, 2, r.Sex},
			{122, 30, r.Number},
			{152, 6, r.Nation},
			{158, 30, r.Name},
			from, to,
			{220, 16, compact(r.Birth)},
			{236, 4, "01"},
			{240, 8, r.Issuer},
			{248, 2, "I"},
		}
	case desk.CardY:
		first, rest := split(r.English, 35)
		parts = []part{
			name, sex,
			{32, 4, "00"},
			birth,
			{52, 70, first},
			number, from, to,
			{220, 22, rest},
			{242, 6, r.Nation},
			{248, 2, "Y"},
		}
	default:
		return nil, fmt.Errorf("sim: no card layout %q", r.Layout)
	}
	b := make([]byte, idcard.BlockSize)
	for i := 0; i < len(b); i += 2 {
		b[i] = ' '
	}
	for _, p := range parts {
		if err := put(b, p.off, p.size, p.s); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// put writes s in UTF-16LE, padded with spaces.
func put(b []byte, off, size int, s string) error {
	u := utf16.Encode([]rune(s))
	if 2*len(u) > size {
		return fmt.Errorf("sim: text of %d units in a field of %d", len(u), size/2)
	}
	for i := range size / 2 {
		c := uint16(' ')
		if i < len(u) {
			c = u[i]
		}
		binary.LittleEndian.PutUint16(b[off+2*i:], c)
	}
	return nil
}

func compact(d desk.Day) string { return strings.ReplaceAll(string(d), "-", "") }

func split(s string, n int) (string, string) {
	r := []rune(s)
	n = min(n, len(r))
	return string(r[:n]), string(r[n:])
}
