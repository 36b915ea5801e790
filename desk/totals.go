package desk

import "context"

// A Total is what was done over some days, for one community or for the whole
// station.
type Total struct {
	Comm      string // code of the community; "" for the station
	Numbers   int    // given out
	Visits    int    // numbers and visits without one, void ones left out
	Served    int    // visits that were ended at the window
	OffPeak   int    // visits of 错峰延时
	Cases     int    // taken in
	Inquiries int    // in the 首问 register
	Guided    int    // helped at the terminal (导办)
	Coached   int    // helped on the net (辅导网办)
	Rated     int    // visits with a rating
	Bad       int    // of them, with one of the two lowest levels
}

// plus adds up.
func (t Total) plus(o Total) Total {
	t.Numbers += o.Numbers
	t.Visits += o.Visits
	t.Served += o.Served
	t.OffPeak += o.OffPeak
	t.Cases += o.Cases
	t.Inquiries += o.Inquiries
	t.Guided += o.Guided
	t.Coached += o.Coached
	t.Rated += o.Rated
	t.Bad += o.Bad
	return t
}

// Totals are the counts of each community beside those of the station. The
// station's are counted by themselves and not added up from the others.
type Totals struct {
	From, To    Day
	Station     Total
	Communities []Total // in the order of the station, then those that it serves no more
}

// Agree reports whether the communities add up to the station.
func (t Totals) Agree() bool {
	sum := Total{}
	for _, c := range t.Communities {
		sum = sum.plus(c)
	}
	return sum == t.Station
}

// mostDays bounds the days of one count.
const mostDays = 92

// Totals counts the days from one to another, both included. More than 92 are
// Invalid with What "totals.days".
func (x *Days) Totals(ctx context.Context, from, to Day) (Totals, error) {
	c := counting{Totals: Totals{From: from, To: to}, at: map[string]int{}}
	for _, k := range x.station.Communities {
		c.of(k.Code)
	}
	if from > to || from.Add(mostDays) <= to {
		return c.Totals, &Problem{Kind: Invalid, What: "totals.days"}
	}
	for day := from; day <= to; day = day.Add(1) {
		if err := c.day(ctx, x.ledger, day); err != nil {
			return c.Totals, err
		}
	}
	cases, err := x.ledger.Cases(ctx, CaseFilter{Since: from.Start().Add(x.station.DayBegins), Limit: mostListed})
	if err != nil {
		return c.Totals, err
	}
	if len(cases) == mostListed {
		return c.Totals, &Problem{Kind: Full, What: "totals.many"}
	}
	for _, k := range cases {
		if k.Received != nil && DayOf(*k.Received, x.station.DayBegins) <= to {
			c.count(k.Comm, Total{Cases: 1})
		}
	}
	help, err := x.ledger.Assists(ctx, AssistFilter{Since: from, Until: to, Limit: mostListed})
	if err != nil {
		return c.Totals, err
	}
	for _, a := range help {
		if a.Channel == AssistKiosk {
			c.count(a.Comm, Total{Guided: 1})
		} else {
			c.count(a.Comm, Total{Coached: 1})
		}
	}
	return c.Totals, nil
}

// counting counts for a community and for the station.
type counting struct {
	Totals
	at map[string]int // place of a community among the others
}

// of is the count of a community.
func (c *counting) of(code string) *Total {
	i, ok := c.at[code]
	if !ok {
		i = len(c.Communities)
		c.at[code] = i
		c.Communities = append(c.Communities, Total{Comm: code})
	}
	return &c.Communities[i]
}

func (c *counting) count(code string, t Total) {
	k := c.of(code)
	*k = k.plus(t)
	c.Station = c.Station.plus(t)
}

// day counts the visits of a day with their ratings, and its questions.
func (c *counting) day(ctx context.Context, b Books, day Day) error {
	tickets, err := b.Tickets(ctx, day)
	if err != nil {
		return err
	}
	ratings, err := b.Ratings(ctx, day, "")
	if err != nil {
		return err
	}
	rated := map[string]Level{}
	for _, r := range ratings {
		if r.Level != "" {
			rated[r.Visit] = r.Level
		}
	}
	for _, t := range tickets {
		if t.Day != day || t.State == TicketVoid {
			continue // a visit of an earlier day that was never ended is that day's
		}
		n := Total{Visits: 1}
		if t.Lane != WalkIn {
			n.Numbers = 1
		}
		if t.State == TicketDone {
			n.Served = 1
		}
		if t.OffPeak {
			n.OffPeak = 1
		}
		if l, ok := rated[t.ID]; ok {
			n.Rated = 1
			if l.Stars() <= 2 {
				n.Bad = 1
			}
		}
		c.count(t.Comm, n)
	}
	asked, err := b.Inquiries(ctx, InquiryFilter{Day: day, Limit: mostListed})
	if err != nil {
		return err
	}
	for _, q := range asked {
		c.count(q.Comm, Total{Inquiries: 1})
	}
	return nil
}
