package desk

import (
	"context"
	"strings"
)

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
	Rectify   []Rectification // bad ratings that are not dealt with
	HandOver  []Case          // go to the street with the sheet
	Due       []Case          // accepted, due today or overdue
	Shelf     Shelf           // originals that lie here, and whether they were counted
	Unrated   int
	Tickets   int
	Served    int
	Cases     int
	Asked     int
	Guided    int         // 导办: helped at the terminal
	Coached   int         // 辅导网办: helped on the net
	Slips     []SlipCount // blocks of slips, with numbers that nobody has explained
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
	for _, q := range asked {
		if !q.AboutTalk() {
			a.Asked++
		}
	}
	help, err := b.Assists(ctx, AssistFilter{Since: s.Day, Until: s.Day, Limit: mostListed})
	if err != nil {
		return a, err
	}
	for _, x := range help {
		if x.Channel == AssistKiosk {
			a.Guided++
		} else {
			a.Coached++
		}
	}
	bad := RectificationFilter{States: OpenRectifications(), Limit: mostListed}
	if a.Rectify, err = b.Rectifications(ctx, bad); err != nil {
		return a, err
	}
	if a.Drafts, err = b.Drafts(ctx); err != nil {
		return a, err
	}
	if a.HandOver, err = in.ToHandOver(ctx, b); err != nil {
		return a, err
	}
	if a.Slips, err = SlipCounts(ctx, b); err != nil {
		return a, err
	}
	if a.Shelf, err = shelf(ctx, b); err != nil {
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

// A CloseOrder is what a person has to say to the end of a day.
type CloseOrder struct {
	Reason string // why it ends although somebody waits or stands at a window
	Lead   string // staff id of the lead who let it end with visits open
	Second string // staff id of the second who signed
}

// Close ends the business day: the counts and the journal's head are written
// down and the 日终清单 is printed. Nothing is deleted: what is open stays open
// and is named. While visitors stand at a window it is Blocked with What
// "day.visits" unless a lead lets it end; while somebody waits, without a
// reason, with "day.waiting". Where the station wants two signatures and there
// is one it is Denied with What "day.second".
func (x *Days) Close(ctx context.Context, rid string, d Duty, in *Intake, o CloseOrder) (DayClose, Paper, error) {
	done, err := x.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		a, err := agenda(ctx, tx, in)
		if err != nil {
			return Act{}, err
		}
		if err := x.mayClose(a, d, o); err != nil {
			return Act{}, err
		}
		s := tx.Stamp()
		c := DayClose{
			Day: s.Day, At: s.At, Staff: d.Staff.ID, Tickets: a.Tickets, Served: a.Served, Missed: len(a.Missed),
			Cases: a.Cases, Inquiries: a.Asked, Open: len(a.Inquiries), Drafts: len(a.Drafts), Unrated: a.Unrated,
			Head: tx.Head(), Waiting: len(a.Waiting), Held: len(a.Held), Originals: a.Shelf.Originals,
			Second: o.Second, Guided: a.Guided, Coached: a.Coached, Slips: a.Slips,
		}
		if c.Waiting+c.Held > 0 {
			c.Reason, c.Lead = strings.TrimSpace(o.Reason), o.Lead
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

// mayClose holds that whatever is left open was seen by somebody.
func (x *Days) mayClose(a Agenda, d Duty, o CloseOrder) error {
	reasoned := strings.TrimSpace(o.Reason) != ""
	switch {
	case len(a.Held) > 0 && (o.Lead == "" || !reasoned):
		return &Problem{Kind: Blocked, What: "day.visits", Open: numbersOf(a.Held)}
	case len(a.Waiting) > 0 && !reasoned:
		return &Problem{Kind: Blocked, What: "day.waiting", Open: numbersOf(a.Waiting)}
	case x.station.Signatures && (o.Second == "" || o.Second == d.Staff.ID):
		return &Problem{Kind: Denied, What: "day.second"}
	}
	return nil
}

func numbersOf(list []Ticket) []string {
	out := make([]string, 0, len(list))
	for _, t := range list {
		out = append(out, t.No)
	}
	return out
}
