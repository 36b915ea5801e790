package calendar

import "xiaochuang/desk"

// A Rule is how a due date was found.
type Rule string

// Rules.
const (
	RuleSameDay       Rule = "same_day"       // 即办件: the day itself
	RuleWorkingDays   Rule = "working_days"   // working days, start not counted
	RuleNaturalDays   Rule = "natural_days"   // natural days, start not counted
	RuleNaturalRolled Rule = "natural_rolled" // the last natural day was a rest day
)

// A Reason says why a day was not counted.
type Reason string

// Reasons.
const (
	SkippedWeekend Reason = "weekend"
	SkippedHoliday Reason = "holiday" // Name has the holiday
	SkippedPause   Reason = "pause"   // Name has the pause's reason
)

// A Skip is a day out of the ordinary on the way to a due date.
type Skip struct {
	Day  desk.Day
	Why  Reason
	Name string
}

// A Source is a table that a due date rests on.
type Source struct {
	Year    int
	Version string
	Papers  []string
}

// An Explanation says how a due date was found, so that a clerk can show it
// day by day.
type Explanation struct {
	Rule    Rule
	Start   desk.Day
	Days    int
	Unit    Unit
	Due     desk.Day // "" when there is none
	Skipped []Skip   // days after Start that were not counted, in order
	Worked  []Skip   // weekend days that were counted because they are worked in exchange
	Sources []Source // in order of years
}

func (e *Explanation) skip(d desk.Day, why Reason, name string) {
	e.Skipped = append(e.Skipped, Skip{Day: d, Why: why, Name: name})
}

// note adds a table to the sources, once.
func (e *Explanation) note(y Year) {
	if n := len(e.Sources); n > 0 && e.Sources[n-1].Year == y.Number {
		return
	}
	e.Sources = append(e.Sources, Source{Year: y.Number, Version: y.Version(), Papers: y.Papers})
}
