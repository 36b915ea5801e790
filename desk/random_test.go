package desk_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// A random hand presses every key of intake and casework in any order, while
// the street decides and visitors rate, and holds after each that the cases
// are where the machine allows.
type random struct {
	*rapid.T
	l     desk.Ledger
	in    *desk.Intake
	items []desk.Item
	ids   []string
	held  map[string][]desk.Case // copies that some screen may still hold
	rids  int
	ver   int
}

// lives are the kinds of case that a random hand plays with: instant, promised,
// the street's, and none at all.
func lives(t *testing.T) []desk.Item {
	var out []desk.Item
	for i, m := range []desk.Mode{desk.ModeAccept, desk.ModeAccept, desk.ModeCollect, desk.ModeAdvise} {
		out = append(out, matter(t, m, []desk.ProjectType{desk.Instant, desk.Promised, "", ""}[i], false))
	}
	return out
}

// newRandom plays one case of each item.
func newRandom(t *testing.T, rt *rapid.T, l desk.Ledger, run string, items ...desk.Item) *random {
	_, in, _, _ := cases(t, l, station())
	r := &random{T: rt, l: l, in: in, items: items, held: map[string][]desk.Case{}}
	for i, it := range items {
		r.ids = append(r.ids, fmt.Sprintf("%s-%d", run, i))
		if err := r.begin(r.ids[i], it); err != nil {
			rt.Fatal(err)
		}
	}
	return r
}

func (r *random) rid(id string) string { r.rids++; return id + "." + strconv.Itoa(r.rids) }

// pick is a number below n.
func (r *random) pick(n int, label string) int { return rapid.IntRange(0, n-1).Draw(r.T, label) }

// stored is the case with an id as it stands, a draft without number where it
// was never taken in.
func (r *random) stored(id string) desk.Case {
	c, err := r.l.Case(context.Background(), id)
	if desk.KindOf(err) == desk.NotFound {
		return desk.Case{ID: id, State: desk.CaseDraft}
	}
	if err != nil {
		r.Fatalf("read a case: %v", err)
	}
	return c
}

// step does one thing to one case and looks at all of them.
func (r *random) step() {
	before := map[string]desk.Case{}
	for _, id := range r.ids {
		before[id] = r.stored(id)
	}
	n := r.pick(len(r.ids), "case")
	papers, err := r.act(r.ids[n], r.items[n])
	if err != nil && desk.KindOf(err) == "" {
		r.Fatalf("not a Problem: %v", err)
	}
	for i, id := range r.ids {
		if why := astray(r.items[i], before[id], r.stored(id), err); why != "" {
			r.Fatal(why)
		}
	}
	for _, p := range papers {
		if accepting := p.Kind == desk.PaperAccept || p.Kind == desk.PaperRefuse; accepting && p.Content.Mode != desk.ModeAccept {
			r.Fatalf("a case of mode %s got the paper %s", p.Content.Mode, p.Kind)
		}
	}
}

// act is one key. It returns the papers that came of it.
func (r *random) act(id string, it desk.Item) ([]desk.Paper, error) {
	ctx, d, rid := context.Background(), at(1+r.pick(2, "window")), r.rid(id)
	switch r.pick(16, "act") {
	case 0:
		return nil, r.begin(id, it)
	case 1, 2:
		dr, err := r.in.Continue(ctx, d, id, desk.Ticket{ID: "visit"})
		complete(&dr.Case)
		r.keep(id, dr.Case, err)
		return nil, err
	case 3, 4, 5, 6, 7, 8:
		taken, err := r.ending(ctx, rid, d, id)
		r.keep(id, taken.Case, err)
		return taken.Papers, err
	case 9:
		_, err := r.in.Finish(ctx, rid, d, id, "done")
		return nil, err
	case 10:
		_, err := r.in.Deliver(ctx, rid, d, id, desk.HandOut{Who: desk.Collector{Number: citizen().Number}})
		return nil, err
	case 11:
		_, err := r.in.Withdraw(ctx, rid, d, id, []string{"", "why"}[r.pick(2, "reason")])
		return nil, err
	case 12:
		p, err := r.in.HandOver(ctx, rid, d)
		return []desk.Paper{p}, err
	case 13, 14:
		return nil, r.decide(ctx, rid, id)
	default:
		visit := desk.Ticket{ID: "visit", Day: storetest.Today}
		if r.pick(4, "visit") > 0 {
			visit.ID = rid
		}
		answer := desk.PadAnswer{Level: desk.Levels[r.pick(5, "level")]}
		_, err := desk.NewRatings(r.l, &pad{answer: answer}, time.Second).Ask(ctx, rid, d, visit)
		return nil, err
	}
}

