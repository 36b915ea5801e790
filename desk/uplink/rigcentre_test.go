package uplink

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"xiaochuang/desk"
)

// A flaw is a rule that a mutant leaves out.
type flaw string

// Flaws of desk, line and centre.
const (
	pruneAtAck flaw = "pages are deleted at ack"
	noChains   flaw = "chains are compared nowhere"
	noRecordID flaw = "a record that comes again has its effect again"
	doneAt202  flaw = "a blob is done when its last byte was taken"
	bigSerial  flaw = "feed numbers are given before the commit"
	noWitness  flaw = "nothing is given back to a centre that was restored"
	sourStops  flaw = "nothing is sent after a page of the feed that the desk does not take"
)

// A rigCentre is a centre in memory, in the simplest way.
type rigCentre struct {
	flaw       flaw
	generation string
	era        int
	now        time.Time
	incs       map[string]int // ordinal
	lines      map[string][][]byte
	current    string
	instance   string
	seen       time.Time
	events     map[string][]byte
	order      []string
	effects    map[string]int
	pages      map[string][]byte
	parts      map[string][]byte
	feed       []FeedLine
	begun      []FeedLine // decisions whose transaction is not committed
	serial     int64
	stable     map[string]int64
	session    int
	sour       bool // its feed has a line that no desk takes
	tired      bool // it is killed between a last part and the finishing of its blob
}

func newRigCentre(f flaw, at time.Time) *rigCentre {
	return &rigCentre{
		flaw: f, generation: "g0", now: at, incs: map[string]int{}, lines: map[string][][]byte{}, events: map[string][]byte{},
		effects: map[string]int{}, pages: map[string][]byte{}, parts: map[string][]byte{}, stable: map[string]int64{},
	}
}

func (c *rigCentre) image() *rigCentre {
	x := *c
	x.incs, x.lines, x.events, x.effects = maps.Clone(c.incs), maps.Clone(c.lines), maps.Clone(c.events), maps.Clone(c.effects)
	x.pages, x.parts, x.stable = maps.Clone(c.pages), maps.Clone(c.parts), maps.Clone(c.stable)
	x.order, x.feed, x.begun = slices.Clone(c.order), slices.Clone(c.feed), nil
	return &x
}

// backUp copies the centre and then lets the desk forget what the copy covers: up
// to the first line whose page has not come.
func (c *rigCentre) backUp() *rigCentre {
	copied := c.image()
	for inc, lines := range c.lines {
		n := int64(0)
		for _, raw := range lines {
			l := readRig(raw)
			if id, _ := l.page(); l.Page && c.pages[id] == nil {
				break
			}
			n++
		}
		c.stable[inc] = max(c.stable[inc], n)
	}
	return copied
}

func chainOf(inc string, lines [][]byte) Chain {
	return Slice{Prev: Begin(digests, inc), Lines: lines}.Chain(digests)
}

func refusal(status int, code string) *Refusal {
	return &Refusal{Status: status, Fault: Fault{Code: code}}
}

func (c *rigCentre) nextNo() int {
	no := 0
	for _, n := range c.incs {
		no = max(no, n)
	}
	return no + 1
}

func (c *rigCentre) hello(h Hello) Welcome {
	k := Known{LastNo: c.nextNo() - 1, Next: int64(len(c.lines[c.current])) + 1, Instance: c.instance, Seen: c.seen}
	if c.incs[h.Incarnation] > 0 {
		k.Standing = Closed
		if h.Incarnation == c.current {
			k.Standing = Current
			if have := c.lines[c.current]; h.Acked <= int64(len(have)) {
				k.At = chainOf(c.current, have[:h.Acked]).Text(digests)
			}
		}
	}
	if c.flaw == noChains {
		k.At = h.AckedChain
	}
	v := Judge(k, h, c.now)
	w := Welcome{
		Generation: c.generation, Action: v.Action, Reason: v.Reason, NextNo: v.NextNo, Algorithm: "sha256", ServerTime: c.now,
		Limits: Limits{Part: 7, Batch: 3},
	}
	if v.Action == LockedOut {
		return w
	}
	c.instance, c.seen = h.Instance, c.now
	if v.Opens {
		c.incs[h.Incarnation], c.current = h.No, h.Incarnation
	}
	if v.Action == Continue {
		c.session++
		w.Session = fmt.Sprint(c.session)
		w.NextSeq, w.StableSeq = int64(len(c.lines[c.current]))+1, c.stable[c.current]
	}
	return w
}

