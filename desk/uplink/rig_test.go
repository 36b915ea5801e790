package uplink

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaochuang/desk"
)

// A rig is desks that live under one name, their centre, and what was copied of
// them. Whatever happens, it knows what must still be there: everything but what
// was nowhere else when a disk died.
type rig struct {
	flaw    flaw
	clock   *tick
	desks   []*rigDesk
	images  []*rigDesk
	c       *rigCentre
	backup  *rigCentre
	late    []func()
	written []string
	risk    map[string]bool // record ids and pages that a dead disk alone had, or had beside a centre without backup
	n       int
}

func newRig(f flaw) *rig {
	g := &rig{flaw: f, clock: newTick(), risk: map[string]bool{}, desks: []*rigDesk{newRigDesk("i1")}}
	g.c = newRigCentre(f, g.clock.now)
	g.backup, g.images = g.c.image(), []*rigDesk{g.desks[0].image()}
	return g
}

// act does one of the things that happen; pick chooses below n.
func (g *rig) act(pick func(n int) int) (what string, err error) {
	d := g.desks[pick(len(g.desks))]
	switch pick(16) {
	case 0, 1, 2:
		for range 1 + pick(4) {
			g.n++
			rid := fmt.Sprint("r", g.n)
			d.write(rid, pick(2) == 0)
			g.written = append(g.written, rid)
		}
		return "write", nil
	case 3, 4:
		return "run", g.run(d, nil)
	case 5, 6:
		plan := make([]mishap, 1+pick(12))
		for i := range plan {
			plan[i] = mishap(pick(int(mishaps) + 2)) // Every other one arrives.
			if plan[i] >= mishaps {
				plan[i] = arrives
			}
		}
		return "run on a bad line", g.run(d, plan)
	case 7:
		d.alive = pick(30)
		err := g.run(d, nil)
		d.alive = -1
		return "run, killed", err
	case 8:
		d.full = true
		err := g.run(d, nil)
		d.full = false
		return "run on a full disk", err
	case 9:
		for _, f := range g.late {
			f()
		}
		g.late = nil
		return "what was late comes", nil
	case 10:
		g.images = append(g.images, d.image())
		return "image", nil
	case 11:
		return "a desk is restored", g.restore(d, g.images[pick(len(g.images))].image())
	case 12:
		if len(g.desks) == 1 && pick(2) == 0 {
			two := d.image()
			two.state.Instance = "i2"
			g.desks = append(g.desks, two)
			return "clone", nil
		}
		return "prune", g.prune(d)
	case 13:
		if pick(2) == 0 {
			g.backup = g.c.backUp()
			g.safe()
			return "backup", nil
		}
		return "the centre is restored", g.rollback()
	case 14:
		switch {
		case len(g.c.begun) < 2 && pick(3) < 2:
			g.c.begin(fmt.Sprint("case:", pick(3)))
		case len(g.c.begun) > 0:
			g.c.commit(pick(len(g.c.begun)))
		}
		return "decide", nil
	}
	switch pick(4) {
	case 0:
		g.clock.now = g.clock.now.Add(time.Duration(pick(9)-4) * 13 * time.Hour)
		return "the desk's clock moves", nil
	case 1:
		g.c.tired = !g.c.tired
		return "blobs are not finished", nil
	case 2:
		g.c.sour = !g.c.sour
		return "the feed is sour, or no longer", nil
	}
	return "recover", g.recover(d)
}

// usual are ends of a run that somebody stands in the way of.
func usual(err error) error {
	switch desk.KindOf(err) {
	case desk.Unavailable, desk.Full, desk.Conflict, desk.Locked, desk.Denied:
		return nil
	}
	if errors.Is(err, errDied) {
		return nil
	}
	return err
}

func (g *rig) courier(d *rigDesk, plan []mishap) (*Courier, *rigLink) {
	link := &rigLink{c: g.c, d: d, plan: plan, late: &g.late}
	return NewCourier(d, link, digests, g.clock, Options{
		Tries: 4, Sleep: func(_ context.Context, w time.Duration) error {
			if w > backoffMost {
				return fmt.Errorf("waits %v", w)
			}
			return nil
		},
	}), link
}

func (g *rig) run(d *rigDesk, plan []mishap) error {
	c, _ := g.courier(d, plan)
	d.soured = false
	calm := plan == nil && d.alive < 0 && !d.full
	r, err := c.Run(context.Background())
	if held := r.Left.Events; calm && d.soured && held > 0 && desk.KindOf(err) != desk.Conflict {
		return fmt.Errorf("what the street sent held %d lines up: %w", held, err)
	}
	return usual(err)
}

