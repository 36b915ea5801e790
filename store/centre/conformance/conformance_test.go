package conformance_test

import (
	"crypto/x509"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/conformance"
	"xiaochuang/store/seal"
)

const (
	station = "110101001001"
	deskNo  = "99"
)

// A street is a centre of ours with something in front of it.
type street struct {
	*centre.Centre
	t    testing.TB
	http *httptest.Server
}

// newStreet serves a centre behind in, which may be nil.
func newStreet(t testing.TB, suite seal.Suite, in func(http.Handler) http.Handler) *street {
	t.Helper()
	c, err := centre.Open(t.Context(), centre.Config{Dir: t.TempDir(), Reserve: -1, Suite: suite})
	if err != nil {
		t.Fatal(err)
	}
	h := c.Handler()
	if in != nil {
		h = in(h)
	}
	s := &street{Centre: c, t: t, http: httptest.NewServer(h)}
	s.publish()
	t.Cleanup(func() {
		s.http.Close()
		c.Close()
	})
	return s
}

// publish gives the street a catalogue of some items.
func (s *street) publish() {
	s.t.Helper()
	must := func(err error) {
		if err != nil {
			s.t.Fatal(err)
		}
	}
	path := filepath.Join(s.t.TempDir(), "publisher.keys")
	key, _, err := s.NewPublisherKey(path)
	must(err)
	must(s.AddPublisher(s.t.Context(), key, "p"))
	keys, err := centre.PublisherKey(path)
	must(err)
	item := `{"id":"BJ-T-%d","name":"item %d","category":"c","mode_code":"D","version":1,"project_type_code":"1"}`
	file := `{"version":"2026.1","items":[` + fmt.Sprintf(item, 1, 1) + "," + fmt.Sprintf(item, 2, 2) + `]}`
	c, found, err := guide.Parse("t.json", strings.NewReader(file))
	if err != nil {
		s.t.Fatal(found, err)
	}
	p, err := s.Prepare(s.t.Context(), c, centre.Times{})
	must(err)
	must(s.Sign(&p, keys))
	_, err = s.Store(s.t.Context(), p, "operator")
	must(err)
}

// target is the street as a run sees it; its cases are answered when asked for.
func (s *street) target(level int) conformance.Target {
	s.t.Helper()
	code, err := s.NewCode(s.t.Context(), station, deskNo)
	if err != nil {
		s.t.Fatal(err)
	}
	return conformance.Target{
		URL: s.http.URL, Code: code, Desk: station + "-" + deskNo, Suite: s.Suite(), Level: level,
		Asked: s.answer,
	}
}

// answer accepts every case, and finishes the first.
func (s *street) answer(cases []string) {
	for _, no := range cases {
		if _, err := s.Decide(s.t.Context(), no, desk.DecideAccept, "", "r"); err != nil {
			s.t.Errorf("answer %s: %v", no, err)
		}
	}
	if _, err := s.Decide(s.t.Context(), cases[0], desk.DecideDone, "", "r"); err != nil {
		s.t.Errorf("finish %s: %v", cases[0], err)
	}
}

// run makes a whole run and returns the results by id.
func run(t testing.TB, target conformance.Target) ([]conformance.Result, map[string]conformance.Result) {
	t.Helper()
	reported := 0
	list, err := conformance.Run(t.Context(), target, func(conformance.Result) { reported++ })
	if err != nil {
		t.Fatal(err)
	}
	if reported != len(list) {
		t.Errorf("%d results reported of %d", reported, len(list))
	}
	by := map[string]conformance.Result{}
	for _, r := range list {
		by[r.ID] = r
	}
	return list, by
}

func passes(t testing.TB, list []conformance.Result) {
	t.Helper()
	for _, r := range list {
		if r.Outcome != conformance.Passed {
			t.Errorf("%s %s: want %s, got %s", r.ID, r.Outcome, r.Want, r.Got)
		}
	}
}

func TestOurCentreConforms(t *testing.T) {
	for _, suite := range []seal.Suite{seal.GM(), seal.Intl()} {
		t.Run(suite.Name(), func(t *testing.T) {
			t.Parallel()
			s := newStreet(t, suite, nil)
			list, _ := run(t, s.target(conformance.L4))
			passes(t, list)
			if len(list) != len(conformance.Checks()) || !conformance.Proven(list) {
				t.Errorf("%d results of %d checks", len(list), len(conformance.Checks()))
			}
		})
	}
}

