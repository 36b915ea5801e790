package printer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"syscall"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/serial"
)

// ESCPOS is the MIME type that a receipt printer takes.
const ESCPOS = "application/vnd.escpos"

// RawSettings describe one receipt printer. Exactly one of Address, Path and Line
// is set.
type RawSettings struct {
	Name      string
	Address   string                   // host:port of TCP, mostly port 9100
	Path      string                   // character device such as /dev/usb/lp0
	Line      serial.Line              // serial line; its Path says whether there is one
	Mute      bool                     // never ask for its status: firmware that prints the question
	NoBarrier bool                     // never send GS r: firmware that prints the r
	Watch     func(out bool, b []byte) // of a serial line, for a byte monitor: it returns at once and keeps nothing
	Every     time.Duration            // between two looks while idle; 0 for 10 s
	Open      serial.Opener            // of a serial line, nil for serial.Open
}

// A Raw is a receipt printer that takes ESC/POS bytes. Each job has a
// connection of its own; a serial line stays open, so that it has one owner and
// its unplugging is noticed. It is safe for use by several goroutines.
type Raw struct {
	*lamp
	set  RawSettings
	cord *cord         // of a serial line, else nil
	turn chan struct{} // holds one token: the right to connect
}

// OpenRaw begins to look at the printer in its own goroutine and returns at
// once. A nil log discards.
func OpenRaw(set RawSettings, clock desk.Clock, log *slog.Logger) (*Raw, error) {
	if ways := len(set.Address) + len(set.Path) + len(set.Line.Path); ways == 0 || ways != max(len(set.Address), len(set.Path), len(set.Line.Path)) {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "printer.address", Cause: errors.New("need an address, a path or a line")}
	}
	if set.Address != "" {
		if _, _, err := net.SplitHostPort(set.Address); err != nil {
			return nil, &desk.Problem{Kind: desk.Invalid, What: "printer.address", Cause: err}
		}
	}
	if set.Every == 0 {
		set.Every = 10 * time.Second
	}
	p := &Raw{lamp: newLamp(desk.FamilyTicket, set.Name, clock, log), set: set, turn: make(chan struct{}, 1)}
	if set.Line.Path != "" {
		if err := set.Line.Check(); err != nil {
			return nil, err
		}
		set.Line.XOff = true
		if set.Open == nil {
			set.Open = serial.Open
		}
		p.cord = &cord{line: set.Line, dial: set.Open, see: set.Watch, gone: p.Retry}
	}
	if node := set.Path + set.Line.Path; node != "" {
		p.plugged = func() string { return serial.Plugged(node) }
	}
	p.watch(set.Every, p.look)
	return p, nil
}

// Accepts returns application/vnd.escpos.
func (p *Raw) Accepts() string { return ESCPOS }

// Close stops looking. A job under way is left to its context; a serial line is
// given back when it has ended.
func (p *Raw) Close() error {
	p.close()
	if p.cord == nil {
		return nil
	}
	p.cord.last.Store(true)
	select {
	case p.turn <- struct{}{}:
		p.release()
	default:
	}
	return nil
}

// release gives the turn back.
func (p *Raw) release() {
	if p.cord != nil && p.cord.last.Load() {
		p.cord.drop()
	}
	<-p.turn
}

// look asks for the status on a short connection unless a job has the device.
func (p *Raw) look(ctx context.Context) error {
	select {
	case p.turn <- struct{}{}:
		defer p.release()
	default:
		return nil
	}
	s, err := p.open(ctx)
	if err != nil {
		if ctx.Err() == nil {
			p.light(causeOfOpen(err))
		}
		return err
	}
	defer s.Close()
	if p.set.Mute {
		p.light(NoStatus)
		return nil
	}
	code, err := (&talk{s: s}).status(ctx)
	if err == nil {
		p.light(code)
		return nil
	}
	code = p.causeOfSilence(err)
	p.light(code)
	if code == NoStatus {
		return nil
	}
	return err
}

