package printer

import (
	"bytes"
	"context"
	"errors"
	"time"

	"xiaochuang/desk"
)

// Limits of the work on one job besides the printing itself.
const (
	renderTime = 20 * time.Second
	storeTime  = 5 * time.Second
	storeTries = 5
)

// serve prints at one post until ctx ends.
func (q *Queue) serve(ctx context.Context, p *post) {
	beat := time.NewTicker(q.set.Every)
	defer beat.Stop()
	for ctx.Err() == nil {
		if q.next(ctx, p) {
			continue
		}
		select {
		case <-ctx.Done():
		case <-p.wake:
		case <-beat.C:
		}
	}
}

// next takes one job and reports whether there may be another one.
func (q *Queue) next(ctx context.Context, p *post) bool {
	now := q.clock.Now()
	turn := q.turns(p, now) // of nothing, and it is there for what a person sends to it
	j, err := q.jobs.Claim(ctx, q.set.Owner, p.Name, turn, now)
	if err != nil {
		if desk.KindOf(err) != desk.NotFound && ctx.Err() == nil {
			q.log.Error("claim print job", "printer", p.Name, "err", err)
		}
		return false
	}
	p.busy(now)
	defer p.busy(time.Time{})
	j.State, j.Printer = desk.PrintSent, p.Name
	q.tell(j)
	q.settle(ctx, p, j, q.print(ctx, p, j, now))
	return true
}

// print renders and prints one job and always has an outcome.
func (q *Queue) print(ctx context.Context, p *post, j desk.Job, now time.Time) desk.PrintOutcome {
	if now.Sub(j.Queued) > q.set.Keep {
		return desk.PrintOutcome{State: desk.PrintFailed, Code: Stale}
	}
	ctx, end := q.begin(ctx, j.ID, p.Time)
	defer end()
	body, err := q.lay(ctx, j, p.Printer.Accepts())
	if err != nil {
		code := Layout
		if errors.Is(context.Cause(ctx), context.Canceled) {
			code = Cancelled
		}
		q.log.Error("render paper", "job", j.ID, "err", err)
		return desk.PrintOutcome{State: desk.PrintFailed, Code: code}
	}
	o, err := bring(ctx, p.Printer, desk.PrintJob{
		ID: j.ID, Title: j.Paper, MIME: p.Printer.Accepts(),
		Body: bytes.NewReader(body), Size: int64(len(body)), Copies: q.copies(j),
	})
	o = q.counted(o, q.copies(j))
	q.log.Info("print", "job", j.ID, "printer", p.Name, "state", string(o.State), "code", o.Code, "err", err)
	return o
}

// counted is an outcome that can be written down.
func (q *Queue) counted(o desk.PrintOutcome, copies int) desk.PrintOutcome {
	switch o.State {
	case desk.PrintSent, desk.PrintConfirmed:
		o.Sheets = max(o.Sheets, copies)
	case desk.PrintFailed, desk.PrintUnknown:
	default:
		o.State = desk.PrintUnknown
	}
	return o
}

// trace asks p what became of the jobs that an earlier run had sent to it. Nothing
// is sent again, and a paper that did not come out goes to no other printer by
// itself: a person may have printed it in the meantime.
func (q *Queue) trace(ctx context.Context, p *post, lost []desk.Job) {
	t, ok := p.Printer.(Tracer)
	if !ok {
		return
	}
	for _, j := range lost {
		if j.Printer != p.Name || ctx.Err() != nil {
			continue
		}
		p.busy(q.clock.Now())
		o := q.traced(ctx, p, t, j)
		p.busy(time.Time{})
		now := q.clock.Now()
		err := q.record(ctx, func(ctx context.Context) error { return q.jobs.Finish(ctx, j.ID, o, now) })
		if err != nil {
			q.log.Error("record what became of a print job", "job", j.ID, "state", string(o.State), "err", err)
			continue
		}
		j.State, j.Code, j.Device, j.Finished = o.State, o.Code, o.JobID, now
		q.tell(j)
	}
}

// traced is what a printer tells of a job that an earlier run had sent.
func (q *Queue) traced(ctx context.Context, p *post, t Tracer, j desk.Job) (o desk.PrintOutcome) {
	ctx, end := q.begin(ctx, j.ID, p.Time)
	defer end()
	defer func() {
		if recover() != nil {
			o, _ = unknown("", Driver, broke())
		}
	}()
	o, err := t.Trace(ctx, j.ID, j.Paper)
	o = q.counted(o, 1)
	q.log.Info("traced", "job", j.ID, "printer", p.Name, "state", string(o.State), "code", o.Code, "err", err)
	return o
}

// copies returns how many of a paper come out: a reprint is one.
func (q *Queue) copies(j desk.Job) int {
	if j.Attempt > 1 {
		return 1
	}
	return max(q.set.Copies[j.Kind], 1)
}

// lay renders the paper. A panic of the renderer is a failure like another.
func (q *Queue) lay(ctx context.Context, j desk.Job, mime string) (body []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, renderTime)
	defer cancel()
	defer func() {
		if recover() != nil {
			err = broke()
		}
	}()
	if body, err = q.render(ctx, j, mime); err == nil && len(body) == 0 {
		err = errors.New("empty document")
	}
	return body, err
}

// bring prints. After a panic of the driver nobody knows what came out.
func bring(ctx context.Context, p desk.Printer, j desk.PrintJob) (o desk.PrintOutcome, err error) {
	defer func() {
		if recover() != nil {
			o, err = unknown("", Driver, broke())
		}
	}()
	return p.Print(ctx, j)
}

// settle writes down what became of the job, or puts one that certainly did
// not come out back for the next post of its route.
func (q *Queue) settle(ctx context.Context, p *post, j desk.Job, o desk.PrintOutcome) {
	now := q.clock.Now()
	elsewhere := false
	if o.State == desk.PrintFailed {
		switch o.Code {
		case Cancelled, Invalid, Layout, Stale:
		default:
			p.hold(now.Add(holdTime))
			elsewhere = j.Wanted == "" && q.another(p, j, now)
		}
	}
	err := q.record(ctx, func(ctx context.Context) error {
		if elsewhere {
			return q.jobs.Requeue(ctx, j.ID, o.Code, now)
		}
		return q.jobs.Finish(ctx, j.ID, o, now)
	})
	if err != nil {
		// The job stays under way and becomes unknown at the next start.
		q.log.Error("record print outcome", "job", j.ID, "state", string(o.State), "err", err)
		return
	}
	j.State, j.Code, j.Device = o.State, o.Code, o.JobID
	if elsewhere {
		j.State = desk.PrintQueued
	} else {
		j.Finished = now
	}
	q.tell(j)
	if elsewhere {
		q.Wake()
	}
}

// record tries a write to the store several times: the outcome of a job is
// known only here.
func (q *Queue) record(ctx context.Context, write func(context.Context) error) error {
	var err error
	for n := range storeTries {
		once, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTime)
		err = write(once)
		cancel()
		if err == nil || desk.KindOf(err) == desk.NotFound || desk.KindOf(err) == desk.Conflict || desk.KindOf(err) == desk.Invalid {
			return err
		}
		time.Sleep(100 * time.Millisecond << n)
	}
	return err
}
