package calendar

import (
	"errors"
	"slices"
	"testing"

	"xiaochuang/desk"
)

func builtIn(t *testing.T) Calendar {
	t.Helper()
	c, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWorkdaysOfTheYear(t *testing.T) {
	c := builtIn(t)
	if got := c.Years(); !slices.Equal(got, []int{2024, 2025, 2026}) {
		t.Fatalf("years %v", got)
	}
	for year, want := range map[int]int{2024: 251, 2025: 248, 2026: 248} {
		if got, err := c.Workdays(year); err != nil || got != want {
			t.Errorf("%d has %d working days (%v), want %d", year, got, err, want)
		}
	}
	if _, err := c.Workdays(2027); !errors.Is(err, ErrNoTable) {
		t.Errorf("2027: %v, want no table", err)
	}
}

func TestPlainWeekIsWrongOn25DaysOf2026(t *testing.T) {
	c := builtIn(t)
	off, work := 0, 0
	for d := desk.Day("2026-01-01"); d <= "2026-12-31"; d = d.Add(1) {
		works, err := c.Working(d)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case works && weekend(d):
			work++
		case !works && !weekend(d):
			off++
		}
	}
	if off != 19 || work != 6 {
		t.Errorf("%d weekdays off and %d weekend days worked, want 19 and 6", off, work)
	}
}

func TestWorking(t *testing.T) {
	c := builtIn(t)
	for _, tt := range []struct {
		name string
		day  desk.Day
		want bool
		err  error
	}{
		{"a Monday", "2026-11-23", true, nil},
		{"a Sunday", "2026-11-22", false, nil},
		{"a Saturday worked in exchange", "2026-02-14", true, nil},
		{"a Thursday of the spring festival", "2026-02-19", false, nil},
		{"new year's eve of 2024, no holiday then", "2024-02-09", true, nil},
		{"the last day with a table", "2026-12-31", true, nil},
		{"a year that has none yet", "2027-01-01", false, ErrNoTable},
		{"a year before the tables", "2023-12-29", false, ErrNoTable},
		{"no date", "2026-02-30", false, &desk.Problem{Kind: desk.Invalid}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := c.Working(tt.day)
			if got != tt.want || (tt.err == nil) != (err == nil) || tt.err != nil && !errors.Is(err, tt.err) {
				t.Errorf("got %v, %v; want %v, %v", got, err, tt.want, tt.err)
			}
		})
	}
}

func TestMissingYearIsNamed(t *testing.T) {
	_, err := builtIn(t).Working("2027-03-01")
	p, ok := errors.AsType[*desk.Problem](err)
	if !ok || !slices.Equal(p.Open, []string{"2027"}) {
		t.Errorf("error %v does not name the year", err)
	}
}

// TestNextYearMayChangeDecember has the notice of 2023, which made a Saturday
// of December 2022 part of a holiday, moved to days that the tables know.
func TestNextYearMayChangeDecember(t *testing.T) {
	c := builtIn(t)
	y := Year{Number: 2027, marks: map[desk.Day]mark{"2026-12-31": {off: true, name: "元旦"}}}
	if works, _ := c.Working("2026-12-31"); !works {
		t.Fatal("the day is off before the notice")
	}
	if works, err := c.With(y).Working("2026-12-31"); works || err != nil {
		t.Errorf("works %v, %v after the notice", works, err)
	}
}

func TestWithLeavesTheOldCalendar(t *testing.T) {
	c := builtIn(t)
	c.With(Year{Number: 2027})
	if _, ok := c.Table(2027); ok {
		t.Error("the calendar has changed")
	}
}

func TestBetween(t *testing.T) {
	c := builtIn(t)
	for _, tt := range []struct {
		name     string
		from, to desk.Day
		want     int
	}{
		{"today", "2026-11-23", "2026-11-23", 0},
		{"tomorrow", "2026-11-23", "2026-11-24", 1},
		{"over a weekend", "2026-11-20", "2026-11-23", 1},
		{"over the autumn festival", "2026-09-24", "2026-10-09", 5},
		{"overdue by a weekend", "2026-11-23", "2026-11-20", -1},
		{"from a Sunday", "2026-11-22", "2026-11-23", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := c.Between(tt.from, tt.to)
			if err != nil || got != tt.want {
				t.Errorf("got %d, %v; want %d", got, err, tt.want)
			}
		})
	}
	if _, err := c.Between("2026-12-30", "2027-01-04"); !errors.Is(err, ErrNoTable) {
		t.Errorf("into 2027: %v, want no table", err)
	}
}