// causeOfSilence names why no status came. A socket or a device file is there when
// it opens, so that a printer that tells nothing, or nothing that is a status, may
// still print; at a serial line nothing shows that anybody listens at its speed.
func (p *Raw) causeOfSilence(err error) string {
	mute, noise := errors.Is(err, errMute), errors.Is(err, errNoise)
	switch {
	case !mute && !noise:
		return Offline
	case p.cord == nil:
		return NoStatus
	case noise:
		return Noise
	}
	return Timeout
}

// open connects to the device.
func (p *Raw) open(ctx context.Context) (stream, error) {
	if p.set.Address != "" {
		c, err := (&net.Dialer{Timeout: dialTime}).DialContext(ctx, "tcp", p.set.Address)
		if err != nil {
			return nil, err
		}
		return c.(*net.TCPConn), nil
	}
	if p.cord != nil {
		return p.cord.open()
	}
	return openDevice(p.set.Path)
}

// causeOfOpen names why a device could not be opened.
func causeOfOpen(err error) string {
	if errors.Is(err, os.ErrPermission) {
		return Access
	}
	if _, held := errors.AsType[*serial.HeldError](err); held || errors.Is(err, syscall.EWOULDBLOCK) {
		return Busy
	}
	return Offline
}

// hangUp closes after a job without losing what the device has not taken yet: closing a
// socket with unread bytes resets it, and some devices then drop their buffer.
func hangUp(s stream) {
	if c, ok := s.(*net.TCPConn); ok && c.CloseWrite() == nil {
		_ = c.SetReadDeadline(time.Now().Add(replyTime))
		_, _ = io.Copy(io.Discard, io.LimitReader(c, 4096))
	}
	_ = s.Close()
}

// Rhythm of one job.
const (
	chunk      = 4 << 10
	chunkTime  = 15 * time.Second // for the device to take one chunk
	settleTime = 3 * time.Second  // with a good status but no barrier
	askEvery   = 200 * time.Millisecond
)

// Print implements desk.Printer. The outcome is always right; the error is its
// cause for the log. PrintSent is the end for a device that tells no status;
// PrintFailed means that not one byte of the paper went out.
func (p *Raw) Print(ctx context.Context, j desk.PrintJob) (o desk.PrintOutcome, err error) {
	defer p.guard(&o, &err)
	copies, err := check(j, ESCPOS)
	if err != nil {
		return refuse(err)
	}
	select {
	case p.turn <- struct{}{}:
		defer p.release()
	case <-ctx.Done():
		return failed(Busy, ctx.Err())
	}
	s, err := p.open(ctx)
	switch {
	case ctx.Err() != nil:
		if err == nil {
			_ = s.Close()
		}
		return failed(Cancelled, ctx.Err())
	case err != nil:
		code := causeOfOpen(err)
		p.light(code)
		return failed(code, err)
	}
	t := &talk{s: s}
	mute, code, err := p.before(ctx, t)
	if code != "" {
		_ = s.Close()
		return failed(code, err)
	}
	defer hangUp(s)
	pour := p.pour
	if p.cord != nil && !mute {
		pour = func(ctx context.Context, s stream, r io.Reader) (int, error) { return p.portion(ctx, t, r) }
	}
	sent := 0
	for range copies {
		if _, err := j.Body.Seek(0, io.SeekStart); err != nil {
			return p.broken(ctx, sent, err)
		}
		n, err := pour(ctx, s, io.LimitReader(j.Body, j.Size))
		if sent += n; err != nil {
			return p.broken(ctx, sent, err)
		}
	}
	if mute {
		return desk.PrintOutcome{State: desk.PrintSent, Code: NoStatus}, nil
	}
	return p.confirm(ctx, t)
}

