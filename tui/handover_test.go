package tui_test

import (
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// keepOriginals takes a case of the street in at a community, with originals that stay.
func (r *rig) keepOriginals(comm string, p desk.Person) desk.Bag {
	r.t.Helper()
	ctx := r.t.Context()
	r.clock.Add(minute)
	dr := must(r.intake.Begin(ctx, r.rid(), r.duty(2), onlyChild, desk.Ticket{Comm: comm}))(r.t)
	c := dr.Case
	c.Private.Applicant = p
	it, _ := r.live.Item(onlyChild)
	for _, q := range it.Situations {
		c.Answers[q.Key] = q.Answers[0].Key
	}
	if err := r.intake.Tailor(&c); err != nil {
		r.t.Fatal(err)
	}
	for i := range c.Materials {
		c.Materials[i].State = desk.MaterialComplete
	}
	c.Materials[0].Kept = 3
	must(r.intake.Receive(ctx, r.rid(), r.duty(2), c))(r.t)
	return must(r.db.Bags(ctx, desk.BagFilter{Case: c.ID}))(r.t)[0]
}

func TestHandover(t *testing.T) {
	r := onDuty(t)
	r.command("交接")
	r.at(ui.ScreenHandover)
	r.look("handover-none")
	r.press("esc")
	one := r.keepOriginals("110101001001", citizens[3])
	two := r.keepOriginals("110101001001", citizens[4])
	r.takeIn(onlyChild, citizens[0]) // without originals
	other := r.keepOriginals("110101001002", citizens[2])
	r.command("交接 上午")
	r.at(ui.ScreenHandover)
	r.look("handover-which-community")
	r.press("1")
	r.look("handover-open")
	r.read(other.Code) // it is the other community's
	r.shows("不在这一批")
	r.press("f9")
	r.shows("还有 2 袋没扫")
	r.read(one.Code)
	r.press("enter")
	r.typed("0001")
	r.press("enter") // the same bag, typed
	r.shows("已经扫出，不用再扫")
	r.press("down", "3")
	r.look("handover-why-missing")
	r.typed("架上没有")
	r.press("f9")
	r.look("handover-one-missing")
	r.press("f9")
	r.typed("刘接收")
	r.press("enter")
	r.look("handover-gone")
	r.press("f9", "1")
	r.shows("已记下双方签字")
	if b := must(r.db.Bag(t.Context(), two.Code))(t); b.State != desk.BagMissing {
		t.Errorf("the bag that was not there is %s", b.State)
	}
	open := must(r.db.Inquiries(t.Context(), desk.InquiryFilter{States: []desk.InquiryState{desk.InquiryOpen}}))(t)
	if len(open) != 1 {
		t.Errorf("%d questions are owed, want 1", len(open))
	}
	sheets := must(r.db.Papers(t.Context(), desk.PaperFilter{Kind: desk.PaperHandover}))(t)
	if len(sheets) != 1 || len(sheets[0].Content.Cases) != 2 || sheets[0].Content.Receiver != "刘接收" {
		t.Errorf("sheets are %+v", sheets)
	}
	r.press("esc")
	r.look("handover-list")
	r.command("首问")
	r.look("handover-owed")
}

// TestTheStreetFoundADifference shows what the street noted at 交接核对 to the clerk:
// in the list, in the batch and in 同步.
func TestTheStreetFoundADifference(t *testing.T) {
	r := onDuty(t)
	bag := r.keepOriginals("110101001001", citizens[3])
	r.takeIn(onlyChild, citizens[0])
	r.command("交接 上午")
	r.read(bag.Code)
	r.press("f9", "enter")
	_, err := r.db.Write(t.Context(), r.rid(), desk.Duty{}, func(tx desk.Tx) (desk.Act, error) {
		list, err := tx.Batches(t.Context(), desk.BatchFilter{})
		if err != nil || len(list) != 1 {
			t.Fatalf("%d batches, %v", len(list), err)
		}
		b, at := list[0], desk.LineTime(r.clock.Now())
		ok := b.Compare(desk.StreetCheck{Batch: b.No, Ver: 1, Cases: []desk.CheckedCase{
			{Case: b.Cases[0], Found: true, By: "周示例", At: at},
			{Case: b.Cases[1], Note: "袋里没有身份证复印件", By: "周示例", At: at},
		}})
		if !ok || b.Compare(desk.StreetCheck{Batch: b.No, Ver: 1}) {
			t.Error("a finding is taken once")
		}
		return desk.Act{Kind: desk.ActBatchChecked, Obj: "batch:" + b.No, Batches: []desk.Batch{b}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	r.command("队列")
	r.command("交接")
	r.shows("核对差1")
	r.press("enter")
	r.shows("街道核对差 1 件", "街道没收到：袋里没有身份证复印件")
}

func TestResultsAreCollected(t *testing.T) {
	r := onDuty(t)
	bag := r.keepOriginals("110101001001", citizens[3])
	r.keepOriginals("110101001001", citizens[4])
	r.command("交接 下午")
	r.read(bag.Code)
	r.press("down", "3")
	r.typed("架上没有")
	r.press("f9", "f9", "enter")
	c := must(r.db.Case(t.Context(), bag.Case))(t)
	_, err := r.db.Write(t.Context(), r.rid(), desk.Duty{}, func(tx desk.Tx) (desk.Act, error) {
		at := desk.LineTime(r.clock.Now().Add(-31 * 24 * time.Hour)) // long ago
		c.Decide(desk.StreetDecision{Case: c.ID, No: c.No, Decision: desk.DecideDone, Words: "已办结", Ver: 1, At: at})
		return desk.Act{Kind: desk.ActCaseDecided, Obj: "case:" + c.ID, Cases: []desk.Case{c}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	r.command("队列")
	r.command("交接")
	r.press("2")
	r.look("handover-ready-without-bag")
	r.read(bag.Code)
	r.shows("在架")
	r.press("2")
	r.look("handover-ready")
	r.press("enter")
	r.typed(citizens[0].Number)
	r.press("enter")
	r.look("handover-mandate")
	r.press("2") // no delegation
	if now := must(r.db.Case(t.Context(), c.ID))(t); now.State != desk.CaseDone {
		t.Fatalf("the result went to a stranger: %s", now.State)
	}
	r.press("enter")
	r.typed(citizens[0].Number)
	r.press("enter", "1")
	r.look("handover-whose-name")
	r.press("esc")
	r.read(citizens[3].Number) // the applicant's own card
	r.shows("已交给本人", "原件 1 袋一并归还")
	if now := must(r.db.Case(t.Context(), c.ID))(t); now.State != desk.CaseDelivered {
		t.Errorf("the case is %s", now.State)
	}
	if b := must(r.db.Bag(t.Context(), bag.Code))(t); b.State != desk.BagReturned || b.To != desk.CollectedSelf {
		t.Errorf("the bag is %+v", b)
	}
}

// TestClosingNamesTheBags holds that the closing of a day says which cases it
// does not take along, and what to do about them.
func TestClosingNamesTheBags(t *testing.T) {
	r := onDuty(t)
	bag := r.keepOriginals("110101001001", citizens[3])
	r.command("日终")
	r.shows("要移交街道 1", "先用 :交接 扫出")
	r.press("1")
	r.shows("用 :交接 逐袋扫出")
	r.command("交接 下午")
	r.read(bag.Code)
	r.press("f9")
	r.typed("刘接收")
	r.press("enter")
	r.command("日终")
	r.shows("要移交街道 0")
}
