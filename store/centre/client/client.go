// Package client is the way from a desk to its street centre: it signs what it
// asks and believes only what the centre signed or vouched for. It knows nothing of
// the centre's inside, so that a desk carries no database of a centre with it.
package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
)

// Config says where the centre is and who speaks to it.
type Config struct {
	URL  string // https://host[:port]; http:// for loopback, or anywhere with Plain
	Desk string // station code and desk number
	Keys *seal.Keys
	// OtherKey is a key to sign with where the centre may know the desk by another one
	// than Keys has: an answer was lost, or another process has turned to it. It may be
	// nil.
	OtherKey func() (seal.PrivateKey, bool)
	// CA is the PEM of the authority that the centre's certificate comes from; with
	// none, the system's authorities are asked.
	CA    []byte
	Plain bool // allow http:// beyond loopback, where something else protects the line
	// Now is the time that certificates are checked at, so that a PC with a dead
	// battery can give the latest it knows of; nil for the PC's own.
	Now func() time.Time
	// Transport replaces the network, for tests; nil for it.
	Transport http.RoundTripper
	// PartTime and AskTime bound one request; 0 for 90 and 30 seconds.
	PartTime, AskTime time.Duration
}

// A Client is a desk's side of the wire over HTTP. It implements uplink.Centre
// for one courier at a time.
type Client struct {
	c    Config
	base *url.URL
	http *http.Client

	mu         sync.Mutex
	session    string
	counter    int64
	key        seal.PrivateKey // to sign with; zero for that of Keys
	generation string
}

var _ uplink.Centre = (*Client)(nil)

