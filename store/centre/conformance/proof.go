package conformance

import (
	"context"
	"crypto/rand"
	"net/http"

	"xiaochuang/desk/uplink"
)

func proofChecks() []check {
	return []check{
		at(L1, "proof.forged", "A request signed with another key is 401 signature.", proofForged),
		at(L1, "proof.target", "The signature covers path and query: one made for another target is 401 signature.", proofTarget),
		at(L1, "proof.body", "The signature covers the body by Content-Digest: another body is 422 digest.", proofBody),
		at(L1, "proof.desk", "A desk that the centre does not know is 401.", proofDesk),
		at(L1, "proof.bare", "A request without a signature is 401 signature.", proofBare),
		at(L1, "proof.counter", "A request that was recorded is worth nothing: the same counter again, or a lower one, is 401 counter.", proofCounter),
		at(L1, "proof.skipped", "Counters may be left out: any higher one is taken.", proofSkipped),
		at(L1, "proof.ended", "A session ends with the next hello: 401 session.", proofEnded),
		at(L1, "proof.session", "A session that the centre did not give is 401 session.", proofSession),
	}
}

// some is a request that changes nothing.
func (b *bench) some() request {
	return question(uplink.MissingPath, uplink.Ask{IDs: []string{b.suite.Digest([]byte(rand.Text()))}})
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
	q := l.in(b.some())
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
	q := b.some()
	q.digest = uplink.ContentDigest(b.some().body)
	a, err := l.say(ctx, q)
	return first(refused(a, err, http.StatusUnprocessableEntity, uplink.CodeDigest), l.goesOn(ctx))
}

func proofDesk(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	q := l.in(b.some())
	q.as = b.neighbour() // Known here or not, the signature is not its own.
	a, err := b.send(ctx, q)
	return refused(a, err, http.StatusUnauthorized, uplink.CodeUnknown, uplink.CodeSignature)
}

func proofBare(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	q := l.in(b.some())
	q.bare = true
	a, err := b.send(ctx, q)
	return refused(a, err, http.StatusUnauthorized, uplink.CodeSignature)
}

func proofCounter(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	early, recorded := l.in(b.some()), l.in(b.some())
	a, err := b.send(ctx, recorded)
	if err := taken(a, err, nil); err != nil {
		return unready("missing", err)
	}
	for _, q := range []request{recorded, early} {
		a, err := b.send(ctx, q)
		if err := refused(a, err, http.StatusUnauthorized, uplink.CodeCounter); err != nil {
			return err
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
	a, err := l.say(ctx, b.some())
	return refused(a, err, http.StatusUnauthorized, uplink.CodeSession)
}

func proofSession(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	q := l.in(b.some())
	q.session = rand.Text()
	a, err := b.send(ctx, q)
	return first(refused(a, err, http.StatusUnauthorized, uplink.CodeSession), l.goesOn(ctx))
}
