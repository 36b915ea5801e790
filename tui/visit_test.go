package tui_test

import (
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// row is the second row of the screen.
func (r *rig) row() string { return strings.TrimSpace(r.app.Frame().RowText(1)) }

// rowShows holds that the second row says each of the texts.
func (r *rig) rowShows(texts ...string) {
	r.t.Helper()
	for _, x := range texts {
		if row := r.row(); !strings.Contains(row, x) {
			r.t.Fatalf("the second row does not say %q: %s", x, row)
		}
	}
}

// TestTheSecondRowIsEverywhere opens every screen over a draft, in the smallest
// window: who is served and whose draft it is, who is next, what F5 will do and
// what is not sent stand on each of them.
func TestTheSecondRowIsEverywhere(t *testing.T) {
	r := onDuty(t)
	r.queue(lowIncome)
	second := r.queue(mediation)[0]
	r.refresh()
	r.unsent = 12
	r.pulse()
	r.press("f5", "enter", "enter")
	r.at(ui.ScreenIntake)
	r.typed(qianNumber)
	r.press("enter")
	r.typed("买买提·艾山江·吐尔")
	r.press("enter")
	for _, where := range []string{"办理", "队列", "指南", "查件", "单据", "首问", "日终", "同步", "设备"} {
		if where != "办理" {
			r.command(where)
		}
		r.rowShows("在办 A001", "最低", "买买提", "*0029", "下一位 "+second.No, "F5 先问", "未送 12")
	}
}

// TestTheSecondRowGoesOn leaves the queue while others move on: the row follows
// on whatever screen the clerk is.
func TestTheSecondRowGoesOn(t *testing.T) {
	r := onDuty(t)
	r.rowShows("窗口空闲", "F5 没人可叫")
	r.press("/")
	next := r.queue("")[0]
	r.refresh()
	r.at(ui.ScreenGuide)
	r.rowShows("窗口空闲", "下一位 "+next.No, "F5 叫号")
	r.press("f5")
	r.at(ui.ScreenCounter)
	r.rowShows("已叫 "+next.No, "F5 先问")
	r.press("enter")
	r.rowShows("在办 "+next.No, "F5 只办完")
	r.queue("")
	r.refresh()
	r.rowShows("F5 办完再叫")
}

// TestHoldAndResumeToTheSameField parks a visitor from the middle of a form,
// serves another one, and goes on where the form was left; then the same after
// the program was opened anew.
func TestHoldAndResumeToTheSameField(t *testing.T) {
	for _, restart := range []bool{false, true} {
		r := onDuty(t)
		first := r.serveFirst(lowIncome)
		r.typed(zhaoNumber)
		r.press("enter")
		r.typed("赵示例")
		r.press("enter")
		r.typed("1380")
		before := r.keys
		r.press("f4", "1")
		r.at(ui.ScreenCounter)
		r.shows("A001 已挂起")
		r.queue("")
		r.refresh()
		r.press("f5")
		r.shows("已叫 A002")
		if n := r.keys - before; n != 3 {
			t.Errorf("it takes %d keys to serve another one", n)
		}
		r.press("enter", "f9")
		if restart {
			r.app = r.console()
			r.run(r.app.Init())
			r.size(80, 24)
			r.press("enter")
		}
		r.rowShows("窗口空闲")
		r.press("f4")
		r.at(ui.ScreenIntake)
		r.rowShows("在办 "+first.No, "赵示例 *0018")
		r.typed("0001899")
		r.shows("138 0000 1899")
	}
}

// serveFirst calls a new visitor and opens the matter.
func (r *rig) serveFirst(item string) desk.Ticket {
	r.t.Helper()
	x := r.queue(item)[0]
	r.refresh()
	r.press("f5", "enter", "enter")
	r.at(ui.ScreenIntake)
	return x
}

// TestResumeToTheSameMaterial parks a visitor in the middle of a long checklist.
func TestResumeToTheSameMaterial(t *testing.T) {
	r := onDuty(t)
	r.serveFirst(lowIncome)
	r.person(zhaoNumber, "赵示例", "")
	for r.app.Frame(); !strings.Contains(r.screen(), "家庭户口簿"); {
		r.press("1")
	}
	r.press("down", "down", "down", "down", "down", "down", "down", "down")
	want := r.screen()
	r.press("f4", "2", "f4")
	r.at(ui.ScreenIntake)
	rows := func(s string) string { l := strings.Split(s, "\n"); return strings.Join(l[5:20], "\n") }
	if got := r.screen(); rows(got) != rows(want) {
		t.Errorf("it was left as\n%s\nand comes back as\n%s", want, got)
	}
}

// TestParkedForLong reminds once of a visitor who has been parked for a quarter
// of an hour, on whatever screen; nothing opens and no key is taken. None of six
// is called by F5.
func TestParkedForLong(t *testing.T) {
	r := onDuty(t)
	for range 6 {
		x := r.queue("")[0]
		r.refresh()
		r.press("f5", "enter", "f4", "1")
		r.shows(x.No + " 已挂起")
	}
	r.press("f5")
	r.shows("有挂起的号，按 F4 恢复")
	r.press("/")
	r.clock.Add(15 * time.Minute)
	r.refresh()
	r.at(ui.ScreenGuide)
	r.shows("等 6 人挂起超过 15 分钟")
	r.typed("jyb")
	r.shows("jyb")
	r.refresh()
	r.clock.Add(time.Minute)
	r.refresh()
	r.hides("等 6 人挂起")
	r.press("esc")
	r.shows("已挂1")
	r.look("counter-parked")
}

// TestUndoIsOneKey takes back what was pressed by mistake.
func TestUndoIsOneKey(t *testing.T) {
	r := onDuty(t)
	r.press("f2", "enter", "u")
	r.shows("已撤销：取号 A001", "等候 0 人")
	r.hides("未印")
	r.press("u")
	r.shows("没有可撤销的一步")
	r.press("f2", "enter", "f5", "f7", "1")
	r.shows("A002 已过号")
	r.press("u")
	r.shows("已撤销：过号 A002", "已叫")
	r.press("u")
	r.shows("已撤销：叫号 A002", "等候 1 人")
	r.press("1")
	r.rowShows("在办 直001")
	r.command("撤销")
	r.rowShows("窗口空闲")
	r.press("f5")
	r.clock.Add(11 * time.Minute)
	r.press("u")
	r.shows("已过十分钟")
	r.look("counter-undo-late")
}

// TestPriorityTakesTwoKeys gives a number with a reason, and a reason to one that
// waits, and asks why the order is as it is.
func TestPriorityTakesTwoKeys(t *testing.T) {
	r := onDuty(t)
	r.queue("", "", "")
	r.refresh()
	before := r.keys
	r.press("f2", "tab")
	r.look("counter-number-priority")
	r.press("2")
	r.shows("优先：残疾人")
	r.press("enter")
	if n := r.keys - before; n != 4 {
		t.Errorf("it takes %d keys, a number without priority takes 2", n)
	}
	r.shows("已优先取号 A004", "〔优先〕综合")
	r.rowShows("下一位 A004")
	r.press("down", "down", "space")
	r.look("counter-priority")
	r.press("1")
	r.shows("已优先")
	r.rowShows("下一位 A003")
	r.press("?")
	r.shows("连叫 2 个就必须叫 1 个普通号", "老年人", "第 3 个")
	r.look("counter-why")
}

// TestPassOnWithTheSameNumber sends visitors to a colleague, to the other
// community and to the street.
func TestPassOnWithTheSameNumber(t *testing.T) {
	r := onDuty(t)
	r.queue("", "")
	r.refresh()
	r.press("f5", "enter", "0")
	r.look("counter-pass-on")
	r.press("1")
	r.shows("A001 已转出", "〔2号窗〕")
	if q := must(r.hall.Queue(t.Context(), 2))(t); len(q.Waiting) == 0 || q.Waiting[0].No != "A001" {
		t.Errorf("window 2 has %+v", q.Waiting)
	}
	r.press("f5", "enter", "0", "3")
	r.shows("A002 已转街道")
	r.press("f5")
	r.shows("没有这个窗口要叫的人")
	r.press("3", "1") // by name all the same
	r.rowShows("已叫 A001")
}

// TestFiveMattersInOneVisit takes five cases in for one person, who is asked for
// once, and the rating is asked for once.
func TestFiveMattersInOneVisit(t *testing.T) {
	r := onDuty(t)
	r.press("1", "+")
	r.typed("人民调解")
	r.press("enter", "f9")
	r.person(zhaoNumber, "赵示例", "")
	r.press("esc", "esc") // a draft stays, and the next matter knows the person all the same
	for range 4 {
		r.at(ui.ScreenCounter)
		r.press("+")
		r.at(ui.ScreenGuide)
		r.typed("人民调解")
		r.press("enter", "f9")
		r.at(ui.ScreenIntake)
		r.rowShows("在办 直001", "赵示例 *0018")
		r.press("f6")
		if r.app.Dialogs() > 0 {
			r.clock.Add(time.Second)
			r.press("2")
		}
		r.press("1", "1", "1", "f9")
	}
	r.at(ui.ScreenCounter)
	r.press("enter")
	r.at(ui.ScreenIntake)
	r.press("1", "1", "1", "f9")
	r.at(ui.ScreenCounter)
	q := must(r.hall.Queue(t.Context(), 1))(t)
	list := must(r.db.Cases(t.Context(), desk.CaseFilter{Ticket: q.Mine.ID}))(t)
	if len(list) != 5 {
		t.Fatalf("%d cases were taken in\n%s", len(list), r.screen())
	}
	for _, c := range list {
		if c.Private.Applicant.Number != zhaoNumber {
			t.Errorf("%s is of somebody else", c.No)
		}
	}
	r.press("f9")
	if n := len(must(r.db.Ratings(t.Context(), q.Mine.Day, q.Mine.ID))(t)); n != 1 {
		t.Errorf("the visit was rated %d times", n)
	}
}

// TestAMarkIsTakenBack takes the latest findings on the checklist back, one after
// another, and says when there is none.
func TestAMarkIsTakenBack(t *testing.T) {
	r := onDuty(t)
	r.serve(mediation)
	r.person(zhaoNumber, "赵示例", "")
	r.press("u")
	r.shows("没有可撤销的一步")
	r.press("1", "2")
	r.press("u")
	r.shows("现在未查")
	d := must(r.db.Drafts(t.Context()))(t)[0]
	if m := d.Case.Materials; m[0].State != desk.MaterialComplete || m[1].State != desk.MaterialUnchecked {
		t.Errorf("the findings are %s and %s", m[0].State, m[1].State)
	}
	r.command("撤销")
	d = must(r.db.Drafts(t.Context()))(t)[0]
	if m := d.Case.Materials; m[0].State != desk.MaterialUnchecked {
		t.Errorf("the finding is %s", m[0].State)
	}
	r.press("2", "u", "1", "1", "1", "f9")
	r.at(ui.ScreenCounter)
}
