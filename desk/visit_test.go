package desk_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"xiaochuang/desk"
)

var ticketStates = []desk.TicketState{
	desk.TicketWaiting, desk.TicketCalled, desk.TicketServing, desk.TicketHeld, desk.TicketMissed,
	desk.TicketDone, desk.TicketAbandoned, desk.TicketTransferred,
}

// put writes a ticket that stands in a state, at the window where it is open.
func (s *shop) put(state desk.TicketState, window int) desk.Ticket {
	s.t.Helper()
	x := s.take(desk.TakeOrder{})
	x.State = state
	if x.Open() {
		x.Window, x.Staff = window, at(window).Staff.ID
	}
	if state == desk.TicketHeld {
		x.Hold = desk.HoldPaper
	}
	x.Rev++
	_, err := s.db.Write(s.ctx(), s.rid(), at(1), func(desk.Tx) (desk.Act, error) {
		return desk.Act{Kind: desk.ActTicketCalled, Obj: "ticket:" + x.ID, Tickets: []desk.Ticket{x}}, nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return x
}

// clear takes everybody from the windows.
func (s *shop) clear() {
	s.t.Helper()
	_, err := s.db.Write(s.ctx(), s.rid(), at(1), func(tx desk.Tx) (desk.Act, error) {
		act := desk.Act{Kind: desk.ActTicketDone, Obj: "ticket:all"}
		all, err := tx.Tickets(s.ctx(), tx.Stamp().Day)
		for _, x := range all {
			if x.Open() {
				x.State = desk.TicketDone
				act.Tickets = append(act.Tickets, x)
			}
		}
		return act, err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// A move is one method of the hall, the state it leads to, and where from.
type move struct {
	name string
	to   desk.TicketState
	from []desk.TicketState
	do   func(*desk.Hall, context.Context, string, desk.Duty, string) (desk.Ticket, error)
}

var moves = []move{
	{
		"Call", desk.TicketCalled,
		[]desk.TicketState{desk.TicketWaiting, desk.TicketMissed},
		func(h *desk.Hall, c context.Context, rid string, d desk.Duty, id string) (desk.Ticket, error) {
			return h.Call(c, rid, d, id, "elderly")
		},
	},
	{"Recall", desk.TicketCalled, []desk.TicketState{desk.TicketCalled}, (*desk.Hall).Recall},
	{"Arrived", desk.TicketServing, []desk.TicketState{desk.TicketCalled}, (*desk.Hall).Arrived},
	{
		"Missed", desk.TicketMissed,
		[]desk.TicketState{desk.TicketCalled},
		func(h *desk.Hall, c context.Context, rid string, d desk.Duty, id string) (desk.Ticket, error) {
			return h.Missed(c, rid, d, id, "")
		},
	},
	{"Return", desk.TicketWaiting, []desk.TicketState{desk.TicketCalled, desk.TicketMissed}, (*desk.Hall).Return},
	{
		"Hold", desk.TicketHeld,
		[]desk.TicketState{desk.TicketServing},
		func(h *desk.Hall, c context.Context, rid string, d desk.Duty, id string) (desk.Ticket, error) {
			return h.Hold(c, rid, d, id, desk.HoldAway)
		},
	},
	{"Resume", desk.TicketServing, []desk.TicketState{desk.TicketHeld}, (*desk.Hall).Resume},
	{"Finish", desk.TicketDone, []desk.TicketState{desk.TicketServing, desk.TicketHeld}, (*desk.Hall).Finish},
	{
		"Abandon", desk.TicketAbandoned,
		[]desk.TicketState{desk.TicketWaiting, desk.TicketCalled, desk.TicketHeld, desk.TicketMissed},
		func(h *desk.Hall, c context.Context, rid string, d desk.Duty, id string) (desk.Ticket, error) {
			return h.Abandon(c, rid, d, id, "left")
		},
	},
}

// TestEveryMoveOfAVisit walks the table: every method on a ticket in every
// state, at its own window and at another one.
func TestEveryMoveOfAVisit(t *testing.T) {
	for _, m := range moves {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			for _, from := range ticketStates {
				s.moved(m, from)
				s.clear()
			}
		})
	}
}

func (s *shop) moved(m move, from desk.TicketState) {
	s.t.Helper()
	own := s.put(from, 1)
	legal := slices.Contains(m.from, from)
	if legal && !desk.MayMove(from, m.to) {
		s.t.Fatalf("%s from %s is outside the table", m.name, from)
	}
	// Whatever is open belongs to its window; only what is parked there may be
	// gone on with elsewhere.
	if own.Open() && m.name != "Resume" {
		s.refused(m, own, at(2))
	}
	if !legal {
		s.refused(m, own, at(1))
		return
	}
	got, err := m.do(s.hall, s.ctx(), s.rid(), at(1), own.ID)
	if err != nil {
		s.t.Fatalf("%s from %s: %v", m.name, from, err)
	}
	stored := must(s.db.Ticket(s.ctx(), own.ID))(s.t)
	if got.State != m.to || stored.State != m.to || stored.Rev != own.Rev+1 {
		s.t.Errorf("%s from %s leads to %s, rev %d after %d", m.name, from, stored.State, stored.Rev, own.Rev)
	}
	if stored.Open() != (stored.Window == 1) && m.to != desk.TicketDone && m.to != desk.TicketAbandoned {
		s.t.Errorf("%s from %s: %s at window %d", m.name, from, stored.State, stored.Window)
	}
}

// refused holds that a move is a Problem and leaves everything as it was.
func (s *shop) refused(m move, x desk.Ticket, d desk.Duty) {
	s.t.Helper()
	s.nothingWritten(func() {
		_, err := m.do(s.hall, s.ctx(), s.rid(), d, x.ID)
		if k := desk.KindOf(err); k != desk.Conflict && k != desk.Blocked {
			s.t.Errorf("%s of a ticket that is %s, by window %d: %v", m.name, x.State, d.Window, err)
		}
	})
}

func TestANumberThatIsNotThereIsNotFound(t *testing.T) {
	s := open(t)
	for _, m := range moves {
		_, err := m.do(s.hall, s.ctx(), s.rid(), at(1), "none")
		wantProblem(t, err, desk.NotFound, "ticket")
	}
}

func TestAVisitFromNumberToEnd(t *testing.T) {
	s := open(t)
	s.take(desk.TakeOrder{})
	x := s.call(1)
	if x.State != desk.TicketCalled || x.Window != 1 || x.Staff != "u01" || x.Called == nil || x.Arrived != nil {
		t.Errorf("called: %+v", x)
	}
	x = must(s.hall.Arrived(s.ctx(), s.rid(), at(1), x.ID))(t)
	if x.Arrived == nil || !x.Arrived.After(*x.Called) {
		t.Errorf("arrived: %+v", x)
	}
	x = must(s.hall.Hold(s.ctx(), s.rid(), at(1), x.ID, desk.HoldStep))(t)
	if q := s.queue(); x.Hold != desk.HoldStep || q.Mine != nil || len(q.Held) != 1 {
		t.Errorf("held: %+v", x)
	}
	x = must(s.hall.Resume(s.ctx(), s.rid(), at(1), x.ID))(t)
	if x.Hold != "" || s.queue().Mine == nil {
		t.Errorf("resumed: %+v", x)
	}
	if x = s.finish(1, x.ID); x.Ended == nil || s.queue().Done != 1 {
		t.Errorf("done: %+v", x)
	}
	want := []desk.ActKind{
		desk.ActTicketTaken, desk.ActTicketCalled, desk.ActTicketArrived, desk.ActTicketHeld,
		desk.ActTicketResumed, desk.ActTicketDone,
	}
	if got := s.lines(); !slices.Equal(got, want) {
		t.Errorf("lines %v, want %v", got, want)
	}
	s.sound()
}

func TestANumberIsRecalledUpToTheMaximum(t *testing.T) {
	for most, set := range map[int]int{3: 0, 1: 1} {
		s := open(t, func(st *desk.Station) { st.MaxRecalls = set })
		s.take(desk.TakeOrder{})
		x := s.call(1)
		for i := range most {
			x = must(s.hall.Recall(s.ctx(), s.rid(), at(1), x.ID))(t)
			if x.Recalls != i+1 {
				t.Errorf("recall %d counts %d", i+1, x.Recalls)
			}
		}
		s.nothingWritten(func() {
			_, err := s.hall.Recall(s.ctx(), s.rid(), at(1), x.ID)
			wantProblem(t, err, desk.Blocked, "ticket.recalls")
		})
		s.refused(move{name: "Recall", do: (*desk.Hall).Recall}, x, at(2))
		// Called again after 过号, the count begins anew.
		must(s.hall.Missed(s.ctx(), s.rid(), at(1), x.ID, "absent"))(t)
		must(s.hall.Return(s.ctx(), s.rid(), at(2), x.ID))(t)
		if x = s.call(1); x.Recalls != 0 {
			t.Errorf("called anew with %d recalls", x.Recalls)
		}
	}
}

func TestAnotherWindowIsToldWhoHasTheVisitor(t *testing.T) {
	s := open(t)
	x := s.put(desk.TicketCalled, 2)
	for _, m := range moves {
		if m.name == "Resume" || m.name == "Hold" || m.name == "Finish" {
			continue // not a move of a called visitor at all
		}
		_, err := m.do(s.hall, s.ctx(), s.rid(), at(1), x.ID)
		if p := wantProblem(t, err, desk.Conflict, "ticket.elsewhere"); p.Holder != "2" {
			t.Errorf("%s names window %s", m.name, p.Holder)
		}
	}
}

func TestAHeldVisitorMayBeServedAtAnotherWindow(t *testing.T) {
	s := open(t)
	x := s.put(desk.TicketHeld, 2)
	x = must(s.hall.Resume(s.ctx(), s.rid(), at(1), x.ID))(t)
	if x.Window != 1 || x.Staff != "u01" {
		t.Errorf("goes on at window %d with %s", x.Window, x.Staff)
	}
	s.refused(move{name: "Finish", do: (*desk.Hall).Finish}, x, at(2))
}

func TestOneVisitorAtAWindow(t *testing.T) {
	for _, state := range []desk.TicketState{desk.TicketCalled, desk.TicketServing} {
		s := open(t)
		held, missed, mine := s.put(desk.TicketHeld, 1), s.put(desk.TicketMissed, 1), s.put(state, 1)
		waiting := s.take(desk.TakeOrder{})
		for name, f := range map[string]func() (desk.Ticket, error){
			"CallNext": func() (desk.Ticket, error) { return s.hall.CallNext(s.ctx(), s.rid(), at(1)) },
			"Call":     func() (desk.Ticket, error) { return s.hall.Call(s.ctx(), s.rid(), at(1), waiting.ID, "why") },
			"missed":   func() (desk.Ticket, error) { return s.hall.Call(s.ctx(), s.rid(), at(1), missed.ID, "why") },
			"WalkIn":   func() (desk.Ticket, error) { return s.hall.WalkIn(s.ctx(), s.rid(), at(1), desk.TakeOrder{}) },
			"Resume":   func() (desk.Ticket, error) { return s.hall.Resume(s.ctx(), s.rid(), at(1), held.ID) },
		} {
			s.nothingWritten(func() {
				_, err := f()
				if p := wantProblem(t, err, desk.Blocked, "visit.open"); !slices.Equal(p.Open, []string{mine.No}) {
					t.Errorf("%s is blocked by %v, want %s", name, p.Open, mine.No)
				}
			})
		}
		if x := s.call(2); x.ID != waiting.ID {
			t.Errorf("the other window called %s", x.No)
		}
	}
}

func TestANamedVisitorIsCalledWithAReason(t *testing.T) {
	s := open(t)
	first, second := s.take(desk.TakeOrder{}), s.take(desk.TakeOrder{})
	for _, reason := range []string{"", "  \t"} {
		_, err := s.hall.Call(s.ctx(), s.rid(), at(1), second.ID, reason)
		wantProblem(t, err, desk.Invalid, "call.reason")
	}
	must(s.hall.Call(s.ctx(), s.rid(), at(1), second.ID, "elderly"))(t)
	h := must(s.db.History(s.ctx(), "ticket:"+second.ID))(t)
	if body := string(h[len(h)-1].Line.Body); !containsAll(body, `"reason":"elderly"`) {
		t.Errorf("the reason is not in the line: %s", body)
	}
	if x := s.call(2); x.ID != first.ID {
		t.Errorf("next is %s", x.No)
	}
}

func TestHoldingSaysWhy(t *testing.T) {
	s := open(t)
	x := s.put(desk.TicketServing, 1)
	for _, k := range []desk.HoldKind{"", "lunch"} {
		s.nothingWritten(func() {
			_, err := s.hall.Hold(s.ctx(), s.rid(), at(1), x.ID, k)
			wantProblem(t, err, desk.Invalid, "hold.kind")
		})
	}
	for _, k := range []desk.HoldKind{desk.HoldAway, desk.HoldPaper, desk.HoldStep} {
		if x = must(s.hall.Hold(s.ctx(), s.rid(), at(1), x.ID, k))(t); x.Hold != k {
			t.Errorf("held as %s, want %s", x.Hold, k)
		}
		must(s.hall.Resume(s.ctx(), s.rid(), at(1), x.ID))(t)
	}
}

func TestLeavingSaysWhy(t *testing.T) {
	s := open(t)
	x := s.take(desk.TakeOrder{})
	s.nothingWritten(func() {
		_, err := s.hall.Abandon(s.ctx(), s.rid(), at(1), x.ID, " ")
		wantProblem(t, err, desk.Invalid, "abandon.reason")
	})
	if x = must(s.hall.Abandon(s.ctx(), s.rid(), at(1), x.ID, "left"))(t); x.Ended == nil {
		t.Errorf("abandoned without an end: %+v", x)
	}
}

func TestMissedCallsNobody(t *testing.T) {
	s := open(t)
	for range 3 {
		s.take(desk.TakeOrder{})
	}
	x := s.call(1)
	must(s.hall.Missed(s.ctx(), s.rid(), at(1), x.ID, "absent"))(t)
	q := s.queue()
	if q.Mine != nil || !slices.Equal(numbers(q.Missed), []string{"A001"}) || !slices.Equal(numbers(q.Waiting), []string{"A002", "A003"}) {
		t.Errorf("after 过号 window 1 has %+v, missed %v, waiting %v", q.Mine, numbers(q.Missed), numbers(q.Waiting))
	}
}

func TestSeveralMattersInOneVisit(t *testing.T) {
	s := open(t)
	v := s.visit()
	var made []string
	for i := range 5 {
		c := s.ready(desk.ModeCollect, "", v)
		taken := must(s.intake.Receive(s.ctx(), s.rid(), at(1), c))(t)
		made = append(made, taken.Case.No)
		if taken.Case.Ticket != v.ID || taken.Case.No != fmt.Sprintf("BJ-110101001001-20261123-01A%04d", i+1) {
			t.Errorf("case %s in the visit %s, want %s", taken.Case.No, taken.Case.Ticket, v.ID)
		}
	}
	s.finish(1, v.ID)
	if list := must(s.db.Cases(s.ctx(), desk.CaseFilter{Ticket: v.ID}))(t); len(list) != 5 {
		t.Errorf("the visit has %d cases of %v", len(list), made)
	}
}
