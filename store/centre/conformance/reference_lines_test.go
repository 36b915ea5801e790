package conformance_test

import (
	"bytes"
	"compress/gzip"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A refBlob is what came of a blob: whole once it is complete, and until then runs that neither touch nor overlap.
type refBlob struct {
	whole []byte
	runs  []refRun // in order
}

type refRun struct {
	at    int64
	bytes []byte
}

// A refCase is as much of a case as it takes to answer it; told is the latest answer that its desk has.
type refCase struct {
	desk, id, no string
	told         int
}

type refSaid struct {
	Line string `json:"line"`
	Sig  string `json:"sig"`
	obj  string
	ver  int
}

func (c *reference) events(r *http.Request, target string) (any, *refusal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d, bad := c.enter(r, target)
	if bad != nil {
		return nil, bad
	}
	body, bad := read(r, maxSent)
	if bad != nil {
		return nil, bad
	}
	lines, bad := c.unpack(r, body)
	if bad != nil {
		return nil, bad
	}
	first, err := strconv.Atoi(r.Header.Get("Sync-First-Seq"))
	prev := r.Header.Get("Sync-Prev-Chain")
	if err != nil || first < 1 || !digestForm.MatchString(prev) {
		return nil, refuse(400, "invalid", "headers")
	}
	life := d.lives[r.Header.Get("Sync-Incarnation")]
	if life == nil || life != d.current {
		return nil, refuse(409, "fenced", "")
	}
	next := len(life.lines) + 1
	if first > next {
		return nil, &refusal{status: 409, Code: "gap", NextSeq: next}
	}
	forked := prev != refID(life.chains[first-1])
	for i, line := range lines {
		forked = forked || first+i < next && !bytes.Equal(line, life.lines[first+i-1])
	}
	if forked && c.wrong != "chain" {
		return nil, &refusal{status: 412, Code: "fork", NextNo: d.highest + 1}
	}
	duplicates, aside := 0, []*refAside{}
	for i, line := range lines {
		if place := first + i; place < next {
			duplicates++
			if a := life.aside[place-1]; a != nil {
				aside = append(aside, a)
			}
			continue
		}
		n := len(life.lines)
		life.lines = append(life.lines, line)
		if c.wrong == "encoding" {
			line = encodedAgain(line)
		}
		life.chains = append(life.chains, refSum(life.chains[n], refSum(line)))
		rid, a := c.take(d, line)
		if d.records[rid] && c.wrong != "records" {
			duplicates++
			a = nil
		} else if a != nil {
			aside = append(aside, a)
		}
		d.records[rid] = true
		life.aside = append(life.aside, a)
	}
	last := first + len(lines) - 1
	return map[string]any{
		"next_seq": last + 1, "chain": refID(life.chains[last]), "duplicates": duplicates, "quarantined": aside,
	}, nil
}

// unpack gives the lines of a slice, each without its newline.
func (c *reference) unpack(r *http.Request, body []byte) ([][]byte, *refusal) {
	if r.Header.Get("Content-Encoding") != "gzip" {
		return nil, refuse(400, "invalid", "encoding")
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, refuse(400, "invalid", "gzip")
	}
	raw, err := io.ReadAll(io.LimitReader(z, maxLine+2))
	if err != nil {
		return nil, refuse(400, "invalid", "gzip")
	}
	if len(raw) > maxLine+1 {
		return nil, refuse(413, "too_large", "lines")
	}
	if r.Header.Get("Content-Digest") != refDigest(raw) {
		return nil, refuse(422, "digest", "")
	}
	lines := bytes.Split(raw, []byte("\n"))
	if len(lines[len(lines)-1]) > 0 {
		return nil, refuse(400, "invalid", "last line")
	}
	lines = lines[:len(lines)-1]
	if len(lines) == 0 || slices.ContainsFunc(lines, func(l []byte) bool { return len(l) == 0 }) {
		return nil, refuse(400, "invalid", "empty line")
	}
	if len(lines) > 200 || len(lines) > 1 && len(raw) > maxPart {
		return nil, refuse(413, "too_large", "lines")
	}
	return lines, nil
}

var (
	ridForm  = regexp.MustCompile(`^[!-~]{1,64}$`)
	timeForm = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)
)

