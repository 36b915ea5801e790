package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A DispatchKind says what the street has sent.
type DispatchKind string

// Kinds of dispatch.
const (
	DispatchAnnouncement DispatchKind = "announcement" // 公告: words for whoever serves
	DispatchRoster       DispatchKind = "roster"       // 街道排班: who works when, at which window
	DispatchOrder        DispatchKind = "order"        // 街道命令: something that this desk has to do
)

// Bounds of what the street may send.
const (
	MostAnnounced = 500 // characters of an announcement
	MostDuties    = 600 // duties of one month's roster

	MostOrderLog = 64 << 10 // bytes of what a desk sends of its own log, the latest
)

// A Dispatch is what the street has sent to the station as a whole, and not to a
// case (街道来文). Its writer is the street; the station adds who has read it, and
// what came of an order.
type Dispatch struct {
	ID   string       `json:"id"` // of an announcement or a month; of an order with its version
	Kind DispatchKind `json:"kind"`
	Ver  int          `json:"ver"` // of what was sent; a higher one replaces a lower
	By   string       `json:"by"`
	At   time.Time    `json:"at"` // when the street said so

	From  Day    `json:"from,omitempty"` // first day it holds for; of an order the first day that is asked for
	Until Day    `json:"until,omitempty"`
	Words string `json:"words,omitempty"`
	// Withdrawn says that the street has taken it back.
	Withdrawn bool `json:"withdrawn,omitempty"`

	Duties []RosterDuty `json:"duties,omitempty"`

	Order   OrderKind  `json:"order,omitempty"`
	Outcome string     `json:"outcome,omitempty"` // of an order, "" while it is not carried out
	Settled *time.Time `json:"settled,omitempty"`

	Readers []string `json:"readers,omitempty"` // ids of the staff who have read it
	Rev     int      `json:"rev"`
}

// A RosterDuty is one person's time at one window on one day.
type RosterDuty struct {
	Day    Day    `json:"day"`
	Staff  string `json:"staff"`
	Window int    `json:"window,omitempty"` // 0 for any
	From   string `json:"from"`             // such as 09:00
	To     string `json:"to"`
}

// Span is when a duty begins and ends; ok is false for one that is none.
func (r RosterDuty) Span() (from, to time.Time, ok bool) {
	start := r.Day.Start()
	a, err1 := time.Parse("15:04", r.From)
	b, err2 := time.Parse("15:04", r.To)
	if start.IsZero() || err1 != nil || err2 != nil || !a.Before(b) {
		return from, to, false
	}
	at := func(c time.Time) time.Time {
		return start.Add(time.Duration(c.Hour())*time.Hour + time.Duration(c.Minute())*time.Minute)
	}
	return at(a), at(b), true
}

// An OrderKind is what the street can order a desk to do.
type OrderKind string

// Orders.
const (
	OrderLog   OrderKind = "log"   // send what the program wrote down of itself
	OrderRekey OrderKind = "rekey" // make a new key to sign with, and have it certified
	OrderWipe  OrderKind = "wipe"  // drop the keys once everything has been sent
)

// What came of an order.
const (
	OutcomeDone    = "done"
	OutcomeNothing = "nothing" // there was nothing to send
	OutcomeFenced  = "fenced"  // the keys were dropped before everything was sent: another PC has this desk's name
)

// OrderKinds lists the orders.
func OrderKinds() []OrderKind { return []OrderKind{OrderLog, OrderRekey, OrderWipe} }

// A StreetAnnouncement is an announcement as it comes down.
type StreetAnnouncement struct {
	ID        string   `json:"id"`
	Words     string   `json:"words"`
	From      Day      `json:"from"`
	Until     Day      `json:"until"`
	Withdrawn bool     `json:"withdrawn,omitempty"`
	By        string   `json:"by"`
	At        LineTime `json:"at"`
	Ver       int      `json:"ver"`
}

// A StreetRoster is the street's roster of a month as it comes down, all of it.
type StreetRoster struct {
	Month  string       `json:"month"` // 2026-12
	Duties []RosterDuty `json:"duties"`
	By     string       `json:"by"`
	At     LineTime     `json:"at"`
	Ver    int          `json:"ver"`
}

// A StreetOrder is an order to one desk as it comes down.
type StreetOrder struct {
	Desk  string    `json:"desk"`
	Do    OrderKind `json:"do"`
	From  Day       `json:"from,omitempty"` // of a log
	Until Day       `json:"until,omitempty"`
	By    string    `json:"by"`
	At    LineTime  `json:"at"`
	Ver   int       `json:"ver"`
}

