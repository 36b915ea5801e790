package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

func TestBackupWhileOthersWrite(t *testing.T) {
	d := openNew(t)
	ctx, cancel := context.WithCancel(t.Context())
	var writing sync.WaitGroup
	writing.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			if _, err := count(t.Context(), d, fmt.Sprint(i)); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for rows(t, d) < 20 {
		time.Sleep(time.Millisecond)
	}
	before := rows(t, d)
	to := filepath.Join(t.TempDir(), "copy.db")
	var n, last, version int
	err := d.Backup(t.Context(), to, func(tx *sql.Tx) error {
		return errors.Join(
			tx.QueryRow("SELECT count(*), max(n) FROM counter").Scan(&n, &last),
			tx.QueryRow("PRAGMA user_version").Scan(&version))
	})
	cancel()
	writing.Wait()
	if err != nil || n < before || last != n || version != 1 {
		t.Errorf("the copy has %d rows of at least %d, last %d, version %d, %v", n, before, last, version, err)
	}
	entries, err := os.ReadDir(filepath.Dir(to))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
	// A copy is a database of its own and opens as one.
	open(t, to, options())
}

func TestBackupNeverReplacesAnOlderOne(t *testing.T) {
	d := openNew(t)
	to := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(to, []byte("older"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := d.Backup(t.Context(), to, nil); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v", err)
	}
	// One that appears while the copy is being made.
	other := filepath.Join(t.TempDir(), "copy.db")
	err := d.Backup(t.Context(), other, func(*sql.Tx) error { return os.WriteFile(other, []byte("older"), 0o600) })
	if !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v", err)
	}
	for _, p := range []string{to, other} {
		if b, err := os.ReadFile(p); err != nil || string(b) != "older" {
			t.Errorf("the older one is now %q, %v", b, err)
		}
		if entries, err := os.ReadDir(filepath.Dir(p)); err != nil || len(entries) != 1 {
			t.Errorf("the folder holds %v, %v", entries, err)
		}
	}
}

func TestBackupThatDoesNotVerifyIsNotKept(t *testing.T) {
	d := openNew(t)
	dir, broken := t.TempDir(), errors.New("chain is broken")
	if err := d.Backup(t.Context(), filepath.Join(dir, "copy.db"), func(*sql.Tx) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
	if err := d.Backup(t.Context(), filepath.Join(dir, "no", "copy.db"), nil); err == nil {
		t.Error("wrote into a folder that is not there")
	}
}

func TestBackupClearsAwayWhatAKilledOneLeft(t *testing.T) {
	d := openNew(t)
	dir := t.TempDir()
	old := time.Now().Add(-2 * partialAge)
	for name, at := range map[string]time.Time{
		"copy.db.partial-OLD": old, "copy.db.partial-NEW": time.Now(), "copy.db.kept": old, "other.db.partial-OLD": old,
	} {
		p := filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(p, nil, 0o600), os.Chtimes(p, at, at)); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Backup(t.Context(), filepath.Join(dir, "copy.db"), nil); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	want := []string{"copy.db", "copy.db.kept", "copy.db.partial-NEW", "other.db.partial-OLD"}
	if !slices.Equal(names, want) {
		t.Errorf("the folder holds %v", names)
	}
}

// grow gives a database some hundred pages and brings them into the file.
func grow(t *testing.T, d *DB) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *sql.Tx) error {
		for i := range 300 {
			_, err := tx.ExecContext(t.Context(),
				"INSERT INTO counter (id, filler) VALUES (?, randomblob(3000))", fmt.Sprint(i))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// damage overwrites a part of a database that nobody has open.
func damage(t *testing.T, path string, offset int64, b []byte) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt(b, offset); err != nil {
		t.Fatal(err)
	}
}

func TestChecksFindDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	d, err := Open(t.Context(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	grow(t, d)
	if err := errors.Join(d.Quick(t.Context()), d.Integrity(t.Context())); err != nil {
		t.Fatalf("a sound database: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	about, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	damage(t, path, about.Size()/2/4096*4096, make([]byte, 8192))
	if err := CheckCopy(t.Context(), path, nil); !errors.Is(err, ErrCorrupt) {
		t.Errorf("a copy with two zeroed pages: %v", err)
	}
	d = open(t, path, options())
	for name, check := range map[string]func(context.Context) error{"quick": d.Quick, "integrity": d.Integrity} {
		var found *Damage
		if err := check(t.Context()); !errors.Is(err, ErrCorrupt) || !errors.As(err, &found) || len(found.Lines) == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := d.Backup(t.Context(), filepath.Join(t.TempDir(), "copy.db"), nil); err == nil {
		t.Error("a damaged database was backed up")
	}
}

func TestIntegrityFindsDanglingReferences(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "desk.db"), Options{Migrations: scripts(laterSchema()...), Reserve: -1})
	p := pool(writerTo(d.Path()), 1)
	defer p.Close()
	for _, statement := range []string{"PRAGMA foreign_keys = OFF", "INSERT INTO note (n) VALUES (77)"} {
		if _, err := p.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	var found *Damage
	if err := d.Integrity(t.Context()); !errors.As(err, &found) || found.Lines[0] != "note row 1 refers to no counter" {
		t.Errorf("got %v", err)
	}
	// What a check finds does not stop the desk by itself.
	err := d.Write(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), "DELETE FROM note")
		return err
	})
	if err != nil || d.Integrity(t.Context()) != nil {
		t.Errorf("mending it: %v", err)
	}
}
