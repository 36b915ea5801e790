package desk_test

import (
	"testing"
	"time"

	"xiaochuang/desk"
)

// opened is nine in the morning of a day in Beijing.
func opened(day desk.Day) time.Time { return day.Start().Add(9 * time.Hour) }

// TestAcceptanceSetsTheDueDay takes cases in on days round the holidays of the
// State Council's notices for 2024 to 2026.
func TestAcceptanceSetsTheDueDay(t *testing.T) {
	const workdays, days = "工作日", "自然日"
	for _, tt := range []struct {
		name string
		day  desk.Day
		n    int
		unit string
		due  desk.Day
	}{
		{"over two holidays of one week each", "2026-09-24", 5, workdays, "2026-10-09"},
		{"onto a Sunday that is worked", "2026-09-18", 1, workdays, "2026-09-20"},
		{"over the Spring Festival", "2026-02-13", 3, workdays, "2026-02-25"},
		{"over the National Day and a Saturday worked", "2026-09-30", 5, workdays, "2026-10-13"},
		{"over the May holiday", "2026-04-30", 20, workdays, "2026-06-01"},
		{"from a Friday before a Sunday worked", "2025-09-26", 7, workdays, "2025-10-13"},
		{"from the eve of 2024, which was worked", "2024-02-09", 10, workdays, "2024-02-29"},
		{"natural days that end on a holiday", "2026-09-20", 7, days, "2026-09-28"},
		{"natural days that end on a working day", "2026-03-02", 7, days, "2026-03-09"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := openAt(t, opened(tt.day))
			c := s.ready(desk.ModeAccept, desk.Promised, s.visit())
			c.PromiseDays, c.PromiseUnit = tt.n, tt.unit
			taken := must(s.intake.Accept(s.ctx(), s.rid(), at(1), c))(t)
			if taken.Case.Due != tt.due || taken.Case.DueUnknown || taken.Papers[0].Content.Due != tt.due {
				t.Errorf("%s + %d is %s, on paper %s, want %s", tt.day, tt.n, taken.Case.Due, taken.Papers[0].Content.Due, tt.due)
			}
		})
	}
}

func TestAnInstantMatterIsDueTheSameDay(t *testing.T) {
	for _, day := range []desk.Day{"2026-11-23", "2026-11-22"} { // a Monday and a Sunday
		s := openAt(t, opened(day))
		taken := must(s.intake.Accept(s.ctx(), s.rid(), at(1), s.ready(desk.ModeAccept, desk.Instant, s.visit())))(t)
		if taken.Case.Due != day || taken.Case.Accepted == nil {
			t.Errorf("taken in on %s, due %s", day, taken.Case.Due)
		}
	}
}

// TestAYearWithoutATableIsNotGuessed accepts late in the last year that has a
// table, and in a year that has none.
func TestAYearWithoutATableIsNotGuessed(t *testing.T) {
	for _, day := range []desk.Day{"2026-12-30", "2027-03-01"} {
		s := openAt(t, opened(day))
		c := s.ready(desk.ModeAccept, desk.Promised, s.visit())
		c.PromiseDays, c.PromiseUnit = 10, "工作日"
		taken := must(s.intake.Accept(s.ctx(), s.rid(), at(1), c))(t)
		stored := must(s.db.Case(s.ctx(), taken.Case.ID))(t)
		if stored.State != desk.CaseAccepted || stored.Accepted == nil || stored.Due != "" || !stored.DueUnknown {
			t.Errorf("taken in on %s: %s, due %q, unknown %v", day, stored.State, stored.Due, stored.DueUnknown)
		}
		if taken.Papers[0].Content.Due != "" {
			t.Errorf("the paper of %s says %s", day, taken.Papers[0].Content.Due)
		}
	}
}

func TestALimitThatIsNoneSetsNoDueDay(t *testing.T) {
	s := open(t)
	c := s.ready(desk.ModeAccept, desk.Promised, s.visit())
	c.PromiseDays = 0
	taken := must(s.intake.Accept(s.ctx(), s.rid(), at(1), c))(t)
	if taken.Case.Due != "" || taken.Case.DueUnknown {
		t.Errorf("due %q, unknown %v", taken.Case.Due, taken.Case.DueUnknown)
	}
	c = s.ready(desk.ModeAccept, desk.Promised, desk.Ticket{})
	c.PromiseUnit = "fortnights"
	s.nothingWritten(func() {
		if _, err := s.intake.Accept(s.ctx(), s.rid(), at(1), c); desk.KindOf(err) != desk.Invalid {
			t.Errorf("an unknown unit: %v", err)
		}
	})
}
