package tui_test

import (
	"slices"
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

// TestIntakeTwoCards reads the applicant's card and then the agent's.
func TestIntakeTwoCards(t *testing.T) {
	r := onDuty(t)
	r.serve(mediation)
	r.reader.cards <- zhaoCard("赵示例")
	r.settle()
	r.reader.cards <- qianCard("买买提·艾山江·吐尔逊")
	r.press("enter")
	r.look("intake-second-card")
	r.press("enter")
	r.look("intake-two-cards")
	r.press("f6", "end")
	r.look("intake-delegation")
	r.press("home")
	c := r.draft().Case
	if a := c.Private.Agent; a == nil || a.Number != qianNumber || a.Source != desk.FromCard || c.Private.Applicant.Number != zhaoNumber {
		t.Error("the two cards are not where they belong")
	}
	r.press("1", "1", "1", "f9")
	r.shows("授权委托书")
	r.press("esc", "1", "f9")
	r.at(ui.ScreenCounter)
}

// TestIntakeCardsTheOtherWayRound binds the agent's card, which was read first,
// to the agent by a key.
func TestIntakeCardsTheOtherWayRound(t *testing.T) {
	r := onDuty(t)
	r.serve(mediation)
	r.reader.cards <- qianCard("钱样本")
	r.settle()
	r.reader.cards <- zhaoCard("赵示例")
	r.press("f2", "f2", "f6")
	c := r.draft().Case
	if a := c.Private.Agent; a == nil || a.Number != qianNumber || c.Private.Applicant.Number != zhaoNumber {
		t.Errorf("the two cards are not where they belong\n%s", r.screen())
	}
}

// TestIntakeAMatterForOneself says at once that nobody can come instead.
func TestIntakeAMatterForOneself(t *testing.T) {
	r := onDuty(t)
	r.serve("BJ-SQ-0028")
	r.typed(zhaoNumber)
	r.press("tab", "tab", "tab", "tab", "2")
	r.look("intake-in-person")
	r.press("f9")
	r.shows("要本人来，不能代办")
	r.press("esc", "1", "f9")
	r.hides("要本人来，不能代办")
}

// TestIntakeByHand asks why a number was typed only while the reader works.
func TestIntakeByHand(t *testing.T) {
	r := onDuty(t)
	r.readerWell = true
	r.serve(mediation)
	r.person(zhaoNumber, "赵示例", "")
	r.look("intake-by-hand")
	r.press("esc")
	r.shows("证件号码") // not answered: nothing goes on
	r.press("f6", "2")
	if m := r.draft().Case.Private.Applicant.Manual; m != "unread" {
		t.Errorf("the reason kept is %q", m)
	}
	r.press("f7", "f6")
	if r.app.Dialogs() > 0 {
		t.Error("the reason is asked twice")
	}
}

// TestIntakeVouch takes a number with a doubt after all, by Enter once more and a
// reason.
func TestIntakeVouch(t *testing.T) {
	r := onDuty(t)
	r.serve(mediation)
	r.press("tab", "tab")
	r.typed("138")
	r.press("enter")
	if r.app.Dialogs() > 0 {
		t.Fatal("the first Enter only says what is wrong")
	}
	r.press("enter")
	r.typed("只有这个号")
	r.press("enter")
	if p := r.draft().Case.Private.Applicant; p.Phone != "138" || p.Override != "只有这个号" {
		t.Errorf("kept %q for the reason %q", p.Phone, p.Override)
	}
}

// TestIntakePages takes a page anew, moves one, drops one and brings it back.
func TestIntakePages(t *testing.T) {
	r := onDuty(t)
	r.serve(mediation)
	r.person(zhaoNumber, "赵示例", "")
	r.scanner.put(3, nil)
	r.press("space")
	pages := func() (ids []string) {
		for _, p := range r.draft().Case.Materials[0].Pages {
			ids = append(ids, p.ID)
		}
		return ids
	}
	before := pages()
	r.scanner.put(0, &desk.Problem{Kind: desk.Unavailable, What: "jam"})
	r.press("r")
	if got := pages(); !slices.Equal(got, before) {
		t.Fatal("a page that was kept is lost because the next one jammed")
	}
	r.scanner.put(1, nil)
	r.press("r")
	again := pages()
	if len(again) != 3 || again[2] == before[2] || !slices.Equal(again[:2], before[:2]) {
		t.Fatalf("taken anew: %d pages", len(again))
	}
	r.press("u")
	if got := pages(); len(got) != 4 || got[2] != before[2] {
		t.Error("the page that was taken anew does not come back")
	}
	r.press("d", "m")
	r.typed("３＞１")
	r.look("intake-move")
	r.press("enter", "b")
	if got := pages(); len(got) != 3 || got[0] != before[2] || got[1] != before[0] {
		t.Error("the third page is not the first")
	}
	r.press("o", "c", "c")
	r.look("intake-pages")
	r.command("移页 2>1")
	r.command("复印件 7")
	if m := r.draft().Case.Materials[0]; m.Pages[0].ID != before[0] || m.Copies != 7 || m.Seen != 1 || m.Sheets() != 2 {
		t.Errorf("by command: %d copies, %d seen, %d sheets", m.Copies, m.Seen, m.Sheets())
	}
	r.press("delete", "delete", "delete", "delete")
	if got := pages(); len(got) != 0 {
		t.Errorf("%d pages are left", len(got))
	}
	r.press("u", "u", "u")
	if got := pages(); len(got) != 3 {
		t.Errorf("%d pages came back, want 3", len(got))
	}
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
	r.press("8")
	r.look("intake-unfit-words")
	r.typed("照片不清楚，重拍")
	r.press("enter", "5")
	r.look("intake-exempt")
	r.press("1", "4")
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
	r.size(120, 80)
	r.press("?")
	r.shows("“家里有残疾或重病的人吗？”答了“没有”") // which answer left a line off
	r.press("esc")
	r.size(80, 24)
	r.press("f8")
	r.at(ui.ScreenCounter)
	r.look("counter-after-notice")
}

// TestIntakeForm fills the citizen's form in from the card and from what is said,
// prints it, and finds what was said again in the next matter of the visit.
func TestIntakeForm(t *testing.T) {
	r := onDuty(t)
	r.serve(oldAge)
	r.reader.cards <- zhaoCard("孙𬭎")
	r.settle()
	r.press("enter")
	r.typed("13800001899")
	r.press("f6", "2", "1", "f6")
	r.look("intake-form")
	r.typed("示例街道示例路2号")
	r.press("enter")
	r.typed("买买提·艾山江·吐尔逊")
	r.press("enter")
	r.typed("138")
	r.press("enter")
	r.look("intake-form-phone-wrong")
	r.typed("00001899")
	r.press("down", "down", "down", "down")
	r.look("intake-form-print")
	before := r.lines()
	r.press("enter", "space") // no hurried key prints
	if n := r.lines(); n != before {
		t.Fatalf("a hurried key wrote %d lines", n-before)
	}
	r.press("1")
	r.shows("已送打印")
	r.press("2")
	list := must(r.db.Papers(t.Context(), desk.PaperFilter{Kind: desk.PaperForm}))(t)
	if len(list) != 2 {
		t.Fatalf("%d forms were printed, want one filled in and one blank", len(list))
	}
	sources := map[string]string{}
	for _, p := range list {
		for _, f := range p.Content.Form.Fields {
			if p.Content.Form.Blank != (f.Value == "") && p.Content.Form.Blank {
				t.Errorf("%s is filled in on the blank form", f.Label)
			}
			if !p.Content.Form.Blank {
				sources[f.Label] = f.Source
			}
		}
	}
	for label, want := range map[string]string{"姓名": "card", "联系电话": "said", "现住址": "said", "收款账号": ""} {
		if got, ok := sources[label]; !ok || got != want {
			t.Errorf("%s comes from %q, want %q", label, got, want)
		}
	}
	r.press("f7")
	r.shows("养老服务补贴津贴申请表")
	r.press("f8") // a notice: the case is kept, and the visit goes on
	r.at(ui.ScreenCounter)
	r.press("/")
	r.typed("困难老年人养老服务补贴")
	r.press("enter", "f9")
	r.at(ui.ScreenIntake)
	r.command("下一步")
	r.command("下一步")
	r.command("下一步")
	r.look("intake-form-earlier")
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
