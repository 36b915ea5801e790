package uplink

import (
	"context"
	"errors"
	"fmt"

	"xiaochuang/desk"
)

// events sends every line that the centre has not acknowledged, those included
// that are written meanwhile.
func (r *run) events(ctx context.Context, s State) error {
	r.phase = PhaseEvents
	if err := r.share(ctx); err != nil {
		return err
	}
	at, chain := s.Acked, s.AckedChain
	total := s.Pending.Events
	var done int64
	for {
		lines, err := r.outbox.Lines(ctx, at, r.limits.Batch, r.limits.BatchSize)
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			return nil
		}
		lines = cut(lines, r.limits)
		slice := Slice{Incarnation: s.Incarnation, First: at - s.Base + 1, Prev: chain}
		for _, f := range lines {
			slice.Lines = append(slice.Lines, f.Line)
		}
		to, err := r.append(ctx, s, at, slice)
		if errors.Is(err, errNarrower) {
			continue
		}
		if err != nil {
			return err
		}
		at, chain = at+int64(len(lines)), to
		done += int64(len(lines))
		r.opts.Progress(Progress{Phase: PhaseEvents, Done: done, Total: max(total, done)})
	}
}

// share makes the keys ready that the street needs for what it is about to get.
func (r *run) share(ctx context.Context) error {
	for {
		n, err := r.outbox.Share(ctx)
		if desk.KindOf(err) == desk.Full {
			return nil // The keys go with a later run; the lines need none of them.
		}
		if err != nil || n == 0 {
			return err
		}
		r.report.Shared += n
	}
}

// append sends one slice that begins after place at, and records the answer. It
// returns the chain after the slice.
func (r *run) append(ctx context.Context, s State, at int64, slice Slice) (Chain, error) {
	var a Appended
	narrow := false
	err := r.try(ctx, func(ctx context.Context) (err error) {
		a, err = r.centre.Append(ctx, slice)
		if tooLarge(err) && len(slice.Lines) > 1 && r.smaller(len(slice.Body()), &r.limits.BatchSize, &r.narrow.batch) {
			narrow, err = true, nil
		}
		return err
	})
	if narrow && err == nil {
		return Chain{}, errNarrower
	}
	if no, refused := errors.AsType[*Refusal](err); refused && no.Fault.Code == CodeFork {
		// Hello compares only what was acknowledged; here the centre holds other
		// lines after it. This desk lives a second life and needs a new name.
		if err := r.incarnate(ctx, no.Fault.NextNo, Fork); err != nil {
			return Chain{}, err
		}
		return Chain{}, again{no}
	}
	if rehello(err) {
		return Chain{}, again{err}
	}
	if err != nil {
		return Chain{}, err
	}
	chain := slice.Chain(r.digests)
	if a.NextSeq != slice.Last()+1 || a.Chain != chain.Text(r.digests) {
		return Chain{}, again{&desk.Problem{
			Kind: desk.Conflict, What: "sync.chain",
			Cause: fmt.Errorf("centre stands at %d after a slice to %d", a.NextSeq-1, slice.Last()),
		}}
	}
	err = r.outbox.Acked(ctx, Ack{
		Incarnation: s.Incarnation, From: at, To: at + int64(len(slice.Lines)), Chain: chain, Quarantined: a.Quarantined,
	})
	if err != nil {
		return Chain{}, err
	}
	r.report.Sent += len(slice.Lines)
	r.report.Duplicates += a.Duplicates
	r.report.Quarantined = append(r.report.Quarantined, a.Quarantined...)
	return chain, nil
}
