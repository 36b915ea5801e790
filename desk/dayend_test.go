package desk_test

import (
	"encoding/hex"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

func (s *shop) agenda() desk.Agenda {
	s.t.Helper()
	return must(s.days.Agenda(s.ctx(), s.intake))(s.t)
}

func TestADayWithNothingHasAnEmptyAgenda(t *testing.T) {
	a := open(t).agenda()
	if len(a.Waiting)+len(a.Held)+len(a.Missed)+len(a.Inquiries)+len(a.Drafts)+len(a.HandOver)+len(a.Due) != 0 ||
		a.Unrated+a.Tickets+a.Served+a.Cases+a.Asked != 0 || a.Stamp.Day != storetest.Today {
		t.Errorf("agenda of an empty day: %+v", a)
	}
}

// TestTheAgendaListsEveryKindOfOpenThing plays a day that leaves one of each.
func TestTheAgendaListsEveryKindOfOpenThing(t *testing.T) {
	s := open(t)
	missed := s.put(desk.TicketMissed, 1)
	held := s.put(desk.TicketHeld, 2)
	serving := s.put(desk.TicketServing, 2)
	called := s.put(desk.TicketCalled, 1)
	waiting := s.take(desk.TakeOrder{})
	question := s.asked()
	must(s.counter.Ask(s.ctx(), s.rid(), at(1), desk.AskOrder{State: desk.InquiryAnswered}))(t)
	draft := s.ready(desk.ModeAccept, "", desk.Ticket{})
	received := s.end(desk.ModeCollect, "")
	instant := s.end(desk.ModeAccept, desk.Instant)
	a := s.agenda()
	if got := numbers(a.Waiting); !slices.Equal(got, []string{waiting.No}) {
		t.Errorf("waiting %v", got)
	}
	if got := numbers(a.Held); !slices.Equal(got, []string{held.No, serving.No, called.No}) {
		t.Errorf("at a window or parked %v", got)
	}
	if got := numbers(a.Missed); !slices.Equal(got, []string{missed.No}) {
		t.Errorf("missed %v", got)
	}
	if len(a.Inquiries) != 1 || a.Inquiries[0].ID != question.ID || a.Asked != 2 {
		t.Errorf("questions %+v of %d", a.Inquiries, a.Asked)
	}
	if len(a.Drafts) != 1 || a.Drafts[0].Case.ID != draft.ID {
		t.Errorf("drafts %+v", a.Drafts)
	}
	if len(a.HandOver) != 1 || a.HandOver[0].ID != received.ID {
		t.Errorf("to hand over %+v", a.HandOver)
	}
	if len(a.Due) != 1 || a.Due[0].ID != instant.ID {
		t.Errorf("due %+v", a.Due)
	}
	if a.Cases != 2 || a.Tickets != 5 || a.Served != 0 || a.Unrated != 0 {
		t.Errorf("counts %+v", a)
	}
}

func TestWhatIsOverdueStaysOnTheAgenda(t *testing.T) {
	s := openAt(t, opened("2026-11-23"))
	instant := s.end(desk.ModeAccept, desk.Instant)
	later := s.ready(desk.ModeAccept, desk.Promised, desk.Ticket{})
	later.PromiseDays, later.PromiseUnit = 2, "工作日"
	promised := must(s.intake.Accept(s.ctx(), s.rid(), at(1), later))(t).Case
	for _, tt := range []struct {
		day  desk.Day
		want []string
	}{
		{"2026-11-23", []string{instant.ID}},
		{"2026-11-24", []string{instant.ID}},
		{"2026-11-25", []string{instant.ID, promised.ID}},
		{"2026-11-27", []string{instant.ID, promised.ID}},
	} {
		s.clock.Set(opened(tt.day))
		var got []string
		for _, c := range s.agenda().Due {
			got = append(got, c.ID)
		}
		slices.Sort(got)
		if !slices.Equal(got, tt.want) {
			t.Errorf("on %s due %v, want %v", tt.day, got, tt.want)
		}
	}
	if a := s.agenda(); a.Cases != 0 {
		t.Errorf("%d cases of other days are counted", a.Cases)
	}
}

func TestUnratedVisitsAreCountedByVisit(t *testing.T) {
	s := open(t)
	var visits []desk.Ticket
	for range 3 {
		visits = append(visits, s.finish(1, s.visit().ID))
	}
	serving := s.visit()
	rate := func(v desk.Ticket, l desk.Level) {
		must(s.ratings(&pad{answer: desk.PadAnswer{Level: l}}).Ask(s.ctx(), s.rid(), at(1), v))(t)
	}
	rate(visits[0], desk.Fair)
	rate(visits[1], "")
	rate(serving, desk.Fair) // rates before the visit has ended
	if a := s.agenda(); a.Served != 3 || a.Unrated != 2 {
		t.Errorf("of %d served %d are unrated, want 2 of 3", a.Served, a.Unrated)
	}
}

func TestTheDayIsNotClosedWhileSomebodyIsAtAWindow(t *testing.T) {
	for _, state := range []desk.TicketState{desk.TicketCalled, desk.TicketServing, desk.TicketHeld} {
		s := open(t)
		s.put(desk.TicketMissed, 1)
		x := s.put(state, 2)
		s.nothingWritten(func() {
			_, _, err := s.days.Close(s.ctx(), s.rid(), at(1), s.intake, desk.CloseOrder{Reason: "asked to come tomorrow"})
			if p := wantProblem(t, err, desk.Blocked, "day.visits"); !slices.Equal(p.Open, []string{x.No}) {
				t.Errorf("%s: in the way is %v, want %s", state, p.Open, x.No)
			}
		})
	}
}

func TestTheCloseOfADay(t *testing.T) {
	s := open(t)
	s.put(desk.TicketMissed, 1)
	s.take(desk.TakeOrder{})
	v, _ := s.served()
	must(s.ratings(&pad{answer: desk.PadAnswer{Level: desk.Fair}}).Ask(s.ctx(), s.rid(), at(1), v))(t)
	s.served()
	s.asked()
	s.ready(desk.ModeAccept, "", desk.Ticket{})
	before := must(s.db.Journal(s.ctx(), 0, 0))(t)
	head := hex.EncodeToString(before[len(before)-1].Hash)

	if _, _, err := s.days.Close(s.ctx(), s.rid(), at(2), s.intake, desk.CloseOrder{}); !errors.Is(err, &desk.Problem{Kind: desk.Blocked, What: "day.waiting"}) {
		t.Fatalf("closed on somebody who waits: %v", err)
	}
	c, p, err := s.days.Close(s.ctx(), "once", at(2), s.intake, desk.CloseOrder{Reason: "asked to come tomorrow"})
	if err != nil {
		t.Fatal(err)
	}
	want := desk.DayClose{
		Day: storetest.Today, At: c.At, Staff: "u02", Tickets: 4, Served: 2, Missed: 1, Cases: 4, Inquiries: 1,
		Open: 1, Drafts: 1, Unrated: 1, Head: head, Waiting: 1, Reason: "asked to come tomorrow",
	}
	if !reflect.DeepEqual(c, want) || c.At.IsZero() {
		t.Errorf("close is %+v, want %+v", c, want)
	}
	if p.Kind != desk.PaperSummary || p.Content.ChainHead != head || p.Content.Close == nil || !reflect.DeepEqual(*p.Content.Close, c) || s.printed()[len(s.printed())-1] != p.No {
		t.Errorf("paper is %+v", p)
	}
	if after := must(s.db.Tickets(s.ctx(), storetest.Today))(t); len(after) != 4 {
		t.Errorf("closing left %d tickets of 4", len(after))
	}
	again, _, err := s.days.Close(s.ctx(), "once", at(2), s.intake, desk.CloseOrder{Reason: "asked to come tomorrow"})
	if err != nil || !again.At.Equal(c.At) || again.Head != c.Head {
		t.Errorf("a retry closed again: %+v, %v", again, err)
	}
	s.sound()
}

// TestADayMayBeClosedAgain serves somebody after the close: both closes stand.
func TestADayMayBeClosedAgain(t *testing.T) {
	s := open(t)
	first, p1, err1 := s.days.Close(s.ctx(), s.rid(), at(1), s.intake, desk.CloseOrder{Reason: "asked to come tomorrow"})
	s.finish(1, s.visit().ID)
	second, p2, err2 := s.days.Close(s.ctx(), s.rid(), at(1), s.intake, desk.CloseOrder{Reason: "asked to come tomorrow"})
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	if second.Served != 1 || second.Head == first.Head || p1.No == p2.No || !second.At.After(first.At) {
		t.Errorf("first %+v, second %+v", first, second)
	}
	if list := must(s.db.Closes(s.ctx(), storetest.Today))(t); len(list) != 2 {
		t.Errorf("%d closes stand", len(list))
	}
	s.sound()
}

func TestYesterdaysPeopleAreNotTodays(t *testing.T) {
	s := open(t)
	s.take(desk.TakeOrder{})
	s.put(desk.TicketMissed, 1)
	s.clock.Add(24 * time.Hour)
	q := s.queue()
	if len(q.Waiting)+len(q.Missed)+q.Taken != 0 || q.Stamp.Day != storetest.Today.Add(1) {
		t.Errorf("today's queue: %+v", q)
	}
	if a := s.agenda(); len(a.Waiting)+len(a.Missed)+a.Tickets != 0 {
		t.Errorf("today's agenda: %+v", a)
	}
}

func TestAShiftBegins(t *testing.T) {
	s := open(t)
	sh := must(s.days.Begin(s.ctx(), "once", at(2)))(t)
	again := must(s.days.Begin(s.ctx(), "once", at(2)))(t)
	list := must(s.db.Shifts(s.ctx(), storetest.Today))(t)
	if len(list) != 1 || list[0].ID != sh.ID || again.ID != sh.ID || sh.Staff != "u02" || sh.Window != 2 || sh.Ended != nil {
		t.Errorf("shifts: %+v", list)
	}
}
