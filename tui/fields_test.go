package tui_test

import (
	"testing"

	"xiaochuang/desk"
)

// TestANumberTellsAtOnce: with the eighteenth place, before Enter, stand birth, sex
// and age below the number, or what is wrong with it.
func TestANumberTellsAtOnce(t *testing.T) {
	r := onDuty(t)
	r.serve(mediation)
	r.typed(zhaoNumber[:17])
	r.hides("1899年3月7日生")
	r.typed("８") // an input method left on full width
	r.shows("1899年3月7日生 · 男 · 127 岁")
	r.look("intake-number-told")
	r.press("backspace")
	r.typed("9")
	r.shows("末位校验不对")
	r.press("backspace", "backspace")
	r.hides("末位校验不对")
	r.press("home", "ctrl+k", "shift+tab", "5", "tab") // a passport has letters
	r.typed("e12345678")
	r.press("enter")
	r.typed("赵示例")
	r.press("f6")
	if p := r.draft().Case.Private.Applicant; p.Number != "E12345678" {
		t.Errorf("the passport is kept as %q", p.Number)
	}
}

// TestAnAmountIsKeptInFen: typed in yuan, full-width or not, said in capital
// characters at once, kept in fen, printed both ways.
func TestAnAmountIsKeptInFen(t *testing.T) {
	r := onDuty(t)
	r.serve(lowIncome)
	r.person(zhaoNumber, "赵示例", "")
	r.press("f6", "f6")
	r.shows("家庭月收入（元）")
	r.press("tab", "tab") // past address and members
	r.typed("３，０００．５")
	r.shows("叁仟元伍角整")
	r.look("intake-form-amount")
	r.typed("55")
	r.press("enter")
	r.shows("小数最多两位")
	if v := r.draft().Case.Private.Fields["income_fen"]; v == "300055" {
		t.Error("three places are cut to an amount that nobody said")
	}
	r.press("backspace", "enter")
	if v := r.draft().Case.Private.Fields["income_fen"]; v != "300055" {
		t.Errorf("kept %q, want fen", v)
	}
	r.press("f7", "f6") // left and come back to
	r.shows("3000.55", "叁仟元伍角伍分")
	r.press("up")
	for r.app.Top().Focused() {
		r.press("down")
	}
	r.press("down", "down", "down", "down", "down", "down", "1")
	list := must(r.db.Papers(t.Context(), desk.PaperFilter{Kind: desk.PaperForm}))(t)
	if len(list) != 1 {
		t.Fatalf("%d forms were printed\n%s", len(list), r.screen())
	}
	for _, f := range list[0].Content.Form.Fields {
		if f.Label == "家庭月收入（元）" && (f.Kind != desk.KindMoney || f.Value != "300055") {
			t.Errorf("the amount goes on paper as %+v", f)
		}
	}
}
