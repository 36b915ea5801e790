package uplink

import (
	"time"

	"xiaochuang/desk"
)

// Times of the runs by themselves.
const (
	catchUpFrom = 20 * time.Hour // since the latest whole run, before a start catches up
	catchUpMin  = 30 * time.Second
	catchUpMax  = 10 * time.Minute
	againFirst  = 5 * time.Minute // after a run that failed
	againMost   = 2 * time.Hour
)

// A History is what a desk remembers of its runs.
type History struct {
	Done   time.Time // end of the latest run that came to its end
	Failed time.Time // end of the latest one that did not, zero where Done is later
	Fails  int       // how many failed since Done
	// Refused says that the latest failure was a refusal, which the same run would
	// meet again: somebody has to do something first. So is a run that somebody stopped.
	Refused bool
	Asked   time.Time // the earliest that the centre wants to see the desk
}

// Stopped is what a run is noted with that was stopped by hand, or by the end of the
// program.
const Stopped = "sync.stopped"

// Refuses reports whether an error that ended a run would end the next one as well.
func Refuses(err error) bool {
	switch desk.KindOf(err) {
	case desk.Denied, desk.Conflict, desk.Invalid, desk.Locked:
		return true
	}
	return false
}

// Next returns when a desk makes its next run by itself, and what begins it: soon
// after a start where the latest whole run is long ago; a while after a failure,
// which grows with each one; else in its slot of the night, or at the time of day
// hour where the station has set one, negative for none. started says that the
// program has just started. random is in [0, 1).
func (h History) Next(d Digests, deskID string, now time.Time, hour time.Duration, started bool, random float64) (time.Time, Trigger) {
	if started && now.Sub(h.Done) > catchUpFrom {
		return now.Add(catchUpMin + time.Duration(random*float64(catchUpMax-catchUpMin))), TriggerStart
	}
	tried := h.Done
	if h.Failed.After(tried) {
		tried = h.Failed
	}
	at := h.usual(d, deskID, now, tried, hour, random)
	if h.Fails > 0 && !h.Refused {
		wait := min(againFirst<<min(h.Fails-1, 8), againMost)
		again := h.Failed.Add(time.Duration((0.5 + random/2) * float64(wait)))
		if again.Before(now) {
			again = now
		}
		if again.Before(at) {
			return again, TriggerStart
		}
	}
	return at, TriggerNight
}

// usual is the next run of the nights, whatever failed before.
func (h History) usual(d Digests, deskID string, now, tried time.Time, hour time.Duration, random float64) time.Time {
	if hour < 0 {
		return Next(d, deskID, now, tried, h.Asked, random)
	}
	at := desk.DayOf(now, 0).Start().Add(hour)
	if !at.After(now) {
		at = desk.DayOf(now, 0).Add(1).Start().Add(hour)
	}
	return at.Add(time.Duration(random * float64(5*time.Minute)))
}
