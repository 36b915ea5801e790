package desk_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// noticed is a case that waits for supplements: of its materials one lacks, one
// is unfit and the third was not looked at.
func (s *shop) noticed(m desk.Mode) desk.Taken {
	s.t.Helper()
	c := s.ready(m, "", s.visit())
	for i := range c.Materials {
		c.Materials[i].Required = true
	}
	c.Materials[0].State, c.Materials[0].Reason = desk.MaterialMissing, "派出所开具"
	c.Materials[1].State, c.Materials[1].Reason = desk.MaterialUnfit, "照片不清"
	c.Materials[2].State = desk.MaterialUnchecked
	taken := must(s.intake.Notice(s.ctx(), s.rid(), at(1), c))(s.t)
	s.finish(1, c.Ticket)
	return taken
}

func TestANoticeTellsEverythingAtOnce(t *testing.T) {
	for _, mode := range []desk.Mode{desk.ModeAccept, desk.ModeCollect} {
		s := open(t)
		taken := s.noticed(mode)
		c, p := taken.Case, taken.Papers[0]
		if c.State != desk.CaseSupplement || c.Notices != 1 || c.No == "" || c.Accepted != nil || c.Due != "" {
			t.Errorf("mode %s: case is %+v", mode, c)
		}
		if p.Kind != desk.PaperSupplement || !p.Content.Supplement || p.Content.CaseNo != c.No || p.Case != c.ID || p.Content.QR != p.No {
			t.Errorf("mode %s: paper is %+v", mode, p)
		}
		var lacking []string
		for _, m := range p.Content.Materials {
			if (desk.Material{State: m.State, Required: m.Required}).Lacking() {
				lacking = append(lacking, string(m.State)+":"+m.Name)
			}
		}
		var want []string
		for _, m := range c.Materials[:3] {
			want = append(want, string(m.State)+":"+m.Name)
		}
		if !slices.Equal(lacking, want) {
			t.Errorf("mode %s: the notice lists %q, want %q", mode, lacking, want)
		}
		if m := p.Content.Materials; m[0].Remedy != "派出所开具" || m[1].Remedy != "照片不清" {
			t.Errorf("mode %s: remedies %q and %q", mode, m[0].Remedy, m[1].Remedy)
		}
	}
}

func TestACompleteIntakeGetsNoNotice(t *testing.T) {
	s := open(t)
	c := s.ready(desk.ModeAccept, "", s.visit())
	s.nothingWritten(func() {
		_, err := s.intake.Notice(s.ctx(), s.rid(), at(1), c)
		wantProblem(t, err, desk.Blocked, "notice.complete")
	})
}

// TestTheSameCaseGoesOnWhenTheVisitorComesBack follows two cases to their ends
// over two days, found again by the slip.
func TestTheSameCaseGoesOnWhenTheVisitorComesBack(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		mode  desk.Mode
		end   ending
		state desk.CaseState
	}{
		{desk.ModeAccept, endings[0], desk.CaseAccepted},
		{desk.ModeAccept, endings[2], desk.CaseRefused},
		{desk.ModeCollect, endings[1], desk.CaseSupplied},
	} {
		s := open(t)
		first := s.noticed(tt.mode)
		s.clock.Set(opened("2026-11-24"))
		found := must(s.db.FindCases(s.ctx(), desk.Tail(first.Papers[0].No), 5))(t)
		if len(found) != 1 || found[0].ID != first.Case.ID {
			t.Fatalf("found by the slip: %d cases", len(found))
		}
		s.take(desk.TakeOrder{Returns: found[0].No})
		v := s.serve(1)
		dr := must(s.intake.Continue(s.ctx(), at(1), found[0].ID, v))(t)
		if v.Returns != first.Case.No || dr.Case.No != first.Case.No || dr.Case.Ticket != v.ID || dr.Case.Private.Applicant != citizen() {
			t.Errorf("draft of the second visit: %+v", dr)
		}
		complete(&dr.Case)
		taken, err := tt.end.do(s.intake, s.ctx(), s.rid(), at(1), dr.Case)
		if err != nil {
			t.Fatalf("%s of a case of mode %s: %v", tt.end.name, tt.mode, err)
		}
		c := taken.Case
		if c.ID != first.Case.ID || c.No != first.Case.No || c.State != tt.state || c.Rev != 2 || c.Notices != 1 ||
			!c.Received.Equal(*first.Case.Received) || c.Ticket != v.ID {
			t.Errorf("%s after supplements: %+v", tt.end.name, c)
		}
		if tt.state == desk.CaseAccepted && (desk.DayOf(*c.Accepted, 0) != "2026-11-24" || c.Completed != "2026-11-24" || c.Due < "2026-11-24") {
			t.Errorf("the clock starts on %v, complete %s, due %s: want the day of the last material", c.Accepted, c.Completed, c.Due)
		}
		if tt.mode == desk.ModeCollect && (c.Accepted != nil || c.Due != "") {
			t.Errorf("the clock runs at the desk: %+v", c)
		}
		h := must(s.db.History(s.ctx(), "case:"+c.ID))(t)
		if last := h[len(h)-1].Line; last.Base != "rev:1" {
			t.Errorf("decided on %q", last.Base)
		}
		s.sound()
	}
}

