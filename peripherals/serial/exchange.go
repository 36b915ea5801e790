package serial

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Frame waits for the next whole frame. The slice lies in the framer and is
// valid until the framer is used again. Without a deadline it listens; see
// Read.
func (p *Port) Frame(ctx context.Context, f *Framer) ([]byte, error) {
	start := time.Now()
	for {
		if frame, ok := f.Next(); ok {
			p.trace.event("frame", len(frame), start, nil)
			return frame, nil
		}
		var until time.Time
		if f.Pending() {
			until = time.Now().Add(p.line.gap())
		}
		n, err := p.read(ctx, f.room(), until)
		switch {
		case errors.Is(err, errQuiet):
			p.trace.event("skip", f.to-f.from, start, nil)
			f.Quiet()
		case err != nil:
			return nil, err
		default:
			f.took(n)
		}
	}
}

// Exchange sends one request and waits for one frame, within the deadline of
// ctx. What came in before, asked for by nobody, is discarded. It fails with
// ErrNoise when the deadline passed and bytes came that were no frame.
func (p *Port) Exchange(ctx context.Context, f *Framer, request []byte) ([]byte, error) {
	if _, ok := ctx.Deadline(); !ok {
		return nil, ErrNoDeadline
	}
	if err := p.Discard(); err != nil {
		return nil, err
	}
	f.Wipe()
	if _, err := p.Write(ctx, request); err != nil {
		return nil, fmt.Errorf("send request: %w", err)
	}
	frame, err := p.Frame(ctx, f)
	if errors.Is(err, context.DeadlineExceeded) && (f.Pending() || f.Skipped() > 0) {
		return nil, ErrNoise
	}
	return frame, err
}

// Settle reads and throws away until the line has been silent for quiet or
// ctx ends. After a request whose answer did not come in time, it keeps the
// late answer from being taken for the next one.
func (p *Port) Settle(ctx context.Context, quiet time.Duration) error {
	var b [256]byte
	defer clear(b[:])
	for {
		_, err := p.read(ctx, b[:], time.Now().Add(quiet))
		if errors.Is(err, errQuiet) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
