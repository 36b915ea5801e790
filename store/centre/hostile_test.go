package centre_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre"
)

func TestReplayedRequests(t *testing.T) { eachStreet(t, replayedRequests) }

func replayedRequests(t *testing.T, s *street) {
	p := newPeer(t, s, "02")
	hello := p.hello()
	status, _, b := p.send(hello)
	var w uplink.Welcome
	if err := json.Unmarshal(b, &w); err != nil || status != 200 {
		t.Fatalf("hello: %d %v", status, err)
	}
	old := w.Session
	if status, f, _ := p.send(hello); status != 401 || f.Code != uplink.CodeReplayed {
		t.Errorf("hello again: %d %s", status, f.Code)
	}
	p.open()
	one := p.slice(1, p.chain, p.line("r1", desk.ActShiftBegan, `{}`))
	one.counter = p.count()
	if status, f, _ := p.send(one); status != 200 {
		t.Fatalf("slice: %d %s", status, f.Code)
	}
	p.refused("the same request again", one, 401, uplink.CodeCounter)
	one.counter, one.session = 99, old
	p.refused("a request of an ended session", one, 401, uplink.CodeSession)
}

func TestSlicesTwiceAndOutOfOrder(t *testing.T) { eachStreet(t, slicesTwiceAndOutOfOrder) }

func slicesTwiceAndOutOfOrder(t *testing.T, s *street) {
	p := newPeer(t, s, "02")
	p.open()
	suite := p.keys.Suite()
	a, b, c := p.line("r1", desk.ActShiftBegan, `{}`), p.line("r2", desk.ActShiftBegan, `{}`), p.line("r3", desk.ActShiftBegan, `{}`)
	first := p.slice(1, p.chain, a, b)
	second := p.slice(3, p.chain.Link(suite, a).Link(suite, b), c)

	second.counter = p.count()
	if status, f, _ := p.send(second); status != 409 || f.Code != uplink.CodeGap || f.NextSeq != 1 {
		t.Errorf("the second slice first: %d %+v", status, f)
	}
	taken := func(l letter, next int64, dups int) {
		t.Helper()
		var got uplink.Appended
		if err := json.Unmarshal(p.must(l), &got); err != nil || got.NextSeq != next || got.Duplicates != dups {
			t.Errorf("answer %+v, want next %d and %d duplicates", got, next, dups)
		}
	}
	taken(first, 3, 0)
	taken(first, 3, 2)
	taken(second, 4, 0)
	taken(first, 3, 2)                  // long after, as a cut desk would
	taken(p.slice(1, p.chain, a), 2, 1) // cut otherwise than before
	taken(p.slice(2, p.chain.Link(suite, a), b, c), 4, 2)
	d := p.line("r4", desk.ActShiftBegan, `{}`)
	taken(p.slice(2, p.chain.Link(suite, a), b, c, d), 5, 2) // cut otherwise, with one that is new
	p.refused("other lines at the same place", p.slice(1, p.chain, c, a, b), 412, uplink.CodeFork)
	p.refused("other lines within", p.slice(1, p.chain, b), 412, uplink.CodeFork)
	p.refused("another chain at the end", p.slice(5, p.chain, a), 412, uplink.CodeFork)
	other := p.slice(5, p.chain, a)
	other.header[uplink.HeaderIncarnation] = "inc-other"
	p.refused("another incarnation", other, 409, uplink.CodeFenced)

	n := 0
	err := s.Records(t.Context(), p.id, func(centre.Record) error { n++; return nil })
	if err != nil || n != 4 {
		t.Errorf("%d records, want 4 (%v)", n, err)
	}
}

func TestTruncatedRequestChangesNothing(t *testing.T) {
	s := newStreet(t)
	p := newPeer(t, s, "02")
	p.open()
	l := p.slice(1, p.chain, p.line("r1", desk.ActShiftBegan, `{}`))
	c, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", l.target, len(l.body))
	c.Write(l.body[:len(l.body)/2])
	c.Close()
	p.must(l)
	if n := len(s.log.paths); n < 3 {
		t.Errorf("%d requests", n)
	}
}

func TestBadLinesAreSetAsideOneByOne(t *testing.T) { eachStreet(t, badLinesAreSetAsideOneByOne) }

