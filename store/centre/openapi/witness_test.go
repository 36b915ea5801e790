package openapi_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/conformance"
)

// A witness stands on the line between a desk and a centre and holds what goes
// by against the document.
type witness struct {
	t      testing.TB
	doc    *openapi3.T
	router routers.Router
	lax    bool // of a desk that is meant to be wrong, only the answers are held
	next   http.RoundTripper

	mu   sync.Mutex
	seen map[string]int // "hello 200", "events 409 gap"
	down int            // lines of slices and of the feed
	up   int
}

func newWitness(t testing.TB) *witness {
	t.Helper()
	doc := load(t, true)
	doc.Servers = nil
	router, err := legacy.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	// Of what is compressed the document says no more than that it is bytes.
	openapi3filter.RegisterBodyDecoder(uplink.TypeLines, openapi3filter.FileBodyDecoder)
	next := conformance.Line(nil)
	t.Cleanup(next.CloseIdleConnections)
	return &witness{t: t, doc: doc, router: router, next: next, seen: map[string]int{}}
}

// RoundTrip implements http.RoundTripper.
func (w *witness) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil && r.Body != http.NoBody { // Which says that the length is 0.
		body, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	a, err := w.next.RoundTrip(r)
	if err != nil {
		return a, err
	}
	answer, err := io.ReadAll(a.Body)
	a.Body.Close()
	a.Body = io.NopCloser(bytes.NewReader(answer))
	if err != nil {
		return a, err
	}
	asked := r.Clone(r.Context())
	asked.Body = io.NopCloser(bytes.NewReader(body))
	if err := w.hold(asked, body, a, answer); err != nil {
		w.t.Errorf("%s %s, %d: %v", r.Method, r.URL.Path, a.StatusCode, err)
	}
	return a, nil
}

// hold compares one exchange with the document.
func (w *witness) hold(r *http.Request, body []byte, a *http.Response, answer []byte) error {
	// By the path as it was sent: what a slash hides in is one segment.
	sent := r.Clone(r.Context())
	sent.URL.Path, sent.URL.RawPath = r.URL.EscapedPath(), ""
	route, params, err := w.router.FindRoute(sent)
	if err != nil || a.StatusCode == http.StatusNotFound && route.Operation.Responses.Value("404") == nil {
		return w.nowhere(a, answer)
	}
	in := &openapi3filter.RequestValidationInput{
		Request: r, PathParams: params, Route: route,
		Options: &openapi3filter.Options{IncludeResponseStatus: true, RejectWhenRequestBodyNotSpecified: true},
	}
	if !w.lax {
		if err := errors.Join(openapi3filter.ValidateRequest(r.Context(), in), w.linesUp(r, body)); err != nil {
			return err
		}
	}
	out := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: a.StatusCode, Header: a.Header, Options: in.Options,
		Body: io.NopCloser(bytes.NewReader(answer)),
	}
	if err := openapi3filter.ValidateResponse(r.Context(), out); err != nil {
		return err
	}
	return errors.Join(w.count(route.Operation, a, answer), w.linesDown(r, a, answer))
}

// nowhere holds what a path that is not in the document is answered with.
func (w *witness) nowhere(a *http.Response, answer []byte) error {
	var f any
	if err := json.Unmarshal(answer, &f); err != nil {
		return err
	}
	if a.StatusCode != http.StatusNotFound || f.(map[string]any)["code"] != uplink.CodeNotFound {
		return fmt.Errorf("no path of the document, answered %s", answer)
	}
	return fits(w.doc, "Fault", f)
}

// count notes what was answered, and holds refusals to have a code that the
// document lists.
func (w *witness) count(op *openapi3.Operation, a *http.Response, answer []byte) error {
	status := strconv.Itoa(a.StatusCode)
	key := op.OperationID + " " + status
	if a.StatusCode >= 300 {
		var f uplink.Fault
		if err := json.Unmarshal(answer, &f); err != nil {
			return err
		}
		key += " " + f.Code
		found := false
		for _, code := range extension[map[string][]string](w.t, op.Extensions, "x-refusals")[status] {
			found = found || code == f.Code
		}
		if !found {
			return fmt.Errorf("%s is not documented", key)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen[key]++
	return nil
}

// linesUp holds every line of a slice against the schema that it has once it is
// unpacked.
func (w *witness) linesUp(r *http.Request, body []byte) error {
	if r.URL.Path != uplink.EventsPath {
		return nil
	}
	plain, err := uplink.Unpack(bytes.NewReader(body), uplink.MaxLine)
	if err != nil {
		return err
	}
	lines, err := uplink.SplitLines(plain)
	for _, line := range lines {
		err = errors.Join(err, w.fitsText("Line", line))
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.up += len(lines)
	return err
}

// bodies are the schemas of what lines of the feed bring.
var bodies = map[string]string{
	uplink.FeedCaseStatus: "StreetDecision", uplink.FeedAnnouncement: "StreetAnnouncement",
	uplink.FeedRoster: "StreetRoster", uplink.FeedCommand: "StreetOrder", uplink.FeedRectification: "StreetRectification",
}

// linesDown holds every line of a page of the feed, which is a text in it.
func (w *witness) linesDown(r *http.Request, a *http.Response, answer []byte) error {
	if r.URL.Path != uplink.FeedPath || a.StatusCode != http.StatusOK {
		return nil
	}
	var p uplink.Page
	err := json.Unmarshal(answer, &p)
	for _, s := range p.Lines {
		err = errors.Join(err, w.fitsText("FeedLine", []byte(s.Line)))
		var l struct {
			Kind string
			Body json.RawMessage
		}
		if json.Unmarshal([]byte(s.Line), &l) == nil {
			err = errors.Join(err, w.fitsText(bodies[l.Kind], l.Body))
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down += len(p.Lines)
	return err
}

func (w *witness) fitsText(schema string, text []byte) error {
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		return err
	}
	return fits(w.doc, schema, v)
}
