package scanner

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"xiaochuang/desk"
)

// A turn lets one job of a scanner run at a time, and ends it when the scanner is
// closed. Between jobs a look at the device may be under way; a job ends it, since
// some devices tell a fault once only, and the job must be the one to hear it.
type turn struct {
	job sync.Mutex // held for the length of a job

	mu     sync.Mutex
	closed bool
	cancel context.CancelFunc // of the running job, nil when idle
	glance context.CancelFunc // of the look under way, nil when none is
	gone   chan struct{}      // closed by close; nil until somebody waits for it
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
	if t.glance != nil {
		t.glance()
	}
	return ctx, func() {
		t.mu.Lock()
		t.cancel = nil
		t.mu.Unlock()
		cancel()
		t.job.Unlock()
	}, nil
}

// run does one job in its turn, lights the lamp by its end and writes its log line.
// A panic of the job is its error.
func (t *turn) run(ctx context.Context, c *condition, log *slog.Logger, job func(context.Context) (int, error)) (n int, err error) {
	defer c.guard(log, &err)
	ctx, end, err := t.begin(ctx)
	if err != nil {
		return 0, err
	}
	defer end()
	n, err = job(ctx)
	c.note(log, n, err)
	return n, err
}

// shoot is run for a camera, which has no feeder and takes one picture within a
// time.
func (t *turn) shoot(
	ctx context.Context, c *condition, log *slog.Logger, within time.Duration, r desk.ScanRequest,
	picture func(context.Context) (desk.ScannedPage, error), keep func(desk.ScannedPage) error,
) (int, error) {
	if r.Source != "" {
		return 0, Trouble(Source, fmt.Errorf("source %q", r.Source))
	}
	if r.Limit < 0 || r.Limit > MaxPages {
		return 0, Trouble(Limit, fmt.Errorf("%d pages", r.Limit))
	}
	return t.run(ctx, c, log, func(ctx context.Context) (int, error) {
		ctx, cancel := context.WithTimeout(ctx, within)
		defer cancel()
		p, err := picture(ctx)
		if err != nil {
			return 0, err
		}
		if err := keep(p); err != nil {
			return 0, err
		}
		return 1, nil
	})
}

// look starts a look at the device, unless a job is running or the scanner is closed.
// end must be called, and reports whether what was seen is still worth anything;
// light is called then, before any job can begin.
func (t *turn) look(ctx context.Context) (_ context.Context, end func(light func()) bool, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cancel != nil || t.closed {
		return nil, nil, false
	}
	ctx, cancel := context.WithCancel(ctx)
	t.glance = cancel
	return ctx, func(light func()) bool {
		cancel()
		t.mu.Lock()
		defer t.mu.Unlock()
		t.glance = nil
		if t.cancel != nil || t.closed {
			return false
		}
		light()
		return true
	}, true
}

// ended returns a channel that is closed when the scanner is.
func (t *turn) ended() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.gone == nil {
		t.gone = make(chan struct{})
		if t.closed {
			close(t.gone)
		}
	}
	return t.gone
}

// close stops a running job, waits for its end and puts the lamp out.
func (t *turn) close(c *condition) {
	t.mu.Lock()
	if !t.closed && t.gone != nil {
		close(t.gone)
	}
	t.closed = true
	for _, cancel := range []context.CancelFunc{t.cancel, t.glance} {
		if cancel != nil {
			cancel()
		}
	}
	t.mu.Unlock()
	t.job.Lock()
	defer t.job.Unlock()
	c.saw(Closed)
}