func badLinesAreSetAsideOneByOne(t *testing.T, s *street) {
	p, other := newPeer(t, s, "02"), newPeer(t, s, "03")
	p.open()
	other.open()
	casebody := func(id string, rev int, more string) string {
		return fmt.Sprintf(`{"cases":[{"id":%q,"no":"BJ-110101001001-20261123-02A0001","mode":"collect","state":"received","rev":%d%s}]}`, id, rev, more)
	}
	other.must(other.slice(1, other.chain, other.line("o1", desk.ActCaseReceived, casebody("c9", 1, ""))))

	lines := [][]byte{
		p.line("r1", desk.ActCaseReceived, casebody("c1", 1, "")),
		[]byte("not a line"),
		p.line("r2", "case.unheard_of", `{}`),
		[]byte(strings.Replace(string(p.line("r3", desk.ActShiftBegan, `{}`)), p.id, other.id, 1)),
		p.line("r4", desk.ActCaseHanded, casebody("c9", 2, "")),
		p.line("r5", desk.ActCaseHanded, `{"cases":[{"id":"c2","no":"BJ-110101009009-20261123-02A0001","mode":"collect","state":"received","rev":1}]}`),
		p.line("r6", desk.ActCaseHanded, `{"cases":[{}]}`),
		p.line("r7", desk.ActCaseHanded, `[]`),
		p.line("r8", desk.ActCaseReceived, casebody("c3", 1, `,"materials":[{"key":"m","name":"m","required":true,"pages":[{"id":"../../etc/passwd","mime":"","size":1,"width":1,"height":1,"at":"2026-11-23T01:00:00Z"}]}]`)),
		[]byte(strings.Replace(string(p.line("r9", desk.ActShiftBegan, `{}`)), `"kv":1`, `"kv":7`, 1)),
		p.line("r10", desk.ActCaseHanded, casebody("c1", 2, "")),
	}
	var got uplink.Appended
	if err := json.Unmarshal(p.must(p.slice(1, p.chain, lines...)), &got); err != nil {
		t.Fatal(err)
	}
	codes := map[string]string{}
	for _, q := range got.Quarantined {
		codes[q.RID] = q.Code
	}
	want := map[string]string{
		"r2": "unknown_kind", "r3": "foreign_desk", "r4": "foreign_case", "r5": "foreign_case",
		"r6": "body", "r7": "body", "r8": "blob_id", "r9": "unknown_kind",
	}
	for rid, code := range want {
		if codes[rid] != code {
			t.Errorf("%s is set aside as %q, want %q", rid, codes[rid], code)
		}
		delete(codes, rid)
	}
	if len(codes) != 1 {
		t.Errorf("also set aside: %v; want the one that is no line", codes)
	}
	n := 0
	err := s.Records(t.Context(), p.id, func(r centre.Record) error {
		if string(r.Line) != string(lines[n]) {
			t.Errorf("record %d is %s", n, r.Line)
		}
		n++
		return nil
	})
	if err != nil || n != len(lines) || got.NextSeq != int64(n)+1 {
		t.Errorf("%d records stored of %d (%v)", n, len(lines), err)
	}
	if v, err := s.Case(t.Context(), "c1"); err != nil || v.Desk != p.id || v.Forked {
		t.Errorf("the good case is %+v, %v", v, err)
	}
	if v, err := s.Case(t.Context(), "c9"); err != nil || v.Desk != other.id {
		t.Errorf("the other desk's case is %+v, %v", v, err)
	}
}

func TestRogueDesk(t *testing.T) { eachStreet(t, rogueDesk) }

