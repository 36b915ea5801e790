package uplink

import (
	"cmp"
	"context"
	"sync"
	"time"

	"xiaochuang/desk"
)

// Options are what a Courier may be told; the zero Options run in the night.
type Options struct {
	Software string
	Boot     string         // id of this start of the program
	Station  string         // name of the station, for the street's people
	Patience time.Duration  // a wait that would end later than this after the latest answer ends the run; 0 for none
	Tries    int            // failures in a row of one request before the run ends; 0 for 8
	Progress func(Progress) // called often and by one at a time; nil for nobody
	Disk     func() int64   // free megabytes; nil for not known
	Random   func() float64 // in [0, 1), for jitter; nil for none, which waits as long as it may
	Sleep    Sleep          // nil for a timer
	// Pace is how many bytes of pages a second may go on the line at a time of day, 0
	// for as many as it takes; nil for that always.
	Pace    func(time.Time) int64
	Schemas map[string]int // versions of bodies that this program writes
	Shelf   Shelf          // where the catalogue goes; nil where none is fetched
	Library Library        // where it comes from, with Shelf
	Steward Steward        // carries out what the street orders; nil where nobody does
	// Certifier certifies another key of the desk, with Steward; nil for a centre that
	// does not.
	Certifier Certifier
}

// Sleep waits for d or until the context ends, whose error it then returns.
type Sleep func(ctx context.Context, d time.Duration) error

// A Courier carries a desk's journal and pages to its centre and brings the
// feed back. A run may end at any point and the next goes on from there; of
// several at once on one desk, all but one find nothing to do or stop with a
// Conflict.
type Courier struct {
	outbox  Outbox
	centre  Centre
	digests Digests
	clock   desk.Clock
	opts    Options
}

