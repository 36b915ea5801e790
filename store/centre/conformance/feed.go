package conformance

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
)

func feedChecks() []check {
	return []check{
		at(L2, "feed.answers", "What the street answers to a case comes down as a case.status line with the case, its number and the decision.", feedAnswers),
		at(L2, "feed.gapless", "Lines are numbered from 1 without a gap, name the desk's station, and count each object's versions from 1.", feedGapless),
		at(L2, "feed.signed", "Every line is signed with the street's key of enrol, over its bytes as they came.", feedSigned),
		at(L2, "feed.again", "A page is the same however often its cursor is sent, and in every session.", feedAgain),
		at(L2, "feed.limit", "Limit bounds a page; more says that there is another, and small pages make up the large one.", feedLimit),
		at(L2, "feed.end", "At the end the page is empty, has the cursor that was sent, and more is false.", feedEnd),
		at(L2, "feed.refetch", "A cursor that the centre did not give is 410 refetch with action refetch.", feedRefetch),
		at(L2, "feed.form", "A limit below 1 or none at all is 400 invalid; one above 200 gives no more than 200.", feedForm),
	}
}

// A feed is what came down, after the street has answered.
type feed struct {
	asked bool
	cases []desk.Case // that the street was to answer
	lines []uplink.Signed
	err   error
}

// look is a request for a page.
func look(cursor string, limit int) request {
	q := url.Values{"cursor": {cursor}, "limit": {strconv.Itoa(limit)}}
	return request{method: http.MethodGet, target: uplink.FeedPath + "?" + q.Encode()}
}

func (l *life) page(ctx context.Context, cursor string, limit int) (uplink.Page, error) {
	var p uplink.Page
	a, err := l.say(ctx, look(cursor, limit))
	if err := taken(a, err, &p); err != nil {
		return p, err
	}
	if p.Lines == nil {
		return p, missed("lines, if only an empty list", "%v", a)
	}
	if len(p.Lines) > limit {
		return p, missed(fmt.Sprint("at most ", limit, " lines"), "%d", len(p.Lines))
	}
	return p, nil
}

// mostPages bounds a walk through a feed that does not end.
const mostPages = 2000

// walk reads the feed from the beginning.
func (l *life) walk(ctx context.Context, limit int) (lines []uplink.Signed, cursor string, err error) {
	for range mostPages {
		p, err := l.page(ctx, cursor, limit)
		if err != nil {
			return lines, cursor, err
		}
		lines, cursor = append(lines, p.Lines...), p.Cursor
		if !p.More {
			return lines, cursor, nil
		}
		if len(p.Lines) == 0 {
			return lines, cursor, missed("lines where more was said", "none")
		}
	}
	return lines, cursor, missed("an end of the feed", "none after %d pages", mostPages)
}

// answered brings the street to answer two cases, once in a run, and waits for
// what comes down.
func (b *bench) answered(ctx context.Context) (*life, error) {
	l, err := b.begin(ctx)
	if err != nil {
		return nil, err
	}
	if b.feed.asked {
		return l, b.feed.err
	}
	b.feed.asked = true
	for range 2 {
		b.feed.cases = append(b.feed.cases, b.newCase())
	}
	b.feed.err = l.handIn(ctx, b.feed.cases)
	if b.feed.err == nil {
		b.feed.err = l.await(ctx)
	}
	return l, b.feed.err
}

// newCase is a case as a desk takes it in, of nobody and about nothing.
func (b *bench) newCase() desk.Case {
	now := time.Now().UTC().Truncate(time.Millisecond)
	return desk.Case{
		ID: desk.NewID(now), Mode: desk.ModeCollect, Item: "CONFORMANCE", ItemVersion: 1, Catalogue: "conformance",
		// Eight digits, since a centre is judged many times a day and a number must be new.
		No:    fmt.Sprintf("BJ-%s-%s-%sZ%08d", b.t.Desk[:12], now.In(desk.Beijing).Format("20060102"), b.t.Desk[13:], rand.IntN(100_000_000)),
		Title: "CONFORMANCE", State: desk.CaseReceived, Staff: "u01", Window: 1, Opened: now, Received: &now, Rev: 1,
	}
}

func (l *life) handIn(ctx context.Context, cases []desk.Case) error {
	var lines [][]byte
	var nos []string
	for _, c := range cases {
		lines = append(lines, l.lineOf(desk.ActCaseReceived, "case:"+c.ID, desk.Body{Cases: []desk.CaseDoc{{Case: c}}}))
		nos = append(nos, c.No)
	}
	got, err := l.append(ctx, lines...)
	if err != nil {
		return unready("events", err)
	}
	if len(got.Quarantined) > 0 {
		return fmt.Errorf("the cases were quarantined: %v", got.Quarantined)
	}
	if l.b.t.Asked != nil {
		l.b.t.Asked(nos)
	}
	return nil
}

// await looks at the feed until both cases are in it.
func (l *life) await(ctx context.Context) error {
	f := &l.b.feed
	for end := time.Now().Add(l.b.t.Wait); ; {
		var err error
		if f.lines, _, err = l.walk(ctx, uplink.MaxFeed); err != nil {
			return err
		}
		if !slices.ContainsFunc(f.cases, func(c desk.Case) bool { return len(f.about(c)) == 0 }) {
			return nil
		}
		left := time.Until(end)
		if left <= 0 {
			return errors.New("the street has not answered both cases")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(min(time.Second, left)):
		}
	}
}

