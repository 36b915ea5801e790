package centre_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/client"
	"xiaochuang/store/seal"
	"xiaochuang/store/storetest"
)

// A peer speaks the wire by hand, well or badly.
type peer struct {
	t       testing.TB
	s       *street
	id      string
	keys    *seal.Keys
	session string
	counter int64
	inc     string
	next    int64
	chain   uplink.Chain
}

// newPeer enrols a desk that has no store.
func newPeer(t testing.TB, s *street, no string) *peer {
	t.Helper()
	keys, err := seal.Create(filepath.Join(t.TempDir(), "keys"), s.Suite())
	if err != nil {
		t.Fatal(err)
	}
	p := &peer{t: t, s: s, id: station + "-" + no, keys: keys, inc: "inc-" + no}
	code, err := s.NewCode(t.Context(), station, no)
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.Dial(client.Config{URL: s.url, Desk: p.id, Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Enrol(t.Context(), code, "test"); err != nil {
		t.Fatal(err)
	}
	return p
}

// A letter is one request with everything that goes into it.
type letter struct {
	method, target, digest, session string
	counter                         int64
	body                            []byte
	header                          map[string]string
	as                              string // who it claims to be from; "" for the peer
}

// send signs a request and sends it.
func (p *peer) send(l letter) (int, uplink.Fault, []byte) {
	p.t.Helper()
	return p.sendTo(p.s.url, l)
}

// sendTo sends to one instance of the street's centre.
func (p *peer) sendTo(url string, l letter) (int, uplink.Fault, []byte) {
	p.t.Helper()
	if l.digest == "" {
		l.digest = uplink.ContentDigest(l.body)
	}
	r, err := http.NewRequestWithContext(p.t.Context(), l.method, url+l.target, bytes.NewReader(l.body))
	if err != nil {
		p.t.Fatal(err)
	}
	for k, v := range l.header {
		r.Header.Set(k, v)
	}
	for k, v := range p.signed(l) {
		r.Header.Set(k, v)
	}
	return answer(p.t, r, p.s)
}

// signed are the headers that prove who sends a request.
func (p *peer) signed(l letter) map[string]string {
	p.t.Helper()
	if l.as == "" {
		l.as = p.id
	}
	sig, err := p.keys.Suite().Sign(p.keys.Signing(), uplink.Signing(l.method, l.target, l.digest, l.session, l.counter))
	if err != nil {
		p.t.Fatal(err)
	}
	return map[string]string{
		uplink.HeaderDesk: l.as, uplink.HeaderSession: l.session, uplink.HeaderDigest: l.digest,
		uplink.HeaderCounter: strconv.FormatInt(l.counter, 10), uplink.HeaderSignature: base64.StdEncoding.EncodeToString(sig),
	}
}

// answer sends a request and checks what every answer of a centre must have.
func answer(t testing.TB, r *http.Request, s *street) (int, uplink.Fault, []byte) {
	t.Helper()
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	b, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if w.Header.Get(uplink.HeaderCentre) != s.Generation() || w.ContentLength != int64(len(b)) ||
		w.Header.Get(uplink.HeaderDigest) != uplink.ContentDigest(b) {
		t.Errorf("answer %d to %s has the headers %v", w.StatusCode, r.URL.Path, w.Header)
	}
	var f uplink.Fault
	if w.StatusCode >= 300 {
		if err := json.Unmarshal(b, &f); err != nil || f.Code == "" {
			t.Errorf("answer %d to %s says %q", w.StatusCode, r.URL.Path, b)
		}
	}
	return w.StatusCode, f, b
}

// hello is a hello of the peer's incarnation where it stands.
func (p *peer) hello() letter {
	h := uplink.Hello{
		Desk: p.id, Incarnation: p.inc, No: 1, Head: p.next, Acked: max(p.next-1, 0), Instance: "i",
		AckedChain: p.chain.Text(p.keys.Suite()), Wall: storetest.Morning,
	}
	if p.next == 0 {
		h.AckedChain = uplink.Begin(p.keys.Suite(), p.inc).Text(p.keys.Suite())
	}
	b, err := json.Marshal(h)
	if err != nil {
		p.t.Fatal(err)
	}
	return letter{method: "POST", target: uplink.HelloPath, session: desk.NewID(time.Now()), body: b}
}

// open begins a session.
func (p *peer) open() {
	p.t.Helper()
	status, f, b := p.send(p.hello())
	var w uplink.Welcome
	if status != 200 || json.Unmarshal(b, &w) != nil || w.Action != uplink.Continue {
		p.t.Fatalf("hello: %d %+v %s", status, f, b)
	}
	p.session, p.counter, p.next = w.Session, 0, w.NextSeq
	var err error
	if p.chain, err = uplink.ParseChain(p.keys.Suite(), w.Chain); err != nil {
		p.t.Fatal(err)
	}
}

// count is the next counter of the session.
func (p *peer) count() int64 {
	p.counter++
	return p.counter
}

// line is a line as a desk writes it.
func (p *peer) line(rid string, kind desk.ActKind, body string) []byte {
	return fmt.Appendf(nil, `{"v":1,"rid":%q,"kind":%q,"kv":1,"at":"2026-11-23T01:00:00.000Z","day":"2026-11-23",`+
		`"desk":%q,"inc":%q,"staff":"u01","window":1,"off_ms":0,"clk":"ok","obj":"day:2026-11-23","body":%s}`,
		rid, kind, p.id, p.inc, body)
}

// slice is a request with lines from a seq on.
func (p *peer) slice(first int64, prev uplink.Chain, lines ...[]byte) letter {
	p.t.Helper()
	body := uplink.Slice{Lines: lines}.Body()
	packed, err := uplink.Pack(body)
	if err != nil {
		p.t.Fatal(err)
	}
	return letter{
		method: "POST", target: uplink.EventsPath, session: p.session, body: packed, digest: uplink.ContentDigest(body),
		header: map[string]string{
			"Content-Encoding": "gzip", uplink.HeaderIncarnation: p.inc, uplink.HeaderFirst: strconv.FormatInt(first, 10),
			uplink.HeaderPrev: prev.Text(p.keys.Suite()),
		},
	}
}

// must sends a request that must be taken.
func (p *peer) must(l letter) []byte {
	p.t.Helper()
	l.counter = p.count()
	status, f, b := p.send(l)
	if status >= 300 {
		p.t.Fatalf("%s: %d %+v", l.target, status, f)
	}
	return b
}

// refused sends a request that must be refused in one way.
func (p *peer) refused(name string, l letter, status int, code string) {
	p.t.Helper()
	if l.counter == 0 {
		l.counter = p.count()
	}
	if got, f, b := p.send(l); got != status || f.Code != code {
		p.t.Errorf("%s: %d %s, want %d %s", name, got, b, status, code)
	}
}

// push sends lines at the end of what was sent, and must be taken.
func (p *peer) push(lines ...[]byte) {
	p.t.Helper()
	p.must(p.slice(p.next, p.chain, lines...))
	p.next += int64(len(lines))
	for _, l := range lines {
		p.chain = p.chain.Link(p.keys.Suite(), l)
	}
}
