package desk

import (
	"sort"
	"time"
)

// A Board is what the waiting room may see: numbers, windows, and who serves
// there (亮明身份). It has no member for the name of a visitor or for a matter,
// so that no board can show one.
type Board struct {
	Station     string
	Practice    bool
	Demo        bool
	Queue       bool // false at a station where nobody takes a number
	Day         Day
	At          time.Time // when the store was read
	Calls       []BoardCall
	Windows     []BoardWindow
	Lanes       []BoardLane
	Waiting     int
	Hours       string
	Promise     string
	Supervision string // 监督电话
	Phone       string
}

// A BoardCall is a number that was called today, the last one first.
type BoardCall struct {
	ID     string // of the ticket
	No     string
	Window int
	Missed bool // did not come
	Times  int  // 1 for the first call
	At     time.Time
}

// A BoardWindow is one window and who serves there.
type BoardWindow struct {
	No     int
	Name   string
	Now    string // number that is called or served, "" for a visit without one
	Busy   bool
	Called bool   // Now has not come yet
	Staff  string // name of who is on duty, "" for nobody
	Post   string
	Badge  string // 工号
}

// A BoardLane counts those who wait in one lane.
type BoardLane struct {
	Letter  string
	Name    string
	Waiting int
}

// BoardOf makes the board of a day from its tickets and shifts. at is when they
// were read.
func BoardOf(st Station, day Day, at time.Time, tickets []Ticket, shifts []Shift) Board {
	b := Board{
		Station: st.Name, Practice: st.Practice, Demo: st.Demo, Queue: st.Queue, Day: day, At: at,
		Hours: st.Hours, Promise: st.Promise, Supervision: st.Supervision, Phone: st.Phone,
	}
	for _, w := range st.Windows {
		b.Windows = append(b.Windows, boardWindow(st, w, tickets, shifts))
	}
	lanes := map[string]int{}
	for _, t := range tickets {
		if t.State == TicketWaiting && t.Day == day {
			lanes[t.Lane]++
			b.Waiting++
		}
		if c, ok := boardCall(t, day); ok {
			b.Calls = append(b.Calls, c)
		}
	}
	sort.SliceStable(b.Calls, func(i, j int) bool { return b.Calls[i].At.After(b.Calls[j].At) })
	for _, l := range st.Lanes {
		b.Lanes = append(b.Lanes, BoardLane{Letter: l.Letter, Name: l.Name, Waiting: lanes[l.Letter]})
	}
	return b
}

// boardCall is the call of a ticket, if it was called. One that went back to
// those who wait is called no more.
func boardCall(t Ticket, day Day) (BoardCall, bool) {
	if t.Called == nil || t.Lane == WalkIn || t.Day != day || t.State == TicketWaiting {
		return BoardCall{}, false
	}
	return BoardCall{
		ID: t.ID, No: t.No, Window: t.Window, Missed: t.State == TicketMissed, Times: t.Recalls + 1, At: *t.Called,
	}, true
}

func boardWindow(st Station, w Window, tickets []Ticket, shifts []Shift) BoardWindow {
	b := BoardWindow{No: w.No, Name: w.Name}
	for _, t := range tickets {
		if t.Window == w.No && (t.State == TicketCalled || t.State == TicketServing) {
			b.Busy, b.Called = true, t.State == TicketCalled
			b.Now = ""
			if t.Lane != WalkIn {
				b.Now = t.No
			}
		}
	}
	for _, s := range shifts {
		if s.Window != w.No {
			continue
		}
		b.Staff, b.Post, b.Badge = "", "", ""
		if p, ok := st.Person(s.Staff); ok && s.Ended == nil {
			b.Staff, b.Post, b.Badge = p.Name, p.Post, p.No
		}
	}
	return b
}

// News lists what is called on b and was not on before, the last one first: a
// number called for the first time, once more, or to another window. The first
// board of a day has none, so that one that is switched on at noon does not call
// the morning.
func (b Board) News(before Board) []BoardCall {
	if before.Day != b.Day {
		return nil
	}
	type call struct {
		id            string
		window, times int
	}
	old := make(map[call]bool, len(before.Calls))
	for _, c := range before.Calls {
		old[call{c.ID, c.Window, c.Times}] = true
	}
	var out []BoardCall
	for _, c := range b.Calls {
		if !c.Missed && !old[call{c.ID, c.Window, c.Times}] {
			out = append(out, c)
		}
	}
	return out
}

// Following returns b as it follows the board before: a number that was called
// once more stands first from then on, as if called at the moment when that was
// read. The tickets know the time of their first call only.
func (b Board) Following(before Board) Board {
	if before.Day != b.Day {
		return b
	}
	old := make(map[string]BoardCall, len(before.Calls))
	for _, c := range before.Calls {
		old[c.ID] = c
	}
	b.Calls = append([]BoardCall(nil), b.Calls...)
	for i := range b.Calls {
		c := &b.Calls[i]
		switch was, known := old[c.ID]; {
		case !known:
		case !c.Missed && (was.Times != c.Times || was.Window != c.Window):
			c.At = b.At
		default:
			c.At = was.At
		}
	}
	sort.SliceStable(b.Calls, func(i, j int) bool { return b.Calls[i].At.After(b.Calls[j].At) })
	return b
}