func TestAVisitorWhoStillLacksSomethingIsToldAgain(t *testing.T) {
	for _, mode := range []desk.Mode{desk.ModeAccept, desk.ModeCollect} {
		s := open(t)
		first := s.noticed(mode)
		dr := must(s.intake.Continue(s.ctx(), at(1), first.Case.ID, s.visit()))(t)
		complete(&dr.Case)
		dr.Case.Materials[1].State = desk.MaterialUnfit
		second := must(s.intake.Notice(s.ctx(), s.rid(), at(1), dr.Case))(t)
		if c := second.Case; c.Notices != 2 || c.State != desk.CaseSupplement || c.No != first.Case.No ||
			c.Materials[0].State != desk.MaterialComplete || second.Papers[0].No == first.Papers[0].No {
			t.Errorf("mode %s: second notice %+v", mode, c)
		}
	}
}

func TestAReceivedCaseMayTurnOutToLackSomething(t *testing.T) {
	s := open(t)
	taken := must(s.intake.Receive(s.ctx(), s.rid(), at(1), s.ready(desk.ModeCollect, "", s.visit())))(t)
	taken.Case.Materials[0].State = desk.MaterialUnfit
	c := must(s.intake.Notice(s.ctx(), s.rid(), at(1), taken.Case))(t).Case
	if c.State != desk.CaseSupplement || c.Notices != 1 || c.No != taken.Case.No {
		t.Errorf("case is %+v", c)
	}
}

func TestOnlyACaseThatWaitsIsGoneOnWith(t *testing.T) {
	s := open(t)
	_, err := s.intake.Continue(s.ctx(), at(1), "none", desk.Ticket{})
	wantProblem(t, err, desk.NotFound, "case")
	taken := must(s.intake.Receive(s.ctx(), s.rid(), at(1), s.ready(desk.ModeCollect, "", s.visit())))(t)
	_, err = s.intake.Continue(s.ctx(), at(1), taken.Case.ID, desk.Ticket{})
	wantProblem(t, err, desk.Blocked, "case.state")
	if list := must(s.db.Drafts(s.ctx()))(t); len(list) != 0 {
		t.Errorf("drafts were left: %+v", list)
	}
}

// TestABegunDraftIsGoneOnWithInTheNewVisit leaves a draft and takes it up in
// another visit.
func TestABegunDraftIsGoneOnWithInTheNewVisit(t *testing.T) {
	s := open(t)
	old := s.visit()
	c := s.ready(desk.ModeAccept, "", old)
	s.finish(1, old.ID)
	v := s.visit()
	dr := must(s.intake.Continue(s.ctx(), at(1), c.ID, v))(t)
	if dr.Case.Ticket != v.ID || dr.Case.Private.Applicant != citizen() {
		t.Errorf("draft is of the visit %s: %+v", dr.Case.Ticket, dr.Case.Private)
	}
	dr = must(s.intake.Continue(s.ctx(), at(1), c.ID, desk.Ticket{}))(t)
	if dr.Case.Ticket != v.ID {
		t.Error("without a visit in hand the draft lost its visit")
	}
	if stored := must(s.db.Draft(s.ctx(), c.ID))(t); stored.Case.Ticket != v.ID {
		t.Errorf("stored draft is of the visit %s", stored.Case.Ticket)
	}
}

