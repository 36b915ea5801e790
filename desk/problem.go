package desk

import (
	"errors"
	"strings"
)

// A Kind is the class of a Problem; tui/text has the sentence and the next
// step for each.
type Kind string

// Kinds of problem.
const (
	NotFound    Kind = "not_found"   // nothing there: an answer, not a fault
	Invalid     Kind = "invalid"     // input that cannot be right
	Blocked     Kind = "blocked"     // a rule forbids the act; Open lists what stands in the way
	Conflict    Kind = "conflict"    // somebody else was first, or the object moved on
	Unavailable Kind = "unavailable" // a device, network or centre does not answer
	Locked      Kind = "locked"      // another process holds it; Holder names it
	ClockDoubt  Kind = "clock"       // the clock is suspect: the business day must be confirmed
	Full        Kind = "full"        // disk or limit
	Broken      Kind = "broken"      // stored data fails its check
	Denied      Kind = "denied"      // this person or key may not
)

// A Problem is the one way in which a rule, store or device says no. Kind and
// What choose the sentence the clerk reads; Cause goes to the log and never to
// the screen. A Problem holds no personal data.
type Problem struct {
	Kind   Kind
	What   string   // a short code such as "queue", "ticket.taken", "material.missing"
	Holder string   // who holds it: a window, a process; empty if nobody
	Open   []string // what stands in the way, in the order to deal with it
	Cause  error    // for the log
}

// Error is for the log.
func (p *Problem) Error() string {
	var b strings.Builder
	b.WriteString(string(p.Kind))
	b.WriteString(": ")
	b.WriteString(p.What)
	if p.Holder != "" {
		b.WriteString(" held by ")
		b.WriteString(p.Holder)
	}
	if p.Cause != nil {
		b.WriteString(": ")
		b.WriteString(p.Cause.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (p *Problem) Unwrap() error { return p.Cause }

// Is reports whether target is a Problem of the same kind, and of the same
// What where target has one.
func (p *Problem) Is(target error) bool {
	t, ok := target.(*Problem)
	return ok && t.Kind == p.Kind && (t.What == "" || t.What == p.What)
}

// KindOf returns the kind of the Problem inside err, or "" when there is none.
func KindOf(err error) Kind {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p.Kind
	}
	return ""
}