// Dispatch is the announcement as the station keeps it; ok is false for what is
// none.
func (a StreetAnnouncement) Dispatch() (d Dispatch, ok bool) {
	d = Dispatch{
		ID: a.ID, Kind: DispatchAnnouncement, Ver: a.Ver, By: a.By, At: time.Time(a.At).UTC(),
		From: a.From, Until: a.Until, Words: a.Words, Withdrawn: a.Withdrawn, Rev: 1,
	}
	n := utf8.RuneCountInString(a.Words)
	return d, a.ID != "" && n <= MostAnnounced && (n > 0 || a.Withdrawn) && holds(a.From, a.Until)
}

// Dispatch is the roster as the station keeps it.
func (r StreetRoster) Dispatch() (d Dispatch, ok bool) {
	first, err := ParseDay(r.Month + "-01")
	if err != nil || len(r.Duties) > MostDuties {
		return d, false
	}
	last := DayOf(first.Start().AddDate(0, 1, -1), 0)
	for _, x := range r.Duties {
		if _, _, right := x.Span(); !right || x.Day < first || x.Day > last || x.Window < 0 || x.Window > 99 || !staffID(x.Staff) {
			return d, false
		}
	}
	return Dispatch{
		ID: r.Month, Kind: DispatchRoster, Ver: r.Ver, By: r.By, At: time.Time(r.At).UTC(), From: first, Until: last,
		Duties: slices.Clone(r.Duties), Rev: 1,
	}, true
}

// Dispatch is the order as the desk keeps it. Each order is one of its own.
func (o StreetOrder) Dispatch() (d Dispatch, ok bool) {
	d = Dispatch{
		ID: o.Desk + "#" + strconv.Itoa(o.Ver), Kind: DispatchOrder, Ver: o.Ver, By: o.By, At: time.Time(o.At).UTC(),
		From: o.From, Until: o.Until, Order: o.Do, Rev: 1,
	}
	return d, slices.Contains(OrderKinds(), o.Do) && (o.Do == OrderLog && holds(o.From, o.Until) || o.From == "" && o.Until == "")
}

// holds reports whether days from one to another are days, in order.
func holds(from, until Day) bool {
	_, err1 := ParseDay(string(from))
	_, err2 := ParseDay(string(until))
	return err1 == nil && err2 == nil && from <= until
}

