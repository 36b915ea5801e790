package conformance

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"slices"

	"xiaochuang/desk/uplink"
)

func helloChecks() []check {
	return []check{
		at(L1, "hello.opens", "An incarnation that is new opens: a session, next_seq 1, the chain of its beginning, and the limits.", helloOpens),
		at(L1, "hello.resumes", "Hello tells where to go on after an answer was lost: next_seq and the chain before it.", helloResumes),
		at(L1, "hello.desk_behind", "A desk whose head is before next_seq - 1 is told to open a new incarnation.", helloDeskBehind),
		at(L1, "hello.centre_behind", "A desk that has more acknowledged than the centre holds is told to open a new incarnation.", helloCentreBehind),
		at(L1, "hello.fork", "A desk whose chain is another is told to open a new incarnation.", helloFork),
		at(L1, "hello.fenced", "An incarnation that another took over from is told to open a new one.", helloFenced),
		at(L1, "hello.unknown", "An incarnation never heard of that has lines acknowledged is told to open a new one.", helloUnknown),
		at(L1, "hello.number_taken", "A new incarnation with an ordinal that was heard before is told to take next_no.", helloNumberTaken),
		at(L1, "hello.moved", "The same identity from another installation within a day is locked out, and the one before goes on.", helloMoved),
		at(L1, "hello.replayed", "The nonce of a hello is taken once: the same bytes again are 401 replayed.", helloReplayed),
		at(L1, "hello.identity", "A body that names another desk than the signature is 403 identity.", helloIdentity),
		at(L1, "hello.form", "A body that is not JSON, or whose numbers cannot be, is 400 invalid.", helloForm),
		at(L1, "hello.newer", "Members that the centre does not know are ignored.", helloNewer),
	}
}

// greet says hello and decodes the answer.
func (b *bench) greet(ctx context.Context, h uplink.Hello) (uplink.Welcome, error) {
	var w uplink.Welcome
	a, err := b.send(ctx, helloOf(h))
	err = taken(a, err, &w)
	if err == nil {
		b.nextNo = max(b.nextNo, w.NextNo)
	}
	return w, err
}

func helloOpens(ctx context.Context, b *bench) error {
	before, err := b.begin(ctx) // Learns which ordinal is free.
	if err != nil {
		return err
	}
	l := b.born()
	w, err := b.greet(ctx, l.greeting())
	if err != nil {
		return err
	}
	most := uplink.DefaultLimits()
	within := func(got, most int) bool { return got >= 1 && got <= most }
	switch {
	case w.Action != uplink.Continue || w.Session == "" || w.Session == before.session:
		return missed("action continue and a fresh session", "%s, session %q", w.Action, w.Session)
	case w.NextNo <= l.no:
		return missed("next_no above that of the incarnation", "%d", w.NextNo)
	case !slices.Contains(w.Encodings, "gzip"):
		return missed("gzip among encodings", "%v", w.Encodings)
	case !within(w.Limits.Part, most.Part) || !within(w.Limits.Batch, most.Batch) ||
		!within(w.Limits.BatchSize, most.BatchSize) || w.Limits.Parallel < 1:
		return missed("limits within those of the wire", "%+v", w.Limits)
	case w.ServerTime.IsZero():
		return missed("server_time", "none")
	}
	return first(
		equal("next_seq", w.NextSeq, 1), equal("chain", w.Chain, l.chain.Text(b.suite)), equal("stable_seq", w.StableSeq, 0),
		equal("incarnation", w.Incarnation, l.inc), equal("algorithm", w.Algorithm, b.suite.Algorithm()),
		equal("generation", w.Generation, b.answers.generation),
	)
}

func helloResumes(ctx context.Context, b *bench) error {
	l, lines, err := b.filled(ctx, 3)
	if err != nil {
		return err
	}
	h := l.greeting()
	h.Acked = 1
	h.AckedChain = uplink.Begin(b.suite, l.inc).Link(b.suite, lines[0]).Text(b.suite)
	w, err := b.greet(ctx, h)
	return first(err, equal("action", w.Action, uplink.Continue), equal("next_seq", w.NextSeq, 4),
		equal("chain", w.Chain, l.chain.Text(b.suite)))
}

// ordered holds that a hello is answered with an order and with no session.
func (b *bench) ordered(ctx context.Context, h uplink.Hello, action uplink.Action, reason uplink.Reason) error {
	w, err := b.greet(ctx, h)
	if err != nil {
		return err
	}
	if w.Action != action || w.Reason != reason || w.Session != "" {
		return missed(string(action)+" "+string(reason)+", no session", "%s %s, session %q", w.Action, w.Reason, w.Session)
	}
	if action == uplink.NewIncarnation && w.NextNo < 1 {
		return missed("next_no from 1", "%d", w.NextNo)
	}
	return nil
}

