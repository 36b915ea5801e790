package printer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/serial"
)

// A lamp is what is known of a device and the goroutine that keeps looking.
// Asking it never waits for the device.
type lamp struct {
	clock desk.Clock
	log   *slog.Logger

	mu     sync.Mutex
	health desk.Health

	// plugged tells one plugging-in from the next; nil where there is no telling.
	plugged func() string

	again chan struct{} // asks for a look at once
	stop  context.CancelFunc
	ended chan struct{}
}

func newLamp(family desk.Family, name string, clock desk.Clock, log *slog.Logger) *lamp {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &lamp{
		clock: clock, log: log.With("device", name),
		health: desk.Health{Family: family, Name: name, State: desk.DeviceConnecting, Since: clock.Now()},
		again:  make(chan struct{}, 1), ended: make(chan struct{}),
	}
}

// Health implements desk.Device. The state is what the device said last; a
// code ending in _low may stand beside DeviceOK as a warning.
func (l *lamp) Health() desk.Health {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.health
}

// light records the cause that was just seen, "" for none.
func (l *lamp) light(code string) { l.turnTo(lampOf(code), code) }

func (l *lamp) turnTo(state desk.DeviceState, code string) {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	h := &l.health
	if h.State == desk.DeviceOff {
		return
	}
	if h.State != state {
		h.Since = now
	}
	if h.State != state || h.Code != code {
		l.log.Info("printer", "state", string(state), "code", code)
	}
	h.State, h.Code = state, code
	if state == desk.DeviceOK {
		h.LastOK = now
	}
}

// After so many failures in a row a device is left alone for a while.
const (
	breakerAfter = 12
	breakerRest  = time.Minute
)

// watch looks at the device every so often until close. look reports an error
// when the device did not answer; it is then asked less and less often.
func (l *lamp) watch(every time.Duration, look func(context.Context) error) {
	ctx, stop := context.WithCancel(context.Background())
	l.stop = stop
	go func() {
		defer close(l.ended)
		off := serial.Backoff{Rand: rand.Float64}
		failures := 0
		for {
			wait := every
			if err := l.lookOnce(ctx, look); err == nil {
				failures = 0
				off.Reset()
			} else if failures++; failures%breakerAfter == 0 {
				wait = breakerRest
			} else {
				wait = off.Next()
			}
			l.pause(ctx, wait)
			if ctx.Err() != nil {
				return
			}
		}
	}()
}

// plugTick is how often a pause looks whether something was plugged in.
const plugTick = time.Second

// pause waits until it is time for the next look, somebody asks for one, or another
// device is plugged in.
func (l *lamp) pause(ctx context.Context, wait time.Duration) {
	t, tick := time.NewTimer(wait), time.NewTicker(plugTick)
	defer t.Stop()
	defer tick.Stop()
	was := ""
	if l.plugged != nil {
		was = l.plugged()
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.again:
			return
		case <-t.C:
			return
		case <-tick.C:
			if l.plugged != nil && l.plugged() != was {
				return
			}
		}
	}
}

// errPanic marks what the driver broke at.
var errPanic = errors.New("printer: driver broke")

// broke is the error of a panic. Its value may hold what was to be printed; only
// the place goes on.
func broke() error { return fmt.Errorf("%w at\n%s", errPanic, debug.Stack()) }

// lookOnce survives a panic of look: one broken answer must not darken the
// lamp for ever.
func (l *lamp) lookOnce(ctx context.Context, look func(context.Context) error) (err error) {
	defer func() {
		if recover() != nil {
			err = broke()
			l.log.Error("printer look", "err", err.Error())
			l.fault()
		}
	}()
	return look(ctx)
}

// fault lights the lamp for a driver that broke, whatever it was that broke.
func (l *lamp) fault() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if h := &l.health; h.State != desk.DeviceOff {
		h.State, h.Code = desk.DeviceFault, Driver
	}
}

// guard turns a panic of printing into an outcome: nobody knows what came out. It
// is deferred.
func (l *lamp) guard(o *desk.PrintOutcome, err *error) {
	if recover() != nil {
		*o, *err = unknown("", Driver, broke())
		l.fault()
	}
}

// Retry looks at the device at once, however long it has been silent.
func (l *lamp) Retry() {
	select {
	case l.again <- struct{}{}:
	default:
	}
}

// close ends the watch and darkens the lamp.
func (l *lamp) close() {
	l.stop()
	<-l.ended
	l.turnTo(desk.DeviceOff, "")
}