func (c *rigCentre) append(s Slice) (Appended, error) {
	have := c.lines[s.Incarnation]
	next := int64(len(have)) + 1
	switch {
	case s.Incarnation != c.current:
		return Appended{}, refusal(409, CodeFenced)
	case s.First > next:
		return Appended{}, refusal(409, CodeGap)
	}
	known := min(next-s.First, int64(len(s.Lines)))
	joint := Slice{Prev: s.Prev, Lines: s.Lines[:known]}.Chain(digests)
	if c.flaw != noChains && joint != chainOf(s.Incarnation, have[:s.First-1+known]) {
		f := refusal(412, CodeFork)
		f.Fault.NextNo = c.nextNo()
		return Appended{}, f
	}
	for _, raw := range s.Lines[known:] {
		rid := readRig(raw).RID
		if c.events[rid] == nil {
			c.events[rid], c.order = raw, append(c.order, rid)
			c.effects[rid]++
		} else if c.flaw == noRecordID {
			c.effects[rid]++
		}
		have = append(have[:len(have):len(have)], raw)
	}
	c.lines[s.Incarnation] = have
	return Appended{NextSeq: s.Last() + 1, Chain: s.Chain(digests).Text(digests)}, nil
}

func (c *rigCentre) part(id string, offset, total int64, part []byte) (PartTaken, error) {
	if c.pages[id] != nil {
		return PartTaken{Next: total, Complete: true}, nil
	}
	if have := c.parts[id]; offset == int64(len(have)) {
		c.parts[id] = append(have[:len(have):len(have)], part...)
	}
	have := c.parts[id]
	if int64(len(have)) < total {
		return PartTaken{Next: int64(len(have))}, nil
	}
	if c.tired && len(part) > 0 {
		return PartTaken{Next: total, Complete: c.flaw == doneAt202}, nil
	}
	if digests.Digest(have) != id {
		delete(c.parts, id)
		return PartTaken{}, refusal(422, CodeDamaged)
	}
	c.pages[id] = have
	return PartTaken{Next: total, Complete: true}, nil
}

// begin is a decision before its commit; commit is the moment at which others see
// it. Between the two, other decisions may be begun and committed.
func (c *rigCentre) begin(obj string) {
	l := FeedLine{Obj: obj, Kind: FeedCaseStatus, Body: json.RawMessage("{}")}
	if c.serial++; c.flaw == bigSerial {
		l.N = c.serial
	}
	c.begun = append(c.begun, l)
}

func (c *rigCentre) commit(i int) {
	l := c.begun[i]
	c.begun = slices.Delete(c.begun, i, i+1)
	l.Ver = c.era*1000 + 1
	for _, have := range c.feed {
		if have.Obj == l.Obj {
			l.Ver = max(l.Ver, have.Ver+1)
		}
	}
	c.issue(l)
}

func (c *rigCentre) issue(l FeedLine) {
	if c.flaw != bigSerial || l.N == 0 {
		l.N = int64(len(c.feed)) + 1
	}
	c.feed = append(c.feed, l)
	slices.SortFunc(c.feed, func(a, b FeedLine) int { return int(a.N - b.N) })
}

func (c *rigCentre) page(cursor string) (Page, error) {
	p := Page{Cursor: cursor}
	var from int64
	if cursor != "" {
		gen, n, _ := strings.Cut(cursor, ":")
		if gen != c.generation {
			return p, refusal(410, CodeRefetch)
		}
		fmt.Sscan(n, &from)
	}
	for _, l := range c.feed {
		if l.N <= from {
			continue
		}
		if len(p.Lines) == 2 || c.sour {
			p.More = true
			break
		}
		raw, _ := json.Marshal(l)
		p.Lines, p.Cursor = append(p.Lines, Signed{Line: string(raw)}), fmt.Sprint(c.generation, ":", l.N)
	}
	if c.sour {
		p.Lines = []Signed{{Line: sourLine}}
	}
	return p, nil
}

