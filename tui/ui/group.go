package ui

import (
	"strings"

	"xiaochuang/desk"
)

// Long numbers are read in groups: a blank stands before some of their digits on
// the screen, never in the value, and the cursor steps over it.

// gaps are the byte offsets before which a blank stands, 0 for none.
func (d *Field) gaps() (a, b int) {
	switch n := len(d.value); d.Kind {
	case Phone:
		switch v := d.value; {
		case strings.Trim(v, "0123456789") != "": // a hyphen groups it already
		case v == "" || v[0] != '0' && v[0] != '1': // a line in Beijing: 4-4
			return 4, 0
		case v[0] == '1': // a mobile: 3-4-4
			return 3, 7
		case n > 1 && (v[1] == '1' || v[1] == '2'): // 010, 02x and eight digits
			return 3, 7
		default: // an area code of four
			return 4, 8
		}
	case IDNumber: // region, birth, and what tells people of a day apart
		return 6, 14
	}
	return 0, 0
}

// mostGaps is how many cells the blanks take.
func (d *Field) mostGaps() int {
	if d.Kind == Phone || d.Kind == IDNumber {
		return 2
	}
	return 0
}

// grouped returns the value from byte i to j with its blanks. One before j counts
// where a glyph follows, since it stands before the cursor on that glyph.
func (d *Field) grouped(i, j int) string {
	a, b := d.gaps()
	s := d.value[i:j]
	if a == 0 || i >= b && i >= a || j < a || len(d.value) <= a {
		return s
	}
	var out strings.Builder
	from := i
	for _, g := range [...]int{a, b} {
		if g > i && g <= j && g < len(d.value) {
			out.WriteString(d.value[from:g])
			out.WriteByte(' ')
			from = g
		}
	}
	out.WriteString(d.value[from:j])
	return out.String()
}

// settleAmount writes an amount with both its places.
func (d *Field) settleAmount() {
	if m, ok := desk.ReadMoney(d.value); ok {
		d.keep(m.String())
	}
}

// settlePhone takes the number of this country off a mobile (ITU-T E.164: +86).
func (d *Field) settlePhone() {
	const mobile = 11
	for _, land := range [...]string{"+86", "0086", "86"} {
		rest, ok := strings.CutPrefix(d.value, land)
		rest = strings.TrimPrefix(rest, "-")
		if ok && len(rest) == mobile && rest[0] == '1' {
			d.keep(rest)
			return
		}
	}
}

// keep replaces the value by another way to write it.
func (d *Field) keep(s string) {
	if s != d.value {
		d.value, d.at, d.left = s, len(s), 0
	}
}
