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
}

// IsOffPeak reports whether the station serves off-peak at a moment.
func (s Station) IsOffPeak(at time.Time) bool {
	at = at.In(Beijing)
	clock := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute + time.Duration(at.Second())*time.Second
	return slices.ContainsFunc(s.OffPeak, func(o OffPeak) bool {
		return slices.Contains(o.Days, at.Weekday()) && o.From <= clock && clock < o.To
	})
}
