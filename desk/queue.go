package desk

import "sort"

// A Queue is the waiting room as one window sees it.
type Queue struct {
	Stamp   Stamp
	Waiting []Ticket // in the order in which they will be called
	Missed  []Ticket
	Mine    *Ticket  // called or served at this window
	Held    []Ticket // parked at this window
	Others  []Ticket // at other windows
	Done    int
	Taken   int
}

// mostPreferred is how many numbers with priority are called one after another
// while ordinary ones wait: an ordinary number is at least every third call.
const mostPreferred = 2

// CallOrder sorts waiting tickets into the order of calling: by arrival, those
// with priority before the others but never more than two in a row while an
// ordinary one waits, and a number that came back after 过号 once Behind
// ordinary ones have gone before it. row is how many with priority were called
// last without an ordinary one between.
func CallOrder(waiting []Ticket, row int) []Ticket {
	l := lines(waiting)
	out := make([]Ticket, 0, len(waiting))
	for passed := 0; len(l.ordinary)+len(l.preferred)+len(l.back) > 0; {
		nobody := len(l.ordinary) == 0 && len(l.preferred) == 0
		if i := due(l.back, passed); i >= 0 || nobody {
			i = max(i, 0)
			out = append(out, l.back[i])
			l.back = append(l.back[:i:i], l.back[i+1:]...)
			continue
		}
		if len(l.preferred) > 0 && (row < mostPreferred || len(l.ordinary) == 0) {
			out = append(out, l.preferred[0])
			l.preferred = l.preferred[1:]
			row++
			continue
		}
		out = append(out, l.ordinary[0])
		l.ordinary = l.ordinary[1:]
		passed++
		row = 0
	}
	return out
}

// threeLines are those who wait, each line by arrival.
type threeLines struct{ ordinary, preferred, back []Ticket }

func lines(waiting []Ticket) threeLines {
	var l threeLines
	for _, t := range waiting {
		switch {
		case t.Back:
			l.back = append(l.back, t)
		case t.Preferred():
			l.preferred = append(l.preferred, t)
		default:
			l.ordinary = append(l.ordinary, t)
		}
	}
	for _, x := range [...][]Ticket{l.ordinary, l.preferred, l.back} {
		sort.SliceStable(x, func(i, j int) bool { return x[i].Order < x[j].Order })
	}
	return l
}

// preferredRow counts the numbers with priority that were called last without
// an ordinary one between them.
func preferredRow(all []Ticket) int {
	var called []Ticket
	for _, t := range all {
		if t.Called != nil && t.Lane != WalkIn {
			called = append(called, t)
		}
	}
	sort.SliceStable(called, func(i, j int) bool { return called[i].Called.After(*called[j].Called) })
	n := 0
	for n < len(called) && called[n].Preferred() {
		n++
	}
	return n
}

// due returns the index of the first returned number behind which enough
// ordinary ones have passed, or -1.
func due(back []Ticket, passed int) int {
	for i, t := range back {
		if t.Behind <= passed {
			return i
		}
	}
	return -1
}

// sight sorts the day's tickets for one window.
func sight(all []Ticket, window int) Queue {
	var q Queue
	var waiting []Ticket
	for i := range all {
		t := all[i]
		if t.Lane != WalkIn {
			q.Taken++
		}
		switch t.State {
		case TicketWaiting:
			waiting = append(waiting, t)
		case TicketMissed:
			q.Missed = append(q.Missed, t)
		case TicketDone:
			q.Done++
		case TicketHeld:
			if t.Window == window {
				q.Held = append(q.Held, t)
			} else {
				q.Others = append(q.Others, t)
			}
		case TicketCalled, TicketServing:
			if t.Window == window {
				q.Mine = &t
			} else {
				q.Others = append(q.Others, t)
			}
		}
	}
	q.Waiting = CallOrder(waiting, preferredRow(all))
	return q
}
