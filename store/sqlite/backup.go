package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// partialAge is how long an unfinished copy of a process that was killed is left
// alone.
const partialAge = 24 * time.Hour

// Backup writes a copy of the database to path while everybody goes on working.
// The copy is complete in itself, compact, on the disk and verified when Backup
// returns nil, and readable by its owner alone. also, when not nil, looks at the
// copy in its turn, such as at the end of the journal's chain; its error fails the
// backup. A file that is at path already is never replaced: os.ErrExist.
func (d *DB) Backup(ctx context.Context, path string, also func(tx *sql.Tx) error) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("back up to %s: %w", filepath.Base(path), fs.ErrExist)
	}
	if err := copyTo(ctx, d.path, path, also, renameNew); err != nil {
		return fmt.Errorf("back up to %s: %w", filepath.Base(path), classify(err))
	}
	return nil
}

// CheckCopy looks at a copy that Backup made: integrity first, then also, when
// not nil. It must not be used on a database that is in use.
func CheckCopy(ctx context.Context, path string, also func(tx *sql.Tx) error) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("check copy: %w", err)
	}
	p := pool(lookerAt(path), 1)
	defer p.Close()
	err = transact(ctx, p, &sql.TxOptions{ReadOnly: true}, func(tx *sql.Tx) error {
		if err := integrity(ctx, tx); err != nil || also == nil {
			return err
		}
		return also(tx)
	})
	if err != nil {
		return fmt.Errorf("check copy %s: %w", filepath.Base(path), classify(err))
	}
	return nil
}

// copyTo copies, syncs, verifies and only then names the copy.
func copyTo(ctx context.Context, from, to string, also func(*sql.Tx) error, name func(from, to string) error) error {
	dropPartials(to)
	partial := to + ".partial-" + rand.Text()
	defer os.Remove(partial) // Gone already when all went well.
	source := pool(copierOf(from), 1)
	defer source.Close()
	target := uri(partial, modeOf(from))
	if _, err := source.ExecContext(ctx, "VACUUM INTO ?", target); err != nil {
		return err
	}
	if err := syncPath(partial); err != nil {
		return err
	}
	if err := CheckCopy(ctx, partial, also); err != nil {
		return err
	}
	if err := name(partial, to); err != nil {
		return err
	}
	return syncPath(filepath.Dir(to))
}

// dropPartials removes what killed backups to the same place left behind.
func dropPartials(to string) {
	entries, err := os.ReadDir(filepath.Dir(to))
	if err != nil {
		return
	}
	mark := filepath.Base(to) + ".partial-"
	for _, e := range entries {
		about, err := e.Info()
		if err != nil || len(e.Name()) <= len(mark) || e.Name()[:len(mark)] != mark {
			continue
		}
		if time.Since(about.ModTime()) > partialAge {
			os.Remove(filepath.Join(filepath.Dir(to), e.Name()))
		}
	}
}

// syncPath brings a finished copy, or a folder, to the disk. It is for files that
// no connection has open.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// renameNew renames without replacing, also where the file system leaves that
// check to its caller.
func renameNew(from, to string) error {
	err := unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, unix.RENAME_NOREPLACE)
	if !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOSYS) {
		return err
	}
	if _, err := os.Lstat(to); err == nil {
		return fs.ErrExist
	}
	return os.Rename(from, to)
}
