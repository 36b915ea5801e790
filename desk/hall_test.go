package desk_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// adviceItem takes the lane of consultations at the station of these tests.
const adviceItem = "BJ-SQ-0034"

// take takes a number at window 1.
func (s *shop) take(o desk.TakeOrder) desk.Ticket {
	s.t.Helper()
	t, _, err := s.hall.Take(s.ctx(), s.rid(), at(1), o)
	if err != nil {
		s.t.Fatal(err)
	}
	return t
}

// call calls the next visitor to a window.
func (s *shop) call(window int) desk.Ticket {
	s.t.Helper()
	return must(s.hall.CallNext(s.ctx(), s.rid(), at(window)))(s.t)
}

// serve calls the next visitor and begins service.
func (s *shop) serve(window int) desk.Ticket {
	s.t.Helper()
	return must(s.hall.Arrived(s.ctx(), s.rid(), at(window), s.call(window).ID))(s.t)
}

// visit is a visitor without a number in service at window 1.
func (s *shop) visit() desk.Ticket {
	s.t.Helper()
	return must(s.hall.WalkIn(s.ctx(), s.rid(), at(1), desk.TakeOrder{}))(s.t)
}

func (s *shop) finish(window int, id string) desk.Ticket {
	s.t.Helper()
	return must(s.hall.Finish(s.ctx(), s.rid(), at(window), id))(s.t)
}

// queue is the waiting room as window 1 sees it.
func (s *shop) queue() desk.Queue {
	s.t.Helper()
	return must(s.hall.Queue(s.ctx(), 1))(s.t)
}

func numbers(list []desk.Ticket) []string {
	out := []string{}
	for _, t := range list {
		out = append(out, t.No)
	}
	return out
}

func TestNumbersRunByLaneWithoutGaps(t *testing.T) {
	s := open(t)
	var got []string
	for _, o := range []desk.TakeOrder{{}, {Item: adviceItem}, {Item: "BJ-SQ-0031"}, {Lane: "Z"}, {Lane: "A", Item: adviceItem}} {
		got = append(got, s.take(o).No)
	}
	got = append(got, s.visit().No, s.take(desk.TakeOrder{}).No)
	if want := []string{"A001", "Z001", "A002", "Z002", "A003", "直001", "A004"}; !slices.Equal(got, want) {
		t.Errorf("numbers %v, want %v", got, want)
	}
	q := s.queue()
	if want := []string{"A001", "Z001", "A002", "Z002", "A003", "A004"}; !slices.Equal(numbers(q.Waiting), want) {
		t.Errorf("waiting %v, want them in the order of arrival %v", numbers(q.Waiting), want)
	}
	if q.Taken != 6 || q.Mine == nil || q.Mine.No != "直001" {
		t.Errorf("taken %d, at the window %+v", q.Taken, q.Mine)
	}
}

func TestALaneThatTheStationHasNotIsRefused(t *testing.T) {
	s := open(t)
	for _, lane := range []string{"X", "a", "AA", desk.WalkIn, "A ", "\x1b[2J"} {
		s.nothingWritten(func() {
			_, _, err := s.hall.Take(s.ctx(), s.rid(), at(1), desk.TakeOrder{Lane: lane})
			wantProblem(t, err, desk.Invalid, "ticket.lane")
		})
	}
	if no := open(t, func(st *desk.Station) { st.Lanes = nil }).take(desk.TakeOrder{Lane: "A"}).No; no != "A001" {
		t.Errorf("a station without lanes gave %s, want the default lane", no)
	}
}

func TestAMatterThatTheGuideHasNotIsRefused(t *testing.T) {
	s := open(t)
	s.nothingWritten(func() {
		_, _, err := s.hall.Take(s.ctx(), s.rid(), at(1), desk.TakeOrder{Item: "no such matter"})
		wantProblem(t, err, desk.NotFound, "item")
		_, err = s.hall.WalkIn(s.ctx(), s.rid(), at(1), desk.TakeOrder{Item: "no such matter"})
		wantProblem(t, err, desk.NotFound, "item")
	})
}

