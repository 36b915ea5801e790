package escpos

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"xiaochuang/desk/notice"
)

// encode returns the bytes of a run's characters, or false when the printer
// cannot print one of them at the width it has in the Doc. ASCII is one byte
// and one cell, everything else two bytes and two cells; no byte is below 0x20.
func (p Profile) encode(s string) ([]byte, bool) {
	var out []byte
	e := simplifiedchinese.GBK.NewEncoder()
	for _, g := range notice.Glyphs(s) {
		r, n := utf8.DecodeRuneInString(g.Text)
		if n != len(g.Text) {
			return nil, false // with marks or selectors
		}
		if r >= ' ' && r <= '~' {
			if g.Cells != 1 {
				return nil, false
			}
			out = append(out, byte(r))
			continue
		}
		b, err := e.Bytes([]byte(g.Text))
		if err != nil || len(b) != 2 || g.Cells != 2 || b[0] < 0x81 || b[1] < 0x40 {
			return nil, false
		}
		if p.Charset == GB2312 && !gb2312(b[0], b[1]) {
			return nil, false
		}
		out = append(out, b...)
	}
	return out, true
}

// gb2312 reports whether a two-byte code of GBK is one of GB/T 2312-1980.
func gb2312(lead, trail byte) bool {
	between := func(from, to byte) bool { return from <= trail && trail <= to }
	if !between(0xA1, 0xFE) {
		return false
	}
	switch lead {
	case 0xA1, 0xA3:
		return true
	case 0xA2:
		return between(0xB1, 0xE2) || between(0xE5, 0xEE) || between(0xF1, 0xFC)
	case 0xA4:
		return between(0xA1, 0xF3)
	case 0xA5:
		return between(0xA1, 0xF6)
	case 0xA6:
		return between(0xA1, 0xB8) || between(0xC1, 0xD8)
	case 0xA7:
		return between(0xA1, 0xC1) || between(0xD1, 0xF1)
	case 0xA8:
		return between(0xA1, 0xBA) || between(0xC5, 0xE9)
	case 0xA9:
		return between(0xA4, 0xEF)
	case 0xD7:
		return between(0xA1, 0xF9)
	}
	return lead >= 0xB0 && lead <= 0xF7
}
