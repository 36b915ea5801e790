package ui

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/binary"
	"io"
	"sort"
	"sync"
)

// hanzi holds characters of twelve dots, drawn from the typeface of the papers;
// the tests of that typeface write it and say how.
//
//go:embed hanzi.bin
var hanzi []byte

// LargeDots is the height of a large character in dots. Two dots make a row of
// the screen, so that a large character is six rows high.
const LargeDots = 12

// LargeRows is the height of a large character in rows.
const LargeRows = LargeDots / 2

const dotEntry = 4 + 1 + 2*LargeDots

// dotTable is hanzi unpacked: a third of a megabyte, and only where large
// characters are drawn.
var dotTable = sync.OnceValue(func() []byte {
	b, err := io.ReadAll(flate.NewReader(bytes.NewReader(hanzi)))
	if err != nil || len(b)%dotEntry != 0 {
		panic("the embedded characters are damaged") // a test reads them
	}
	return b
})

// A dotGlyph is one large character.
type dotGlyph struct {
	width int // in dots, which are cells
	rows  []byte
}

// at reports whether a dot is set.
func (g dotGlyph) at(x, y int) bool {
	return x < 16 && binary.LittleEndian.Uint16(g.rows[2*y:])&(1<<(15-x)) != 0
}

// glyphOf looks a character up; for one that is not there it is a square box.
func glyphOf(r rune) dotGlyph {
	t := dotTable()
	n := len(t) / dotEntry
	i := sort.Search(n, func(i int) bool { return binary.LittleEndian.Uint32(t[i*dotEntry:]) >= uint32(r) })
	if i == n || binary.LittleEndian.Uint32(t[i*dotEntry:]) != uint32(r) {
		if r == missingGlyph {
			return dotGlyph{LargeDots, make([]byte, 2*LargeDots)}
		}
		return glyphOf(missingGlyph)
	}
	e := t[i*dotEntry : (i+1)*dotEntry]
	return dotGlyph{int(e[4]), e[5:]}
}

const missingGlyph = '□'

// HasLarge reports whether a character can be drawn large.
func HasLarge(r rune) bool {
	g := glyphOf(missingGlyph)
	h := glyphOf(r)
	return r == missingGlyph || &g.rows[0] != &h.rows[0]
}
