package centre_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/recordstest"
)

// Records that were put back by hand, and not by Restore, are of another generation by
// themselves. What desks sent since comes again, what the street had decided comes back
// with what the desks heard of, and what it decides anew reaches them, though the
// versions were given out before.
func TestDatabasePutBack(t *testing.T) {
	// keep keeps a copy of the records of a centre, and back puts it in their place once
	// the centre is closed.
	type keep func(c *centre.Config) (back func())
	for _, tt := range []struct {
		name string
		keep func(t *testing.T, c *centre.Config) keep
	}{
		{"from a dump", func(t *testing.T, c *centre.Config) keep {
			server := recordstest.Start(t)
			c.Database = server.Database(t)
			return func(c *centre.Config) func() {
				file := server.Dump(t, c.Database)
				return func() { server.Load(t, c.Database, file) }
			}
		}},
		{"to a point in time", func(t *testing.T, c *centre.Config) keep {
			server := recordstest.Start(t)
			c.Database = server.Database(t)
			return func(c *centre.Config) func() {
				dir := server.BaseBackup(t)
				return func() { c.Database = recordstest.Recover(t, dir).At(c.Database) }
			}
		}},
		{"a file by hand", func(t *testing.T, _ *centre.Config) keep {
			return func(c *centre.Config) func() {
				copied := t.TempDir()
				copyRecords(t, c.Dir, copied)
				aMinuteLater(t, c.Dir)
				return func() { copyRecords(t, copied, c.Dir) }
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := centre.Config{Dir: filepath.Join(t.TempDir(), "centre"), Reserve: -1, Street: tenant}
			keep := tt.keep(t, &c)
			s, w := openStreetAs(t, c), newWindow(t)
			w.enrol(s)
			kept, again, heard := w.takeIn(2000), w.takeIn(), w.takeIn()
			w.mustRun(s.url)
			before := s.Generation()
			back := keep(&c)

			late := w.takeIn(3000)
			w.mustRun(s.url)
			for _, x := range []desk.Case{again, heard} {
				if _, err := s.Decide(t.Context(), x.No, desk.DecideAccept, "", "r"); err != nil {
					t.Fatal(err)
				}
			}
			w.mustRun(s.url)
			w.mustRun(s.url)
			s.close()

			back()
			s = openStreetAs(t, c)
			if s.Generation() == before {
				t.Fatal("the centre that was put back passes for the one before")
			}
			if _, err := s.Decide(t.Context(), again.No, desk.DecideReject, "anew", "r"); err != nil {
				t.Fatal(err)
			}
			w.mustRun(s.url)
			w.mustRun(s.url)
			for id, want := range map[string]desk.CaseState{
				kept.ID: desk.CaseReceived, again.ID: desk.CaseRejected, heard.ID: desk.CaseStreet, late.ID: desk.CaseReceived,
			} {
				at, err := s.Case(t.Context(), id)
				here, herr := w.Case(t.Context(), id)
				if err != nil || herr != nil || at.State != here.State || here.State != want {
					t.Errorf("%s at the street, %s here, want %s: %v %v", at.State, here.State, want, err, herr)
				}
			}
			same(t, s, w, nil)
			gapless(t, s, w)
			if r := w.mustRun(s.url); r.Moved() || r.Returned != 0 {
				t.Errorf("a further run: %+v", r)
			}
			after := s.Generation()
			s.close()
			if s = openStreetAs(t, c); s.Generation() != after {
				t.Error("opened once more it is another one again")
			}
		})
	}
}

// copyRecords copies the file of records with what is beside it and not in it yet, as a
// person does who knows nothing of it.
func copyRecords(t *testing.T, from, to string) {
	t.Helper()
	for _, end := range []string{"", "-wal", "-shm"} {
		b, err := os.ReadFile(filepath.Join(from, "centre.db"+end))
		if errors.Is(err, fs.ErrNotExist) {
			os.Remove(filepath.Join(to, "centre.db"+end))
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, "centre.db"+end), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// aMinuteLater makes the mark of a centre old enough for another one.
func aMinuteLater(t *testing.T, dir string) {
	t.Helper()
	then := time.Now().Add(-2 * time.Minute)
	if err := os.Chtimes(filepath.Join(dir, "centre.mark"), then, then); err != nil {
		t.Fatal(err)
	}
}

// TestMarkOfAFile cuts the marking short at each place, takes the mark away and has two
// processes mark at once: the records are those that were here whenever they are.
func TestMarkOfAFile(t *testing.T) {
	c := centre.Config{Dir: filepath.Join(t.TempDir(), "centre"), Reserve: -1, Street: tenant}
	mark, copied := filepath.Join(c.Dir, "centre.mark"), t.TempDir()
	generation := func() string {
		t.Helper()
		s := openStreetAs(t, c)
		defer s.close()
		return s.Generation()
	}
	read := func() string {
		t.Helper()
		b, err := os.ReadFile(mark)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	first := generation()
	was := read()
	aMinuteLater(t, c.Dir)
	copyRecords(t, c.Dir, copied)
	if generation() != first || read() == was {
		t.Errorf("a minute later: mark %q, before %q, or another generation", read(), was)
	}
	now := read()
	for what, said := range map[string]string{"before the records": now + "another", "after them": was + now} {
		if err := os.WriteFile(mark, []byte(said), 0o600); err != nil {
			t.Fatal(err)
		}
		if generation() != first {
			t.Errorf("cut %s, it is another generation", what)
		}
	}
	aMinuteLater(t, c.Dir)
	a, b := openStreetAs(t, c), openStreetAs(t, c)
	for range 20 {
		aMinuteLater(t, c.Dir)
		var both sync.WaitGroup
		for _, x := range []*street{a, b} {
			both.Go(func() {
				if err := x.Placed(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
	}
	if a.Generation() != first || b.Generation() != first {
		t.Errorf("two at once: generations %s and %s, before %s", a.Generation(), b.Generation(), first)
	}
	a.close()
	b.close()

	copyRecords(t, copied, c.Dir)
	second := generation()
	if second == first {
		t.Error("what was put back passes for what was here")
	}
	if generation() != second {
		t.Error("opened once more it is another one again")
	}
	if err := os.Remove(mark); err != nil {
		t.Fatal(err)
	}
	if generation() == second {
		t.Error("records without their mark pass for what was here")
	}
}

// TestMarkingOfAStrangerIsCut has records put back, and nothing can be written when that
// is found out: they are no more known here at the next look than at the first.
func TestMarkingOfAStrangerIsCut(t *testing.T) {
	c := centre.Config{Dir: filepath.Join(t.TempDir(), "centre"), Reserve: -1, Street: tenant}
	s := openStreetAs(t, c)
	before := s.Generation()
	if err := s.Elsewhere(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := s.Writing(t.Context(), func() {
		short, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		if err := s.Placed(short); err == nil {
			t.Error("it was written while nobody could")
		}
	})
	if err != nil || s.Generation() != before {
		t.Fatalf("generation %s, before %s, %v", s.Generation(), before, err)
	}
	if err := s.Placed(t.Context()); err != nil || s.Generation() == before {
		t.Errorf("after a cut, what was put back passes for what was here, %v", err)
	}
}

// A standby that takes over while an instance serves: the instance, and every other
// one, goes on as the centre of the new generation from the next hello on.
func TestInstancesHearOfAnotherPlace(t *testing.T) {
	database := recordstest.Shared(t).Database(t)
	dir := t.TempDir()
	c := centre.Config{
		Dir: filepath.Join(dir, "0"), Reserve: -1, Street: tenant, Database: database, Scans: filepath.Join(dir, "scans"),
	}
	a, w := openStreetAs(t, c), newWindow(t)
	w.enrol(a)
	w.takeIn()
	w.mustRun(a.url)
	ring, err := os.ReadFile(filepath.Join(c.Dir, centre.RingFile))
	if err != nil {
		t.Fatal(err)
	}
	other := c
	other.Dir = filepath.Join(dir, "1")
	if err := os.MkdirAll(other.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(other.Dir, centre.RingFile), ring, 0o600); err != nil {
		t.Fatal(err)
	}
	b := openStreetAs(t, other)
	if a.Generation() != b.Generation() {
		t.Fatal("two instances, two generations")
	}
	before := a.Generation()
	if err := a.Elsewhere(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.takeIn()
	if r := w.mustRun(a.url); r.Sent == 0 {
		t.Errorf("run: %+v", r)
	}
	w.takeIn()
	w.mustRun(b.url)
	if a.Generation() == before || a.Generation() != b.Generation() {
		t.Errorf("generations %s and %s, before %s", a.Generation(), b.Generation(), before)
	}
	if r := w.mustRun(a.url); r.Moved() {
		t.Errorf("a further run: %+v", r)
	}
	same(t, a, w, nil)
}
