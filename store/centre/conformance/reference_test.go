package conformance_test

import (
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// A reference is a centre that a vendor wrote from docs/wire.md and the OpenAPI document alone: suite intl, levels 1
// and 2, everything in memory. It shares no code with the centre of this project, so that what both the desk and the
// centre of one author take for granted shows.
type reference struct {
	mu         sync.Mutex // held for each request from its counter on: what a transaction and the desk's row are to a database
	now        func() time.Time
	generation string
	sign       ed25519.PrivateKey
	box        *ecdh.PrivateKey
	codes      map[string]*refCode
	desks      map[string]*refDesk
	blobs      map[string]*refBlob  // by street and id
	feeds      map[string][]refSaid // by station
	cases      map[string]refCase   // by number
	kinds      map[string]bool      // that the page lists
	level      int                  // 1 has no feed
	wrong      string               // what a mutant does wrong
}

// A refCode is a one-time code; key is empty until somebody enrolled with it.
type refCode struct{ desk, key string }

// A refDesk is the row of a desk.
type refDesk struct {
	id       string
	key      ed25519.PublicKey
	nonces   map[string]bool
	session  string // empty when there is none
	counter  int64
	instance string // that said hello last and was not locked; empty after enrolment
	seen     time.Time
	lives    map[string]*refLife
	current  *refLife
	highest  int // ordinal
	records  map[string]bool
}

// A refLife is an incarnation: chains[n] is the chain after n lines.
type refLife struct {
	lines  [][]byte
	chains [][]byte
	aside  []*refAside // by place; nil where the line was taken
}

type refAside struct {
	RID    string `json:"rid"`
	Code   string `json:"code"`
	Detail string `json:"detail,omitempty"`
}

// A refusal is a refusal.
type refusal struct {
	status  int
	Code    string `json:"code"`
	Detail  string `json:"detail,omitempty"`
	Action  string `json:"action,omitempty"`
	NextSeq int    `json:"next_seq,omitempty"`
	NextNo  int    `json:"next_no,omitempty"`
}

func refuse(status int, code, detail string) *refusal {
	return &refusal{status: status, Code: code, Detail: detail}
}

const (
	maxSent = 600 << 10
	maxJSON = 128 << 10
	maxPart = 512 << 10
	maxLine = 1 << 20
)

var (
	tokenForm  = regexp.MustCompile(`^[!-~]{1,128}$`)
	deskForm   = regexp.MustCompile(`^[0-9]{12}-[0-9]{2}$`)
	digestForm = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
	kindRow    = regexp.MustCompile("(?m)^\\| `([^`]+)` \\|")
	partPath   = regexp.MustCompile(`^/sync/v1/blobs/([^/]+)/parts$`)
)

func newReference(t testing.TB, level int) *reference {
	t.Helper()
	_, sign, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	box, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &reference{now: time.Now, sign: sign, box: box, kinds: map[string]bool{}, level: level}
	c.begin()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "<!-- kinds -->")
	table, _, _ = strings.Cut(table, "<!-- /kinds -->")
	for _, row := range kindRow.FindAllStringSubmatch(table, -1) {
		c.kinds[row[1]] = true
	}
	if len(c.kinds) == 0 {
		t.Fatal("the page lists no kinds of line")
	}
	return c
}

// begin is a centre that knows nobody, in a generation of its own. The street's keys and the codes are kept elsewhere.
func (c *reference) begin() {
	c.generation = refToken()
	c.codes, c.desks, c.blobs = map[string]*refCode{}, map[string]*refDesk{}, map[string]*refBlob{}
	c.feeds, c.cases = map[string][]refSaid{}, map[string]refCase{}
}

// code gives out a one-time code for a desk.
func (c *reference) code(desk string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	code := strings.ToUpper(refToken()[:12])
	c.codes[code] = &refCode{desk: desk}
	return code
}

func refToken() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