// about are the lines of the feed about a case.
func (f *feed) about(c desk.Case) (lines []uplink.FeedLine) {
	for _, s := range f.lines {
		var l uplink.FeedLine
		if json.Unmarshal([]byte(s.Line), &l) == nil && l.Obj == "case:"+c.ID {
			lines = append(lines, l)
		}
	}
	return lines
}

func feedAnswers(ctx context.Context, b *bench) error {
	if _, err := b.answered(ctx); err != nil {
		return err
	}
	for _, c := range b.feed.cases {
		for _, l := range b.feed.about(c) {
			var d desk.StreetDecision
			if err := json.Unmarshal(l.Body, &d); err != nil {
				return missed("a decision in the body", "%s", l.Body)
			}
			if _, known := d.Decision.After(); !known || l.Kind != uplink.FeedCaseStatus {
				return missed(uplink.FeedCaseStatus+" with a decision", "%s with %q", l.Kind, d.Decision)
			}
			if err := first(equal("case", d.Case, c.ID), equal("no", d.No, c.No), equal("ver", d.Ver, l.Ver)); err != nil {
				return err
			}
		}
	}
	return nil
}

func feedGapless(ctx context.Context, b *bench) error {
	if _, err := b.answered(ctx); err != nil {
		return err
	}
	versions := map[string]int{}
	for i, s := range b.feed.lines {
		var l uplink.FeedLine
		if err := json.Unmarshal([]byte(s.Line), &l); err != nil {
			return missed("a line of the feed", "%s", s.Line)
		}
		versions[l.Obj]++
		err := first(equal("n", l.N, int64(i)+1), equal("station", l.Station, b.t.Desk[:12]),
			equal("ver of "+l.Obj, l.Ver, versions[l.Obj]))
		if err != nil {
			return err
		}
	}
	return nil
}

func feedSigned(ctx context.Context, b *bench) error {
	if _, err := b.answered(ctx); err != nil {
		return err
	}
	var key seal.PublicKey
	if err := key.UnmarshalText([]byte(b.enrolled.StreetSign)); err != nil {
		return unready("street_sign", err)
	}
	for i, s := range b.feed.lines {
		if err := b.suite.Verify(key, uplink.FeedSigning([]byte(s.Line)), s.Sig); err != nil {
			return missed("the street's signature", "another, at line %d", i+1)
		}
	}
	return nil
}

func feedAgain(ctx context.Context, b *bench) error {
	l, err := b.answered(ctx)
	if err != nil {
		return err
	}
	p, err := l.page(ctx, "", 1)
	if err := first(err, equal("lines", len(p.Lines), 1)); err != nil {
		return err
	}
	for _, cursor := range []string{"", p.Cursor} {
		before, err := l.say(ctx, look(cursor, 1))
		if err := taken(before, err, nil); err != nil {
			return err
		}
		other, err := b.begin(ctx)
		if err != nil {
			return err
		}
		for range 2 {
			again, err := other.say(ctx, look(cursor, 1))
			if err := taken(again, err, nil); err != nil {
				return err
			}
			if !bytes.Equal(before.body, again.body) {
				return missed(shorten(string(before.body)), "%s", again.body)
			}
		}
		l = other
	}
	return nil
}

func feedLimit(ctx context.Context, b *bench) error {
	l, err := b.answered(ctx)
	if err != nil {
		return err
	}
	p, err := l.page(ctx, "", 1)
	if err := first(err, equal("lines", len(p.Lines), 1), equal("more", p.More, true)); err != nil {
		return err
	}
	small, _, err := l.walk(ctx, 1)
	if err != nil {
		return err
	}
	if !slices.EqualFunc(small, b.feed.lines, func(a, b uplink.Signed) bool { return a.Line == b.Line }) {
		return missed(fmt.Sprint(len(b.feed.lines), " lines by pages of one"), "%d, or others", len(small))
	}
	return nil
}

func feedEnd(ctx context.Context, b *bench) error {
	l, err := b.answered(ctx)
	if err != nil {
		return err
	}
	_, cursor, err := l.walk(ctx, uplink.MaxFeed)
	if err != nil {
		return err
	}
	p, err := l.page(ctx, cursor, uplink.MaxFeed)
	return first(err, equal("lines", len(p.Lines), 0), equal("more", p.More, false), equal("cursor", p.Cursor, cursor))
}

func feedRefetch(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	for _, cursor := range []string{
		"Zm9v",
		"!",
		base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat("0", 32) + "\n" + b.t.Desk[:12] + "\n1\nAAAA")),
	} {
		a, err := l.say(ctx, look(cursor, 1))
		if err := first(refused(a, err, http.StatusGone, uplink.CodeRefetch), equal("action", a.fault.Action, "refetch")); err != nil {
			return err
		}
	}
	return nil
}

func feedForm(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	for _, target := range []string{"?limit=0", "?limit=-1", "?limit=many", ""} {
		a, err := l.say(ctx, request{method: http.MethodGet, target: uplink.FeedPath + target})
		if err := refused(a, err, http.StatusBadRequest, uplink.CodeInvalid); err != nil {
			return err
		}
	}
	p, err := l.page(ctx, "", 1_000_000)
	return first(err, equal("a page within the limit", len(p.Lines) <= uplink.MaxFeed, true))
}
