package idcard

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/serial"
)

// Options say which reader and whom to tell.
type Options struct {
	Label   string
	Line    serial.Line // the usual speed is 115200
	Clock   desk.Clock  // default the PC's clock
	Changed func(desk.Health)
	Failed  func(error) // why a session with the reader ended, for the log
	Trace   serial.Trace
	Watch   Watch         // for a byte monitor; nil for none
	Every   time.Duration // how often to look for a card while somebody waits, default 350 ms
	Open    serial.Opener // default serial.Open
}

// A Watch is told of every command with its frame, and of every answer with its
// head: preamble, length and the three status bytes. more is how many bytes
// follow the head; they may be somebody's card and are never shown. It must
// return at once and keep nothing of the slice.
type Watch func(out bool, c Command, head []byte, more int)

// A Reader is one reader on one line. It implements desk.CardReader. Nothing
// happens until Run is called, in a goroutine of its own; that goroutine alone
// talks to the device and holds what a card said, for as long as it takes to
// hand it over.
type Reader struct {
	o      Options
	keeper *serial.Keeper
	wanted chan struct{} // a Read began
	closed chan struct{}
	once   sync.Once

	mu     sync.Mutex
	ask    *ask
	module string

	field field // of the goroutine that runs
}

var _ desk.CardReader = (*Reader)(nil)

// An ask is one Read that waits.
type ask struct {
	gone chan struct{} // closed when nobody waits any more
	out  chan answer
	half int // looks since a card was found and its reading not finished; 0 for none
}

type answer struct {
	reading desk.CardReading
	err     error
}

// New returns a reader that is not attached yet.
func New(o Options) *Reader {
	if o.Clock == nil {
		o.Clock = desk.SystemClock{}
	}
	if o.Every <= 0 {
		o.Every = 350 * time.Millisecond
	}
	if o.Open == nil {
		o.Open = serial.Open
	}
	r := &Reader{o: o, wanted: make(chan struct{}, 1), closed: make(chan struct{})}
	_, _ = rand.Read(r.field.key[:]) // never fails: crypto/rand
	r.keeper = serial.NewKeeper(desk.FamilyReader, o.Label, r.session, serial.KeeperOptions{
		Clock: o.Clock, Changed: o.Changed, Failed: o.Failed,
		Look: func() string { return serial.Plugged(o.Line.Path) },
	})
	return r
}

// Run keeps the reader attached until ctx ends or Close is called.
func (r *Reader) Run(ctx context.Context) { r.keeper.Run(ctx) }

// Health returns what the reader's goroutine saw last.
func (r *Reader) Health() desk.Health { return r.keeper.Health() }

// Retry attaches the reader now, without waiting for the next attempt.
func (r *Reader) Retry() { r.keeper.Retry() }

// Close ends every Read and lets the line go.
func (r *Reader) Close() error {
	r.once.Do(func() { close(r.closed) })
	return r.keeper.Close()
}

// Module returns the serial number of the reader's security module as it is
// printed on its label, or "" when the reader was never attached.
func (r *Reader) Module() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.module
}

// Read waits for a card; see desk.CardReader. An unplugged reader does not end
// the wait: Health tells, and reading goes on when it is back. It fails with a
// Problem of kind Conflict when another Read waits, of kind Invalid when the
// card failed its verification or must be put down again (What says which),
// and with the error of ctx.
func (r *Reader) Read(ctx context.Context) (desk.CardReading, error) {
	a := &ask{gone: make(chan struct{}), out: make(chan answer)}
	defer close(a.gone)
	r.mu.Lock()
	if r.ask != nil {
		r.mu.Unlock()
		return desk.CardReading{}, &desk.Problem{Kind: desk.Conflict, What: CodeBusy}
	}
	r.ask = a
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		r.ask = nil
		r.mu.Unlock()
	}()
	select {
	case r.wanted <- struct{}{}:
	default:
	}
	select {
	case got := <-a.out:
		return got.reading, got.err
	case <-ctx.Done():
		return desk.CardReading{}, fmt.Errorf("wait for a card: %w", ctx.Err())
	case <-r.closed:
		return desk.CardReading{}, &desk.Problem{Kind: desk.Unavailable, What: CodeClosed}
	}
}

// waiting returns the Read that waits, or nil.
func (r *Reader) waiting() *ask {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ask
}

// give hands an answer over, or drops it and returns false when nobody waits
// any more.
func (a *ask) give(got answer) bool {
	select {
	case a.out <- got:
		return true
	case <-a.gone:
		return false
	}
}

// over reports whether nobody waits any more.
func (a *ask) over() bool {
	select {
	case <-a.gone:
		return true
	default:
		return false
	}
}