// TestADraftSurvivesThatTheCaseMovedOn files a rating to a case while the
// supplements are being entered.
func TestADraftSurvivesThatTheCaseMovedOn(t *testing.T) {
	s := open(t)
	first := s.noticed(desk.ModeCollect)
	v := s.visit()
	dr := must(s.intake.Continue(s.ctx(), at(1), first.Case.ID, v))(t)
	complete(&dr.Case)
	dr.Case.Private.Applicant.Phone = neighbour().Phone
	if err := s.intake.Save(s.ctx(), dr); err != nil {
		t.Fatal(err)
	}
	visit := must(s.db.Ticket(s.ctx(), first.Case.Ticket))(t)
	must(s.ratings(&pad{answer: desk.PadAnswer{Level: desk.Satisfied}}).Ask(s.ctx(), s.rid(), at(1), visit))(t)
	_, err := s.intake.Receive(s.ctx(), s.rid(), at(1), dr.Case)
	wantProblem(t, err, desk.Conflict, "case.changed")

	dr = must(s.intake.Continue(s.ctx(), at(1), first.Case.ID, v))(t)
	if dr.Case.Rated != desk.Satisfied || dr.Case.Private.Applicant.Phone != neighbour().Phone || dr.Case.Ticket != v.ID {
		t.Errorf("draft taken up again: %+v", dr.Case)
	}
	taken := must(s.intake.Receive(s.ctx(), s.rid(), at(1), dr.Case))(t)
	if taken.Case.State != desk.CaseSupplied || taken.Case.Rated != desk.Satisfied {
		t.Errorf("case is %+v", taken.Case)
	}
}

// A torn ledger cannot read one of its drafts.
type torn struct{ desk.Ledger }

func (torn) Draft(context.Context, string) (desk.Draft, error) {
	return desk.Draft{}, &desk.Problem{Kind: desk.Broken, What: "draft", Cause: errors.New("seal")}
}

func TestADraftThatCannotBeReadIsNotOverwritten(t *testing.T) {
	s := open(t)
	first := s.noticed(desk.ModeCollect)
	dr := must(s.intake.Continue(s.ctx(), at(1), first.Case.ID, desk.Ticket{}))(t)
	dr.Field = "phone"
	if err := s.intake.Save(s.ctx(), dr); err != nil {
		t.Fatal(err)
	}
	_, in, _, _ := cases(t, torn{s.db}, s.station)
	_, err := in.Continue(s.ctx(), at(1), first.Case.ID, desk.Ticket{})
	wantProblem(t, err, desk.Broken, "draft")
	if kept := must(s.db.Draft(s.ctx(), first.Case.ID))(t); kept.Field != "phone" {
		t.Errorf("the draft is now %+v", kept)
	}
}

func TestWhereADraftWasLeftIsKept(t *testing.T) {
	s := open(t)
	c := s.ready(desk.ModeAccept, "", desk.Ticket{})
	left := desk.Draft{Case: c, Field: "phone", Page: 2, Window: 1, Saved: storetest.Morning}
	if err := s.intake.Save(s.ctx(), left); err != nil {
		t.Fatal(err)
	}
	dr := must(s.intake.Continue(s.ctx(), at(2), c.ID, desk.Ticket{}))(t)
	if dr.Field != "phone" || dr.Page != 2 || dr.Window != 2 || !dr.Saved.After(left.Saved.Add(-time.Second)) {
		t.Errorf("taken up at %s, page %d, window %d", dr.Field, dr.Page, dr.Window)
	}
}
