package conformance

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
)

func backChecks() []check {
	return []check{
		at(L4, "log.lines", "The log has every line of the desk, its bytes as they came, in the order of coming; quarantined ones too.", logLines),
		at(L4, "log.once", "A record that came again in a new incarnation is in the log once.", logOnce),
		at(L4, "log.limit", "Limit bounds a page; more says that there is another, and small pages make up the large one.", logLimit),
		at(L4, "log.keys", "With the line that shared a key comes the key, sealed to the desk's box.", logKeys),
		at(L4, "log.code", "An instance that is not the one of the fresh code reads nothing: 403 approval, or it gets no session.", logCode),
		at(L4, "log.refetch", "An after_rid that is no record of the desk is 410 refetch with action refetch.", logRefetch),
		at(L4, "log.form", "A limit below 1 or none at all is 400 invalid; one above 200 gives no more than 200.", logForm),
		at(L4, "witness.known", "Lines of the feed that come back are known and change nothing.", witnessKnown),
		at(L4, "witness.forged", "A line that the street did not sign so is refused by itself, with its place and a code.", witnessForged),
		at(L4, "witness.count", "200 lines are taken; 201 are 413 too_large.", witnessCount),
		at(L4, "witness.form", "A body that is not JSON is 400 invalid.", witnessForm),
		at(L4, "rekey.order", "Another key that nobody has ordered is not certified: 403 approval, and the one in use stays.", rekeyOrder),
		at(L4, "rekey.proof", "A key without a proof by itself, or a body that is not JSON, is 400 invalid.", rekeyProof),
	}
}

// readBack is a request for a page of the log.
func readBack(after string, limit int) request {
	q := url.Values{"after_rid": {after}, "limit": {strconv.Itoa(limit)}}
	return request{method: http.MethodGet, target: uplink.LogPath + "?" + q.Encode()}
}

// log reads the log after a record to its end.
func (l *life) log(ctx context.Context, after string, limit int) (lines []uplink.LogLine, keys []uplink.SealedKey, err error) {
	for range mostPages {
		var p uplink.LogPage
		a, err := l.say(ctx, readBack(after, limit))
		if err := taken(a, err, &p); err != nil {
			return nil, nil, err
		}
		if len(p.Lines) > limit || p.More && len(p.Lines) == 0 {
			return nil, nil, missed(fmt.Sprint("1 to ", limit, " lines"), "%d", len(p.Lines))
		}
		lines, keys = append(lines, p.Lines...), append(keys, p.Keys...)
		if !p.More {
			return lines, keys, nil
		}
		after = lines[len(lines)-1].RID
	}
	return nil, nil, missed("an end of the log", "none after %d pages", mostPages)
}

// kept is a life with lines of every sort that the centre has taken, the first of
// which is there to ask after.
func (b *bench) kept(ctx context.Context) (*life, [][]byte, error) {
	l, err := b.begin(ctx)
	if err != nil {
		return nil, nil, err
	}
	odd, _ := l.odd()
	lines := [][]byte{
		l.line(), l.line(), odd[0], []byte(" { " + string(l.line()[1:])), l.line(), odd[1],
		l.lineOf(desk.ActShiftBegan, "day:"+today(), map[string]any{"note": map[string]string{"a": "中<>&\u2028"}}), l.line(),
	}
	if _, err := l.append(ctx, lines...); err != nil {
		return nil, nil, unready("events", err)
	}
	return l, lines, nil
}

func logLines(ctx context.Context, b *bench) error {
	l, lines, err := b.kept(ctx)
	if err != nil {
		return err
	}
	got, _, err := l.log(ctx, ridOf(lines[0]), uplink.MaxLog)
	if err := first(err, equal("lines", len(got), len(lines)-1)); err != nil {
		return err
	}
	for i, have := range got {
		if want := lines[i+1]; !bytes.Equal(have.Line, want) || have.RID != ridOf(want) {
			return missed(string(want), "%s, %s", have.RID, have.Line)
		}
	}
	all, _, err := l.log(ctx, "", uplink.MaxLog)
	if err != nil {
		return err
	}
	if len(all) < len(lines) || all[len(all)-len(lines)].RID != ridOf(lines[0]) {
		return missed("the same lines at the end of the whole log", "%d lines", len(all))
	}
	return nil
}

