package tui_test

import (
	"fmt"
	"testing"

	"xiaochuang/desk"
)

// relief is that of the station, whose windows are open where their lock is held.
func (s *station) relief() *desk.Relief {
	return desk.NewRelief(s.hall, func(w int) (func(), error) { return s.db.Lock(fmt.Sprint("window-", w)) })
}

// TestAVisitorIsTakenOverFromADeadWindow holds that a window which is open keeps
// its visitor, and that one which is not gives it up after a named confirmation.
func TestAVisitorIsTakenOverFromADeadWindow(t *testing.T) {
	r := onDuty(t)
	v := must(r.hall.WalkIn(t.Context(), r.rid(), r.duty(2), desk.TakeOrder{Item: mediation}))(t)
	r.press("f3", "esc")
	r.shows("其他窗口 1", "直001  2号窗口")
	open := must(r.db.Lock("window-2"))(t)
	r.press("j")
	r.shows("别的窗口都开着")
	open()
	r.press("j")
	r.look("counter-take-over")
	r.press("3")
	r.typed("那边停电")
	r.press("enter")
	r.shows("直001 接过来了")
	if now := must(r.db.Ticket(t.Context(), v.ID))(t); now.Window != 1 || now.State != desk.TicketServing || now.Staff != "u01" {
		t.Errorf("it stands at %+v", now)
	}
	lines := must(r.db.History(t.Context(), "ticket:"+v.ID))(t)
	last := lines[len(lines)-1].Line
	if last.Kind != desk.ActTicketTakenOver || last.Staff != "u01" {
		t.Errorf("the line is %s by %s", last.Kind, last.Staff)
	}
}
