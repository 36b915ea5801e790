package desk

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// ReadyTooLong is after how many days a result that nobody has collected is
// listed apart.
const ReadyTooLong = 30

// A Ready is a result that waits to be collected, with the originals that go
// back with it.
type Ready struct {
	Case Case
	Days int   // since it was decided
	Bags []Bag // on the shelf
	Away int   // bags of the case that are not on the shelf
}

// TooLong reports whether nobody has come for it for ReadyTooLong days.
func (r Ready) TooLong() bool { return r.Days >= ReadyTooLong }

// Ready lists the results that nobody has collected, the longest waiting first.
func (x *Custody) Ready(ctx context.Context) ([]Ready, error) {
	s, err := x.ledger.Today(ctx)
	if err != nil {
		return nil, err
	}
	list, err := x.ledger.Cases(ctx, CaseFilter{States: []CaseState{CaseDone, CaseRejected}, Limit: mostListed})
	if err != nil {
		return nil, err
	}
	bags, err := x.ledger.Bags(ctx, BagFilter{
		States: []BagState{BagShelf, BagPacked, BagStreet, BagMissing}, Limit: mostListed,
	})
	if err != nil {
		return nil, err
	}
	of := map[string][]Bag{}
	for _, b := range bags {
		of[b.Case] = append(of[b.Case], b)
	}
	out := make([]Ready, 0, len(list))
	for _, c := range list {
		r := Ready{Case: c}
		if c.Finished != nil {
			r.Days = daysBetween(DayOf(*c.Finished, x.station.DayBegins), s.Day)
		}
		for _, b := range of[c.ID] {
			if b.State == BagShelf {
				r.Bags = append(r.Bags, b)
			} else {
				r.Away++
			}
		}
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b Ready) int {
		return cmp.Or(cmp.Compare(b.Days, a.Days), cmp.Compare(a.Case.No, b.Case.No))
	})
	return out, nil
}

// daysBetween counts the days from one to another, never fewer than none.
func daysBetween(from, to Day) int {
	return max(0, int(to.Start().Sub(from.Start()).Round(time.Hour)/(24*time.Hour)))
}
