package uplink

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A modelDesk is a desk: all its lines, and where it stands.
type modelDesk struct {
	journal []string
	inc     string
	no      int
	acked   int
}

func (d modelDesk) copy() modelDesk {
	d.journal = slices.Clone(d.journal)
	return d
}

// A modelCentre keeps what a centre must, in the simplest way: every line of
// every incarnation.
type modelCentre struct {
	nos     map[string]int
	lines   map[string][]string
	all     map[string]bool // record ids
	current string
}

func (c modelCentre) copy() modelCentre {
	c.nos, c.lines, c.all = maps.Clone(c.nos), maps.Clone(c.lines), maps.Clone(c.all)
	return c
}

// fold stands for a chain: two are equal when the lines are.
func fold(inc string, lines []string) string { return fmt.Sprint(inc, lines) }

// A world is a desk and a centre with what was once copied of them.
type world struct {
	judge   func(Known, Hello, time.Time) Verdict
	blind   bool // the centre does not compare chains where a slice joins
	d       modelDesk
	c       modelCentre
	images  []modelDesk
	backups []modelCentre
	minted  int
	written int
}

func newWorld() *world {
	w := &world{
		judge: Judge, d: modelDesk{inc: "inc0", no: 1},
		c: modelCentre{nos: map[string]int{}, lines: map[string][]string{}, all: map[string]bool{}},
	}
	w.images, w.backups = []modelDesk{w.d.copy()}, []modelCentre{w.c.copy()}
	return w
}

func (w *world) write(n int) {
	for range n {
		w.written++
		w.d.journal = append(w.d.journal, fmt.Sprint("r", w.written))
	}
}

func (w *world) mint(no int) {
	w.minted++
	w.d.inc, w.d.no, w.d.acked = fmt.Sprint("inc", w.minted), max(w.d.no+1, no), 0
}

// known is what the centre tells the table.
func (w *world) known() Known {
	k := Known{Next: int64(len(w.c.lines[w.c.current])) + 1, Instance: "i"}
	for id, no := range w.c.nos {
		k.LastNo = max(k.LastNo, no)
		if id == w.d.inc {
			k.Standing = Closed
		}
	}
	if w.c.current != "" && w.c.current == w.d.inc {
		k.Standing = Current
		if w.d.acked <= len(w.c.lines[w.d.inc]) {
			k.At = fold(w.d.inc, w.c.lines[w.d.inc][:w.d.acked])
		}
	}
	return k
}

func (w *world) hello() Hello {
	return Hello{
		Incarnation: w.d.inc, No: w.d.no, Head: int64(len(w.d.journal)), Acked: int64(w.d.acked), Instance: "i",
		AckedChain: fold(w.d.inc, w.d.journal[:w.d.acked]),
	}
}

// meet runs until the centre says to continue, and sends everything. Of what was
// sent, the last lose lines are never acknowledged.
func (w *world) meet(lose int) error {
	for range 6 {
		v := w.judge(w.known(), w.hello(), time.Time{})
		switch {
		case v.Action == NewIncarnation:
			w.mint(v.NextNo)
			continue
		case v.Action != Continue:
			return fmt.Errorf("verdict %+v", v)
		case v.Opens:
			for _, no := range w.c.nos {
				if no == w.d.no {
					return fmt.Errorf("ordinal %d was given twice", no)
				}
			}
			w.c.nos[w.d.inc], w.c.current = w.d.no, w.d.inc
		}
		have := w.c.lines[w.d.inc]
		if len(have) > len(w.d.journal) {
			return fmt.Errorf("the centre has %d lines of %s, the desk %d", len(have), w.d.inc, len(w.d.journal))
		}
		if w.d.acked > len(have) {
			return fmt.Errorf("a gap: %d lines acknowledged, %d there", w.d.acked, len(have))
		}
		if !w.blind && !slices.Equal(have, w.d.journal[:len(have)]) {
			w.mint(v.NextNo) // The answer to the slice is: fork.
			continue
		}
		fresh := w.d.journal[len(have):]
		w.c.lines[w.d.inc] = append(slices.Clone(have), fresh...)
		for _, l := range fresh {
			w.c.all[l] = true
		}
		w.d.acked = max(w.d.acked, len(w.d.journal)-lose)
		return nil
	}
	return fmt.Errorf("no agreement: %+v", w.d)
}

