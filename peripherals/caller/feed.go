package caller

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"xiaochuang/desk"
)

// readAtLeast is how often a Feed reads although nothing has changed: the day
// ends, and a board that was read long ago must not pass for a fresh one.
const readAtLeast = 20 * time.Second

// readWithin bounds one reading.
const readWithin = 3 * time.Second

// A Feed keeps the newest board. It is safe for concurrent use.
type Feed struct {
	read    func(context.Context) (desk.Board, error)
	log     *slog.Logger
	changed chan struct{}

	mu       sync.Mutex
	last     desk.Board
	known    bool
	watchers map[chan desk.Board]bool
}

// NewFeed returns a feed that gets its boards from read. Nothing is read before
// Run.
func NewFeed(read func(context.Context) (desk.Board, error), log *slog.Logger) *Feed {
	return &Feed{read: read, log: log, changed: make(chan struct{}, 1), watchers: map[chan desk.Board]bool{}}
}

// Changed says that the store has changed. It never blocks.
func (f *Feed) Changed() {
	select {
	case f.changed <- struct{}{}:
	default: // a reading is due already
	}
}

// Run reads until ctx ends. A reading that fails leaves the last board, whose
// age then tells.
func (f *Feed) Run(ctx context.Context) {
	again := time.NewTimer(0)
	defer again.Stop()
	failed := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-f.changed:
		case <-again.C:
		}
		err := f.once(ctx)
		if err != nil && ctx.Err() == nil && !failed {
			f.log.Warn("board", "err", err)
		}
		failed = err != nil
		again.Reset(readAtLeast)
	}
}

func (f *Feed) once(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	b, err := f.read(ctx)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	b = b.Following(f.last)
	f.last, f.known = b, true
	for w := range f.watchers {
		put(w, b)
	}
	return nil
}

// put leaves the newest board in a channel of one: who is slow misses what was
// in between, and nobody waits for them.
func put(w chan desk.Board, b desk.Board) {
	select {
	case <-w:
	default:
	}
	w <- b
}

// Latest returns the last board; ok is false before the first one.
func (f *Feed) Latest() (b desk.Board, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last, f.known
}

// Watch returns a channel with the newest board whenever there is one, the one
// that is known at once. stop ends it.
func (f *Feed) Watch() (boards <-chan desk.Board, stop func()) {
	w := make(chan desk.Board, 1)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.known {
		w <- f.last
	}
	f.watchers[w] = true
	return w, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.watchers, w)
	}
}

// Announcer returns what gives every call that is new from now on to c until ctx
// ends, the earlier one first. What c cannot say is logged and called by nobody
// again.
func (f *Feed) Announcer(c desk.Caller) (run func(ctx context.Context)) {
	boards, stop := f.Watch()
	before, _ := f.Latest()
	return func(ctx context.Context) {
		defer stop()
		for {
			select {
			case <-ctx.Done():
				return
			case b := <-boards:
				f.announce(ctx, c, b.News(before))
				before = b
			}
		}
	}
}

func (f *Feed) announce(ctx context.Context, c desk.Caller, news []desk.BoardCall) {
	for i := len(news) - 1; i >= 0; i-- {
		if err := c.Call(ctx, news[i].No, news[i].Window); err != nil && ctx.Err() == nil {
			f.log.Warn("announce", "err", err)
		}
	}
}
