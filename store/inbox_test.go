package store

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/storetest"
)

// say makes a signed line of the street.
func (f far) say(t *testing.T, n int64, obj string, ver int, kind string, body any) uplink.Signed {
	t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	line, err := json.Marshal(uplink.FeedLine{
		N: n, Station: "110101001001", Obj: obj, Ver: ver, Kind: kind, At: desk.LineTime(storetest.Morning), Body: b,
	})
	if err != nil {
		t.Fatal(err)
	}
	return f.sign(t, line)
}

func (f far) sign(t *testing.T, line []byte) uplink.Signed {
	t.Helper()
	sig, err := f.keys.Suite().Sign(f.keys.Signing(), uplink.FeedSigning(line))
	if err != nil {
		t.Fatal(err)
	}
	return uplink.Signed{Line: string(line), Sig: sig}
}

// decide is a decision about a case.
func (f far) decide(t *testing.T, n int64, id string, ver int, d desk.Decision, words string) uplink.Signed {
	t.Helper()
	return f.say(t, n, "case:"+id, ver, uplink.FeedCaseStatus, desk.StreetDecision{
		Case: id, Decision: d, Words: words, By: "r", At: desk.LineTime(storetest.Morning), Ver: ver,
	})
}

func take(t *testing.T, o *Outbox, cursor string, lines ...uplink.Signed) uplink.Taken {
	t.Helper()
	got, err := o.Take(t.Context(), uplink.Page{Cursor: cursor, Lines: lines})
	if err != nil {
		t.Fatal(err)
	}
	if st := state(t, o); st.Cursor != cursor {
		t.Errorf("cursor is %q, want %q", st.Cursor, cursor)
	}
	return got
}

// decisions are the lines of the journal that a case's decisions made.
func decisions(t *testing.T, s *Store, id string) []desk.Body {
	t.Helper()
	all, err := s.History(t.Context(), "case:"+id)
	if err != nil {
		t.Fatal(err)
	}
	var out []desk.Body
	for _, e := range all {
		if e.Line.Kind == desk.ActCaseDecided {
			var b desk.Body
			if err := json.Unmarshal(e.Line.Body, &b); err != nil {
				t.Fatal(err)
			}
			out = append(out, b)
		}
	}
	return out
}

func TestDecisionBecomesALineOnce(t *testing.T) {
	s, o, f, _ := enrolled(t)
	c := received(t, s, "c1")
	one := f.decide(t, 1, "c1", 1, desk.DecideSupplement, "one more page")
	if got := take(t, o, "a", one); got != (uplink.Taken{New: 1, Applied: 1}) {
		t.Errorf("took %+v", got)
	}
	now, err := s.Case(t.Context(), "c1")
	if err != nil || now.State != desk.CaseSupplement || now.Words != "one more page" || now.Rev != c.Rev+1 ||
		now.Private.Applicant != c.Private.Applicant {
		t.Errorf("case is %+v, %v", now, err)
	}
	if got := take(t, o, "b", one); got != (uplink.Taken{}) {
		t.Errorf("took again %+v", got)
	}
	if d := decisions(t, s, "c1"); len(d) != 1 || d[0].Note["outcome"] != "applied" || d[0].Note["by"] != "r" {
		t.Errorf("lines: %+v", d)
	}
}

func TestDecisionThatTheCaseCannotFollowIsKept(t *testing.T) {
	s, o, f, _ := enrolled(t)
	received(t, s, "c1")
	take(t, o, "a", f.decide(t, 1, "c1", 1, desk.DecideDone, ""), f.decide(t, 2, "c1", 2, desk.DecideAccept, ""))
	c, err := s.Case(t.Context(), "c1")
	if err != nil || c.State != desk.CaseDone || c.Decision != string(desk.DecideAccept) || c.DecisionVer != 2 {
		t.Errorf("case is %+v, %v", c, err)
	}
	if d := decisions(t, s, "c1"); len(d) != 2 || d[1].Note["outcome"] != "kept" {
		t.Errorf("lines: %+v", d)
	}
}

