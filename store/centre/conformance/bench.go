package conformance

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
)

// askTime bounds one exchange. The wire gives a centre 30 seconds.
const askTime = 30 * time.Second

// A bench is one run: the centre, and the desk that is played.
type bench struct {
	t        Target
	base     *url.URL
	http     *http.Client
	suite    seal.Suite
	own      pair
	other    pair // of somebody who is not the desk
	instance string
	nextNo   int // lowest ordinal that an incarnation may take
	enrolled uplink.Enrolled
	answers  answers
	feed     feed
}

// A pair is the keys of one desk.
type pair struct {
	sign, box       seal.PrivateKey
	signText, boxed string // public halves
}

func newPair(s seal.Suite) (p pair, err error) {
	if p.sign, err = s.GenerateSigning(); err != nil {
		return p, err
	}
	if p.box, err = s.GenerateBox(); err != nil {
		return p, err
	}
	sign, err := p.sign.Public()
	if err != nil {
		return p, err
	}
	box, err := p.box.Public()
	p.signText, p.boxed = sign.String(), box.String()
	return p, err
}

func newBench(t Target) (*bench, error) {
	t, base, err := t.settled()
	if err != nil {
		return nil, err
	}
	b := &bench{t: t, base: base, suite: t.Suite, instance: rand.Text(), nextNo: 1}
	if b.own, err = newPair(t.Suite); err != nil {
		return nil, err
	}
	if b.other, err = newPair(t.Suite); err != nil {
		return nil, err
	}
	b.http = &http.Client{
		Transport:     t.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return b, nil
}

// A request is one request with everything that a bad desk could get wrong in
// it. The zero members are those of a good one.
type request struct {
	method  string // POST
	target  string // path and query
	signed  string // what is signed as the target; "" for target
	session string
	counter int64
	digest  string // "" for that of the body
	body    []byte
	header  map[string]string
	as      string // who it is from; "" for the desk
	key     seal.PrivateKey
	bare    bool // without a signature
}

// An answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte // unpacked
	sent   int    // bytes as they came
	fault  uplink.Fault
}

// String is the answer in a few words.
func (a answer) String() string {
	if a.fault.Code != "" {
		return strings.TrimSpace(fmt.Sprintf("%d %s %s", a.status, a.fault.Code, a.fault.Detail))
	}
	return fmt.Sprintf("%d %s", a.status, bytes.TrimSpace(a.body))
}

// send makes one exchange. An error is a *miss: no answer is no conforming one.
func (b *bench) send(ctx context.Context, q request) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	r, err := b.build(ctx, q)
	if err != nil {
		return answer{}, err
	}
	w, err := b.http.Do(r)
	if err != nil {
		return answer{}, missed("an answer", "none: %v", err)
	}
	defer w.Body.Close()
	body, err := io.ReadAll(io.LimitReader(w.Body, uplink.MaxResponse+1))
	if err != nil {
		return answer{}, missed("an answer", "a cut one: %v", err)
	}
	a := answer{status: w.StatusCode, header: w.Header, body: body, sent: len(body)}
	if w.Header.Get("Content-Encoding") == "gzip" {
		if a.body, err = uplink.Unpack(bytes.NewReader(body), uplink.MaxResponse); err != nil {
			return answer{}, missed("an answer that unpacks", "%v", err)
		}
	}
	if a.status >= 300 {
		_ = json.Unmarshal(body, &a.fault) // A refusal without a body of its own has no code.
	}
	b.answers.note(r, w, a)
	return a, nil
}

func (b *bench) build(ctx context.Context, q request) (*http.Request, error) {
	if q.method == "" {
		q.method = http.MethodPost
	}
	if q.digest == "" {
		q.digest = uplink.ContentDigest(q.body)
	}
	if q.signed == "" {
		q.signed = q.target
	}
	if q.key.IsZero() {
		q.key = b.own.sign
	}
	if q.as == "" {
		q.as = b.t.Desk
	}
	r, err := http.NewRequestWithContext(ctx, q.method, b.base.String()+q.target, bytes.NewReader(q.body))
	if err != nil {
		return nil, err
	}
	for k, v := range q.header {
		r.Header.Set(k, v)
	}
	r.Header.Set(uplink.HeaderDigest, q.digest)
	if q.bare {
		return r, nil
	}
	sig, err := b.suite.Sign(q.key, uplink.Signing(q.method, q.signed, q.digest, q.session, q.counter))
	if err != nil {
		return nil, err
	}
	r.Header.Set(uplink.HeaderDesk, q.as)
	r.Header.Set(uplink.HeaderSession, q.session)
	r.Header.Set(uplink.HeaderCounter, strconv.FormatInt(q.counter, 10))
	r.Header.Set(uplink.HeaderSignature, base64.StdEncoding.EncodeToString(sig))
	return r, nil
}

// question is a request with a JSON body.
func question(path string, v any) request {
	b, err := json.Marshal(v)
	if err != nil {
		panic("conformance: " + err.Error()) // Our own types.
	}
	return request{target: path, body: b, header: map[string]string{"Content-Type": uplink.TypeJSON}}
}

// taken holds that a request was taken with one of the statuses, 200 for none,
// and decodes the answer into v unless that is nil.
func taken(a answer, err error, v any, statuses ...int) error {
	if len(statuses) == 0 {
		statuses = []int{http.StatusOK}
	}
	switch {
	case err != nil:
		return err
	case !slices.Contains(statuses, a.status):
		return missed(strings.Trim(fmt.Sprint(statuses), "[]"), "%v", a)
	case v == nil:
		return nil
	}
	if err := json.Unmarshal(a.body, v); err != nil {
		return missed("an answer of the documented form", "%v", a)
	}
	return nil
}

// refused holds that a request was refused with the status and one of the codes.
func refused(a answer, err error, status int, codes ...string) error {
	if err != nil {
		return err
	}
	if a.status != status || !slices.Contains(codes, a.fault.Code) {
		return missed(fmt.Sprintf("%d %s", status, strings.Join(codes, "|")), "%v", a)
	}
	return nil
}

// equal holds that a member of an answer has the value that it must have.
func equal[T comparable](member string, got, want T) error {
	if got != want {
		return missed(fmt.Sprintf("%s %v", member, want), "%s %v", member, got)
	}
	return nil
}

// first returns the first error there is.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
