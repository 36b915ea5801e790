package centre_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store"
)

// backUp backs a desk up and fails the test where that does not go.
func (w *window) backUp(to string) store.Backed {
	w.t.Helper()
	b, err := w.BackUp(w.t.Context(), to, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// The drill: a desk whose disk dies is restored on a bare PC from last night's
// backup. What it did since stands at the street where it was sent, nothing is there
// twice, no number is given out again, and what was in the backup alone is sent.
func TestRestoreDrill(t *testing.T) {
	s, to := newStreet(t), t.TempDir()
	w := newWindow(t)
	w.enrol(s)
	sizes := []int{40_000, 200_000}
	cases := 5
	if long() {
		cases = 500
	}
	for range cases {
		w.takeIn(sizes...)
	}
	w.mustRun(s.url)
	unsent := w.takeIn(3000)
	began := time.Now()
	b := w.backUp(to)
	took := time.Since(began)
	if b.Pages < int64(2*cases+1) || b.New != b.Pages || b.Missing != 0 || b.Keys {
		t.Errorf("backed up: %+v", b)
	}
	w.clock.Add(2e9)
	if again := w.backUp(to); again.New != 0 || again.Pages != b.Pages {
		t.Errorf("backed up again: %+v", again)
	}
	w.clock.Add(3600e9)
	after := w.takeIn(5000)
	w.mustRun(s.url)
	branch, _ := w.journal()
	w.close()

	fresh := filepath.Join(t.TempDir(), "desk")
	key, err := os.ReadFile(w.dir + ".keys")
	if err != nil {
		t.Fatal(err)
	}
	began = time.Now()
	r, err := store.RestoreBackup(t.Context(), to, fresh, "", nil)
	if err != nil || r.Lines != b.Lines || r.Copied != b.Pages || r.Lost != 0 || !r.KeysOut || r.Last.IsZero() {
		t.Fatalf("restored: %+v, %v", r, err)
	}
	t.Logf("%d lines and %d pages: backup %s, restore %s", b.Lines, b.Pages, took, time.Since(began))
	_, err = store.RestoreBackup(t.Context(), to, fresh, "", nil)
	kindIs(t, err, desk.Conflict, "store.exists")
	if err := os.WriteFile(fresh+".keys", key, 0o600); err != nil {
		t.Fatal(err)
	}
	w = openWindow(t, fresh)
	w.clock.Add(7200e9)
	if k, err := w.Case(t.Context(), unsent.ID); err != nil || k.Private.Applicant.Name != unsent.Private.Applicant.Name {
		t.Errorf("the restored desk reads %+v, %v", k, err)
	}
	next := w.takeIn(700)
	if desk.Tail(next.No)[2] != 'B' {
		t.Errorf("after the restore a case got %s", next.No)
	}
	run := w.mustRun(s.url)
	if len(run.Quarantined) > 0 || len(run.PutOff) > 0 {
		t.Errorf("the first run: %+v", run)
	}
	same(t, s, w, branch)
	for _, k := range []desk.Case{unsent, after, next} {
		if v, err := s.Case(t.Context(), k.ID); err != nil || v.Awaiting || v.Forked {
			t.Errorf("the street sees of %s %+v, %v", k.No, v, err)
		}
	}
	if r := w.mustRun(s.url); r.Moved() {
		t.Errorf("a further run moved %+v", r)
	}
	if s, err := w.outbox.State(t.Context()); err != nil || s.Pending != (uplink.Pending{}) {
		t.Errorf("left: %+v, %v", s.Pending, err)
	}
}

// Fourteen are kept, a cut one is none, a damaged page is copied anew, and nothing
// is backed up into itself.
func TestBackupsAreKept(t *testing.T) {
	w, to := newWindow(t), t.TempDir()
	c := w.takeIn(3000)
	for range 16 {
		w.backUp(to)
		w.clock.Add(24 * 3600e9)
	}
	own := filepath.Join(to, w.id())
	all, err := store.Backups(to, w.id())
	if err != nil || len(all) != 14 {
		t.Fatalf("kept %d, %v", len(all), err)
	}
	if err := os.MkdirAll(filepath.Join(own, ".part-20260101-000000", "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	page := c.Materials[0].Pages[0].ID
	path := filepath.Join(own, "pages", "b", page[4:6], page[6:8], "sm3-"+page[4:])
	spoilFile(t, path)
	mended := false
	for range 31 {
		mended = w.backUp(to).New == 1 || mended
		w.clock.Add(24 * 3600e9)
	}
	if !mended {
		t.Error("a page that went bad in the backup was not copied anew within a month")
	}
	if _, err := os.Stat(filepath.Join(own, ".part-20260101-000000")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what a cut backup left is still there: %v", err)
	}
	_, err = w.BackUp(t.Context(), w.dir, nil)
	kindIs(t, err, desk.Invalid, "backup.dir")
	_, err = w.BackUp(t.Context(), filepath.Join(to, "none"), nil)
	kindIs(t, err, desk.NotFound, "backup.away")
	_, err = store.RestoreBackup(t.Context(), t.TempDir(), filepath.Join(t.TempDir(), "new"), "", nil)
	kindIs(t, err, desk.NotFound, "backup.none")

	newest, err := store.NewestBackup(to)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(newest, "desk.db"), 64<<10); err != nil {
		t.Fatal(err)
	}
	if _, err := store.RestoreBackup(t.Context(), newest, filepath.Join(t.TempDir(), "new"), "", nil); desk.KindOf(err) != desk.Broken {
		t.Errorf("a damaged database is restored: %v", err)
	}
}

// spoilFile changes bytes in the middle of a file.
func spoilFile(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(b) / 2; i < min(len(b)/2+200, len(b)); i++ {
		b[i] ^= 0xff
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// Dropping the copies of the keys leaves the backups, and another desk's keys.
func TestBackupKeysAreDropped(t *testing.T) {
	to := t.TempDir()
	path := func(desk, id string) string { return filepath.Join(to, desk, id, "desk.keys") }
	for _, p := range []string{path("110101001001-01", "20261123-090000"), path("110101001001-01", "20261124-090000"), path("110101001001-02", "20261123-090000")} {
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, p, []byte("keys"))
		write(t, filepath.Join(filepath.Dir(p), "desk.db"), []byte("rows"))
	}
	for range 2 { // again after a power cut
		if err := store.DropBackupKeys(to, desk.Station{Code: "110101001001", Desk: "01"}); err != nil {
			t.Fatal(err)
		}
	}
	left, err := filepath.Glob(filepath.Join(to, "*", "*", "*"))
	if err != nil || len(left) != 4 || !there(path("110101001001-02", "20261123-090000")) {
		t.Errorf("left are %v, %v", left, err)
	}
	if err := store.DropBackupKeys(to, desk.Station{Code: "110101001001", Desk: "03"}); err != nil {
		t.Errorf("a desk without backups: %v", err)
	}
}
