package idcard

import (
	"context"

	"xiaochuang/desk"
	"xiaochuang/peripherals/serial"
)

// Proven lets tests ask whether a number proves a reading.
var Proven = proven

// ReadOnce attaches r on the calling goroutine, reads the card that lies
// there, and returns with it every buffer of the session as the driver leaves
// it.
func ReadOnce(ctx context.Context, r *Reader) (desk.CardReading, []byte, error) {
	port, err := serial.Open(r.o.Line, nil)
	if err != nil {
		return desk.CardReading{}, nil, err
	}
	defer func() { _ = port.Close() }()
	// The first thing a grammar is shown lies at the beginning of the frame
	// buffer; the rest of the buffer is within its capacity.
	var buffer []byte
	s := &session{Reader: r, port: port, frames: serial.NewFramer(func(b []byte, q bool) (int, error) {
		if buffer == nil {
			buffer = b[:cap(b)]
		}
		return Cut(b, q)
	})}
	a := &ask{gone: make(chan struct{}), out: make(chan answer, 1)}
	if err := s.look(ctx, a); err != nil {
		return desk.CardReading{}, nil, err
	}
	got := <-a.out
	left := append(s.first[:], s.second[:]...)
	return got.reading, append(left, buffer...), got.err
}