// staffID reports whether a text could be the id of somebody.
func staffID(s string) bool {
	return s != "" && len(s) <= 32 && strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// Holds reports whether a dispatch is in force on a day.
func (d Dispatch) Holds(day Day) bool { return !d.Withdrawn && d.From <= day && day <= d.Until }

// ReadBy reports whether somebody has read it.
func (d Dispatch) ReadBy(staff string) bool { return slices.Contains(d.Readers, staff) }

// Follow takes over what was sent anew and returns whether anything changes: an
// older version does not. Whoever has read the old words has not read the new ones.
func (d *Dispatch) Follow(newer Dispatch) bool {
	if newer.Ver <= d.Ver {
		return false
	}
	newer.Rev = d.Rev + 1
	*d = newer
	return true
}

// A DispatchFilter narrows a list of dispatches; zero members do not narrow.
type DispatchFilter struct {
	Kind  DispatchKind
	Since Day  // leaves out those whose last day lies before
	Open  bool // only orders that are not carried out
	Limit int  // 0 for 100
}

// Dispatches are the use cases of what the street sends to a station.
type Dispatches struct {
	station Station
	ledger  Ledger
}

// NewDispatches returns the use cases.
func NewDispatches(s Station, l Ledger) *Dispatches { return &Dispatches{station: s, ledger: l} }

// Current lists what holds on the business day and has words for whoever serves:
// announcements, the latest first.
func (x *Dispatches) Current(ctx context.Context) ([]Dispatch, error) {
	now, err := x.ledger.Today(ctx)
	if err != nil {
		return nil, err
	}
	all, err := x.ledger.Dispatches(ctx, DispatchFilter{Kind: DispatchAnnouncement, Since: now.Day})
	return slices.DeleteFunc(all, func(d Dispatch) bool { return !d.Holds(now.Day) }), err
}

// Read writes down that whoever is on duty has read an announcement. One that was
// read before is read no second time.
func (x *Dispatches) Read(ctx context.Context, rid string, by Duty, id string) (Dispatch, error) {
	var d Dispatch
	_, err := x.ledger.Write(ctx, rid, by, func(tx Tx) (Act, error) {
		var err error
		if d, err = tx.Dispatch(ctx, DispatchAnnouncement, id); err != nil {
			return Act{}, err
		}
		if by.Staff.ID == "" {
			return Act{}, &Problem{Kind: Denied, What: "dispatch.reader"}
		}
		if d.ReadBy(by.Staff.ID) {
			return Act{}, &Problem{Kind: Conflict, What: "dispatch.read"}
		}
		base := "rev:" + strconv.Itoa(d.Rev)
		d.Readers = append(slices.Clone(d.Readers), by.Staff.ID)
		d.Rev++
		return Act{
			Kind: ActDispatchRead, Obj: "announcement:" + d.ID, Base: base, Note: map[string]string{"ver": strconv.Itoa(d.Ver)},
			Dispatches: []Dispatch{d},
		}, nil
	})
	if p := KindOf(err); p == Conflict && d.ReadBy(by.Staff.ID) {
		return d, nil
	}
	return d, err
}

// Orders lists what the street has ordered this desk to do and what is not done, in
// the order in which it was said.
func (x *Dispatches) Orders(ctx context.Context) ([]Dispatch, error) {
	list, err := x.ledger.Dispatches(ctx, DispatchFilter{Open: true})
	slices.Reverse(list)
	return list, err
}

// Settle writes down what came of an order. It does so once, whatever comes of it
// the next time. Log is what the program wrote of itself, for an order that asks
// for it: without names and numbers of people, and at most MostOrderLog bytes.
func (x *Dispatches) Settle(ctx context.Context, id, outcome, log string) error {
	if len(log) > MostOrderLog || !utf8.ValidString(log) {
		return &Problem{Kind: Full, What: "order.log"}
	}
	_, err := x.ledger.Write(ctx, OrderRID(id), Duty{}, func(tx Tx) (Act, error) {
		d, err := tx.Dispatch(ctx, DispatchOrder, id)
		if err != nil {
			return Act{}, err
		}
		if d.Outcome != "" {
			return Act{}, &Problem{Kind: Conflict, What: "order.settled"}
		}
		at := tx.Stamp().At
		base := "rev:" + strconv.Itoa(d.Rev)
		d.Outcome, d.Settled = outcome, &at
		d.Rev++
		note := map[string]string{"order": string(d.Order), "outcome": outcome, "ver": strconv.Itoa(d.Ver)}
		if log != "" {
			note["log"] = log
		}
		return Act{Kind: ActOrderSettled, Obj: "order:" + d.ID, Base: base, Note: note, Dispatches: []Dispatch{d}}, nil
	})
	return err
}

// OrderRID is the record id of the line that says what came of an order.
func OrderRID(id string) string { return "order-" + id }

// A DutyToday is one line of the street's roster for a day, with what the station
// knows of it.
type DutyToday struct {
	RosterDuty

	Name  string // "" for somebody whom station.toml does not have
	Odd   bool   // nobody here, or no such window
	Known bool   // the person is one of the station's
}

// Roster lists the street's duties of a day by their time; none where the street
// has sent none.
func (x *Dispatches) Roster(ctx context.Context, day Day) ([]DutyToday, error) {
	duties, err := rosterOf(ctx, x.ledger, day)
	var out []DutyToday
	for _, r := range duties {
		p, known := x.station.Person(r.Staff)
		here := r.Window == 0 || slices.ContainsFunc(x.station.Windows, func(w Window) bool { return w.No == r.Window })
		out = append(out, DutyToday{RosterDuty: r, Name: p.Name, Known: known, Odd: !known || !here})
	}
	return out, err
}

// rosterOf are the street's duties of a day, by their time.
func rosterOf(ctx context.Context, b Books, day Day) ([]RosterDuty, error) {
	if len(day) < len("2006-01") {
		return nil, nil
	}
	d, err := b.Dispatch(ctx, DispatchRoster, string(day[:len("2006-01")]))
	if KindOf(err) == NotFound {
		return nil, nil
	}
	var out []RosterDuty
	for _, r := range d.Duties {
		if r.Day == day {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b RosterDuty) int { return strings.Compare(a.From+a.To, b.From+b.To) })
	return out, err
}
