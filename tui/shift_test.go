package tui_test

import (
	"testing"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

func TestHandOff(t *testing.T) {
	r := onDuty(t, func(s *desk.Station) { s.Staff = s.Staff[:3] })
	must(r.counter.Ask(t.Context(), r.rid(), r.duty(1), desk.AskOrder{
		State: desk.InquiryOpen, Private: desk.InquiryPrivate{Words: "楼道灯坏了"},
	}))(t)
	r.takeIn(onlyChild, citizens[1])
	r.serve(mediation)
	r.typed(zhaoNumber)
	r.health[3].State, r.health[3].Code = desk.DeviceFault, "paper_out"
	r.command("交班")
	r.at(ui.ScreenHandOff)
	r.look("handoff")
	r.press("enter") // there is one colleague
	r.look("handoff-sign")
	r.press("1")
	r.settled()
	r.at(ui.ScreenCounter)
	r.shows("买买提", "已交班")
	if on := must(r.days.OnDuty(t.Context(), r.clock.Now()))(t); len(on) != 1 || on[0].Staff != "u02" {
		t.Errorf("on duty %+v", on)
	}
	if q := must(r.hall.Queue(t.Context(), 1))(t); q.Mine == nil || q.Mine.Staff != "u02" {
		t.Errorf("the visit is %+v", q.Mine)
	}
}

// TestMorningComesFirst begins a day at a station that checks.
func TestMorningComesFirst(t *testing.T) {
	r := open(t, func(s *desk.Station) { s.Morning = true })
	r.press("enter")
	r.settled()
	r.at(ui.ScreenMorning)
	r.look("morning")
	r.press("2")
	r.at(ui.ScreenDevices)
	r.press("esc")
	r.at(ui.ScreenMorning)
	r.press("1", "enter")
	r.settled()
	r.at(ui.ScreenCounter)
	r.command("上岗")
	r.press("2")
	r.settled()
	r.at(ui.ScreenCounter) // once a day
	if n := r.kinds(desk.ActMorningChecked); n != 1 {
		t.Errorf("%d lines of the check", n)
	}
}

func TestSkippedMorningIsRemembered(t *testing.T) {
	r := open(t, func(s *desk.Station) { s.Morning = true })
	r.press("enter")
	r.settled()
	r.press("esc")
	r.settled()
	r.at(ui.ScreenCounter)
	if done := must(r.days.MorningDone(t.Context()))(t); !done {
		t.Error("nothing is remembered")
	}
}

// kinds counts the lines of a kind.
func (r *rig) kinds(k desk.ActKind) int {
	r.t.Helper()
	n := 0
	for _, e := range must(r.db.Journal(r.t.Context(), 0, 1000))(r.t) {
		if e.Line.Kind == k {
			n++
		}
	}
	return n
}

// TestDayEndsWithPeopleThere closes with somebody waiting and somebody at the
// window, by a reason and the lead's PIN, and with a second signature.
func TestDayEndsWithPeopleThere(t *testing.T) {
	r := guardedWith(t, func(s *desk.Station) { s.Signatures = true })
	r.queue(mediation, onlyChild)
	r.refresh()
	r.press("f5", "7")
	r.settled()
	r.press("f9")
	r.at(ui.ScreenDayClose)
	r.shows("还有人在窗口，先办完")
	r.press("5")
	r.look("dayclose-reason")
	r.press("enter")
	r.shows("请写明原因")
	r.typed("停电，已请其明天再来")
	r.press("enter")
	r.pin("47110") // the lead
	r.look("dayclose-second")
	r.pin("58220") // the colleague
	r.settled()
	closes := must(r.db.Closes(t.Context(), "2026-11-23"))(t)
	if len(closes) != 1 || closes[0].Lead != "u01" || closes[0].Second != "u02" || closes[0].Held != 1 || closes[0].Waiting != 1 {
		t.Fatalf("%+v", closes)
	}
	if n := r.kinds(desk.ActBlockReleased); n != 1 {
		t.Errorf("%d lines of the release", n)
	}
	if q := must(r.hall.Queue(t.Context(), 1))(t); q.Mine == nil || len(q.Waiting) != 1 {
		t.Error("closing has taken a number away")
	}
}
