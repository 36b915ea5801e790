package desk_test

import (
	"encoding/json"
	"testing"
	"time"

	"xiaochuang/desk"
)

// undo takes back window 1's latest act.
func (s *shop) undo() desk.Undone {
	s.t.Helper()
	return must(s.hall.Undo(s.ctx(), s.rid(), at(1)))(s.t)
}

// notUndone holds that nothing is taken back, and why.
func (s *shop) notUndone(k desk.Kind, what string) {
	s.t.Helper()
	s.nothingWritten(func() {
		_, err := s.hall.Undo(s.ctx(), s.rid(), at(1))
		wantProblem(s.t, err, k, what)
	})
}

// TestEveryActIsTakenBack does one act after another and takes it back: the
// ticket stands as before, but for its revision, and both lines are in the
// journal.
func TestEveryActIsTakenBack(t *testing.T) {
	for _, tt := range []struct {
		name string
		come func(s *shop) string // id
		do   func(s *shop, id string) (desk.Ticket, error)
	}{
		{"call", func(s *shop) string { return s.take(desk.TakeOrder{}).ID }, func(s *shop, _ string) (desk.Ticket, error) {
			return s.hall.CallNext(s.ctx(), s.rid(), at(1))
		}},
		{"recall", func(s *shop) string { s.take(desk.TakeOrder{}); return s.call(1).ID }, func(s *shop, id string) (desk.Ticket, error) {
			return s.hall.Recall(s.ctx(), s.rid(), at(1), id)
		}},
		{"arrived", func(s *shop) string { s.take(desk.TakeOrder{}); return s.call(1).ID }, func(s *shop, id string) (desk.Ticket, error) {
			return s.hall.Arrived(s.ctx(), s.rid(), at(1), id)
		}},
		{"missed", func(s *shop) string { s.take(desk.TakeOrder{}); return s.call(1).ID }, func(s *shop, id string) (desk.Ticket, error) {
			return s.hall.Missed(s.ctx(), s.rid(), at(1), id, "away")
		}},
		{"returned", func(s *shop) string {
			s.take(desk.TakeOrder{})
			id := s.call(1).ID
			must(s.hall.Missed(s.ctx(), s.rid(), at(1), id, ""))(s.t)
			return id
		}, func(s *shop, id string) (desk.Ticket, error) { return s.hall.Return(s.ctx(), s.rid(), at(1), id) }},
		{"held", func(s *shop) string { s.take(desk.TakeOrder{}); return s.serve(1).ID }, func(s *shop, id string) (desk.Ticket, error) {
			return s.hall.Hold(s.ctx(), s.rid(), at(1), id, desk.HoldAway)
		}},
		{"resumed", func(s *shop) string {
			s.take(desk.TakeOrder{})
			id := s.serve(1).ID
			must(s.hall.Hold(s.ctx(), s.rid(), at(1), id, desk.HoldPaper))(s.t)
			return id
		}, func(s *shop, id string) (desk.Ticket, error) { return s.hall.Resume(s.ctx(), s.rid(), at(1), id) }},
		{"done", func(s *shop) string { s.take(desk.TakeOrder{}); return s.serve(1).ID }, func(s *shop, id string) (desk.Ticket, error) {
			return s.hall.Finish(s.ctx(), s.rid(), at(1), id)
		}},
		{"left", func(s *shop) string { return s.take(desk.TakeOrder{}).ID }, func(s *shop, id string) (desk.Ticket, error) {
			return s.hall.Abandon(s.ctx(), s.rid(), at(1), id, "left")
		}},
		{"preferred", func(s *shop) string { return s.take(desk.TakeOrder{}).ID }, func(s *shop, id string) (desk.Ticket, error) {
			return s.hall.Prefer(s.ctx(), s.rid(), at(1), id, "ill")
		}},
		{"passed on", func(s *shop) string { s.take(desk.TakeOrder{}); return s.serve(1).ID }, func(s *shop, id string) (desk.Ticket, error) {
			return s.hall.PassOn(s.ctx(), s.rid(), at(1), id, desk.Onward{Window: 2})
		}},
		{"sent to the street", func(s *shop) string { s.take(desk.TakeOrder{}); return s.serve(1).ID }, func(s *shop, id string) (desk.Ticket, error) {
			return s.hall.PassOn(s.ctx(), s.rid(), at(1), id, desk.Onward{Centre: true})
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			id := tt.come(s)
			before := must(s.db.Ticket(s.ctx(), id))(t)
			must(tt.do(s, id))(t)
			n := len(s.lines())
			s.clock.Add(desk.UndoWithin - time.Second)
			u := s.undo()
			now := must(s.db.Ticket(s.ctx(), id))(t)
			if now.Rev != before.Rev+2 || u.Ticket.ID != id {
				t.Errorf("rev %d after %d; %s was taken back", now.Rev, before.Rev, u.Ticket.No)
			}
			now.Rev = before.Rev
			if a, b := string(must(json.Marshal(before))(t)), string(must(json.Marshal(now))(t)); a != b {
				t.Errorf("it stood as\n%s\nand stands as\n%s", a, b)
			}
			if got := s.lines(); len(got) != n+1 || got[n] != desk.ActTicketUndone || got[n-1] != u.Kind {
				t.Errorf("the journal says %v", got)
			}
			for _, p := range must(s.db.Papers(s.ctx(), desk.PaperFilter{Ticket: id}))(t) {
				if p.Void != (p.Content.Onward != "") {
					t.Errorf("the paper of %q is void: %v", p.Content.Onward, p.Void)
				}
			}
			s.sound()
		})
	}
}

