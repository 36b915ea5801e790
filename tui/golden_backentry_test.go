package tui_test

import (
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// slipsOf has a station with ten slips a block.
func slipsOf(st *desk.Station) { st.Slips = desk.Slips{From: 900, To: 909} }

// TestAPowerCut prints slips, enters what was done by hand while the power was off,
// and finds what is still missing at the end of the day.
func TestAPowerCut(t *testing.T) {
	r := onDuty(t, slipsOf)
	r.command("纸号")
	r.at(ui.ScreenBackEntry)
	r.look("backentry-none")
	r.press("1")
	r.shows("还没有印过纸号")
	r.press("2")
	r.look("backentry-forms")
	r.press("enter")
	r.shows("第 1 批纸号 900—909 已排队打印")
	r.press("2")
	r.look("backentry-again")
	r.press("2")
	if n := len(must(r.db.SlipBlocks(t.Context()))(t)); n != 1 {
		t.Errorf("%d blocks", n)
	}

	r.clock.Add(2 * time.Hour)    // the power is off
	r.slip("903", "930", "2", "") // answered
	r.shows("纸1-903 已补录")
	r.slip("903", "931", "1", "")
	r.shows("收了件的要写明是什么事")
	r.look("backentry-form")
	r.press("esc")
	r.slip("903", "931", "3", "")
	r.shows("纸1-903 已经补录过：已答复")
	r.press("esc")
	r.slip("899", "931", "3", "")
	r.shows("没有这个纸号")
	r.press("esc")
	r.slip("901", "2359", "3", "")
	r.shows("时间在后头")
	r.press("esc")
	r.slip("901", "940", "4", "撕坏")
	r.look("backentry-list")

	r.slip("900", "915", "1", onlyChild)
	r.at(ui.ScreenIntake)
	r.person(zhaoNumber, "赵示例", "")
	r.press("esc")
	r.at(ui.ScreenBackEntry)
	r.press("down", "down")
	r.look("backentry-mixed")
	r.press("?")
	r.look("backentry-why")
	r.press("?", "home", "enter")
	r.at(ui.ScreenIntake)
	r.shows("赵示例")
	r.press("esc")
	r.command("日终")
	r.shows("纸号第 1 批 900—909：已记 3，未用 6；中间缺 902")
	r.look("backentry-dayclose")
}

// slip fills the form of one slip in and files it.
func (r *rig) slip(no, at, result, words string) {
	r.t.Helper()
	r.press("1")
	r.typed(no)
	r.press("enter", "enter")
	r.typed(at)
	r.press("enter", "enter", result, "enter")
	if result == "1" {
		r.typed(words)
	} else {
		r.press("enter")
		r.typed(words)
	}
	r.press("f9")
}

// TestACaseOnPaperIsTakenInWithItsTrueTime goes from the slip to the paper.
func TestACaseOnPaperIsTakenInWithItsTrueTime(t *testing.T) {
	r := onDuty(t, slipsOf)
	r.command("补录")
	r.press("2", "enter")
	r.clock.Add(2 * time.Hour)
	r.slip("900", "915", "1", mediation)
	r.at(ui.ScreenIntake)
	r.person(zhaoNumber, "赵示例", "")
	r.press("enter", "enter", "f9")
	list := must(r.db.Cases(t.Context(), desk.CaseFilter{}))(t)
	if len(list) != 1 {
		t.Fatalf("%d cases\n%s", len(list), r.screen())
	}
	c := list[0]
	if c.State != desk.CaseAccepted || c.BackEntry == nil || c.Accepted.In(desk.Beijing).Format("15:04") != "09:15" {
		t.Errorf("the case is %+v", c)
	}
	r.command("补录")
	r.press("enter")
	r.at(ui.ScreenCases)
	r.look("cases-back-entry")
}