func refSum(parts ...[]byte) []byte {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

func refID(sum []byte) string { return "sha256:" + hex.EncodeToString(sum) }

func refDigest(body []byte) string {
	return "sha-256=:" + base64.StdEncoding.EncodeToString(refSum(body)) + ":"
}

// ServeHTTP answers one request. There is no mux: one would redirect paths that are not clean.
func (c *reference) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status, answer := c.serve(r)
	_, _ = io.CopyN(io.Discard, r.Body, 4<<20) // so that who still sends hears the answer
	body, _ := json.Marshal(answer)
	h := w.Header()
	h.Set("Sync-Centre", c.generation)
	h.Set("Content-Digest", refDigest(body))
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

func (c *reference) serve(r *http.Request) (int, any) {
	var (
		path   = r.URL.EscapedPath()
		target = r.URL.RequestURI()
		status = http.StatusOK
		answer any
		bad    *refusal
	)
	if i := strings.Index(path, "/sync/v1/"); i > 0 { // a gateway's own prefix
		path, target = path[i:], target[i:]
	}
	plain, _ := url.PathUnescape(path)
	part := partPath.FindStringSubmatch(plain)
	switch {
	case r.Method == "POST" && path == "/sync/v1/enrol":
		answer, bad = c.enrol(r, target)
	case r.Method == "POST" && path == "/sync/v1/hello":
		answer, bad = c.hello(r, target)
	case r.Method == "POST" && path == "/sync/v1/events":
		answer, bad = c.events(r, target)
	case r.Method == "POST" && path == "/sync/v1/blobs/missing":
		answer, bad = c.missing(r, target)
	case r.Method == "POST" && part != nil:
		status, answer, bad = c.part(r, target, part[1])
	case r.Method == "GET" && path == "/sync/v1/feed" && c.level > 1:
		answer, bad = c.feed(r, target)
	default:
		bad = refuse(404, "no_path", "")
	}
	if bad != nil {
		return bad.status, bad
	}
	return status, answer
}

// signed is what the signature of r covers.
func signed(r *http.Request, target string) []byte {
	return []byte(strings.Join([]string{
		r.Method, target, r.Header.Get("Content-Digest"), r.Header.Get("Sync-Session"), r.Header.Get("Sync-Counter"),
	}, "\n"))
}

// prove tells which desk signed r. Nothing of the body has been read by then.
func (c *reference) prove(r *http.Request, target string) (*refDesk, *refusal) {
	for _, name := range []string{"Sync-Desk", "Sync-Session", "Sync-Counter", "Sync-Signature", "Content-Digest"} {
		if r.Header.Get(name) == "" {
			return nil, refuse(401, "signature", "headers")
		}
	}
	d := c.desks[r.Header.Get("Sync-Desk")]
	if d == nil {
		return nil, refuse(401, "unknown_desk", "")
	}
	sig, err := base64.StdEncoding.DecodeString(r.Header.Get("Sync-Signature"))
	if err != nil || !ed25519.Verify(d.key, signed(r, target), sig) {
		return nil, refuse(401, "signature", r.Method+" "+target)
	}
	return d, nil
}

// enter is prove for a request of a session, whose counter it takes. The caller holds the lock.
func (c *reference) enter(r *http.Request, target string) (*refDesk, *refusal) {
	d, bad := c.prove(r, target)
	if bad != nil {
		return nil, bad
	}
	if d.session == "" || r.Header.Get("Sync-Session") != d.session {
		return nil, refuse(401, "session", "")
	}
	n, err := strconv.ParseInt(r.Header.Get("Sync-Counter"), 10, 64)
	if err != nil || n <= d.counter && c.wrong != "counter" {
		return nil, refuse(401, "counter", "")
	}
	d.counter = n
	return d, nil
}

// read gives the body of r, at most limit bytes, as it was sent.
func read(r *http.Request, limit int64) ([]byte, *refusal) {
	if r.ContentLength < 0 {
		return nil, refuse(400, "invalid", "length")
	}
	if r.ContentLength > limit {
		return nil, refuse(413, "too_large", "body")
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, limit))
	if err != nil || int64(len(body)) != r.ContentLength {
		return nil, refuse(400, "invalid", "body")
	}
	return body, nil
}

// whole is read for a body that is not compressed, and compares it with its digest.
func (c *reference) whole(r *http.Request, limit int64) ([]byte, *refusal) {
	body, bad := read(r, limit)
	if bad != nil {
		return nil, bad
	}
	if r.Header.Get("Content-Digest") != refDigest(body) && (c.wrong != "digest" || limit != maxPart) {
		return nil, refuse(422, "digest", "")
	}
	return body, nil
}