func TestANumberComesWithItsSlipInOneCommit(t *testing.T) {
	s := open(t)
	s.take(desk.TakeOrder{})
	before := len(s.lines())
	ticket, slip, err := s.hall.Take(s.ctx(), s.rid(), at(2), desk.TakeOrder{Item: "BJ-SQ-0031", Comm: "110101001002"})
	if err != nil {
		t.Fatal(err)
	}
	if after := s.lines(); len(after) != before+1 || after[before] != desk.ActTicketTaken {
		t.Errorf("taking a number wrote %v, want one line", after[before:])
	}
	stored := must(s.db.Paper(s.ctx(), slip.No))(t)
	it, _ := s.guide.Item("BJ-SQ-0031")
	c := stored.Content
	if stored.Kind != desk.PaperTicket || stored.Ticket != ticket.ID || stored.Item != it.ID ||
		c.TicketNo != ticket.No || c.Waiting != 1 || c.Item != it.Name || len(c.Materials) != len(it.Materials) ||
		c.Community != "示例二社区" {
		t.Errorf("slip is %+v", stored)
	}
	if p := s.printed(); len(p) != 2 || p[1] != slip.No {
		t.Errorf("queued for printing: %v, want %s as the second", p, slip.No)
	}
	if ticket.Comm != "110101001002" || ticket.Item != it.ID || ticket.State != desk.TicketWaiting {
		t.Errorf("ticket is %+v", ticket)
	}
}

func TestTheSameRequestTakesOneNumber(t *testing.T) {
	s := open(t)
	a, pa, err := s.hall.Take(s.ctx(), "once", at(1), desk.TakeOrder{})
	if err != nil {
		t.Fatal(err)
	}
	b, pb, err := s.hall.Take(s.ctx(), "once", at(1), desk.TakeOrder{})
	if err != nil || a.ID != b.ID || a.No != b.No || pa.No != pb.No || b.State != desk.TicketWaiting {
		t.Errorf("second press gave %s %s (%v), want %s %s", b.No, pb.No, err, a.No, pa.No)
	}
	if q := s.queue(); len(q.Waiting) != 1 || len(s.printed()) != 1 {
		t.Errorf("%d wait, %d slips to print", len(q.Waiting), len(s.printed()))
	}
}

func TestARecordIdOfAnotherActIsRefused(t *testing.T) {
	s := open(t)
	if _, err := s.counter.Ask(s.ctx(), "taken", at(1), desk.AskOrder{State: desk.InquiryAnswered}); err != nil {
		t.Fatal(err)
	}
	s.nothingWritten(func() {
		_, _, err := s.hall.Take(s.ctx(), "taken", at(1), desk.TakeOrder{})
		wantProblem(t, err, desk.Conflict, "rid")
		_, err = s.hall.CallNext(s.ctx(), "taken", at(1))
		wantProblem(t, err, desk.Conflict, "rid")
		_, err = s.intake.HandOver(s.ctx(), "taken", at(1))
		wantProblem(t, err, desk.Conflict, "rid")
		_, _, err = s.days.Close(s.ctx(), "taken", at(1), s.intake, desk.CloseOrder{Reason: "asked to come tomorrow"})
		wantProblem(t, err, desk.Conflict, "rid")
		_, err = s.days.Begin(s.ctx(), "taken", at(1))
		wantProblem(t, err, desk.Conflict, "rid")
	})
}

