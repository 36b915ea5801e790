package calendar

import (
	"testing"
	"time"

	"xiaochuang/desk"
)

func onBoard(id string, from desk.Day, n int, due desk.Day) desk.Case {
	at := from.Start().Add(9 * time.Hour)
	return desk.Case{
		ID: id, No: id, State: desk.CaseAccepted, Mode: desk.ModeAccept, Accepted: &at, Received: &at, ClockFrom: from,
		PromiseDays: n, PromiseUnit: string(WorkingDays), Due: due,
	}
}

// TestBoard lays out what is due on 2026-09-24, the day before a festival.
func TestBoard(t *testing.T) {
	c := builtIn(t)
	const today = desk.Day("2026-09-24")
	over := onBoard("over", "2026-09-14", 5, "2026-09-20")
	paused := onBoard("paused", "2026-09-18", 5, "2026-09-24")
	paused.Pauses = []desk.Pause{{From: "2026-09-21", Why: desk.PauseSpecial}}
	unknown := onBoard("unknown", "2026-09-24", 90, "")
	unknown.DueUnknown = true
	waits := desk.Case{ID: "waits", No: "waits", State: desk.CaseSupplement, Received: over.Received}
	follows := onBoard("follows", "2026-09-23", 20, "2026-10-28")
	follows.Materials = []desk.Material{{Name: "户口簿", State: desk.MaterialFollows, Due: "2026-09-29"}}
	moved := onBoard("moved", "2026-09-23", 5, "2026-09-30") // as it was printed; the tables say another day
	ended := onBoard("ended", "2026-09-14", 5, "2026-09-20")
	ended.State = desk.CaseDone
	open := []desk.Inquiry{
		{ID: "q1", State: desk.InquiryOpen, Day: "2026-09-23", Owner: "u01"},
		{ID: "q2", State: desk.InquiryOpen, Day: today, Due: "2026-10-20"},
		{ID: "q3", State: desk.InquiryClosed, Day: today},
	}
	got := c.Board([]desk.Case{follows, ended, paused, waits, unknown, over, moved}, open, today)
	want := []struct {
		matter Matter
		id     string
		light  Light
		due    desk.Day
		left   int
	}{
		{DueCase, "over", Red, "2026-09-20", -4},
		{DueQuestion, "q1", Red, "2026-09-24", 0},
		{DueFollow, "follows", Amber, "2026-09-29", 2},
		{DueCase, "unknown", Unknown, "", 0},
		{DueCase, "moved", Green, "2026-10-08", 4},
		{DueQuestion, "q2", Green, "2026-10-20", 13},
		{DueCase, "follows", Green, "2026-10-28", 19},
		{DueSupply, "waits", Waiting, "", 0},
		{DueCase, "paused", Paused, "", 0},
	}
	if len(got) != len(want) {
		t.Fatalf("%d entries, want %d: %+v", len(got), len(want), got)
	}
	for i, w := range want {
		g := got[i]
		if g.Matter != w.matter || g.ID != w.id || g.Light != w.light || g.Due != w.due || g.Left != w.left {
			t.Errorf("entry %d is %s %s %s, due %s, %d left; want %+v", i, g.Matter, g.ID, g.Light, g.Due, g.Left, w)
		}
	}
	if m := got[4]; m.Printed != "2026-09-30" || len(m.Why.Sources) == 0 || m.Why.Days != 5 {
		t.Errorf("the day that was printed is not told: %+v", m)
	}
}

// TestBoardAgreesWithTheLimit holds that a case is due on the board on the day
// that it was given when it was accepted, for every vector of a limit.
func TestBoardAgreesWithTheLimit(t *testing.T) {
	c := builtIn(t)
	for _, v := range []struct {
		from desk.Day
		n    int
		due  desk.Day
	}{
		{"2026-09-24", 5, "2026-10-09"},
		{"2026-09-18", 1, "2026-09-20"},
		{"2026-02-13", 3, "2026-02-25"},
		{"2026-09-30", 5, "2026-10-13"},
		{"2026-04-30", 20, "2026-06-01"},
		{"2025-09-26", 7, "2025-10-13"},
		{"2024-02-09", 10, "2024-02-29"},
	} {
		k := onBoard("x", v.from, v.n, v.due)
		e, ok := c.Case(&k, v.from)
		if !ok || e.Due != v.due || e.Printed != "" || e.Left != v.n {
			t.Errorf("%s + %d: due %s, printed %s, %d left; want %s", v.from, v.n, e.Due, e.Printed, e.Left, v.due)
		}
	}
}
