package desk_test

import (
	"slices"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// TestWhatWasVisibleAndIsToldLateNeedsAReason gives a second notice: what was
// told before and what is new on the checklist asks for nothing, what the first
// notice could have named asks why, is kept with the case and counted.
func TestWhatWasVisibleAndIsToldLateNeedsAReason(t *testing.T) {
	s := open(t)
	first := s.noticed(desk.ModeCollect)
	dr := must(s.intake.Continue(s.ctx(), at(2), first.Case.ID, s.visit()))(t)
	c := dr.Case
	c.Materials[0].State = desk.MaterialUnfit // named before
	if late := c.LateDefects(); len(late) != 0 {
		t.Fatalf("what was told counts as late: %+v", late)
	}
	c.Materials[3].State = desk.MaterialMissing // complete in the eyes of the first clerk
	s.nothingWritten(func() {
		_, err := s.intake.Notice(s.ctx(), s.rid(), at(2), c)
		wantProblem(t, err, desk.Blocked, "notice.late")
		_, err = s.intake.NoticeLate(s.ctx(), s.rid(), at(2), c, "no reason of ours")
		wantProblem(t, err, desk.Blocked, "notice.late")
	})
	second := must(s.intake.NoticeLate(s.ctx(), s.rid(), at(2), c, desk.LateOverlooked))(t)
	want := []desk.LateDefect{{
		Key: c.Materials[3].Key, Why: desk.LateOverlooked, First: "u01", Staff: "u02", Day: storetest.Today,
	}}
	if got := s.caseOf(c.ID); !slices.Equal(got.Late, want) || got.Notices != 2 || got.Told.Staff != "u02" {
		t.Errorf("kept with the case: %+v, told %+v", got.Late, got.Told)
	}
	third := must(s.intake.Continue(s.ctx(), at(1), c.ID, desk.Ticket{}))(t)
	if late := third.Case.LateDefects(); len(late) != 0 {
		t.Errorf("told twice and late again: %+v", late)
	}
	counts := desk.CountLate([]desk.Case{second.Case, second.Case}, "", "")
	if len(counts) != 1 || counts[0] != (desk.LateCount{First: "u01", Item: c.Item, Key: c.Materials[3].Key, Why: desk.LateOverlooked, Times: 2}) {
		t.Errorf("counted %+v", counts)
	}
	if counts := desk.CountLate([]desk.Case{second.Case}, storetest.Today.Add(1), ""); len(counts) != 0 {
		t.Errorf("counted on another day: %+v", counts)
	}
	s.sound()
}
