package uplink

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"xiaochuang/desk"
)

// errDied is what everything returns after the moment at which a desk was killed.
var errDied = errors.New("killed")

// A rigDesk is a desk in memory: its journal, the files of pages, and what came
// down. Each method is one transaction, as in the store.
type rigDesk struct {
	state   State
	lines   [][]byte
	places  map[string]int64 // by record id
	files   map[string]bool  // pages that are on this disk
	held    map[string]bool
	until   map[string]time.Time
	inbox   []Signed
	effects map[string]int // of what came down, by object and version
	had     string         // generation that has been given back what came down

	soured bool // the last page of the feed was
	full   bool // the disk
	alive  int  // steps until it is killed; negative for never
}

func newRigDesk(instance string) *rigDesk {
	return &rigDesk{
		state:  State{Desk: "110101001001-01", Incarnation: "inc-1", No: 1, Instance: instance},
		places: map[string]int64{}, files: map[string]bool{}, held: map[string]bool{}, until: map[string]time.Time{},
		effects: map[string]int{}, alive: -1,
	}
}

// image is the disk of the desk as it is now.
func (d *rigDesk) image() *rigDesk {
	c := *d
	c.lines, c.inbox = slices.Clone(d.lines), slices.Clone(d.inbox)
	c.places, c.files, c.held, c.until, c.effects = maps.Clone(d.places), maps.Clone(d.files), maps.Clone(d.held), maps.Clone(d.until), maps.Clone(d.effects)
	c.full, c.alive = false, -1
	return &c
}

// A rigLine is a line as the rig writes it.
type rigLine struct {
	RID  string `json:"rid"`
	Page bool   `json:"page"`
	By   string `json:"by"` // incarnation that wrote it
}

func readRig(raw []byte) (l rigLine) {
	if err := json.Unmarshal(raw, &l); err != nil {
		panic(err)
	}
	return l
}

// page is the page of a line.
func (l rigLine) page() (id string, contents []byte) {
	contents = []byte("page of " + l.RID)
	return digests.Digest(contents), contents
}

func (d *rigDesk) write(rid string, page bool) {
	l := rigLine{rid, page, d.state.Incarnation}
	raw, _ := json.Marshal(l)
	d.lines = append(d.lines, raw)
	d.places[rid] = int64(len(d.lines))
	if page {
		id, _ := l.page()
		d.files[id] = true
	}
}

// step is where the desk may be killed.
func (d *rigDesk) step() error {
	if d.alive == 0 {
		return errDied
	}
	d.alive--
	return nil
}

// commit is a transaction: it may be killed before, or when it is done; on a full
// disk it changes nothing.
func (d *rigDesk) commit(do func()) error {
	if err := d.step(); err != nil {
		return err
	}
	if d.full {
		return &desk.Problem{Kind: desk.Full, What: "disk"}
	}
	do()
	return d.step()
}

func (d *rigDesk) State(context.Context) (State, error) {
	s := d.state
	s.Head = int64(len(d.lines))
	if s.Acked == s.Base {
		s.AckedChain = Begin(digests, s.Incarnation)
	}
	s.Pending.Events = s.Head - s.Acked
	for id := range d.files {
		if !d.held[id] {
			s.Pending.Blobs++
		}
	}
	return s, nil
}

func (d *rigDesk) Heard(_ context.Context, h Heard) error {
	return d.commit(func() {
		if d.state.Generation != h.Generation {
			d.forgetPages()
		}
		d.state.Generation = h.Generation
		if h.Incarnation == d.state.Incarnation {
			d.state.Stable = max(d.state.Stable, min(h.Stable, d.state.Acked))
		}
	})
}

func (d *rigDesk) Incarnate(_ context.Context, no int, _ Reason) error {
	return d.commit(func() {
		d.state.No = max(d.state.No+1, no)
		d.state.Incarnation = fmt.Sprintf("inc-%d-%s-%d", d.state.No, d.state.Instance, len(d.lines))
		d.state.Base, d.state.Acked = d.state.Stable, d.state.Stable
		d.had = ""
		d.forgetPages()
	})
}

// forgetPages lets every page above stable count as never sent.
func (d *rigDesk) forgetPages() {
	for rid, place := range d.places {
		if id, _ := (rigLine{RID: rid}).page(); place > d.state.Stable {
			delete(d.held, id)
		}
	}
}

