package scanner

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"xiaochuang/desk"
)

// A condition is what is known of the device, kept apart from the conversation
// with it so that asking never waits.
type condition struct {
	clock desk.Clock

	mu     sync.Mutex
	health desk.Health
}

func newCondition(name string, clock desk.Clock) *condition {
	return &condition{clock: clock, health: desk.Health{
		Family: desk.FamilyScanner, Name: name, State: desk.DeviceUnknown, Since: clock.Now(),
	}}
}

// set records what was just seen.
func (c *condition) set(state desk.DeviceState, code string) {
	now := c.clock.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.health.State == desk.DeviceOff {
		return
	}
	if c.health.State != state {
		c.health.Since = now
	}
	c.health.State, c.health.Code = state, code
	if state == desk.DeviceOK {
		c.health.LastOK = now
	}
}

func (c *condition) now() desk.Health {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.health
}

// at is the health of a device whose file is node: a file that is gone overrides
// what the last job saw.
func (c *condition) at(node string) desk.Health {
	h := c.now()
	_, err := os.Stat(node)
	gone := errors.Is(err, fs.ErrNotExist)
	if gone && h.State != desk.DeviceOffline {
		c.set(desk.DeviceOffline, Offline)
	}
	if !gone && h.State == desk.DeviceOffline {
		c.set(desk.DeviceUnknown, "")
	}
	return c.now()
}

// stateOf tells which lamp a cause lights. An empty feeder is an answer of a
// device that works; a refused setting or a page stopped by the clerk says
// nothing new about it.
func stateOf(code string) (desk.DeviceState, bool) {
	switch code {
	case "", NoDocuments:
		return desk.DeviceOK, true
	case Jam, DoubleFeed, CoverOpen, Busy, Access, Memory, Cut, Size, TooLarge, Program, Fault, Driver:
		return desk.DeviceFault, true
	case Offline, IO, Folder:
		return desk.DeviceOffline, true
	case Timeout, Crash:
		return desk.DeviceSilent, true
	case Closed:
		return desk.DeviceOff, true
	}
	return "", false
}

// saw lights the lamp for the end of a job.
func (c *condition) saw(code string) {
	state, ok := stateOf(code)
	if !ok {
		return
	}
	if state == desk.DeviceOK {
		code = ""
	}
	c.set(state, code)
}

// guarded turns a panic into an error. Its value may hold what was scanned; only
// the place goes on. It is deferred.
func guarded(err *error) {
	if recover() != nil {
		*err = broke()
	}
}

func broke() error { return Trouble(Driver, fmt.Errorf("driver broke at\n%s", debug.Stack())) }

// guard turns a panic of a job into its error, with the lamp lit. It is deferred.
func (c *condition) guard(log *slog.Logger, err *error) {
	if recover() == nil {
		return
	}
	*err = broke()
	log.Error("scan", "code", Driver, "err", (*err).Error())
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.health.State != desk.DeviceOff {
		c.health.State, c.health.Code = desk.DeviceFault, Driver
	}
}

// note lights the lamp and writes the log line of a job that took n pages.
func (c *condition) note(log *slog.Logger, n int, err error) {
	if err == nil {
		c.saw("")
		log.Info("scan", "pages", n)
		return
	}
	code := Cause(err)
	if code != "" {
		c.saw(code)
	}
	log.Warn("scan", "pages", n, "code", code, "err", err)
}

// A stopwatch is a timer that can stand still.
type stopwatch struct{ t *time.Timer }

func newStopwatch() stopwatch {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return stopwatch{t}
}
