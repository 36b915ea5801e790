package desk

import "time"

// Beijing is the civil time of every station. It is a fixed zone, so that a
// PC whose time zone is unset or wrong still dates its papers correctly.
var Beijing = time.FixedZone("UTC+8", 8*60*60)

// A Clock tells the time. Use cases and stores get one; nothing else in the
// domain reads the time.
type Clock interface {
	Now() time.Time
}

// SystemClock is the PC's own clock.
type SystemClock struct{}

// Now returns the PC's wall time with its monotonic reading.
func (SystemClock) Now() time.Time { return time.Now() }

// A Day is a business date, "2026-11-23". It is data, asked for when the clock
// is suspect, and never derived from UTC. The zero Day is no day.
type Day string

// DayOf returns the business day of t at a station whose day begins at the
// given time after midnight, civil time of Beijing.
func DayOf(t time.Time, begins time.Duration) Day {
	return Day(t.In(Beijing).Add(-begins).Format(time.DateOnly))
}

// ParseDay accepts "2026-11-23" and nothing else.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2199 {
		return "", &Problem{Kind: Invalid, What: "day", Cause: err}
	}
	return Day(s), nil
}

// Start returns midnight at which the civil date d begins in Beijing, or the
// zero time when d is no date.
func (d Day) Start() time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), Beijing)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Add returns the day n days later.
func (d Day) Add(n int) Day {
	return Day(d.Start().AddDate(0, 0, n).Format(time.DateOnly))
}

// Compact returns the day as it stands in numbers: "20261123".
func (d Day) Compact() string {
	if len(d) != 10 {
		return "00000000"
	}
	return string(d[0:4] + d[5:7] + d[8:10])
}

// ClockState says how far the PC's clock is to be trusted.
type ClockState string

// The clock states as they stand in the journal's clk member.
const (
	ClockOK        ClockState = "ok"
	ClockSuspect   ClockState = "suspect"   // stepped back, before the build date, or far ahead
	ClockConfirmed ClockState = "confirmed" // suspect, and a person has confirmed the business day
)

// A Stamp is the one clock reading of a transaction.
type Stamp struct {
	At    time.Time  // UTC, milliseconds, later than every earlier stamp of this store
	Day   Day        // business day
	Clock ClockState // how far At is to be trusted
	OffMS int64      // centre time minus desk time at the latest hello, milliseconds
}

// Limits of clock trust; see Judge.
const (
	clockBack  = time.Hour
	clockAhead = 30 * 24 * time.Hour
)

// Judge compares the wall clock with the last stamp written and the date the
// program was built. It returns ClockSuspect when the clock went back by more
// than an hour, stands before the build, or leapt a month ahead.
func Judge(wall, last, built time.Time) ClockState {
	switch {
	case wall.Before(built):
		return ClockSuspect
	case last.IsZero():
		return ClockOK
	case wall.Before(last.Add(-clockBack)), wall.After(last.Add(clockAhead)):
		return ClockSuspect
	}
	return ClockOK
}

// Next returns the instant to write after last: the wall time, or one
// millisecond after last where the wall clock has not moved on.
func Next(wall, last time.Time) time.Time {
	wall = wall.UTC().Truncate(time.Millisecond)
	if !wall.After(last) && !last.IsZero() {
		return last.Add(time.Millisecond)
	}
	return wall
}
