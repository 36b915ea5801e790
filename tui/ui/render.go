package ui

import "strings"

// String renders f with the theme's escape sequences, rows separated by line
// feeds. Every row is exactly f.W() cells wide and ends without a style.
func (f *Frame) String() string {
	out := f.c.out[:0]
	for y := range f.h {
		if y > 0 {
			out = append(out, '\n')
		}
		out = f.appendRow(out, y, f.c.theme)
	}
	f.c.out = out
	return string(out)
}

// Text returns the rows of f without styles and without the blanks at their
// ends, each closed by a line feed.
func (f *Frame) Text() string {
	var b strings.Builder
	for y := range f.h {
		b.WriteString(f.RowText(y))
		b.WriteByte('\n')
	}
	return b.String()
}

// RowText returns row y as in Text, without a line feed.
func (f *Frame) RowText(y int) string {
	return strings.TrimRight(string(f.appendRow(nil, y, &Theme{})), " ")
}

func (f *Frame) appendRow(out []byte, y int, t *Theme) []byte {
	look, before := "", " "
	row := f.c.cells[(f.y+y)*f.c.w+f.x:][:f.w]
	for x := range row {
		c := &row[x]
		if next := t.looks[c.style]; next != look {
			out = appendLook(out, look, next)
			look = next
		}
		switch {
		case c.width == 0 && x > 0:
			continue
		case c.glyph == "" || c.width == 2 && x+1 == f.w: // f shows half of it
			out = append(out, ' ')
			before = " "
		case merges(before, c.glyph):
			out = append(out, (standIn + " ")[:c.width]...)
			before = standIn
		default:
			out = append(out, c.glyph...)
			before = c.glyph
		}
	}
	if look != "" {
		out = append(out, "\x1b[m"...)
	}
	return out
}

// appendLook changes from one look to the next.
func appendLook(out []byte, from, to string) []byte {
	out = append(out, "\x1b["...)
	if from != "" && to != "" {
		out = append(out, "0;"...)
	}
	out = append(out, to...)
	return append(out, 'm')
}
