package desk_test

import (
	"testing"
	"time"

	"xiaochuang/desk"
)

func TestTheClockIsJudged(t *testing.T) {
	built := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	last := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	const day = 24 * time.Hour
	for _, tt := range []struct {
		name string
		wall time.Time
		last time.Time
		want desk.ClockState
	}{
		{"goes on", last.Add(time.Second), last, desk.ClockOK},
		{"stands", last, last, desk.ClockOK},
		{"a little back, as when it is set right", last.Add(-59 * time.Minute), last, desk.ClockOK},
		{"an hour back", last.Add(-time.Hour), last, desk.ClockOK},
		{"more than an hour back", last.Add(-time.Hour - time.Millisecond), last, desk.ClockSuspect},
		{"two hours back", last.Add(-2 * time.Hour), last, desk.ClockSuspect},
		{"a day on, as in the morning", last.Add(day), last, desk.ClockOK},
		{"thirty days on, as after a holiday", last.Add(30 * day), last, desk.ClockOK},
		{"more than thirty days on", last.Add(30*day + time.Millisecond), last, desk.ClockSuspect},
		{"an empty battery", time.Unix(0, 0), last, desk.ClockSuspect},
		{"an empty battery on the first day", time.Unix(0, 0), time.Time{}, desk.ClockSuspect},
		{"before the program was built", built.Add(-time.Millisecond), time.Time{}, desk.ClockSuspect},
		{"when the program was built", built, time.Time{}, desk.ClockOK},
		{"far ahead on the first day", time.Date(2093, 1, 1, 0, 0, 0, 0, time.UTC), time.Time{}, desk.ClockOK},
		{"far ahead", time.Date(2093, 1, 1, 0, 0, 0, 0, time.UTC), last, desk.ClockSuspect},
		{"the zero time", time.Time{}, time.Time{}, desk.ClockSuspect},
	} {
		for _, zone := range []*time.Location{time.UTC, desk.Beijing, time.FixedZone("", -11*60*60)} {
			if got := desk.Judge(tt.wall.In(zone), tt.last, built); got != tt.want {
				t.Errorf("%s, in %s: %s, want %s", tt.name, zone, got, tt.want)
			}
		}
	}
}

func TestTheNextInstantIsLater(t *testing.T) {
	last := time.Date(2026, 11, 23, 1, 0, 0, int(5*time.Millisecond), time.UTC)
	for _, tt := range []struct {
		name string
		wall time.Time
		last time.Time
		want time.Time
	}{
		{"the wall time, in whole milliseconds", last.Add(3*time.Second + 999*time.Microsecond), last, last.Add(3 * time.Second)},
		{"the same millisecond", last.Add(400 * time.Microsecond), last, last.Add(time.Millisecond)},
		{"the same instant", last, last, last.Add(time.Millisecond)},
		{"back", last.Add(-2 * time.Hour), last, last.Add(time.Millisecond)},
		{"1970", time.Unix(0, 0), last, last.Add(time.Millisecond)},
		{"the first of all", last, time.Time{}, last},
		{"the first of all, in 1970", time.Unix(0, 0), time.Time{}, time.Unix(0, 0)},
	} {
		got := desk.Next(tt.wall.In(desk.Beijing), tt.last)
		if !got.Equal(tt.want) || got.Location() != time.UTC {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
		if !tt.last.IsZero() && !got.After(tt.last) {
			t.Errorf("%s: %v is not after %v", tt.name, got, tt.last)
		}
	}
}

func TestTheBusinessDayOfAnInstant(t *testing.T) {
	beijing := func(s string) time.Time {
		at, err := time.ParseInLocation(time.DateTime, s, desk.Beijing)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, tt := range []struct {
		at     string
		begins time.Duration
		want   desk.Day
	}{
		{"2026-11-23 23:59:59", 0, "2026-11-23"},
		{"2026-11-24 00:00:00", 0, "2026-11-24"},
		{"2026-11-24 00:00:01", 0, "2026-11-24"},
		{"2026-11-24 00:00:01", 4 * time.Hour, "2026-11-23"},
		{"2026-11-24 03:59:59", 4 * time.Hour, "2026-11-23"},
		{"2026-11-24 04:00:00", 4 * time.Hour, "2026-11-24"},
		{"2026-12-31 23:59:59", 0, "2026-12-31"},
		{"2027-01-01 00:00:01", 30 * time.Minute, "2026-12-31"},
		{"2024-02-29 12:00:00", 0, "2024-02-29"},
	} {
		at := beijing(tt.at)
		for _, zone := range []*time.Location{time.UTC, desk.Beijing, time.FixedZone("", -11*60*60)} {
			if got := desk.DayOf(at.In(zone), tt.begins); got != tt.want {
				t.Errorf("%s in %s, with days from %v: %s, want %s", tt.at, zone, tt.begins, got, tt.want)
			}
		}
	}
}

func TestADayIsADate(t *testing.T) {
	for _, s := range []string{"", "2026-2-3", "2026-02-30", "20261123", "2026-11-23 ", "1899-12-31", "2200-01-01", "tomorrow"} {
		if d, err := desk.ParseDay(s); desk.KindOf(err) != desk.Invalid || d != "" {
			t.Errorf("%q is the day %q, %v", s, d, err)
		}
	}
	d := must(desk.ParseDay("2026-02-28"))(t)
	if d.Add(1) != "2026-03-01" || d.Add(-59) != "2025-12-31" || d.Add(0) != d || d.Compact() != "20260228" {
		t.Errorf("%s: next %s, compact %s", d, d.Add(1), d.Compact())
	}
	if start := d.Start(); start.UTC().Format(time.DateTime) != "2026-02-27 16:00:00" {
		t.Errorf("%s begins at %v", d, start)
	}
	if desk.Day("").Compact() != "00000000" || !desk.Day("no day").Start().IsZero() {
		t.Error("no day is taken for one")
	}
}
