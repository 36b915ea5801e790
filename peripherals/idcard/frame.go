package idcard

import (
	"encoding/binary"

	"xiaochuang/peripherals/serial"
)

// A frame is a preamble, a big-endian length that counts everything behind
// itself, the payload, and the exclusive or of length and payload.
const (
	preamble = "\xAA\xAA\xAA\x96\x69"
	headSize = len(preamble) + 2
	statuses = 3 // SW1 SW2 SW3 before the data of an answer
)

// A Command is a command byte and its parameter.
type Command [2]byte

// Commands of the security module. Reading with fingerprints (30 10) is left
// out on purpose.
var (
	Reset   = Command{0x10, 0xFF}
	State   = Command{0x11, 0xFF}
	Serial  = Command{0x12, 0xFF}
	Find    = Command{0x20, 0x01}
	Select  = Command{0x20, 0x02}
	Text    = Command{0x30, 0x01} // text and photo
	Address = Command{0x30, 0x03} // newest address added after issue
)

// Name is what a command is called in a trace.
func (c Command) Name() string {
	switch c {
	case Reset:
		return "reset"
	case State:
		return "state"
	case Serial:
		return "serial"
	case Find:
		return "find"
	case Select:
		return "select"
	case Text:
		return "text"
	case Address:
		return "address"
	}
	return ""
}

// Frame wraps a payload.
func Frame(payload ...byte) []byte {
	b := make([]byte, 0, headSize+len(payload)+1)
	b = append(b, preamble...)
	b = binary.BigEndian.AppendUint16(b, uint16(len(payload)+1))
	b = append(b, payload...)
	return append(b, xor(b[len(preamble):]))
}

// Request returns the frame of a command.
func (c Command) Request() []byte { return Frame(c[0], c[1]) }

// Cut is the serial.Grammar of these frames, in both directions.
func Cut(b []byte, _ bool) (int, error) {
	n := min(len(b), len(preamble))
	if string(b[:n]) != preamble[:n] {
		return 0, serial.ErrNotFrame
	}
	if len(b) < headSize {
		return 0, nil
	}
	size := headSize + int(binary.BigEndian.Uint16(b[len(preamble):]))
	switch {
	case size < headSize+3, size > serial.MaxFrame:
		return 0, serial.ErrNotFrame
	case len(b) < size:
		return 0, nil
	case xor(b[len(preamble):size]) != 0:
		return 0, serial.ErrNotFrame
	}
	return size, nil
}

// Payload returns what a whole frame carries, in place.
func Payload(frame []byte) []byte { return frame[headSize : len(frame)-1] }

// parseAnswer splits the payload of a module's answer into its status and
// data, in place.
func parseAnswer(frame []byte) (Status, []byte, error) {
	p := Payload(frame)
	if len(p) < statuses || p[0] != 0 || p[1] != 0 {
		return 0, nil, serial.ErrNoise
	}
	return Status(p[2]), p[statuses:], nil
}

// parseText returns the text block of an answer to Text, in place: two
// big-endian lengths, the text, the photo.
func parseText(data []byte) ([]byte, error) {
	if len(data) < 4 {
		return nil, serial.ErrNoise
	}
	text, photo := int(binary.BigEndian.Uint16(data)), int(binary.BigEndian.Uint16(data[2:]))
	if text != BlockSize || len(data) != 4+text+photo {
		return nil, serial.ErrNoise
	}
	return data[4 : 4+text], nil
}

func xor(b []byte) byte {
	var x byte
	for _, c := range b {
		x ^= c
	}
	return x
}
