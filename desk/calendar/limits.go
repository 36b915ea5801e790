package calendar

import "xiaochuang/desk"

// Limits is the desk.Deadlines of the use cases: a Calendar without
// explanations.
type Limits struct{ Calendar }

var _ desk.Deadlines = Limits{}

// Due returns the last day of a limit, as Calendar.Due.
func (l Limits) Due(start desk.Day, n int, unit string, pauses ...desk.Pause) (desk.Day, error) {
	due, _, err := l.Calendar.Due(start, n, Unit(unit), pausesOf(pauses)...)
	return due, err
}

func pausesOf(list []desk.Pause) []Pause {
	out := make([]Pause, 0, len(list))
	for _, p := range list {
		out = append(out, Pause{From: p.From, Until: p.Until, Reason: string(p.Why)})
	}
	return out
}
