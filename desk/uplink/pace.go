package uplink

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A pace keeps the pages of a run from taking the line that the counter works
// with.
type pace struct {
	mu  sync.Mutex
	per *rate.Limiter
}

// wait is how long whoever has sent n bytes at now waits before sending more, so
// that no more than limit bytes a second go on average.
func (p *pace) wait(now time.Time, n int, limit int64) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if limit <= 0 {
		p.per = nil
		return 0
	}
	if p.per == nil || p.per.Limit() != rate.Limit(limit) {
		p.per = rate.NewLimiter(rate.Limit(limit), MaxPart)
		p.per.AllowN(now, MaxPart) // Nothing was saved up.
	}
	return p.per.ReserveN(now, n).DelayFrom(now)
}

// slow waits after a part for as long as the pace asks for.
func (r *run) slow(ctx context.Context, sent int) error {
	if r.opts.Pace == nil {
		return nil
	}
	now := r.clock.Now()
	d := r.pace.wait(now, sent, r.opts.Pace(now))
	if d <= 0 {
		return nil
	}
	return r.opts.Sleep(ctx, d)
}
