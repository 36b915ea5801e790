package wire

import (
	"context"
	"crypto/x509"
	"io"
	"net/http"
	"os"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/centre/conformance"
	"xiaochuang/store/seal"
)

// ConformanceOptions choose a centre to prove, and how.
type ConformanceOptions struct {
	URL, Code, Desk string
	Suite           string // "" for gm
	CA              string // PEM file, "" for the system's authorities
	Level           int
	Only            []string // ids, or what they begin with; nil for all
	Wait            time.Duration
	Asked           func(cases []string)
}

// What a run of checks tells.
type (
	ConformanceCheck  = conformance.Check
	ConformanceResult = conformance.Result
)

// Outcomes of a check.
const (
	ConformancePassed = conformance.Passed
	ConformanceFailed = conformance.Failed
)

// ConformanceChecks lists every check in its order.
func ConformanceChecks() []ConformanceCheck { return conformance.Checks() }

// Conformance holds a centre against the wire from outside.
func Conformance(ctx context.Context, o ConformanceOptions) ([]ConformanceResult, error) {
	t := conformance.Target{
		URL: o.URL, Code: o.Code, Desk: o.Desk, Level: o.Level, Only: o.Only, Wait: o.Wait, Asked: o.Asked,
	}
	var err error
	if o.Suite != "" {
		if t.Suite, err = seal.Named(o.Suite); err != nil {
			return nil, err
		}
	}
	if o.CA != "" {
		if t.Transport, err = trusting(o.CA); err != nil {
			return nil, err
		}
	}
	return conformance.Run(ctx, t, nil)
}

// ConformanceProven reports whether every check of a run passed.
func ConformanceProven(list []ConformanceResult) bool { return conformance.Proven(list) }

// mostCA bounds the file of an authority.
const mostCA = 1 << 20

// trusting is a way there that trusts one authority and no other.
func trusting(file string) (http.RoundTripper, error) {
	no := func(err error) (http.RoundTripper, error) {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "centre.ca", Cause: err}
	}
	f, err := os.Open(file)
	if err != nil {
		return no(err)
	}
	defer f.Close()
	pem, err := io.ReadAll(io.LimitReader(f, mostCA))
	if err != nil {
		return no(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return no(nil)
	}
	return conformance.Line(roots), nil
}
