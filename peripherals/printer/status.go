package printer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// ESC/POS real-time status requests (Epson FAQ "ESC/POS", DLE EOT n) and the
// reply in print order (GS r 1).
var (
	askPrinter = []byte{0x10, 0x04, 1}
	askOffline = []byte{0x10, 0x04, 2}
	askError   = []byte{0x10, 0x04, 3}
	askPaper   = []byte{0x10, 0x04, 4}
	askBarrier = []byte{0x1d, 0x72, 1}
)

// replyTime is the longest wait for one status byte.
const replyTime = 500 * time.Millisecond

// What a device may give instead of a status.
var (
	errMute  = errors.New("no status")
	errNoise = errors.New("bytes that are no status") // a wrong speed, or another kind of device
)

// A stream is an open connection to an ESC/POS printer: a TCP socket or a
// character device.
type stream interface {
	io.ReadWriteCloser
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
}

// A talk asks one printer how it is.
type talk struct {
	s       stream
	asked   bool // askBarrier was sent
	barrier bool // the reply to it has come: all before it is printed
	skip    int  // bytes of an automatic status block still to pass over
	foreign int  // bytes since the last request that are nothing of these
	deaf    bool // it does not know GS r
}

// isRealTime tells a reply to DLE EOT from other bytes: bits 1 and 4 are set,
// 0 and 7 are not.
func isRealTime(b byte) bool { return b&0x93 == 0x12 }

// hear takes one byte from the device and returns whether it answers DLE EOT.
func (t *talk) hear(b byte) bool {
	switch {
	case t.skip > 0:
		t.skip--
	case isRealTime(b):
		return true
	case b&0x93 == 0x10:
		t.skip = 3 // automatic status back: this byte and three more
	case b&0x90 == 0 && t.asked:
		t.barrier = true
	default:
		t.foreign++
	}
	return false
}

// ask sends one request and waits for its byte. Silence is errMute, other bytes
// are errNoise; any other error is the connection's.
func (t *talk) ask(ctx context.Context, request []byte) (byte, error) {
	until := time.Now().Add(replyTime)
	if d, ok := ctx.Deadline(); ok && d.Before(until) {
		until = d
	}
	if err := t.s.SetWriteDeadline(until); err != nil {
		return 0, err
	}
	if _, err := t.s.Write(request); err != nil {
		return 0, quiet(err)
	}
	return t.listen(until)
}

// inTurn asks for a reply that comes once all before it was taken in.
func (t *talk) inTurn() {
	t.asked, t.barrier = true, false
	_ = t.s.SetWriteDeadline(time.Now().Add(replyTime))
	_, _ = t.s.Write(askBarrier) // what goes wrong here shows in the status
}

// listen waits for a reply to DLE EOT. A device may not chatter without end.
func (t *talk) listen(until time.Time) (byte, error) {
	if err := t.s.SetReadDeadline(until); err != nil {
		return 0, err
	}
	t.foreign = 0
	var b [1]byte
	for range 256 {
		n, err := t.s.Read(b[:])
		if n == 1 && t.hear(b[0]) {
			return b[0], nil
		}
		if err != nil && t.foreign > 0 && errors.Is(err, os.ErrDeadlineExceeded) {
			return 0, errNoise
		}
		if err != nil {
			return 0, quiet(err)
		}
	}
	return 0, errNoise
}

// quiet turns a time-out into errMute.
func quiet(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("%w: %w", errMute, err)
	}
	return err
}

// status asks all that DLE EOT tells and returns the cause, "" when all is
// well. A device that leaves the first question open is not asked the others,
// so that a late answer is never taken for another question's.
func (t *talk) status(ctx context.Context) (string, error) {
	printer, err := t.ask(ctx, askPrinter)
	if err != nil {
		return "", err
	}
	offline, err := t.ask(ctx, askOffline)
	if err != nil {
		return "", err
	}
	paper, err := t.ask(ctx, askPaper)
	if err != nil {
		return "", err
	}
	code := readStatus(printer, offline, paper)
	if code != Fault {
		return code, nil
	}
	e, err := t.ask(ctx, askError)
	if err != nil {
		return Fault, nil
	}
	return readError(e), nil
}

// readError names the cause that the reply to DLE EOT 3 tells.
func readError(b byte) string {
	switch {
	case b&0x08 != 0:
		return Cutter
	case b&0x20 != 0:
		return Part // it takes switching off and on, or mending
	case b&0x40 != 0:
		return Heat // of the printing head: it goes on by itself
	}
	return Fault
}

// readStatus names the cause that the replies to DLE EOT 1, 2 and 4 tell.
func readStatus(printer, offline, paper byte) string {
	switch {
	case offline&0x04 != 0:
		return CoverOpen
	case offline&0x20 != 0, paper&0x60 != 0:
		return PaperOut
	case offline&0x40 != 0:
		return Fault
	case offline&0x08 != 0, printer&0x40 != 0:
		return Feeding
	case printer&0x08 != 0:
		return Fault
	case paper&0x0c != 0:
		return PaperLow
	}
	return ""
}
