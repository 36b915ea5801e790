package centre_test

import (
	"encoding/json"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
)

func blobsOf(t testing.TB, line []byte) []string {
	t.Helper()
	var l desk.Line
	if err := json.Unmarshal(line, &l); err != nil {
		t.Fatal(err)
	}
	return l.Blobs
}

func TestNightRun(t *testing.T) { eachStreet(t, nightRun) }

func nightRun(t *testing.T, s *street) {
	w := newWindow(t)
	w.enrol(s)
	c := w.takeIn(1000, 700_000, 1_200_000)
	w.tickets(450)

	r := w.mustRun(s.url)
	same(t, s, w, nil)
	if r.Sent < 453 || r.Shared != 1 || r.Blobs != 4 || len(r.Quarantined) != 0 || r.Duplicates != 0 {
		t.Errorf("first run: %+v", r)
	}
	v, err := s.Case(t.Context(), c.No)
	if err != nil {
		t.Fatal(err)
	}
	if v.State != desk.CaseReceived || v.Expected != 3 || v.Present != 3 || v.Awaiting || v.Station != station || v.Forked {
		t.Errorf("the street sees %+v", v)
	}

	s.log.paths = nil
	again := w.mustRun(s.url)
	if again.Moved() || again.Requests != 2 || len(s.log.paths) != again.Requests {
		t.Errorf("second run made %v and moved %+v", s.log.paths, again)
	}
}

func TestStreetOpensWhatItGets(t *testing.T) { eachStreet(t, streetOpensWhatItGets) }

func streetOpensWhatItGets(t *testing.T, s *street) {
	w := newWindow(t)
	w.enrol(s)
	c := w.takeIn(5000)
	w.mustRun(s.url)
	key, err := s.ObjectKey(t.Context(), tenant, "case:"+c.ID)
	if err != nil {
		t.Fatal(err)
	}
	line, _ := w.journal()
	for _, raw := range line {
		var l desk.Line
		var b desk.Body
		if json.Unmarshal(raw, &l) != nil || json.Unmarshal(l.Body, &b) != nil || len(b.Cases) == 0 {
			continue
		}
		plain, err := seal.NewField(s.Suite(), key).Open("case:"+c.ID, "private", b.Cases[0].Sealed)
		if err != nil {
			t.Fatal(err)
		}
		var p desk.CasePrivate
		if err := json.Unmarshal(plain, &p); err != nil || p.Applicant.Name == "" {
			t.Errorf("the street reads %d bytes and no applicant: %v", len(plain), err)
		}
		return
	}
	t.Fatal("no line with the case")
}

func TestDecisionsComeDown(t *testing.T) { eachStreet(t, decisionsComeDown) }

func decisionsComeDown(t *testing.T, s *street) {
	w := newWindow(t)
	w.enrol(s)
	c := w.takeIn(1000)
	w.mustRun(s.url)
	ctx := t.Context()

	if _, err := s.Decide(ctx, c.No, desk.DecideAccept, "", "reviewer-1"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Decide(ctx, c.No, desk.DecideSupplement, "one more page", "reviewer-1"); err != nil {
		t.Fatal(err)
	}
	if v, _ := s.Case(ctx, c.No); v.State != desk.CaseSupplement || v.Told {
		t.Errorf("the street sees %+v", v)
	}
	r := w.mustRun(s.url)
	if r.Applied != 2 || r.FeedLines != 2 || r.Sent != 2 || r.Hellos != 1 || r.Requests != 4 {
		t.Errorf("run: %+v", r)
	}
	got, err := w.Case(ctx, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.State != desk.CaseSupplement || got.Words != "one more page" || got.DecisionVer != 2 ||
		got.Private.Applicant.Name != c.Private.Applicant.Name {
		t.Errorf("the desk sees %+v", got)
	}
	if v, _ := s.Case(ctx, c.No); v.State != desk.CaseSupplement || !v.Told {
		t.Errorf("after the run the street sees %+v", v)
	}
	same(t, s, w, nil)
	if again := w.mustRun(s.url); again.Moved() {
		t.Errorf("second run: %+v", again)
	}
	// The feed once more from its beginning changes nothing.
	if err := w.outbox.Rewind(ctx); err != nil {
		t.Fatal(err)
	}
	if r := w.mustRun(s.url); r.FeedLines != 0 || r.Applied != 0 || r.Moved() {
		t.Errorf("after a rewind: %+v", r)
	}
}

func TestDecideRefusesNonsense(t *testing.T) {
	s, w := newStreet(t), newWindow(t)
	w.enrol(s)
	c := w.takeIn()
	w.mustRun(s.url)
	for _, tt := range []struct {
		name     string
		no       string
		decision desk.Decision
		words    string
		by       string
		kind     desk.Kind
		what     string
	}{
		{"an unknown case", "BJ-110101001001-20261123-01A0999", desk.DecideAccept, "", "r", desk.NotFound, "case"},
		{"no case", "", desk.DecideAccept, "", "r", desk.NotFound, "case"},
		{"no decision", c.No, "maybe", "", "r", desk.Invalid, "decision"},
		{"a supplement that names nothing", c.No, desk.DecideSupplement, " ", "r", desk.Invalid, "decision.words"},
		{"an escape sequence", c.No, desk.DecideReject, "no \x1b[2J", "r", desk.Invalid, "decision.words"},
		{"nobody", c.No, desk.DecideAccept, "", "", desk.Invalid, "decision.words"},
	} {
		_, err := s.Decide(t.Context(), tt.no, tt.decision, tt.words, tt.by)
		kindIs(t, err, tt.kind, tt.what)
	}
	if _, err := s.Decide(t.Context(), c.No, desk.DecideDone, "", "r"); err != nil {
		t.Fatal(err)
	}
	_, err := s.Decide(t.Context(), c.No, desk.DecideAccept, "", "r")
	kindIs(t, err, desk.Blocked, "case.state")
	if r := w.mustRun(s.url); r.FeedLines != 1 {
		t.Errorf("refused decisions came down: %+v", r)
	}
}

func TestNotEnrolled(t *testing.T) {
	s, w := newStreet(t), newWindow(t)
	_, err := w.run(w.client(s.url))
	kindIs(t, err, desk.NotFound, "sync.enrolment")
	var _ uplink.Outbox = w.outbox
}
