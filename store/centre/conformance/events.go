package conformance

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"xiaochuang/desk/uplink"
)

func eventChecks() []check {
	return []check{
		at(L1, "events.append", "Contiguous slices are taken; each answer tells next_seq and the chain after it.", eventsAppend),
		at(L1, "events.again", "A slice that was stored before is taken again, changes nothing, and counts as duplicates.", eventsAgain),
		at(L1, "events.recut", "A slice that is cut otherwise than before is taken: what is new of it is stored, the rest are duplicates.", eventsRecut),
		at(L1, "events.gap", "A slice that begins after next_seq is 409 gap with next_seq, and stores nothing.", eventsGap),
		at(L1, "events.fork", "Other lines at a place that is taken are 412 fork, and store nothing.", eventsFork),
		at(L1, "events.prev", "New lines after another chain are 412 fork, and store nothing.", eventsPrev),
		at(L1, "events.fenced", "A slice of another incarnation than the current one is 409 fenced.", eventsFenced),
		at(L1, "events.reborn", "Lines that come again in a new incarnation have places there and no second effect: all are duplicates.", eventsReborn),
		at(L1, "events.twice", "A record id that comes twice in one incarnation is taken and counts as a duplicate.", eventsTwice),
		at(L1, "events.race", "Of several different slices for one place at once, exactly one is taken.", eventsRace),
		at(L1, "events.digest", "Content-Digest is that of the lines before compression: another is 422 digest.", eventsDigest),
		at(L1, "events.cut", "A body that is cut short is 400 invalid, and stores nothing.", eventsCut),
		at(L1, "events.form", "No lines, an empty line, a last line without its newline, another encoding, seq 0 and a chain that is none are 400 invalid.", eventsForm),
		at(L1, "events.count", "200 lines are taken; 201 are 413 too_large.", eventsCount),
		at(L1, "events.size", "Several lines of more than 512 KiB together are 413 too_large; one line of just 1 MiB alone is taken.", eventsSize),
		at(L1, "events.oversize", "A body of more than 600 KiB as sent is 413 too_large.", eventsOversize),
		at(L1, "events.bomb", "A body that unpacks to far more than its limit is 413 too_large.", eventsBomb),
	}
}

func eventsAppend(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	for n := range 4 {
		got, err := l.append(ctx, l.lines(n+1)...)
		if err := first(err, equal("duplicates", got.Duplicates, 0), equal("quarantined", len(got.Quarantined), 0)); err != nil {
			return err
		}
	}
	return l.stands(ctx)
}

// stands holds that hello tells of the lines that were taken and of no others.
func (l *life) stands(ctx context.Context) error {
	w, err := l.b.greet(ctx, l.greeting())
	if err != nil {
		return err
	}
	if w.Action == uplink.Continue {
		l.session, l.counter = w.Session, 0
	}
	return first(equal("action", w.Action, uplink.Continue), equal("next_seq", w.NextSeq, l.next),
		equal("chain", w.Chain, l.chain.Text(l.b.suite)))
}

// held holds that a slice of lines, all or some of them stored before, is taken.
func (l *life) held(ctx context.Context, q request, next int64, chain uplink.Chain, duplicates int) error {
	var got uplink.Appended
	a, err := l.say(ctx, q)
	return first(taken(a, err, &got), equal("next_seq", got.NextSeq, next),
		equal("chain", got.Chain, chain.Text(l.b.suite)), equal("duplicates", got.Duplicates, duplicates))
}

func eventsAgain(ctx context.Context, b *bench) error {
	l, lines, err := b.filled(ctx, 3)
	if err != nil {
		return err
	}
	same := l.sliceAt(1, uplink.Begin(b.suite, l.inc), lines...)
	end := l.chain
	if err := l.held(ctx, same, 4, end, 3); err != nil {
		return err
	}
	if _, err := l.append(ctx, l.lines(2)...); err != nil {
		return err
	}
	return first(l.held(ctx, same, 4, end, 3), l.stands(ctx)) // Long after, as a desk would that was cut off.
}

