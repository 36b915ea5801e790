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

// CallOrder sorts waiting tickets into the order of calling: by arrival, and a
// number that came back after 过号 once Behind ordinary ones have gone before
// it.
func CallOrder(waiting []Ticket) []Ticket {
	var ordinary, back []Ticket
	for _, t := range waiting {
		if t.Back {
			back = append(back, t)
		} else {
			ordinary = append(ordinary, t)
		}
	}
	byOrder := func(s []Ticket) func(i, j int) bool {
		return func(i, j int) bool { return s[i].Order < s[j].Order }
	}
	sort.SliceStable(ordinary, byOrder(ordinary))
	sort.SliceStable(back, byOrder(back))

	out := make([]Ticket, 0, len(waiting))
	for passed := 0; len(ordinary) > 0 || len(back) > 0; {
		if i := due(back, passed); i >= 0 || len(ordinary) == 0 {
			i = max(i, 0)
			out = append(out, back[i])
			back = append(back[:i:i], back[i+1:]...)
			continue
		}
		out = append(out, ordinary[0])
		ordinary = ordinary[1:]
		passed++
	}
	return out
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
	q.Waiting = CallOrder(waiting)
	return q
}
