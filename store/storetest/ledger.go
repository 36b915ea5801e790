package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk"
)

// Ledger runs the contract of desk.Ledger.
func Ledger(t *testing.T, open Opener) {
	for _, tt := range []struct {
		name string
		test func(*testing.T, Opener)
	}{
		{"one act is one line", oneLine},
		{"the same record id acts once", actsOnce},
		{"a refusal leaves nothing", refusalLeavesNothing},
		{"a bad record id is refused", badRecordID},
		{"numbers rise by lane and day", numbersRise},
		{"numbers stay gapless among many", numbersAmongMany},
		{"times rise though the clock stands", timesRise},
		{"what is not there is not found", notFound},
		{"a case keeps its private part", casePrivate},
		{"cases are narrowed", casesNarrowed},
		{"cases are found by what people say", casesFound},
		{"a paper is frozen", paperFrozen},
		{"papers and inquiries are narrowed", papersNarrowed},
		{"ratings by day and visit", ratings},
		{"rectifications keep their private part and are narrowed", rectifications},
		{"history is about the object", history},
		{"the journal is read in slices", journalSlices},
		{"the latest draft wins", drafts},
		{"a dropped draft is gone", draftDropped},
		{"the use of items is counted", used},
		{"a suspect clock asks for the day", clockDoubt},
		{"everything survives a restart", restart},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, open) })
	}
}

func fresh(t *testing.T, open Opener) (Opened, *Clock) {
	t.Helper()
	c := NewClock(Morning)
	return open(t, c), c
}

// write writes an act that must succeed.
func write(t *testing.T, l desk.Ledger, rid string, decide func(desk.Tx) (desk.Act, error)) desk.Done {
	t.Helper()
	done, err := l.Write(t.Context(), rid, Duty(), decide)
	if err != nil {
		t.Fatalf("write %s: %v", rid, err)
	}
	return done
}

// must returns v, or ends the test.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func wantKind(t *testing.T, err error, k desk.Kind) {
	t.Helper()
	if desk.KindOf(err) != k {
		t.Fatalf("error is %v, want a problem of kind %s", err, k)
	}
}

func oneLine(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	before := must(l.Journal(t.Context(), 0, 0))(t)
	var seen desk.Stamp
	done := write(t, l, "r1", func(tx desk.Tx) (desk.Act, error) {
		seen = tx.Stamp()
		act, err := TakeTicket("t1", "A")(tx)
		act.Base, act.Note = "rev:0", map[string]string{"why": "test"}
		return act, err
	})
	lines := must(l.Journal(t.Context(), int64(len(before)), 0))(t)
	if len(lines) != 1 {
		t.Fatalf("%d lines, want 1", len(lines))
	}
	e := lines[0]
	if e.N != int64(len(before))+1 || e.N != done.Entry.N || string(e.Raw) != string(done.Entry.Raw) {
		t.Errorf("line %d %s, done says %d %s", e.N, e.Raw, done.Entry.N, done.Entry.Raw)
	}
	at := time.Time(e.Line.At)
	got := e.Line
	if !at.Equal(seen.At) || got.Day != Today || got.Staff != "u01" || got.Window != 1 || got.RID != "r1" ||
		got.Kind != desk.ActTicketTaken || got.Obj != "ticket:t1" || got.Base != "rev:0" || got.Clk != desk.ClockOK ||
		got.Desk != "110101001001-01" || got.V != desk.LineVersion || got.Inc == "" {
		t.Errorf("line is %s", e.Raw)
	}
	if !strings.Contains(string(got.Body), `"why":"test"`) {
		t.Errorf("the note is not in the body: %s", got.Body)
	}
	if ticket := must(l.Ticket(t.Context(), "t1"))(t); ticket.No != "A001" || ticket.State != desk.TicketWaiting {
		t.Errorf("ticket is %+v", ticket)
	}
}

func actsOnce(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	first := write(t, l, "r1", TakeIn(NewCase("c1", Person())))
	ran := false
	again := write(t, l, "r1", func(tx desk.Tx) (desk.Act, error) {
		ran = true
		return TakeIn(NewCase("c2", Other()))(tx)
	})
	if ran || !again.Repeated || first.Repeated {
		t.Errorf("decided again: %v, repeated: %v and before %v", ran, again.Repeated, first.Repeated)
	}
	if again.Entry.N != first.Entry.N || again.Act.Kind != first.Act.Kind || again.Act.Obj != first.Act.Obj {
		t.Errorf("repeat gives %+v", again.Entry)
	}
	c, p := again.Act.Cases[0], again.Act.Papers[0]
	if c.No != first.Act.Cases[0].No || c.Private.Applicant != Person() || p.Content.Applicant != Person().Name {
		t.Errorf("repeat gives the case %s of %s with %q", c.No, c.Private.Applicant.Name, p.Content.Applicant)
	}
	_, err := l.Case(t.Context(), "c2")
	wantKind(t, err, desk.NotFound)
	if jobs := must(l.Jobs.Jobs(t.Context(), 0))(t); len(jobs) != 1 {
		t.Errorf("%d print jobs, want 1", len(jobs))
	}
}

