package calendar

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"xiaochuang/desk"
)

func TestDue(t *testing.T) {
	c := builtIn(t)
	for _, tt := range []struct {
		name  string
		start desk.Day
		n     int
		unit  Unit
		want  desk.Day
		rule  Rule
	}{
		{"over the autumn festival", "2026-09-24", 5, WorkingDays, "2026-10-09", RuleWorkingDays},
		{"a Sunday worked in exchange", "2026-09-18", 1, WorkingDays, "2026-09-20", RuleWorkingDays},
		{"over the spring festival, a Saturday worked", "2026-02-13", 3, WorkingDays, "2026-02-25", RuleWorkingDays},
		{"from the eve of national day", "2026-09-30", 5, WorkingDays, "2026-10-13", RuleWorkingDays},
		{"twenty days over labour day", "2026-04-30", 20, WorkingDays, "2026-06-01", RuleWorkingDays},
		{"national day of 2025", "2025-09-26", 7, WorkingDays, "2025-10-13", RuleWorkingDays},
		{"new year's eve of 2024 was worked", "2024-02-09", 10, WorkingDays, "2024-02-29", RuleWorkingDays},
		{"taken in on a Saturday", "2026-11-21", 1, WorkingDays, "2026-11-23", RuleWorkingDays},
		{"over the end of a year", "2025-12-31", 2, WorkingDays, "2026-01-05", RuleWorkingDays},
		{"instant matter", "2026-11-23", 0, WorkingDays, "2026-11-23", RuleSameDay},
		{"instant matter on a Saturday", "2026-11-21", 0, WorkingDays, "2026-11-21", RuleSameDay},
		{"instant matter in a year without table", "2027-01-04", 0, WorkingDays, "2027-01-04", RuleSameDay},
		{"natural days", "2026-11-23", 7, NaturalDays, "2026-11-30", RuleNaturalDays},
		{"natural days ending on a Sunday", "2026-11-15", 7, NaturalDays, "2026-11-23", RuleNaturalRolled},
		{"natural days ending in a holiday", "2026-09-24", 7, NaturalDays, "2026-10-08", RuleNaturalRolled},
		{"natural days ending on a worked Saturday", "2026-02-07", 7, NaturalDays, "2026-02-14", RuleNaturalDays},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, e, err := c.Due(tt.start, tt.n, tt.unit)
			if err != nil || got != tt.want {
				t.Fatalf("due %q, %v; want %q", got, err, tt.want)
			}
			if e.Rule != tt.rule || e.Due != got || e.Start != tt.start || e.Days != tt.n {
				t.Errorf("explanation %+v", e)
			}
		})
	}
}

func TestDueRefuses(t *testing.T) {
	c := builtIn(t)
	invalid := &desk.Problem{Kind: desk.Invalid}
	for _, tt := range []struct {
		name   string
		start  desk.Day
		n      int
		unit   Unit
		pauses []Pause
		want   error
	}{
		{"into a year without table", "2026-12-30", 2, WorkingDays, nil, ErrNoTable},
		{"ending in a year without table", "2026-12-30", 7, NaturalDays, nil, ErrNoTable},
		{"no start", "", 5, WorkingDays, nil, invalid},
		{"negative", "2026-11-23", -1, WorkingDays, nil, invalid},
		{"beyond any limit", "2024-01-02", 1001, WorkingDays, nil, invalid},
		{"no unit", "2026-11-23", 5, "", nil, invalid},
		{"a pause that ends before it begins", "2026-11-23", 5, WorkingDays, []Pause{{From: "2026-11-26", Until: "2026-11-25"}}, invalid},
		{"a pause that goes on", "2026-11-23", 5, WorkingDays, []Pause{{From: "2026-11-25"}}, ErrPaused},
		{"a pause that goes on, natural days", "2026-11-23", 5, NaturalDays, []Pause{{From: "2026-11-25"}}, ErrPaused},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, _, err := c.Due(tt.start, tt.n, tt.unit, tt.pauses...)
			if got != "" || !errors.Is(err, tt.want) {
				t.Errorf("got %q, %v; want %v", got, err, tt.want)
			}
		})
	}
}

