package centre_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store"
	"xiaochuang/store/parcel"
)

// A mix is a desk and a street that exchange over the line and by sticks in any
// order, while either of them is put back to an older image now and then.
type mix struct {
	t      *testing.T
	r      *rand.Rand
	pc     imaged
	w      *window
	s      *street
	old    string            // image of the street, "" for none
	sticks []*mixStick       // that were written, in any state
	ever   map[string][]byte // every line that a desk ever had
	must   map[string][]byte // lines that the street took and must have
	trace  []string
}

// A mixStick is one parcel, and the answers to it, each on a stick of its own so that
// they come in any order.
type mixStick struct {
	dir     string
	lines   map[string][]byte // the journal when it was written
	answers []string
}

func newMix(t *testing.T, seed uint64) *mix {
	m := &mix{t: t, r: rand.New(rand.NewPCG(seed, 7)), pc: newImaged(t), ever: map[string][]byte{}, must: map[string][]byte{}}
	m.s = openStreet(t, filepath.Join(t.TempDir(), "centre"))
	m.w = m.pc.open(t)
	m.w.enrol(m.s)
	return m
}

func (m *mix) note(what string, more ...any) {
	m.trace = append(m.trace, fmt.Sprint(append([]any{what, " "}, more...)...))
}

func (m *mix) see() {
	lines, _ := m.w.journal()
	maps.Copy(m.ever, lines)
}

func (m *mix) step() {
	m.w.clock.Add(1e9)
	switch n := m.r.IntN(100); {
	case n < 25:
		m.work()
	case n < 38:
		m.line()
	case n < 54:
		m.out()
	case n < 72:
		m.in()
	case n < 88:
		m.back()
	case n < 91:
		m.deskImage()
	case n < 94:
		m.deskRestored()
	case n < 97:
		m.streetImage()
	default:
		m.streetRestored()
	}
}

func (m *mix) work() {
	m.note("work")
	m.w.clock.Add(60e9)
	m.w.takeIn(1+m.r.IntN(3000), 1+m.r.IntN(3000))
	m.w.tickets(1 + m.r.IntN(3))
	m.see()
}

// line runs over the line, which may break after some requests.
func (m *mix) line() {
	c := &dying{Centre: m.w.client(m.s.url), left: m.r.IntN(12)}
	r, err := m.w.run(c)
	m.note("line", r.Sent, " lines, ", r.Blobs, " pages, ", err)
	m.see()
}

func (m *mix) out() {
	st := &mixStick{dir: m.t.TempDir()}
	out, err := m.w.outbox.CarryOut(m.t.Context(), st.dir, store.ParcelOptions{Volume: 4000})
	if err != nil {
		m.t.Fatal(err)
	}
	m.note("out", out.ID, " ", out.Lines, " lines, ", out.Pages, " pages, stick ", len(m.sticks))
	m.see()
	st.lines, _ = m.w.journal()
	m.sticks = append(m.sticks, st)
}

func (m *mix) in() {
	if len(m.sticks) == 0 {
		return
	}
	i := m.r.IntN(len(m.sticks))
	st := m.sticks[i]
	files := volumesOn(m.t, st.dir)
	if len(files) == 0 {
		return
	}
	to := m.t.TempDir()
	if err := os.Mkdir(filepath.Join(to, parcel.Folder), 0o700); err != nil {
		m.t.Fatal(err)
	}
	c, err := m.s.CarryIn(m.t.Context(), clerk, files, answerOnto(to))
	if err != nil {
		m.t.Fatalf("in %d: %v", i, err)
	}
	m.note("in", i, fmt.Sprintf(" %+v", c[0]))
	st.answers = append(st.answers, to)
	if c[0].Action == uplink.Continue || c[0].Kept {
		maps.Copy(m.must, st.lines)
	}
}

func (m *mix) back() {
	if len(m.sticks) == 0 {
		return
	}
	i := m.r.IntN(len(m.sticks))
	st := m.sticks[i]
	if len(st.answers) == 0 {
		return
	}
	in, err := m.w.outbox.CarryIn(m.t.Context(), st.answers[m.r.IntN(len(st.answers))], "", desk.Duty{})
	if err != nil && desk.KindOf(err) != desk.Locked {
		m.t.Fatalf("back %d: %v", i, err)
	}
	m.note("back", i, fmt.Sprintf(" %+v, %v", in.Settled, err))
	m.see()
}

func (m *mix) deskImage() {
	m.note("desk image")
	m.w.close()
	copyTree(m.t, m.pc.dir, m.pc.image)
	m.reopen(0)
}

func (m *mix) deskRestored() {
	if _, err := os.Stat(m.pc.image); err != nil {
		return
	}
	m.note("desk restored")
	m.w.close()
	copyTree(m.t, m.pc.image, m.pc.dir)
	m.reopen(1)
}

func (m *mix) reopen(hours int) {
	now := m.w.clock.Now()
	m.w = m.pc.open(m.t)
	m.w.clock.Add(now.Sub(m.w.clock.Now()))
	for range hours {
		m.w.clock.Add(3600e9)
	}
	m.see()
}

func (m *mix) streetImage() {
	m.note("street image")
	m.old = m.t.TempDir()
	m.s.close()
	copyTree(m.t, m.s.dir, m.old)
	m.s = openStreet(m.t, m.s.dir)
}

func (m *mix) streetRestored() {
	if m.old == "" {
		return
	}
	m.note("street restored")
	m.s.close()
	copyTree(m.t, m.old, m.s.dir)
	m.s = openStreet(m.t, m.s.dir)
	clear(m.must)
}

// end lets everything arrive, by the line or by one stick after the other, and
// compares.
func (m *mix) end() {
	by := "line"
	for i := range 6 {
		if m.r.IntN(2) == 0 {
			by = "stick"
			stick := m.t.TempDir()
			m.s.visit(m.t, m.w, stick)
		} else {
			m.w.mustRun(m.s.url)
		}
		if st, err := m.w.outbox.State(m.t.Context()); err == nil && st.Pending.Blobs == 0 && st.Pending.Events <= 1 {
			break
		} else if i == 5 {
			m.t.Errorf("after six more exchanges there is left %+v, %v", st.Pending, err)
		}
	}
	m.note("end", by)
	m.w.mustRun(m.s.url)
	same(m.t, m.s, m.w, m.ever)
	have := m.s.records(m.t, m.w.id())
	for rid := range m.must {
		if _, ok := have[rid]; !ok {
			m.t.Errorf("line %s came by stick and is lost", rid)
		}
	}
	if r := m.w.mustRun(m.s.url); r.Moved() {
		m.t.Errorf("a further run moved %+v", r)
	}
}

// Whatever the order of line and sticks, and whoever was put back to an old image
// in between, the street ends with what the desk has, each line once.
func TestLineAndSticksInAnyOrder(t *testing.T) {
	sequences := 4
	if long() {
		sequences = 400
	}
	for seed := range sequences {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			m := newMix(t, uint64(seed))
			for range 25 {
				m.step()
			}
			m.end()
			if t.Failed() || testing.Verbose() {
				for _, s := range m.trace {
					t.Log(s)
				}
			}
		})
	}
}
