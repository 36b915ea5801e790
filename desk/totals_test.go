package desk_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaochuang/desk"
)

// TestTotalsAgree plays random days at a station of several communities, one of
// which it serves no more at the end: whatever was done, the communities add up to
// the station, and to what was done.
func TestTotalsAgree(t *testing.T) {
	checks(t, 25)
	rapid.Check(t, func(r *rapid.T) {
		s := openAt(t, time.Date(2026, 11, 23, 9, 0, 0, 0, desk.Beijing), func(st *desk.Station) {
			st.Communities = append(st.Communities, desk.Community{Code: "110101001203", Name: "样本村", Removed: true})
			st.OffPeak = []desk.OffPeak{{Days: []time.Weekday{time.Monday, time.Tuesday}, From: 12 * time.Hour, To: 14 * time.Hour}}
		}, serving(desk.Services()...))
		from := must(s.db.Today(s.ctx()))(t).Day
		want := desk.Total{}
		for range rapid.IntRange(1, 12).Draw(r, "acts") {
			comm := rapid.SampledFrom(s.station.Communities).Draw(r, "community").Code
			s.clock.Add(time.Duration(rapid.IntRange(1, 300).Draw(r, "minutes")) * time.Minute)
			off := s.station.IsOffPeak(must(s.db.Today(s.ctx()))(t).At)
			switch rapid.SampledFrom([]string{"number", "visit", "case", "question", "kiosk", "net", "rated"}).Draw(r, "act") {
			case "number":
				s.take(desk.TakeOrder{Comm: comm})
				want.Numbers++
				want.Visits++
				want.OffPeak += one(off)
			case "visit":
				must(s.hall.WalkIn(s.ctx(), s.rid(), at(1), desk.TakeOrder{Comm: comm}))(t)
				s.endVisit()
				want.Visits++
				want.Served++
				want.OffPeak += one(off)
			case "case":
				v := must(s.hall.WalkIn(s.ctx(), s.rid(), at(1), desk.TakeOrder{Comm: comm}))(t)
				must(s.intake.Accept(s.ctx(), s.rid(), at(1), s.ready(desk.ModeAccept, "", v)))(t)
				s.endVisit()
				want.Visits++
				want.Served++
				want.Cases++
				want.OffPeak += one(off)
			case "question":
				must(s.counter.Ask(s.ctx(), s.rid(), at(1), desk.AskOrder{State: desk.InquiryAnswered, Comm: comm}))(t)
				want.Inquiries++
			case "kiosk":
				must(s.counter.Assist(s.ctx(), s.rid(), at(1), desk.AssistOrder{
					Item: unemployed, Comm: comm, Channel: desk.AssistKiosk, Result: desk.AssistDone, Minutes: 5,
				}))(t)
				want.Guided++
			case "net":
				must(s.counter.Assist(s.ctx(), s.rid(), at(1), desk.AssistOrder{
					Item: unemployed, Comm: comm, Channel: desk.AssistApp, Result: desk.AssistStuck, Minutes: 5,
				}))(t)
				want.Coached++
			case "rated":
				v := must(s.hall.WalkIn(s.ctx(), s.rid(), at(1), desk.TakeOrder{Comm: comm}))(t)
				s.endVisit()
				must(s.ratings(&pad{answer: desk.PadAnswer{Level: desk.Dissatisfied}}).Ask(s.ctx(), s.rid(), at(1), v))(t)
				want.Visits++
				want.Served++
				want.Rated++
				want.Bad++
				want.OffPeak += one(off)
			}
		}
		to := must(s.db.Today(s.ctx()))(t).Day
		for _, communities := range [][]desk.Community{s.station.Communities, s.station.Communities[:1]} {
			st := s.station
			st.Communities = communities
			got := must(desk.NewDays(s.db, st, nil).Totals(s.ctx(), from, to))(t)
			if !got.Agree() {
				t.Fatalf("%+v do not add up to %+v", got.Communities, got.Station)
			}
			if got.Station != want {
				t.Fatalf("counted %+v, done %+v", got.Station, want)
			}
		}
	})
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// endVisit ends the visit at window 1.
func (s *shop) endVisit() {
	s.t.Helper()
	s.finish(1, s.queue().Mine.ID)
}

func TestTotalsAreBounded(t *testing.T) {
	s := open(t)
	for _, days := range [][2]desk.Day{{"2026-11-24", "2026-11-23"}, {"2026-01-01", "2026-04-03"}} {
		_, err := s.days.Totals(s.ctx(), days[0], days[1])
		wantProblem(t, err, desk.Invalid, "totals.days")
	}
	if got := must(s.days.Totals(s.ctx(), "2026-01-01", "2026-04-02"))(t); len(got.Communities) != len(s.station.Communities) {
		t.Errorf("%d communities", len(got.Communities))
	}
}

// TestOffPeakList: off-peak only the matters on the list are taken in; what was
// begun before is brought to its end, and advice is given.
func TestOffPeakList(t *testing.T) {
	listed := matter(t, desk.ModeCollect, "", false).ID
	s := openAt(t, time.Date(2026, 11, 23, 11, 50, 0, 0, desk.Beijing), func(st *desk.Station) {
		st.OffPeak = []desk.OffPeak{{
			Days: []time.Weekday{time.Monday}, From: 12 * time.Hour, To: 14 * time.Hour, Items: []string{listed},
		}}
	})
	v := s.visit()
	before := s.ready(desk.ModeAccept, "", v)
	s.clock.Add(15 * time.Minute)
	s.nothingWritten(func() {
		_, err := s.intake.Begin(s.ctx(), "late", at(1), before.Item, v)
		wantProblem(t, err, desk.Blocked, "offpeak.item")
		late := before
		late.ID, late.Opened = "late", must(s.db.Today(s.ctx()))(t).At
		_, err = s.intake.Accept(s.ctx(), s.rid(), at(1), late)
		wantProblem(t, err, desk.Blocked, "offpeak.item")
	})
	must(s.intake.Accept(s.ctx(), s.rid(), at(1), before))(t)
	must(s.intake.Receive(s.ctx(), s.rid(), at(1), s.ready(desk.ModeCollect, "", v)))(t)
	s.begin(matter(t, desk.ModeAdvise, "", false).ID, v)
	s.clock.Add(2 * time.Hour)
	s.begin(before.Item, v)
}

// TestOffPeakHours counts a noon of two people, one of whom nobody signed off.
func TestOffPeakHours(t *testing.T) {
	s := openAt(t, time.Date(2026, 11, 23, 11, 0, 0, 0, desk.Beijing), func(st *desk.Station) {
		st.OffPeak = []desk.OffPeak{{
			Days: []time.Weekday{time.Monday}, From: 12 * time.Hour, To: 13*time.Hour + 30*time.Minute, Staff: []string{"u01"},
		}}
	})
	must(s.days.Begin(s.ctx(), s.rid(), at(1)))(t)
	s.clock.Add(80 * time.Minute) // 12:20
	must(s.hall.WalkIn(s.ctx(), s.rid(), at(1), desk.TakeOrder{}))(t)
	must(s.intake.Accept(s.ctx(), s.rid(), at(1), s.ready(desk.ModeAccept, "", *s.queue().Mine)))(t)
	s.endVisit()
	s.clock.Add(20 * time.Minute) // 12:40
	other := at(2)
	other.Window = 1
	must(s.days.Begin(s.ctx(), s.rid(), other))(t)
	s.clock.Add(48 * time.Hour) // u02 never signed off
	got := must(s.days.OffPeakMonth(s.ctx(), "2026-11-25"))(t)
	for i := range got {
		got[i].OnDuty = got[i].OnDuty.Round(time.Minute) // the clock goes on with every act
	}
	want := []desk.PersonHours{
		{Staff: "u01", Rostered: 5 * 90 * time.Minute, OnDuty: 40 * time.Minute, Visits: 1, Cases: 1},
		{Staff: "u02", OnDuty: 50 * time.Minute, Open: 1},
	}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("counted %+v, want %+v", got, want)
	}
	if before := must(s.days.OffPeakMonth(s.ctx(), "2026-10-01"))(t); len(before) != 1 || before[0].OnDuty != 0 {
		t.Errorf("the month before %+v", before)
	}
}