func TestLettersForACaseThatIsNotHereWait(t *testing.T) {
	s, o, f, _ := enrolled(t)
	if got := take(t, o, "a", f.decide(t, 1, "c1", 1, desk.DecideAccept, "")); got != (uplink.Taken{New: 1, Waiting: 1}) {
		t.Errorf("took %+v", got)
	}
	received(t, s, "c1")
	if got := take(t, o, "b"); got != (uplink.Taken{Applied: 1}) {
		t.Errorf("with the case there, took %+v", got)
	}
	if c, err := s.Case(t.Context(), "c1"); err != nil || c.State != desk.CaseStreet {
		t.Errorf("case is %+v, %v", c, err)
	}
}

func TestLettersWaitForAClockThatIsVouchedFor(t *testing.T) {
	s, o, f, clock := enrolled(t)
	received(t, s, "c1")
	clock.Set(storetest.Built.Add(-time.Hour))
	if got := take(t, o, "a", f.decide(t, 1, "c1", 1, desk.DecideAccept, "")); got != (uplink.Taken{New: 1, Waiting: 1}) {
		t.Errorf("took %+v", got)
	}
	clock.Set(storetest.Morning.Add(time.Hour))
	if got := take(t, o, "b"); got.Applied != 1 {
		t.Errorf("with a good clock, took %+v", got)
	}
}

func TestUnknownKindsAreParked(t *testing.T) {
	s, o, f, _ := enrolled(t)
	line := f.say(t, 1, "notice:1", 1, "station.bulletin", map[string]string{"text": "x"})
	if got := take(t, o, "a", line); got != (uplink.Taken{New: 1, Parked: 1}) {
		t.Errorf("took %+v", got)
	}
	if got := take(t, o, "b", line); got != (uplink.Taken{}) {
		t.Errorf("took again %+v", got)
	}
	// A centre that was made anew counts from one again.
	other := f.say(t, 1, "notice:9", 1, "station.other", "y")
	if got := take(t, o, "c", other); got != (uplink.Taken{New: 1, Parked: 1}) {
		t.Errorf("of another centre, took %+v", got)
	}
	lines, err := s.History(t.Context(), "notice:1")
	if err != nil || len(lines) != 1 || lines[0].Line.Kind != desk.ActFeedParked {
		t.Errorf("lines: %v, %v", lines, err)
	}
}

func TestNonsenseFromTheStreetIsWrittenDownAndDoesNothing(t *testing.T) {
	s, o, f, _ := enrolled(t)
	c := received(t, s, "c1")
	take(t, o, "a",
		f.decide(t, 1, "c1", 1, "maybe", ""),
		f.decide(t, 2, "c1", 2, desk.DecideAccept, "\x1b]52;c;x\a"),
		f.say(t, 3, "case:c1", 3, uplink.FeedCaseStatus, "no object"),
		f.say(t, 4, "case:c1", 4, uplink.FeedCaseStatus, desk.StreetDecision{Case: "c2", Decision: desk.DecideAccept, Ver: 4}),
		f.say(t, 5, "case:c1", 5, uplink.FeedCaseStatus, desk.StreetDecision{Case: "c1", Decision: desk.DecideAccept, Ver: 1}),
	)
	now, err := s.Case(t.Context(), "c1")
	if err != nil || now.State != c.State || now.Rev != c.Rev {
		t.Errorf("case is %+v, %v", now, err)
	}
	for i, d := range decisions(t, s, "c1") {
		if d.Note["outcome"] != "unreadable" || len(d.Cases) != 0 {
			t.Errorf("line %d: %+v", i, d)
		}
	}
	if n := len(decisions(t, s, "c1")); n != 5 {
		t.Errorf("%d lines, want 5", n)
	}
}

