package desk

import (
	"context"
	"maps"
	"slices"
	"time"
)

// A PersonHours is the 错峰延时 service of one person in a month.
type PersonHours struct {
	Staff    string
	Rostered time.Duration // as station.toml has them down
	OnDuty   time.Duration // at a window within those times
	Visits   int           // served then, by the mark on the number
	Cases    int           // taken in then
	Open     int           // shifts that nobody ended and that count to the end of their time
}

// OffPeakMonth counts the 错峰延时 service of each person in the month of a day,
// in the order of the station's staff; who has none is left out.
func (x *Days) OffPeakMonth(ctx context.Context, in Day) ([]PersonHours, error) {
	now, err := x.ledger.Today(ctx)
	if err != nil {
		return nil, err
	}
	first := in.Start()
	if first.IsZero() {
		return nil, &Problem{Kind: Invalid, What: "day"}
	}
	first = first.AddDate(0, 0, 1-first.Day())
	m := month{station: x.station, now: now.At, of: map[string]*PersonHours{}}
	for at := first; at.Month() == first.Month(); at = at.AddDate(0, 0, 1) {
		if err := m.day(ctx, x.ledger, DayOf(at, 0)); err != nil {
			return nil, err
		}
	}
	last := first.AddDate(0, 1, 0)
	cases, err := x.ledger.Cases(ctx, CaseFilter{Since: first, Limit: mostListed})
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		if c.OffPeak && c.Received != nil && c.Received.Before(last) {
			m.person(c.Staff).Cases++
		}
	}
	var out []PersonHours
	for _, p := range x.station.Staff {
		if h := m.of[p.ID]; h != nil {
			out = append(out, *h)
			delete(m.of, p.ID)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(m.of)) { // who has left the station
		out = append(out, *m.of[id])
	}
	return out, nil
}

// month adds up.
type month struct {
	station Station
	now     time.Time
	of      map[string]*PersonHours
}

func (m *month) person(id string) *PersonHours {
	if m.of[id] == nil {
		m.of[id] = &PersonHours{Staff: id}
	}
	return m.of[id]
}

// day adds one day: who was down for its times, who was on duty, who served.
func (m *month) day(ctx context.Context, b Books, day Day) error {
	var times []span
	for _, o := range m.station.OffPeak {
		if !slices.Contains(o.Days, day.Start().Weekday()) {
			continue
		}
		times = append(times, span{day.Start().Add(o.From), day.Start().Add(o.To)})
		for _, id := range o.Staff {
			m.person(id).Rostered += o.To - o.From
		}
	}
	if len(times) == 0 || day.Start().After(m.now) {
		return nil
	}
	shifts, err := b.Shifts(ctx, day)
	if err != nil {
		return err
	}
	closes, err := b.Closes(ctx, day)
	if err != nil {
		return err
	}
	duty := map[string][]span{}
	for _, s := range shifts {
		end, ended := ending(s, closes, day)
		if end = earlier(end, m.now); end.After(s.Began) {
			duty[s.Staff] = append(duty[s.Staff], span{s.Began, end})
			if !ended && day.Add(1).Start().Before(m.now) && length(common([]span{{s.Began, end}}, times)) > 0 {
				m.person(s.Staff).Open++
			}
		}
	}
	for id, list := range duty {
		if n := length(common(union(list), union(times))); n > 0 {
			m.person(id).OnDuty += n
		}
	}
	tickets, err := b.Tickets(ctx, day)
	if err != nil {
		return err
	}
	for _, t := range tickets {
		if t.Day == day && t.OffPeak && t.Staff != "" && t.State == TicketDone {
			m.person(t.Staff).Visits++
		}
	}
	return nil
}

// ending is when a shift was over: when somebody ended it, when the day was
// closed, or else with the day.
func ending(s Shift, closes []DayClose, day Day) (at time.Time, ended bool) {
	if s.Ended != nil {
		return *s.Ended, true
	}
	for _, c := range closes {
		if c.Day == day && c.At.After(s.Began) {
			return c.At, true
		}
	}
	return day.Add(1).Start(), false
}

// A span lies between two moments.
type span struct{ from, to time.Time }

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// union joins spans that overlap, so that two windows at a time count once.
func union(list []span) []span {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b span) int { return a.from.Compare(b.from) })
	var out []span
	for _, s := range list {
		if n := len(out) - 1; n >= 0 && !s.from.After(out[n].to) {
			if s.to.After(out[n].to) {
				out[n].to = s.to
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// common is what two lists of spans share.
func common(a, b []span) []span {
	var out []span
	for _, x := range a {
		for _, y := range b {
			from, to := y.from, earlier(x.to, y.to)
			if x.from.After(from) {
				from = x.from
			}
			if to.After(from) {
				out = append(out, span{from, to})
			}
		}
	}
	return out
}

func length(list []span) time.Duration {
	var n time.Duration
	for _, s := range list {
		n += s.to.Sub(s.from)
	}
	return n
}
