// Package sqlite opens the one SQLite file of a station or a centre so that what
// was committed stays committed, brings its schema up to date, checks it and
// copies it.
//
// It is not a query layer: statements belong to its callers. Nothing but SQLite
// may ever open the file, its -wal or its -shm: closing another descriptor of them
// drops the locks of the whole process (https://sqlite.org/howtocorrupt.html,
// 2.2). This package names them, measures them and sets their permissions by
// path, and no more.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/mattn/go-sqlite3"
)

// minSQLite is the first version without the WAL-reset race of 3.7.0 to 3.51.2,
// which could corrupt a database that several connections check-point.
const minSQLite = 3051003

const readerCount = 4

// Options say how Open goes about it. The zero Options migrate nothing.
type Options struct {
	// Migrations holds files such as 0001_tickets.sql, numbered from 1 without a
	// gap, and nothing else. Each runs once, in one transaction, with foreign keys
	// enforced only at its end. With nil, the schema is left alone and any version
	// is accepted.
	Migrations fs.FS
	// Backups is the folder for the copy that is made before a database with
	// contents is migrated; empty means the folder of the database.
	Backups string
	// Reserve is the size in bytes of the file that is given up when the disk is
	// full; 0 means 64 MiB, and a negative size none.
	Reserve int64
	// Told, if not nil, hears of each part of bringing a database with contents up
	// to date before the part begins.
	Told func(Step)
}

// DB is an open database: one connection that writes and four that read. Other
// processes may have the same file open through this package. It is safe for
// concurrent use.
type DB struct {
	path    string
	writer  *sql.DB
	readers *sql.DB
	reserve *reserve
	version int
	stopped atomic.Bool // set by the first sign of damage, until reopened
}

// Open opens the database at path and makes it when it is missing, readable by
// its owner alone. It refuses a SQLite library below 3.51.3, a setting that does
// not hold (*SettingError), a schema newer than the migrations (ErrNewer) and a
// file that is damaged beyond opening (ErrCorrupt). Several processes may open
// and migrate the same file at once.
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	_, number, _ := sqlite3.Version()
	if err := assertVersion(number); err != nil {
		return nil, err
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	steps, err := readSteps(o.Migrations)
	if err != nil {
		return nil, err
	}
	d := &DB{path: path, reserve: newReserve(path, o.Reserve)}
	if err := d.open(ctx, o, steps); err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", classify(err)), d.Close())
	}
	return d, nil
}

func (d *DB) open(ctx context.Context, o Options, steps []step) error {
	if err := os.MkdirAll(filepath.Dir(d.path), 0o700); err != nil {
		return err
	}
	if err := d.reserve.prepare(); err != nil {
		return err
	}
	if err := d.tighten(); err != nil {
		return err
	}
	d.writer = pool(writerTo(d.path), 1)
	if err := d.writer.PingContext(ctx); err != nil {
		return err
	}
	if o.Backups == "" {
		o.Backups = filepath.Dir(d.path)
	}
	var err error
	if d.version, err = migrate(ctx, d.path, o, steps); err != nil {
		return err
	}
	d.readers = pool(readerOf(d.path), readerCount)
	if err := d.readers.PingContext(ctx); err != nil {
		return err
	}
	return d.tighten()
}

func assertVersion(number int) error {
	if number < minSQLite {
		return fmt.Errorf("%w: %d, need %d", ErrLibrary, number, minSQLite)
	}
	return nil
}

// tighten takes the files of the database away from everybody but their owner.
func (d *DB) tighten() error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		about, err := os.Lstat(d.path + suffix)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if !about.Mode().IsRegular() {
			return fmt.Errorf("%w: %s is no file", ErrIO, filepath.Base(d.path+suffix))
		}
		if about.Mode().Perm()&0o077 == 0 {
			continue
		}
		if err := os.Chmod(d.path+suffix, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// Path is the absolute path of the database, for naming it; see the package
// comment for what must not be done with it.
func (d *DB) Path() string { return d.path }

// Version is the number of the last migration, 0 for none.
func (d *DB) Version() int { return d.version }

// Close closes all connections. The last process to close a database also brings
// its write-ahead log in.
func (d *DB) Close() error {
	var errs []error
	for _, p := range []*sql.DB{d.readers, d.writer} {
		if p != nil {
			errs = append(errs, p.Close())
		}
	}
	return errors.Join(errs...)
}
