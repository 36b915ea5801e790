package desk

import "context"

// Days keeps shifts and closes business days. It deletes nothing.
type Days struct {
	ledger  Ledger
	station Station
	press   *Press
}

// NewDays returns the days of a station.
func NewDays(l Ledger, s Station, p *Press) *Days {
	return &Days{ledger: l, station: s, press: p}
}

// An Agenda is what is open at the end of a day.
type Agenda struct {
	Stamp     Stamp
	Waiting   []Ticket
	Held      []Ticket // and called or served, at any window
	Missed    []Ticket
	Inquiries []Inquiry
	Drafts    []Draft
	HandOver  []Case // go to the street with the sheet
	Due       []Case // accepted, due today or overdue
	Unrated   int
	Tickets   int
	Served    int
	Cases     int
	Asked     int
}

// Agenda lists what is open now.
func (x *Days) Agenda(ctx context.Context, in *Intake) (Agenda, error) {
	return agenda(ctx, x.ledger, in)
}

func agenda(ctx context.Context, b Books, in *Intake) (Agenda, error) {
	s, err := b.Today(ctx)
	if err != nil {
		return Agenda{}, err
	}
	a := Agenda{Stamp: s}
	tickets, err := b.Tickets(ctx, s.Day)
	if err != nil {
		return a, err
	}
	q := in.station.sight(tickets, 0)
	a.Waiting, a.Missed, a.Served = q.Waiting, q.Missed, q.Done
	for _, t := range tickets {
		if t.State != TicketVoid {
			a.Tickets++
		}
		if t.Open() {
			a.Held = append(a.Held, t)
		}
	}
	open := InquiryFilter{States: []InquiryState{InquiryOpen}, Limit: mostListed}
	if a.Inquiries, err = b.Inquiries(ctx, open); err != nil {
		return a, err
	}
	asked, err := b.Inquiries(ctx, InquiryFilter{Day: s.Day, Limit: mostListed})
	if err != nil {
		return a, err
	}
	a.Asked = len(asked)
	if a.Drafts, err = b.Drafts(ctx); err != nil {
		return a, err
	}
	if a.HandOver, err = in.ToHandOver(ctx, b); err != nil {
		return a, err
	}
	if err := a.count(ctx, b, in); err != nil {
		return a, err
	}
	return a, a.unrated(ctx, b, tickets)
}

// count fills in the day's cases and what is due.
func (a *Agenda) count(ctx context.Context, b Books, in *Intake) error {
	since := a.Stamp.Day.Start().Add(in.station.DayBegins)
	cases, err := b.Cases(ctx, CaseFilter{Since: since, Limit: mostListed})
	if err != nil {
		return err
	}
	a.Cases = len(cases)
	open, err := b.Cases(ctx, CaseFilter{States: []CaseState{CaseAccepted}, Limit: mostListed})
	if err != nil {
		return err
	}
	for _, c := range open {
		if c.Due != "" && c.Due <= a.Stamp.Day {
			a.Due = append(a.Due, c)
		}
	}
	return nil
}

// unrated counts the visits that ended without a rating.
func (a *Agenda) unrated(ctx context.Context, b Books, tickets []Ticket) error {
	ratings, err := b.Ratings(ctx, a.Stamp.Day, "")
	if err != nil {
		return err
	}
	rated := map[string]bool{}
	for _, r := range ratings {
		rated[r.Visit] = rated[r.Visit] || r.Level != ""
	}
	for _, t := range tickets {
		if t.State == TicketDone && !rated[t.ID] {
			a.Unrated++
		}
	}
	return nil
}

// Close ends the business day: the counts and the journal's head are written
// down and the 日终清单 is printed. Visitors still at a window must be dealt
// with first; everything else may stay open and is named.
func (x *Days) Close(ctx context.Context, rid string, d Duty, in *Intake) (DayClose, Paper, error) {
	done, err := x.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		a, err := agenda(ctx, tx, in)
		if err != nil {
			return Act{}, err
		}
		if len(a.Held) > 0 {
			p := &Problem{Kind: Blocked, What: "day.visits"}
			for _, t := range a.Held {
				p.Open = append(p.Open, t.No)
			}
			return Act{}, p
		}
		s := tx.Stamp()
		c := DayClose{
			Day: s.Day, At: s.At, Staff: d.Staff.ID, Tickets: a.Tickets, Served: a.Served, Missed: len(a.Missed),
			Cases: a.Cases, Inquiries: a.Asked, Open: len(a.Inquiries), Drafts: len(a.Drafts), Unrated: a.Unrated,
			Head: tx.Head(),
		}
		p, err := x.press.paper(tx, d, PaperSummary)
		if err != nil {
			return Act{}, err
		}
		p.Content.ChainHead, p.Content.Close = c.Head, &c
		return Act{
			Kind: ActDayClosed, Obj: "day:" + string(s.Day), Closes: []DayClose{c},
			Papers: []Paper{p}, Print: []string{p.No},
		}, nil
	})
	if err != nil {
		return DayClose{}, Paper{}, err
	}
	if err := done.is(ActDayClosed); err != nil {
		return DayClose{}, Paper{}, err
	}
	return done.Act.Closes[0], done.Act.Papers[0], nil
}