func (d *rigDesk) Share(context.Context) (int, error) { return 0, nil }

func (d *rigDesk) Lines(_ context.Context, after int64, limit, _ int) ([]Frozen, error) {
	var out []Frozen
	for i := after; i < int64(len(d.lines)) && len(out) < min(limit, 3); i++ {
		out = append(out, Frozen{N: i + 1, Line: d.lines[i]})
	}
	return out, nil
}

func (d *rigDesk) Acked(_ context.Context, a Ack) error {
	if a.Incarnation != d.state.Incarnation || a.From != d.state.Acked {
		return &desk.Problem{Kind: desk.Conflict, What: "sync.acked"}
	}
	return d.commit(func() { d.state.Acked, d.state.AckedChain = a.To, a.Chain })
}

func (d *rigDesk) Due(_ context.Context, at time.Time, limit int) ([]Blob, error) {
	var out []Blob
	for i, raw := range d.lines {
		l := readRig(raw)
		id, contents := l.page()
		until := d.until[id]
		if l.Page && d.files[id] && !d.held[id] && (!until.After(at) || until.After(at.Add(25*time.Hour))) {
			out = append(out, Blob{ID: id, Size: int64(len(contents)), N: int64(i + 1)})
		}
	}
	return out[:min(limit, len(out))], nil
}

func (d *rigDesk) Part(_ context.Context, id string, offset int64, limit int) ([]byte, error) {
	for _, raw := range d.lines {
		if have, contents := readRig(raw).page(); have == id && d.files[id] {
			return contents[offset:min(offset+int64(limit), int64(len(contents)))], nil
		}
	}
	return nil, &desk.Problem{Kind: desk.NotFound, What: "page"}
}

func (d *rigDesk) Held(_ context.Context, ids []string) error {
	return d.commit(func() {
		for _, id := range ids {
			d.held[id] = true
		}
	})
}

func (d *rigDesk) PutOff(_ context.Context, id, _ string, until time.Time) error {
	return d.commit(func() { d.until[id] = until })
}

func keyOf(signed Signed) string {
	var l FeedLine
	if err := json.Unmarshal([]byte(signed.Line), &l); err != nil {
		panic(err)
	}
	return fmt.Sprint(l.Obj, "/", l.Ver)
}

// sourLine is a line that no desk takes.
const sourLine = "sour"

var errSour = &desk.Problem{Kind: desk.Denied, What: "sync.feed"}

func (d *rigDesk) Take(_ context.Context, p Page) (Taken, error) {
	var t Taken
	d.soured = slices.ContainsFunc(p.Lines, func(l Signed) bool { return l.Line == sourLine })
	if d.soured {
		return t, errSour
	}
	err := d.commit(func() {
		d.state.Cursor = p.Cursor
		for _, l := range p.Lines {
			if key := keyOf(l); d.effects[key] == 0 {
				d.inbox = append(d.inbox, l)
				d.effects[key]++
				t.New++
			}
		}
	})
	return t, err
}

func (d *rigDesk) Rewind(context.Context) error {
	return d.commit(func() { d.state.Cursor = "" })
}

func (d *rigDesk) Testimony(_ context.Context, after int64, _, _ int) (Keepsake, error) {
	k := Keepsake{Generation: d.state.Generation, Done: d.had == d.state.Generation, Last: after}
	for i := after; !k.Done && i < int64(len(d.inbox)) && len(k.Lines) < 2; i++ {
		k.Lines, k.Last = append(k.Lines, d.inbox[i]), i+1
	}
	return k, nil
}

func (d *rigDesk) Testified(_ context.Context, generation string) error {
	return d.commit(func() { d.had = generation })
}

func (d *rigDesk) Recovering(context.Context) (string, error) { return "", nil }

func (d *rigDesk) Recover(_ context.Context, p LogPage) (Recovered, error) {
	var got Recovered
	err := d.commit(func() {
		for _, l := range p.Lines {
			if d.places[l.RID] == 0 {
				d.lines = append(d.lines, bytes.Clone(l.Line))
				d.places[l.RID] = int64(len(d.lines))
				got.Lines++
			}
		}
	})
	return got, err
}

func (d *rigDesk) Settle(context.Context, bool) error { return nil }