func (g *rig) recover(d *rigDesk) error {
	c, link := g.courier(d, nil)
	_, err := c.Recover(context.Background(), d, link)
	if err != nil {
		return usual(err)
	}
	for _, rid := range g.c.order {
		if d.places[rid] == 0 {
			return fmt.Errorf("%s did not come back", rid)
		}
	}
	return nil
}

// prune deletes pages that the centre has in a backup, as the desk believes.
func (g *rig) prune(d *rigDesk) error {
	upto := d.state.Stable
	if g.flaw == pruneAtAck {
		upto = d.state.Acked
	}
	for rid, place := range d.places {
		if id, _ := (rigLine{RID: rid}).page(); place <= upto && d.held[id] {
			delete(d.files, id)
		}
	}
	return nil
}

// restore puts an old image in the place of a desk. What it alone had, or what only
// a centre has that may be put back itself, is at risk from here on.
func (g *rig) restore(d, old *rigDesk) error {
	instance := d.state.Instance
	was := d.image()
	*d = *old
	d.state.Instance = instance
	for rid := range was.places {
		if g.backup.events[rid] == nil && !g.somebody(func(d *rigDesk) bool { return d.places[rid] > 0 }) {
			g.risk[rid] = true
		}
	}
	for id := range was.files {
		if g.backup.pages[id] == nil && !g.somebody(func(d *rigDesk) bool { return d.files[id] }) {
			g.risk[id] = true
		}
	}
	for key := range was.effects {
		if !g.somebody(func(d *rigDesk) bool { return d.effects[key] > 0 }) {
			g.risk[key] = true
		}
	}
	return nil
}

func (g *rig) somebody(has func(*rigDesk) bool) bool { return slices.ContainsFunc(g.desks, has) }

// safe takes what a backup has out of the risk.
func (g *rig) safe() {
	for rid := range g.backup.events {
		delete(g.risk, rid)
	}
	for id := range g.backup.pages {
		delete(g.risk, id)
	}
}

// rollback makes a centre of the last backup. Decisions that no desk has heard of
// are gone with the centre that made them.
func (g *rig) rollback() error {
	era := g.c.era
	g.c = g.backup.image()
	g.n++
	g.c.generation, g.c.era, g.c.session, g.c.now = fmt.Sprint("g", g.n), era+1, g.n*1000, g.clock.now
	return nil
}

// check lets everybody meet undisturbed and looks whether all is there. It works on
// copies.
func (g *rig) check() error {
	x := *g
	x.c = g.c.image()
	x.desks = nil
	for _, d := range g.desks {
		x.desks = append(x.desks, d.image())
	}
	x.late, x.c.tired, x.c.sour = nil, false, false
	x.c.begun = append(x.c.begun, g.c.begun...) // What was begun is committed after all.
	for len(x.c.begun) > 0 {
		x.c.commit(0)
	}
	want := map[string]bool{}
	for _, l := range x.c.feed {
		want[fmt.Sprint(l.Obj, "/", l.Ver)] = true
	}
	for _, d := range x.desks {
		for key := range d.effects {
			want[key] = true
		}
	}
	for range 2 {
		for _, d := range x.desks {
			if err := x.settle(d); err != nil {
				return err
			}
		}
	}
	return errors.Join(x.linesAreThere(), x.feedIsThere(want))
}

// settle runs until nothing is left, a day later where another PC has the word. A
// restored centre may hold that it heard of it days ahead of its clock.
func (g *rig) settle(d *rigDesk) error {
	for range 20 {
		c, _ := g.courier(d, nil)
		r, err := c.Run(context.Background())
		if desk.KindOf(err) == desk.Locked {
			g.c.now = g.c.now.Add(25 * time.Hour)
			continue
		}
		if err != nil {
			return fmt.Errorf("an undisturbed run: %w", err)
		}
		if r.Left.Events == 0 && len(r.PutOff) == 0 {
			return nil
		}
		g.clock.now = g.clock.now.Add(25 * time.Hour)
	}
	return fmt.Errorf("runs do not come to an end: %+v", d.state)
}

func (g *rig) linesAreThere() error {
	for _, rid := range g.written {
		raw := g.c.events[rid]
		if raw == nil {
			if !g.risk[rid] {
				return fmt.Errorf("%s is lost", rid)
			}
			continue
		}
		if n := g.c.effects[rid]; n != 1 {
			return fmt.Errorf("%s has its effect %d times", rid, n)
		}
		l := readRig(raw)
		id, contents := l.page()
		if l.Page && !bytes.Equal(g.c.pages[id], contents) && !g.risk[id] {
			return fmt.Errorf("the page of %s is lost", rid)
		}
	}
	for _, d := range g.desks {
		for rid, place := range d.places {
			if g.c.events[rid] == nil || !bytes.Equal(g.c.events[rid], d.lines[place-1]) {
				return fmt.Errorf("%s is not what the desk has", rid)
			}
		}
	}
	return nil
}

