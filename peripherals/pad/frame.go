package pad

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"xiaochuang/peripherals/serial"
)

// A frame is an ordered list of elements; the same list writes and reads.
type frame struct {
	elements []element
	sums     int      // bytes of all checksums together
	known    bool     // the size is known before the end
	whole    bool     // what carries frames says where they end
	raw      [][]byte // answers that come outside of frames
}

type kind int

const (
	literal kind = iota
	ending       // a literal that never stands in a body
	wholeBody
	oneByte
	length
	checksum
)

// An element is one part of a frame.
type element struct {
	kind     kind
	bytes    []byte                   // literal
	size     int                      // bytes of a length or checksum
	order    byteOrder                // of a length or checksum of two bytes
	sum      func(over []byte) uint16 // checksum
	overLen  bool                     // checksum: over the lengths too
	overBody bool                     // checksum: over the body
	plusSum  bool                     // length: counts the checksums too
}

type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// compileFrame reads the list of a profile. whole says that what carries the
// frames keeps them apart.
func compileFrame(list []string, whole bool) (*frame, error) {
	f := &frame{whole: whole}
	bodies := 0
	for _, s := range list {
		e, err := parseElement(s)
		if err != nil {
			return nil, err
		}
		switch e.kind {
		case wholeBody, oneByte:
			bodies++
			f.known = f.known || e.kind == oneByte
		case length:
			if bodies > 0 {
				return nil, fmt.Errorf("%s stands behind the body", s)
			}
			f.known = true
		case checksum:
			f.sums += e.size
		case ending:
			if n := len(f.elements); n == 0 || f.elements[n-1].kind != wholeBody || f.known {
				return nil, fmt.Errorf("%s stands behind no body without a length", s)
			}
			f.known = true
		}
		f.elements = append(f.elements, e)
	}
	if bodies != 1 {
		return nil, fmt.Errorf("%d bodies", bodies)
	}
	last := f.elements[len(f.elements)-1]
	if whole && !f.known && (f.sums > 0 || len(f.elements) > 3) {
		return nil, errors.New("a body without a length stands between two literals")
	}
	if !f.known && !whole && (last.kind != literal || f.elements[0].kind != literal || f.sums > 0) {
		return nil, errors.New("a body without a length stands between two literals")
	}
	return f, nil
}

// parseElement reads "hex:AA55", "len16be:body,sum", "xor:len,body" and the
// like.
func parseElement(s string) (element, error) {
	name, arg, _ := strings.Cut(s, ":")
	bad := fmt.Errorf("element %q", s)
	e := element{size: 1, order: byteOrder(binary.BigEndian)}
	switch name {
	case "hex", "ascii", "end":
		if e.kind = literal; name == "end" {
			e.kind, name = ending, "hex"
		}
		b, err := literalBytes(name, arg)
		if err != nil || len(b) == 0 {
			return e, bad
		}
		e.bytes = b
		return e, nil
	case "body":
		e.kind = wholeBody
		return e, nil
	case "body1":
		e.kind = oneByte
		return e, nil
	case "len8", "len16be", "len16le":
		e.kind = length
	case "xor", "sum8", "crc16modbus":
		e.kind, e.sum = checksum, map[string]func([]byte) uint16{"xor": xor, "sum8": sum8, "crc16modbus": crc16}[name]
	default:
		return e, bad
	}
	if strings.HasPrefix(name, "len16") || name == "crc16modbus" {
		e.size = 2
	}
	if name == "len16le" || name == "crc16modbus" {
		e.order = binary.LittleEndian
	}
	for _, a := range strings.Split(arg, ",") {
		switch {
		case a == "body":
			e.overBody = true
		case a == "sum" && e.kind == length:
			e.plusSum = true
		case a == "len" && e.kind == checksum:
			e.overLen = true
		default:
			return e, bad
		}
	}
	if !e.overBody {
		return e, bad
	}
	return e, nil
}

// literalBytes reads the argument of hex: and ascii:.
func literalBytes(name, arg string) ([]byte, error) {
	if name == "hex" {
		return hex.DecodeString(arg)
	}
	for _, c := range []byte(arg) {
		if c < 0x20 || c > 0x7E {
			return nil, errors.New("not ASCII")
		}
	}
	return []byte(arg), nil
}