func eventsRecut(ctx context.Context, b *bench) error {
	l, lines, err := b.filled(ctx, 3)
	if err != nil {
		return err
	}
	begin := uplink.Begin(b.suite, l.inc)
	one := begin.Link(b.suite, lines[0])
	if err := l.held(ctx, l.sliceAt(1, begin, lines[0]), 2, one, 1); err != nil {
		return err
	}
	if err := l.held(ctx, l.sliceAt(2, one, lines[1:]...), 4, l.chain, 2); err != nil {
		return err
	}
	fresh := l.lines(2)
	end := uplink.Slice{Prev: l.chain, Lines: fresh}.Chain(b.suite)
	if err := l.held(ctx, l.sliceAt(2, one, append(lines[1:3:3], fresh...)...), 6, end, 2); err != nil {
		return err
	}
	l.next, l.chain = 6, end
	return l.stands(ctx)
}

func eventsGap(ctx context.Context, b *bench) error {
	l, _, err := b.filled(ctx, 2)
	if err != nil {
		return err
	}
	missing, after := l.line(), l.line()
	a, err := l.say(ctx, l.sliceAt(4, l.chain.Link(b.suite, missing), after))
	if err := first(refused(a, err, http.StatusConflict, uplink.CodeGap), equal("next_seq", a.fault.NextSeq, 3)); err != nil {
		return err
	}
	return l.undisturbed(ctx)
}

// undisturbed holds that a refusal stored nothing: a line at the place where the
// desk stands is new there, and hello says so.
func (l *life) undisturbed(ctx context.Context) error {
	got, err := l.append(ctx, l.line())
	return first(err, equal("duplicates", got.Duplicates, 0), l.stands(ctx))
}

func eventsFork(ctx context.Context, b *bench) error {
	l, lines, err := b.filled(ctx, 3)
	if err != nil {
		return err
	}
	begin := uplink.Begin(b.suite, l.inc)
	for _, q := range []request{
		l.sliceAt(1, begin, l.lines(3)...),
		l.sliceAt(2, begin.Link(b.suite, lines[0]), l.line()),
		l.sliceAt(1, begin, lines[1], lines[0], lines[2]),
		l.sliceAt(2, begin.Link(b.suite, lines[0]), l.lines(5)...),
	} {
		a, err := l.say(ctx, q)
		if err := refused(a, err, http.StatusPreconditionFailed, uplink.CodeFork); err != nil {
			return err
		}
	}
	return l.undisturbed(ctx)
}

func eventsPrev(ctx context.Context, b *bench) error {
	l, _, err := b.filled(ctx, 2)
	if err != nil {
		return err
	}
	a, err := l.say(ctx, l.sliceAt(3, uplink.Begin(b.suite, l.inc), l.line()))
	return first(refused(a, err, http.StatusPreconditionFailed, uplink.CodeFork), l.undisturbed(ctx))
}

func eventsFenced(ctx context.Context, b *bench) error {
	old, _, err := b.filled(ctx, 1)
	if err != nil {
		return err
	}
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	unheard := b.born()
	for _, other := range []*life{old, unheard} {
		a, err := l.say(ctx, other.slice(other.line()))
		if err := refused(a, err, http.StatusConflict, uplink.CodeFenced); err != nil {
			return err
		}
	}
	return l.undisturbed(ctx)
}

func eventsReborn(ctx context.Context, b *bench) error {
	_, lines, err := b.filled(ctx, 3)
	if err != nil {
		return err
	}
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	got, err := l.append(ctx, lines...)
	return first(err, equal("duplicates", got.Duplicates, 3), l.stands(ctx))
}

func eventsTwice(ctx context.Context, b *bench) error {
	l, lines, err := b.filled(ctx, 2)
	if err != nil {
		return err
	}
	got, err := l.append(ctx, lines[1], l.line())
	return first(err, equal("duplicates", got.Duplicates, 1), l.stands(ctx))
}

func eventsRace(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	const racers = 4
	var lines [racers][]byte
	var answers [racers]answer
	var errs [racers]error
	var all sync.WaitGroup
	for i := range racers {
		lines[i] = l.line()
		q := l.in(l.slice(lines[i]))
		all.Go(func() { answers[i], errs[i] = b.send(ctx, q) })
	}
	all.Wait()
	won := -1
	for i, a := range answers {
		if errs[i] == nil && a.status == http.StatusOK {
			if won >= 0 {
				return missed("one slice taken", "two of %d", racers)
			}
			won = i
			continue
		}
		// Those that the winner, or a higher counter, overtook.
		if refused(a, errs[i], http.StatusUnauthorized, uplink.CodeCounter) != nil &&
			refused(a, errs[i], http.StatusTooManyRequests, uplink.CodeBusy) != nil {
			if err := refused(a, errs[i], http.StatusPreconditionFailed, uplink.CodeFork); err != nil {
				return err
			}
		}
	}
	if won < 0 {
		return missed("one slice taken", "none of %d", racers)
	}
	l.next, l.chain = 2, l.chain.Link(b.suite, lines[won])
	return l.stands(ctx)
}