// take reads a line, and tells its record id and why it is kept aside, if it is.
func (c *reference) take(d *refDesk, line []byte) (string, *refAside) {
	var l struct {
		V              int
		RID, Kind, At  string
		KV             int
		Desk, Inc, Obj *string
		Body           json.RawMessage
	}
	made := "made:" + refID(refSum(line))[7:39]
	if json.Unmarshal(line, &l) != nil || l.V != 1 || !ridForm.MatchString(l.RID) || !timeForm.MatchString(l.At) || l.Desk == nil {
		return made, &refAside{made, "malformed", ""}
	}
	if *l.Desk != d.id {
		return l.RID, &refAside{l.RID, "foreign_desk", *l.Desk}
	}
	if !c.kinds[l.Kind] || l.KV != 1 {
		return l.RID, &refAside{l.RID, "unknown_kind", fmt.Sprintf("%s/%d", l.Kind, l.KV)}
	}
	var b struct {
		Cases []struct {
			ID  string
			No  string
			Rev int
			Ver int `json:"decision_ver"`
		}
	}
	if json.Unmarshal(l.Body, &b) != nil {
		return l.RID, &refAside{l.RID, "body", ""}
	}
	for _, k := range b.Cases {
		c.cases[k.No] = refCase{d.id, k.ID, k.No, max(k.Ver, c.cases[k.No].told)}
	}
	return l.RID, nil
}

// encodedAgain is what one mutant makes of a line.
func encodedAgain(line []byte) []byte {
	var v any
	if json.Unmarshal(line, &v) != nil {
		return line
	}
	out, _ := json.Marshal(v)
	return out
}

func (c *reference) missing(r *http.Request, target string) (any, *refusal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d, bad := c.enter(r, target)
	if bad != nil {
		return nil, bad
	}
	body, bad := c.whole(r, maxJSON)
	if bad != nil {
		return nil, bad
	}
	var ask struct{ IDs []string }
	if json.Unmarshal(body, &ask) != nil {
		return nil, refuse(400, "invalid", "body")
	}
	if len(ask.IDs) > 500 {
		return nil, refuse(413, "too_large", "ids")
	}
	type want struct {
		ID   string `json:"id"`
		Next int64  `json:"next_offset"`
	}
	wants := []want{}
	for _, id := range ask.IDs {
		if !digestForm.MatchString(id) {
			return nil, refuse(400, "invalid", "ids")
		}
		if b := c.blobs[d.id[:9]+id]; b == nil || b.whole == nil {
			wants = append(wants, want{id, b.next()})
		}
	}
	return map[string]any{"missing": wants}, nil
}

// next is how far the blob is held without a gap.
func (b *refBlob) next() int64 {
	switch {
	case b == nil || b.whole == nil && (len(b.runs) == 0 || b.runs[0].at > 0):
		return 0
	case b.whole != nil:
		return int64(len(b.whole))
	}
	return int64(len(b.runs[0].bytes))
}

// put adds a part, joined with the runs that it touches. It reports whether the bytes agree with those that were there.
func (b *refBlob) put(at int64, part []byte) bool {
	run := refRun{at, part}
	var rest []refRun
	for _, o := range b.runs {
		switch low, high := max(o.at, run.at), min(o.end(), run.end()); {
		case low > high:
			rest = append(rest, o)
		case !bytes.Equal(o.bytes[low-o.at:high-o.at], run.bytes[low-run.at:high-run.at]):
			return false
		default:
			a, z := o, run
			if z.at < a.at {
				a, z = z, a
			}
			joined := slices.Clone(a.bytes)
			if z.end() > a.end() {
				joined = append(joined, z.bytes[a.end()-z.at:]...)
			}
			run = refRun{a.at, joined}
		}
	}
	b.runs = append(rest, run)
	slices.SortFunc(b.runs, func(x, y refRun) int { return int(min(1, max(-1, x.at-y.at))) })
	return true
}

func (r refRun) end() int64 { return r.at + int64(len(r.bytes)) }

