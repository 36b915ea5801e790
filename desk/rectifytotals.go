package desk

import "context"

// RectifyTotals are the figures of a time: of what was opened in it, how much was
// done and when, and how many who can be called were called.
type RectifyTotals struct {
	Opened   int // all, whether or not the street counts them
	Excluded int // of these, found mistaken by the street
	Closed   int
	OnTime   int // closed not later than the last day
	Late     int // closed after it
	Open     int
	Overdue  int // open after the last day
	Returned int // sent back by the street, once or more
	Appeals  int

	Named  int // somebody is known
	Called int // of these, reached, or does not wish to talk
	Missed int // of these, tried and not reached

	Causes map[RectifyCause]int // none where no cause is found yet
}

// CallShare is the share of call-backs among those who are known, in per cent; ok is
// false where nobody is known.
func (t RectifyTotals) CallShare() (percent int, ok bool) {
	if t.Named == 0 {
		return 0, false
	}
	return 100 * t.Called / t.Named, true
}

// CountRectifications counts a list as it stands on a day.
func CountRectifications(list []Rectification, today Day) RectifyTotals {
	t := RectifyTotals{Causes: map[RectifyCause]int{}}
	for i := range list {
		t.count(&list[i], today)
	}
	return t
}

func (t *RectifyTotals) count(c *Rectification, today Day) {
	t.Opened++
	late := c.Overdue(today)
	switch {
	case c.State == RectificationClosed:
		t.Closed++
		if late {
			t.Late++
		} else {
			t.OnTime++
		}
	default:
		t.Open++
		if late {
			t.Overdue++
		}
	}
	if c.Excluded() {
		t.Excluded++
	}
	if c.Returned > 0 {
		t.Returned++
	}
	if c.Appeal != nil {
		t.Appeals++
	}
	if c.Cause != "" {
		t.Causes[c.Cause]++
	}
	if c.Unnamed {
		return
	}
	t.Named++
	switch c.Call {
	case CallReached, CallDeclined:
		t.Called++
	case CallMissed:
		t.Missed++
	}
}

// Totals counts what was opened from one day to another.
func (x *Rectifications) Totals(ctx context.Context, since, until Day) (RectifyTotals, error) {
	s, err := x.ledger.Today(ctx)
	if err != nil {
		return RectifyTotals{}, err
	}
	list, err := x.ledger.Rectifications(ctx, RectificationFilter{Since: since, Until: until, Limit: mostListed})
	return CountRectifications(list, s.Day), err
}
