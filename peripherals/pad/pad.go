package pad

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/serial"
)

// Times of a question.
const (
	defaultWait = 30 * time.Second
	longestWait = 2 * time.Minute
	takeTime    = 2 * time.Second // how long a question waits for the driver to take it
	repeatTime  = 2 * time.Second // a key of a pad without echo counts once in this time
	lateTime    = 10 * time.Minute
)

// Codes for desk.Health and for the What of a Problem.
const (
	CodeUnknownKey = "unknown_key" // a key that the profile does not list: never a rating
	CodeBusy       = "pad.busy"    // another question is shown
	CodeOff        = "pad.off"     // the pad is not attached; Cause names its code
	CodeVisit      = "pad.visit"   // the visit has no name that a pad could carry
)

// Options say which pad and whom to tell.
type Options struct {
	Label   string
	Line    serial.Line // Path; without Baud and Mode the profile's are taken
	Place   string      // of a pad on the network: host:port, or the address of a service; see Profile.Place
	Address byte        // on a shared line; 0 takes the profile's
	Window  string      // shown by pads that can
	Clock   desk.Clock  // default the PC's clock
	Changed func(desk.Health)
	Failed  func(error) // why a session with the pad ended, for the log
	Trace   serial.Trace
	Watch   func(out bool, frame []byte) // every whole frame, for a byte monitor; it must return at once and keep nothing
	Lost    func([]byte)                 // bytes that are no frame, for the same, under the same rules
	Beat    time.Duration                // how often the pad is asked whether it is alive, default 10 s
	Open    serial.Opener                // of a pad on a line, default serial.Open

	// Late is told, once, of a rating that came after its question had ended
	// in silence, from a pad that says which visit it is for. It must return
	// at once.
	Late func(desk.PadAnswer)
}

// A Pad is one pad on one line or one address. It implements desk.Pad. Nothing happens until
// Run is called, in a goroutine of its own.
type Pad struct {
	profile *Profile
	o       Options
	place   string // Line.Path or Place
	keeper  *serial.Keeper
	asks    chan *question
	closed  chan struct{}
	once    sync.Once
	asking  sync.Mutex
	late    late // of the goroutine that runs
}

var _ desk.Pad = (*Pad)(nil)

// A question is one Ask under way.
type question struct {
	desk.PadRequest
	gone     chan struct{} // closed when the asker has given up
	out      chan answer   // holds one
	answered bool          // of the goroutine that runs
}

type answer struct {
	desk.PadAnswer
	err error
}

// New returns a pad that is not attached yet.
func New(p *Profile, o Options) *Pad {
	if o.Clock == nil {
		o.Clock = desk.SystemClock{}
	}
	if o.Line.Baud == 0 {
		o.Line.Baud = p.Transport.Baud
	}
	if o.Line.Mode == "" {
		o.Line.Mode = p.Transport.Mode
	}
	if o.Address == 0 {
		o.Address = byte(p.Address)
	}
	if o.Beat <= 0 {
		o.Beat = 10 * time.Second
	}
	if o.Open == nil {
		o.Open = serial.Open
	}
	d := &Pad{profile: p, o: o, place: cmp.Or(o.Place, o.Line.Path), asks: make(chan *question), closed: make(chan struct{})}
	d.keeper = serial.NewKeeper(desk.FamilyPad, o.Label, d.session, serial.KeeperOptions{
		Clock: o.Clock, Changed: o.Changed, Failed: o.Failed,
		Look: d.plugged,
	})
	return d
}

// plugged tells one plugging-in from the next; what is on the network has none.
func (p *Pad) plugged() string {
	if p.profile.carrier(p.place) != Serial {
		return ""
	}
	return serial.Plugged(p.o.Line.Path)
}

// Run keeps the pad attached until ctx ends or Close is called.
func (p *Pad) Run(ctx context.Context) { p.keeper.Run(ctx) }

// Health returns what the pad's goroutine saw last. A pad that cannot answer
// is in state unknown with code serial.CodeUnsure until a key is pressed.
func (p *Pad) Health() desk.Health { return p.keeper.Health() }

// Retry attaches the pad now, without waiting for the next attempt.
func (p *Pad) Retry() { p.keeper.Retry() }

// Close ends the question that is shown, as a fault of the line, and lets the
// line go.
func (p *Pad) Close() error {
	p.once.Do(func() { close(p.closed) })
	return p.keeper.Close()
}

// Ask shows the question and waits; see desk.Pad. A wait of zero is thirty
// seconds, and none is longer than two minutes. When ctx ends, the question is
// taken back and the answer is silence: TimedOut at its deadline, NotAsked
// when it was cancelled. Nothing was asked when it fails: with a Problem of
// kind Unavailable when the pad is not there, Conflict while another question
// is shown, Invalid when the visit has no name.
func (p *Pad) Ask(ctx context.Context, r desk.PadRequest) (desk.PadAnswer, error) {
	if !p.asking.TryLock() {
		return desk.PadAnswer{}, &desk.Problem{Kind: desk.Conflict, What: CodeBusy}
	}
	defer p.asking.Unlock()
	if r.Visit == "" || r.Visit != Clean(r.Visit) || len(r.Visit) > 64 {
		return desk.PadAnswer{}, &desk.Problem{Kind: desk.Invalid, What: CodeVisit}
	}
	if r.Wait <= 0 {
		r.Wait = defaultWait
	}
	r.Wait = min(r.Wait, longestWait)
	q := &question{PadRequest: r, gone: make(chan struct{}), out: make(chan answer, 1)}
	if err := p.take(ctx, q); err != nil {
		return desk.PadAnswer{}, err
	}
	var a answer
	select {
	case a = <-q.out:
	case <-ctx.Done():
		close(q.gone)
		a = <-q.out
		if a.Silence == desk.NotAsked && context.Cause(ctx) == context.DeadlineExceeded {
			a.Silence = desk.TimedOut
		}
	}
	return a.PadAnswer, a.err
}

// take hands the question to the driver, if there is a pad.
func (p *Pad) take(ctx context.Context, q *question) error {
	h := p.Health()
	off := &desk.Problem{Kind: desk.Unavailable, What: CodeOff, Cause: fmt.Errorf("%s %s", h.State, h.Code)}
	switch h.State {
	case desk.DeviceOffline, desk.DeviceSilent, desk.DeviceOff:
		return off
	}
	t := time.NewTimer(takeTime)
	defer t.Stop()
	select {
	case p.asks <- q:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("ask for a rating: %w", ctx.Err())
	case <-p.closed:
		return off
	case <-t.C:
		return off
	}
}

// answer ends the question.
func (q *question) answer(p *Pad, l desk.Level, s desk.Unrated) {
	q.answered = true
	q.out <- answer{PadAnswer: desk.PadAnswer{
		Visit: q.Visit, Level: l, Silence: s, Channel: p.profile.Channel, At: p.o.Clock.Now(),
	}}
}

// refuse ends a question that was never asked.
func (q *question) refuse(p *desk.Problem) {
	q.answered = true
	q.out <- answer{err: p}
}

// late remembers the visits whose question ended in silence.
type late map[string]time.Time

func (l *late) note(visit string, now time.Time) {
	if *l == nil {
		*l = late{}
	}
	for v, t := range *l {
		if now.Sub(t) > lateTime {
			delete(*l, v)
		}
	}
	(*l)[visit] = now
}

// take reports whether a rating for visit is still wanted, and forgets it.
func (l late) take(visit string, now time.Time) bool {
	t, ok := l[visit]
	delete(l, visit)
	return ok && now.Sub(t) <= lateTime
}