// before asks whether the device can print. A code means that it cannot; mute,
// that it tells nothing.
func (p *Raw) before(ctx context.Context, t *talk) (mute bool, code string, err error) {
	if p.set.Mute {
		return true, "", nil
	}
	if code, err = t.status(ctx); err != nil {
		code = p.causeOfSilence(err)
		p.light(code)
		if code == NoStatus {
			return true, "", nil
		}
		return false, code, err
	}
	p.light(code)
	if code != "" && !warns(code) {
		return false, code, errors.New("status before the job")
	}
	return false, "", nil
}

// pour writes the document in chunks and returns how many bytes the device
// took.
func (p *Raw) pour(ctx context.Context, s stream, r io.Reader) (int, error) {
	release := context.AfterFunc(ctx, func() { _ = s.SetWriteDeadline(time.Unix(1, 0)) })
	defer release()
	sent := 0
	buf := make([]byte, chunk)
	for {
		n, err := io.ReadFull(r, buf)
		if n > 0 {
			if err := s.SetWriteDeadline(time.Now().Add(chunkTime)); err != nil {
				return sent, err
			}
			if ctx.Err() != nil {
				return sent, ctx.Err()
			}
			w, err := s.Write(buf[:n])
			sent += w
			if err != nil {
				return sent, err
			}
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return sent, nil
		case err != nil:
			return sent, err
		}
	}
}

// broken judges a job whose bytes did not all go out.
func (p *Raw) broken(ctx context.Context, sent int, err error) (desk.PrintOutcome, error) {
	code := Offline
	var held *heldUp
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		code = Cancelled
	case errors.As(err, &held):
		code = held.code
	case errors.Is(err, errNoise):
		code = Noise
	case errors.Is(quiet(err), errMute) || ctx.Err() != nil:
		code = Timeout
	}
	if code != Cancelled {
		p.light(code)
	}
	err = fmt.Errorf("after %d bytes: %w", sent, err)
	if sent == 0 {
		return failed(code, err)
	}
	return unknown("", code, err)
}

// confirm waits until the device has said that all was printed. DLE EOT is
// answered out of turn, so a good status alone may speak of a moment before
// printing; GS r is answered in turn. A device that does not know GS r is
// believed once its status has stayed good for settleTime.
func (p *Raw) confirm(ctx context.Context, t *talk) (desk.PrintOutcome, error) {
	t.barrier = false
	if !p.set.NoBarrier {
		t.inTurn()
	}
	good, last := time.Time{}, ""
	for {
		code, err := t.status(ctx)
		switch {
		case t.barrier && (err == nil || errors.Is(err, errMute) || errors.Is(err, errNoise)):
			p.light(code)
			return desk.PrintOutcome{State: desk.PrintConfirmed}, nil
		case errors.Is(err, errMute) && over(ctx): // the wait ended in mid-question; the device was not asked for long enough
			return unknown("", waitedFor(last), err)
		case errors.Is(err, errMute):
			p.light(Timeout)
			return unknown("", Timeout, err)
		case errors.Is(err, errNoise):
			p.light(Noise)
			return unknown("", Noise, err)
		case err != nil:
			p.light(Offline)
			return unknown("", Offline, err)
		}
		p.light(code)
		last = code
		now := time.Now()
		switch {
		case code != "" && !warns(code):
			good = time.Time{}
		case good.IsZero():
			good = now
		case now.Sub(good) >= settleTime:
			return desk.PrintOutcome{State: desk.PrintConfirmed}, nil
		}
		select {
		case <-ctx.Done():
			return unknown("", waitedFor(last), context.Cause(ctx))
		case <-time.After(askEvery):
		}
	}
}

// waitedFor is what kept a ticket from being confirmed, by the last status.
func waitedFor(code string) string {
	if code == "" || warns(code) {
		return Timeout
	}
	return code
}

// over reports whether ctx has ended; its own timer may be a moment late.
func over(ctx context.Context) bool {
	end, ok := ctx.Deadline()
	return ctx.Err() != nil || ok && !time.Now().Before(end)
}
