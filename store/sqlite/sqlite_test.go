package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"
)

// counterSchema is the database of most tests here.
const counterSchema = `
	CREATE TABLE counter (
		n INTEGER PRIMARY KEY,
		id TEXT NOT NULL UNIQUE,
		filler BLOB
	) STRICT;`

func scripts(steps ...string) fstest.MapFS {
	files := fstest.MapFS{}
	for i, s := range steps {
		files[fmt.Sprintf("%04d_step.sql", i+1)] = &fstest.MapFile{Data: []byte(s)}
	}
	return files
}

func options() Options { return Options{Migrations: scripts(counterSchema), Reserve: 1 << 20} }

func open(t testing.TB, path string, o Options) *DB {
	t.Helper()
	d, err := Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func openNew(t testing.TB) *DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "desk.db"), options())
}

// count adds one to the counter and returns the new value.
func count(ctx context.Context, d *DB, id string) (n int, err error) {
	err = d.Write(ctx, func(tx *sql.Tx) error { return next(ctx, tx, id, &n) })
	return n, err
}

func next(ctx context.Context, tx *sql.Tx, id string, n *int) error {
	return tx.QueryRowContext(ctx,
		"INSERT INTO counter (n, id) SELECT coalesce(max(n), 0) + 1, ? FROM counter RETURNING n", id).Scan(n)
}

