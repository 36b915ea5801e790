package centre_test

import (
	"os"
	"path/filepath"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/recordstest"
)

// A database that was put back by its own means, and not by Restore, is one of
// another generation by itself. What desks sent since comes again, what the street
// had decided comes back with what the desks heard of, and what it decides anew
// reaches them, though the versions were given out before.
func TestDatabasePutBack(t *testing.T) {
	for _, tt := range []struct {
		name string
		keep func(t *testing.T, s *recordstest.Server, database string) (back func() string)
	}{
		{"from a dump", func(t *testing.T, s *recordstest.Server, database string) func() string {
			file := s.Dump(t, database)
			return func() string { s.Load(t, database, file); return database }
		}},
		{"to a point in time", func(t *testing.T, s *recordstest.Server, database string) func() string {
			dir := s.BaseBackup(t)
			return func() string { return recordstest.Recover(t, dir).At(database) }
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := recordstest.Start(t)
			c := centre.Config{
				Dir: filepath.Join(t.TempDir(), "centre"), Reserve: -1, Street: tenant, Database: server.Database(t),
			}
			s, w := openStreetAs(t, c), newWindow(t)
			w.enrol(s)
			kept, again, heard := w.takeIn(2000), w.takeIn(), w.takeIn()
			w.mustRun(s.url)
			before := s.Generation()
			back := tt.keep(t, server, c.Database)

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

			c.Database = back()
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
