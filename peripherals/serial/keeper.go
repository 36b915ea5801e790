package serial

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"xiaochuang/desk"
)

// Rules of a keeper.
const (
	breakAfter = 12              // failures in a row that open the breaker
	breakPause = time.Minute     // how long it stays open
	steady     = 5 * time.Second // a session good for so long starts the count again
	lookTick   = time.Second     // how often a pause looks whether the device was plugged in
	closeTime  = 2 * time.Second // how long Close waits for the session to end
)

var (
	errPanic = errors.New("serial: driver broke")
	errEnded = errors.New("serial: session ended without a reason")
)

// A Session attaches the device, serves it, and returns when it can no more.
// It must return soon after ctx ends.
type Session func(ctx context.Context) error

// KeeperOptions are the parts of a keeper that have a default.
type KeeperOptions struct {
	Clock   desk.Clock        // default the PC's clock
	Changed func(desk.Health) // told of every change of state or code; must return at once
	Rand    func() float64    // jitter, default math/rand
	Look    func() string     // identity of what is plugged in, "" for nothing; see Plugged
	Failed  func(error)       // told why a session ended, for the log; never holds personal data
}

// A Keeper runs the session of one device in one goroutine, again and again,
// with a growing pause between attempts, a breaker after many failures, and
// an end to the pause when the device is plugged in or Retry is called. It
// survives a panic of the driver. It also keeps the device's health, so that
// asking for it never talks to the hardware.
type Keeper struct {
	session Session
	o       KeeperOptions
	retry   chan struct{}
	done    chan struct{}

	mu     sync.Mutex
	health desk.Health
	good   time.Time // first good answer of the running session
	cancel context.CancelFunc
	closed bool
}

// NewKeeper returns a keeper whose device is in state unknown until Run.
func NewKeeper(family desk.Family, name string, s Session, o KeeperOptions) *Keeper {
	if o.Clock == nil {
		o.Clock = desk.SystemClock{}
	}
	if o.Rand == nil {
		o.Rand = rand.Float64
	}
	return &Keeper{
		session: s, o: o,
		retry:  make(chan struct{}, 1),
		done:   make(chan struct{}),
		health: desk.Health{Family: family, Name: name, State: desk.DeviceUnknown, Since: o.Clock.Now()},
	}
}

// Plugged tells one plugging-in of the device at path from the next: where
// the stable name leads, and when that node was made or given its owner. It is "" when nothing is
// there, and opens nothing.
func Plugged(path string) string {
	to, err := filepath.EvalSymlinks(path)
	if err != nil {
		return ""
	}
	var st unix.Stat_t
	if err := unix.Stat(to, &st); err != nil {
		return ""
	}
	return fmt.Sprint(to, " ", st.Dev, " ", st.Ino, " ", st.Rdev, " ", st.Ctim.Sec, ".", st.Ctim.Nsec)
}

// Health returns what was seen last.
func (k *Keeper) Health() desk.Health {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.health
}

// Good notes a good answer of the device.
func (k *Keeper) Good() {
	now := k.o.Clock.Now()
	k.mu.Lock()
	k.health.LastOK = now
	if k.good.IsZero() {
		k.good = now
	}
	k.mu.Unlock()
	k.Report(desk.DeviceOK, "")
}

// Report notes a condition that is not a good answer.
func (k *Keeper) Report(s desk.DeviceState, code string) {
	k.mu.Lock()
	if k.closed && s != desk.DeviceOff || k.health.State == s && k.health.Code == code {
		k.mu.Unlock()
		return
	}
	if k.health.State != s {
		k.health.Since = k.o.Clock.Now()
	}
	k.health.State, k.health.Code = s, code
	h := k.health
	k.mu.Unlock()
	if k.o.Changed != nil {
		k.o.Changed(h)
	}
}

// Retry ends the current pause and closes the breaker.
func (k *Keeper) Retry() {
	select {
	case k.retry <- struct{}{}:
	default:
	}
}

// Run keeps the device attached until ctx ends or Close is called. It must be
// called at most once.
func (k *Keeper) Run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	k.mu.Lock()
	k.cancel = cancel
	if k.closed {
		cancel()
	}
	k.mu.Unlock()
	defer close(k.done)
	back := Backoff{Rand: k.o.Rand}
	failures := 0
	for ctx.Err() == nil {
		if k.Health().State == desk.DeviceUnknown {
			k.Report(desk.DeviceConnecting, "")
		}
		seen := k.look()
		err := k.attempt(ctx)
		if ctx.Err() != nil {
			return
		}
		k.ended(err)
		if k.wasSteady() {
			failures = 0
			back.Reset()
		}
		failures++
		pause := back.Next()
		if failures >= breakAfter {
			pause = breakPause
		}
		if k.pause(ctx, pause, seen) {
			failures = 0
			back.Reset()
		}
	}
}

// attempt runs one session and turns a panic into its error.
func (k *Keeper) attempt(ctx context.Context) error {
	k.mu.Lock()
	k.good = time.Time{}
	k.mu.Unlock()
	return Guarded(func() error { return k.session(ctx) })
}

// Guarded turns a panic of f into its error. A session that has a goroutine of
// its own runs it so: nobody else could catch it there.
func Guarded(f func() error) (err error) {
	defer func() {
		if recover() != nil {
			// The value may hold what was read; only the place goes on.
			err = fmt.Errorf("%w at\n%s", errPanic, debug.Stack())
		}
	}()
	return f()
}

// ended reports why a session ended.
func (k *Keeper) ended(err error) {
	if err == nil {
		err = errEnded
	}
	k.Report(Condition(err))
	if k.o.Failed != nil {
		k.o.Failed(err)
	}
}

// wasSteady reports whether the session that just ended had worked.
func (k *Keeper) wasSteady() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return !k.good.IsZero() && k.o.Clock.Now().Sub(k.good) >= steady
}

// pause waits, and reports true when there is a reason to begin afresh: the
// technician said so or another device is there than the one seen before.
func (k *Keeper) pause(ctx context.Context, d time.Duration, seen string) bool {
	end := time.NewTimer(d)
	defer end.Stop()
	look := time.NewTicker(lookTick)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-end.C:
			return false
		case <-k.retry:
			k.Report(desk.DeviceConnecting, "")
			return true
		case <-look.C:
			if now := k.look(); now != seen {
				if now != "" {
					return true
				}
				seen = now
			}
		}
	}
}

func (k *Keeper) look() string {
	if k.o.Look == nil {
		return ""
	}
	return k.o.Look()
}

// Close ends the session and waits a moment for it. The device stays off.
func (k *Keeper) Close() error {
	k.mu.Lock()
	already := k.closed
	k.closed = true
	cancel := k.cancel
	k.mu.Unlock()
	if cancel != nil {
		cancel()
		select {
		case <-k.done:
		case <-time.After(closeTime):
		}
	}
	if !already {
		k.Report(desk.DeviceOff, CodeClosed)
	}
	return nil
}
