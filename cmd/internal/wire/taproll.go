package wire

import (
	"strings"

	"xiaochuang/desk"
	"xiaochuang/peripherals/printer/escpos"
)

// Control bytes of ESC/POS.
const (
	rollDLE = 0x10
	rollESC = 0x1B
	rollFS  = 0x1C
	rollGS  = 0x1D
)

// mostHex bounds the bytes of one glimpse of a printer: a picture has thousands.
const mostHex = 48

// longCommand is from how many bytes on a command carries something of the paper,
// such as a picture or a code, of which only the head is shown.
const longCommand = 6

// ofRoll returns what shows the bytes of a receipt printer, nil for no tap.
func (t *tap) ofRoll() func(out bool, b []byte) {
	if t == nil {
		return nil
	}
	return func(out bool, b []byte) {
		if !t.watched() {
			return
		}
		if !out {
			t.put(desk.Glimpse{Way: desk.WayCame, Name: rollAnswer(b), Hex: hexOf(b[:min(len(b), mostHex)]), Size: len(b), Idle: rollAnswer(b) == "status"})
			return
		}
		name := rollCommand(b)
		t.put(desk.Glimpse{Way: desk.WaySent, Name: name, Hex: rollHex(b), Size: len(b), Idle: strings.HasPrefix(name, "ask")})
	}
}

// rollCommand names what goes to a receipt printer.
func rollCommand(b []byte) string {
	switch {
	case len(b) == 3 && b[0] == rollDLE && b[1] == 0x04 && b[2] >= 1 && b[2] <= 4:
		return "ask." + string('0'+rune(b[2]))
	case len(b) == 3 && b[0] == rollGS && b[1] == 'r':
		return "barrier"
	}
	return "paper"
}

// rollAnswer names what comes from a receipt printer: an answer to DLE EOT has
// bits 1 and 4 set, and 0 and 7 not.
func rollAnswer(b []byte) string {
	if len(b) == 1 && b[0]&0x93 == 0x12 {
		return "status"
	}
	return ""
}

// rollHex is what goes to a receipt printer without what stands on the paper:
// commands, of long ones the head, and how many bytes the rest has.
func rollHex(b []byte) string {
	var out strings.Builder
	hide, shown := 0, 0
	show := func(x []byte) {
		out.WriteString(hidden(hide))
		hide = 0
		out.WriteString(" " + hexOf(x))
		shown += len(x)
	}
	for len(b) > 0 && shown < mostHex {
		n := 1
		switch c := b[0]; {
		case c == rollESC || c == rollFS || c == rollGS || c == rollDLE:
			switch n = escpos.Next(b); {
			case c == rollDLE:
				n = min(3, len(b))
			case n == 0: // not ours; what follows is taken for text
				n = min(2, len(b))
			}
			if n < longCommand {
				show(b[:n])
			} else {
				show(b[:3])
				hide += n - 3
			}
		case c == '\n':
			show(b[:1])
		default:
			hide++
		}
		b = b[n:]
	}
	return strings.TrimSpace(out.String() + hidden(hide+len(b)))
}
