package tui_test

import (
	"testing"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// serve brings a visitor with a number for a matter to the window and opens it.
func (r *rig) serve(item string) {
	r.t.Helper()
	r.queue(item)
	r.refresh()
	r.press("f5", "enter", "enter")
	if item != "" {
		r.at(ui.ScreenIntake)
	}
}

// person types the applicant and goes on.
func (r *rig) person(number, name, phone string) {
	r.t.Helper()
	r.typed(number)
	r.press("enter")
	r.typed(name)
	r.press("enter")
	r.typed(phone)
	r.press("f6")
}

func TestIntakePerson(t *testing.T) {
	r := onDuty(t)
	r.serve(lowIncome)
	r.look("intake-person")
	r.typed("11010118990307001")
	r.press("enter")
	r.look("intake-person-wrong")
	r.typed("８")
	r.press("enter")
	r.typed("赵示例")
	r.press("enter")
	r.typed("138")
	r.press("enter")
	r.look("intake-person-phone-wrong")
	r.typed("00001899") // the focus has stayed where the mistake is
	r.press("enter")
	r.typed("示例街道示例路1号院2号楼3单元401室")
	r.press("enter", "2")
	r.look("intake-agent-chosen")
	r.press("enter", "enter")
	r.typed(qianNumber)
	r.press("enter")
	r.typed("买买提·艾山江·吐尔逊")
	r.press("enter")
	r.look("intake-agent")
	if a := r.draft().Case.Private.Agent; a == nil || a.Number != qianNumber || a.Name != "买买提·艾山江·吐尔逊" {
		t.Errorf("the agent in the draft is not the one in the form")
	}
}

// draft is the one draft of the station.
func (r *rig) draft() desk.Draft {
	r.t.Helper()
	list := must(r.db.Drafts(r.t.Context()))(r.t)
	if len(list) != 1 {
		r.t.Fatalf("%d drafts, want one", len(list))
	}
	return list[0]
}

func TestIntakeCard(t *testing.T) {
	r := onDuty(t)
	r.serve(mediation)
	r.reader.cards <- zhaoCard("孙𬭎")
	r.settle()
	r.look("intake-card-offered")
	r.press("enter")
	r.look("intake-card-bound")
}

func TestIntakeSituation(t *testing.T) {
	r := onDuty(t)
	r.serve(lowIncome)
	r.person(zhaoNumber, "赵示例", "13800001899")
	r.look("intake-situation")
	r.press("1", "2", "left", "left")
	if a := r.draft().Case.Answers; len(a) != 1 { // who comes is told by the form
		t.Errorf("two steps back leave the answers %v", a)
	}
	r.press("left", "f6", "1", "2") // before the first question lies the applicant
	r.look("intake-situation-third")
	r.press("1", "1")
	r.look("intake-materials")
}

func TestIntakeMaterials(t *testing.T) {
	r := onDuty(t)
	r.serve(lowIncome)
	r.person(zhaoNumber, "欧阳示例", "13800001899")
	r.press("1", "1", "1", "1")
	r.press("1", "2", "3")
	r.look("intake-unfit")
	r.typed("照片不清楚，重拍")
	r.press("enter", "5")
	r.typed("系统已核验")
	r.press("enter", "4")
	r.typed("2026-11-01")
	r.press("enter")
	r.look("intake-follows-wrong")
	r.press("ctrl+u")
	r.typed("2026-12-01")
	r.press("enter")
	r.scanner.put(3, nil)
	r.press("space")
	r.look("intake-scanned")
	r.scanner.put(1, &desk.Problem{Kind: desk.Unavailable, What: "jam"})
	r.press("down", "space")
	r.press("8", "8")
	r.look("intake-every-state")
	r.press("f8")
	r.at(ui.ScreenCounter)
	r.look("counter-after-notice")
}

func TestIntakeEndings(t *testing.T) {
	r := onDuty(t)
	r.serve(mediation)
	r.press("f9")
	r.look("intake-lacks")
	r.press("esc")
	r.person(zhaoNumber, "赵示例", "13800001899")
	r.press("9")
	r.look("intake-refuse")
	r.typed("不属于人民调解的范围，请向人民法院起诉")
	r.press("f9")
	r.at(ui.ScreenCounter)
	r.look("counter-after-refusal")
	r.press("f9")
	r.serve(mediation)
	r.person(qianNumber, "钱样本", "13900001885")
	r.press("1", "1", "1", "f9")
	r.look("counter-after-acceptance")
	r.press("f9")
	r.serve(mediation)
	r.person(qianNumber, "钱样本", "13900001885")
	r.look("intake-same")
	r.press("2", "esc", "f9", "2")
}

func TestIntakeOtherModes(t *testing.T) {
	r := onDuty(t)
	r.serve(onlyChild)
	r.person(zhaoNumber, "赵示例", "")
	r.press("9")
	r.look("intake-collect")
	r.press("esc")
	r.press("f9")
	r.look("counter-ends-with-draft")
	r.press("2")
	r.serve(dogs)
	r.person(zhaoNumber, "赵示例", "")
	r.look("intake-advise")
	before := len(must(r.db.Drafts(t.Context()))(t))
	r.command("放弃草稿")
	r.look("intake-give-up")
	r.press("enter") // no is selected
	r.at(ui.ScreenIntake)
	r.command("放弃草稿")
	r.press("1")
	r.at(ui.ScreenCounter)
	if n := len(must(r.db.Drafts(t.Context()))(t)); n != before-1 {
		t.Errorf("%d drafts are kept after one of %d was given up", n, before)
	}
	r.press("enter") // the matter of the number is opened again, empty
	r.at(ui.ScreenIntake)
	r.hides("赵示例")
}