// TestANumberTakenByMistake is void, with its slip, and its number is not given
// out again; so is a visit begun by mistake.
func TestANumberTakenByMistake(t *testing.T) {
	s := open(t)
	x := s.take(desk.TakeOrder{})
	if u := s.undo(); u.Ticket.State != desk.TicketVoid || u.Kind != desk.ActTicketTaken {
		t.Errorf("it stands as %+v", u.Ticket)
	}
	p := must(s.db.Papers(s.ctx(), desk.PaperFilter{Ticket: x.ID}))(t)
	if len(p) != 1 || !p[0].Void || p[0].Content.TicketNo != x.No {
		t.Errorf("the slip is %+v", p)
	}
	for _, j := range must(s.db.PrintJobs().Jobs(s.ctx(), 10))(t) {
		if j.State == desk.PrintQueued {
			t.Error("the void slip still waits to be printed")
		}
	}
	if q := s.queue(); len(q.Waiting) != 0 || q.Taken != 0 {
		t.Errorf("%d wait, %d were taken", len(q.Waiting), q.Taken)
	}
	if y := s.take(desk.TakeOrder{}); y.No != "A002" {
		t.Errorf("the next number is %s", y.No)
	}
	s.undo()
	w := must(s.hall.WalkIn(s.ctx(), s.rid(), at(1), desk.TakeOrder{}))(t)
	if u := s.undo(); u.Ticket.ID != w.ID || u.Ticket.State != desk.TicketVoid || s.queue().Mine != nil {
		t.Errorf("the visit stands as %+v", u.Ticket)
	}
	s.sound()
}

// TestOneAfterAnotherIsTakenBack goes back through a visit, and a call that moved
// a returned number up moves it back.
func TestOneAfterAnotherIsTakenBack(t *testing.T) {
	s := open(t, func(st *desk.Station) { st.MissedBack = 2 })
	for range 3 {
		s.take(desk.TakeOrder{})
	}
	x := s.call(1)
	must(s.hall.Missed(s.ctx(), s.rid(), at(1), x.ID, ""))(t)
	must(s.hall.Return(s.ctx(), s.rid(), at(1), x.ID))(t)
	y := s.serve(1)
	must(s.hall.Finish(s.ctx(), s.rid(), at(1), y.ID))(t)
	for _, want := range []desk.ActKind{desk.ActTicketDone, desk.ActTicketArrived, desk.ActTicketCalled} {
		if u := s.undo(); u.Kind != want {
			t.Fatalf("%s was taken back, want %s", u.Kind, want)
		}
	}
	if back := must(s.db.Ticket(s.ctx(), x.ID))(t); back.Behind != 2 {
		t.Errorf("the returned number stands behind %d", back.Behind)
	}
	for _, want := range []desk.ActKind{desk.ActTicketReturned, desk.ActTicketMissed, desk.ActTicketCalled, desk.ActTicketTaken} {
		if u := s.undo(); u.Kind != want {
			t.Fatalf("%s was taken back, want %s", u.Kind, want)
		}
	}
	s.sound()
}

