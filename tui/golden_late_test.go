package tui_test

import (
	"testing"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// TestTellingLate names at the second notice what the first could have named: the
// desk asks why, by one digit, and keeps the reason with the case.
func TestTellingLate(t *testing.T) {
	r := onDuty(t)
	r.serve(mediation)
	r.person(zhaoNumber, "赵示例", "13800001899")
	r.press("2", "1", "1", "f8")
	r.at(ui.ScreenCounter)
	first := must(r.db.Cases(t.Context(), desk.CaseFilter{}))(t)[0]
	r.press("f3")
	r.typed(desk.Tail(first.No))
	r.press("enter", "enter")
	r.at(ui.ScreenIntake)
	for r.app.Top().Focused() {
		r.press("f6")
	}
	r.press("home", "1", "2", "1", "f8")
	r.look("intake-late-why")
	r.press("esc")
	r.at(ui.ScreenIntake)
	if c := must(r.db.Case(t.Context(), first.ID))(t); c.Notices != 1 {
		t.Errorf("%d notices without a reason", c.Notices)
	}
	r.press("f8", "1")
	c := must(r.db.Case(t.Context(), first.ID))(t)
	if c.Notices != 2 || len(c.Late) != 1 || c.Late[0].Why != desk.LateOverlooked {
		t.Errorf("kept with the case: %d notices, %+v", c.Notices, c.Late)
	}
}

// TestALongForm keeps what prints it in sight, wherever the clerk is on it.
func TestALongForm(t *testing.T) {
	r := onDuty(t)
	r.serve("BJ-SQ-0084")
	r.reader.cards <- zhaoCard("孙𬭎")
	r.settle()
	r.press("enter")
	r.typed("13800001899")
	r.press("f6")
	for r.app.Dialogs() == 0 && !r.app.Top().Focused() {
		before := r.screen()
		if r.press("f6"); r.screen() == before {
			break
		}
	}
	r.shows("打印", "1 申请表")
	for range 14 {
		r.press("down")
	}
	r.look("intake-form-long-end")
	for range 20 {
		r.press("up")
		r.shows("打印", "1 申请表")
	}
	r.look("intake-form-long")
}
