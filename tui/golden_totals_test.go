package tui_test

import (
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// TestTotalsByCommunity shows what was done for each community beside the station,
// and the off-peak hours of each person.
func TestTotalsByCommunity(t *testing.T) {
	r := onDuty(t, func(s *desk.Station) {
		s.Communities[1].Modes = []desk.Service{desk.ServeKiosk, desk.ServeCollect}
		s.OffPeak = []desk.OffPeak{{
			Days: []time.Weekday{time.Monday, time.Tuesday}, From: 9 * time.Hour, To: 12 * time.Hour,
			Staff: []string{"u01"}, Items: []string{mediation},
		}}
	})
	r.command("居委合计")
	r.at(ui.ScreenTotals)
	r.look("totals-none")
	r.press("esc")
	r.serve(mediation)
	r.look("intake-off-peak")
	r.press("esc", "esc")
	two := r.st.Communities[1].Code
	if _, _, err := r.hall.Take(t.Context(), r.rid(), r.duty(2), desk.TakeOrder{Comm: two}); err != nil {
		t.Fatal(err)
	}
	must(r.counter.Assist(t.Context(), r.rid(), r.duty(2), desk.AssistOrder{
		Item: mediation, Comm: two, Channel: desk.AssistKiosk, Result: desk.AssistDone, Minutes: 5,
	}))(t)
	r.refresh()
	r.look("counter-off-peak")
	r.command("居委合计")
	r.press("2")
	r.look("totals-month")
	r.command("错峰")
	r.at(ui.ScreenOffPeak)
	r.look("offpeak-month")
	r.press("3")
	r.look("offpeak-last-month")
}

// TestOnlyTheListOffPeak: what is not on the list of the time is advised on only.
func TestOnlyTheListOffPeak(t *testing.T) {
	r := onDuty(t, func(s *desk.Station) {
		s.OffPeak = []desk.OffPeak{{Days: []time.Weekday{time.Monday}, To: 24 * time.Hour, Items: []string{lowIncome}}}
	})
	r.queue(mediation)
	r.refresh()
	r.press("f5", "enter", "enter")
	r.shows("不在延时办理的清单里")
	if n := len(must(r.db.Drafts(t.Context()))(t)); n != 0 {
		t.Errorf("%d drafts", n)
	}
}