func TestPause(t *testing.T) {
	c := builtIn(t)
	for _, tt := range []struct {
		name   string
		n      int
		unit   Unit
		pauses []Pause
		want   desk.Day
	}{
		{"none", 5, WorkingDays, nil, "2026-11-30"},
		{"two working days", 5, WorkingDays, []Pause{{From: "2026-11-24", Until: "2026-11-25"}}, "2026-12-02"},
		{"a weekend costs nothing", 5, WorkingDays, []Pause{{From: "2026-11-28", Until: "2026-11-29"}}, "2026-11-30"},
		{"the last day", 5, WorkingDays, []Pause{{From: "2026-11-30", Until: "2026-11-30"}}, "2026-12-01"},
		{"two pauses that overlap", 5, WorkingDays, []Pause{{From: "2026-11-24", Until: "2026-11-25"}, {From: "2026-11-25", Until: "2026-11-26"}}, "2026-12-03"},
		{"after the end", 5, WorkingDays, []Pause{{From: "2026-12-01"}}, "2026-11-30"},
		{"natural days", 7, NaturalDays, []Pause{{From: "2026-11-24", Until: "2026-11-26"}}, "2026-12-03"},
		{"natural days, rolled into a pause", 5, NaturalDays, []Pause{{From: "2026-11-30", Until: "2026-12-01"}}, "2026-12-02"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, _, err := c.Due("2026-11-23", tt.n, tt.unit, tt.pauses...)
			if err != nil || got != tt.want {
				t.Errorf("due %q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

func TestExplanationHasEveryDayOutOfTheOrdinary(t *testing.T) {
	_, e, err := builtIn(t).Due("2026-02-12", 4, WorkingDays, Pause{From: "2026-02-25", Until: "2026-02-25", Reason: "supplement"})
	if err != nil {
		t.Fatal(err)
	}
	// 13 Friday, 14 Saturday worked, 15 to 23 festival, 24 Tuesday, 25 paused, 26 Thursday.
	if e.Due != "2026-02-26" || len(e.Skipped) != 10 {
		t.Fatalf("due %s with %d days skipped: %v", e.Due, len(e.Skipped), e.Skipped)
	}
	if first := e.Skipped[0]; first != (Skip{"2026-02-15", SkippedHoliday, "春节"}) {
		t.Errorf("first skipped %v", first)
	}
	if last := e.Skipped[9]; last != (Skip{"2026-02-25", SkippedPause, "supplement"}) {
		t.Errorf("last skipped %v", last)
	}
	if len(e.Worked) != 1 || e.Worked[0].Day != "2026-02-14" {
		t.Errorf("worked %v", e.Worked)
	}
	if len(e.Sources) != 1 || e.Sources[0].Version == "" || len(e.Sources[0].Papers) != 1 {
		t.Errorf("sources %v", e.Sources)
	}
}

func TestExplanationNamesBothYears(t *testing.T) {
	_, e, err := builtIn(t).Due("2025-12-30", 4, WorkingDays)
	if err != nil || len(e.Sources) != 2 || e.Sources[0].Year != 2025 || e.Sources[1].Year != 2026 {
		t.Errorf("sources %v, %v", e.Sources, err)
	}
}

// TestDueAndBetweenAgree: the working days between a start and its due date
// are as many as the limit has, and the due date is worked.
func TestDueAndBetweenAgree(t *testing.T) {
	c := builtIn(t)
	rapid.Check(t, func(t *rapid.T) {
		start := desk.Day("2024-01-01").Add(rapid.IntRange(0, 900).Draw(t, "start"))
		n := rapid.IntRange(1, 60).Draw(t, "days")
		due, e, err := c.Due(start, n, WorkingDays)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.Between(start, due); err != nil || got != n {
			t.Fatalf("%d working days to the due date (%v), want %d", got, err, n)
		}
		if works, _ := c.Working(due); !works {
			t.Fatal("due on a rest day")
		}
		days := 0
		for d := start; d < due; d = d.Add(1) {
			days++
		}
		if days != n+len(e.Skipped) {
			t.Fatalf("%d days pass, %d counted and %d skipped", days, n, len(e.Skipped))
		}
	})
}

func TestLimits(t *testing.T) {
	l := Limits{builtIn(t)}
	if due, err := l.Due("2026-09-24", 5, "工作日"); err != nil || due != "2026-10-09" {
		t.Errorf("due %q, %v", due, err)
	}
	if due, err := l.Due("2026-11-23", 0, ""); err != nil || due != "2026-11-23" {
		t.Errorf("instant: due %q, %v", due, err)
	}
	if due, err := l.Due("2026-12-31", 1, "工作日"); due != "" || desk.KindOf(err) != desk.Unavailable {
		t.Errorf("next year: due %q, %v", due, err)
	}
}