func rogueDesk(t *testing.T, s *street) {
	p, victim := newPeer(t, s, "02"), newPeer(t, s, "03")
	p.open()
	victim.open()

	l := p.slice(1, p.chain, p.line("r1", desk.ActShiftBegan, `{}`))
	l.as = victim.id
	p.refused("another desk's name in the header", l, 401, uplink.CodeSignature)
	l.as, l.session = "", victim.session
	p.refused("another desk's session", l, 401, uplink.CodeSession)
	h := p.hello()
	h.body = []byte(strings.Replace(string(h.body), p.id, victim.id, 1))
	h.digest = uplink.ContentDigest(h.body)
	if status, f, _ := p.send(h); status != 403 || f.Code != uplink.CodeIdentity {
		t.Errorf("another desk's name in the body: %d %s", status, f.Code)
	}
	l = p.slice(1, p.chain, p.line("r1", desk.ActShiftBegan, `{}`))
	l.as = "110101001001-77"
	p.refused("a desk that nobody knows", l, 401, uplink.CodeUnknown)
	l.as, l.digest = "", uplink.ContentDigest([]byte("other"))
	p.refused("a digest of something else", l, 422, uplink.CodeDigest)

	id := s.Suite().Digest([]byte("x"))
	part := func(id, query string, body []byte) letter {
		return letter{method: "POST", target: uplink.PartPath(id) + query, session: p.session, body: body}
	}
	p.refused("a path in a hash", part("sm3:..%2F..%2F..%2Fetc%2Fpasswd", "?offset=0&total=1", []byte("x")), 400, uplink.CodeInvalid)
	p.refused("a hash of another suite", part("sha256:"+id[4:], "?offset=0&total=1", []byte("x")), 400, uplink.CodeInvalid)
	p.refused("upper case in a hash", part("sm3:"+strings.ToUpper(id[4:]), "?offset=0&total=1", []byte("x")), 400, uplink.CodeInvalid)
	p.refused("a negative offset", part(id, "?offset=-1&total=1", []byte("x")), 400, uplink.CodeInvalid)
	p.refused("beyond the total", part(id, "?offset=0&total=1", []byte("xx")), 400, uplink.CodeInvalid)
	p.refused("a part too large", part(id, "?offset=0&total=600000", make([]byte, uplink.MaxPart+1)), 413, uplink.CodeTooLarge)
	p.refused("a blob too large", part(id, "?offset=99999999999&total=99999999999", nil), 413, uplink.CodeTooLarge)
	p.refused("a whole that does not fit its hash", part(id, "?offset=0&total=1", []byte("y")), 422, uplink.CodeDamaged)
	ids, _ := json.Marshal(uplink.Ask{IDs: []string{"sm3:../../../etc/passwd"}})
	p.refused("a path in a question", letter{method: "POST", target: uplink.MissingPath, session: p.session, body: ids}, 400, uplink.CodeInvalid)

	many := make([][]byte, uplink.MaxBatch+1)
	for i := range many {
		many[i] = p.line(fmt.Sprint("m", i), desk.ActShiftBegan, `{}`)
	}
	p.refused("too many lines", p.slice(1, p.chain, many...), 413, uplink.CodeTooLarge)
	p.refused("a bomb", p.slice(1, p.chain, []byte(strings.Repeat(" ", 20<<20))), 413, uplink.CodeTooLarge)
	l = p.slice(1, p.chain, many[0])
	l.header["Content-Encoding"] = "zstd"
	p.refused("an encoding that was not offered", l, 400, uplink.CodeInvalid)
	p.refused("no such place", letter{method: "POST", target: uplink.Root + "/admin", session: p.session}, 404, uplink.CodeNotFound)
	for _, path := range []string{"/../hello", "//hello", "/blobs/../../etc/parts", "/./feed", "/feed/"} {
		p.refused("a path that is not plain: "+path, letter{method: "POST", target: uplink.Root + path, session: p.session}, 404, uplink.CodeNotFound)
	}
	p.refused("no such method", letter{method: "DELETE", target: uplink.FeedPath, session: p.session}, 404, uplink.CodeNotFound)
	p.refused("another station's cursor", letter{
		method: "GET", target: uplink.FeedPath + "?cursor=Zm9v&limit=1", session: p.session,
	}, 410, uplink.CodeRefetch)

	victim.must(victim.slice(1, victim.chain, victim.line("v1", desk.ActShiftBegan, `{}`)))
	v, err := s.Desks(t.Context())
	if err != nil || len(v) != 2 || v[0].Events != 0 || v[1].Events != 1 {
		t.Errorf("desks are %+v, %v", v, err)
	}
}

func TestBodyWithoutLengthIsNotRead(t *testing.T) {
	s := newStreet(t)
	p := newPeer(t, s, "02")
	p.open()
	r, err := http.NewRequestWithContext(t.Context(), "POST", s.url+uplink.EnrolPath, io.MultiReader(strings.NewReader("{}")))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range []string{uplink.HeaderSession, uplink.HeaderSignature, uplink.HeaderDigest} {
		r.Header.Set(h, "x")
	}
	if status, f, _ := answer(t, r, s); status != 400 || f.Detail != uplink.DetailLength {
		t.Errorf("%d %+v", status, f)
	}
}

func TestQuota(t *testing.T) {
	c, err := centre.Open(t.Context(), centre.Config{Dir: t.TempDir(), Reserve: -1, Quota: 2000})
	if err != nil {
		t.Fatal(err)
	}
	s := &street{Centre: c, log: &counting{next: c.Handler()}}
	s.serve(t)
	p, other := newPeer(t, s, "02"), newPeer(t, s, "03")
	p.open()
	other.open()
	body := make([]byte, 1500)
	id := s.Suite().Digest(body)
	l := letter{method: "POST", target: uplink.PartPath(id) + "?offset=0&total=1500", session: p.session, body: body}
	p.must(l)
	p.refused("more than a day's share", l, 429, uplink.CodeQuota)
	l.session = other.session
	other.must(l)
}

