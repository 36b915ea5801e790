package storetest

import (
	"reflect"
	"testing"
	"time"

	"xiaochuang/desk"
)

func drafts(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	ctx := t.Context()
	d := desk.Draft{Case: NewCase("c1", Person()), Field: "phone", Page: 2, Window: 1, Saved: Morning}
	if err := l.SaveDraft(ctx, d); err != nil {
		t.Fatal(err)
	}
	d.Case.Private.Applicant.Phone, d.Saved = "13700000000", Morning.Add(time.Minute)
	if err := l.SaveDraft(ctx, d); err != nil {
		t.Fatal(err)
	}
	if err := l.SaveDraft(ctx, desk.Draft{Case: NewCase("c2", Other()), Saved: Morning}); err != nil {
		t.Fatal(err)
	}
	l = l.Reopen()
	if got := must(l.Draft(ctx, "c1"))(t); !reflect.DeepEqual(got, d) {
		t.Errorf("draft is %+v, want %+v", got, d)
	}
	list := must(l.Drafts(ctx))(t)
	if len(list) != 2 || list[0].Case.ID != "c1" || list[1].Case.Private.Applicant != Other() {
		t.Errorf("drafts are %+v", list)
	}
	for _, e := range must(l.Journal(ctx, 0, 0))(t) {
		if e.Line.Obj == "case:c1" {
			t.Errorf("a draft is in the journal: %s", e.Line.Kind)
		}
	}
	// Taken in, the draft goes with the act; the case is there.
	write(t, l, "r1", TakeIn(d.Case))
	_, err := l.Draft(ctx, "c1")
	wantKind(t, err, desk.NotFound)
	if c := must(l.Case(ctx, "c1"))(t); c.Private.Applicant.Phone != "13700000000" {
		t.Errorf("case has phone %s", c.Private.Applicant.Phone)
	}
	wantKind(t, l.SaveDraft(ctx, desk.Draft{}), desk.Invalid)
}

func draftDropped(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	ctx := t.Context()
	if err := l.SaveDraft(ctx, desk.Draft{Case: NewCase("c1", Person()), Saved: Morning}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // The second time there is nothing to drop, and nothing to complain of.
		if err := l.DropDraft(ctx, "c1"); err != nil {
			t.Fatal(err)
		}
	}
	_, err := l.Draft(ctx, "c1")
	wantKind(t, err, desk.NotFound)

	// Over a case that was taken in, only the draft goes.
	c := write(t, l, "r1", TakeIn(NewCase("c2", Other()))).Act.Cases[0]
	c.Private.Note = "supplements"
	if err := l.SaveDraft(ctx, desk.Draft{Case: c, Saved: Morning}); err != nil {
		t.Fatal(err)
	}
	if err := l.DropDraft(ctx, "c2"); err != nil {
		t.Fatal(err)
	}
	if got := must(l.Case(ctx, "c2"))(t); got.Private.Applicant != Other() || got.Private.Note != "" {
		t.Errorf("case has %+v after its draft was dropped", got.Private)
	}
}

func clockDoubt(t *testing.T, open Opener) {
	l, clock := fresh(t, open)
	ctx := t.Context()
	write(t, l, "r1", TakeTicket("t1", "A"))
	if err := l.ConfirmDay(ctx, "c0", Duty(), Today.Add(1)); err != nil {
		t.Fatal(err)
	}
	if s := must(l.Today(ctx))(t); s.Day != Today || s.Clock != desk.ClockOK {
		t.Errorf("a trusted clock was overruled: %+v", s)
	}
	clock.Set(time.Date(1970, 1, 1, 0, 5, 0, 0, time.UTC))
	if s := must(l.Today(ctx))(t); s.Clock != desk.ClockSuspect {
		t.Errorf("in 1970 the stamp is %+v", s)
	}
	_, err := l.Write(ctx, "r2", Duty(), TakeTicket("t2", "A"))
	wantKind(t, err, desk.ClockDoubt)
	wantKind(t, l.ConfirmDay(ctx, "c1", Duty(), "tomorrow"), desk.Invalid)
	for range 2 { // A retry confirms once.
		if err := l.ConfirmDay(ctx, "c1", Duty(), Today); err != nil {
			t.Fatal(err)
		}
	}
	done := write(t, l, "r2", TakeTicket("t2", "A"))
	if x := done.Act.Tickets[0]; x.No != "A002" || x.Day != Today || done.Entry.Line.Clk != desk.ClockConfirmed {
		t.Errorf("ticket %s of %s, clock %s", x.No, x.Day, done.Entry.Line.Clk)
	}
	if h := must(l.History(ctx, "day:"+string(Today)))(t); len(h) != 1 || h[0].Line.Kind != desk.ActDayConfirmed {
		t.Errorf("the confirmation is not in the journal: %+v", h)
	}
	clock.Set(Morning.Add(3 * time.Hour))
	done = write(t, l, "r3", TakeTicket("t3", "A"))
	if x := done.Act.Tickets[0]; x.No != "A003" || x.Day != Today || done.Entry.Line.Clk != desk.ClockOK {
		t.Errorf("clock right again: ticket %s of %s, clock %s", x.No, x.Day, done.Entry.Line.Clk)
	}
}

func restart(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	ctx := t.Context()
	write(t, l, "r1", TakeTicket("t1", "A"))
	done := write(t, l, "r2", TakeIn(NewCase("c1", Person())))
	before := must(l.Journal(ctx, 0, 0))(t)
	l = l.Reopen()
	after := must(l.Journal(ctx, 0, 0))(t)
	if !reflect.DeepEqual(before, after) {
		t.Errorf("journal of %d lines came back as %d", len(before), len(after))
	}
	if c := must(l.Case(ctx, "c1"))(t); c.Private.Applicant != Person() {
		t.Errorf("case came back as %+v", c)
	}
	if p := must(l.Paper(ctx, done.Act.Papers[0].No))(t); p.Content.Applicant != Person().Name {
		t.Errorf("paper came back as %+v", p)
	}
	if x := write(t, l, "r3", TakeTicket("t2", "A")).Act.Tickets[0]; x.No != "A002" {
		t.Errorf("after a restart the next number is %s", x.No)
	}
	if again := write(t, l, "r2", TakeIn(NewCase("c9", Person()))); !again.Repeated {
		t.Error("after a restart, a record id acts again")
	}
}
