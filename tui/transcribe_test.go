package tui_test

import (
	"testing"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// mayEnter authorises the first clerk to enter into the system of lowIncome.
func mayEnter(s *desk.Station) {
	s.EntryGrants = []desk.EntryGrant{{
		System: "北京市社会救助信息系统", Staff: []string{"u01", "u02"}, Office: "社会事务科", From: "2026-01-01", Document: "示例〔2026〕1号",
	}}
}

func TestTranscribe(t *testing.T) {
	r := onDuty(t, mayEnter)
	r.command("抄录")
	r.at(ui.ScreenTranscribe)
	r.look("transcribe-none")
	c := r.takeIn(lowIncome, citizens[3])
	r.command("队列")
	r.command("抄录")
	r.look("transcribe-list")
	r.press("enter")
	r.look("transcribe-board-name")
	r.revealing = true
	r.press("enter")
	r.look("transcribe-board-number")
	for range 60 {
		r.pulse()
	}
	r.revealing = false
	r.hides("1 1 0 1")
	r.look("transcribe-board-hidden")
	for range 30 {
		r.pulse() // nobody is there: the clock stands
	}
	r.press("enter") // shows it again and does not go on
	r.revealing = true
	r.shows("1 1 0 1", "第 2/", "用时 1:00")
	r.press("esc")
	r.revealing = false
	r.press("enter") // goes on where it was
	r.revealing = true
	r.shows("第 2/", "用时 1:00")
	r.revealing = false
	r.press("f9")
	r.typed("JZ0000000001")
	r.press("enter")
	r.typed("JZ0000000002")
	r.press("enter")
	r.shows("两遍输的编号不一样")
	r.press("f9")
	r.typed("JZ0000000001")
	r.press("enter")
	r.typed("JZ0000000001")
	r.press("enter")
	r.shows("已录，编号 JZ0000000001", "没有要抄录的件")
	if now := must(r.db.Case(t.Context(), c.ID))(t); now.External != "JZ0000000001" {
		t.Errorf("the number of the outside system is %q", now.External)
	}
	opened := 0
	for _, e := range must(r.db.History(t.Context(), "case:"+c.ID))(t) {
		if e.Line.Kind == desk.ActTranscriptOpened {
			opened++
		}
	}
	if opened != 2 {
		t.Errorf("%d openings are in the journal, want 2", opened)
	}
}

// TestAnEntryThatDiffersIsEnteredAgain finds an entry among those that are done
// and lists it anew.
func TestAnEntryThatDiffersIsEnteredAgain(t *testing.T) {
	r := onDuty(t, mayEnter)
	c := r.takeIn(lowIncome, citizens[3])
	by := r.duty(1)
	if _, _, err := r.copies.Open(t.Context(), r.rid(), by, c.ID); err != nil {
		t.Fatal(err)
	}
	must(r.copies.Enter(t.Context(), r.rid(), by, c.ID, "JZ0000000001", "JZ0000000001", 15, 95))(t)
	r.command("抄录")
	r.shows("没有要抄录的件")
	r.press("3")
	r.look("transcribe-done")
	r.press("enter")
	r.typed("该系统里地址不同")
	r.press("f9")
	r.shows("已记下核对不符")
	r.look("transcribe-differs")
	if x := must(r.db.Transcript(t.Context(), c.ID))(t); x.State != desk.CopyMismatch || x.Reason != "该系统里地址不同" {
		t.Errorf("it is %+v", x)
	}
	r.press("3")
	r.shows("录过的 0 件")
	r.command("待录")
	r.shows("核对不符")
}

func TestTheStreetTranscribes(t *testing.T) {
	r := onDuty(t)
	c := r.takeIn(lowIncome, citizens[4])
	r.command("抄录")
	r.look("transcribe-no-grant")
	r.press("enter")
	r.shows("没有授权给本站，本窗不能录")
	r.press("2", "1")
	r.shows("已交街道录入，办件单正在打印")
	if p := must(r.db.Papers(t.Context(), desk.PaperFilter{Case: c.ID, Kind: desk.PaperCopy}))(t); len(p) != 1 || len(p[0].Content.Codes) == 0 {
		t.Errorf("copy sheets are %+v", p)
	}
}