func rows(t testing.TB, d *DB) (n int) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *sql.Tx) error {
		return tx.QueryRowContext(t.Context(), "SELECT count(*) FROM counter").Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	d, err := Open(t.Context(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	for want := 1; want <= 3; want++ {
		if n, err := count(t.Context(), d, fmt.Sprint(want)); err != nil || n != want {
			t.Fatalf("got %d, %v", n, err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, path, options())
	if rows(t, again) != 3 || again.Version() != 1 || again.Path() != path {
		t.Errorf("%d rows, version %d, path %s", rows(t, again), again.Version(), again.Path())
	}
}

func TestPathsWithCharactersThatMeanSomething(t *testing.T) {
	for _, name := range []string{
		"a?mode=memory", "a#b", "a b", "a%20b", "a%41", "数据 库?#&=", "a&cache=shared", "file:x", "a;b'c\"d", ":memory:",
	} {
		t.Run(url.PathEscape(name), func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), name)
			d := open(t, filepath.Join(dir, name), options())
			if _, err := count(t.Context(), d, "a"); err != nil {
				t.Fatal(err)
			}
			if about, err := os.Stat(filepath.Join(dir, name)); err != nil || about.Size() == 0 {
				t.Errorf("the file is not where it was asked for: %v", err)
			}
			if err := d.Backup(t.Context(), filepath.Join(dir, name+".bak"), nil); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestFilesAreForTheirOwnerAlone(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	dir := filepath.Join(t.TempDir(), "data")
	path := filepath.Join(dir, "desk.db")
	check := func(least int) {
		t.Helper()
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) < least {
			t.Fatalf("%d files: %v", len(entries), err)
		}
		for _, e := range entries {
			if about, err := e.Info(); err != nil || about.Mode().Perm() != 0o600 {
				t.Errorf("%s has %v, %v", e.Name(), about.Mode(), err)
			}
		}
		if about, err := os.Stat(dir); err != nil || about.Mode().Perm() != 0o700 {
			t.Errorf("the folder has %v, %v", about.Mode(), err)
		}
	}
	d := open(t, path, options())
	if _, err := count(t.Context(), d, "a"); err != nil {
		t.Fatal(err)
	}
	if err := d.Backup(t.Context(), filepath.Join(dir, "copy.db"), nil); err != nil {
		t.Fatal(err)
	}
	check(5) // database, -wal, -shm, reserve, copy
	for _, suffix := range []string{"", "-wal", "-shm", ".reserve"} {
		if err := os.Chmod(path+suffix, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	open(t, path, options())
	check(5)
	// Not even for the moment before Open looks at them.
	fresh := filepath.Join(t.TempDir(), "fresh.db")
	if err := newReserve(fresh, -1).prepare(); err != nil {
		t.Fatal(err)
	}
	p := pool(writerTo(fresh), 1)
	defer p.Close()
	if err := p.PingContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	if about, err := os.Stat(fresh); err != nil || about.Mode().Perm() != 0o600 {
		t.Errorf("made with %v, %v", about.Mode(), err)
	}
}

func TestEverySettingIsReadBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	open(t, path, options())
	for name, c := range map[string]*connector{
		"writer": writerTo(path), "reader": readerOf(path), "copier": copierOf(path), "looker": lookerAt(path),
	} {
		if err := pool(c, 1).PingContext(t.Context()); err != nil {
			t.Errorf("%s as it should be: %v", name, err)
		}
	}
	// Each setting in turn gets another value; each time the connection must be
	// refused because of it and nothing else.
	wrong := map[string]string{
		"_journal_mode=WAL": "_journal_mode=DELETE", "_synchronous=FULL": "_synchronous=NORMAL",
		"_busy_timeout=5000": "_busy_timeout=0", "_foreign_keys=1": "_foreign_keys=0", "_query_only=1": "_query_only=0",
	}
	fresh := filepath.Join(t.TempDir(), "fresh.db") // For the journal mode, which is kept in the file.
	if err := newReserve(fresh, -1).prepare(); err != nil {
		t.Fatal(err)
	}
	for good, bad := range wrong {
		c := writerTo(fresh)
		if strings.Contains(good, "query_only") {
			c = readerOf(path)
		}
		if !strings.Contains(c.dsn, good) {
			t.Fatalf("%s is not in the DSN", good)
		}
		c.dsn = strings.Replace(c.dsn, good, bad, 1)
		refused(t, c, strings.TrimPrefix(good[:strings.Index(good, "=")], "_"))
	}
	other := map[string]string{"ON": "OFF", "OFF": "ON", "MEMORY": "FILE", "0": "65536", "200": "1000", "8388608": "-1"}
	for i, s := range settings("0") {
		if s.set == "" {
			continue
		}
		c := writerTo(path)
		c.settings[i].set = other[s.set]
		refused(t, c, s.pragma)
	}
}

func refused(t *testing.T, c *connector, name string) {
	t.Helper()
	p := pool(c, 1)
	defer p.Close()
	var wrong *SettingError
	if err := p.PingContext(t.Context()); !errors.As(err, &wrong) || wrong.Name != name {
		t.Errorf("another %s: %v", name, err)
	}
}

func TestOldLibraryIsRefused(t *testing.T) {
	for number, want := range map[int]error{3033000: ErrLibrary, 3051002: ErrLibrary, 3051003: nil, 3054001: nil} {
		if err := assertVersion(number); !errors.Is(err, want) {
			t.Errorf("%d: %v", number, err)
		}
	}
}

func TestReadersCannotWriteAndNobodyAttaches(t *testing.T) {
	d := openNew(t)
	other := filepath.Join(t.TempDir(), "other.db")
	do := func(statement string) func(*sql.Tx) error {
		return func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), statement, other)
			return err
		}
	}
	if err := d.Read(t.Context(), do("INSERT INTO counter (n, id) VALUES (1, ?)")); !errors.Is(err, ErrIO) {
		t.Errorf("a reader wrote: %v", err)
	}
	p := pool(writerTo(d.Path()), 1)
	defer p.Close()
	if _, err := p.ExecContext(t.Context(), "ATTACH ? AS other", other); err == nil ||
		!strings.Contains(err.Error(), "too many attached") {
		t.Errorf("attached another file: %v", err)
	}
}

// A transaction that writes only at its end must hold the lock from its
// beginning, or two processes read the same last number.
func TestWritersTakeTurnsFromTheirFirstStatement(t *testing.T) {
	d := openNew(t)
	other := open(t, d.Path(), options())
	holding, done := make(chan bool), make(chan error)
	go func() {
		done <- d.Write(t.Context(), func(tx *sql.Tx) error {
			var n int
			close(holding)
			time.Sleep(50 * time.Millisecond)
			return next(t.Context(), tx, "first", &n)
		})
	}()
	<-holding
	n, err := count(t.Context(), other, "second")
	if err != nil || n != 2 {
		t.Errorf("the second writer got %d, %v", n, err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestReadersSeeOneMomentAndDoNotWait(t *testing.T) {
	d := openNew(t)
	err := d.Read(t.Context(), func(tx *sql.Tx) error {
		for range 3 {
			var n int
			if err := tx.QueryRowContext(t.Context(), "SELECT count(*) FROM counter").Scan(&n); err != nil {
				return err
			}
			if n != 0 {
				t.Errorf("a reader sees %d later rows", n)
			}
			if _, err := count(t.Context(), d, fmt.Sprint(time.Now().UnixNano())); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || rows(t, d) != 3 {
		t.Errorf("%d rows, %v", rows(t, d), err)
	}
}

func TestWhatIsNoDatabaseIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, options()); !errors.Is(err, ErrCorrupt) {
		t.Errorf("a text: %v", err)
	}
	if _, err := Open(t.Context(), t.TempDir(), options()); !errors.Is(err, ErrIO) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := Open(t.Context(), path+"/desk.db", options()); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("below a file: %v", err)
	}
}

func TestCheckpointEmptiesTheLog(t *testing.T) {
	d := openNew(t)
	if _, err := count(t.Context(), d, "a"); err != nil {
		t.Fatal(err)
	}
	size := func() int64 {
		about, err := os.Stat(d.Path() + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return about.Size()
	}
	if size() == 0 {
		t.Fatal("nothing in the log before")
	}
	if err := d.Checkpoint(t.Context()); err != nil || size() != 0 {
		t.Errorf("%d bytes in the log after, %v", size(), err)
	}
}

// A statement that a connection has compiled and kept sees what another program has
// made of the tables since.
func TestKeptStatementSeesNewTables(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	old := open(t, path, options())
	if _, err := count(t.Context(), old, "a"); err != nil {
		t.Fatal(err)
	}
	columns := func() (n int) {
		t.Helper()
		err := old.Read(t.Context(), func(tx *sql.Tx) error {
			rows, err := tx.QueryContext(t.Context(), "SELECT * FROM counter")
			if err != nil {
				return err
			}
			defer rows.Close()
			names, err := rows.Columns()
			n = len(names)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for range 2 * readerCount { // Each reader has it.
		if n := columns(); n != 3 {
			t.Fatalf("%d columns", n)
		}
	}
	open(t, path, Options{Migrations: scripts(counterSchema, "ALTER TABLE counter ADD COLUMN more TEXT"), Reserve: -1})
	for range 2 * readerCount {
		if n := columns(); n != 4 {
			t.Fatalf("after the migration there are %d columns", n)
		}
	}
	if n, err := count(t.Context(), old, "b"); err != nil || n != 2 {
		t.Errorf("the old program counts to %d: %v", n, err)
	}
}
