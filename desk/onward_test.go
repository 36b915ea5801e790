package desk_test

import (
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
)

func TestANumberIsPassedOnToAColleague(t *testing.T) {
	s := open(t)
	for range 3 {
		s.take(desk.TakeOrder{})
	}
	x := s.serve(1)
	s.clock.Add(5 * time.Minute)
	got := must(s.hall.PassOn(s.ctx(), s.rid(), at(1), x.ID, desk.Onward{Window: 2}))(t)
	if got.No != x.No || !got.Taken.Equal(x.Taken) || got.Order != x.Order || got.State != desk.TicketWaiting {
		t.Errorf("%s was passed on as %+v", x.No, got)
	}
	q := must(s.hall.Queue(s.ctx(), 1))(t)
	if q.Mine != nil || !slices.Equal(numbers(q.Waiting), []string{"A002", "A003"}) || !slices.Equal(numbers(q.Apart), []string{"A001"}) {
		t.Errorf("window 1 has %v waiting, %v apart", numbers(q.Waiting), numbers(q.Apart))
	}
	if y := s.call(2); y.ID != x.ID || y.For != 0 {
		t.Errorf("window 2 calls %s, for %d", y.No, y.For)
	}
	s.sound()
}

func TestANumberIsPassedOnToAnotherCommunity(t *testing.T) {
	second := "110101001002"
	s := open(t, func(st *desk.Station) {
		st.Windows = []desk.Window{{No: 1, Communities: []string{st.Code}}, {No: 2, Communities: []string{second}}}
	})
	x, y := s.take(desk.TakeOrder{}), s.take(desk.TakeOrder{Comm: second})
	if z := s.call(1); z.ID != x.ID {
		t.Fatalf("window 1 calls %s", z.No)
	}
	must(s.hall.Arrived(s.ctx(), s.rid(), at(1), x.ID))(t)
	got := must(s.hall.PassOn(s.ctx(), s.rid(), at(1), x.ID, desk.Onward{Comm: second}))(t)
	if got.Comm != second || got.No != x.No {
		t.Errorf("passed on as %+v", got)
	}
	_, err := s.hall.CallNext(s.ctx(), s.rid(), at(1))
	wantProblem(t, err, desk.NotFound, "queue.apart")
	for _, want := range []string{x.ID, y.ID} {
		c := s.call(2)
		if c.ID != want {
			t.Errorf("window 2 calls %s", c.No)
		}
		must(s.hall.Missed(s.ctx(), s.rid(), at(2), c.ID, ""))(t)
	}
	s.sound()
}

// TestANumberGoesOnToTheStreet prints a slip with the same number.
func TestANumberGoesOnToTheStreet(t *testing.T) {
	s := open(t)
	s.take(desk.TakeOrder{})
	x := s.serve(1)
	must(s.hall.PassOn(s.ctx(), s.rid(), at(1), x.ID, desk.Onward{Centre: true}))(t)
	got := must(s.db.Ticket(s.ctx(), x.ID))(t)
	if got.State != desk.TicketTransferred || got.Ended == nil || got.Window != 0 {
		t.Errorf("it stands as %+v", got)
	}
	list := must(s.db.Papers(s.ctx(), desk.PaperFilter{Ticket: x.ID}))(t)
	if len(list) != 2 || list[0].Content.TicketNo != x.No || list[0].Content.Onward != s.station.Centre ||
		!slices.Contains(s.printed(), list[0].No) {
		t.Errorf("the papers are %+v, printed were %v", list, s.printed())
	}
	s.sound()
}

func TestWhereNobodyCanBePassedOnTo(t *testing.T) {
	s := open(t)
	s.take(desk.TakeOrder{})
	x := s.serve(1)
	s.nothingWritten(func() {
		for _, to := range []desk.Onward{
			{}, {Window: 1}, {Window: 9}, {Comm: "110101001009"}, {Window: 2, Centre: true}, {Comm: "110101001002", Window: 2},
		} {
			_, err := s.hall.PassOn(s.ctx(), s.rid(), at(1), x.ID, to)
			wantProblem(t, err, desk.Invalid, "onward")
		}
		_, err := s.hall.PassOn(s.ctx(), s.rid(), at(2), x.ID, desk.Onward{Window: 1})
		wantProblem(t, err, desk.Conflict, "ticket.elsewhere")
	})
	must(s.hall.Finish(s.ctx(), s.rid(), at(1), x.ID))(t)
	w := must(s.hall.WalkIn(s.ctx(), s.rid(), at(1), desk.TakeOrder{}))(t)
	_, err := s.hall.PassOn(s.ctx(), s.rid(), at(1), w.ID, desk.Onward{Window: 2})
	wantProblem(t, err, desk.Blocked, "onward.walkin")
}