func (c *rigCentre) witness(lines []Signed) Witnessed {
	var w Witnessed
	for _, signed := range lines {
		var l FeedLine
		if err := json.Unmarshal([]byte(signed.Line), &l); err != nil {
			panic(err)
		}
		if slices.ContainsFunc(c.feed, func(have FeedLine) bool { return have.Obj == l.Obj && have.Ver == l.Ver }) {
			w.Known++
			continue
		}
		l.N = 0
		c.issue(l)
		w.Restored++
	}
	return w
}

func (c *rigCentre) log(after string) (LogPage, error) {
	var p LogPage
	at := slices.Index(c.order, after) + 1
	if after != "" && at == 0 {
		return p, refusal(410, CodeRefetch)
	}
	for _, rid := range c.order[at:] {
		if len(p.Lines) == 4 {
			p.More = true
			break
		}
		p.Lines = append(p.Lines, LogLine{rid, bytes.Clone(c.events[rid])})
	}
	return p, nil
}

// A mishap is what happens to one request on its way.
type mishap int

// Mishaps.
const (
	arrives  mishap = iota
	lostAsk         // it never comes there
	lostTold        // its answer never comes back
	doubled         // it comes twice
	late            // it comes when nobody waits for it any more
	mishaps
)

// A rigLink is the way of one desk to the centre.
type rigLink struct {
	c       *rigCentre
	d       *rigDesk // whose steps are counted
	plan    []mishap // of the next requests
	late    *[]func()
	session string
}

var errLine = &desk.Problem{Kind: desk.Unavailable, What: "sync.unreachable"}

// over carries one request.
func over[T any](l *rigLink, do func(c *rigCentre) (T, error)) (T, error) {
	var none T
	if err := l.d.step(); err != nil {
		return none, err
	}
	what := arrives
	if len(l.plan) > 0 {
		what, l.plan = l.plan[0], l.plan[1:]
	}
	session := l.session
	ask := func() (T, error) {
		if session != fmt.Sprint(l.c.session) && session != "hello" {
			return none, refusal(401, CodeSession)
		}
		return do(l.c)
	}
	switch what {
	case lostAsk:
		return none, errLine
	case late:
		*l.late = append(*l.late, func() { ask() })
		return none, errLine
	case doubled:
		ask()
	}
	v, err := ask()
	if died := l.d.step(); died != nil {
		return none, died
	}
	if what == lostTold {
		return none, errLine
	}
	return v, err
}

func (l *rigLink) Hello(_ context.Context, h Hello) (Welcome, error) {
	l.session = "hello"
	w, err := over(l, func(c *rigCentre) (Welcome, error) { return c.hello(h), nil })
	l.session = w.Session
	return w, err
}

func (l *rigLink) Append(_ context.Context, s Slice) (Appended, error) {
	if l.c.flaw == sourStops && l.d.soured {
		return Appended{}, errSour
	}
	return over(l, func(c *rigCentre) (Appended, error) { return c.append(s) })
}

func (l *rigLink) Missing(_ context.Context, ids []string) ([]Want, error) {
	return over(l, func(c *rigCentre) (list []Want, _ error) {
		for _, id := range ids {
			if c.pages[id] == nil {
				list = append(list, Want{id, int64(len(c.parts[id]))})
			}
		}
		return list, nil
	})
}

func (l *rigLink) Part(_ context.Context, id string, offset, total int64, part []byte) (PartTaken, error) {
	return over(l, func(c *rigCentre) (PartTaken, error) { return c.part(id, offset, total, part) })
}

func (l *rigLink) Feed(_ context.Context, cursor string, _ int) (Page, error) {
	return over(l, func(c *rigCentre) (Page, error) { return c.page(cursor) })
}

func (l *rigLink) Witness(_ context.Context, lines []Signed) (Witnessed, error) {
	return over(l, func(c *rigCentre) (Witnessed, error) {
		if c.flaw == noWitness {
			return Witnessed{}, nil
		}
		return c.witness(lines), nil
	})
}

func (l *rigLink) Log(_ context.Context, after string, _ int) (LogPage, error) {
	return over(l, func(c *rigCentre) (LogPage, error) { return c.log(after) })
}
