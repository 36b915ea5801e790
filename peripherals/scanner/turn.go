package scanner

import (
	"context"
	"errors"
	"sync"
)

// A turn lets one job of a scanner run at a time, and ends it when the scanner is
// closed.
type turn struct {
	job sync.Mutex // held for the length of a job

	mu     sync.Mutex
	closed bool
	cancel context.CancelFunc // of the running job, nil when idle
}

// begin starts a job with a context that closing ends; end must be called. It is
// a Problem of cause Busy while another job runs, and Closed after close.
func (t *turn) begin(ctx context.Context) (_ context.Context, end func(), _ error) {
	if !t.job.TryLock() {
		return nil, nil, Trouble(Busy, errors.New("another job is running"))
	}
	ctx, cancel := context.WithCancel(ctx)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		cancel()
		t.job.Unlock()
		return nil, nil, Trouble(Closed, nil)
	}
	t.cancel = cancel
	return ctx, func() {
		t.mu.Lock()
		t.cancel = nil
		t.mu.Unlock()
		cancel()
		t.job.Unlock()
	}, nil
}

// close stops a running job, waits for its end and puts the lamp out.
func (t *turn) close(c *condition) {
	t.mu.Lock()
	t.closed = true
	if t.cancel != nil {
		t.cancel()
	}
	t.mu.Unlock()
	t.job.Lock()
	defer t.job.Unlock()
	c.saw(Closed)
}