func (c *reference) part(r *http.Request, target, id string) (int, any, *refusal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d, bad := c.enter(r, target)
	if bad != nil {
		return 0, nil, bad
	}
	part, bad := c.whole(r, maxPart)
	if bad != nil {
		return 0, nil, bad
	}
	offset, err1 := strconv.ParseInt(r.URL.Query().Get("offset"), 10, 64)
	total, err2 := strconv.ParseInt(r.URL.Query().Get("total"), 10, 64)
	if errors.Join(err1, err2) != nil || !digestForm.MatchString(id) || offset < 0 || total < 1 || total > 1<<53 ||
		offset > total || int64(len(part)) > total-offset {
		return 0, nil, refuse(400, "invalid", "part")
	}
	key := d.id[:9] + id
	b := c.blobs[key]
	if b != nil && b.whole != nil {
		return 200, map[string]int64{"next_offset": b.next()}, nil
	}
	if b == nil {
		b = &refBlob{}
		c.blobs[key] = b
	}
	if len(part) > 0 && !b.put(offset, part) {
		delete(c.blobs, key)
		return 0, nil, refuse(422, "damaged", "")
	}
	if b.next() < total && (c.wrong != "complete" || len(b.runs) == 0 || b.runs[len(b.runs)-1].end() < total) {
		return 202, map[string]int64{"next_offset": b.next()}, nil
	}
	if refID(refSum(b.runs[0].bytes)) != id && c.wrong != "complete" && c.wrong != "whole" {
		delete(c.blobs, key)
		return 0, nil, refuse(422, "damaged", "")
	}
	b.whole = b.runs[0].bytes
	return 201, map[string]int64{"next_offset": total}, nil
}

// decide answers a case by its number: the line goes to the feed of its station.
func (c *reference) decide(no, decision, words string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.cases[no]
	if !ok {
		return fmt.Errorf("no case %s", no)
	}
	if c.wrong == "versions" {
		k.told = 0
	}
	c.say(k.desk[:12], "case:"+k.id, k.told, "case.status", map[string]any{
		"case": k.id, "no": no, "decision": decision, "words": words, "by": "王审核",
	})
	return nil
}

// say adds a line to the feed of a station, and signs it. Its version is above those that this centre has said, and
// above one that it may have said before it lost its records.
func (c *reference) say(station, obj string, above int, kind string, body map[string]any) {
	said, ver := c.feeds[station], above+1
	for _, s := range said {
		if s.obj == obj {
			ver = max(ver, s.ver+1)
		}
	}
	at := c.now().UTC().Format("2006-01-02T15:04:05.000Z")
	body["at"], body["ver"] = at, ver
	n := len(said) + 1
	if c.wrong == "gap" {
		n *= 2
	}
	line, _ := json.Marshal(map[string]any{
		"n": n, "station": station, "obj": obj, "ver": ver, "kind": kind, "at": at, "body": body,
	})
	sig := ed25519.Sign(c.sign, append([]byte("feed\n"), line...))
	c.feeds[station] = append(said, refSaid{string(line), base64.StdEncoding.EncodeToString(sig), obj, ver})
}

// cursor names the place after n lines of a feed in this life of the centre.
func (c *reference) cursor(said []refSaid, n int) string {
	if n == 0 {
		return ""
	}
	text := strings.Join([]string{c.generation, strconv.Itoa(n), refID(refSum([]byte(said[n-1].Line)))}, " ")
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

func (c *reference) feed(r *http.Request, target string) (any, *refusal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d, bad := c.enter(r, target)
	if bad != nil {
		return nil, bad
	}
	if _, bad := c.whole(r, 0); bad != nil {
		return nil, bad
	}
	limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
	if err != nil || limit < 1 {
		return nil, refuse(400, "invalid", "limit")
	}
	said, cursor, from := c.feeds[d.id[:12]], r.URL.Query().Get("cursor"), -1
	for n := range len(said) + 1 {
		if c.cursor(said, n) == cursor {
			from = n
		}
	}
	if from < 0 && c.wrong == "cursor" {
		from = 0
	}
	if from < 0 {
		return nil, &refusal{status: 410, Code: "refetch", Action: "refetch"}
	}
	to, size := from, 0
	for to < len(said) && to-from < min(limit, 200) {
		text, _ := json.Marshal(said[to])
		if size += len(text) + 1; size > 1<<20-512 && to > from {
			break
		}
		to++
	}
	page := append([]refSaid{}, said[from:to]...)
	return map[string]any{"cursor": c.cursor(said, to), "more": to < len(said), "lines": page}, nil
}
