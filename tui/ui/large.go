package ui

import "strings"

// dots draws a picture of w by h dots with its upper left corner at x, y: a dot
// is as wide as a cell and half as high. Cells without a dot are left alone.
func (f *Frame) dots(x, y int, st Style, w, h int, on func(x, y int) bool) {
	for row := 0; row < h; row += 2 {
		for col := range w {
			upper, lower := on(col, row), row+1 < h && on(col, row+1)
			switch {
			case upper && lower:
				f.Put(x+col, y+row/2, st, "█")
			case upper:
				f.Put(x+col, y+row/2, st, "▀")
			case lower:
				f.Put(x+col, y+row/2, st, "▄")
			}
		}
	}
}

// LargeWidth returns the cells that Large needs at a scale of 1 or more.
func LargeWidth(text string, scale int) int {
	w := 0
	for _, r := range text {
		if !silent(r) {
			w += glyphOf(r).width * scale
		}
	}
	return w
}

// Large draws text in dots, LargeRows times scale rows high, and returns the
// column after it. A character that the screens' typeface lacks is a box.
func (f *Frame) Large(x, y int, st Style, text string, scale int) int {
	for _, r := range text {
		if silent(r) {
			continue
		}
		g := glyphOf(r)
		f.dots(x, y, st, g.width*scale, LargeDots*scale, func(x, y int) bool { return g.at(x/scale, y/scale) })
		x += g.width * scale
	}
	return x
}

// silent reports whether r belongs to the character before it and has no picture
// of its own: variation selectors and joiners.
func silent(r rune) bool {
	return r == 0x200D || r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0100 && r <= 0xE01EF
}

// LargeWrap cuts text into lines that Large draws in w cells at scale 1. Closing
// punctuation begins no line: it takes the character before it along.
func LargeWrap(text string, w int) []string {
	var lines []string
	var line []rune
	n := 0
	for _, r := range text {
		g := 0
		if !silent(r) {
			g = glyphOf(r).width
		}
		if r == '\n' || n > 0 && n+g > w {
			var along []rune
			if r != '\n' && len(line) > 1 && strings.ContainsRune(noStart, r) {
				along = line[len(line)-1:]
				line = line[:len(line)-1]
			}
			lines = append(lines, string(line))
			line, n = append([]rune{}, along...), LargeWidth(string(along), 1)
		}
		if r == '\n' || r == ' ' && n == 0 {
			continue
		}
		line = append(line, r)
		n += g
	}
	if len(line) > 0 || len(lines) == 0 {
		lines = append(lines, string(line))
	}
	return lines
}

// BlockDots is the height of a sign of Block in dots.
const BlockDots = 7

const (
	blockWide = 5
	blockGap  = 1
)

// BlockRows is the height of Block in rows.
func BlockRows(scale int) int { return (BlockDots*scale + 1) / 2 }

// Block draws digits and capital letters in heavy blocks that are read from
// across a room, and returns the column after them. A Chinese character is drawn
// as Large in the place of one sign; what is not known is left blank.
func (f *Frame) Block(x, y int, st Style, text string, scale int) int {
	for i, r := range []rune(text) {
		if i > 0 {
			x += blockGap * scale
		}
		if s, ok := signs[r]; ok {
			f.dots(x, y, st, blockWide*scale, BlockDots*scale, func(x, y int) bool {
				return s[y/scale]&(1<<(blockWide-1-x/scale)) != 0
			})
			x += blockWide * scale
			continue
		}
		x = f.blockHan(x, y, st, r, scale)
	}
	return x
}

// BlockTextWidth returns the cells that Block needs for text.
func BlockTextWidth(text string, scale int) int {
	w := 0
	for i, r := range []rune(text) {
		if i > 0 {
			w += blockGap * scale
		}
		switch _, ok := signs[r]; {
		case ok:
			w += blockWide * scale
		case hanScale(scale) == 0:
			w += 2
		default:
			w += LargeDots * hanScale(scale)
		}
	}
	return w
}

// hanScale is the scale at which a Chinese character fits beside signs; 0 where
// it does not.
func hanScale(scale int) int { return scale * BlockDots / LargeDots }

func (f *Frame) blockHan(x, y int, st Style, r rune, scale int) int {
	k := hanScale(scale)
	if k == 0 {
		return f.Put(x, y+BlockRows(scale)/2, st, string(r))
	}
	below := (BlockDots*scale - LargeDots*k) / 4 // in rows, so as to stand in the middle
	return f.Large(x, y+below, st, string(r), k)
}

// signs are five by seven dots, a row a number, the leftmost dot highest.
var signs = map[rune][BlockDots]uint8{
	'0': {0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110},
	'1': {0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110},
	'2': {0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111},
	'3': {0b11111, 0b00010, 0b00100, 0b00010, 0b00001, 0b10001, 0b01110},
	'4': {0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010},
	'5': {0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110},
	'6': {0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110},
	'7': {0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000},
	'8': {0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110},
	'9': {0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100},
	'A': {0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001},
	'B': {0b11110, 0b10001, 0b10001, 0b11110, 0b10001, 0b10001, 0b11110},
	'C': {0b01110, 0b10001, 0b10000, 0b10000, 0b10000, 0b10001, 0b01110},
	'D': {0b11110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11110},
	'E': {0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111},
	'F': {0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b10000},
	'G': {0b01110, 0b10001, 0b10000, 0b10111, 0b10001, 0b10001, 0b01110},
	'H': {0b10001, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001},
	'I': {0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110},
	'J': {0b00111, 0b00010, 0b00010, 0b00010, 0b00010, 0b10010, 0b01100},
	'K': {0b10001, 0b10010, 0b10100, 0b11000, 0b10100, 0b10010, 0b10001},
	'L': {0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b11111},
	'M': {0b10001, 0b11011, 0b10101, 0b10101, 0b10001, 0b10001, 0b10001},
	'N': {0b10001, 0b11001, 0b10101, 0b10011, 0b10001, 0b10001, 0b10001},
	'O': {0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110},
	'P': {0b11110, 0b10001, 0b10001, 0b11110, 0b10000, 0b10000, 0b10000},
	'Q': {0b01110, 0b10001, 0b10001, 0b10001, 0b10101, 0b10010, 0b01101},
	'R': {0b11110, 0b10001, 0b10001, 0b11110, 0b10100, 0b10010, 0b10001},
	'S': {0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110},
	'T': {0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100},
	'U': {0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110},
	'V': {0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01010, 0b00100},
	'W': {0b10001, 0b10001, 0b10001, 0b10101, 0b10101, 0b11011, 0b10001},
	'X': {0b10001, 0b10001, 0b01010, 0b00100, 0b01010, 0b10001, 0b10001},
	'Y': {0b10001, 0b10001, 0b01010, 0b00100, 0b00100, 0b00100, 0b00100},
	'Z': {0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b10000, 0b11111},
	'-': {0b00000, 0b00000, 0b00000, 0b11111, 0b00000, 0b00000, 0b00000},
	'>': {0b00000, 0b00100, 0b00010, 0b11111, 0b00010, 0b00100, 0b00000},
}
