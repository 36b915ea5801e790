package centre

import (
	"net/http"
	"sync"
	"time"
)

// room notes whether this centre has room for what it is sent: what it says when a
// disk is full is written down once, and again when there is room.
type room struct {
	mu    sync.Mutex
	until map[string]bool // endpoints whose latest answer was that there is none
	since time.Time       // zero while there is room
}

// writes are the endpoints that store something with every answer that is a yes.
var writes = map[string]bool{"enrol": true, "hello": true, "events": true, "part": true, "witness": true}

// roomAt notes an answer of an endpoint. An answer to a line or a hello tells that
// the records have room again; only a part tells it of the pages.
func (x *Centre) roomAt(name string, status int) {
	if status != http.StatusInsufficientStorage && (!writes[name] || status >= 300) {
		return
	}
	x.room.mu.Lock()
	defer x.room.mu.Unlock()
	if status == http.StatusInsufficientStorage {
		if x.room.until == nil {
			x.room.until = map[string]bool{}
		}
		x.room.until[name] = true
		if x.room.since.IsZero() {
			x.room.since = x.now()
			x.log.Error("disk full: nothing more is taken from desks, which keep what they have", "endpoint", name)
		}
		return
	}
	if x.room.since.IsZero() {
		return
	}
	for full := range x.room.until {
		if full == name || full != "part" {
			delete(x.room.until, full)
		}
	}
	if len(x.room.until) == 0 {
		x.log.Info("disk has room again", "full_for", x.now().Sub(x.room.since))
		x.room.since = time.Time{}
	}
}

// full reports whether the latest that desks were told is that there is no room.
func (x *Centre) full() bool {
	x.room.mu.Lock()
	defer x.room.mu.Unlock()
	return !x.room.since.IsZero()
}

func (x *Centre) fullGauge() float64 {
	if x.full() {
		return 1
	}
	return 0
}