func TestAStationWithoutAQueueServesWithoutNumbers(t *testing.T) {
	s := open(t, func(st *desk.Station) { st.Queue = false })
	s.nothingWritten(func() {
		_, _, err := s.hall.Take(s.ctx(), s.rid(), at(1), desk.TakeOrder{})
		wantProblem(t, err, desk.Blocked, "queue.none")
	})
	v := must(s.hall.WalkIn(s.ctx(), s.rid(), at(1), desk.TakeOrder{Item: "BJ-SQ-0031", Returns: "x"}))(t)
	if v.No != "直001" || v.State != desk.TicketServing || v.Window != 1 || v.Staff != "u01" || v.Called == nil || v.Arrived == nil {
		t.Errorf("visit is %+v", v)
	}
	if len(s.printed()) != 0 {
		t.Error("a visit without a number printed a slip")
	}
	s.finish(1, v.ID)
	if next := s.visit(); next.No != "直002" {
		t.Errorf("the next visit is %s", next.No)
	}
	if q := s.queue(); q.Done != 1 || q.Taken != 0 {
		t.Errorf("queue counts %d done, %d numbers", q.Done, q.Taken)
	}
}

func TestNobodyIsServedAtNoWindow(t *testing.T) {
	s := open(t)
	waiting := s.take(desk.TakeOrder{})
	nowhere := at(1)
	nowhere.Window = 0
	s.nothingWritten(func() {
		_, err := s.hall.CallNext(s.ctx(), s.rid(), nowhere)
		wantProblem(t, err, desk.Invalid, "window")
		_, err = s.hall.Call(s.ctx(), s.rid(), nowhere, waiting.ID, "elderly")
		wantProblem(t, err, desk.Invalid, "window")
		_, err = s.hall.WalkIn(s.ctx(), s.rid(), nowhere, desk.TakeOrder{})
		wantProblem(t, err, desk.Invalid, "window")
	})
}

func TestTheBusinessDayBeginsWhenTheStationSaysSo(t *testing.T) {
	// 23:59:58 in Beijing; each reading of the clock is a second later.
	night := time.Date(2026, 11, 23, 15, 59, 57, 0, time.UTC)
	for _, tt := range []struct {
		name   string
		begins time.Duration
		want   []string
	}{
		{"at midnight", 0, []string{"2026-11-23 A001", "2026-11-23 A002", "2026-11-24 A001", "2026-11-24 A002"}},
		{"at four", 4 * time.Hour, []string{"2026-11-23 A001", "2026-11-23 A002", "2026-11-23 A003", "2026-11-23 A004"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := openAt(t, night, func(st *desk.Station) { st.DayBegins = tt.begins })
			var got []string
			for i := range 4 {
				s.clock.Set(night.Add(time.Duration(i) * time.Second))
				x := s.take(desk.TakeOrder{})
				got = append(got, fmt.Sprint(x.Day, " ", x.No))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("numbers %v, want %v", got, tt.want)
			}
			s.sound()
		})
	}
}

func TestAClockThatStepsBackRepeatsNoNumber(t *testing.T) {
	s := open(t)
	s.take(desk.TakeOrder{})
	s.clock.Add(-30 * time.Minute)
	if no := s.take(desk.TakeOrder{}).No; no != "A002" {
		t.Errorf("half an hour back: %s", no)
	}
	s.clock.Set(storetest.Morning.Add(-2 * time.Hour))
	s.nothingWritten(func() {
		_, _, err := s.hall.Take(s.ctx(), s.rid(), at(1), desk.TakeOrder{})
		wantProblem(t, err, desk.ClockDoubt, "day")
	})
	if err := s.db.ConfirmDay(s.ctx(), s.rid(), at(1), storetest.Today); err != nil {
		t.Fatal(err)
	}
	if x := s.take(desk.TakeOrder{}); x.No != "A003" || x.Day != storetest.Today {
		t.Errorf("two hours back, confirmed: %s of %s", x.No, x.Day)
	}
	s.clock.Set(storetest.Morning.Add(24 * time.Hour))
	if x := s.take(desk.TakeOrder{}); x.No != "A001" || x.Day != storetest.Today.Add(1) {
		t.Errorf("a day on: %s of %s", x.No, x.Day)
	}
	if q := must(s.db.Tickets(s.ctx(), storetest.Today))(t); len(q) != 3 {
		t.Errorf("%d tickets of the first day, want all 3", len(q))
	}
}
