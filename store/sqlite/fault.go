package sqlite

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/mattn/go-sqlite3"
)

// Errors that callers tell apart. What SQLite said is wrapped beside them.
var (
	// ErrFull means that the disk is full, the reserve used up, and nothing of the
	// transaction kept.
	ErrFull = errors.New("sqlite: disk full")
	// ErrCorrupt means that SQLite met damage. It need not be in the file: a dying
	// disk looks the same. This DB refuses to write from now on; close it, open it
	// again and look at Integrity.
	ErrCorrupt = errors.New("sqlite: damaged")
	// ErrIO means that the disk refused to read or write. Whether a transaction
	// that met it is kept shows only after a restart, so look for its id before
	// trying again.
	ErrIO = errors.New("sqlite: disk error")
	// ErrBusy means that somebody else was writing for as long as the context
	// allowed.
	ErrBusy = errors.New("sqlite: busy")
	// ErrNewer means that the schema was made by a newer program.
	ErrNewer = errors.New("sqlite: schema is newer than this program")
	// ErrMigration means that a migration is wrong: its name, or what it does.
	ErrMigration = errors.New("sqlite: bad migration")
	// ErrLibrary means that the SQLite library is too old to be trusted.
	ErrLibrary = errors.New("sqlite: library is too old")
)

// SettingError is returned for a connection that does not have a setting it must
// have.
type SettingError struct {
	Name, Want, Got string
}

func (e *SettingError) Error() string {
	return fmt.Sprintf("sqlite: %s is %q, must be %q", e.Name, e.Got, e.Want)
}

// classify puts one of this package's errors in front of what SQLite said. Errors
// that are not about the file, such as a broken constraint, pass unchanged.
func classify(err error) error {
	for _, known := range []error{ErrFull, ErrCorrupt, ErrIO, ErrBusy} {
		if errors.Is(err, known) {
			return err
		}
	}
	var said sqlite3.Error
	if !errors.As(err, &said) {
		return err
	}
	switch said.Code {
	case sqlite3.ErrFull:
		return fmt.Errorf("%w: %w", ErrFull, err)
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	case sqlite3.ErrIoErr, sqlite3.ErrCantOpen, sqlite3.ErrReadonly, sqlite3.ErrProtocol, sqlite3.ErrPerm:
		return fmt.Errorf("%w: %w", ErrIO, err)
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return fmt.Errorf("%w: %w", ErrBusy, err)
	}
	return err
}

// A pause is the wait between tries at a busy database. SQLite has waited five
// seconds by itself already in most cases, so it is short.
type pause struct{ tries int }

// until waits a little. It returns the cause with the context's error when the
// context ends.
func (p *pause) until(ctx context.Context, cause error) error {
	p.tries = min(p.tries+1, 6)
	t := time.NewTimer(time.Duration(rand.Int64N(int64(time.Millisecond << p.tries))))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return errors.Join(classify(cause), ctx.Err())
	case <-t.C:
		return nil
	}
}
