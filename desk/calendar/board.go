package calendar

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	"xiaochuang/desk"
)

// A Light says how near a deadline is. Each has a letter of its own on screens,
// so that it reads without colour.
type Light string

// Lights, the most pressing first.
const (
	Red     Light = "red"     // due today, or over
	Amber   Light = "amber"   // due within two working days
	Unknown Light = "unknown" // the calendar has no table
	Green   Light = "green"   // later
	Paused  Light = "paused"  // the limit stands still
	Waiting Light = "waiting" // waits for somebody without a day set
)

// Near is how many working days before its end a deadline turns amber.
const Near = 2

// A Matter is what a deadline is about.
type Matter string

// Matters of deadlines.
const (
	DueCase     Matter = "case"     // the limit of an accepted case
	DueSupply   Matter = "supply"   // supplements that the applicant still has to bring
	DueFollow   Matter = "follow"   // a material that may follow (容缺)
	DueQuestion Matter = "question" // an answer that somebody owes (首问)
)

// OwedWithin is how many working days an open question may wait where no day was
// agreed.
const OwedWithin = 1

// An Entry is one deadline on the board.
type Entry struct {
	Matter  Matter
	ID      string // of the case or the question
	No      string // number of the case
	Title   string
	Who     string // applicant or asker
	Owner   string // staff who owes an answer
	Comm    string
	Part    string   // name of the material that follows
	Due     desk.Day // "" where none is set or known
	Left    int      // working days left, negative when over; 0 is today or, with Due before today, no working day since
	Light   Light
	Since   desk.Day // day from which it waits, where no day is set
	Fixed   bool     // the day was agreed or printed, not counted by a rule here
	Printed desk.Day // the day that the citizen was told, where the tables now say another
	Why     Explanation
	Pause   desk.Pause // that goes on
}

// Board lists what is due, the most pressing first: the limits of the cases,
// supplements, materials that follow, and open questions. Cases that have ended
// and questions that are closed are left out. It asks no clock: today is the
// business day.
func (c Calendar) Board(cases []desk.Case, open []desk.Inquiry, today desk.Day) []Entry {
	var out []Entry
	for i := range cases {
		if k := &cases[i]; !k.State.Ended() {
			out = append(out, c.entries(k, today)...)
		}
	}
	for i := range open {
		if q := &open[i]; q.State == desk.InquiryOpen {
			out = append(out, c.question(q, today))
		}
	}
	slices.SortStableFunc(out, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(order[a.Light], order[b.Light]), cmp.Compare(dated(a), dated(b)), cmp.Compare(a.No, b.No))
	})
	return out
}

var order = map[Light]int{Red: 0, Amber: 1, Unknown: 2, Green: 3, Waiting: 4, Paused: 5}

func dated(e Entry) desk.Day { return cmp.Or(e.Due, e.Since) }

// Case returns the deadline of a case's own limit; ok is false where no limit is
// watched here.
func (c Calendar) Case(k *desk.Case, today desk.Day) (Entry, bool) {
	if !k.ClockRuns() {
		return Entry{}, false
	}
	e := entryOf(k, DueCase)
	e.Due = k.Due
	if p, still := k.Paused(); still {
		e.Light, e.Pause, e.Due = Paused, p, ""
		e.Why = Explanation{Start: k.CountedFrom(), Days: k.PromiseDays, Unit: Unit(k.PromiseUnit)}
		return e, true
	}
	n := k.PromiseDays
	if k.Project == desk.Instant {
		n = 0
	}
	due, why, err := c.Due(k.CountedFrom(), n, Unit(k.PromiseUnit), pausesOf(k.Pauses)...)
	e.Why = why
	switch {
	case err != nil && k.Due == "":
		e.Light = Unknown
		return e, true
	case err == nil && due != k.Due:
		e.Printed, e.Due = k.Due, due
	}
	c.light(&e, today)
	return e, true
}

func entryOf(k *desk.Case, m Matter) Entry {
	return Entry{Matter: m, ID: k.ID, No: k.No, Title: k.Title, Who: k.Private.Applicant.Name, Comm: k.Comm}
}

func (c Calendar) entries(k *desk.Case, today desk.Day) []Entry {
	var out []Entry
	if e, ok := c.Case(k, today); ok {
		out = append(out, e)
	}
	if k.State == desk.CaseSupplement {
		e := entryOf(k, DueSupply)
		e.Due, e.Fixed, e.Light = k.SupplyUntil, true, Waiting
		if k.Received != nil {
			e.Since = desk.Day(k.Received.In(desk.Beijing).Format(layout))
		}
		if e.Due != "" {
			c.light(&e, today)
		}
		out = append(out, e)
	}
	for _, m := range k.Materials {
		if m.State == desk.MaterialFollows && m.Due != "" {
			e := entryOf(k, DueFollow)
			e.Part, e.Due, e.Fixed = m.Name, m.Due, true
			c.light(&e, today)
			out = append(out, e)
		}
	}
	return out
}

const layout = "2006-01-02"

func (c Calendar) question(q *desk.Inquiry, today desk.Day) Entry {
	e := Entry{
		Matter: DueQuestion, ID: q.ID, Title: q.Item, Who: q.Private.Asker, Owner: q.Owner, Comm: q.Comm,
		Due: q.Due, Fixed: q.Due != "", Since: q.Day,
	}
	if e.Due == "" {
		var err error
		if e.Due, e.Why, err = c.Due(q.Day, OwedWithin, WorkingDays); err != nil {
			e.Light = Unknown
			return e
		}
	}
	c.light(&e, today)
	return e
}

// light counts the working days left and sets the light.
func (c Calendar) light(e *Entry, today desk.Day) {
	left, err := c.Between(today, e.Due)
	switch {
	case err != nil && e.Due <= today:
		e.Light = Red
	case err != nil:
		e.Light = Unknown
	case e.Due <= today:
		e.Left, e.Light = left, Red
	case left <= Near:
		e.Left, e.Light = left, Amber
	default:
		e.Left, e.Light = left, Green
	}
}

// Missing returns the year for which an entry has no table, 0 for none.
func (c Calendar) Missing(e *Entry, today desk.Day) int {
	for _, d := range []desk.Day{today, e.Due, e.Why.Start} {
		_, err := c.Working(d)
		if p, ok := errors.AsType[*desk.Problem](err); ok && errors.Is(err, ErrNoTable) && len(p.Open) == 1 {
			if y, err := strconv.Atoi(p.Open[0]); err == nil {
				return y
			}
		}
	}
	if e.Light == Unknown {
		return e.Why.Start.Start().Year() + 1
	}
	return 0
}
