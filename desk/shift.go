package desk

import (
	"context"
	"time"
)

// A Shift says who was on duty at a window, and when. One that nobody has ended
// lasts until somebody else begins one at that window, or the day is over.
type Shift struct {
	ID     string     `json:"id"`
	Day    Day        `json:"day"`
	Staff  string     `json:"staff"`
	Window int        `json:"window"`
	Began  time.Time  `json:"began"`
	Ended  *time.Time `json:"ended,omitempty"`
	From   string     `json:"from,omitempty"` // staff id of whoever handed it over
}

// Begin puts a person on duty at a window. Whoever was there is no longer.
func (x *Days) Begin(ctx context.Context, rid string, d Duty) (Shift, error) {
	done, err := x.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		list, err := x.takes(ctx, tx, d, "")
		if err != nil {
			return Act{}, err
		}
		return Act{Kind: ActShiftBegan, Obj: "shift:" + list[0].ID, Shifts: list}, nil
	})
	if err != nil {
		return Shift{}, err
	}
	if err := done.is(ActShiftBegan); err != nil {
		return Shift{}, err
	}
	return done.Act.Shifts[0], nil
}

// takes is the shift of a duty, and behind it those that end with it.
func (x *Days) takes(ctx context.Context, tx Tx, d Duty, from string) ([]Shift, error) {
	s := tx.Stamp()
	list := []Shift{{ID: NewID(s.At), Day: s.Day, Staff: d.Staff.ID, Window: d.Window, Began: s.At, From: from}}
	shifts, err := tx.Shifts(ctx, s.Day)
	if err != nil {
		return nil, err
	}
	for _, o := range shifts {
		if o.Window == d.Window && o.Ended == nil {
			o.Ended = &s.At
			list = append(list, o)
		}
	}
	return list, nil
}

// A HandOff is what whoever takes a window over has to know.
type HandOff struct {
	Stamp     Stamp
	Held      []Ticket  // parked, called or served at this window
	Waiting   int       // in the waiting room
	Inquiries []Inquiry // promised calls and answers of the one who goes
	Drafts    []Draft   // not taken in yet
	Due       []Case    // accepted, due today or overdue
}

// Open counts what is open.
func (o *HandOff) Open() int { return len(o.Held) + len(o.Inquiries) + len(o.Drafts) + len(o.Due) }

// HandOff lists what is open at the duty's window.
func (x *Days) HandOff(ctx context.Context, in *Intake, d Duty) (HandOff, error) {
	a, err := agenda(ctx, x.ledger, in)
	if err != nil {
		return HandOff{}, err
	}
	o := HandOff{Stamp: a.Stamp, Waiting: len(a.Waiting), Drafts: a.Drafts, Due: a.Due}
	for _, t := range a.Held {
		if t.Window == d.Window {
			o.Held = append(o.Held, t)
		}
	}
	for _, q := range a.Inquiries {
		if q.Owner == d.Staff.ID {
			o.Inquiries = append(o.Inquiries, q)
		}
	}
	return o, nil
}

// Hand gives the window over to a colleague, who has proved to be there: the
// shift of the one who goes ends and the colleague's begins, visits at the window
// are the colleague's, and so are the promises of the one who goes. It is one
// line, by the one who takes over.
func (x *Days) Hand(ctx context.Context, rid string, from, to Duty) (Shift, error) {
	if from.Staff.ID == to.Staff.ID {
		return Shift{}, &Problem{Kind: Invalid, What: "shift.self"}
	}
	if !to.Staff.May(RightClose) {
		return Shift{}, &Problem{Kind: Denied, What: "right.serve"}
	}
	done, err := x.ledger.Write(ctx, rid, to, func(tx Tx) (Act, error) {
		act := Act{Kind: ActShiftHanded, Note: map[string]string{"from": from.Staff.ID}}
		var err error
		if act.Shifts, err = x.takes(ctx, tx, to, from.Staff.ID); err != nil {
			return Act{}, err
		}
		act.Obj = "shift:" + act.Shifts[0].ID
		err = x.carry(ctx, tx, &act, from, to)
		return act, err
	})
	if err != nil {
		return Shift{}, err
	}
	if err := done.is(ActShiftHanded); err != nil {
		return Shift{}, err
	}
	return done.Act.Shifts[0], nil
}

// carry puts what the one who goes has open into the other's name.
func (x *Days) carry(ctx context.Context, tx Tx, act *Act, from, to Duty) error {
	all, err := tx.Tickets(ctx, tx.Stamp().Day)
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.Open() && t.Window == to.Window && t.Staff != to.Staff.ID {
			t.Staff = to.Staff.ID
			t.Rev++
			act.Tickets = append(act.Tickets, t)
		}
	}
	open, err := tx.Inquiries(ctx, InquiryFilter{States: []InquiryState{InquiryOpen}, Owner: from.Staff.ID, Limit: mostListed})
	if err != nil {
		return err
	}
	for _, q := range open {
		q.Owner = to.Staff.ID
		q.Rev++
		act.Inquiries = append(act.Inquiries, q)
	}
	return nil
}

// OnDuty lists who was on duty at a moment, by window. The shift of a day that
// was closed ends with its closing, and every shift with its day.
func (x *Days) OnDuty(ctx context.Context, at time.Time) ([]Shift, error) {
	day := DayOf(at, x.station.DayBegins)
	all, err := x.ledger.Shifts(ctx, day)
	if err != nil {
		return nil, err
	}
	closes, err := x.ledger.Closes(ctx, day)
	if err != nil {
		return nil, err
	}
	var out []Shift
	for _, s := range all {
		for _, c := range closes {
			if c.Day == s.Day && s.Ended == nil && c.At.After(s.Began) {
				s.Ended = &c.At
			}
		}
		if !s.Began.After(at) && (s.Ended == nil || s.Ended.After(at)) {
			out = append(out, s)
		}
	}
	return out, nil
}

// A DayClose is the end of a business day with what was left open.
type DayClose struct {
	Day       Day       `json:"day"`
	At        time.Time `json:"at"`
	Staff     string    `json:"staff"`
	Tickets   int       `json:"tickets"`
	Served    int       `json:"served"`
	Missed    int       `json:"missed"`
	Cases     int       `json:"cases"`
	Inquiries int       `json:"inquiries"` // of the day
	Open      int       `json:"open"`      // inquiries still open
	Drafts    int       `json:"drafts"`
	Unrated   int       `json:"unrated"`
	Head      string    `json:"head"` // journal chain head before this line

	Guided    int    `json:"guided,omitempty"`    // helped at the terminal
	Coached   int    `json:"coached,omitempty"`   // helped on the net
	Waiting   int    `json:"waiting,omitempty"`   // visitors who were told to come again
	Held      int    `json:"held,omitempty"`      // visits that a lead let stay open
	Originals int    `json:"originals,omitempty"` // on the shelf by the book
	Reason    string `json:"reason,omitempty"`
	Lead      string `json:"lead,omitempty"`
	Second    string `json:"second,omitempty"`

	Slips []SlipCount `json:"slips,omitempty"` // 纸号: how the blocks stand
}
