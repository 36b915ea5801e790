package desk_test

import (
	"testing"
	"time"

	"xiaochuang/desk"
)

// TestOffPeak asks at the edges of a noon and a Saturday.
func TestOffPeak(t *testing.T) {
	st := desk.Station{OffPeak: []desk.OffPeak{
		{Days: []time.Weekday{time.Monday, time.Friday}, From: 12 * time.Hour, To: 13*time.Hour + 30*time.Minute},
		{Days: []time.Weekday{time.Saturday}, From: 9 * time.Hour, To: 13 * time.Hour},
	}}
	for at, want := range map[string]bool{
		"2026-11-23 11:59:59": false, "2026-11-23 12:00:00": true, "2026-11-23 13:29:59": true, "2026-11-23 13:30:00": false,
		"2026-11-24 12:10:00": false, "2026-11-28 09:00:00": true, "2026-11-28 08:59:59": false, "2026-11-29 10:00:00": false,
	} {
		x, err := time.ParseInLocation(time.DateTime, at, desk.Beijing)
		if err != nil {
			t.Fatal(err)
		}
		if got := st.IsOffPeak(x.UTC()); got != want {
			t.Errorf("%s: %v", at, got)
		}
	}
}

// TestOffPeakIsMarked holds that a number and a case of such a time say so.
func TestOffPeakIsMarked(t *testing.T) {
	for _, off := range []bool{false, true} {
		s := open(t, func(st *desk.Station) {
			if off {
				st.OffPeak = []desk.OffPeak{{Days: []time.Weekday{time.Monday}, To: 24 * time.Hour}}
			}
		})
		s.take(desk.TakeOrder{})
		all := must(s.db.Tickets(s.ctx(), "2026-11-23"))(t)
		if len(all) == 0 || all[0].OffPeak != off {
			t.Errorf("number %+v, want %v", all, off)
		}
		c := s.ready(desk.ModeAccept, "", desk.Ticket{})
		if done := must(s.intake.Accept(s.ctx(), s.rid(), at(1), c))(t).Case; done.OffPeak != off {
			t.Errorf("case %+v, want %v", done, off)
		}
	}
}
