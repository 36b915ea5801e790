package centre_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/client"
	"xiaochuang/store/centre/recordstest"
	"xiaochuang/store/seal"
)

// A centre that comes from a backup has every decision again after the next run of
// the desks, each once, and those that it makes meanwhile beside them.
func TestDecisionsComeBack(t *testing.T) { atAnotherPlace(t, decisionsComeBack) }

// atAnotherPlace runs a test with a street and a place for one that is restored, on
// files and on servers.
func atAnotherPlace(t *testing.T, test func(t *testing.T, s *street, place centre.Config)) {
	for _, tt := range []struct {
		name   string
		server bool
	}{{"file", false}, {"server", true}} {
		t.Run(tt.name, func(t *testing.T) {
			place := func() centre.Config {
				c := centre.Config{Dir: filepath.Join(t.TempDir(), "centre"), Reserve: -1}
				if tt.server {
					c.Database = recordstest.Shared(t).Database(t)
				}
				return c
			}
			first := place()
			first.Street = tenant
			test(t, openStreetAs(t, first), place())
		})
	}
}

func decisionsComeBack(t *testing.T, s *street, place centre.Config) {
	ctx, disk := t.Context(), t.TempDir()
	w, other := newWindow(t), openWindowNo(t, filepath.Join(t.TempDir(), "two"), "02")
	w.enrol(s)
	other.enrol(s)
	var cases []desk.Case
	for range 12 {
		cases = append(cases, w.takeIn())
	}
	late := other.takeIn()
	w.mustRun(s.url)
	other.mustRun(s.url)
	decide := func(s *street, c desk.Case, d desk.Decision, words string) {
		t.Helper()
		if _, err := s.Decide(ctx, c.No, d, words, "r"); err != nil {
			t.Fatal(err)
		}
	}
	decide(s, cases[0], desk.DecideAccept, "")
	if _, err := s.BackUp(ctx, disk); err != nil {
		t.Fatal(err)
	}

	// All of this the backup has not: a case of its own among it.
	cases = append(cases, w.takeIn())
	w.mustRun(s.url)
	decide(s, cases[0], desk.DecideDone, "done")
	for _, c := range cases[1:] {
		decide(s, c, desk.DecideAccept, "")
	}
	decide(s, cases[1], desk.DecideReject, "lacks")
	decide(s, late, desk.DecideAccept, "")
	w.mustRun(s.url)
	other.mustRun(s.url)
	want := states(t, s)

	if _, _, err := centre.Restore(ctx, disk, "", place); err != nil {
		t.Fatal(err)
	}
	r := openStreetAs(t, place)
	// A reviewer goes on before any desk has come.
	decide(r, cases[5], desk.DecideReject, "anew")
	if v, err := r.Case(ctx, cases[1].No); err != nil || v.State != desk.CaseReceived {
		t.Fatalf("the backup has %+v, %v", v, err)
	}
	got := w.mustRun(r.url)
	if got.Restored != 15 || got.Returned != 17 || got.Disowned != 0 {
		t.Errorf("run: %+v", got)
	}
	more := other.mustRun(r.url)
	if more.Restored != 0 || more.Disowned != 0 || more.Returned == 0 {
		t.Errorf("the other desk heard the same, and restored %+v", more)
	}
	want[cases[5].ID] = desk.CaseRejected
	for id, state := range states(t, r) {
		if state != want[id] {
			t.Errorf("case %s is %s, was %s", id, state, want[id])
		}
		delete(want, id)
	}
	if len(want) > 0 {
		t.Errorf("lost: %v", want)
	}
	w.mustRun(r.url)
	for _, c := range cases {
		at, err := r.Case(ctx, c.No)
		here, herr := w.Case(ctx, c.ID)
		if err != nil || herr != nil || at.State != here.State {
			t.Errorf("%s: %s at the street, %s here, %v %v", c.No, at.State, here.State, err, herr)
		}
	}
	for _, w := range []*window{w, other} {
		again := w.mustRun(r.url)
		if again.Moved() || again.Returned != 0 || again.Requests > 6 {
			t.Errorf("a further run: %+v", again)
		}
		same(t, r, w, nil)
	}
	gapless(t, r, w)
}

// states are the cases of a street as they stand.
func states(t *testing.T, s *street) map[string]desk.CaseState {
	t.Helper()
	list, err := s.Cases(t.Context(), centre.CaseFilter{})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]desk.CaseState{}
	for _, c := range list {
		out[c.ID] = c.State
	}
	return out
}