// encode wraps a body.
func (f *frame) encode(body []byte) ([]byte, error) {
	var out, lens []byte
	for _, e := range f.elements {
		at := len(out)
		switch e.kind {
		case ending:
			if bytes.Contains(body, e.bytes) {
				return nil, errors.New("the body holds what ends it")
			}
			out = append(out, e.bytes...)
		case literal:
			out = append(out, e.bytes...)
		case wholeBody, oneByte:
			if e.kind == oneByte && len(body) != 1 {
				return nil, fmt.Errorf("a body of %d bytes in a frame of one", len(body))
			}
			out = append(out, body...)
		case length:
			n := len(body)
			if e.plusSum {
				n += f.sums
			}
			if n >= 1<<(8*e.size) {
				return nil, fmt.Errorf("a body of %d bytes is too long", len(body))
			}
			out = e.append(out, uint16(n))
			lens = append(lens, out[at:]...)
		case checksum:
			out = e.append(out, e.sum(e.over(lens, body)))
		}
	}
	if len(out) > serial.MaxFrame {
		return nil, fmt.Errorf("a frame of %d bytes", len(out))
	}
	return out, nil
}

// over returns what a checksum covers.
func (e element) over(lens, body []byte) []byte {
	if !e.overLen {
		return body
	}
	return append(bytes.Clone(lens), body...)
}

func (e element) append(b []byte, v uint16) []byte {
	if e.size == 1 {
		return append(b, byte(v))
	}
	return e.order.AppendUint16(b, v)
}

func (e element) value(b []byte) int {
	if e.size == 1 {
		return int(b[0])
	}
	return int(e.order.Uint16(b))
}

// cut is the serial.Grammar of the frames, and of the answers outside of them.
func (f *frame) cut(b []byte, quiet bool) (int, error) {
	for _, r := range f.raw {
		switch {
		case bytes.HasPrefix(b, r):
			return len(r), nil
		case bytes.HasPrefix(r, b):
			return 0, nil
		}
	}
	_, size, err := f.decode(b, quiet)
	return size, err
}

// decode finds the body of the frame that begins b. It returns a size of 0
// when more is needed.
func (f *frame) decode(b []byte, quiet bool) (body []byte, size int, err error) {
	at, want := 0, -1
	for i, e := range f.elements {
		rest := b[at:]
		need := e.size
		switch e.kind {
		case literal, ending:
			need = len(e.bytes)
			if n := min(need, len(rest)); !bytes.Equal(e.bytes[:n], rest[:n]) {
				return nil, 0, serial.ErrNotFrame
			}
		case oneByte:
			need = 1
		case wholeBody:
			if want < 0 {
				want = f.terminated(rest, i, quiet)
			}
			need = want
		}
		if need < 0 || len(rest) < need {
			return nil, 0, f.unfinished(b)
		}
		switch e.kind {
		case wholeBody, oneByte:
			body = rest[:need]
		case length:
			n := e.value(rest)
			if e.plusSum {
				n -= f.sums
			}
			if n < 0 || want >= 0 && want != n || n > serial.MaxFrame-f.overhead() {
				return nil, 0, serial.ErrNotFrame
			}
			want = n
		}
		at += need
	}
	// The checksums, and lengths written twice, are proved by writing the frame
	// again.
	again, err := f.encode(body)
	if err != nil || !bytes.Equal(again, b[:at]) {
		return nil, 0, serial.ErrNotFrame
	}
	return body, at, nil
}

// terminated returns the size of a body that ends with the literal behind it,
// or -1. Such a literal may also occur inside the body, so that only silence
// tells which is the last; an ending may not. A body with nothing behind it
// ends with what carries it.
func (f *frame) terminated(rest []byte, i int, quiet bool) int {
	last := i+1 == len(f.elements)
	switch {
	case !last && f.elements[i+1].kind == ending:
		return bytes.Index(rest, f.elements[i+1].bytes)
	case !quiet:
		return -1
	case last:
		return len(rest)
	}
	return bytes.LastIndex(rest, f.elements[i+1].bytes)
}

// unfinished is nil when more bytes may make a frame of b.
func (f *frame) unfinished(b []byte) error {
	if len(b) >= serial.MaxFrame {
		return serial.ErrNotFrame
	}
	return nil
}

// overhead is how many bytes a frame has beside its body.
func (f *frame) overhead() int {
	n := f.sums
	for _, e := range f.elements {
		switch e.kind {
		case literal, ending:
			n += len(e.bytes)
		case length:
			n += e.size
		}
	}
	return n
}

func xor(b []byte) uint16 {
	var x byte
	for _, c := range b {
		x ^= c
	}
	return uint16(x)
}

func sum8(b []byte) uint16 {
	var s byte
	for _, c := range b {
		s += c
	}
	return uint16(s)
}

// crc16 is the checksum of Modbus over serial line V1.02, 6.2.2.
func crc16(b []byte) uint16 {
	x := uint16(0xFFFF)
	for _, c := range b {
		x ^= uint16(c)
		for range 8 {
			low := x & 1
			x >>= 1
			x ^= low * 0xA001
		}
	}
	return x
}