func logOnce(ctx context.Context, b *bench) error {
	_, lines, err := b.kept(ctx)
	if err != nil {
		return err
	}
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	last := l.line()
	if _, err := l.append(ctx, append(slices.Clone(lines), last)...); err != nil {
		return unready("events", err)
	}
	all, _, err := l.log(ctx, "", uplink.MaxLog)
	if err != nil {
		return err
	}
	seen := map[string]int{}
	for _, have := range all {
		seen[have.RID]++
	}
	for _, line := range append(lines, last) {
		if n := seen[ridOf(line)]; n != 1 {
			return missed(ridOf(line)+" once", "%d times", n)
		}
	}
	return nil
}

func logLimit(ctx context.Context, b *bench) error {
	l, lines, err := b.kept(ctx)
	if err != nil {
		return err
	}
	var p uplink.LogPage
	a, err := l.say(ctx, readBack(ridOf(lines[0]), 2))
	if err := first(taken(a, err, &p), equal("lines", len(p.Lines), 2), equal("more", p.More, true)); err != nil {
		return err
	}
	small, _, err := l.log(ctx, ridOf(lines[0]), 1)
	if err != nil {
		return err
	}
	large, _, err := l.log(ctx, ridOf(lines[0]), uplink.MaxLog)
	if err != nil {
		return err
	}
	same := func(a, b uplink.LogLine) bool { return a.RID == b.RID && bytes.Equal(a.Line, b.Line) }
	if !slices.EqualFunc(small, large, same) {
		return missed(fmt.Sprint(len(large), " lines by pages of one"), "%d, or others", len(small))
	}
	return nil
}

func logKeys(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	var street seal.PublicKey
	if err := street.UnmarshalText([]byte(b.enrolled.StreetBox)); err != nil {
		return unready("street_box", err)
	}
	owner, key := "case:"+rand.Text(), seal.NewObjectKey()
	sealed, err := seal.SealFor(b.suite, street, key, owner)
	if err != nil {
		return err
	}
	id := b.suite.Digest(sealed)
	a, err := l.say(ctx, request{target: fmt.Sprintf("%s?offset=0&total=%d", uplink.PartPath(id), len(sealed)), body: sealed})
	if err := taken(a, err, nil, 200, 201); err != nil {
		return unready("part", err)
	}
	before := l.line()
	if _, err := l.append(ctx, before, l.shared(owner, id)); err != nil {
		return unready("events", err)
	}
	_, keys, err := l.log(ctx, ridOf(before), uplink.MaxLog)
	if err := first(err, equal("keys", len(keys), 1)); err != nil {
		return err
	}
	got, err := seal.OpenFor(b.suite, b.own.box, keys[0].Sealed, owner)
	if err != nil || got != key || keys[0].Owner != owner {
		return missed("the key of "+owner, "%s, %v", keys[0].Owner, err)
	}
	return nil
}

// shared is a line that shares the key of an owner, which is in a blob.
func (l *life) shared(owner, id string) []byte {
	var line desk.Line
	raw := l.lineOf(desk.ActKeyShared, "desk:"+l.b.t.Desk, desk.Body{Note: map[string]string{owner: id}})
	if err := json.Unmarshal(raw, &line); err != nil {
		panic("conformance: " + err.Error()) // Our own types.
	}
	line.Blobs = []string{id}
	return must(json.Marshal(line))
}

func logCode(ctx context.Context, b *bench) error {
	if _, err := b.begin(ctx); err != nil {
		return err
	}
	own := b.instance
	defer func() { b.instance = own }()
	b.instance = rand.Text()
	l := b.born()
	l.no = b.nextNo
	var w uplink.Welcome
	a, err := b.send(ctx, l.hello())
	if err := taken(a, err, &w); err != nil {
		return err
	}
	b.nextNo = max(b.nextNo, w.NextNo, l.no+1)
	if w.Action != uplink.Continue {
		return nil
	}
	l.session = w.Session
	a, err = l.say(ctx, readBack("", 1))
	return refused(a, err, http.StatusForbidden, uplink.CodeApproval)
}

func logRefetch(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	a, err := l.say(ctx, readBack(rand.Text(), 1))
	return first(refused(a, err, http.StatusGone, uplink.CodeRefetch), equal("action", a.fault.Action, "refetch"))
}

func logForm(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	for _, target := range []string{"?limit=0", "?limit=-1", "?limit=many", ""} {
		a, err := l.say(ctx, request{method: http.MethodGet, target: uplink.LogPath + target})
		if err := refused(a, err, http.StatusBadRequest, uplink.CodeInvalid); err != nil {
			return err
		}
	}
	var p uplink.LogPage
	a, err := l.say(ctx, readBack("", 1_000_000))
	return first(taken(a, err, &p), equal("a page within the limit", len(p.Lines) <= uplink.MaxLog, true))
}

