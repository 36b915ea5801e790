package conformance

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
)

// A life is one incarnation of the desk in one session. Nearly every check has
// one of its own, so that what one leaves behind does not fail the next.
type life struct {
	b       *bench
	inc     string
	no      int
	next    int64
	chain   uplink.Chain // at next - 1
	session string
	counter int64
}

// begin opens a new incarnation. Where that does not work the check cannot be
// made.
func (b *bench) begin(ctx context.Context) (*life, error) {
	l := b.born()
	for range 2 {
		l.no = b.nextNo
		var w uplink.Welcome
		a, err := b.send(ctx, l.hello())
		if err := taken(a, err, &w); err != nil {
			return nil, unready("hello", err)
		}
		b.nextNo = max(b.nextNo, w.NextNo)
		if w.Action == uplink.Continue && w.Session != "" {
			l.session = w.Session
			b.nextNo = max(b.nextNo, l.no+1)
			return l, nil
		}
	}
	return nil, fmt.Errorf("hello: no new incarnation can be opened")
}

// born is an incarnation that the centre has not heard of.
func (b *bench) born() *life {
	l := &life{b: b, inc: rand.Text(), no: b.nextNo, next: 1}
	l.chain = uplink.Begin(b.suite, l.inc)
	return l
}

// greeting is where the life stands, as hello tells it.
func (l *life) greeting() uplink.Hello {
	return uplink.Hello{
		Desk: l.b.t.Desk, Incarnation: l.inc, No: l.no, Head: l.next - 1, Acked: l.next - 1,
		AckedChain: l.chain.Text(l.b.suite), JournalN: l.next - 1, JournalHash: l.chain.Text(l.b.suite),
		Instance: l.b.instance, Software: "centre-conformance", Wall: time.Now().UTC().Truncate(time.Millisecond),
	}
}

func (l *life) hello() request { return helloOf(l.greeting()) }

// helloOf is a hello with a fresh nonce.
func helloOf(h uplink.Hello) request {
	q := question(uplink.HelloPath, h)
	q.session = rand.Text()
	return q
}

// in puts a request into the session, with the next counter.
func (l *life) in(q request) request {
	l.counter++
	q.session, q.counter = l.session, l.counter
	return q
}

// say sends a request in the session.
func (l *life) say(ctx context.Context, q request) (answer, error) { return l.b.send(ctx, l.in(q)) }

// line is a line of the desk that has no effect on anything.
func (l *life) line() []byte { return l.lineOf(desk.ActShiftBegan, "day:"+today(), nil) }

func today() string { return time.Now().In(desk.Beijing).Format(time.DateOnly) }

func (l *life) lineOf(kind desk.ActKind, obj string, body any) []byte {
	raw := json.RawMessage("{}")
	if body != nil {
		raw = must(json.Marshal(body))
	}
	return must(json.Marshal(desk.Line{
		V: desk.LineVersion, RID: rand.Text(), Kind: kind, KV: 1, At: desk.LineTime(time.Now()), Day: desk.Day(today()),
		Desk: l.b.t.Desk, Inc: l.inc, Staff: "u01", Window: 1, Clk: desk.ClockOK, Obj: obj, Body: raw,
	}))
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic("conformance: " + err.Error()) // Our own types.
	}
	return b
}

// lines are n lines that have no effect on anything.
func (l *life) lines(n int) [][]byte {
	list := make([][]byte, n)
	for i := range list {
		list[i] = l.line()
	}
	return list
}

// slice is a request that appends lines at the end of what was sent.
func (l *life) slice(lines ...[]byte) request { return l.sliceAt(l.next, l.chain, lines...) }

// sliceAt is a request with lines from a seq on.
func (l *life) sliceAt(first int64, prev uplink.Chain, lines ...[]byte) request {
	body := uplink.Slice{Lines: lines}.Body()
	return request{
		target: uplink.EventsPath, body: must(uplink.Pack(body)), digest: uplink.ContentDigest(body),
		header: map[string]string{
			"Content-Type": uplink.TypeLines, "Content-Encoding": "gzip", uplink.HeaderIncarnation: l.inc,
			uplink.HeaderFirst: strconv.FormatInt(first, 10), uplink.HeaderPrev: prev.Text(l.b.suite),
		},
	}
}

// append sends lines at the end of what was sent, and holds that they were taken.
func (l *life) append(ctx context.Context, lines ...[]byte) (uplink.Appended, error) {
	var got uplink.Appended
	a, err := l.say(ctx, l.slice(lines...))
	if err := taken(a, err, &got); err != nil {
		return got, err
	}
	end := uplink.Slice{Prev: l.chain, Lines: lines}.Chain(l.b.suite)
	next := l.next + int64(len(lines))
	if err := first(equal("next_seq", got.NextSeq, next), equal("chain", got.Chain, end.Text(l.b.suite))); err != nil {
		return got, err
	}
	l.next, l.chain = next, end
	return got, nil
}

// filled is a life with lines that the centre has taken.
func (b *bench) filled(ctx context.Context, n int) (*life, [][]byte, error) {
	l, err := b.begin(ctx)
	if err != nil {
		return nil, nil, err
	}
	lines := l.lines(n)
	if _, err := l.append(ctx, lines...); err != nil {
		return nil, nil, unready("events", err)
	}
	return l, lines, nil
}
