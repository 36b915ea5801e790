package calendar

import "xiaochuang/desk"

// A Unit is how the days of a time limit are counted.
type Unit string

// Units, by their names in guides (GB/T 39046 knows no code for them).
const (
	WorkingDays Unit = "工作日"
	NaturalDays Unit = "自然日"
)

// A Pause is a time in which a limit does not run: 补正 or 特别程序. Both days
// belong to it. While it goes on, Until is "".
type Pause struct {
	From   desk.Day
	Until  desk.Day
	Reason string // a code that the caller knows, such as "supplement"
}

// ErrPaused is the error for a limit that stands still, so that it has no due
// date yet.
var ErrPaused = &desk.Problem{Kind: desk.Blocked, What: "calendar.paused"}

// mostLimit bounds a time limit in days; no guide comes near it.
const mostLimit = 1000

// Due returns the day at whose close a limit of n days ends that was set off
// on start, and why it is that day.
//
// The day of start is not counted. With n = 0 (即办件) the limit ends on start
// itself, whatever the unit. Of working days only those are counted; natural days are counted
// all, and when the last is a rest day the limit ends on the next working day
// (民法典 201 and 203). Days within a pause are counted in neither case.
//
// The error is ErrNoTable when the limit reaches a year without table,
// ErrPaused while a pause goes on, and of kind Invalid for a start, number,
// unit or pause that cannot be.
func (c Calendar) Due(start desk.Day, n int, unit Unit, pauses ...Pause) (desk.Day, Explanation, error) {
	e := Explanation{Rule: RuleSameDay, Start: start, Days: n, Unit: unit}
	if err := checkDue(start, n, unit, pauses); err != nil {
		return "", e, err
	}
	w := walk{calendar: c, pauses: pauses, day: start, why: &e}
	var err error
	switch {
	case n == 0: // no table is needed to know today
	case unit == WorkingDays:
		e.Rule = RuleWorkingDays
		err = w.working(n)
	default:
		e.Rule = RuleNaturalDays
		err = w.natural(n)
	}
	if err != nil {
		return "", e, err
	}
	e.Due = w.day
	return e.Due, e, nil
}

func checkDue(start desk.Day, n int, unit Unit, pauses []Pause) error {
	if start.Start().IsZero() {
		return &desk.Problem{Kind: desk.Invalid, What: "day"}
	}
	if n < 0 || n > mostLimit {
		return &desk.Problem{Kind: desk.Invalid, What: "calendar.days"}
	}
	if n > 0 && unit != WorkingDays && unit != NaturalDays {
		return &desk.Problem{Kind: desk.Invalid, What: "calendar.unit"}
	}
	for _, p := range pauses {
		if p.From.Start().IsZero() || p.Until != "" && (p.Until.Start().IsZero() || p.Until < p.From) {
			return &desk.Problem{Kind: desk.Invalid, What: "calendar.pause"}
		}
	}
	return nil
}

// A walk goes from the start of a limit to its end, day by day, and notes
// every day that it does not count.
type walk struct {
	calendar Calendar
	pauses   []Pause
	day      desk.Day
	why      *Explanation
}

// look asks the tables about the day that the walk has reached.
func (w *walk) look() (status, error) {
	s, err := w.calendar.status(w.day)
	if err == nil {
		w.why.note(w.calendar.years[s.year])
	}
	return s, err
}

// paused reports whether the limit stands still on this day.
func (w *walk) paused() (Pause, bool) {
	for _, p := range w.pauses {
		if w.day >= p.From && (p.Until == "" || w.day <= p.Until) {
			return p, true
		}
	}
	return Pause{}, false
}

// next goes one day on, past every day of a pause.
func (w *walk) next() error {
	for {
		w.day = w.day.Add(1)
		p, still := w.paused()
		if !still {
			return nil
		}
		if p.Until == "" {
			return ErrPaused
		}
		w.why.skip(w.day, SkippedPause, p.Reason)
	}
}

// working counts n working days.
func (w *walk) working(n int) error {
	for n > 0 {
		if err := w.next(); err != nil {
			return err
		}
		s, err := w.look()
		if err != nil {
			return err
		}
		if w.count(s) {
			n--
		}
	}
	return nil
}

// natural counts n days, and goes on from a last day that is not worked.
func (w *walk) natural(n int) error {
	for range n {
		if err := w.next(); err != nil {
			return err
		}
	}
	s, err := w.look()
	for err == nil && !w.count(s) {
		w.why.Rule = RuleNaturalRolled
		if err = w.next(); err == nil {
			s, err = w.look()
		}
	}
	return err
}

// count reports whether a day is worked, and notes what is not plain about it.
func (w *walk) count(s status) bool {
	switch {
	case s.works && s.weekend:
		w.why.Worked = append(w.why.Worked, Skip{Day: w.day, Name: s.name})
	case !s.works && s.name != "":
		w.why.skip(w.day, SkippedHoliday, s.name)
	case !s.works:
		w.why.skip(w.day, SkippedWeekend, "")
	}
	return s.works
}
