package desk_test

import (
	"testing"
	"time"

	"xiaochuang/desk"
)

// accepted is a case whose limit of five working days runs from 2026-09-18, so
// that it ends on 2026-09-24: the Sunday between is worked.
func accepted(t *testing.T) (*shop, desk.Case) {
	t.Helper()
	s := openAt(t, opened("2026-09-18"))
	c := s.ready(desk.ModeAccept, desk.Promised, s.visit())
	c.PromiseDays, c.PromiseUnit = 5, "工作日"
	c = must(s.intake.Accept(s.ctx(), s.rid(), at(1), c))(t).Case
	if c.Due != "2026-09-24" || c.ClockFrom != "2026-09-18" {
		t.Fatalf("due %s, counted from %s", c.Due, c.ClockFrom)
	}
	return s, c
}

// TestASpecialProcedureStopsTheClock counts a limit without the days of a
// hearing: 09-21 and 09-22 stand still, both of them, so that two more are
// counted, over the autumn festival of 09-25 to 09-27.
func TestASpecialProcedureStopsTheClock(t *testing.T) {
	s, c := accepted(t)
	s.clock.Set(opened("2026-09-21"))
	s.nothingWritten(func() {
		_, err := s.intake.Pause(s.ctx(), s.rid(), at(1), c.ID, " ")
		wantProblem(t, err, desk.Invalid, "pause.words")
		_, err = s.intake.GoOn(s.ctx(), s.rid(), at(1), c.ID)
		wantProblem(t, err, desk.Blocked, "pause.none")
	})
	c = must(s.intake.Pause(s.ctx(), s.rid(), at(1), c.ID, "听证"))(t)
	if p, still := c.Paused(); !still || p.From != "2026-09-21" || p.Why != desk.PauseSpecial || c.State != desk.CaseAccepted {
		t.Fatalf("pause %+v, %v, state %s", p, still, c.State)
	}
	s.nothingWritten(func() {
		_, err := s.intake.Pause(s.ctx(), s.rid(), at(1), c.ID, "鉴定")
		wantProblem(t, err, desk.Blocked, "pause.already")
	})
	s.clock.Set(opened("2026-09-22"))
	c = must(s.intake.GoOn(s.ctx(), s.rid(), at(1), c.ID))(t)
	if c.Due != "2026-09-29" || c.Pauses[0].Until != "2026-09-22" {
		t.Errorf("due %s, pauses %+v", c.Due, c.Pauses)
	}
	h := must(s.db.History(s.ctx(), "case:"+c.ID))(t)
	if n := len(h); h[n-2].Line.Kind != desk.ActCasePaused || h[n-1].Line.Kind != desk.ActCaseGoesOn {
		t.Errorf("the last lines are %s and %s", h[n-2].Line.Kind, h[n-1].Line.Kind)
	}
}

// TestSupplementsStopTheClock has the street ask for more after the case was
// accepted: it keeps the day of its acceptance, and the wait is not counted.
func TestSupplementsStopTheClock(t *testing.T) {
	s, c := accepted(t)
	first := *c.Accepted
	s.clock.Set(opened("2026-09-21"))
	decided := c
	if !decided.Decide(desk.StreetDecision{Case: c.ID, No: c.No, Decision: desk.DecideSupplement, Words: "补一份", Ver: 1, At: desk.LineTime(s.clock.Now())}) {
		t.Fatal("the street may not ask for more")
	}
	if len(c.Pauses) != 0 {
		t.Error("the case as it was has got a pause")
	}
	if p, still := decided.Paused(); !still || p.Why != desk.PauseSupplement || p.From != "2026-09-21" {
		t.Fatalf("pause %+v, %v", p, still)
	}
	must(s.db.Write(s.ctx(), s.rid(), desk.Duty{}, func(desk.Tx) (desk.Act, error) {
		return desk.Act{Kind: desk.ActCaseDecided, Obj: "case:" + c.ID, Cases: []desk.Case{decided}}, nil
	}))(t)
	s.nothingWritten(func() {
		_, err := s.intake.GoOn(s.ctx(), s.rid(), at(1), c.ID)
		wantProblem(t, err, desk.Blocked, "pause.supplement")
	})
	s.clock.Set(opened("2026-09-23"))
	dr := must(s.intake.Continue(s.ctx(), at(1), c.ID, desk.Ticket{}))(t)
	for i := range dr.Case.Materials {
		dr.Case.Materials[i].State = desk.MaterialComplete
	}
	again := must(s.intake.Accept(s.ctx(), s.rid(), at(1), dr.Case))(t).Case
	if !again.Accepted.Equal(first) || again.Due != "2026-09-30" || again.Completed != "2026-09-23" {
		t.Errorf("accepted %v, was %v; due %s, completed %s", again.Accepted, first, again.Due, again.Completed)
	}
}

// TestOnlyARunningClockStops refuses a pause where no limit runs here.
func TestOnlyARunningClockStops(t *testing.T) {
	s := open(t)
	for _, c := range []desk.Case{s.end(desk.ModeCollect, ""), s.end(desk.ModeAccept, desk.Instant)} {
		s.nothingWritten(func() {
			_, err := s.intake.Pause(s.ctx(), s.rid(), at(1), c.ID, "听证")
			wantProblem(t, err, desk.Blocked, "pause.clock")
		})
	}
	if (&desk.Case{Accepted: new(time.Time), Due: "2026-11-30", State: desk.CaseDone}).ClockRuns() {
		t.Error("the clock of an ended case runs")
	}
}