// NewCourier returns a courier between a desk and its centre.
func NewCourier(o Outbox, c Centre, d Digests, clock desk.Clock, opts Options) *Courier {
	if opts.Tries <= 0 {
		opts.Tries = 8
	}
	if opts.Random == nil {
		opts.Random = func() float64 { return 1 }
	}
	if opts.Sleep == nil {
		opts.Sleep = sleep
	}
	if opts.Progress == nil {
		opts.Progress = func(Progress) {}
	}
	return &Courier{outbox: o, centre: c, digests: d, clock: clock, opts: opts}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// rounds bounds how often one run says hello: once, again for a new
// incarnation, for a session that ended, and for what appeared meanwhile.
const rounds = 8

// Run makes one run: hello, feed, lines, pages, catalogue, with another look at the feed
// where anything was sent, and once more from the beginning if work appeared on the way.
// An error is a desk.Problem, or the context's own.
func (c *Courier) Run(ctx context.Context) (Report, error) {
	r := &run{Courier: c, budget: budget{free: c.opts.Tries}}
	r.report.Began = c.clock.Now()
	r.answered = r.report.Began
	err := r.all(ctx)
	r.report.Unread = r.look.fault
	if s, serr := c.outbox.State(context.WithoutCancel(ctx)); serr == nil {
		r.report.Left = s.Pending
	}
	r.report.Ended = c.clock.Now()
	return r.report, err
}

// A run is one call of Run.
type run struct {
	*Courier
	report Report
	budget budget
	pace   pace
	limits Limits
	narrow narrows
	phase  Phase
	passed error // of a phase that later phases need not wait for
	full   bool  // the centre takes no lines

	look      look
	mute      bool // the centre has no feed
	doubt     bool // the centre may have lost lines of the feed
	testified bool // it was given them back

	mu       sync.Mutex // over report, budget, answered and held while blobs are sent
	answered time.Time  // when the latest request was, or the run began
	held     []string   // blobs that the centre has and the outbox does not know of yet
}

// again is returned by a phase after which hello has to be said anew.
type again struct{ why error }

func (a again) Error() string { return "hello again: " + a.why.Error() }

func (r *run) all(ctx context.Context) error {
	if err := r.leave(ctx); err != nil {
		return problem(ctx, err) // The last run was cut before it could.
	}
	var last error
	for range rounds {
		more, err := r.round(ctx)
		if a, ok := err.(again); ok {
			last = a.why
			continue
		}
		if err != nil {
			return problem(ctx, err)
		}
		if !more {
			return problem(ctx, cmp.Or(r.passed, r.look.fault))
		}
		last = nil
	}
	if last == nil {
		return problem(ctx, cmp.Or(r.passed, r.look.fault)) // Others write faster than one run sends; the next one goes on.
	}
	return problem(ctx, last)
}

// round goes once through the phases. more says that there is work again.
func (r *run) round(ctx context.Context) (more bool, err error) {
	s, err := r.hello(ctx)
	if err != nil {
		return false, err
	}
	for _, phase := range []func(context.Context) error{
		r.listen,
		r.answer,
		func(ctx context.Context) error { return r.upload(ctx, s) },
		r.lookBack,
		r.catalogue,
		r.orders,
	} {
		if err := phase(ctx); err != nil {
			return false, err
		}
	}
	now, err := r.outbox.State(ctx)
	if err != nil {
		return false, err
	}
	return !r.full && now.Head > now.Acked, nil
}

// upload sends lines and then pages, from where hello left the desk. A centre that has
// no room is asked no more, and still heard.
func (r *run) upload(ctx context.Context, s State) error {
	lines := r.events(ctx, s)
	if lines != nil && !noRoom(lines) {
		return lines
	}
	if lines == nil {
		if lines = r.witness(ctx); lines != nil && !noRoom(lines) {
			return lines
		}
	}
	r.passed, r.full = lines, lines != nil
	if err := r.leave(ctx); err != nil {
		return err
	}
	if lines == nil {
		if r.passed = r.pages(ctx); r.passed != nil && !passable(r.passed) {
			return r.passed
		}
	}
	return nil
}

// hello says where the desk stands until the centre says to continue. It returns
// the state from which to go on.
func (r *run) hello(ctx context.Context) (State, error) {
	r.phase = PhaseHello
	r.opts.Progress(Progress{Phase: r.phase})
	for range 3 {
		s, err := r.outbox.State(ctx)
		if err != nil {
			return s, err
		}
		w, err := r.greet(ctx, s)
		if err != nil {
			return s, err
		}
		switch w.Action {
		case Continue:
			return s, nil
		case NewIncarnation:
			if err := r.incarnate(ctx, w.NextNo, w.Reason); err != nil {
				return s, err
			}
		case LockedOut:
			return s, &desk.Problem{Kind: desk.Locked, What: "sync.takeover"}
		default:
			return s, &desk.Problem{Kind: desk.Broken, What: "sync.action"}
		}
	}
	return State{}, &desk.Problem{Kind: desk.Conflict, What: "sync.incarnation"}
}

func (r *run) incarnate(ctx context.Context, no int, why Reason) error {
	r.report.Incarnations = append(r.report.Incarnations, why)
	return r.outbox.Incarnate(ctx, no, why)
}

// greet is one hello and what the desk keeps of it.
func (r *run) greet(ctx context.Context, s State) (Welcome, error) {
	var w Welcome
	var sent, heard time.Time
	err := r.try(ctx, func(ctx context.Context) (err error) {
		sent = r.clock.Now()
		w, err = r.centre.Hello(ctx, r.introduce(s, sent))
		heard = r.clock.Now()
		return err
	})
	if err != nil {
		return w, err
	}
	r.report.Hellos++
	if w.Algorithm != r.digests.Algorithm() {
		return w, &desk.Problem{Kind: desk.Conflict, What: "sync.suite"}
	}
	r.limits = r.narrow.over(w.Limits.within())
	r.report.NextWindow, r.report.Catalogue = w.NextWindow, w.Catalogue
	h := Heard{
		Incarnation: s.Incarnation, Generation: w.Generation, At: heard,
		Offset: w.ServerTime.Sub(sent.Add(heard.Sub(sent) / 2)), Stable: s.Stable,
	}
	if w.Action == Continue {
		h.Stable = min(max(s.Stable, s.Base+w.StableSeq), s.Acked)
	}
	return w, r.outbox.Heard(ctx, h)
}

func (r *run) introduce(s State, now time.Time) Hello {
	h := Hello{
		Desk: s.Desk, Incarnation: s.Incarnation, No: s.No,
		Head: s.Head - s.Base, Acked: s.Acked - s.Base, AckedChain: s.AckedChain.Text(r.digests),
		JournalN: s.Head, JournalHash: s.HeadHash,
		Instance: s.Instance, Software: r.opts.Software, StationName: r.opts.Station, Schemas: r.opts.Schemas, Boot: r.opts.Boot,
		Wall: now.UTC().Truncate(time.Millisecond), FeedCursor: s.Cursor, Catalogue: s.Catalogue, Pending: s.Pending,
	}
	if r.opts.Disk != nil {
		h.DiskFreeMB = r.opts.Disk()
	}
	return h
}