func helloDeskBehind(ctx context.Context, b *bench) error {
	l, lines, err := b.filled(ctx, 3)
	if err != nil {
		return err
	}
	h := l.greeting()
	h.Head, h.Acked = 2, 2
	h.AckedChain = uplink.Slice{Prev: uplink.Begin(b.suite, l.inc), Lines: lines[:2]}.Chain(b.suite).Text(b.suite)
	return b.ordered(ctx, h, uplink.NewIncarnation, uplink.DeskBehind)
}

func helloCentreBehind(ctx context.Context, b *bench) error {
	l, _, err := b.filled(ctx, 2)
	if err != nil {
		return err
	}
	h := l.greeting()
	h.Head, h.Acked, h.AckedChain = 5, 5, l.chain.Link(b.suite, []byte("3")).Text(b.suite)
	return b.ordered(ctx, h, uplink.NewIncarnation, uplink.CentreBehind)
}

func helloFork(ctx context.Context, b *bench) error {
	l, _, err := b.filled(ctx, 2)
	if err != nil {
		return err
	}
	h := l.greeting()
	h.AckedChain = l.chain.Link(b.suite, []byte("another")).Text(b.suite)
	return b.ordered(ctx, h, uplink.NewIncarnation, uplink.Fork)
}

func helloFenced(ctx context.Context, b *bench) error {
	l, _, err := b.filled(ctx, 1)
	if err != nil {
		return err
	}
	if _, err := b.begin(ctx); err != nil {
		return err
	}
	return b.ordered(ctx, l.greeting(), uplink.NewIncarnation, uplink.Fenced)
}

func helloUnknown(ctx context.Context, b *bench) error {
	if _, err := b.begin(ctx); err != nil {
		return err
	}
	h := b.born().greeting()
	h.Head, h.Acked = 1, 1
	return b.ordered(ctx, h, uplink.NewIncarnation, uplink.Unknown)
}

func helloNumberTaken(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	h := b.born().greeting()
	h.No = l.no
	return b.ordered(ctx, h, uplink.NewIncarnation, uplink.NumberTaken)
}

func helloMoved(ctx context.Context, b *bench) error {
	l, _, err := b.filled(ctx, 1)
	if err != nil {
		return err
	}
	h := l.greeting()
	h.Instance = rand.Text()
	if err := b.ordered(ctx, h, uplink.LockedOut, uplink.InstanceChanged); err != nil {
		return err
	}
	w, err := b.greet(ctx, l.greeting())
	return first(err, equal("action", w.Action, uplink.Continue))
}

func helloReplayed(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	q := l.hello()
	a, err := b.send(ctx, q)
	if err := taken(a, err, nil); err != nil {
		return unready("hello", err)
	}
	a, err = b.send(ctx, q)
	return refused(a, err, http.StatusUnauthorized, uplink.CodeReplayed)
}

func helloIdentity(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	h := l.greeting()
	h.Desk = b.neighbour()
	a, err := b.send(ctx, helloOf(h))
	return refused(a, err, http.StatusForbidden, uplink.CodeIdentity)
}

func helloForm(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	for _, spoil := range []func(*uplink.Hello){
		func(h *uplink.Hello) { h.Acked = h.Head + 1 },
		func(h *uplink.Hello) { h.Head, h.Acked = -1, -1 },
		func(h *uplink.Hello) { h.No = 0 },
		func(h *uplink.Hello) { h.Incarnation = "" },
	} {
		h := l.greeting()
		spoil(&h)
		a, err := b.send(ctx, helloOf(h))
		if err := refused(a, err, http.StatusBadRequest, uplink.CodeInvalid); err != nil {
			return err
		}
	}
	a, err := b.send(ctx, request{target: uplink.HelloPath, session: rand.Text(), body: []byte("[")})
	return refused(a, err, http.StatusBadRequest, uplink.CodeInvalid)
}

func helloNewer(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	var members map[string]any
	if err := json.Unmarshal(l.hello().body, &members); err != nil {
		return err
	}
	members["of_a_later_version"] = map[string]any{"a": []int{1}}
	q := question(uplink.HelloPath, members)
	q.session = rand.Text()
	var w uplink.Welcome
	a, err := b.send(ctx, q)
	return first(taken(a, err, &w), equal("action", w.Action, uplink.Continue))
}
