package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"xiaochuang/desk"
	"xiaochuang/store/seal"
	"xiaochuang/store/sqlite"
)

// Backup writes a verified copy of the database to path while everybody goes on
// working, and reports the journal of the copy. Sealed things stay sealed in it:
// it is of no use without the key ring, which is kept elsewhere, and it holds no
// page files. A file at path is never replaced: Conflict.
func (s *Store) Backup(ctx context.Context, path string) (VerifyReport, error) {
	var r VerifyReport
	err := s.db.Backup(ctx, path, func(tx *sql.Tx) (err error) {
		r, err = sound(ctx, tx, s.suite)
		return err
	})
	if errors.Is(err, fs.ErrExist) {
		return r, &desk.Problem{Kind: desk.Conflict, What: "backup.exists", Cause: err}
	}
	return r, problem(err)
}

// sound verifies a journal and makes a bad line an error.
func sound(ctx context.Context, q querier, s seal.Suite) (VerifyReport, error) {
	r, err := verify(ctx, q, s)
	if err == nil && r.Bad != nil {
		err = broken("journal", fmt.Errorf("line %d (%s): %s", r.Bad.N, r.Bad.RID, r.Bad.Why))
	}
	return r, err
}

// Restore puts a copy that Backup made into an empty data folder and reports its
// journal. The next Open finds that the instance is another one and opens a new
// incarnation, so that no number given out since the copy is given out again. A
// folder that has a database, or the write-ahead log of one, is Conflict with
// What "store.exists".
func Restore(ctx context.Context, from, dir string) (VerifyReport, error) {
	var r VerifyReport
	if err := cleanDir(dir); err != nil {
		return r, err
	}
	release, err := await(ctx, dir, "open", desk.SystemClock{}.Now())
	if err != nil {
		return r, err
	}
	defer release()
	to := filepath.Join(dir, databaseFile)
	for _, suffix := range []string{"", "-wal", "-shm"} { // A log left behind would be played into the copy.
		if _, err := os.Lstat(to + suffix); !errors.Is(err, fs.ErrNotExist) {
			return r, &desk.Problem{Kind: desk.Conflict, What: "store.exists", Cause: err}
		}
	}
	err = sqlite.CheckCopy(ctx, from, func(tx *sql.Tx) error {
		var name string
		if err := tx.QueryRowContext(ctx, `SELECT suite FROM sync_state`).Scan(&name); err != nil {
			return err
		}
		suite, err := seal.Named(name)
		if err != nil {
			return err
		}
		r, err = sound(ctx, tx, suite)
		return err
	})
	if err != nil {
		return r, problem(err)
	}
	was, err := readInstance(dir)
	if err != nil {
		return r, err
	}
	if err := writeInstance(dir, instance{Ordinal: was.Ordinal}); err != nil {
		return r, err
	}
	return r, place(from, to)
}

// place makes a copy of a file appear whole and on the disk, or not at all.
func place(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	defer in.Close()
	out, err := os.CreateTemp(filepath.Dir(to), ".restore-*") // With permissions 0600.
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	defer os.Remove(out.Name())
	_, err = io.Copy(out, in)
	err = errors.Join(err, out.Sync(), out.Close())
	if err == nil {
		err = os.Rename(out.Name(), to)
	}
	if err == nil {
		err = syncDir(filepath.Dir(to))
	}
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return nil
}
