package uplink

import (
	"context"
	"errors"
	"fmt"
	"time"

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
	err := r.try(ctx, func(ctx context.Context) (err error) {
		a, err = r.centre.Append(ctx, slice)
		return err
	})
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

// pages sends every blob that is due, those of the oldest lines first.
func (r *run) pages(ctx context.Context) error {
	r.phase = PhasePages
	p := Progress{Phase: r.phase}
	if s, err := r.outbox.State(ctx); err == nil {
		p.Total, p.Whole = s.Pending.Blobs, s.Pending.Bytes
	}
	for {
		due, err := r.outbox.Due(ctx, r.clock.Now(), MaxMissing)
		if err != nil || len(due) == 0 {
			return err
		}
		if err := r.batch(ctx, due, &p); err != nil {
			return err
		}
	}
}

// batch asks which of some blobs the centre lacks and sends those. It leaves
// none of them due: each is held at the end, or put off, or an error ends the
// phase.
func (r *run) batch(ctx context.Context, due []Blob, p *Progress) error {
	wanted, err := r.missing(ctx, due)
	if err != nil {
		return err
	}
	var held []string
	for _, b := range due {
		if _, lacks := wanted[b.ID]; !lacks {
			held = append(held, b.ID)
			p.Done++
			p.Bytes += b.Size
		}
	}
	if len(held) > 0 {
		if err := r.outbox.Held(ctx, held); err != nil {
			return err
		}
		r.report.Known += len(held)
	}
	for _, b := range due {
		from, lacks := wanted[b.ID]
		if !lacks {
			continue
		}
		if err := r.blob(ctx, b, from, p); err != nil {
			return err
		}
		p.Done++
		r.opts.Progress(*p)
	}
	return nil
}

// missing asks the centre. Nothing it was not asked for counts.
func (r *run) missing(ctx context.Context, due []Blob) (map[string]int64, error) {
	ids := make([]string, len(due))
	size := make(map[string]int64, len(due))
	for i, b := range due {
		ids[i], size[b.ID] = b.ID, b.Size
	}
	var wants []Want
	err := r.try(ctx, func(ctx context.Context) (err error) {
		wants, err = r.centre.Missing(ctx, ids)
		return err
	})
	if rehello(err) {
		return nil, again{err}
	}
	if err != nil {
		return nil, err
	}
	lacks := make(map[string]int64, len(wants))
	for _, w := range wants {
		whole, asked := size[w.ID]
		if !asked || w.Next < 0 || w.Next > whole {
			return nil, &desk.Problem{Kind: desk.Broken, What: "sync.missing"}
		}
		lacks[w.ID] = w.Next
	}
	return lacks, nil
}

// blob sends one blob from an offset on. It is held by the centre only when the
// centre says that it is complete: where every byte was taken and it does not
// say so, an empty part asks it to finish. A blob that the centre cannot take as
// it is, or whose file is damaged here, is put off and the run goes on.
func (r *run) blob(ctx context.Context, b Blob, from int64, p *Progress) error {
	for restarts, stalls := 0, 0; ; {
		part, err := r.outbox.Part(ctx, b.ID, from, int(min(int64(r.limits.Part), b.Size-from)))
		if desk.KindOf(err) == desk.NotFound || desk.KindOf(err) == desk.Broken {
			return r.putOff(ctx, b, "page.lost")
		}
		if err != nil {
			return err
		}
		var t PartTaken
		err = r.try(ctx, func(ctx context.Context) (err error) {
			t, err = r.centre.Part(ctx, b.ID, from, b.Size, part)
			return err
		})
		if no, refused := errors.AsType[*Refusal](err); refused && no.Status == 422 {
			if restarts++; restarts < sameRefusals {
				from = 0
				continue
			}
			return r.putOff(ctx, b, "sync."+no.Fault.Code)
		}
		if rehello(err) {
			return again{err}
		}
		if err != nil {
			return err
		}
		r.report.Bytes += int64(len(part))
		p.Bytes += int64(len(part))
		r.opts.Progress(*p)
		if t.Complete {
			r.report.Blobs++
			return r.outbox.Held(ctx, []string{b.ID})
		}
		if t.Next <= from {
			stalls++
		}
		if stalls >= sameRefusals || t.Next < 0 || t.Next > b.Size {
			return r.putOff(ctx, b, "sync.unfinished")
		}
		from = t.Next
	}
}

// putOff leaves a blob for a later run, after a time that doubles with each try.
func (r *run) putOff(ctx context.Context, b Blob, code string) error {
	until := r.clock.Now().Add(min(15*time.Minute<<min(b.Tries, 7), 24*time.Hour))
	r.report.PutOff = append(r.report.PutOff, PutOff{ID: b.ID, Code: code, Next: until})
	return r.outbox.PutOff(ctx, b.ID, code, until)
}

// feed brings down what is new, page by page.
func (r *run) feed(ctx context.Context) error {
	r.phase = PhaseFeed
	rewound := false
	for {
		s, err := r.outbox.State(ctx)
		if err != nil {
			return err
		}
		var page Page
		err = r.try(ctx, func(ctx context.Context) (err error) {
			page, err = r.centre.Feed(ctx, s.Cursor, MaxFeed)
			return err
		})
		if no, refused := errors.AsType[*Refusal](err); refused && no.Fault.Code == CodeRefetch && !rewound {
			rewound = true
			if err := r.outbox.Rewind(ctx); err != nil {
				return err
			}
			if err := r.doubt(ctx); err != nil {
				return err
			}
			continue
		}
		if rehello(err) {
			return again{err}
		}
		if err != nil {
			return err
		}
		if len(page.Lines) == 0 && page.Cursor == s.Cursor {
			return nil
		}
		t, err := r.outbox.Take(ctx, page)
		if err != nil {
			return err
		}
		r.report.FeedLines += t.New
		r.report.Applied += t.Applied
		r.report.Parked += t.Parked
		r.report.Waiting = t.Waiting
		r.opts.Progress(Progress{Phase: PhaseFeed, Done: int64(r.report.FeedLines), Total: int64(r.report.FeedLines)})
		if !page.More || len(page.Lines) == 0 {
			return nil
		}
	}
}
