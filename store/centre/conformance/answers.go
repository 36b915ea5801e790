package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"xiaochuang/desk/uplink"
)

// statuses are the ones that a centre may answer with.
var statuses = []int{200, 201, 202, 400, 401, 403, 404, 409, 410, 412, 413, 422, 429, 500, 503, 507}

// answers holds every answer of a run to what all of them have in common, and
// keeps the first that breaks each rule.
type answers struct {
	mu         sync.Mutex
	count      int
	generation string
	broken     map[string]*miss
}

// note looks at one answer.
func (n *answers) note(r *http.Request, w *http.Response, a answer) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.count++
	from := w.Header.Get(uplink.HeaderCentre)
	if n.generation == "" {
		n.generation = from
	}
	breaks := func(id string, bad bool, want, got string) {
		if n.broken == nil {
			n.broken = map[string]*miss{}
		}
		if bad && n.broken[id] == nil {
			got = fmt.Sprintf("%s %s: %d, %s", r.Method, r.URL.Path, a.status, got)
			n.broken[id] = &miss{want, shorten(got)}
		}
	}
	breaks("answer.mark", from == "" || from != n.generation,
		uplink.HeaderCentre+" with one generation", fmt.Sprintf("%q after %q", from, n.generation))
	breaks("answer.length", w.ContentLength != int64(a.sent) || len(w.TransferEncoding) > 0,
		"Content-Length", fmt.Sprintf("length %d, coding %v, of %d bytes", w.ContentLength, w.TransferEncoding, a.sent))
	breaks("answer.digest", w.Header.Get(uplink.HeaderDigest) != uplink.ContentDigest(a.body),
		uplink.HeaderDigest+" of the body", fmt.Sprintf("%q", w.Header.Get(uplink.HeaderDigest)))
	breaks("answer.status", !slices.Contains(statuses, a.status), fmt.Sprint("one of ", statuses), "which is none of them")
	breaks("answer.size", len(a.body) > uplink.MaxResponse, fmt.Sprint("at most ", uplink.MaxResponse, " bytes"), "more")
	breaks("answer.json", w.Header.Get("Content-Type") != uplink.TypeLines && !object(a.body), "a JSON object", fmt.Sprintf("%q", clip(a.body)))
	breaks("answer.code", a.status >= 300 && a.fault.Code == "", "a refusal with a code", fmt.Sprintf("%q", clip(a.body)))
}

func object(b []byte) bool {
	var members map[string]json.RawMessage
	return json.Unmarshal(b, &members) == nil && members != nil
}

func clip(b []byte) []byte { return b[:min(len(b), 80)] }

// rule is the check of one rule over all answers.
func rule(id, asks string) check {
	return at(L1, id, asks, func(_ context.Context, b *bench) error {
		b.answers.mu.Lock()
		defer b.answers.mu.Unlock()
		if m := b.answers.broken[id]; m != nil {
			return m
		}
		if b.answers.count == 0 {
			return errors.New("no answer at all")
		}
		return nil
	})
}

func answerChecks() []check {
	return []check{
		at(L1, "path.unknown", "A path that is none of the wire's is 404 no_path, with the mark of the centre.", unknownPath),
		at(L1, "path.method", "Another method on a path of the wire is refused with 404, not 405.", otherMethod),
		rule("answer.mark", "Every answer, refusals too, carries Sync-Centre with the one generation of the centre."),
		rule("answer.length", "Every answer has a Content-Length; none is chunked."),
		rule("answer.digest", "Every answer has the Content-Digest (RFC 9530, sha-256) of its body."),
		rule("answer.status", "Nothing but the listed statuses, and no redirect."),
		rule("answer.size", "No answer is larger than 1 MiB."),
		rule("answer.json", "The body of every answer is one JSON object; that of a delta is one a line."),
		rule("answer.code", "Every refusal names its code."),
	}
}

func unknownPath(ctx context.Context, b *bench) error {
	for _, path := range []string{"/nothing", "/blobs", "/blobs/x/y/parts", "/feed/"} {
		a, err := b.send(ctx, request{method: http.MethodGet, target: uplink.Root + path})
		if err := refused(a, err, http.StatusNotFound, uplink.CodeNotFound); err != nil {
			return err
		}
	}
	return nil
}

func otherMethod(ctx context.Context, b *bench) error {
	for _, q := range []request{
		{method: http.MethodGet, target: uplink.HelloPath},
		{method: http.MethodPut, target: uplink.EventsPath},
		{method: http.MethodDelete, target: uplink.MissingPath},
		{method: http.MethodPatch, target: uplink.EnrolPath},
	} {
		a, err := b.send(ctx, q)
		if err := refused(a, err, http.StatusNotFound, uplink.CodeNotFound); err != nil {
			return err
		}
	}
	return nil
}
