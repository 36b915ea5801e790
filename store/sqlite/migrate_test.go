package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

// laterSchema is counterSchema and what came after it: a child table, then the
// parent rebuilt under it, then more tables.
func laterSchema() []string {
	steps := []string{
		counterSchema,
		`CREATE TABLE note (id INTEGER PRIMARY KEY, n INTEGER NOT NULL REFERENCES counter (n) ON DELETE CASCADE) STRICT;
		 INSERT INTO note (n) SELECT n FROM counter;`,
		`CREATE TABLE counter2 (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, filler BLOB, kind TEXT NOT NULL) STRICT;
		 INSERT INTO counter2 SELECT n, id, filler, 'x' FROM counter;
		 DROP TABLE counter;
		 ALTER TABLE counter2 RENAME TO counter;`,
	}
	for i := range 5 {
		steps = append(steps, fmt.Sprintf("CREATE TABLE more%d (id INTEGER PRIMARY KEY) STRICT;", i))
	}
	return steps
}

func one[T any](t *testing.T, d *DB, query string) (v T) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *sql.Tx) error {
		return tx.QueryRowContext(t.Context(), query).Scan(&v)
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestMigrationKeepsContentsAndACopy(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "desk.db")
	o := Options{Migrations: scripts(counterSchema), Backups: filepath.Join(dir, "backups"), Reserve: -1}
	old := open(t, path, o)
	if _, err := os.Stat(o.Backups); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an empty database was copied: %v", err)
	}
	for i := range 3 {
		if _, err := count(t.Context(), old, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	o.Migrations = scripts(laterSchema()...)
	d := open(t, path, o)
	if d.Version() != len(laterSchema()) || rows(t, d) != 3 {
		t.Errorf("version %d, %d rows", d.Version(), rows(t, d))
	}
	if n := one[int](t, d, "SELECT count(*) FROM note JOIN counter USING (n) WHERE kind = 'x'"); n != 3 {
		t.Errorf("%d rows survived the rebuilding of their parent", n)
	}
	saved := filepath.Join(o.Backups, "desk.db.v1.bak")
	var version, n int
	err := CheckCopy(t.Context(), saved, func(tx *sql.Tx) error {
		return errors.Join(
			tx.QueryRow("PRAGMA user_version").Scan(&version),
			tx.QueryRow("SELECT count(*) FROM counter").Scan(&n))
	})
	if err != nil || version != 1 || n != 3 {
		t.Errorf("the copy has version %d and %d rows, %v", version, n, err)
	}
	open(t, path, o)
	entries, err := os.ReadDir(o.Backups)
	if err != nil || len(entries) != 1 {
		t.Errorf("copies: %v, %v", entries, err)
	}
}

func TestNewerSchemaIsRefusedUntouched(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	open(t, path, Options{Migrations: scripts(laterSchema()...), Reserve: -1})
	if _, err := Open(t.Context(), path, options()); !errors.Is(err, ErrNewer) {
		t.Fatalf("got %v", err)
	}
	d := open(t, path, Options{Reserve: -1}) // Without migrations any version opens.
	if d.Version() != len(laterSchema()) {
		t.Errorf("version %d", d.Version())
	}
}

func TestFailedMigrationLeavesNothing(t *testing.T) {
	for _, tt := range []struct{ name, script string }{
		{"syntax", "CREATE TABLE half (id INTEGER) STRICT; CREATE TABEL other;"},
		{"constraint", "CREATE TABLE half (id INTEGER CHECK (id > 1)) STRICT; INSERT INTO half VALUES (1);"},
		{"dangling reference", `CREATE TABLE half (n INTEGER REFERENCES counter (n)) STRICT; INSERT INTO half VALUES (77);`},
	} {
		path := filepath.Join(t.TempDir(), "desk.db")
		o := Options{Migrations: scripts(counterSchema, tt.script), Reserve: -1}
		if _, err := Open(t.Context(), path, o); !errors.Is(err, ErrMigration) ||
			!strings.Contains(err.Error(), "0002_step.sql") {
			t.Errorf("%s: %v", tt.name, err)
		}
		d := open(t, path, options())
		if n := one[int](t, d, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'"); n != 0 || d.Version() != 1 {
			t.Errorf("%s: version %d with half a step", tt.name, d.Version())
		}
		if _, err := count(t.Context(), d, "a"); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestMigrationMustNotEndItsTransaction(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	o := Options{Migrations: scripts("CREATE TABLE a (id INTEGER) STRICT; COMMIT;"), Reserve: -1}
	if _, err := Open(t.Context(), path, o); !errors.Is(err, ErrMigration) ||
		!strings.Contains(err.Error(), "transaction") {
		t.Fatalf("got %v", err)
	}
}

func TestMigrationFilesAreNumberedWithoutAGap(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"none":         {},
		"gap":          {"0001_a.sql": {}, "0003_b.sql": {}},
		"twice":        {"0001_a.sql": {}, "0001_b.sql": {}},
		"from zero":    {"0000_a.sql": {}},
		"another file": {"0001_a.sql": {}, "README.md": {}},
		"short number": {"1_a.sql": {}},
	} {
		_, err := Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"), Options{Migrations: files, Reserve: -1})
		if !errors.Is(err, ErrMigration) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRacingStartersMigrateOnce(t *testing.T) {
	for range 5 {
		path := filepath.Join(t.TempDir(), "desk.db")
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				d := open(t, path, Options{Migrations: scripts(laterSchema()...), Reserve: 1 << 20})
				if d.Version() != len(laterSchema()) {
					t.Errorf("version %d", d.Version())
				}
			})
		}
		all.Wait()
	}
}

// Who starts an upgrade hears of each part before it begins, and of none where
// there was nothing before or there is nothing to do.
func TestMigrationIsToldPartByPart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	var heard []string
	told := func(s Step) { heard = append(heard, fmt.Sprintf("%d/%d %s", s.Number, s.Of, s.Name)) }
	one := Options{Migrations: scripts(counterSchema), Reserve: -1, Told: told}
	three := one
	three.Migrations = scripts(counterSchema, "CREATE TABLE b(x TEXT) STRICT", "CREATE TABLE c(x TEXT) STRICT")
	for _, x := range []struct {
		o    Options
		want string
	}{
		{one, ""},
		{three, "0/3 copy, 2/3 0002_step.sql, 3/3 0003_step.sql"},
		{three, ""},
	} {
		heard = nil
		d, err := Open(t.Context(), path, x.o)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(heard, ", "); got != x.want {
			t.Errorf("heard %q, want %q", got, x.want)
		}
	}
}

// A step over a large table takes no memory for what it may have to undo.
func TestMigrationOfALargeTableTakesLittleMemory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	o := Options{Migrations: scripts(`
		CREATE TABLE large (id INTEGER PRIMARY KEY, a TEXT NOT NULL CHECK(a <> ''), filler TEXT NOT NULL) STRICT;
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
		INSERT INTO large (a, filler) SELECT 'a', printf('%01000d', i) FROM n;`), Reserve: -1}
	if err := open(t, path, o).Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.Migrations = scripts("", "UPDATE large SET a = 'b'")
	// From now on the most is counted anew (proc(5)).
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		t.Fatal(err)
	}
	before := most(t)
	d := open(t, path, o)
	took := most(t) - before
	if n := one[int](t, d, "SELECT count(*) FROM large WHERE a = 'b'"); n != 30000 {
		t.Errorf("%d rows were changed", n)
	}
	if took > 12<<20 {
		t.Errorf("changing a table of 30 MB took %d MB of memory", took>>20)
	}
}

// most is the most memory that this process has held, in bytes.
func most(t *testing.T) int64 {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	var kb int64
	if _, err := fmt.Sscan(rest, &kb); err != nil {
		t.Fatal(err)
	}
	return kb << 10
}
