package printer

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"xiaochuang/desk"
)

// Jobs is what the queue needs of desk.PrintJobs; the contract stands there.
type Jobs interface {
	Claim(ctx context.Context, owner, printer string, turn desk.PrintTurn, at time.Time) (desk.Job, error)
	Finish(ctx context.Context, id string, o desk.PrintOutcome, at time.Time) error
	Requeue(ctx context.Context, id, code string, at time.Time) error
	Cancel(ctx context.Context, id string, at time.Time) error
	Recalled(ctx context.Context) ([]string, error)
	Recover(ctx context.Context, at time.Time) ([]desk.Job, error)
}

// A Tracer is a printer that can still tell what became of a job when whoever
// sent it has forgotten it.
type Tracer interface {
	// Trace finds a job that was sent and watches it like Print. It sends nothing:
	// a job that the printer does not know is unknown with the code Lost.
	Trace(ctx context.Context, id, title string) (desk.PrintOutcome, error)
}

// A Render turns a job's paper into a document of the MIME type that the
// claiming printer accepts. It may read, but must not change anything.
type Render func(ctx context.Context, j desk.Job, mime string) ([]byte, error)

// A Post is one printer of the station and the kinds of paper it may print.
type Post struct {
	Name    string // stands in desk.Job.Printer
	Printer desk.Printer
	Time    time.Duration // longest time for one job; 0 for two minutes
}

// Routes name the posts for each kind of paper, in the order to try. A kind without
// a route is never claimed.
type Routes map[desk.PaperKind][]string

// QueueSettings describe the print queue of one station.
type QueueSettings struct {
	Owner   string                 // this process, for the record
	Posts   []Post                 //
	Routes  Routes                 // of every window that has none of its own
	Own     map[int]Routes         // of windows with printers of their own
	Copies  map[desk.PaperKind]int // of a kind's first print, 1 where it is not named
	Changed func(desk.Job)         // told of each change of a job's state; must not block; may be nil
	Every   time.Duration          // between two looks for jobs that other processes queued; 0 for 2 s
	Keep    time.Duration          // a job that waited longer is not printed unasked; 0 for 12 h
}

// A Queue takes jobs from the store to the printers, one goroutine a printer,
// so that one that is stuck stops no other. A job goes to the first post of its
// route that can print. It goes on to the next one by itself only while it is
// certain that nothing of it came out and no person has chosen the printer;
// anything else is for a person to decide.
//
// It holds nothing that is not in the store: killed at any moment, it leaves a
// job queued, finished, or under way. At the next start that one becomes unknown,
// and then what its printer still knows of it; it is never sent again by itself.
type Queue struct {
	set    QueueSettings
	jobs   Jobs
	render Render
	clock  desk.Clock
	log    *slog.Logger
	posts  map[string]*post

	mu      sync.Mutex
	running map[string]context.CancelCauseFunc // by job id
}

// NewQueue returns a queue that stands still until Run. A nil log discards. A
// route that names no post is a Problem of kind Invalid.
func NewQueue(set QueueSettings, jobs Jobs, render Render, clock desk.Clock, log *slog.Logger) (*Queue, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	if set.Every == 0 {
		set.Every = 2 * time.Second
	}
	if set.Keep == 0 {
		set.Keep = 12 * time.Hour
	}
	q := &Queue{
		set: set, jobs: jobs, render: render, clock: clock, log: log,
		posts: map[string]*post{}, running: map[string]context.CancelCauseFunc{},
	}
	for _, p := range set.Posts {
		if p.Time == 0 {
			p.Time = 2 * time.Minute
		}
		if p.Name == "" || p.Printer == nil || q.posts[p.Name] != nil {
			return nil, &desk.Problem{Kind: desk.Invalid, What: "printer.post", Open: []string{p.Name}}
		}
		q.posts[p.Name] = &post{Post: p, wake: make(chan struct{}, 1)}
	}
	for _, routes := range append(slices.Collect(maps.Values(set.Own)), set.Routes) {
		for _, route := range routes {
			for _, name := range route {
				if q.posts[name] == nil {
					return nil, &desk.Problem{Kind: desk.Invalid, What: "printer.route", Open: []string{name}}
				}
			}
		}
	}
	return q, nil
}

// leaveTime is how long a job under way may still take when Run is told to
// end.
const leaveTime = 5 * time.Second

// Run recovers what an earlier run left behind and prints until ctx ends. Jobs
// then under way have five seconds to finish; after that they are left to
// their device as unknown. It returns an error only when recovering failed.
func (q *Queue) Run(ctx context.Context) error {
	lost, err := q.jobs.Recover(ctx, q.clock.Now())
	if err != nil {
		return err
	}
	if len(lost) > 0 {
		q.log.Warn("print jobs of an earlier run are unknown", "jobs", len(lost))
	}
	var all sync.WaitGroup
	for _, p := range q.posts {
		all.Go(func() {
			q.trace(ctx, p, lost)
			q.serve(ctx, p)
		})
	}
	all.Go(func() { q.giveBack(ctx) })
	ended := make(chan struct{})
	go func() {
		all.Wait()
		close(ended)
	}()
	<-ctx.Done()
	select {
	case <-ended:
		return nil
	case <-time.After(leaveTime):
	}
	q.mu.Lock()
	for _, stop := range q.running {
		stop(ErrLeave)
	}
	q.mu.Unlock()
	<-ended
	return nil
}

// giveBack takes back the jobs under way that somebody, in whatever process, wants
// back.
func (q *Queue) giveBack(ctx context.Context) {
	beat := time.NewTicker(q.set.Every)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
		}
		q.mu.Lock()
		idle := len(q.running) == 0
		q.mu.Unlock()
		if idle {
			continue
		}
		ids, err := q.jobs.Recalled(ctx)
		if err != nil && ctx.Err() == nil {
			q.log.Error("print jobs wanted back", "err", err)
		}
		for _, id := range ids {
			q.recall(id)
		}
	}
}

// recall stops a job under way here and reports whether there is one.
func (q *Queue) recall(id string) bool {
	q.mu.Lock()
	stop := q.running[id]
	q.mu.Unlock()
	if stop == nil {
		return false
	}
	stop(context.Canceled)
	return true
}

// Wake makes the queue look for jobs at once. It never waits.
func (q *Queue) Wake() {
	for _, p := range q.posts {
		select {
		case p.wake <- struct{}{}:
		default:
		}
	}
}

// Cancel takes a job back: out of the queue while it waits, at the printer
// while it is under way; its state then says what became of it.
func (q *Queue) Cancel(ctx context.Context, id string) error {
	if q.recall(id) {
		return nil
	}
	return q.jobs.Cancel(ctx, id, q.clock.Now())
}

// begin registers a job under way. The returned context does not end with
// Run's, since a job is not to be cut off by the program's end.
func (q *Queue) begin(ctx context.Context, id string, limit time.Duration) (context.Context, func()) {
	ctx, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	ctx, done := context.WithTimeout(ctx, limit)
	q.mu.Lock()
	q.running[id] = stop
	q.mu.Unlock()
	return ctx, func() {
		q.mu.Lock()
		delete(q.running, id)
		q.mu.Unlock()
		done()
		stop(nil)
	}
}

// tell passes a change on.
func (q *Queue) tell(j desk.Job) {
	if q.set.Changed != nil {
		q.set.Changed(j)
	}
}
