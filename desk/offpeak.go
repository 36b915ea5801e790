package desk

import (
	"slices"
	"time"
)

// An OffPeak is a time of 错峰延时 service: at noon, in the evening, on a
// Saturday. Numbers and cases of that time carry a mark, so that the hours can be
// counted for whoever served.
type OffPeak struct {
	Days []time.Weekday
	From time.Duration // after midnight in Beijing
	To   time.Duration // the first moment that is not within

	Staff []string // ids of those who are down for it; none for nobody named
	Items []string // ids of the matters that are taken in then, the others are advised on; none for all
}

// covers reports whether a moment lies within, as the clock of Beijing has it.
func (o OffPeak) covers(at time.Time) bool {
	at = at.In(Beijing)
	clock := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute + time.Duration(at.Second())*time.Second
	return slices.Contains(o.Days, at.Weekday()) && o.From <= clock && clock < o.To
}

// IsOffPeak reports whether the station serves off-peak at a moment.
func (s Station) IsOffPeak(at time.Time) bool {
	return slices.ContainsFunc(s.OffPeak, func(o OffPeak) bool { return o.covers(at) })
}

// TakesNow reports whether a matter may be taken in at a moment: off-peak only
// those on the list of that time, where it has one.
func (s Station) TakesNow(item string, at time.Time) bool {
	within := false
	for _, o := range s.OffPeak {
		if !o.covers(at) {
			continue
		}
		if within = true; len(o.Items) == 0 || slices.Contains(o.Items, item) {
			return true
		}
	}
	return !within
}

// notNow refuses a matter that is not taken in at this time. Advice is given at
// all times, and what was begun in the usual hours is brought to its end.
func (s Station) notNow(item string, m Mode, began, now time.Time) error {
	if m == ModeAdvise || s.TakesNow(item, now) || !began.IsZero() && s.TakesNow(item, began) {
		return nil
	}
	return &Problem{Kind: Blocked, What: "offpeak.item"}
}