func (g *rig) feedIsThere(want map[string]bool) error {
	have := map[string]bool{}
	for i, l := range g.c.feed {
		key := fmt.Sprint(l.Obj, "/", l.Ver)
		if have[key] || g.flaw != bigSerial && l.N != int64(i)+1 {
			return fmt.Errorf("line %d of the feed is %+v", i, l)
		}
		have[key] = true
	}
	for key := range want {
		if !have[key] {
			return fmt.Errorf("%s is lost at the centre", key)
		}
	}
	for _, d := range g.desks {
		for key := range have {
			if d.effects[key] != 1 {
				return fmt.Errorf("%s has its effect %d times at the desk", key, d.effects[key])
			}
		}
	}
	return nil
}

// TestRunModel lets desks write, run on a line that loses, doubles and delays, be
// killed at every step, run full, be imaged, restored and cloned, fetch what they
// lost, and their centre be backed up, restored and too tired to finish a blob, by
// clocks that jump. After each act everything must come together again.
func TestRunModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := newRig("")
		pick := func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "pick") }
		for range rapid.IntRange(1, 40).Draw(t, "acts") {
			what, err := g.act(pick)
			t.Log(what)
			if err := errors.Join(err, g.check()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestRunModelFindsMutants is the control: a rule that is left out must be found.
func TestRunModelFindsMutants(t *testing.T) {
	for _, f := range []flaw{pruneAtAck, noChains, noRecordID, doneAt202, bigSerial, noWitness, sourStops} {
		if err := walk(f, 2000); err == nil {
			t.Errorf("%s: the model does not notice", f)
		} else {
			t.Logf("%s: %v", f, err)
		}
	}
	if err := walk("", 300); err != nil {
		t.Errorf("the model finds fault with the rules themselves: %v", err)
	}
}

// walk acts at random, the same way each time, until the model fails.
func walk(f flaw, lives int) error {
	r := rand.New(rand.NewPCG(7, 11))
	for range lives {
		g := newRig(f)
		for range 40 {
			_, err := g.act(r.IntN)
			if err := errors.Join(err, g.check()); err != nil {
				return err
			}
		}
	}
	return nil
}

// TestBackoffHasACap holds the waits against what a centre can bear and a desk can
// afford: between the floor and twenty minutes whatever went wrong before, and
// spread over all of it. The control has no cap.
func TestBackoffHasACap(t *testing.T) {
	fits := func(wait func(n int, random float64, asked time.Duration) time.Duration) error {
		for n := range 200 {
			for _, random := range []float64{0, 0.5, 0.999} {
				if w := wait(n, random, 0); w < backoffFloor || w > backoffMost {
					return fmt.Errorf("after %d failures it waits %v", n, w)
				}
			}
			if n > 10 && wait(n, 0.999, 0)-wait(n, 0, 0) < backoffMost/2 {
				return fmt.Errorf("after %d failures all wait alike", n)
			}
		}
		return nil
	}
	if err := fits(Backoff); err != nil {
		t.Error(err)
	}
	uncapped := func(n int, random float64, asked time.Duration) time.Duration {
		return max(time.Duration(random*float64(backoffBase)*float64(uint64(1)<<min(n, 62))), backoffFloor, asked)
	}
	if fits(uncapped) == nil {
		t.Error("waits without a cap go by")
	}
}

// A client timed out while the centre was finishing the blob. The last part, sent
// again, was answered 202, and the desk took the blob for done: one of 1,289 was
// missing. Only 200 and 201 say so, or a later question that does not list it.
func TestRetryWhileTheCentreFinishes(t *testing.T) {
	g := newRig("")
	d := g.desks[0]
	d.write("r1", true)
	g.written, g.c.tired = []string{"r1"}, true
	if err := g.run(d, []mishap{arrives, arrives, arrives, arrives, lostTold}); err != nil {
		t.Fatal(err)
	}
	id, _ := readRig(d.lines[0]).page()
	if d.held[id] && g.c.pages[id] == nil {
		t.Error("the desk takes a blob for done that the centre has not finished")
	}
	if err := g.check(); err != nil {
		t.Error(err)
	}
}

// A centre was killed between the last part of a blob and finishing it. To the
// question what is missing it said that every byte is there, and nothing was left
// to send: the blob stood so for ever. An empty part asks to finish it.
func TestCentreKilledBeforeItFinished(t *testing.T) {
	g := newRig("")
	d := g.desks[0]
	d.write("r1", true)
	g.written = []string{"r1"}
	id, contents := readRig(d.lines[0]).page()
	g.c.parts[id] = contents
	if err := g.run(d, nil); err != nil {
		t.Fatal(err)
	}
	if g.c.pages[id] == nil || !d.held[id] {
		t.Errorf("the blob still waits: held %v", d.held[id])
	}
}
