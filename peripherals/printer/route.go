package printer

import (
	"slices"
	"sync"
	"time"

	"xiaochuang/desk"
)

// A post is a printer at work.
type post struct {
	Post
	wake chan struct{}

	mu    sync.Mutex
	since time.Time // a job is under way since then; zero while idle
	held  time.Time // it has just refused a job: not counted on until then
}

// Limits of counting on a printer.
const (
	patience = 15 * time.Second // longer under way, and others of its route take the next jobs
	holdTime = 10 * time.Second // after a refusal
)

// able reports whether the post is to be counted on at t. A state that is not
// known is no reason against it.
func (p *post) able(t time.Time) bool {
	p.mu.Lock()
	busy := !p.since.IsZero() && t.Sub(p.since) > patience
	held := t.Before(p.held)
	p.mu.Unlock()
	if busy || held {
		return false
	}
	switch p.Printer.Health().State {
	case desk.DeviceOffline, desk.DeviceFault, desk.DeviceSilent, desk.DeviceOff:
		return false
	}
	return true
}

func (p *post) busy(since time.Time) {
	p.mu.Lock()
	p.since = since
	p.mu.Unlock()
}

func (p *post) hold(until time.Time) {
	p.mu.Lock()
	p.held = until
	p.mu.Unlock()
}

// turn returns the name of the post whose turn it is to take paper of a kind:
// the first able one of its route. When none is, the first one takes it and
// says why it cannot, which is more than waiting without a word would tell.
func (q *Queue) turn(kind desk.PaperKind, at time.Time) string {
	route := q.set.Routes[kind]
	for _, name := range route {
		if q.posts[name].able(at) {
			return name
		}
	}
	if len(route) == 0 {
		return ""
	}
	return route[0]
}

// kinds returns the kinds of paper whose turn it is at p.
func (q *Queue) kinds(p *post, at time.Time) []desk.PaperKind {
	var all []desk.PaperKind
	for kind := range q.set.Routes {
		if q.turn(kind, at) == p.Name {
			all = append(all, kind)
		}
	}
	slices.Sort(all)
	return all
}

// another reports whether a post of the route other than p can take the job.
func (q *Queue) another(p *post, kind desk.PaperKind, at time.Time) bool {
	return slices.ContainsFunc(q.set.Routes[kind], func(name string) bool {
		return name != p.Name && q.posts[name].able(at)
	})
}