// check lets the two meet undisturbed: then every line of the desk is at the
// centre, and the incarnation that speaks for the desk holds the desk's lines in
// their order.
func (w *world) check() error {
	d, c := w.d.copy(), w.c.copy()
	defer func() { w.d, w.c = d, c }()
	if err := w.meet(0); err != nil {
		return err
	}
	for _, l := range w.d.journal {
		if !w.c.all[l] {
			return fmt.Errorf("line %s is lost", l)
		}
	}
	if w.c.current != w.d.inc || !slices.Equal(w.c.lines[w.d.inc], w.d.journal) {
		return fmt.Errorf("desk %+v, centre has %v", w.d, w.c.lines[w.d.inc])
	}
	return nil
}

// TestHelloModel lets a desk write and send, lose answers, and come back from old
// images, and a centre come back from old backups. Whatever happens, they agree
// at the next meeting and nothing of the living desk is lost.
func TestHelloModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		meet := func(t *rapid.T, lose int) {
			if err := w.meet(lose); err != nil {
				t.Fatal(err)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"write":    func(t *rapid.T) { w.write(rapid.IntRange(1, 3).Draw(t, "lines")) },
			"meet":     func(t *rapid.T) { meet(t, 0) },
			"cut":      func(t *rapid.T) { meet(t, rapid.IntRange(1, 3).Draw(t, "lost")) },
			"image":    func(*rapid.T) { w.images = append(w.images, w.d.copy()) },
			"restore":  func(t *rapid.T) { w.d = rapid.SampledFrom(w.images).Draw(t, "image").copy() },
			"notice":   func(*rapid.T) { w.mint(0) }, // the desk sees by itself that it was restored
			"backup":   func(*rapid.T) { w.backups = append(w.backups, w.c.copy()) },
			"rollback": func(t *rapid.T) { w.c = rapid.SampledFrom(w.backups).Draw(t, "backup").copy() },
			"": func(t *rapid.T) {
				if err := w.check(); err != nil {
					t.Fatal(err)
				}
			},
		})
	})
}

// TestModelFindsMutants is the control: tables with a row left out must be
// found.
func TestModelFindsMutants(t *testing.T) {
	without := func(why ...Reason) func(Known, Hello, time.Time) Verdict {
		return func(k Known, h Hello, now time.Time) Verdict {
			v := Judge(k, h, now)
			if slices.Contains(why, v.Reason) && v.Action == NewIncarnation {
				v.Action = Continue
			}
			return v
		}
	}
	for name, mutant := range map[string]*world{
		"an old image goes on":        {judge: without(DeskBehind, Fork)},
		"an old backup goes on":       {judge: without(CentreBehind)},
		"a fenced desk goes on":       {judge: without(Fenced)},
		"chains are compared nowhere": {judge: without(Fork), blind: true},
		"joints are not compared":     {judge: Judge, blind: true},
		"an ordinal may be used twice": {judge: func(k Known, h Hello, now time.Time) Verdict {
			v := Judge(k, h, now)
			if v.Reason == NumberTaken {
				v.Action, v.Opens = Continue, true
			}
			return v
		}},
	} {
		if !found(mutant) {
			t.Errorf("%s: the model does not notice", name)
		}
	}
	if found(&world{judge: Judge}) {
		t.Error("the model finds fault with the table itself")
	}
}

// found walks at random, the same way each time, until the model fails.
func found(mutant *world) (bad bool) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		w := newWorld()
		w.judge, w.blind = mutant.judge, mutant.blind
		for range 30 {
			var err error
			switch r.IntN(8) {
			case 0, 1:
				w.write(1 + r.IntN(3))
			case 2:
				err = w.meet(r.IntN(3))
			case 3:
				w.images = append(w.images, w.d.copy())
			case 4:
				w.d = w.images[r.IntN(len(w.images))].copy()
			case 5:
				w.backups = append(w.backups, w.c.copy())
			case 6:
				w.mint(0)
			case 7:
				w.c = w.backups[r.IntN(len(w.backups))].copy()
			}
			if err != nil || w.check() != nil {
				return true
			}
		}
	}
	return false
}
