package uplink

import (
	"context"
	"errors"
	"time"
)

// firstPages is how many pages of the feed are read before anything is sent, and
// lookAgain how long after a look another is worth its request where nothing was
// sent meanwhile.
const (
	firstPages = 10
	lookAgain  = time.Minute
)

// A look is how far the feed was read when it was last asked for.
type look struct {
	at    time.Time
	sent  int   // what the run had sent by then
	whole bool  // it was read to its end
	fault error // why it was not
	sour  bool  // it was what the street sent, and comes again the same
}

// listen is the first look at the feed: what the street said before this run, its
// orders and rosters among it, comes before anything is sent, and what follows from
// it goes up with the rest. It is made once and without waiting. Whatever goes wrong
// with it holds nothing up: what is to be sent goes, and lookBack comes to it again.
func (r *run) listen(ctx context.Context) error {
	if r.look.whole && !r.stale() {
		return nil // The round before has just looked.
	}
	_ = r.read(ctx, 1, firstPages) // It is noted.
	return ctx.Err()
}

// lookBack is the look at the end, where the street may have said something since
// the first, or the first did not come to its end.
func (r *run) lookBack(ctx context.Context) error {
	for range 2 { // Once more where the centre has been given something back.
		if r.look.sour || r.look.whole && !r.stale() {
			return nil
		}
		err := r.read(ctx, r.opts.Tries, 0)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case rehello(err):
			return again{err}
		case err != nil || !r.doubt:
			return nil
		}
		if err := r.witness(ctx); err != nil && !noRoom(err) {
			return err
		}
	}
	return nil
}

// stale reports whether the street may have said something since the last look.
func (r *run) stale() bool {
	return !r.mute && (r.sent() > r.look.sent || r.clock.Now().Sub(r.look.at) > lookAgain)
}

// sent counts what a run has given the centre.
func (r *run) sent() int { return r.report.Sent + r.report.Blobs + r.report.Returned }

// read makes a look, and notes how far it came. A centre without a feed has nothing
// to say.
func (r *run) read(ctx context.Context, tries, pages int) error {
	r.phase = PhaseFeed
	r.look = look{sent: r.sent(), at: r.look.at}
	whole, err := r.feed(ctx, tries, pages)
	if no, refused := errors.AsType[*Refusal](err); refused && no.Fault.Code == CodeNotFound {
		whole, err, r.mute = true, nil, true
	}
	r.look.at, r.look.whole, r.look.fault = r.clock.Now(), whole, err
	return err
}

// feed brings down what is new, page by page: at most so many pages, 0 for all. It
// reports whether that was all.
func (r *run) feed(ctx context.Context, tries, pages int) (whole bool, err error) {
	if err := r.newcomer(ctx); err != nil {
		return false, err
	}
	rewound := false
	for n := 0; pages == 0 || n < pages; n++ {
		s, err := r.outbox.State(ctx)
		if err != nil {
			return false, err
		}
		var page Page
		err = r.tryTimes(ctx, tries, func(ctx context.Context) (err error) {
			page, err = r.centre.Feed(ctx, s.Cursor, MaxFeed)
			return err
		})
		if no, refused := errors.AsType[*Refusal](err); refused && no.Fault.Code == CodeRefetch && !rewound {
			rewound = true
			if err := r.rewind(ctx); err != nil {
				return false, err
			}
			continue
		}
		if err != nil {
			return false, err
		}
		if len(page.Lines) == 0 && page.Cursor == s.Cursor {
			return true, nil
		}
		t, err := r.outbox.Take(ctx, page)
		if r.look.sour = err != nil; r.look.sour {
			return false, err
		}
		r.report.FeedLines += t.New
		r.report.Applied += t.Applied
		r.report.Parked += t.Parked
		r.report.Waiting = t.Waiting
		r.opts.Progress(Progress{Phase: PhaseFeed, Done: int64(r.report.FeedLines), Total: int64(r.report.FeedLines)})
		if !page.More || len(page.Lines) == 0 {
			return true, nil
		}
	}
	return false, nil
}

// rewind is for a centre that does not know where the desk stands in the feed. It
// may have lost lines, and has them back after the lines of the desk, unless it had
// them of this run already; the desk reads from the beginning. That the centre is in
// doubt is written down first: a run that is cut between the two comes to it again.
func (r *run) rewind(ctx context.Context) error {
	if !r.testified {
		r.doubt = true
		if err := r.outbox.Testified(ctx, ""); err != nil {
			return err
		}
	}
	return r.outbox.Rewind(ctx)
}
