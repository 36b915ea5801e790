package uplink

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"xiaochuang/desk"
)

// plainDigests are SHA-256 for the tests.
type plainDigests struct{}

func (plainDigests) Algorithm() string      { return "sha256" }
func (plainDigests) Hash(b []byte) [32]byte { return sha256.Sum256(b) }
func (d plainDigests) Digest(b []byte) string {
	sum := d.Hash(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}

var digests plainDigests

// tick is a clock that moves a second with each reading.
type tick struct{ now time.Time }

func (c *tick) Now() time.Time {
	c.now = c.now.Add(time.Second)
	return c.now
}

func newTick() *tick { return &tick{time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC)} }

// box is an outbox in memory.
type box struct {
	state  State
	lines  [][]byte
	blobs  map[string][]byte
	first  map[string]int64
	held   map[string]bool
	until  map[string]time.Time
	took   []string
	reason []Reason
	grow   int // lines that appear with the next page of the feed

	testified string // generation that had back what came down
}

func newBox(lines int) *box {
	b := &box{
		state: State{Desk: "110101001001-01", Incarnation: "inc-1", No: 1},
		blobs: map[string][]byte{}, first: map[string]int64{}, held: map[string]bool{}, until: map[string]time.Time{},
	}
	b.write(lines)
	return b
}

func (b *box) write(n int) {
	for range n {
		b.lines = append(b.lines, []byte(`{"rid":"r`+string(rune('0'+len(b.lines)%10))+`"}`))
	}
}

func (b *box) page(n int64, size int) string {
	p := slices.Repeat([]byte{byte(len(b.blobs) + 1)}, size)
	id := digests.Digest(p)
	b.blobs[id], b.first[id] = p, n
	return id
}

func (b *box) State(context.Context) (State, error) {
	s := b.state
	s.Head = int64(len(b.lines))
	if s.Acked == s.Base {
		s.AckedChain = Begin(digests, s.Incarnation)
	}
	s.Pending = Pending{Events: s.Head - s.Acked}
	for id, p := range b.blobs {
		if !b.held[id] {
			s.Pending.Blobs++
			s.Pending.Bytes += int64(len(p))
		}
	}
	return s, nil
}

func (b *box) Heard(_ context.Context, h Heard) error {
	b.state.Generation = h.Generation
	b.state.Stable = max(b.state.Stable, h.Stable)
	return nil
}

func (b *box) Incarnate(_ context.Context, no int, why Reason) error {
	b.state.No = max(b.state.No+1, no)
	b.state.Incarnation = "inc-" + string(rune('0'+b.state.No))
	b.state.Base, b.state.Acked = b.state.Stable, b.state.Stable
	clear(b.held)
	b.reason = append(b.reason, why)
	return nil
}

func (b *box) Share(context.Context) (int, error) { return 0, nil }

func (b *box) Lines(_ context.Context, after int64, limit, _ int) ([]Frozen, error) {
	var out []Frozen
	for i := after; i < int64(len(b.lines)) && len(out) < limit; i++ {
		out = append(out, Frozen{N: i + 1, Line: b.lines[i]})
	}
	return out, nil
}

func (b *box) Acked(_ context.Context, a Ack) error {
	if a.Incarnation != b.state.Incarnation || a.From != b.state.Acked {
		return &desk.Problem{Kind: desk.Conflict, What: "sync.acked"}
	}
	b.state.Acked, b.state.AckedChain = a.To, a.Chain
	return nil
}

func (b *box) Due(_ context.Context, at time.Time, limit int) ([]Blob, error) {
	var out []Blob
	for id, p := range b.blobs {
		if !b.held[id] && !b.until[id].After(at) {
			out = append(out, Blob{ID: id, Size: int64(len(p)), N: b.first[id]})
		}
	}
	slices.SortFunc(out, func(x, y Blob) int { return int(x.N - y.N) })
	return out[:min(limit, len(out))], nil
}

func (b *box) Part(_ context.Context, id string, offset int64, limit int) ([]byte, error) {
	if b.blobs[id] == nil {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "page"}
	}
	return b.blobs[id][offset:min(offset+int64(limit), int64(len(b.blobs[id])))], nil
}

func (b *box) Held(_ context.Context, ids []string) error {
	for _, id := range ids {
		b.held[id] = true
	}
	return nil
}

func (b *box) PutOff(_ context.Context, id, _ string, until time.Time) error {
	b.until[id] = until
	return nil
}