func TestPageThatIsNotTheStreetsIsRefusedWhole(t *testing.T) {
	s, o, f, _ := enrolled(t)
	received(t, s, "c1")
	good := f.decide(t, 1, "c1", 1, desk.DecideAccept, "")
	other := newFar(t, s.suite)
	changed := good
	changed.Line = strings.Replace(good.Line, "accept", "reject", 1)
	many := make([]uplink.Signed, uplink.MaxFeed+1)
	for i := range many {
		many[i] = good
	}
	for name, tt := range map[string]struct {
		lines []uplink.Signed
		kind  desk.Kind
	}{
		"another key":     {[]uplink.Signed{good, other.decide(t, 2, "c1", 2, desk.DecideDone, "")}, desk.Denied},
		"a changed line":  {[]uplink.Signed{changed}, desk.Denied},
		"a gap":           {[]uplink.Signed{good, f.decide(t, 3, "c1", 2, desk.DecideDone, "")}, desk.Broken},
		"another station": {[]uplink.Signed{f.sign(t, []byte(strings.Replace(good.Line, "110101001001", "110101001002", 1)))}, desk.Broken},
		"no line":         {[]uplink.Signed{f.sign(t, []byte("{"))}, desk.Broken},
		"too many":        {many, desk.Broken},
	} {
		_, err := o.Take(t.Context(), uplink.Page{Cursor: "x", Lines: tt.lines})
		if desk.KindOf(err) != tt.kind {
			t.Errorf("%s: %v, want %s", name, err, tt.kind)
		}
		if st := state(t, o); st.Cursor != "" {
			t.Errorf("%s: the cursor moved to %q", name, st.Cursor)
		}
	}
	if d := decisions(t, s, "c1"); len(d) != 0 {
		t.Errorf("lines: %+v", d)
	}
	if got := take(t, o, "a", good); got.Applied != 1 {
		t.Errorf("the good line: %+v", got)
	}
	if err := o.Rewind(t.Context()); err != nil {
		t.Fatal(err)
	}
	if st := state(t, o); st.Cursor != "" {
		t.Errorf("after a rewind the cursor is %q", st.Cursor)
	}
}

// The night run moves what is sealed without the keys: it sends, and takes
// decisions, and only shares no keys.
func TestOutboxWithoutKeys(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	clock := storetest.NewClock(storetest.Morning)
	s := openIn(t, config(dir, clock))
	f := newFar(t, s.suite)
	if err := s.Outbox().Enrolled(t.Context(), f.told); err != nil {
		t.Fatal(err)
	}
	c := received(t, s, "c1", 100)
	s.Close()

	keyless := config(dir, clock)
	keyless.Keyless = true
	k := openIn(t, keyless)
	o := k.Outbox()
	defer o.Close()
	if n, err := o.Share(t.Context()); err != nil || n != 0 {
		t.Errorf("%d keys shared without keys, %v", n, err)
	}
	if lines, err := o.Lines(t.Context(), 0, 200, 1<<20); err != nil || len(lines) != 2 {
		t.Errorf("%d lines, %v", len(lines), err)
	}
	if _, err := o.Part(t.Context(), c.Blobs()[0], 0, 10); err != nil {
		t.Error(err)
	}
	if got := take(t, o, "a", f.decide(t, 1, "c1", 1, desk.DecideAccept, "")); got.Applied != 1 {
		t.Errorf("took %+v", got)
	}
	o.Close()
	k.Close()
	s = openIn(t, config(dir, clock))
	if now, err := s.Case(t.Context(), "c1"); err != nil || now.State != desk.CaseStreet || now.Private.Applicant != c.Private.Applicant {
		t.Errorf("case is %+v, %v", now, err)
	}
}

// What came down and what was shared follow from the journal like everything
// else.
func TestTablesFollowFromTheJournalAfterANight(t *testing.T) {
	s, o, f, _ := enrolled(t)
	received(t, s, "c1", 100)
	if _, err := o.Share(t.Context()); err != nil {
		t.Fatal(err)
	}
	take(t, o, "a", f.decide(t, 1, "c1", 1, desk.DecideAccept, ""), f.say(t, 2, "notice:1", 1, "station.bulletin", 1))
	if err := o.Incarnate(t.Context(), 0, uplink.Fork); err != nil {
		t.Fatal(err)
	}
	found, err := s.RebuildCheck(t.Context())
	if err != nil || len(found) != 0 {
		t.Errorf("a rebuild differs: %+v, %v", found, err)
	}
	if r, err := s.Verify(t.Context()); err != nil || !r.OK() {
		t.Errorf("the journal does not verify: %+v, %v", r, err)
	}
}
