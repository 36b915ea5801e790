package calendar

import "xiaochuang/desk"

// Limits is the desk.Deadlines of the use cases: a Calendar without pauses and
// explanations.
type Limits struct{ Calendar }

var _ desk.Deadlines = Limits{}

// Due returns the last day of a limit, as Calendar.Due.
func (l Limits) Due(start desk.Day, n int, unit string) (desk.Day, error) {
	due, _, err := l.Calendar.Due(start, n, Unit(unit))
	return due, err
}
