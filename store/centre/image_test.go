package centre_test

import (
	"os"
	"path/filepath"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
)

// copyTree copies a folder whose files nobody has open.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// imaged is a desk whose disk can be copied and put back, the key ring included.
type imaged struct{ dir, image string }

func newImaged(t *testing.T) imaged {
	return imaged{filepath.Join(t.TempDir(), "pc"), filepath.Join(t.TempDir(), "image")}
}

func (i imaged) open(t *testing.T) *window {
	t.Helper()
	if err := os.MkdirAll(i.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return openWindow(t, filepath.Join(i.dir, "desk"))
}

func TestDeskFromAnOldImage(t *testing.T) {
	s, pc := newStreet(t), newImaged(t)
	w := pc.open(t)
	w.enrol(s)
	first := w.takeIn(1000)
	w.mustRun(s.url)
	w.close()
	copyTree(t, pc.dir, pc.image)

	w = pc.open(t)
	dead := w.takeIn(2000)
	w.tickets(5)
	w.mustRun(s.url)
	branch, _ := w.journal()
	w.close()

	copyTree(t, pc.image, pc.dir)
	w = pc.open(t)
	w.clock.Add(3600e9)
	alive := w.takeIn(3000)
	r := w.mustRun(s.url)
	if len(r.Incarnations) != 1 || r.Incarnations[0] != uplink.DeskBehind {
		t.Errorf("incarnations opened for %v", r.Incarnations)
	}
	mine, _ := w.journal()
	extra := map[string][]byte{}
	for rid, line := range branch {
		if mine[rid] == nil {
			extra[rid] = line
		}
	}
	if len(extra) < 6 {
		t.Fatalf("the dead branch has %d lines of its own", len(extra))
	}
	same(t, s, w, extra)
	for _, c := range []desk.Case{first, dead, alive} {
		if v, err := s.Case(t.Context(), c.ID); err != nil || v.Awaiting {
			t.Errorf("case %s: %+v, %v", c.No, v, err)
		}
	}
	// Numbers from now on cannot be those of the dead branch.
	if next := w.takeIn(); desk.Tail(next.No)[2] != 'B' {
		t.Errorf("the next case is %s", next.No)
	}
	w.mustRun(s.url)
	same(t, s, w, extra)
	if again := w.mustRun(s.url); again.Moved() {
		t.Errorf("a further run moved %+v", again)
	}
}

// Two branches that took one case further are both kept, and the case says so.
func TestTwoBranchesOfOneCase(t *testing.T) {
	s, pc := newStreet(t), newImaged(t)
	w := pc.open(t)
	w.enrol(s)
	c := w.takeIn(1000)
	w.mustRun(s.url)
	w.close()
	copyTree(t, pc.dir, pc.image)
	w = pc.open(t)
	w.withdraw(c.ID, "one")
	w.mustRun(s.url)
	w.close()
	if v, err := s.Case(t.Context(), c.No); err != nil || v.State != desk.CaseWithdrawn || v.Forked {
		t.Fatalf("the case is %+v, %v", v, err)
	}
	copyTree(t, pc.image, pc.dir)
	w = pc.open(t)
	w.clock.Add(3600e9)
	w.withdraw(c.ID, "two")
	w.mustRun(s.url)
	v, err := s.Case(t.Context(), c.No)
	if err != nil || !v.Forked || v.Words != "two" {
		t.Errorf("the case is %+v, %v", v, err)
	}
	d, err := s.Desks(t.Context())
	if err != nil || d[0].Alarms == 0 || d[0].Incarnation != 2 {
		t.Errorf("the desk is %+v, %v", d, err)
	}
}

// A centre from an old backup gets everything again that it lost, and the desk
// reads its feed from the beginning.
func TestCentreFromAnOldBackup(t *testing.T) {
	dir, backup := filepath.Join(t.TempDir(), "centre"), filepath.Join(t.TempDir(), "backup")
	s, w := openStreet(t, dir), newWindow(t)
	w.enrol(s)
	a := w.takeIn(1000)
	w.mustRun(s.url)
	s.close()
	copyTree(t, dir, backup)

	s = openStreet(t, dir)
	b := w.takeIn(2000)
	w.mustRun(s.url)
	if _, err := s.Decide(t.Context(), b.No, desk.DecideAccept, "", "r"); err != nil {
		t.Fatal(err)
	}
	w.mustRun(s.url)
	s.close()

	copyTree(t, backup, dir)
	s = openStreet(t, dir)
	if _, err := s.Decide(t.Context(), a.No, desk.DecideReject, "lacks", "r"); err != nil {
		t.Fatal(err)
	}
	r := w.mustRun(s.url)
	if len(r.Incarnations) != 1 || r.Incarnations[0] != uplink.CentreBehind {
		t.Errorf("incarnations opened for %v", r.Incarnations)
	}
	same(t, s, w, nil)
	if c, err := w.Case(t.Context(), a.ID); err != nil || c.State != desk.CaseRejected {
		t.Errorf("the new decision did not come down: %+v, %v", c.State, err)
	}
	if v, err := s.Case(t.Context(), b.No); err != nil || v.State != desk.CaseStreet {
		t.Errorf("what the desk knew of the lost decision: %+v, %v", v, err)
	}
}

// Two PCs with one identity take the word from each other: nothing is lost, and
// the street is told.
func TestClonedDesk(t *testing.T) {
	s, pc := newStreet(t), newImaged(t)
	w := pc.open(t)
	w.enrol(s)
	w.takeIn(500)
	w.mustRun(s.url)
	w.close()
	copyTree(t, pc.dir, pc.image)
	one := pc.open(t)
	two := imaged{dir: pc.image}.open(t)
	two.clock.Add(3600e9)
	for range 3 {
		one.tickets(2)
		one.mustRun(s.url)
		two.tickets(3)
		two.mustRun(s.url)
	}
	lines, _ := one.journal()
	same(t, s, two, lines)
	d, err := s.Desks(t.Context())
	if err != nil || d[0].Alarms == 0 {
		t.Errorf("the desk is %+v, %v", d, err)
	}
}
