package centre_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/recordstest"
	"xiaochuang/store/centre/scanstest"
)

// TestKillsImagesAndBackups ends desk and centre with SIGKILL in either order, again
// and again, and in between puts an old image back on the desk's disk, or makes the
// centre anew from a backup. In the end everything that was acknowledged at the
// counter is at the centre, what the desk has is there to the byte, and no answer of
// the street stands twice in its journal.
func TestKillsImagesAndBackups(t *testing.T) {
	cycles, pairings := 8, [][2]bool{{false, false}, {true, true}}
	if long() {
		cycles, pairings = 160, [][2]bool{{false, false}, {true, false}, {false, true}, {true, true}}
	}
	for seed, p := range pairings {
		t.Run(fmt.Sprintf("server %v, bucket %v", p[0], p[1]), func(t *testing.T) {
			l := &life{t: t, rand: rand.New(rand.NewPCG(uint64(seed), 11)), server: p[0], bucket: p[1], extra: map[string][]byte{}}
			l.live(cycles)
		})
	}
}

// A life is what befalls a street and one of its desks.
type life struct {
	t              *testing.T
	rand           *rand.Rand
	server, bucket bool
	s              *street
	with           centre.Config // of s
	pc             imaged
	backups        string
	ledger         []string          // acts acknowledged at the counter
	extra          map[string][]byte // lines of lives of the desk that an image ended
}

// fresh is where another centre may be made.
func (l *life) fresh() centre.Config {
	c := centre.Config{Dir: filepath.Join(l.t.TempDir(), "centre"), Reserve: -1, Street: tenant}
	if l.server {
		c.Database = recordstest.Shared(l.t).Database(l.t)
	}
	if l.bucket {
		c.Scans = scanstest.Shared(l.t).Bucket(l.t)
	}
	return c
}

func (l *life) live(cycles int) {
	t, addr := l.t, freePort(l.t)
	l.pc, l.backups, l.with = newImaged(t), t.TempDir(), l.fresh()
	l.s = openStreetAs(t, l.with)
	w := l.pc.open(t)
	w.enrol(l.s)
	w.close()
	copyTree(t, l.pc.dir, l.pc.image)
	l.backUp()
	for i := range cycles {
		l.day(addr, i%2)
		switch i % 4 {
		case 0:
			copyTree(t, l.pc.dir, l.pc.image)
		case 1:
			l.backUp()
		case 2:
			l.restoreDesk()
		case 3:
			l.restoreCentre()
		}
	}
	w = l.desk()
	w.mustRun(l.s.url)
	same(t, l.s, w, l.extra)
	have := l.s.records(t, w.id())
	for _, rid := range l.ledger {
		if _, ok := have[rid]; !ok {
			t.Errorf("act %s was acknowledged at the counter and is lost", rid)
		}
	}
	if n := answeredOnce(t, w); n == 0 || len(l.ledger) == 0 || len(l.extra) == 0 {
		t.Errorf("%d answers, %d acts and %d lines of ended lives prove nothing", n, len(l.ledger), len(l.extra))
	}
	if again := w.mustRun(l.s.url); again.Moved() {
		t.Errorf("a further run moved %+v", again)
	}
	t.Logf("%d acts, %d records, %d of ended lives", len(l.ledger), len(have), len(l.extra))
}

// day lets both work for a moment, with so many whole runs before and after the
// street decides at the least, and kills both, the one or the other first.
func (l *life) day(addr string, runs int) {
	l.t.Helper()
	far := start(l.t, "centre", l.with.Dir, addr, childData+"="+l.with.Database, childScan+"="+l.with.Scans)
	near := start(l.t, "desk", filepath.Join(l.pc.dir, "desk"), addr)
	pause := func(most int) { time.Sleep(time.Duration(l.rand.IntN(most)) * time.Millisecond) }
	near.work(l.rand.IntN(30), runs)
	pause(50)
	decideSome(l.t, l.s, map[string]int{})
	near.work(l.rand.IntN(10), runs)
	pause(50)
	if l.rand.IntN(2) == 0 {
		far.kill(l.t)
		pause(60)
		l.ledger = append(l.ledger, near.kill(l.t)...)
		return
	}
	l.ledger = append(l.ledger, near.kill(l.t)...)
	far.kill(l.t)
}

func (l *life) desk() *window { return reopened(l.t, filepath.Join(l.pc.dir, "desk")) }

func (l *life) backUp() {
	l.t.Helper()
	if _, err := l.s.BackUp(l.t.Context(), l.backups); err != nil {
		l.t.Fatal(err)
	}
}

// restoreDesk puts the old image back. What the desk had since is at the centre by
// then, and in a backup: losing both disks at once is more than is promised.
func (l *life) restoreDesk() {
	l.t.Helper()
	w := l.desk()
	w.mustRun(l.s.url)
	ended, _ := w.journal()
	w.close()
	l.backUp()
	copyTree(l.t, l.pc.image, l.pc.dir)
	w = l.desk()
	mine, _ := w.journal()
	w.close()
	for rid, line := range ended {
		if !bytes.Equal(mine[rid], line) {
			l.extra[rid] = line
		}
	}
}

// restoreCentre makes the centre anew from the newest backup.
func (l *life) restoreCentre() {
	l.t.Helper()
	l.s.close()
	l.with = l.fresh()
	if _, _, err := centre.Restore(l.t.Context(), l.backups, "", l.with); err != nil {
		l.t.Fatal(err)
	}
	l.s = openStreetAs(l.t, l.with)
}

// answeredOnce makes sure that no answer of the street is in a desk's journal twice,
// and counts them.
func answeredOnce(t *testing.T, w *window) int {
	t.Helper()
	lines, order := w.journal()
	seen := map[string]bool{}
	for _, rid := range order {
		var line desk.Line
		var b desk.Body
		if err := json.Unmarshal(lines[rid], &line); err != nil {
			t.Fatal(err)
		}
		if line.Kind != desk.ActCaseDecided {
			continue
		}
		if err := json.Unmarshal(line.Body, &b); err != nil || len(b.Cases) != 1 {
			t.Fatalf("line %s: %d cases, %v", rid, len(b.Cases), err)
		}
		is := fmt.Sprint(line.Obj, b.Cases[0].DecisionVer)
		if seen[is] {
			t.Errorf("answer %s stands in the journal twice", is)
		}
		seen[is] = true
	}
	return len(seen)
}
