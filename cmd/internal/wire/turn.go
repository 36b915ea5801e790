package wire

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"xiaochuang/desk/guide"
	"xiaochuang/store"
	"xiaochuang/tui/text"
)

// turnEvery is how often a running program looks whether a version of the catalogue
// waits, and turnFor how long putting it in force may take.
const (
	turnEvery = 5 * time.Second
	turnFor   = 30 * time.Second
)

// A turnover puts a version that waits in force while the program runs: between two
// visits, when no console of this process has anything in hand, and never in mid-case.
// Another process may have done it; then this one follows.
type turnover struct {
	shelf *store.Shelf
	live  *guide.Live
	log   *slog.Logger

	once sync.Once
	mu   sync.Mutex
	at   []*lookout
	seen []guide.News // compared lately
}

// A lookout is one console: whether it has anything in hand, and what it has to be
// told.
type lookout struct {
	quiet atomic.Bool
	said  atomic.Pointer[string]
}

// console lends a console what it asks once a second, until it is left.
func (t *turnover) console() (turn func(quiet bool) string, leave func()) {
	l := &lookout{}
	t.mu.Lock()
	t.at = append(t.at, l)
	t.mu.Unlock()
	turn = func(quiet bool) string {
		l.quiet.Store(quiet)
		if s := l.said.Swap(nil); s != nil {
			return *s
		}
		return ""
	}
	return turn, func() {
		t.mu.Lock()
		t.at = slices.DeleteFunc(t.at, func(x *lookout) bool { return x == l })
		t.mu.Unlock()
	}
}

// quiet reports whether nobody has anything in hand here.
func (t *turnover) quiet() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !slices.ContainsFunc(t.at, func(l *lookout) bool { return !l.quiet.Load() })
}

// start looks until ctx ends; a second start does nothing.
func (t *turnover) start(ctx context.Context) {
	t.once.Do(func() {
		go func() {
			tick := time.NewTicker(turnEvery)
			defer tick.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
					t.step(ctx)
				}
			}
		}()
	})
}

// step puts in force what waits, if now is the time, and tells every console.
func (t *turnover) step(ctx context.Context) {
	if !t.quiet() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, turnFor)
	defer cancel()
	due, err := t.shelf.Due(ctx)
	if err == nil && due {
		_, err = t.shelf.Adopt(ctx)
	}
	if err != nil {
		t.log.Warn("adopt catalogue", "err", err)
		return
	}
	version, err := t.shelf.InForce(ctx)
	if err != nil || version == "" || version == t.live.Version() {
		return
	}
	next, err := t.shelf.Edition(ctx, version)
	if err != nil {
		t.log.Error("catalogue in force", "version", version, "err", err)
		return
	}
	before := t.live.Now()
	if !t.quiet() { // somebody has come while it was read
		return
	}
	t.live.Set(next)
	t.log.Info("catalogue turned", "from", before.Version(), "to", version)
	said := text.CatalogueTurned(version, len(guide.Changes(before, next)))
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, l := range t.at {
		l.said.Store(&said)
	}
}

// compared is the difference of two catalogues, from memory where it was asked for
// lately.
func (t *turnover) compared(before, now *guide.Catalogue) guide.News {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, n := range t.seen {
		if n.From == before.Version() && n.To == now.Version() {
			return n
		}
	}
	n := guide.NewsOf(before, now)
	t.seen = append(t.seen[max(0, len(t.seen)-3):], n)
	return n
}