func (r *random) begin(id string, it desk.Item) error {
	dr, err := r.in.Begin(context.Background(), id, at(1), it.ID, desk.Ticket{ID: "visit"})
	if err != nil {
		return err
	}
	complete(&dr.Case)
	r.keep(id, dr.Case, nil)
	return r.in.Save(context.Background(), dr)
}

// keep remembers what a screen shows from now on.
func (r *random) keep(id string, c desk.Case, err error) {
	if err == nil && c.ID != "" {
		c.Materials = slices.Clone(c.Materials)
		r.held[id] = append(r.held[id], c)
	}
}

// ending ends an intake with any copy of the case that was ever shown, edited
// and perhaps twice.
func (r *random) ending(ctx context.Context, rid string, d desk.Duty, id string) (desk.Taken, error) {
	held := r.held[id]
	if len(held) == 0 {
		return desk.Taken{}, &desk.Problem{Kind: desk.NotFound, What: "screen"}
	}
	i := len(held) - 1
	if r.pick(4, "old copy") == 0 {
		i = r.pick(len(held), "copy")
	}
	c := held[i]
	c.Materials = slices.Clone(c.Materials)
	r.edit(&c)
	e := endings[r.pick(len(endings), "ending")]
	if r.pick(2, "fitting") == 0 { // what the one key of the screen does
		e = map[desk.Mode]ending{desk.ModeAccept: endings[0], desk.ModeCollect: endings[1], desk.ModeAdvise: endings[4]}[c.Mode]
	}
	before := r.stored(id)
	taken, err := e.do(r.in, ctx, rid, d, c)
	if err == nil && taken.Case.No != "" && before.No != "" && c.Rev != before.Rev {
		r.Fatalf("%s took in a copy of rev %d of a case at rev %d", e.name, c.Rev, before.Rev)
	}
	if err == nil && r.pick(4, "again") == 0 {
		again, err := e.do(r.in, ctx, rid, d, c)
		if err != nil || again.Case.No != taken.Case.No || again.Case.Rev != taken.Case.Rev || len(again.Papers) != len(taken.Papers) {
			r.Fatalf("a retry of %s gave %s, rev %d, want %s, rev %d (%v)", e.name, again.Case.No, again.Case.Rev, taken.Case.No, taken.Case.Rev, err)
		}
	}
	return taken, err
}

// edit does to a case what a clerk, or a screen gone mad, may do.
func (r *random) edit(c *desk.Case) {
	m := &c.Materials[r.pick(len(c.Materials), "line")]
	stored := r.stored(c.ID).No != ""
	switch r.pick(12, "edit") {
	case 0, 1, 2:
		complete(c)
	case 3, 4:
		m.State = desk.MaterialMissing
	case 5:
		m.Required, m.State = true, desk.MaterialUnchecked
	case 6:
		m.Kept++
	case 7:
		c.Private.Applicant = desk.Person{}
	case 8:
		c.State = caseStates[r.pick(len(caseStates), "state")]
	case 9:
		c.No = "BJ-0"
		if stored { // A new draft has been told nothing.
			c.Notices = 9
		}
	case 10:
		c.Rev += r.pick(3, "rev") - 1
	case 11:
		if stored { // The mode of a new case is its item's.
			c.Mode = []desk.Mode{desk.ModeAccept, desk.ModeCollect, desk.ModeAdvise}[r.pick(3, "mode")]
		}
	}
}

// decide files a decision of the street, as the night run does.
func (r *random) decide(ctx context.Context, rid, id string) error {
	all := []desk.Decision{desk.DecideAccept, desk.DecideSupplement, desk.DecideReject, desk.DecideDone, "ponder"}
	d := desk.StreetDecision{Case: id, Decision: all[r.pick(len(all), "decision")], Words: "words"}
	if r.pick(4, "seen before") > 0 {
		r.ver++
	}
	d.Ver = r.ver
	_, err := r.l.Write(ctx, rid, at(1), func(tx desk.Tx) (desk.Act, error) {
		c, err := tx.Case(ctx, id)
		if err != nil {
			return desk.Act{}, err
		}
		c.Decide(d)
		return desk.Act{Kind: desk.ActCaseDecided, Obj: "case:" + id, Cases: []desk.Case{c}}, nil
	})
	return err
}