// TestSecondRun holds that what a run leaves behind does not fail the next.
func TestSecondRun(t *testing.T) {
	t.Parallel()
	s := newStreet(t, seal.Intl(), nil)
	for range 2 {
		target := s.target(conformance.L4)
		target.Only = []string{"enrol.", "hello.", "events.a", "lines.", "part.", "feed.", "catalogue."}
		list, _ := run(t, target)
		passes(t, list)
	}
}

func TestLevelsHoldTheirChecks(t *testing.T) {
	t.Parallel()
	list, by := run(t, newStreet(t, nil, nil).target(conformance.L1))
	passes(t, list)
	if _, ok := by["feed.answers"]; ok || len(by) != len(list) {
		t.Errorf("%d results, %d ids", len(list), len(by))
	}
	for _, c := range conformance.Checks() {
		if _, ran := by[c.ID]; ran != (c.Level == conformance.L1) || c.Asks == "" || strings.Contains(c.Asks, "\n") {
			t.Errorf("check %+v, ran %v", c, ran)
		}
	}
}

// TestUnderAPathOfItsOwn holds that a gateway may put a path before the wire's.
func TestUnderAPathOfItsOwn(t *testing.T) {
	s := newStreet(t, nil, func(h http.Handler) http.Handler { return http.StripPrefix("/street/sync", h) })
	target := s.target(conformance.L1)
	target.URL += "/street/sync/"
	target.Only = []string{"hello.", "proof."}
	list, by := run(t, target)
	passes(t, list)
	if by["enrol.taken"].ID == "" || by["proof.target"].ID == "" || by["events.gap"].ID != "" {
		t.Errorf("ran %v", by)
	}
}

// TestOverTLS holds that an authority of one's own is trusted, and no other is.
func TestOverTLS(t *testing.T) {
	t.Parallel()
	s := newStreet(t, nil, nil)
	srv := httptest.NewTLSServer(s.http.Config.Handler)
	defer srv.Close()
	target := s.target(conformance.L1)
	target.URL, target.Only = srv.URL, []string{"enrol.taken", "hello.", "answer."}
	list, by := run(t, target)
	if conformance.Proven(list) || by["enrol.taken"].Outcome != conformance.Failed {
		t.Errorf("without its authority: %v", by["enrol.taken"])
	}
	roots := x509.NewCertPool()
	roots.AddCert(srv.Certificate())
	target.Transport = conformance.Line(roots)
	list, _ = run(t, target)
	passes(t, list)
}

func TestStreetThatDoesNotAnswerProvesNoFeed(t *testing.T) {
	target := newStreet(t, nil, nil).target(conformance.L4)
	target.Asked, target.Only = nil, []string{"feed.", "events.gap"}
	list, by := run(t, target)
	for _, id := range []string{"feed.answers", "feed.gapless", "feed.signed", "feed.again", "feed.limit", "feed.end"} {
		if by[id].Outcome != conformance.Unproven || by[id].Got == "" {
			t.Errorf("%s is %+v", id, by[id])
		}
	}
	if conformance.Proven(list) || by["feed.refetch"].Outcome != conformance.Passed || by["events.gap"].Outcome != conformance.Passed {
		t.Error("the rest did not pass, or all is proven")
	}
}

func TestNothingThereProvesNothing(t *testing.T) {
	list, _ := run(t, conformance.Target{URL: "http://127.0.0.1:1", Code: "2222-2222-2222", Desk: station + "-99"})
	for _, r := range list {
		if r.Outcome == conformance.Passed {
			t.Errorf("%s passed", r.ID)
		}
		if strings.Contains(r.Got, "2222") {
			t.Errorf("%s tells the code: %s", r.ID, r.Got)
		}
	}
	if conformance.Proven(list) || conformance.Proven(nil) {
		t.Error("nothing is proven")
	}
}

func TestTargetsThatAreNone(t *testing.T) {
	good := conformance.Target{URL: "https://192.0.2.1/x", Code: "x", Desk: station + "-99", Level: 9}
	for what, spoil := range map[string]func(*conformance.Target){
		"centre.url":        func(t *conformance.Target) { t.URL = "ftp://192.0.2.1" },
		"desk.name":         func(t *conformance.Target) { t.Desk = station },
		"sync.code":         func(t *conformance.Target) { t.Code = " " },
		"conformance.level": func(*conformance.Target) {},
	} {
		target := good
		spoil(&target)
		_, err := conformance.Run(t.Context(), target, nil)
		if p := (&desk.Problem{Kind: desk.Invalid, What: what}); !p.Is(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
