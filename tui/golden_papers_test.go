package tui_test

import (
	"testing"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// TestPapersAreCorrectedEnlargedAndSentOn does to papers what a bad afternoon
// asks for.
func TestPapersAreCorrectedEnlargedAndSentOn(t *testing.T) {
	r := onDuty(t)
	c := r.takeIn(onlyChild, citizens[4])
	r.failJob(0, "jam")
	r.press("6")
	r.at(ui.ScreenPapers)
	r.press("2")
	jobs := must(r.db.PrintJobs().Jobs(t.Context(), 1))(t)
	if jobs[0].Wanted != "ticket" || jobs[0].State != desk.PrintQueued || jobs[0].Attempt != 2 {
		t.Errorf("sent on: %+v", jobs[0])
	}
	r.look("papers-sent-on")
	r.press("3")
	r.shows("已取消")
	r.press("4")
	r.look("papers-correct")
	r.press("2")
	r.look("papers-corrected")
	r.press("esc")
	r.look("papers-void")
	r.press("1")
	if got := must(r.db.Case(t.Context(), c.ID))(t); !got.Large {
		t.Error("large print is not remembered for the case")
	}
	r.press("5")
	r.look("papers-poster")
	r.press("9")
	r.shows("亮明身份牌")
	r.press("f6", "f6")
	r.look("papers-card")
}

// TestACaseIsPrintedLargeFromItsIntakeOn asks for it before anything is printed.
func TestACaseIsPrintedLargeFromItsIntakeOn(t *testing.T) {
	r := onDuty(t)
	r.serve(mediation)
	r.command("大字")
	r.shows("都用大字打")
	r.person(zhaoNumber, "赵示例", "")
	r.press("enter", "enter", "f9")
	r.at(ui.ScreenCounter)
	p := must(r.db.Papers(t.Context(), desk.PaperFilter{Kind: desk.PaperAccept}))(t)
	if len(p) != 1 || !p[0].Large || !must(r.db.Case(t.Context(), p[0].Case))(t).Large {
		t.Errorf("papers %+v", p)
	}
}

// TestReprintFromAnywhere presses F10 twice, with the very lines that print in
// between.
func TestReprintFromAnywhere(t *testing.T) {
	r := onDuty(t)
	r.queue("")
	r.press("f3")
	before := len(must(r.db.PrintJobs().Jobs(t.Context(), 50))(t))
	r.press("f10")
	r.at(ui.ScreenPapers)
	r.shows("排队号")
	r.press("f10")
	jobs := must(r.db.PrintJobs().Jobs(t.Context(), 50))(t)
	if len(jobs) != before+1 || jobs[0].Attempt != 2 {
		t.Errorf("%d jobs, the latest is attempt %d", len(jobs), jobs[0].Attempt)
	}
	r.press("esc")
	r.at(ui.ScreenCases)
}
