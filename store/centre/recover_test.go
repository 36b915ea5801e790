package centre_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/client"
	"xiaochuang/store/storetest"
)

// recover brings back what the desk once sent.
func (w *window) recover(from interface {
	uplink.Centre
	uplink.Archive
},
) (uplink.Recovered, error) {
	return uplink.NewCourier(w.outbox, from, w.Keys().Suite(), w.clock, options()).Recover(w.t.Context(), w.outbox, from)
}

// whole makes sure that the journal is sound and the tables are those of it.
func (w *window) whole() {
	w.t.Helper()
	v, err := w.Verify(w.t.Context())
	if err != nil || !v.OK() {
		w.t.Errorf("journal: %+v, %v", v, err)
	}
	d, err := w.RebuildCheck(w.t.Context())
	if err != nil || len(d) > 0 {
		w.t.Errorf("tables differ: %+v, %v", d, err)
	}
}

func TestPCReplaced(t *testing.T) { eachStreet(t, pcReplaced) }

// A PC that broke: a new one with nothing on it, and keys of its own, brings back
// the cases with their people; the pages stay at the street.
func pcReplaced(t *testing.T, s *street) {
	old := newWindow(t)
	old.enrol(s)
	old.tickets(230)
	a, b := old.takeIn(1000, 2000), old.takeIn(700)
	old.mustRun(s.url)
	if _, err := s.Decide(t.Context(), a.No, desk.DecideAccept, "", "r"); err != nil {
		t.Fatal(err)
	}
	old.mustRun(s.url)
	old.mustRun(s.url)
	old.whole()
	lines, _ := old.journal()
	old.close()

	w := newWindow(t)
	w.enrol(s)
	got, err := w.recover(w.client(s.url))
	if err != nil || got.Lines != len(lines) || got.Keys < 2 || got.Strange != 0 || !got.Whole {
		t.Fatalf("recovered %+v of %d lines: %v", got, len(lines), err)
	}
	w.whole()
	mine, order := w.journal()
	for rid, line := range lines {
		if string(mine[rid]) != string(line) {
			t.Errorf("line %s is %q", rid, mine[rid])
		}
	}
	// The clerk sees the cases, finds them, and reads what was done.
	c, err := w.Case(t.Context(), a.ID)
	if err != nil || c.State != desk.CaseStreet || c.Private.Applicant != storetest.Person() {
		t.Errorf("case %+v, %v", c, err)
	}
	found, err := w.FindCases(t.Context(), storetest.Person().Number[14:], 10)
	if err != nil || len(found) != 2 {
		t.Errorf("found by the last four of the number: %d, %v", len(found), err)
	}
	same, err := w.Cases(t.Context(), desk.CaseFilter{Number: storetest.Person().Number})
	if err != nil || len(same) != 2 {
		t.Errorf("found by the whole number: %d, %v", len(same), err)
	}
	past, err := w.History(t.Context(), "case:"+a.ID)
	if err != nil || len(past) != 2 || past[0].Line.Kind != desk.ActCaseReceived || past[1].Line.Kind != desk.ActCaseDecided {
		t.Errorf("history of %d lines: %v", len(past), err)
	}
	_, err = w.OpenPage(t.Context(), b.ID, b.Materials[0].Pages[0].ID)
	kindIs(t, err, desk.NotFound, "page.centre")

	// A second time nothing is new.
	again, err := w.recover(w.client(s.url))
	if err != nil || again.Lines != 0 || again.Keys != 0 || !again.Whole {
		t.Errorf("again %+v, %v", again, err)
	}
	if _, now := w.journal(); !slices.Equal(now, order) {
		t.Error("a second recovery wrote lines")
	}
	// Life goes on: numbers have another letter, and the street has it once.
	w.mustRun(s.url)
	next := w.takeIn(500)
	if desk.Tail(next.No)[2] != 'B' {
		t.Errorf("the next case is %s", next.No)
	}
	w.withdraw(b.ID, "gone")
	r := w.mustRun(s.url)
	if r.Applied != 0 {
		t.Errorf("an answer was taken twice: %+v", r)
	}
	if v, err := s.Case(t.Context(), b.ID); err != nil || v.State != desk.CaseWithdrawn || v.Forked {
		t.Errorf("at the street %+v, %v", v, err)
	}
	if v, err := s.Case(t.Context(), a.ID); err != nil || v.State != desk.CaseStreet || v.Forked {
		t.Errorf("at the street %+v, %v", v, err)
	}
	mine, _ = w.journal()
	have := s.records(t, w.id())
	if len(mine) != len(have) {
		t.Errorf("%d lines here, %d at the street", len(mine), len(have))
	}
	st, err := w.outbox.State(t.Context())
	if err != nil || st.Pending != (uplink.Pending{}) {
		t.Errorf("left: %+v, %v", st.Pending, err)
	}
	w.whole()
}

// short cuts a recovery after some pages.
type short struct {
	*client.Client
	pages int
}

var errShort = errors.New("cut")

func (s *short) Log(ctx context.Context, after string, _ int) (uplink.LogPage, error) {
	if s.pages--; s.pages < 0 {
		return uplink.LogPage{}, errShort
	}
	return s.Client.Log(ctx, after, 7)
}