func (c *reference) enrol(r *http.Request, target string) (any, *refusal) {
	body, bad := c.whole(r, maxJSON)
	if bad != nil {
		return nil, bad
	}
	var ask struct{ Code, Desk, Suite, Key, Box, Instance, Software string }
	if json.Unmarshal(body, &ask) != nil || !deskForm.MatchString(ask.Desk) || !tokenForm.MatchString(ask.Instance) {
		return nil, refuse(400, "invalid", "body")
	}
	if ask.Suite != "intl" {
		return nil, refuse(409, "suite", "intl")
	}
	key, err := publicKey(ask.Key, "ed25519-sign:")
	if err != nil {
		return nil, refuse(400, "invalid", "key")
	}
	if _, err := publicKey(ask.Box, "x25519-box:"); err != nil {
		return nil, refuse(400, "invalid", "box")
	}
	sig, err := base64.StdEncoding.DecodeString(r.Header.Get("Sync-Signature"))
	if err != nil || !ed25519.Verify(key, signed(r, target), sig) {
		return nil, refuse(401, "signature", r.Method+" "+target)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	code := c.codes[strings.NewReplacer(" ", "", "-", "").Replace(strings.ToUpper(ask.Code))]
	if code == nil || code.desk != ask.Desk || code.key != "" && code.key != ask.Key {
		return nil, refuse(403, "code", "")
	}
	if code.key == "" { // otherwise only the answer was lost
		code.key = ask.Key
		d := c.desks[ask.Desk]
		if d == nil {
			d = &refDesk{id: ask.Desk, nonces: map[string]bool{}, lives: map[string]*refLife{}, records: map[string]bool{}}
			c.desks[ask.Desk] = d
		}
		d.key, d.session, d.instance = key, "", ""
	}
	return map[string]any{
		"desk": ask.Desk, "station": ask.Desk[:12], "street": ask.Desk[:9], "generation": c.generation, "suite": "intl",
		"street_box":  "x25519-box:" + base64.StdEncoding.EncodeToString(c.box.PublicKey().Bytes()),
		"street_sign": "ed25519-sign:" + base64.StdEncoding.EncodeToString(c.sign.Public().(ed25519.PublicKey)),
	}, nil
}

func publicKey(s, kind string) ([]byte, error) {
	raw, ok := strings.CutPrefix(s, kind)
	key, err := base64.StdEncoding.DecodeString(raw)
	if !ok || err != nil || len(key) != 32 {
		return nil, fmt.Errorf("not a key of kind %s", kind)
	}
	return key, nil
}

func (c *reference) hello(r *http.Request, target string) (any, *refusal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d, bad := c.prove(r, target)
	if bad != nil {
		return nil, bad
	}
	nonce := r.Header.Get("Sync-Session")
	if r.Header.Get("Sync-Counter") != "0" || !tokenForm.MatchString(nonce) {
		return nil, refuse(401, "signature", "headers")
	}
	if d.nonces[nonce] && c.wrong != "nonce" {
		return nil, refuse(401, "replayed", "")
	}
	d.nonces[nonce] = true
	body, bad := c.whole(r, maxJSON)
	if bad != nil {
		return nil, bad
	}
	var ask struct {
		Desk          string
		Incarnation   string
		IncarnationNo int `json:"incarnation_no"`
		Head, Acked   int
		AckedChain    string `json:"acked_chain"`
		JournalN      int    `json:"journal_n"`
		Instance      string
		Wall          time.Time
		Pending       *struct{ Events, Blobs, Bytes int }
	}
	if json.Unmarshal(body, &ask) != nil || !tokenForm.MatchString(ask.Incarnation) || !tokenForm.MatchString(ask.Instance) ||
		ask.IncarnationNo < 1 || ask.Acked < 0 || ask.Acked > ask.Head || ask.JournalN < 0 ||
		!digestForm.MatchString(ask.AckedChain) || ask.Wall.IsZero() || ask.Pending == nil ||
		ask.Pending.Events < 0 || ask.Pending.Blobs < 0 || ask.Pending.Bytes < 0 {
		return nil, refuse(400, "invalid", "body")
	}
	if ask.Desk != d.id {
		return nil, refuse(403, "identity", "")
	}
	d.session = ""
	now := c.now()
	action, reason := "new_incarnation", ""
	switch life := d.lives[ask.Incarnation]; {
	case life == nil && ask.Acked > 0 && d.current == nil:
		reason = "first"
	case life == nil && ask.Acked > 0:
		reason = "unknown"
	case life == nil && ask.IncarnationNo <= d.highest:
		reason = "number_taken"
	case life == nil:
		action, reason = "continue", "minted"
		if d.current == nil {
			reason = "first"
		}
		d.current = &refLife{chains: [][]byte{refSum([]byte("inc:" + ask.Incarnation))}}
		d.lives[ask.Incarnation], d.highest = d.current, ask.IncarnationNo
	case life != d.current:
		reason = "fenced"
	case ask.Head < len(life.lines):
		reason = "desk_behind"
	case ask.Acked > len(life.lines):
		reason = "centre_behind"
	case ask.AckedChain != refID(life.chains[ask.Acked]):
		reason = "fork"
	case d.instance != "" && d.instance != ask.Instance && now.Sub(d.seen) < 24*time.Hour:
		action, reason = "locked", "instance_changed"
	default:
		action = "continue"
	}
	welcome := map[string]any{
		"generation": c.generation, "incarnation": ask.Incarnation, "action": action, "next_no": d.highest + 1,
		"next_seq": 0, "stable_seq": 0, "server_time": now.UTC(), "algorithm": "sha256", "encodings": []string{"gzip"},
		"limits": map[string]int{"part_bytes": maxPart, "batch_events": 200, "batch_bytes": 512 << 10, "parallel": 1},
	}
	if reason != "" {
		welcome["reason"] = reason
	}
	if action != "locked" {
		d.instance, d.seen = ask.Instance, now
	}
	if action == "continue" {
		d.session, d.counter = refToken(), 0
		n := len(d.current.lines)
		welcome["session"], welcome["next_seq"], welcome["chain"] = d.session, n+1, refID(d.current.chains[n])
	}
	return welcome, nil
}
