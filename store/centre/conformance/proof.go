package conformance

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"

	"xiaochuang/desk/uplink"
)

func proofChecks() []check {
	return []check{
		at(L1, "proof.forged", "A request signed with another key is 401 signature, on every path.", proofForged),
		at(L1, "proof.target", "The signature covers path and query: one made for another target is 401 signature.", proofTarget),
		at(L1, "proof.body", "The signature covers the body by Content-Digest: another body is 422 digest, on every path.", proofBody),
		at(L1, "proof.desk", "A desk that the centre does not know is 401, on every path.", proofDesk),
		at(L1, "proof.bare", "A request without a signature is 401 signature, on every path.", proofBare),
		at(L1, "proof.counter", "A request that was recorded is worth nothing: a counter that was taken, or one too low, is 401 counter.", proofCounter),
		at(L1, "proof.skipped", "Counters may be left out: any higher one is taken.", proofSkipped),
		at(L1, "proof.ended", "A session ends with the next hello: 401 session, on every path.", proofEnded),
		at(L1, "proof.session", "A session that the centre did not give is 401 session, on every path.", proofSession),
	}
}

// some is a request that changes nothing.
func (b *bench) some() request {
	return question(uplink.MissingPath, uplink.Ask{IDs: []string{b.suite.Digest([]byte(rand.Text()))}})
}

// each is one good request to every path that needs a session.
func (l *life) each() []request {
	x := l.b.blob(100)
	list := []request{l.b.some(), x.part(0, 100), l.slice(l.line())}
	if l.b.t.Level >= L2 {
		list = append(list, look("", 1))
	}
	if l.b.t.Level >= L3 {
		list = append(list, l.b.catalogueQuestions()...)
	}
	if l.b.t.Level >= L4 {
		list = append(list, readBack("", 1), testify(), l.unordered())
	}
	return list
}

// unordered is a good request for another key that nobody has ordered.
func (l *life) unordered() request {
	r, err := l.b.another(1_000_000_000)
	if err != nil {
		panic("conformance: " + err.Error()) // Our own suite.
	}
	return question(uplink.RekeyPath, r)
}

// eachRefused spoils one request to every path, and holds that each is refused
// and the session goes on.
func (l *life) eachRefused(ctx context.Context, spoil func(*request), status int, codes ...string) error {
	for _, q := range l.each() {
		q = l.in(q)
		spoil(&q)
		a, err := l.b.send(ctx, q)
		if err := refused(a, err, status, codes...); err != nil {
			return onPath(q, err)
		}
	}
	return nil
}

// onPath names the path of what was missed.
func onPath(q request, err error) error {
	m, ok := errors.AsType[*miss](err)
	if !ok {
		return err
	}
	path, _, _ := strings.Cut(q.target, "?")
	switch {
	case strings.HasSuffix(path, "/parts"):
		path = uplink.PartPath("{id}")
	case strings.HasPrefix(path, uplink.ObjectPath("")):
		path = uplink.ObjectPath("{id}")
	}
	return missed(m.want+" on "+path, "%s", m.got)
}

// goesOn holds that a session still takes requests.
func (l *life) goesOn(ctx context.Context) error {
	a, err := l.say(ctx, l.b.some())
	return taken(a, err, nil)
}

func proofForged(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	err = l.eachRefused(ctx, func(q *request) { q.key = b.other.sign }, http.StatusUnauthorized, uplink.CodeSignature)
	if err != nil {
		return err
	}
	q := l.hello()
	q.key = b.other.sign
	a, err := b.send(ctx, q)
	return first(refused(a, err, http.StatusUnauthorized, uplink.CodeSignature), l.goesOn(ctx))
}

func proofTarget(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	part := []byte(rand.Text())
	path := uplink.PartPath(b.suite.Digest(part))
	for _, signed := range []string{path + "?offset=0&total=27", path, uplink.PartPath(b.suite.Digest(nil)) + "?offset=0&total=26"} {
		a, err := b.send(ctx, l.in(request{target: path + "?offset=0&total=26", signed: signed, body: part}))
		if err := refused(a, err, http.StatusUnauthorized, uplink.CodeSignature); err != nil {
			return err
		}
	}
	return nil
}

func proofBody(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	other := uplink.ContentDigest(b.some().body)
	err = l.eachRefused(ctx, func(q *request) { q.digest = other }, http.StatusUnprocessableEntity, uplink.CodeDigest)
	if err != nil {
		return err
	}
	q := l.hello()
	q.digest = other
	a, err := b.send(ctx, q)
	return first(refused(a, err, http.StatusUnprocessableEntity, uplink.CodeDigest), l.goesOn(ctx))
}

func proofDesk(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	// Known here or not, the signature is not the neighbour's.
	codes := []string{uplink.CodeUnknown, uplink.CodeSignature}
	if err := l.eachRefused(ctx, func(q *request) { q.as = b.neighbour() }, http.StatusUnauthorized, codes...); err != nil {
		return err
	}
	q := l.hello()
	q.as = b.neighbour()
	a, err := b.send(ctx, q)
	return refused(a, err, http.StatusUnauthorized, codes...)
}

func proofBare(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	if err := l.eachRefused(ctx, func(q *request) { q.bare = true }, http.StatusUnauthorized, uplink.CodeSignature); err != nil {
		return err
	}
	q := l.hello()
	q.bare = true
	a, err := b.send(ctx, q)
	return refused(a, err, http.StatusUnauthorized, uplink.CodeSignature)
}

// tooLow is how far below the highest a counter is no longer taken by anybody.
const tooLow = 100

func proofCounter(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	for _, q := range l.each() {
		early := l.in(b.some())
		l.counter += tooLow // A centre that takes several at a time takes lower ones that it has not seen.
		recorded := l.in(q)
		a, err := b.send(ctx, recorded)
		if err := taken(a, err, nil, 200, 201, 202, 403, 404); err != nil {
			return onPath(q, err)
		}
		for _, q := range []request{recorded, early} {
			a, err := b.send(ctx, q)
			if err := refused(a, err, http.StatusUnauthorized, uplink.CodeCounter); err != nil {
				return onPath(q, err)
			}
		}
	}
	return l.goesOn(ctx)
}

func proofSkipped(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	for range 3 {
		l.counter += 1000
		if err := l.goesOn(ctx); err != nil {
			return err
		}
	}
	return nil
}

func proofEnded(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	if _, err := b.begin(ctx); err != nil {
		return err
	}
	return l.eachRefused(ctx, func(*request) {}, http.StatusUnauthorized, uplink.CodeSession)
}

func proofSession(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	never := rand.Text()
	err = l.eachRefused(ctx, func(q *request) { q.session = never }, http.StatusUnauthorized, uplink.CodeSession)
	return first(err, l.goesOn(ctx))
}