// astray says in what a case did not come from where it was by the machine, or
// was changed by an act that was refused; "" where all is well.
func astray(it desk.Item, was, is desk.Case, refused error) string {
	switch {
	case is.No == "" && was.No == "":
		return "" // never taken in
	case refused != nil && (is.Rev != was.Rev || is.State != was.State):
		return fmt.Sprintf("refused with %v, the case went from %s to %s", refused, was.State, is.State)
	case is.State != was.State && !desk.MayGo(it.Mode, was.State, is.State):
		return fmt.Sprintf("a case of mode %s went from %s to %s", it.Mode, was.State, is.State)
	case is.Mode != it.Mode || is.Item != it.ID:
		return fmt.Sprintf("a case of %s %s became one of %s %s", it.ID, it.Mode, is.Item, is.Mode)
	case was.No != "" && is.No != was.No:
		return fmt.Sprintf("the number %s became %s", was.No, is.No)
	case is.Rev != was.Rev && is.Rev != was.Rev+1:
		return fmt.Sprintf("rev %d became %d", was.Rev, is.Rev)
	case is.Notices != was.Notices && is.Notices != was.Notices+1:
		return fmt.Sprintf("%d notices became %d", was.Notices, is.Notices)
	case it.Mode == desk.ModeCollect && (is.Accepted != nil || is.Due != "" || is.DueUnknown):
		return fmt.Sprintf("the clock of the street runs at the desk: accepted %v, due %s", is.Accepted, is.Due)
	case is.State == desk.CaseAccepted && (is.Accepted == nil || is.Due == "" || is.Completed == ""):
		return fmt.Sprintf("accepted without a clock: %v, due %q", is.Accepted, is.Due)
	}
	return ""
}

// checks sets how many runs rapid makes, for the rest of the test.
func checks(t *testing.T, n int) {
	t.Helper()
	f := flag.Lookup("rapid.checks")
	old := f.Value.String()
	if err := f.Value.Set(strconv.Itoa(n)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Value.Set(old); err != nil {
			t.Error(err)
		}
	})
}

// TestNoSequenceOfKeysLeavesTheMachine plays ten thousand short lives of cases.
func TestNoSequenceOfKeysLeavesTheMachine(t *testing.T) {
	checks(t, 10_000)
	reached := map[string]int{}
	items := lives(t)
	rapid.Check(t, func(rt *rapid.T) {
		now := storetest.Morning
		l := newMemory(func() time.Time { now = now.Add(time.Second); return now })
		it := items[rapid.IntRange(0, len(items)-1).Draw(rt, "item")]
		r := newRandom(t, rt, l, "c", it)
		for range rapid.IntRange(1, 14).Draw(rt, "keys") {
			r.step()
			reached[fmt.Sprint(it.Mode, " ", r.stored(r.ids[0]).State)]++
		}
	})
	// The sequences must have been anywhere, or they prove nothing.
	for _, want := range []string{
		"S accepted", "S supplement", "S refused", "S handed", "S street", "S done", "S withdrawn", "S delivered",
		"D received", "D supplement", "D supplied", "D handed", "D street", "D done", "D rejected", "D withdrawn", "Z draft",
	} {
		if reached[want] == 0 {
			t.Errorf("no sequence came to %s: %v", want, reached)
		}
	}
}

// TestNoSequenceOfKeysBreaksTheStore plays fewer and longer lives on one real
// store, which must then be what its journal says.
func TestNoSequenceOfKeysBreaksTheStore(t *testing.T) {
	s := open(t)
	checks(t, 25)
	run, items := 0, lives(t)
	rapid.Check(t, func(rt *rapid.T) {
		run++
		r := newRandom(t, rt, s.db, "run-"+strconv.Itoa(run), items...)
		for range 25 {
			r.step()
		}
	})
	s.sound()
	list := must(s.db.Cases(s.ctx(), desk.CaseFilter{Limit: 1000}))(t)
	numbers := map[string]bool{}
	for _, c := range list {
		if numbers[c.No] {
			t.Errorf("the number %s was given twice", c.No)
		}
		numbers[c.No] = true
	}
	for i := range list {
		if no := fmt.Sprintf("BJ-110101001001-20261123-01A%04d", i+1); !numbers[no] {
			t.Errorf("%s is missing: the numbers have a gap", no)
		}
	}
	if len(list) < 20 {
		t.Errorf("only %d cases were taken in", len(list))
	}
}

// TestTheWatchOfTheMachineCanFail is the control of astray.
func TestTheWatchOfTheMachineCanFail(t *testing.T) {
	it := desk.Item{ID: "x", Mode: desk.ModeCollect}
	ok := desk.Case{Item: "x", Mode: desk.ModeCollect, No: "1", State: desk.CaseReceived, Rev: 1}
	now := storetest.Morning
	for name, change := range map[string]func(*desk.Case) error{
		"illegal move":      func(c *desk.Case) error { c.State = desk.CaseAccepted; return nil },
		"clock at the desk": func(c *desk.Case) error { c.Accepted = &now; return nil },
		"other number":      func(c *desk.Case) error { c.No = "2"; return nil },
		"other mode":        func(c *desk.Case) error { c.Mode = desk.ModeAccept; return nil },
		"leap of rev":       func(c *desk.Case) error { c.Rev = 3; return nil },
		"refused change":    func(c *desk.Case) error { c.Rev = 2; return errors.New("no") },
	} {
		is := ok
		refused := change(&is)
		if astray(it, ok, is, refused) == "" {
			t.Errorf("%s passes the watch", name)
		}
	}
}
