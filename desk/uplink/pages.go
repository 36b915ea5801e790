package uplink

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"xiaochuang/desk"
)

// pages sends every blob that is due, those of the oldest lines first, and as many
// at a time as the centre takes of one desk.
func (r *run) pages(ctx context.Context) (err error) {
	r.phase = PhasePages
	defer func() {
		// What the centre has is kept also where the run ends here.
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
		defer cancel()
		if e := r.settle(late); err == nil {
			err = e
		}
	}()
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
	if err := r.send(ctx, due, wanted, p); err != nil {
		return err
	}
	return r.settle(ctx)
}

// send sends what the centre lacks. The first error ends it.
func (r *run) send(ctx context.Context, due []Blob, wanted map[string]int64, p *Progress) error {
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(r.limits.Parallel)
	for _, b := range due {
		from, lacks := wanted[b.ID]
		if !lacks {
			continue
		}
		g.Go(func() error {
			if err := gctx.Err(); err != nil {
				return err
			}
			if err := r.blob(gctx, b, from, p); err != nil {
				return err
			}
			r.tell(p, func() { p.Done++ })
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// tell notes a step and tells of it, one at a time.
func (r *run) tell(p *Progress, step func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	step()
	r.opts.Progress(*p)
}

// heldAtOnce is how many blobs are noted together as held: each note waits for the
// disk. Those that a power cut takes are asked for and found at the centre.
const heldAtOnce = 32

// settleTime bounds how long the end of a phase takes to note what the centre has.
const settleTime = 10 * time.Second

// hold notes soon that the centre has a blob.
func (r *run) hold(ctx context.Context, id string) error {
	r.mu.Lock()
	r.report.Blobs++
	r.held = append(r.held, id)
	full := len(r.held) >= heldAtOnce
	r.mu.Unlock()
	if full {
		return r.settle(ctx)
	}
	return nil
}

// settle notes what hold has not yet noted.
func (r *run) settle(ctx context.Context) error {
	r.mu.Lock()
	ids := r.held
	r.held = nil
	r.mu.Unlock()
	if len(ids) == 0 {
		return nil
	}
	return r.outbox.Held(ctx, ids)
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
		part, err := r.outbox.Part(ctx, b.ID, from, int(min(int64(r.partSize()), b.Size-from)))
		if desk.KindOf(err) == desk.NotFound || desk.KindOf(err) == desk.Broken {
			return r.putOff(ctx, b, "page.lost")
		}
		if err != nil {
			return err
		}
		var t PartTaken
		narrow := false
		err = r.try(ctx, func(ctx context.Context) (err error) {
			t, err = r.centre.Part(ctx, b.ID, from, b.Size, part)
			if tooLarge(err) && r.smaller(len(part), &r.limits.Part, &r.narrow.part) {
				narrow, err = true, nil
			}
			return err
		})
		if narrow && err == nil {
			continue
		}
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
		r.tell(p, func() {
			r.report.Bytes += int64(len(part))
			p.Bytes += int64(len(part))
		})
		if err := r.slow(ctx, len(part)); err != nil {
			return err
		}
		if t.Complete {
			return r.hold(ctx, b.ID)
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
	r.mu.Lock()
	r.report.PutOff = append(r.report.PutOff, PutOff{ID: b.ID, Code: code, Next: until})
	r.mu.Unlock()
	return r.outbox.PutOff(ctx, b.ID, code, until)
}