// gapless reads the whole feed: numbers without a gap, no version twice.
func gapless(t *testing.T, s *street, w *window) []uplink.Signed {
	t.Helper()
	c := w.client(s.url)
	w.greet(c)
	var all []uplink.Signed
	seen := map[string]bool{}
	for cursor := ""; ; {
		p, err := c.Feed(t.Context(), cursor, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, signed := range p.Lines {
			var l uplink.FeedLine
			if err := json.Unmarshal([]byte(signed.Line), &l); err != nil {
				t.Fatal(err)
			}
			key := l.Obj + " " + string(rune(l.Ver))
			if all = append(all, signed); l.N != int64(len(all)) || seen[key] {
				t.Errorf("line %d is %d, %s", len(all), l.N, key)
			}
			seen[key] = true
		}
		if cursor = p.Cursor; !p.More {
			return all
		}
	}
}

// greet opens a session.
func (w *window) greet(c *client.Client) {
	w.t.Helper()
	st, err := w.outbox.State(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	a, err := c.Hello(w.t.Context(), uplink.Hello{
		Desk: w.id(), Incarnation: st.Incarnation, No: st.No, Head: st.Head - st.Base, Acked: st.Acked - st.Base,
		AckedChain: st.AckedChain.Text(w.Keys().Suite()), Instance: st.Instance, Wall: w.clock.Now(),
	})
	if err != nil || a.Action != uplink.Continue {
		w.t.Fatalf("hello: %+v, %v", a, err)
	}
}

// What is not this street's own, or not for the desk's station, is refused line by
// line with a reason, and restores nothing.
func TestWitnessIsNotBelieved(t *testing.T) {
	s, w := newStreet(t), newWindow(t)
	w.enrol(s)
	a := w.takeIn()
	w.mustRun(s.url)
	if _, err := s.Decide(t.Context(), a.No, desk.DecideAccept, "", "r"); err != nil {
		t.Fatal(err)
	}
	w.mustRun(s.url)
	good := gapless(t, s, w)[0]
	forge := func(change func(*uplink.FeedLine), by *seal.Keys) uplink.Signed {
		var l uplink.FeedLine
		if err := json.Unmarshal([]byte(good.Line), &l); err != nil {
			t.Fatal(err)
		}
		change(&l)
		line, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		sig := good.Sig
		if by != nil {
			if sig, err = by.Suite().Sign(by.Signing(), uplink.FeedSigning(line)); err != nil {
				t.Fatal(err)
			}
		}
		return uplink.Signed{Line: string(line), Sig: sig}
	}
	street, err := seal.Load(filepath.Join(s.dir, "keys", tenant+".keys"))
	if err != nil {
		t.Fatal(err)
	}
	reject := func(l *uplink.FeedLine) {
		l.Ver, l.Body = 2, bytes.Replace(l.Body, []byte(`"accept"`), []byte(`"reject"`), 1)
	}
	lines := []uplink.Signed{
		good,
		forge(reject, nil),
		forge(reject, w.Keys()),
		{Line: "", Sig: nil},
		forge(func(l *uplink.FeedLine) { l.Station = "110101001002" }, street),
		forge(func(l *uplink.FeedLine) { l.Ver = 0 }, street),
		forge(func(l *uplink.FeedLine) { l.Kind, l.Ver, l.Obj = "catalogue.pointer", 1, "catalogue" }, street),
		forge(func(l *uplink.FeedLine) { l.Obj = "case:\x1b[2J" }, street),
	}
	c := w.client(s.url)
	w.greet(c)
	got, err := c.Witness(t.Context(), lines)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for i, r := range got.Refused {
		if r.At != i+1 {
			t.Errorf("refused %+v", r)
		}
		codes = append(codes, r.Code)
	}
	if want := "signature signature signature station form kind form"; strings.Join(codes, " ") != want || got.Known != 1 || got.Restored != 0 {
		t.Errorf("answer %+v, want %s", got, want)
	}
	if v, err := s.Case(t.Context(), a.No); err != nil || v.State != desk.CaseStreet {
		t.Errorf("case %+v, %v", v, err)
	}
	if n := len(gapless(t, s, w)); n != 1 {
		t.Errorf("the feed has %d lines", n)
	}
	_, err = c.Witness(t.Context(), make([]uplink.Signed, uplink.MaxFeed+1))
	refusedWith(t, err, 413, uplink.CodeTooLarge)
	_, err = c.Witness(t.Context(), []uplink.Signed{{Line: strings.Repeat("x", uplink.MaxRequest)}})
	refusedWith(t, err, 413, uplink.CodeTooLarge)
}

// A centre that was put back without being told gives versions out a second time.
// What stands there is said again, so that desk and street agree.
func TestCentrePutBackInSilence(t *testing.T) {
	dir, backup := filepath.Join(t.TempDir(), "centre"), filepath.Join(t.TempDir(), "backup")
	s, w := openStreet(t, dir), newWindow(t)
	w.enrol(s)
	a, b := w.takeIn(), w.takeIn()
	w.mustRun(s.url)
	s.close()
	copyTree(t, dir, backup)
	s = openStreet(t, dir)
	for _, c := range []desk.Case{a, b} {
		if _, err := s.Decide(t.Context(), c.No, desk.DecideAccept, "", "r"); err != nil {
			t.Fatal(err)
		}
	}
	w.mustRun(s.url)
	w.mustRun(s.url)
	s.close()

	copyTree(t, backup, dir)
	s = openStreet(t, dir)
	if _, err := s.Decide(t.Context(), a.No, desk.DecideReject, "anew", "r"); err != nil {
		t.Fatal(err)
	}
	w.mustRun(s.url)
	w.mustRun(s.url)
	for id, want := range map[string]desk.CaseState{a.ID: desk.CaseRejected, b.ID: desk.CaseStreet} {
		at, err := s.Case(t.Context(), id)
		here, herr := w.Case(t.Context(), id)
		if err != nil || herr != nil || at.State != want || here.State != want {
			t.Errorf("%s at the street, %s here, want %s: %v %v", at.State, here.State, want, err, herr)
		}
	}
	d, err := s.Desks(t.Context())
	if err != nil || d[0].Alarms == 0 {
		t.Errorf("desk %+v, %v", d, err)
	}
	if r := w.mustRun(s.url); r.Moved() || r.Returned != 0 {
		t.Errorf("a further run: %+v", r)
	}
	gapless(t, s, w)
}

// What the street found of a hand-over reaches the clerk, and comes back to a
// centre that lost it; so does the number of a second entry.
func TestCheckedHandOverReachesTheDesk(t *testing.T) {
	s, w, disk := newStreet(t), newWindow(t), t.TempDir()
	ctx := t.Context()
	w.enrol(s)
	a, b := w.takeIn(), w.takeIn()
	no := w.write(func(tx desk.Tx) (desk.Act, error) {
		no := tx.Serial().Number(desk.BatchNumber, tx.Stamp().Day, 1)
		return desk.Act{Kind: desk.ActBatchOpened, Obj: "batch:" + no, Batches: []desk.Batch{{
			No: no, Day: tx.Stamp().Day, Comm: "c", State: desk.BatchGone, Cases: []string{a.ID, b.ID},
			Staff: "s", Opened: tx.Stamp().At, Rev: 1,
		}}}, nil
	}).Batches[0].No
	w.mustRun(s.url)
	if _, err := s.BackUp(ctx, disk); err != nil {
		t.Fatal(err)
	}
	check := func(rid, id string, found bool, note string) {
		t.Helper()
		if _, err := s.CheckBatch(ctx, rid, reviewer, no, []centre.BatchCheck{{Case: id, Found: found, Note: note}}); err != nil {
			t.Fatal(err)
		}
	}
	check("r1", a.ID, true, "")
	check("r2", b.ID, false, "no copy in the bag")
	check("r2", b.ID, true, "a repeated request")
	if r := w.mustRun(s.url); r.Applied != 2 || r.Parked != 0 {
		t.Errorf("run: %+v", r)
	}
	got, err := w.Batch(ctx, no)
	if err != nil || len(got.Checked) != 2 || got.State != desk.BatchGone {
		t.Fatalf("batch %+v, %v", got, err)
	}
	if k, ok := got.Difference(b.ID); !ok || k.Found || k.Note != "no copy in the bag" || k.By != reviewer.Name {
		t.Errorf("difference %+v", k)
	}
	if list, at := got.Differences(); len(list) != 1 || at.IsZero() {
		t.Errorf("differences %+v at %v", list, at)
	}
	w.mustRun(s.url)
	same(t, s, w, nil)

	c := centre.Config{Dir: filepath.Join(t.TempDir(), "centre"), Reserve: -1}
	if _, _, err := centre.Restore(ctx, disk, "", c); err != nil {
		t.Fatal(err)
	}
	r := openStreetAs(t, c)
	if run := w.mustRun(r.url); run.Restored != 2 {
		t.Errorf("run: %+v", run)
	}
	v, err := r.Batch(ctx, reviewer, no)
	if err != nil || v.Found != 1 || v.Missing != 1 || v.Files[1].Note != "no copy in the bag" || v.Files[1].Who != reviewer.Name {
		t.Errorf("sheet %+v, %v", v, err)
	}
	w.whole()
}

// A backup that was made while pages were on their way has their lines: restored
// from it, the centre gets the pages again although it is behind in no line.
func TestPagesAfterTheBackupComeAgain(t *testing.T) {
	s, w, disk := newStreet(t), newWindow(t), t.TempDir()
	w.enrol(s)
	w.takeIn(3000)
	var begun atomic.Bool // pages come four at a time
	s.log.before = func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/parts") && begun.CompareAndSwap(false, true) {
			if _, err := s.BackUp(t.Context(), disk); err != nil {
				t.Error(err)
			}
		}
		return false
	}
	w.mustRun(s.url)
	c := centre.Config{Dir: filepath.Join(t.TempDir(), "centre"), Reserve: -1}
	if _, _, err := centre.Restore(t.Context(), disk, "", c); err != nil {
		t.Fatal(err)
	}
	r := openStreetAs(t, c)
	if run := w.mustRun(r.url); run.Blobs == 0 || len(run.Incarnations) > 0 {
		t.Errorf("run: %+v", run)
	}
	same(t, r, w, nil)
}