// Dial returns a client of the centre at c.URL. It sends nothing yet.
func Dial(c Config) (*Client, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "centre.url"}
	}
	switch u.Scheme {
	case "https":
	case "http":
		if !c.Plain && !loopback(u.Hostname()) {
			return nil, &desk.Problem{Kind: desk.Blocked, What: "centre.plain"}
		}
	default:
		return nil, &desk.Problem{Kind: desk.Invalid, What: "centre.url"}
	}
	if c.PartTime <= 0 {
		c.PartTime = 90 * time.Second
	}
	if c.AskTime <= 0 {
		c.AskTime = 30 * time.Second
	}
	if c.Transport == nil {
		if c.Transport, err = transport(c); err != nil {
			return nil, err
		}
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	return &Client{c: c, base: u, http: &http.Client{
		Transport:     c.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func transport(c Config) (*http.Transport, error) {
	t := &tls.Config{MinVersion: tls.VersionTLS12, Time: c.Now}
	if len(c.CA) > 0 {
		t.RootCAs = x509.NewCertPool()
		if !t.RootCAs.AppendCertsFromPEM(c.CA) {
			return nil, &desk.Problem{Kind: desk.Invalid, What: "centre.ca"}
		}
	}
	d := &net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		DialContext: d.DialContext, TLSClientConfig: t, TLSHandshakeTimeout: 15 * time.Second,
		ResponseHeaderTimeout: c.PartTime, IdleConnTimeout: time.Minute, MaxIdleConnsPerHost: 8,
		MaxResponseHeaderBytes: 32 << 10, DisableCompression: true, WriteBufferSize: 64 << 10,
	}, nil
}

// Close lets go of idle connections.
func (c *Client) Close() error {
	c.http.CloseIdleConnections()
	return nil
}

// Enrol makes the desk known under a one-time code. The answer says who the
// centre is, and is to be kept.
func (c *Client) Enrol(ctx context.Context, code, software string) (uplink.Enrolled, error) {
	var e uplink.Enrolled
	key, err := c.c.Keys.Signing().Public()
	if err != nil {
		return e, err
	}
	box := c.c.Keys.BoxPublic()
	q := uplink.Enrol{
		Code: code, Desk: c.c.Desk, Suite: c.c.Keys.Suite().Name(), Key: key.String(), Box: box.String(),
		Instance: c.c.Keys.Instance(), Software: software,
	}
	if _, err := c.ask(ctx, place{path: uplink.EnrolPath, nonce: rand.Text()}, q, &e); err != nil {
		return e, enrolProblem(err)
	}
	if e.Desk != c.c.Desk || e.Suite != q.Suite {
		return e, &desk.Problem{Kind: desk.Conflict, What: "sync.enrolment"}
	}
	return e, nil
}

func enrolProblem(err error) error {
	no, refused := errors.AsType[*uplink.Refusal](err)
	switch {
	case !refused && desk.KindOf(err) != "":
		return err
	case !refused:
		return &desk.Problem{Kind: desk.Unavailable, What: "sync.unreachable", Cause: err}
	case no.Status == http.StatusConflict:
		return &desk.Problem{Kind: desk.Conflict, What: "sync." + no.Fault.Code, Cause: err}
	case no.Status == http.StatusTooManyRequests, no.Status >= 500:
		return &desk.Problem{Kind: desk.Unavailable, What: "sync." + no.Fault.Code, Cause: err}
	}
	return &desk.Problem{Kind: desk.Denied, What: "sync." + no.Fault.Code, Cause: err}
}

// Hello implements uplink.Centre.
func (c *Client) Hello(ctx context.Context, h uplink.Hello) (uplink.Welcome, error) {
	c.mu.Lock()
	c.session, c.counter, c.generation = "", 0, ""
	c.mu.Unlock()
	var w uplink.Welcome
	_, err := c.ask(ctx, place{path: uplink.HelloPath, nonce: rand.Text()}, h, &w)
	if no, refused := errors.AsType[*uplink.Refusal](err); refused && no.Fault.Code == uplink.CodeSignature && c.turn() {
		_, err = c.ask(ctx, place{path: uplink.HelloPath, nonce: rand.Text()}, h, &w)
	}
	if err != nil {
		return w, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.session, c.generation = w.Session, w.Generation
	return w, nil
}

// Append implements uplink.Centre.
func (c *Client) Append(ctx context.Context, s uplink.Slice) (uplink.Appended, error) {
	var a uplink.Appended
	plain := s.Body()
	packed, err := uplink.Pack(plain)
	if err != nil {
		return a, err
	}
	suite := c.c.Keys.Suite()
	_, err = c.send(ctx, request{
		method: http.MethodPost, target: uplink.EventsPath, body: packed,
		digest: uplink.ContentDigest(plain), patience: c.c.PartTime,
		header: map[string]string{
			"Content-Type": uplink.TypeLines, "Content-Encoding": "gzip",
			uplink.HeaderIncarnation: s.Incarnation, uplink.HeaderFirst: strconv.FormatInt(s.First, 10),
			uplink.HeaderPrev: s.Prev.Text(suite),
		},
	}, &a)
	return a, err
}

// Missing implements uplink.Centre.
func (c *Client) Missing(ctx context.Context, ids []string) ([]uplink.Want, error) {
	var m uplink.Missing
	_, err := c.ask(ctx, place{path: uplink.MissingPath}, uplink.Ask{IDs: ids}, &m)
	return m.Missing, err
}

// Part implements uplink.Centre. The blob is complete by the status alone.
func (c *Client) Part(ctx context.Context, id string, offset, total int64, part []byte) (uplink.PartTaken, error) {
	var t uplink.PartTaken
	status, err := c.send(ctx, request{
		method: http.MethodPost, patience: c.c.PartTime, body: part, digest: uplink.ContentDigest(part),
		target: fmt.Sprintf("%s?offset=%d&total=%d", uplink.PartPath(id), offset, total),
		header: map[string]string{"Content-Type": uplink.TypeOctets},
	}, &t)
	t.Complete = err == nil && (status == http.StatusCreated || status == http.StatusOK)
	return t, err
}

// Feed implements uplink.Centre.
func (c *Client) Feed(ctx context.Context, cursor string, limit int) (uplink.Page, error) {
	var p uplink.Page
	q := url.Values{"cursor": {cursor}, "limit": {strconv.Itoa(limit)}}
	_, err := c.send(ctx, c.look(uplink.FeedPath+"?"+q.Encode()), &p)
	return p, err
}

// look is a question without a body.
func (c *Client) look(target string) request {
	return request{method: http.MethodGet, target: target, patience: c.c.AskTime, digest: uplink.ContentDigest(nil)}
}

// A place is where a JSON question goes; nonce stands for the session where
// there is none.
type place struct{ path, nonce string }

func (c *Client) ask(ctx context.Context, to place, q, a any) (int, error) {
	b, err := json.Marshal(q)
	if err != nil {
		return 0, err
	}
	return c.send(ctx, request{
		method: http.MethodPost, target: to.path, nonce: to.nonce, body: b, digest: uplink.ContentDigest(b),
		patience: c.c.AskTime, header: map[string]string{"Content-Type": uplink.TypeJSON},
	}, a)
}

// A request is one signed request.
type request struct {
	method, target, nonce string
	body                  []byte
	digest                string
	header                map[string]string
	patience              time.Duration
}

// send signs a request, sends it and decodes the answer into a. What does not
// come from a centre, or does not fit its digest, is no answer.
func (c *Client) send(ctx context.Context, q request, a any) (status int, err error) {
	ctx, cancel := context.WithTimeout(ctx, q.patience)
	defer cancel()
	r, err := c.build(ctx, q)
	if err != nil {
		return 0, err
	}
	w, err := c.http.Do(r)
	if err != nil {
		return 0, silence(err)
	}
	defer w.Body.Close()
	b, err := io.ReadAll(io.LimitReader(w.Body, uplink.MaxResponse+1))
	if err != nil {
		return 0, silence(err)
	}
	if b, err = c.genuine(w, b); err != nil {
		return 0, err
	}
	if w.StatusCode < 200 || w.StatusCode > 299 {
		return w.StatusCode, refusal(q, w, b)
	}
	if lines, ok := a.(*raw); ok {
		*lines = b
		return w.StatusCode, nil
	}
	if err := json.Unmarshal(b, a); err != nil {
		return 0, &desk.Problem{Kind: desk.Unavailable, What: "sync.answer", Cause: err}
	}
	return w.StatusCode, nil
}

func (c *Client) build(ctx context.Context, q request) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, q.method, c.base.String()+q.target, bytes.NewReader(q.body))
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	session, counter := c.session, int64(0)
	if q.nonce != "" {
		session = q.nonce
	} else {
		c.counter++
		counter = c.counter
	}
	c.mu.Unlock()
	sig, err := c.c.Keys.Suite().Sign(c.signing(),
		uplink.Signing(q.method, q.target, q.digest, session, counter))
	if err != nil {
		return nil, err
	}
	for k, v := range q.header {
		r.Header.Set(k, v)
	}
	// Whatever the wire carries may come twice. Told so, the transport sends again at
	// once what met a connection that a gateway had just closed.
	r.Header["Idempotency-Key"] = []string{}
	r.Header.Set(uplink.HeaderDesk, c.c.Desk)
	r.Header.Set(uplink.HeaderSession, session)
	r.Header.Set(uplink.HeaderCounter, strconv.FormatInt(counter, 10))
	r.Header.Set(uplink.HeaderDigest, q.digest)
	r.Header.Set(uplink.HeaderSignature, base64.StdEncoding.EncodeToString(sig))
	return r, nil
}

// genuine makes sure that an answer is from the centre of this session and came
// whole, and returns its body. The pages of a captive portal and the errors of a
// gateway are neither.
func (c *Client) genuine(w *http.Response, b []byte) ([]byte, error) {
	from := w.Header.Get(uplink.HeaderCentre)
	if from == "" {
		return nil, stranger(w, b)
	}
	b, ok := whole(w, b)
	if !ok || len(b) > uplink.MaxResponse {
		return nil, way(desk.Blocked, meddler, nil)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.generation != "" && from != c.generation {
		return nil, &uplink.Refusal{Status: http.StatusUnauthorized, Fault: uplink.Fault{Code: uplink.CodeSession, Detail: "generation"}}
	}
	return b, nil
}

func refusal(q request, w *http.Response, b []byte) error {
	no := &uplink.Refusal{Status: w.StatusCode}
	if err := json.Unmarshal(b, &no.Fault); err != nil || no.Fault.Code == "" {
		return &desk.Problem{Kind: desk.Unavailable, What: "sync.answer", Cause: err}
	}
	if meddled(q, no) {
		return way(desk.Blocked, meddler, no)
	}
	if s, err := strconv.Atoi(w.Header.Get("Retry-After")); err == nil && s > 0 {
		no.After = min(time.Duration(s)*time.Second, time.Hour)
	}
	return no
}
