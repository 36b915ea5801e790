package centre_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/recordstest"
	"xiaochuang/store/centre/scanstest"
)

// stableOf is what the desk may forget.
func (w *window) stableOf() int64 {
	w.t.Helper()
	st, err := w.outbox.State(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return st.Stable
}

// A backup that is finished and proven moves stable, and nothing before it does.
func TestBackupMovesStable(t *testing.T) { eachStreet(t, backupMovesStable) }

func backupMovesStable(t *testing.T, s *street) {
	w, to := newWindow(t), filepath.Join(t.TempDir(), "disk")
	w.enrol(s)
	w.takeIn(1000, 700_000)
	w.tickets(250)
	w.mustRun(s.url)
	if n := w.stableOf(); n != 0 {
		t.Errorf("stable is at %d without a backup", n)
	}
	b, err := s.BackUp(t.Context(), to)
	if err != nil || b.Pages != 3 || b.New != 3 || b.Desks != 1 {
		t.Fatalf("backup: %+v, %v", b, err)
	}
	lines := int64(len(w.order()))
	w.tickets(1)
	w.mustRun(s.url)
	if n := w.stableOf(); n != lines {
		t.Errorf("stable is at %d, the backup has %d lines", n, lines)
	}
	again, err := s.BackUp(t.Context(), to)
	if err != nil || again.Pages != 3 || again.New != 0 {
		t.Errorf("second backup: %+v, %v", again, err)
	}
	list, err := centre.Backups(to)
	if err != nil || len(list) != 2 || list[0].ID != again.ID || list[1].ID != b.ID {
		t.Errorf("backups: %+v, %v", list, err)
	}
	left, _ := filepath.Glob(filepath.Join(to, ".*"))
	if len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	// A centre restored from it, and the desks that go on.
	for _, target := range []struct {
		name             string
		database, bucket bool
	}{{"a box", false, false}, {"a cluster", true, true}} {
		t.Run("restored into "+target.name, func(t *testing.T) {
			c := centre.Config{Dir: filepath.Join(t.TempDir(), "new"), Reserve: -1}
			if target.database {
				c.Database = recordstest.Shared(t).Database(t)
			}
			if target.bucket {
				c.Scans = scanstest.Shared(t).Bucket(t)
			}
			back, m, err := centre.Restore(t.Context(), to, b.ID, c)
			if err != nil || back.ID != b.ID || m.Pages != 3 || m.Lost != 0 {
				t.Fatalf("restored %+v, %+v: %v", back, m, err)
			}
			r := openStreetAs(t, c)
			if r.Generation() == s.Generation() {
				t.Error("the restored centre passes for the old one")
			}
			if len(r.records(t, w.id())) != int(lines) {
				t.Errorf("%d lines restored of %d", len(r.records(t, w.id())), lines)
			}
			_, _, err = centre.Restore(t.Context(), to, "", c)
			kindIs(t, err, desk.Conflict, "centre.occupied")
			if target.database {
				return
			}
			w.mustRun(r.url)
			same(t, r, w, nil)
			f, err := r.OpenCase(t.Context(), reviewer, caseOf(t, r))
			if err != nil || !f.Open {
				t.Errorf("the restored street opens its case: %v, %v", f.Open, err)
			}
		})
	}
}

func caseOf(t *testing.T, s *street) string {
	t.Helper()
	list, err := s.Cases(t.Context(), centre.CaseFilter{})
	if err != nil || len(list) == 0 {
		t.Fatalf("cases: %v, %v", list, err)
	}
	return list[0].ID
}

// A line whose page has not come, or is not in the backup, is not covered, nor is
// any after it.
func TestBackupCoversWhatHasItsPages(t *testing.T) {
	s, w, to := newStreet(t), newWindow(t), t.TempDir()
	w.enrol(s)
	w.tickets(10)
	w.mustRun(s.url)
	before := int64(len(w.order()))
	bad := w.takeIn(5000)
	w.tickets(10)
	w.mustRun(s.url)
	id := bad.Materials[0].Pages[0].ID
	spoil(t, s, id)
	b, err := s.BackUp(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	w.mustRun(s.url)
	if n := w.stableOf(); n != before {
		t.Errorf("stable is at %d, the line with the page is %d (%+v)", n, before+1, b)
	}
}

// An answer that the street gives after a restore reaches a desk that heard of more
// than the backup has.
func TestAnswerAfterARestore(t *testing.T) {
	s, w, to := newStreet(t), newWindow(t), t.TempDir()
	w.enrol(s)
	c := w.takeIn(1000)
	w.mustRun(s.url)
	if _, err := s.BackUp(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Decide(t.Context(), c.No, desk.DecideAccept, "", "r"); err != nil {
		t.Fatal(err)
	}
	w.mustRun(s.url)
	back := centre.Config{Dir: filepath.Join(t.TempDir(), "new"), Reserve: -1}
	if _, _, err := centre.Restore(t.Context(), to, "", back); err != nil {
		t.Fatal(err)
	}
	r := openStreetAs(t, back)
	// The reviewer is faster than the desk.
	if _, err := r.Decide(t.Context(), c.No, desk.DecideDone, "", "r"); err != nil {
		t.Fatal(err)
	}
	w.mustRun(r.url)
	got, err := w.Case(t.Context(), c.ID)
	if err != nil || got.State != desk.CaseDone {
		t.Errorf("the desk has %s at decision %d, %v", got.State, got.DecisionVer, err)
	}
	w.mustRun(r.url)
	same(t, r, w, nil)
	if v, err := r.Case(t.Context(), c.ID); err != nil || v.State != desk.CaseDone || !v.Told {
		t.Errorf("the street sees %+v, %v", v, err)
	}
}

// spoil flips a bit of a page in the folder of a centre.
func spoil(t *testing.T, s *street, id string) {
	t.Helper()
	path := filepath.Join(s.dir, "scans", tenant, "b", id[4:6], id[6:8], strings.Replace(id, ":", "-", 1))
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A backup that cannot be finished makes nothing stable and leaves nothing that
// could be taken for one.
func TestBackupThatFails(t *testing.T) {
	s, w, to := newStreet(t), newWindow(t), t.TempDir()
	w.enrol(s)
	w.takeIn(1000)
	w.mustRun(s.url)
	if err := os.WriteFile(filepath.Join(to, "scans"), []byte("no folder"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.BackUp(t.Context(), to); desk.KindOf(err) == "" {
		t.Errorf("backup onto a disk that is none: %v", err)
	}
	w.mustRun(s.url)
	if n := w.stableOf(); n != 0 {
		t.Errorf("stable is at %d", n)
	}
	if list, err := centre.Backups(to); err != nil || len(list) != 0 {
		t.Errorf("backups: %v, %v", list, err)
	}
	_, _, err := centre.Restore(t.Context(), to, "", centre.Config{Dir: t.TempDir()})
	kindIs(t, err, desk.NotFound, "backup")
}

// A line that was damaged in the records is found by the rehearsal.
func TestRehearsalFindsADamagedLine(t *testing.T) {
	s, w, to := newStreet(t), newWindow(t), t.TempDir()
	w.enrol(s)
	w.tickets(10)
	w.mustRun(s.url)
	if err := s.SpoilLine(t.Context(), w.id()); err != nil {
		t.Fatal(err)
	}
	_, err := s.BackUp(t.Context(), to)
	kindIs(t, err, desk.Broken, "backup")
	w.mustRun(s.url)
	if n := w.stableOf(); n != 0 {
		t.Errorf("stable is at %d", n)
	}
}

// TestMigrate takes the box of a street to a cluster and back, while its desk goes
// on.
func TestMigrate(t *testing.T) {
	box, w := newStreet(t), newWindow(t)
	w.enrol(box)
	c := w.takeIn(1000, 600_000)
	w.tickets(30)
	w.mustRun(box.url)
	if _, err := box.Decide(t.Context(), c.No, desk.DecideAccept, "", "r"); err != nil {
		t.Fatal(err)
	}
	to := centre.Config{
		Dir: filepath.Join(t.TempDir(), "cluster"), Reserve: -1,
		Database: recordstest.Shared(t).Database(t), Scans: scanstest.Shared(t).Bucket(t),
	}
	m, err := centre.Migrate(t.Context(), box.Centre, to)
	if err != nil || m.Pages != 3 || m.Lost != 0 || m.Rows < 50 {
		t.Fatalf("moved %+v: %v", m, err)
	}
	// What the box accepts after it was copied is not lost: the desk still has it.
	w.tickets(5)
	w.mustRun(box.url)
	cluster := openStreetAs(t, to)
	w.mustRun(cluster.url)
	same(t, cluster, w, nil)
	once(t, w, map[string]int{c.ID: 1})
	if _, err := os.Stat(filepath.Join(to.Dir, "keys")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("keys of streets lie beside the cluster: %v", err)
	}
	back := centre.Config{Dir: filepath.Join(t.TempDir(), "box"), Reserve: -1}
	if _, err := centre.Migrate(t.Context(), cluster.Centre, back); err != nil {
		t.Fatal(err)
	}
	again := openStreetAs(t, back)
	w.tickets(5)
	w.mustRun(again.url)
	same(t, again, w, nil)
	f, err := again.OpenCase(t.Context(), reviewer, c.No)
	if err != nil || !f.Open || f.State != desk.CaseStreet {
		t.Errorf("after two moves the street sees %+v, %v", f.CaseView, err)
	}
	_, err = centre.Migrate(t.Context(), cluster.Centre, back)
	kindIs(t, err, desk.Conflict, "centre.occupied")
}

// A damaged page is mended from the backup, or sent again by the desk that still
// has it; what nothing names goes, and what is named stays.
func TestUpkeep(t *testing.T) {
	s, w, to := newStreet(t), newWindow(t), t.TempDir()
	w.enrol(s)
	id := w.takeIn(5000).Materials[0].Pages[0].ID
	w.mustRun(s.url)
	if _, err := s.BackUp(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	tend := func(backup string) (sum centre.Tended) {
		for range 4 { // A thirtieth of a few is one.
			got, err := s.Tend(t.Context(), backup)
			if err != nil {
				t.Fatal(err)
			}
			sum.Read, sum.Mended, sum.Wanted, sum.Removed = sum.Read+got.Read, sum.Mended+got.Mended, sum.Wanted+got.Wanted, sum.Removed+got.Removed
		}
		return sum
	}
	if got := tend(to); got.Mended != 0 || got.Wanted != 0 || got.Read != 4 || got.Removed != 0 {
		t.Errorf("with nothing wrong: %+v", got)
	}
	spoil(t, s, id)
	if got := tend(to); got.Mended != 1 || got.Wanted != 0 {
		t.Errorf("with a backup: %+v", got)
	}
	sameBlob(t, s, w, id)
	spoil(t, s, id)
	if got := tend(""); got.Wanted != 1 {
		t.Errorf("without a backup: %+v", got)
	}
	if v, err := s.Case(t.Context(), caseOf(t, s)); err != nil || !v.Awaiting {
		t.Errorf("the street sees %+v, %v", v, err)
	}
	if r := w.mustRun(s.url); r.Blobs == 0 || len(r.Incarnations) == 0 {
		t.Errorf("run: %+v", r)
	}
	same(t, s, w, nil)
	if v, err := s.Desks(t.Context()); err != nil || v[0].Alarms == 0 {
		t.Errorf("nobody is told: %+v, %v", v, err)
	}
}

// What nothing has named for ninety days goes, unless a desk heard lately that it
// is here.
func TestOrphansGo(t *testing.T) {
	s := newStreet(t)
	p := newPeer(t, s, "02")
	p.open()
	body := bytes.Repeat([]byte("x"), 100)
	id := s.Suite().Digest(body)
	p.must(letter{method: "POST", target: "/sync/v1/blobs/" + id + "/parts?offset=0&total=100", session: p.session, body: body})
	if got, err := s.Tend(t.Context(), ""); err != nil || got.Removed != 0 {
		t.Errorf("a young one: %+v, %v", got, err)
	}
	if err := s.Age(t.Context(), tenant, id); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Tend(t.Context(), ""); err != nil || got.Removed != 1 {
		t.Errorf("an old one: %+v, %v", got, err)
	}
	_, err := s.Scan(t.Context(), tenant, id)
	kindIs(t, err, desk.NotFound, "page")
}

// TestOneStreetInTroubleHoldsNoOtherUp takes the pages of a street out of reach: its
// neighbour is tended all the same, and the trouble is told.
func TestOneStreetInTroubleHoldsNoOtherUp(t *testing.T) {
	c := centre.Config{Dir: filepath.Join(t.TempDir(), "centre"), Reserve: -1, Street: "110101000"} // before the other
	openStreetAs(t, c).close()
	away := filepath.Join(c.Dir, "scans", c.Street)
	if err := errors.Join(os.MkdirAll(filepath.Dir(away), 0o700), os.WriteFile(away, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	c.Street = tenant
	s, w := openStreetAs(t, c), newWindow(t)
	w.enrol(s)
	id := w.takeIn(5000).Materials[0].Pages[0].ID
	w.mustRun(s.url)
	spoil(t, s, id)
	wanted := int64(0)
	for range 4 { // A thirtieth of a few is one.
		got, err := s.Tend(t.Context(), "")
		if err == nil {
			t.Fatal("a street out of reach is not told")
		}
		wanted += got.Wanted
	}
	if wanted != 1 {
		t.Errorf("%d pages of the other street were found damaged", wanted)
	}
}