func TestWhatCannotBeTakenBack(t *testing.T) {
	t.Run("nothing", func(t *testing.T) {
		s := open(t)
		s.notUndone(desk.NotFound, "undo.none")
		must(s.hall.WalkIn(s.ctx(), s.rid(), at(2), desk.TakeOrder{}))(t)
		s.notUndone(desk.NotFound, "undo.none") // that is window 2's
	})
	t.Run("too old", func(t *testing.T) {
		s := open(t)
		s.take(desk.TakeOrder{})
		s.clock.Add(desk.UndoWithin + time.Second)
		s.notUndone(desk.Blocked, "undo.late")
	})
	t.Run("called since by another window", func(t *testing.T) {
		s := open(t)
		s.take(desk.TakeOrder{})
		s.call(2)
		s.notUndone(desk.Blocked, "undo.built")
		must(s.hall.Undo(s.ctx(), s.rid(), at(2)))(t) // who takes the call back frees the number
		if u := s.undo(); u.Kind != desk.ActTicketTaken {
			t.Errorf("%s was taken back", u.Kind)
		}
	})
	t.Run("a draft was begun", func(t *testing.T) {
		s := open(t)
		w := must(s.hall.WalkIn(s.ctx(), s.rid(), at(1), desk.TakeOrder{}))(t)
		must(s.intake.Begin(s.ctx(), "c1", at(1), matter(t, desk.ModeAccept, desk.Instant, false).ID, w))(t)
		s.notUndone(desk.Blocked, "undo.built")
	})
	t.Run("a question was asked", func(t *testing.T) {
		s := open(t)
		w := must(s.hall.WalkIn(s.ctx(), s.rid(), at(1), desk.TakeOrder{}))(t)
		must(s.counter.Ask(s.ctx(), s.rid(), at(1), desk.AskOrder{State: desk.InquiryAnswered, Ticket: w.ID}))(t)
		s.notUndone(desk.Blocked, "undo.built")
	})
	t.Run("rated", func(t *testing.T) {
		s := open(t)
		w := must(s.hall.WalkIn(s.ctx(), s.rid(), at(1), desk.TakeOrder{}))(t)
		w = must(s.hall.Finish(s.ctx(), s.rid(), at(1), w.ID))(t)
		must(desk.NewRatings(s.db, &pad{answer: desk.PadAnswer{Level: desk.Satisfied}}, time.Second).Ask(s.ctx(), s.rid(), at(1), w))(t)
		s.notUndone(desk.Blocked, "undo.built")
	})
	t.Run("not rated, since there is no pad", func(t *testing.T) {
		s := open(t)
		w := must(s.hall.WalkIn(s.ctx(), s.rid(), at(1), desk.TakeOrder{}))(t)
		w = must(s.hall.Finish(s.ctx(), s.rid(), at(1), w.ID))(t)
		must(desk.NewRatings(s.db, nil, time.Second).Ask(s.ctx(), s.rid(), at(1), w))(t)
		if u := s.undo(); u.Ticket.State != desk.TicketServing {
			t.Errorf("it stands as %+v", u.Ticket)
		}
	})
	t.Run("the window is taken", func(t *testing.T) {
		s := open(t)
		s.take(desk.TakeOrder{})
		x := s.serve(1)
		must(s.hall.Hold(s.ctx(), s.rid(), at(1), x.ID, desk.HoldAway))(t)
		w := must(s.hall.WalkIn(s.ctx(), s.rid(), at(2), desk.TakeOrder{}))(t)
		must(s.hall.Hold(s.ctx(), s.rid(), at(2), w.ID, desk.HoldAway))(t)
		must(s.hall.Resume(s.ctx(), s.rid(), at(1), w.ID))(t)
		s.undo()
		s.undo()
		if q := s.queue(); q.Mine == nil || q.Mine.ID != x.ID {
			t.Errorf("at the window stands %+v", q.Mine)
		}
	})
}

// TestARetryTakesBackOnce presses the key again with the same record id.
func TestARetryTakesBackOnce(t *testing.T) {
	s := open(t)
	s.take(desk.TakeOrder{})
	s.take(desk.TakeOrder{})
	rid := s.rid()
	a := must(s.hall.Undo(s.ctx(), rid, at(1)))(t)
	b := must(s.hall.Undo(s.ctx(), rid, at(1)))(t)
	if a.Ticket.No != b.Ticket.No || len(s.queue().Waiting) != 1 {
		t.Errorf("%s and %s were taken back", a.Ticket.No, b.Ticket.No)
	}
}