// A recovery that is cut goes on where it was, and shows what has come.
func TestRecoveryIsCut(t *testing.T) {
	s, old := newStreet(t), newWindow(t)
	old.enrol(s)
	c := old.takeIn(100)
	old.tickets(60)
	old.mustRun(s.url)
	lines, _ := old.journal()
	old.close()
	dir := filepath.Join(t.TempDir(), "desk")
	w := openWindow(t, dir)
	w.enrol(s)
	got, err := w.recover(&short{w.client(s.url), 3})
	if err == nil || got.Lines != 21 || got.Whole {
		t.Fatalf("cut: %+v, %v", got, err)
	}
	if _, err := w.Case(t.Context(), c.ID); err != nil {
		t.Error(err)
	}
	w.whole()
	w.close()
	w = openWindow(t, dir)
	rest, err := w.recover(w.client(s.url))
	if err != nil || rest.Lines != len(lines)-21 || rest.Seen > len(lines)-21+3 || !rest.Whole {
		t.Errorf("the rest: %+v of %d, %v", rest, len(lines), err)
	}
	w.whole()
}

// A disk that was restored from an old image has the lines that it lost put back
// before those of its new life, and what it did with a case since then stands.
func TestOldImageGetsItsLinesBack(t *testing.T) {
	s, pc := newStreet(t), newImaged(t)
	w := pc.open(t)
	w.enrol(s)
	a, b := w.takeIn(), w.takeIn()
	w.tickets(3)
	w.mustRun(s.url)
	w.close()
	copyTree(t, pc.dir, pc.image)
	w = pc.open(t)
	w.clock.Add(60e9)
	lost := w.takeIn(300)
	w.tickets(20)
	w.withdraw(a.ID, "one")
	w.withdraw(b.ID, "two")
	w.mustRun(s.url)
	w.close()

	copyTree(t, pc.image, pc.dir)
	w = pc.open(t)
	w.clock.Add(3600e9)
	w.tickets(2)
	w.withdraw(b.ID, "three")
	w.mustRun(s.url)
	_, err := w.recover(w.client(s.url))
	if err != nil {
		t.Fatal(err) // The code of the first day is still fresh, and this is the same installation.
	}
	w.whole()
	if c, err := w.Case(t.Context(), lost.ID); err != nil || c.Private.Applicant != storetest.Person() {
		t.Errorf("the lost case: %+v, %v", c, err)
	}
	for id, words := range map[string]string{a.ID: "one", b.ID: "three"} {
		if c, err := w.Case(t.Context(), id); err != nil || c.State != desk.CaseWithdrawn || c.Words != words {
			t.Errorf("%s: %v %q, %v", c.No, c.State, c.Words, err)
		}
	}
	w.mustRun(s.url)
	if c := w.takeIn(); c.No == lost.No {
		t.Errorf("number %s was given out twice", c.No)
	}
	w.mustRun(s.url)
	w.whole()
}

// Whoever has a copy of a desk's disk, or another desk's, reads nothing.
func TestLogAsksForAFreshCode(t *testing.T) {
	s, pc := newStreet(t), newImaged(t)
	w, other := pc.open(t), openWindowNo(t, filepath.Join(t.TempDir(), "two"), "02")
	w.enrol(s)
	other.enrol(s)
	w.takeIn(100)
	w.mustRun(s.url)
	other.takeIn()
	other.mustRun(s.url)
	page, err := other.log(s, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range page.Lines {
		if !strings.Contains(string(l.Line), `"desk":"`+other.id()+`"`) {
			t.Errorf("another desk's line: %s", l.Line)
		}
	}
	rid := w.order()[1]
	_, err = other.log(s, rid)
	refusedWith(t, err, 410, uplink.CodeRefetch)
	_, err = other.log(s, "no such line")
	refusedWith(t, err, 400, uplink.CodeInvalid)

	// A copy on another PC: its instance file is its own.
	w.close()
	copyTree(t, pc.dir, pc.image)
	if err := os.Remove(filepath.Join(pc.image, "desk", "instance")); err != nil {
		t.Fatal(err)
	}
	thief := openWindow(t, filepath.Join(pc.image, "desk"))
	_, err = thief.log(s, "")
	refusedWith(t, err, 403, uplink.CodeApproval)
	thief.enrol(s)
	if _, err := thief.log(s, ""); err != nil {
		t.Errorf("with a code: %v", err)
	}
}

// log asks for one page in a session of its own.
func (w *window) log(s *street, after string) (uplink.LogPage, error) {
	w.t.Helper()
	c := w.client(s.url)
	st, err := w.outbox.State(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for no := st.No; ; no++ {
		h := uplink.Hello{
			Desk: w.id(), Incarnation: st.Incarnation, No: st.No, Head: st.Head - st.Base, Acked: st.Acked - st.Base,
			AckedChain: st.AckedChain.Text(w.Keys().Suite()), Instance: st.Instance, Wall: w.clock.Now(),
		}
		a, err := c.Hello(w.t.Context(), h)
		if err != nil {
			return uplink.LogPage{}, err
		}
		if a.Action == uplink.Continue {
			return c.Log(w.t.Context(), after, 200)
		}
		if no > st.No+2 {
			w.t.Fatalf("hello: %+v", a)
		}
		if err := w.outbox.Incarnate(w.t.Context(), a.NextNo, a.Reason); err != nil {
			w.t.Fatal(err)
		}
		if st, err = w.outbox.State(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
	}
}

func refusedWith(t testing.TB, err error, status int, code string) {
	t.Helper()
	no, ok := errors.AsType[*uplink.Refusal](err)
	if !ok || no.Status != status || no.Fault.Code != code {
		t.Errorf("got %v, want %d %s", err, status, code)
	}
}