// testify is a request that gives lines back.
func testify(lines ...uplink.Signed) request {
	if lines == nil {
		lines = []uplink.Signed{}
	}
	return question(uplink.WitnessPath, uplink.Testimony{Lines: lines})
}

// unmoved holds that the feed is what it was.
func (l *life) unmoved(ctx context.Context) error {
	now, _, err := l.walk(ctx, uplink.MaxFeed)
	return first(err, equal("lines of the feed", len(now), len(l.b.feed.lines)))
}

func witnessKnown(ctx context.Context, b *bench) error {
	l, err := b.answered(ctx)
	if err != nil {
		return err
	}
	lines := b.feed.lines[:min(len(b.feed.lines), uplink.MaxFeed)]
	for range 2 {
		var w uplink.Witnessed
		a, err := l.say(ctx, testify(lines...))
		err = first(taken(a, err, &w), equal("known", w.Known, len(lines)), equal("restored", w.Restored, 0), equal("refused", len(w.Refused), 0))
		if err != nil {
			return err
		}
	}
	return l.unmoved(ctx)
}

func witnessForged(ctx context.Context, b *bench) error {
	l, err := b.answered(ctx)
	if err != nil {
		return err
	}
	good := b.feed.lines[0]
	other := uplink.Signed{Line: good.Line + " ", Sig: good.Sig}
	sig, err := b.suite.Sign(b.own.sign, uplink.FeedSigning([]byte(good.Line)))
	if err != nil {
		return err
	}
	var w uplink.Witnessed
	a, err := l.say(ctx, testify(other, good, uplink.Signed{Line: good.Line, Sig: sig}))
	err = first(taken(a, err, &w), equal("known", w.Known, 1), equal("restored", w.Restored, 0), equal("refused", len(w.Refused), 2))
	if err != nil {
		return err
	}
	for i, place := range []int{0, 2} {
		if err := first(equal("place", w.Refused[i].At, place), equal("code", w.Refused[i].Code, uplink.WitnessSignature)); err != nil {
			return err
		}
	}
	return l.unmoved(ctx)
}

func witnessCount(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	none := uplink.Signed{Line: "{}", Sig: []byte{}}
	var w uplink.Witnessed
	a, err := l.say(ctx, testify(slices.Repeat([]uplink.Signed{none}, uplink.MaxFeed)...))
	if err := first(taken(a, err, &w), equal("refused", len(w.Refused), uplink.MaxFeed)); err != nil {
		return err
	}
	a, err = l.say(ctx, testify(slices.Repeat([]uplink.Signed{none}, uplink.MaxFeed+1)...))
	return refused(a, err, http.StatusRequestEntityTooLarge, uplink.CodeTooLarge)
}

// another is a key that the desk could have, with its proof for an order.
func (b *bench) another(order int) (uplink.Rekey, error) {
	key, err := b.suite.GenerateSigning()
	if err != nil {
		return uplink.Rekey{}, err
	}
	public, err := key.Public()
	if err != nil {
		return uplink.Rekey{}, err
	}
	r := uplink.Rekey{Order: order, Key: public.String()}
	r.Proof, err = b.suite.Sign(key, uplink.RekeySigning(b.t.Desk, order, r.Key))
	return r, err
}

func rekeyOrder(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	r, err := b.another(1_000_000_000)
	if err != nil {
		return err
	}
	a, err := l.say(ctx, question(uplink.RekeyPath, r))
	if err := refused(a, err, http.StatusForbidden, uplink.CodeApproval); err != nil {
		return err
	}
	_, err = b.begin(ctx) // with the key in use
	return err
}

func rekeyProof(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	r, err := b.another(1)
	if err != nil {
		return err
	}
	r.Order = 2
	a, err := l.say(ctx, question(uplink.RekeyPath, r))
	if err := refused(a, err, http.StatusBadRequest, uplink.CodeInvalid); err != nil {
		return err
	}
	a, err = l.say(ctx, request{target: uplink.RekeyPath, body: []byte("{")})
	return refused(a, err, http.StatusBadRequest, uplink.CodeInvalid)
}

func witnessForm(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	for _, bad := range []string{"", "{", `{"lines":1}`} {
		a, err := l.say(ctx, request{target: uplink.WitnessPath, body: []byte(bad)})
		if err := refused(a, err, http.StatusBadRequest, uplink.CodeInvalid); err != nil {
			return err
		}
	}
	return nil
}
