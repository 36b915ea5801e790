package tui_test

import (
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// due puts something of each kind on the board: cases of both communities with
// names of two to ten characters, one that stands still, one that waits for
// supplements, and an answer that somebody owes.
func (r *rig) due() {
	r.t.Helper()
	ctx := r.t.Context()
	var taken []desk.Case
	for i, item := range []string{mediation, onlyChild, lowIncome, mediation, mediation} {
		taken = append(taken, r.takeIn(item, citizens[i]))
	}
	r.decide(taken[1], desk.DecideSupplement, "照片不清楚")
	must(r.intake.Pause(ctx, r.rid(), r.duty(1), taken[3].ID, "鉴定"))(r.t)
	must(r.intake.MoveCommunity(ctx, r.rid(), r.duty(1), taken[4].ID, r.st.Communities[1].Code))(r.t)
	must(r.counter.Ask(ctx, r.rid(), r.duty(2), desk.AskOrder{
		State: desk.InquiryOpen, Private: desk.InquiryPrivate{Words: "楼道灯坏了"},
	}))(r.t)
}

func TestDeadlines(t *testing.T) {
	r := onDuty(t)
	r.command("时限")
	r.at(ui.ScreenDeadlines)
	r.look("deadlines-none")
	r.press("esc")
	r.due()
	r.press("f3", "f8")
	r.at(ui.ScreenDeadlines)
	r.look("deadlines-board")
	r.linesUp(5, "期限", "还剩", "什么", "号", "申请人", "居村", "事项")
	r.press("?")
	r.look("deadlines-why-question")
	r.press("?", "down", "?")
	r.look("deadlines-why-case")
	if said := r.panel(); !strings.Contains(said, "版本") || !strings.Contains(said, "当天不算") {
		t.Errorf("table or count is not told\n%s", said)
	}
	r.press("?", "1")
	r.shows("示例社区：")
	r.press("1")
	r.look("deadlines-second-community")
	r.press("1", "end", "?")
	r.look("deadlines-why-paused")
	r.press("?", "enter")
	r.at(ui.ScreenCases)
	r.shows("停 特别程序")
	r.look("cases-paused")
	r.press("8")
	r.hides("停 特别程序")
	r.press("7")
	r.at(ui.ScreenDeadlines)
}

// TestACaseMovesToAnotherCommunity moves a case by one key and its digit.
func TestACaseMovesToAnotherCommunity(t *testing.T) {
	r := onDuty(t)
	c := r.takeIn(mediation, citizens[0])
	r.press("f3", "enter")
	r.shows("居（村） 示例社区")
	r.press("9")
	r.look("cases-move-community")
	r.press("2")
	r.shows("居（村） 示例二社区", "人工选")
	if now := must(r.db.Case(t.Context(), c.ID))(t); now.Comm != r.st.Communities[1].Code {
		t.Errorf("the case is in %s", now.Comm)
	}
	if k := r.lastLine().Kind; k != desk.ActCaseComm {
		t.Errorf("the last line is %s", k)
	}
}

// TestFindByName finds by characters, initials and pinyin; each search is one
// line of the journal that holds neither the name nor what was typed.
func TestFindByName(t *testing.T) {
	r := onDuty(t)
	for i, p := range citizens {
		r.takeIn([]string{mediation, onlyChild}[i%2], p)
	}
	for _, typed := range []string{"钱样本", "qyb", "qianyangb", "钱 0029", "钱样本 独生"} {
		r.press("f3")
		r.typed(typed)
		before := r.lines()
		r.press("enter")
		r.shows("申请人 钱样本")
		if n := r.lines() - before; n != 1 {
			t.Errorf("%s wrote %d lines", typed, n)
		}
		l := r.lastLine()
		if l.Kind != desk.ActCaseLooked || !strings.HasPrefix(l.Obj, "case:") || strings.Contains(string(l.Body), "钱") || strings.Contains(string(l.Body), "qyb") {
			t.Errorf("%s is written down as %s %s %s", typed, l.Kind, l.Obj, l.Body)
		}
		r.press("esc")
	}
	r.press("f3")
	r.typed("独生子女")
	before := r.lines()
	r.press("enter")
	r.look("cases-found-by-matter")
	if l := r.lastLine(); r.lines() != before+1 || !strings.HasPrefix(l.Obj, "station:") {
		t.Errorf("several cases are written down as %s", l.Obj)
	}
}