func (b *box) Take(_ context.Context, p Page) (Taken, error) {
	b.state.Cursor = p.Cursor
	for _, l := range p.Lines {
		b.took = append(b.took, l.Line)
	}
	b.write(b.grow)
	b.grow = 0
	return Taken{New: len(p.Lines), Applied: len(p.Lines)}, nil
}

func (b *box) Rewind(context.Context) error {
	b.state.Cursor = ""
	return nil
}

func (b *box) Testimony(_ context.Context, after int64, limit, _ int) (Keepsake, error) {
	k := Keepsake{Generation: b.state.Generation, Done: b.testified == b.state.Generation, Last: after}
	for i := after; !k.Done && i < int64(len(b.took)) && len(k.Lines) < limit; i++ {
		k.Lines, k.Last = append(k.Lines, Signed{Line: b.took[i]}), i+1
	}
	return k, nil
}

func (b *box) Testified(_ context.Context, generation string) error {
	b.testified = generation
	return nil
}

// far is a centre in memory: what it was sent, and errors to give out first.
type far struct {
	calls  []string
	errs   []error // each call takes the next one; nil lets it through
	next   int64
	chain  Chain
	inc    string
	blobs  map[string][]byte
	lazy   bool // says 202 to the part that completes a blob, and finishes on an empty one
	feed   []Signed
	say    Action
	before func(call string)

	generation string // "" for "g"
	witnessed  []string
}

func newFar() *far { return &far{next: 1, blobs: map[string][]byte{}} }

func (f *far) call(name string) error {
	f.calls = append(f.calls, name)
	if f.before != nil {
		f.before(name)
	}
	if len(f.errs) == 0 {
		return nil
	}
	err := f.errs[0]
	f.errs = f.errs[1:]
	return err
}

func (f *far) Hello(_ context.Context, h Hello) (Welcome, error) {
	if err := f.call("hello"); err != nil {
		return Welcome{}, err
	}
	w := Welcome{Generation: cmp.Or(f.generation, "g"), Session: "s", Action: Continue, Algorithm: "sha256", NextNo: 9, ServerTime: h.Wall}
	if f.say != "" {
		w.Action, w.Reason, f.say = f.say, Unknown, ""
		return w, nil
	}
	if h.Incarnation != f.inc {
		f.inc, f.next, f.chain = h.Incarnation, 1, Begin(digests, h.Incarnation)
	}
	w.NextSeq, w.Chain = f.next, f.chain.Text(digests)
	return w, nil
}

func (f *far) Append(_ context.Context, s Slice) (Appended, error) {
	if err := f.call("events"); err != nil {
		return Appended{}, err
	}
	f.next, f.chain = s.Last()+1, s.Chain(digests)
	return Appended{NextSeq: f.next, Chain: f.chain.Text(digests)}, nil
}

func (f *far) Missing(_ context.Context, ids []string) ([]Want, error) {
	if err := f.call("missing"); err != nil {
		return nil, err
	}
	var out []Want
	for _, id := range ids {
		if digests.Digest(f.blobs[id]) != id || f.lazy {
			out = append(out, Want{ID: id, Next: int64(len(f.blobs[id]))})
		}
	}
	return out, nil
}

func (f *far) Part(_ context.Context, id string, offset, total int64, part []byte) (PartTaken, error) {
	if err := f.call("part"); err != nil {
		return PartTaken{}, err
	}
	if offset == int64(len(f.blobs[id])) {
		f.blobs[id] = append(f.blobs[id], part...)
	}
	n := int64(len(f.blobs[id]))
	whole := n == total && !(f.lazy && len(part) > 0)
	if whole {
		f.lazy = false
	}
	return PartTaken{Next: n, Complete: whole}, nil
}

func (f *far) Feed(_ context.Context, cursor string, _ int) (Page, error) {
	if err := f.call("feed"); err != nil {
		return Page{}, err
	}
	if cursor == "end" || len(f.feed) == 0 {
		return Page{Cursor: cursor}, nil
	}
	return Page{Cursor: "end", Lines: f.feed}, nil
}

func (f *far) Witness(_ context.Context, lines []Signed) (Witnessed, error) {
	if err := f.call("witness"); err != nil {
		return Witnessed{}, err
	}
	for _, l := range lines {
		f.witnessed = append(f.witnessed, l.Line)
	}
	return Witnessed{Restored: len(lines)}, nil
}
