package desk_test

import (
	"fmt"
	"slices"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// end takes a case in that needs nothing more.
func (s *shop) end(m desk.Mode, p desk.ProjectType) desk.Case {
	s.t.Helper()
	f := (*desk.Intake).Accept
	if m == desk.ModeCollect {
		f = (*desk.Intake).Receive
	}
	return must(f(s.intake, s.ctx(), s.rid(), at(1), s.ready(m, p, desk.Ticket{})))(s.t).Case
}

func (s *shop) caseOf(id string) desk.Case {
	s.t.Helper()
	return must(s.db.Case(s.ctx(), id))(s.t)
}

func TestAnInstantMatterIsFinishedAndDelivered(t *testing.T) {
	s := open(t)
	c := s.end(desk.ModeAccept, desk.Instant)
	done := must(s.intake.Finish(s.ctx(), s.rid(), at(1), c.ID, "当场办结"))(t)
	if done.State != desk.CaseDone || done.Words != "当场办结" || done.Finished == nil || done.Rev != 2 {
		t.Errorf("finished: %+v", done)
	}
	must(s.intake.Deliver(s.ctx(), s.rid(), at(2), c.ID, desk.HandOut{Who: desk.Collector{Number: citizen().Number}}))(t)
	if got := s.caseOf(c.ID); got.State != desk.CaseDelivered || got.Private.Applicant != citizen() {
		t.Errorf("delivered: %+v", got)
	}
	want := []desk.ActKind{desk.ActCaseAccepted, desk.ActCaseFinished, desk.ActCaseDelivered}
	if got := s.lines(); !slices.Equal(got, want) {
		t.Errorf("lines %v, want %v", got, want)
	}
	s.sound()
}

func TestAWithdrawalGivesItsReasonAndDropsTheDraft(t *testing.T) {
	s := open(t)
	taken := s.noticed(desk.ModeCollect)
	must(s.intake.Continue(s.ctx(), at(1), taken.Case.ID, desk.Ticket{}))(t)
	for _, reason := range []string{"", "\t "} {
		s.nothingWritten(func() {
			_, err := s.intake.Withdraw(s.ctx(), s.rid(), at(1), taken.Case.ID, reason)
			wantProblem(t, err, desk.Invalid, "withdraw.reason")
		})
	}
	c := must(s.intake.Withdraw(s.ctx(), s.rid(), at(1), taken.Case.ID, "不办了"))(t)
	if c.State != desk.CaseWithdrawn || c.Words != "不办了" || c.Finished == nil {
		t.Errorf("withdrawn: %+v", c)
	}
	if list := must(s.db.Drafts(s.ctx()))(t); len(list) != 0 {
		t.Error("a draft was left that can never end")
	}
}

// TestCaseworkKeepsToTheMachine tries every step on a case of either mode in
// every state.
func TestCaseworkKeepsToTheMachine(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, mode := range []desk.Mode{desk.ModeAccept, desk.ModeCollect} {
		for i, from := range caseStates {
			c := storetest.NewCase(fmt.Sprint("c", mode, i), citizen())
			c.Mode = mode
			for name, step := range map[desk.CaseState]func(string) (desk.Case, error){
				desk.CaseDone:      func(id string) (desk.Case, error) { return s.intake.Finish(s.ctx(), s.rid(), at(1), id, "") },
				desk.CaseDelivered: s.deliver,
				desk.CaseWithdrawn: func(id string) (desk.Case, error) { return s.intake.Withdraw(s.ctx(), s.rid(), at(1), id, "why") },
			} {
				s.stand(c, from)
				before := s.caseOf(c.ID)
				legal := desk.MayGo(mode, from, name) && (name != desk.CaseDone || from == desk.CaseAccepted)
				got, err := step(c.ID)
				switch {
				case legal && (err != nil || got.State != name || s.caseOf(c.ID).State != name):
					t.Errorf("%s from %s of mode %s: %v, case is %s", name, from, mode, err, got.State)
				case !legal:
					wantProblem(t, err, desk.Blocked, "case.state")
					if now := s.caseOf(c.ID); now.State != from || now.Rev != before.Rev {
						t.Errorf("%s from %s of mode %s was refused and changed the case to %s", name, from, mode, now.State)
					}
				}
			}
		}
	}
	for _, f := range []func() (desk.Case, error){
		func() (desk.Case, error) { return s.intake.Finish(s.ctx(), s.rid(), at(1), "none", "") },
		func() (desk.Case, error) { return s.deliver("none") },
		func() (desk.Case, error) { return s.intake.Withdraw(s.ctx(), s.rid(), at(1), "none", "why") },
	} {
		_, err := f()
		wantProblem(t, err, desk.NotFound, "case")
	}
}

// deliver hands the result of a case to its applicant.
func (s *shop) deliver(id string) (desk.Case, error) {
	t, err := s.intake.Deliver(s.ctx(), s.rid(), at(1), id, desk.HandOut{Who: desk.Collector{Number: citizen().Number}})
	return t.Case, err
}

// stand writes a case as it stands in a state.
func (s *shop) stand(c desk.Case, state desk.CaseState) {
	s.t.Helper()
	_, err := s.db.Write(s.ctx(), s.rid(), at(1), func(tx desk.Tx) (desk.Act, error) {
		if old, err := tx.Case(s.ctx(), c.ID); err == nil {
			c.Rev, c.No = old.Rev, old.No
		} else {
			n, err := tx.NextNumber(desk.CaseNumber)
			if err != nil {
				return desk.Act{}, err
			}
			c.No = tx.Serial().Number(desk.CaseNumber, tx.Stamp().Day, n)
		}
		c.State = state
		c.Rev++
		return desk.Act{Kind: desk.ActCaseDecided, Obj: "case:" + c.ID, Cases: []desk.Case{c}}, nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func TestHandingOverTakesWhatIsTheStreets(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.nothingWritten(func() {
		_, err := s.intake.HandOver(s.ctx(), s.rid(), at(1))
		wantProblem(t, err, desk.NotFound, "handover")
	})
	instant := s.end(desk.ModeAccept, desk.Instant)
	promised := s.end(desk.ModeAccept, desk.Promised)
	kept := s.ready(desk.ModeCollect, "", desk.Ticket{})
	kept.Materials[0].Kept, kept.Materials[1].Kept = 1, 2
	received := must(s.intake.Receive(s.ctx(), s.rid(), at(1), kept))(t).Case
	waiting := s.noticed(desk.ModeCollect).Case
	refused := must(s.intake.Refuse(s.ctx(), s.rid(), at(1), s.ready(desk.ModeAccept, "", desk.Ticket{}), "why"))(t).Case

	p := s.handOver("once")
	var sheet []string
	for _, row := range p.Content.Cases {
		sheet = append(sheet, row.No)
	}
	if want := []string{promised.No, received.No}; p.Kind != desk.PaperHandover || !slices.Equal(sheet, want) {
		t.Errorf("sheet %s lists %v, want %v, oldest first", p.No, sheet, want)
	}
	if row := p.Content.Cases[1]; row.Originals != 3 || row.Applicant != citizen().Name || row.Item != received.Title || row.Community != "示例社区" {
		t.Errorf("row is %+v", row)
	}
	for _, c := range []desk.Case{promised, received} {
		if now := s.caseOf(c.ID); now.State != desk.CaseHanded || now.Handed == nil || now.Sheet != p.No || now.Rev != c.Rev+1 || now.Private.Applicant != citizen() {
			t.Errorf("%s is %+v", c.No, now)
		}
	}
	for _, c := range []desk.Case{instant, waiting, refused} {
		if now := s.caseOf(c.ID); now.State != c.State || now.Handed != nil {
			t.Errorf("%s went from %s to %s", c.No, c.State, now.State)
		}
	}
	if again := s.handOver("once"); again.No != p.No || len(again.Content.Cases) != 2 {
		t.Errorf("a retry made %s", again.No)
	}
	s.nothingWritten(func() {
		_, err := s.intake.HandOver(s.ctx(), s.rid(), at(1))
		wantProblem(t, err, desk.NotFound, "handover")
	})
	s.sound()
}

// TestAWeeksCasesAreHandedOverSheetBySheet hands over more than one line of
// the journal can hold.
func TestAWeeksCasesAreHandedOverSheetBySheet(t *testing.T) {
	t.Parallel()
	s := open(t)
	const all = 120
	ready := s.ready(desk.ModeCollect, "", desk.Ticket{})
	for i := range ready.Materials {
		for range 6 {
			ready.Materials[i].Pages = append(ready.Materials[i].Pages, desk.Page{
				ID: fmt.Sprintf("sm3:%064d", i), MIME: "image/jpeg", Size: 200_000, Width: 1654, Height: 2339, At: storetest.Morning,
			})
		}
	}
	_, err := s.db.Write(s.ctx(), s.rid(), at(1), func(desk.Tx) (desk.Act, error) {
		return desk.Act{Kind: desk.ActRevealed, Obj: "none:0"}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		c := ready
		c.ID = fmt.Sprintf("week-%03d", i)
		s.stand(c, desk.CaseReceived)
	}
	var sheets []string
	seen := map[string]bool{}
	for {
		p, err := s.intake.HandOver(s.ctx(), s.rid(), at(1))
		if desk.KindOf(err) == desk.NotFound {
			break
		}
		if err != nil {
			t.Fatalf("sheet %d: %v", len(sheets)+1, err)
		}
		last := ""
		for _, row := range p.Content.Cases {
			if seen[row.No] || row.No < last {
				t.Fatalf("%s stands on sheet %d after %s", row.No, len(sheets)+1, last)
			}
			seen[row.No], last = true, row.No
		}
		sheets = append(sheets, p.No)
	}
	if len(seen) != all || len(sheets) < 2 {
		t.Errorf("%d of %d cases on %d sheets", len(seen), all, len(sheets))
	}
}