// A flood of slow parts of one desk fills its places; it is told to come back, and
// others get in all the while. Strangers hold no place at all.
func TestFloodIsTurnedAway(t *testing.T) {
	s := newStreet(t)
	p, other := newPeer(t, s, "02"), newPeer(t, s, "03")
	p.open()
	other.open()
	id := s.Suite().Digest([]byte("x"))
	part := func(p *peer) letter {
		return letter{method: "POST", target: uplink.PartPath(id) + "?offset=0&total=1", session: p.session, body: []byte("x")}
	}
	var slow []net.Conn
	for range 64 {
		slow = append(slow, p.slow(part(p)))
	}
	l := part(p)
	status, f, _ := 0, uplink.Fault{}, []byte(nil)
	for range 200 { // The last of the slow ones may still be on its way in.
		l.counter = p.count()
		if status, f, _ = p.send(l); status == 429 {
			break
		}
	}
	if status != 429 || f.Code != uplink.CodeBusy {
		t.Errorf("beyond its places: %d %+v", status, f)
	}
	stranger := part(p)
	stranger.as = "110101001001-99"
	for range 100 {
		slow = append(slow, p.slow(stranger))
	}
	for range 20 {
		other.must(part(other))
	}
	for _, c := range slow {
		c.Close()
	}
	for range 1000 {
		l.counter = p.count()
		if status, _, _ = p.send(l); status == 200 || status == 201 {
			return
		}
	}
	t.Errorf("after the flood: %d", status)
}

// slow sends the head of a signed request and no body.
func (p *peer) slow(l letter) net.Conn {
	p.t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(p.s.url, "http://"))
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { c.Close() })
	w := bufio.NewWriter(c)
	l.counter = p.count()
	l.digest = uplink.ContentDigest(l.body)
	fmt.Fprintf(w, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n", l.target, len(l.body))
	for k, v := range p.signed(l) {
		fmt.Fprintf(w, "%s: %s\r\n", k, v)
	}
	fmt.Fprint(w, "\r\n")
	if err := w.Flush(); err != nil {
		p.t.Fatal(err)
	}
	return c
}

func TestTwoStreetsHoldTheirOwn(t *testing.T) {
	s := newStreet(t)
	p := newPeer(t, s, "02")
	p.open()
	id := s.Suite().Digest([]byte("x"))
	p.must(letter{method: "POST", target: uplink.PartPath(id) + "?offset=0&total=1", session: p.session, body: []byte("x")})
	if _, err := s.NewCode(t.Context(), "110101002001", "01"); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Scan(t.Context(), tenant, id); err != nil {
		t.Error(err)
	} else {
		r.Close()
	}
	_, err := s.Scan(t.Context(), "110101002", id)
	kindIs(t, err, desk.NotFound, "page")
	if _, err := centre.Open(t.Context(), centre.Config{Dir: filepath.Join(t.TempDir(), "c"), Street: "../../etc"}); err == nil {
		t.Error("a street that is a path opens")
	}
}

// Text that one of the databases could not hold stops neither the log of its desk
// nor a list.
func TestTextThatNoDatabaseHolds(t *testing.T) { eachStreet(t, textThatNoDatabaseHolds) }

func textThatNoDatabaseHolds(t *testing.T, s *street) {
	p := newPeer(t, s, "02")
	p.open()
	lines := [][]byte{
		[]byte(strings.Replace(string(p.line("r1", desk.ActShiftBegan, `{}`)), "day:2026-11-23\",\"body", `day:\u0000\ud800`+"\xff\",\"body", 1)),
		p.line("r2", desk.ActCaseReceived, `{"cases":[{"id":"c1","no":"BJ-110101001001-20261123-02A0001","mode":"collect","state":"received",`+
			`"rev":1,"title":"a\u0000b\ud800`+"\xfe"+`","words":"\u0000","item":"\u0000"}]}`),
		p.line("r3", desk.ActBatchOpened, `{"batches":[{"no":"PC-110101001001-20261123-02A0001","state":"gone","day":"2026\u0000","rev":1}],`+
			`"bags":[{"code":"DB-1","case":"c1","batch":"\u0000\ud800"}]}`),
	}
	var got uplink.Appended
	if err := json.Unmarshal(p.must(p.slice(1, p.chain, lines...)), &got); err != nil || got.NextSeq != 4 || len(got.Quarantined) > 0 {
		t.Errorf("answer %+v, %v", got, err)
	}
	n := 0
	err := s.Records(t.Context(), p.id, func(r centre.Record) error {
		if string(r.Line) != string(lines[n]) {
			t.Errorf("record %d is %q", n, r.Line)
		}
		n++
		return nil
	})
	if err != nil || n != len(lines) {
		t.Errorf("%d records, %v", n, err)
	}
	list, err := s.Cases(t.Context(), centre.CaseFilter{})
	if err != nil || len(list) != 1 || strings.Contains(list[0].Title, "\x00") || !utf8.ValidString(list[0].Title) {
		t.Errorf("cases: %+v, %v", list, err)
	}
	if list, err := s.Batches(t.Context(), reviewer, centre.BatchFilter{}); err != nil || len(list) != 1 {
		t.Errorf("hand-overs: %+v, %v", list, err)
	}
}