func refusalLeavesNothing(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	before := must(l.Journal(t.Context(), 0, 0))(t)
	no := errors.New("no")
	_, err := l.Write(t.Context(), "r1", Duty(), func(tx desk.Tx) (desk.Act, error) {
		if _, err := tx.NextTicket("A"); err != nil {
			t.Error(err)
		}
		return desk.Act{}, no
	})
	if err != no {
		t.Errorf("error is %v, want it as it is", err)
	}
	_, err = l.Write(t.Context(), "r2", Duty(), func(tx desk.Tx) (desk.Act, error) {
		act, err := TakeTicket("t1", "A")(tx)
		act.Print = []string{"no such paper"}
		return act, err
	})
	wantKind(t, err, desk.NotFound)
	_, err = l.Write(t.Context(), "r3", Duty(), func(tx desk.Tx) (desk.Act, error) { return desk.Act{}, nil })
	wantKind(t, err, desk.Invalid)
	_, err = l.Write(t.Context(), "r4", Duty(), func(tx desk.Tx) (desk.Act, error) {
		act, err := TakeTicket("t1", "A")(tx)
		act.Note = map[string]string{"long": strings.Repeat("x", 1<<20)}
		return act, err
	})
	wantKind(t, err, desk.Full)
	if after := must(l.Journal(t.Context(), 0, 0))(t); len(after) != len(before) {
		t.Errorf("%d lines after refusals, want %d", len(after), len(before))
	}
	if list := must(l.Tickets(t.Context(), Today))(t); len(list) != 0 {
		t.Errorf("tickets after refusals: %v", list)
	}
	done := write(t, l, "r1", TakeTicket("t1", "A"))
	if done.Act.Tickets[0].No != "A001" {
		t.Errorf("first number is %s: a refusal left a gap", done.Act.Tickets[0].No)
	}
}

func badRecordID(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	for _, rid := range []string{"", "with space", "new\nline", strings.Repeat("x", 65), "ü"} {
		_, err := l.Write(t.Context(), rid, Duty(), TakeTicket("t", "A"))
		wantKind(t, err, desk.Invalid)
	}
}

func numbersRise(t *testing.T, open Opener) {
	l, clock := fresh(t, open)
	var got []string
	take := func(lane string) {
		id := fmt.Sprint("t", len(got))
		got = append(got, write(t, l, id, TakeTicket(id, lane)).Act.Tickets[0].No)
	}
	for _, lane := range []string{"A", "A", "Y", "A", desk.WalkIn} {
		take(lane)
	}
	clock.Add(24 * time.Hour)
	take("A")
	if want := []string{"A001", "A002", "Y001", "A003", desk.WalkIn + "001", "A001"}; !slices.Equal(got, want) {
		t.Errorf("numbers %v, want %v", got, want)
	}
	day := must(l.Tickets(t.Context(), Today))(t)
	if len(day) != 5 || !slices.IsSortedFunc(day, func(a, b desk.Ticket) int { return int(a.Order - b.Order) }) {
		t.Errorf("tickets of the day: %v", day)
	}
	write(t, l, "two", func(tx desk.Tx) (desk.Act, error) {
		a, err := tx.NextNumber(string(desk.PaperNotice))
		b, err2 := tx.NextNumber(string(desk.PaperNotice))
		c, err3 := tx.NextNumber(string(desk.PaperReceipt))
		if a != 1 || b != 2 || c != 1 {
			t.Errorf("paper numbers %d %d and %d, want 1 2 and 1", a, b, c)
		}
		return desk.Act{Kind: desk.ActRevealed, Obj: "none:0"}, errors.Join(err, err2, err3)
	})
	next := write(t, l, "three", TakeIn(NewCase("c1", Person()))).Act
	if next.Cases[0].No != "BJ-110101001001-20261124-01A0001" || next.Papers[0].No != "PZ-110101001001-20261124-01A0001" {
		t.Errorf("numbers %s and %s", next.Cases[0].No, next.Papers[0].No)
	}
}

func numbersAmongMany(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	const writers, each = 8, 12
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				id := fmt.Sprintf("t%d-%d", w, i)
				if _, err := l.Write(context.Background(), id, Duty(), TakeTicket(id, "A")); err != nil {
					t.Errorf("write %s: %v", id, err)
				}
			}
		})
	}
	wg.Wait()
	list := must(l.Tickets(t.Context(), Today))(t)
	if len(list) != writers*each {
		t.Fatalf("%d tickets, want %d", len(list), writers*each)
	}
	for i, x := range list {
		if x.Seq != i+1 || x.Order != int64(i+1) {
			t.Fatalf("ticket %d in line is number %d, arrival %d", i+1, x.Seq, x.Order)
		}
	}
}

type frozen struct{ at time.Time }

func (f frozen) Now() time.Time { return f.at }

func timesRise(t *testing.T, open Opener) {
	l := open(t, frozen{Morning})
	var last time.Time
	for i := range 5 {
		id := fmt.Sprint("t", i)
		at := time.Time(write(t, l, id, TakeTicket(id, "A")).Entry.Line.At)
		if !at.After(last) {
			t.Fatalf("line at %v after one at %v", at, last)
		}
		last = at
	}
}

func notFound(t *testing.T, open Opener) {
	l, _ := fresh(t, open)
	ctx := t.Context()
	_, e1 := l.Ticket(ctx, "x")
	_, e2 := l.Case(ctx, "x")
	_, e3 := l.Paper(ctx, "x")
	_, e4 := l.Inquiry(ctx, "x")
	_, e5 := l.Draft(ctx, "x")
	_, e6 := l.Rectification(ctx, "x")
	for _, err := range []error{e1, e2, e3, e4, e5, e6} {
		wantKind(t, err, desk.NotFound)
	}
	if list, err := l.Tickets(ctx, Today); err != nil || len(list) != 0 {
		t.Errorf("empty day: %v, %v", list, err)
	}
	if list, err := l.Cases(ctx, desk.CaseFilter{}); err != nil || len(list) != 0 {
		t.Errorf("no cases: %v, %v", list, err)
	}
	if list, err := l.FindCases(ctx, "", 10); err != nil || len(list) != 0 {
		t.Errorf("nothing asked: %v, %v", list, err)
	}
}
