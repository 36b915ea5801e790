package desk

import (
	"slices"
	"sort"
)

// A Queue is the waiting room as one window sees it.
type Queue struct {
	Stamp   Stamp
	Waiting []Ticket  // in the order in which they will be called
	Whys    []TurnWhy // why each of them has its place
	Row     int       // numbers with priority called last, without an ordinary one between
	Apart   []Ticket  // wait for another window, or on another community's list; called here by name only
	Missed  []Ticket
	Mine    *Ticket  // called or served at this window
	Held    []Ticket // parked at this window
	Others  []Ticket // at other windows
	Done    int
	Taken   int
}

// A TurnWhy says why a number has its place in the order of calling.
type TurnWhy string

// Why a number is where it is.
const (
	TurnArrived   TurnWhy = "arrived"   // an ordinary number, by arrival
	TurnPreferred TurnWhy = "preferred" // has priority, and fewer than the ratio have gone before
	TurnFair      TurnWhy = "fair"      // an ordinary number, since as many with priority as may have gone before
	TurnBack      TurnWhy = "back"      // back after 过号, behind as many ordinary numbers as the rule says
)

// A Turn is one place in the order of calling, with why it is there.
type Turn struct {
	Ticket Ticket
	Why    TurnWhy
}

// An Explanation is the order of calling as a window follows it: the figures of
// the rule, and whom it calls next.
type Explanation struct {
	Stamp  Stamp
	Ratio  int // numbers with priority before one ordinary number
	Row    int // numbers with priority called last, without an ordinary one between
	Behind int // ordinary numbers before one that is back after 过号
	Next   []Turn
}

// CallOrder sorts waiting tickets into the order of calling: by arrival, those
// with priority before the others but never more than ratio in a row while an
// ordinary one waits, and a number that came back after 过号 once Behind
// ordinary ones have gone before it. row is how many with priority were called
// last without an ordinary one between.
func CallOrder(waiting []Ticket, row, ratio int) []Turn {
	l := lines(waiting)
	out := make([]Turn, 0, len(waiting))
	for passed := 0; l.left() > 0; {
		p := l.next(row, passed, ratio)
		if p.Ticket.Preferred() {
			row++
		} else {
			row = 0
		}
		if p.Why == TurnArrived || p.Why == TurnFair {
			passed++
		}
		out = append(out, p)
	}
	return out
}

// threeLines are those who wait, each line by arrival.
type threeLines struct{ ordinary, preferred, back []Ticket }

func (l *threeLines) left() int { return len(l.ordinary) + len(l.preferred) + len(l.back) }

// next takes whoever is called next, after row numbers with priority and passed
// ordinary ones. A number with priority that is back counts as one with
// priority, so that no stream of them keeps an ordinary number waiting.
func (l *threeLines) next(row, passed, ratio int) Turn {
	may := row < ratio || len(l.ordinary) == 0
	for i, t := range l.back {
		if t.Behind <= passed && (may || !t.Preferred()) {
			l.back = slices.Delete(slices.Clone(l.back), i, i+1)
			return Turn{t, TurnBack}
		}
	}
	switch {
	case len(l.preferred) > 0 && may:
		p := Turn{l.preferred[0], TurnPreferred}
		l.preferred = l.preferred[1:]
		return p
	case len(l.ordinary) > 0:
		p := Turn{l.ordinary[0], TurnArrived}
		if !may && len(l.preferred) > 0 {
			p.Why = TurnFair
		}
		l.ordinary = l.ordinary[1:]
		return p
	}
	p := Turn{l.back[0], TurnBack} // nobody else is there to go before
	l.back = l.back[1:]
	return p
}

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
// an ordinary one between them, among those that the window may call.
func preferredRow(all []Ticket, reaches func(Ticket) bool) int {
	var called []Ticket
	for _, t := range all {
		if t.Called != nil && t.Lane != WalkIn && reaches(t) {
			called = append(called, t)
		}
	}
	sort.SliceStable(called, func(i, j int) bool {
		if a, b := called[i].Turn, called[j].Turn; a != b {
			return a > b
		}
		return called[i].Called.After(*called[j].Called)
	})
	n := 0
	for n < len(called) && called[n].Preferred() {
		n++
	}
	return n
}

// lastTurn is the place of the latest call.
func lastTurn(all []Ticket) int64 {
	var last int64
	for _, t := range all {
		last = max(last, t.Turn)
	}
	return last
}

// reaches tells which numbers a window calls in turn: those that were not passed
// on to another one, of the communities that it serves. Window 0 is no window and
// sees them all.
func (s Station) reaches(window int) func(Ticket) bool {
	var serves []string
	for _, w := range s.Windows {
		if w.No == window {
			serves = w.Communities
		}
	}
	return func(t Ticket) bool {
		if window == 0 {
			return true
		}
		if t.For != 0 {
			return t.For == window // sent there by hand, whatever the lists say
		}
		return len(serves) == 0 || slices.Contains(serves, t.Comm)
	}
}

// sight sorts the day's tickets for one window.
func (s Station) sight(all []Ticket, window int) Queue {
	q := s.sorted(all, window)
	q.Row = preferredRow(all, s.reaches(window))
	order := CallOrder(q.Waiting, q.Row, s.Ratio())
	q.Waiting, q.Whys = nil, make([]TurnWhy, 0, len(order))
	for _, x := range order {
		q.Waiting, q.Whys = append(q.Waiting, x.Ticket), append(q.Whys, x.Why)
	}
	return q
}

// sorted is sight without the order of calling.
func (s Station) sorted(all []Ticket, window int) Queue {
	var q Queue
	reaches := s.reaches(window)
	for i := range all {
		t := all[i]
		if t.Lane != WalkIn && t.State != TicketVoid {
			q.Taken++
		}
		switch t.State {
		case TicketWaiting:
			if reaches(t) {
				q.Waiting = append(q.Waiting, t)
			} else {
				q.Apart = append(q.Apart, t)
			}
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
	return q
}

// EmptyBecause says why nobody can be called: "queue.held", "queue.missed",
// "queue.apart" when those who wait are another window's or another community's,
// or "queue.empty".
func (q Queue) EmptyBecause() string {
	switch {
	case len(q.Apart) > 0:
		return "queue.apart"
	case len(q.Held) > 0:
		return "queue.held"
	case len(q.Missed) > 0:
		return "queue.missed"
	}
	return "queue.empty"
}