func eventsDigest(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	q := l.slice(l.line())
	q.digest = uplink.ContentDigest(q.body)
	a, err := l.say(ctx, q)
	return first(refused(a, err, http.StatusUnprocessableEntity, uplink.CodeDigest), l.undisturbed(ctx))
}

func eventsCut(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	q := l.slice(l.lines(20)...)
	q.body = q.body[:len(q.body)/2]
	a, err := l.say(ctx, q)
	return first(refused(a, err, http.StatusBadRequest, uplink.CodeInvalid), l.undisturbed(ctx))
}

func eventsForm(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	with := func(body string, headers ...string) request {
		q := l.slice(l.line())
		if body != "" {
			q.body, q.digest = must(uplink.Pack([]byte(body))), uplink.ContentDigest([]byte(body))
		}
		for i := 0; i < len(headers); i += 2 {
			q.header[headers[i]] = headers[i+1]
		}
		return q
	}
	none := l.slice()
	line := string(l.line())
	for _, bad := range []struct {
		what string
		q    request
	}{
		{"no lines", none},
		{"an empty line", with(line + "\n\n")},
		{"no newline at the end", with(line)},
		{"another encoding", with("", "Content-Encoding", "zstd")},
		{"seq 0", with("", uplink.HeaderFirst, "0")},
		{"no seq", with("", uplink.HeaderFirst, "first")},
		{"a chain that is none", with("", uplink.HeaderPrev, b.suite.Algorithm()+":00")},
		{"bytes that are not compressed", func() request {
			q := with("")
			q.body = []byte(line + "\n")
			return q
		}()},
	} {
		a, err := l.say(ctx, bad.q)
		if err := refused(a, err, http.StatusBadRequest, uplink.CodeInvalid); err != nil {
			m, _ := errors.AsType[*miss](err)
			return missed(m.want+" for "+bad.what, "%s", m.got)
		}
	}
	return l.undisturbed(ctx)
}

func eventsCount(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	a, err := l.say(ctx, l.slice(l.lines(uplink.MaxBatch+1)...))
	if err := refused(a, err, http.StatusRequestEntityTooLarge, uplink.CodeTooLarge); err != nil {
		return err
	}
	_, err = l.append(ctx, l.lines(uplink.MaxBatch)...)
	return err
}

// long is a line of n bytes that compresses well.
func (l *life) long(n int) []byte {
	line := l.line()
	body := []byte(`"body":{`)
	i := bytes.Index(line, body) + len(body)
	pad := n - len(line) - len(`"pad":""`)
	return fmt.Appendf(line[:i:i], `"pad":%q%s`, strings.Repeat("x", max(pad, 0)), line[i:])
}

func eventsSize(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	a, err := l.say(ctx, l.slice(l.long(uplink.MaxBatchSize), l.line()))
	if err := refused(a, err, http.StatusRequestEntityTooLarge, uplink.CodeTooLarge); err != nil {
		return err
	}
	got, err := l.append(ctx, l.long(uplink.MaxLine))
	return first(err, equal("quarantined", len(got.Quarantined), 0), l.undisturbed(ctx))
}

func eventsOversize(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	q := l.slice(l.line())
	q.body = make([]byte, uplink.MaxRequest+1)
	rand.Read(q.body)
	a, err := l.say(ctx, q)
	return first(refused(a, err, http.StatusRequestEntityTooLarge, uplink.CodeTooLarge), l.undisturbed(ctx))
}

func eventsBomb(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	a, err := l.say(ctx, l.slice(bytes.Repeat([]byte(" "), 64<<20)))
	return first(refused(a, err, http.StatusRequestEntityTooLarge, uplink.CodeTooLarge), l.undisturbed(ctx))
}
