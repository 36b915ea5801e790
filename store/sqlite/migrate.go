package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/mattn/go-sqlite3"
)

// A step is one migration file.
type step struct {
	number int
	name   string
	script string
}

// A Step is one part of bringing a schema up to date.
type Step struct {
	Number int // of the migration, 0 for what comes before the first
	Of     int // the last migration there is
	// Name is that of the migration's file, or Copying or Waiting.
	Name string
}

// What comes before migrations.
const (
	Copying = "copy" // of the database as it is
	Waiting = "wait" // for somebody else who has the database
)

// Waiting reports whether the step is to wait for somebody else.
func (s Step) Waiting() bool { return s.Name == Waiting }

var stepName = regexp.MustCompile(`^([0-9]{4})_[a-z0-9_]+\.sql$`)

// readSteps reads the migrations in order. Their numbers must run from 1 without
// a gap, so that user_version says which have run.
func readSteps(files fs.FS) ([]step, error) {
	if files == nil {
		return nil, nil
	}
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMigration, err)
	}
	var steps []step
	for _, e := range entries {
		m := stepName.FindStringSubmatch(e.Name())
		if m == nil {
			return nil, fmt.Errorf("%w: name %q", ErrMigration, e.Name())
		}
		number, _ := strconv.Atoi(m[1])
		if number != len(steps)+1 {
			return nil, fmt.Errorf("%w: %s is not number %d", ErrMigration, e.Name(), len(steps)+1)
		}
		script, err := fs.ReadFile(files, e.Name())
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrMigration, err)
		}
		steps = append(steps, step{number, e.Name(), string(script)})
	}
	if len(steps) == 0 {
		return nil, fmt.Errorf("%w: no files", ErrMigration)
	}
	return steps, nil
}

// A migrator brings one database up to date over a connection of its own, the
// only one that does not enforce foreign keys: a step that rebuilds a table could
// not be written otherwise (https://sqlite.org/lang_altertable.html, 7).
type migrator struct {
	path    string
	backups string
	conn    *sql.Conn
	saved   bool // the copy before the first step has been made
	last    int  // number of the last step
	told    func(Step)
}

// tell says what is about to be done; number is 0 for what comes before a step.
func (m *migrator) tell(number int, name string) {
	if m.told != nil {
		m.told(Step{Number: number, Of: m.last, Name: name})
	}
}

// migrate runs the steps that are due and returns the version reached.
func migrate(ctx context.Context, path string, o Options, steps []step) (int, error) {
	p := pool(writerTo(path), 1)
	defer p.Close()
	conn, err := p.Conn(ctx)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	m := &migrator{path: path, backups: o.Backups, conn: conn, last: len(steps)}
	// What a step changes can be undone in the middle of it, from a copy of the pages
	// as they were. In memory that would be most of a large table; in a file it is what
	// the database itself holds, sealed where that is sealed.
	for _, pragma := range []string{"foreign_keys = OFF", "temp_store = FILE"} {
		if _, err := conn.ExecContext(ctx, "PRAGMA "+pragma); err != nil {
			return 0, err
		}
	}
	version, err := m.version(ctx)
	if err != nil || steps == nil {
		return version, err
	}
	if version > len(steps) {
		return 0, fmt.Errorf("%w: have %d, know %d", ErrNewer, version, len(steps))
	}
	if version > 0 { // Making a new one is nothing to tell.
		m.told = o.Told
	}
	for _, s := range steps[version:] {
		if err := m.take(ctx, s); err != nil {
			return 0, fmt.Errorf("migration %s: %w", s.name, err)
		}
	}
	return len(steps), nil
}

func (m *migrator) version(ctx context.Context) (version int, err error) {
	err = m.conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	return version, err
}

// take runs one step in one transaction. The version is read again inside it, for
// another starter may have been faster.
func (m *migrator) take(ctx context.Context, s step) (err error) {
	if err := m.begin(ctx); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			// The context may be what ended it; the rollback must happen all the same.
			m.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
	switch version, err := m.version(ctx); {
	case err != nil:
		return err
	case version >= s.number:
		_, err := m.conn.ExecContext(ctx, "COMMIT")
		return err
	case version != s.number-1:
		return fmt.Errorf("%w: version went back to %d", ErrMigration, version)
	}
	if err := m.save(ctx, s.number-1); err != nil {
		return fmt.Errorf("copy before it: %w", err)
	}
	m.tell(s.number, s.name)
	if _, err := m.conn.ExecContext(ctx, s.script); err != nil {
		return errors.Join(ErrMigration, err)
	}
	if err := m.whole(ctx); err != nil {
		return err
	}
	if _, err := m.conn.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", s.number)); err != nil {
		return err
	}
	_, err = m.conn.ExecContext(ctx, "COMMIT")
	return err
}

func (m *migrator) begin(ctx context.Context) error {
	var wait pause
	for {
		_, err := m.conn.ExecContext(ctx, "BEGIN IMMEDIATE")
		if !errors.Is(classify(err), ErrBusy) {
			return err
		}
		m.tell(0, Waiting)
		if err := wait.until(ctx, err); err != nil {
			return err
		}
	}
}

// whole makes sure that a step left its transaction open and no reference
// dangling.
func (m *migrator) whole(ctx context.Context) error {
	err := m.conn.Raw(func(c any) error {
		if c.(*sqlite3.SQLiteConn).AutoCommit() {
			return fmt.Errorf("%w: it ends its own transaction", ErrMigration)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := dangling(ctx, m.conn); err != nil {
		return fmt.Errorf("%w: %w", ErrMigration, err)
	}
	return nil
}

// save copies a database that has contents, once, while the transaction of the
// first step keeps everybody else from writing. The copy is named after the
// version it has; an older one of the same version is of less use and goes.
func (m *migrator) save(ctx context.Context, version int) error {
	if m.saved {
		return nil
	}
	var tables int
	err := m.conn.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables)
	if err != nil || tables == 0 {
		return err
	}
	m.tell(0, Copying)
	to := filepath.Join(m.backups, fmt.Sprintf("%s.v%d.bak", filepath.Base(m.path), version))
	if err := os.MkdirAll(m.backups, 0o700); err != nil {
		return err
	}
	if err := copyTo(ctx, m.path, to, nil, os.Rename); err != nil {
		return err
	}
	m.saved = true
	return nil
}
