package tui_test

import (
	"testing"

	"xiaochuang/desk"
)

// TestACaseIsNotHandedToAStranger holds that 办件 asks whoever has come as 交接
// does: a result goes with the originals to a person who may have it.
func TestACaseIsNotHandedToAStranger(t *testing.T) {
	r := onDuty(t)
	bag := r.keepOriginals("110101001001", citizens[3])
	c := must(r.db.Case(t.Context(), bag.Case))(t)
	_, err := r.db.Write(t.Context(), r.rid(), desk.Duty{}, func(desk.Tx) (desk.Act, error) {
		c.State = desk.CaseHanded // without its bag, which is on the shelf
		c.Rev++
		return desk.Act{Kind: desk.ActCaseHanded, Obj: "case:" + c.ID, Cases: []desk.Case{c}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	r.decide(must(r.db.Case(t.Context(), c.ID))(t), desk.DecideDone, "已办结")
	r.press("f3", "enter")
	r.press("3")
	r.look("cases-deliver")
	r.press("1")
	r.typed(citizens[0].Number)
	r.press("enter")
	r.shows("看过委托书")
	r.press("2") // none
	if now := must(r.db.Case(t.Context(), c.ID))(t); now.State != desk.CaseDone {
		t.Fatalf("the result went to a stranger: %s", now.State)
	}
	r.press("3", "1")
	r.read(citizens[3].Number) // a scanned document answers the question
	r.shows("已交给本人", "原件 1 袋一并归还", "已送达")
	if b := must(r.db.Bag(t.Context(), bag.Code))(t); b.State != desk.BagReturned || b.To != desk.CollectedSelf {
		t.Errorf("the bag is %+v", b)
	}
}

// TestOriginalsWithoutAResult gives the originals of a withdrawn case back.
func TestOriginalsWithoutAResult(t *testing.T) {
	r := onDuty(t)
	bag := r.keepOriginals("110101001001", citizens[3])
	must(r.intake.Withdraw(t.Context(), r.rid(), r.duty(2), bag.Case, "不办了"))(t)
	r.press("f3")
	r.typed(desk.Tail(bag.CaseNo))
	r.press("enter", "enter")
	r.command("还原件")
	r.typed(citizens[3].Number)
	r.press("enter")
	r.shows("原件 1 袋已还")
	if b := must(r.db.Bag(t.Context(), bag.Code))(t); b.State != desk.BagReturned {
		t.Errorf("the bag is %s", b.State)
	}
	r.command("还原件")
	r.typed(citizens[3].Number)
	r.press("enter")
	r.shows("没有在架的原件袋")
}
