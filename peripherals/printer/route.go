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

// turn returns the name of the post whose turn it is to take paper by a route: the
// first able one. When none is, the first one takes it and says why it cannot,
// which is more than waiting without a word would tell.
func (q *Queue) turn(route []string, at time.Time) string {
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

// turns returns what it is p's turn to take.
func (q *Queue) turns(p *post, at time.Time) desk.PrintTurn {
	t := desk.PrintTurn{Kinds: q.kinds(q.set.Routes, p, at)}
	for window, routes := range q.set.Own {
		if t.Own == nil {
			t.Own = map[int][]desk.PaperKind{}
		}
		t.Own[window] = q.kinds(routes, p, at)
	}
	return t
}

// kinds returns the kinds of paper whose turn it is at p.
func (q *Queue) kinds(routes Routes, p *post, at time.Time) []desk.PaperKind {
	var all []desk.PaperKind
	for kind, route := range routes {
		if q.turn(route, at) == p.Name {
			all = append(all, kind)
		}
	}
	slices.Sort(all)
	return all
}

// route is that of a job.
func (q *Queue) route(j desk.Job) []string {
	if own, ok := q.set.Own[j.Window]; ok {
		return own[j.Kind]
	}
	return q.set.Routes[j.Kind]
}

// another reports whether a post of the route other than p can take the job.
func (q *Queue) another(p *post, j desk.Job, at time.Time) bool {
	return slices.ContainsFunc(q.route(j), func(name string) bool {
		return name != p.Name && q.posts[name].able(at)
	})
}
