// Package conformance proves from outside that a street centre keeps the wire of
// desk/uplink: it plays a desk over HTTP, well and badly, and holds what comes
// back against what the wire asks. It is meant for a centre of somebody else's
// making, and for ours.
//
// It is not a load test and not a reader of the centre's records: it sees what a
// desk can see. It leaves a few hundred lines, two cases and some blobs of an
// invented desk behind, so a centre that serves people is no place for it.
package conformance

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/seal"
)

// Levels of conformance. Each holds those below it.
const (
	L1 = 1 // receives: enrol, hello, events, missing, parts
	L2 = 2 // answers: feed
	L3 = 3 // hands the catalogue on: manifest, delta, objects
	L4 = 4 // gives back what a desk lost, and takes back what it lost: log, witness, rekey
)

// A Target is the centre to prove, and the desk to play.
type Target struct {
	URL   string     // http:// or https://, with the path that a gateway puts before /sync/v1, if any
	Code  string     // one-time code for Desk; it is used up
	Desk  string     // station code and desk number
	Suite seal.Suite // nil for gm
	Level int        // 0 for L1
	// Only narrows a run to the checks whose ids begin with one of these, such as
	// "events." or "part.empty", and to the enrolment that they need. Nil is all.
	Only []string
	// Transport replaces the network; nil for a Line with the system's authorities.
	Transport http.RoundTripper
	// Asked is called once in L2, with the numbers of the cases that the street is
	// to answer now, in any way. The run then looks at the feed until both have
	// come or Wait is over. Nil asks nobody.
	Asked func(cases []string)
	Wait  time.Duration
}

// A Check is one thing that the wire asks of a centre.
type Check struct {
	ID    string `json:"id"`
	Level int    `json:"level"`
	Asks  string `json:"asks"` // in one line
}

// An Outcome is what came of a check.
type Outcome string

// Outcomes. Only Passed proves anything: a check is unproven when what it builds
// on went wrong before it began.
const (
	Passed   Outcome = "passed"
	Failed   Outcome = "failed"
	Unproven Outcome = "unproven"
)

// A Result is a check and what came of it. Want and Got are empty for a check
// that passed, and short: statuses, codes and members.
type Result struct {
	Check
	Outcome Outcome `json:"outcome"`
	Want    string  `json:"want,omitempty"`
	Got     string  `json:"got,omitempty"`
}

// A check is a Check with the way to carry it out: an error of kind *miss fails
// it, any other leaves it unproven.
type check struct {
	Check
	run func(context.Context, *bench) error
}

func at(level int, id, asks string, run func(context.Context, *bench) error) check {
	return check{Check{id, level, asks}, run}
}

// all lists every check in the order in which they are made. Those of the
// answers look at everything that came before, so they are last.
func all() []check {
	var list []check
	for _, part := range [][]check{
		enrolChecks(), helloChecks(), proofChecks(), eventChecks(), lineChecks(), missingChecks(), partChecks(),
		feedChecks(), catalogueChecks(), backChecks(), answerChecks(),
	} {
		list = append(list, part...)
	}
	return list
}

// Checks lists what is checked, in the order of Run.
func Checks() []Check {
	var list []Check
	for _, c := range all() {
		list = append(list, c.Check)
	}
	return list
}

// Run makes every check of the target's level and returns what came of each, in
// the order of Checks; report, which may be nil, is called with each result as it
// comes. A target that is none, or a context that ends, is an error; a centre
// that cannot be reached is not: it proves nothing.
func Run(ctx context.Context, t Target, report func(Result)) ([]Result, error) {
	b, err := newBench(t)
	if err != nil {
		return nil, err
	}
	defer b.http.CloseIdleConnections()
	var list []Result
	for _, c := range all() {
		if !b.t.asksFor(c.Check) {
			continue
		}
		r := result(c.Check, c.run(ctx, b))
		if err := ctx.Err(); err != nil {
			return list, err
		}
		list = append(list, r)
		if report != nil {
			report(r)
		}
	}
	return list, nil
}

// asksFor reports whether a check is part of a run.
func (t Target) asksFor(c Check) bool {
	if c.Level > t.Level {
		return false
	}
	return t.Only == nil || c.ID == enrolment ||
		slices.ContainsFunc(t.Only, func(prefix string) bool { return strings.HasPrefix(c.ID, prefix) })
}

func result(c Check, err error) Result {
	r := Result{Check: c, Outcome: Passed}
	m, missed := errors.AsType[*miss](err)
	switch {
	case missed:
		r.Outcome, r.Want, r.Got = Failed, m.want, m.got
	case err != nil:
		r.Outcome, r.Got = Unproven, err.Error()
	}
	return r
}

// Proven reports whether every result is one of a check that passed, and there
// is one.
func Proven(list []Result) bool {
	for _, r := range list {
		if r.Outcome != Passed {
			return false
		}
	}
	return len(list) > 0
}

// settled returns the target with its defaults, or a Problem of kind Invalid.
func (t Target) settled() (Target, *url.URL, error) {
	no := func(what string) (Target, *url.URL, error) {
		return t, nil, &desk.Problem{Kind: desk.Invalid, What: what}
	}
	u, err := url.Parse(t.URL)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" ||
		u.Scheme != "http" && u.Scheme != "https" {
		return no("centre.url")
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	station, no2, ok := strings.Cut(t.Desk, "-")
	if !ok || !digits(station, 12) || !digits(no2, 2) {
		return no("desk.name")
	}
	if strings.TrimSpace(t.Code) == "" {
		return no("sync.code")
	}
	if t.Suite == nil {
		t.Suite = seal.GM()
	}
	if t.Level == 0 {
		t.Level = L1
	}
	if t.Level < L1 || t.Level > L4 {
		return no("conformance.level")
	}
	if t.Transport == nil {
		t.Transport = Line(nil)
	}
	return t, u, nil
}

// Line is a way to a centre as a desk has it, which asks for no compressed
// answers. It trusts the authorities in roots; nil is for the system's.
func Line(roots *x509.CertPool) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots}
	t.DisableCompression = true
	return t
}

func digits(s string, n int) bool { return len(s) == n && strings.Trim(s, "0123456789") == "" }

// A miss is a centre that did otherwise than the wire asks.
type miss struct{ want, got string }

// Error is for those who wrap it.
func (m *miss) Error() string { return "want " + m.want + ", got " + m.got }

func missed(want, format string, a ...any) error {
	return &miss{want, shorten(fmt.Sprintf(format, a...))}
}

// unready is what a check returns when what it builds on does not work.
func unready(what string, err error) error { return errors.New(shorten(what + ": " + err.Error())) }

// shorten keeps a text to what fits a line or two.
func shorten(s string) string {
	if r := []rune(s); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return s
}
