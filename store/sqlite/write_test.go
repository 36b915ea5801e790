package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"
)

func TestWriteKeepsAllOrNothing(t *testing.T) {
	d := openNew(t)
	stop := errors.New("changed my mind")
	err := d.Write(t.Context(), func(tx *sql.Tx) error {
		var n int
		return errors.Join(next(t.Context(), tx, "a", &n), stop)
	})
	if !errors.Is(err, stop) || rows(t, d) != 0 {
		t.Errorf("%d rows, %v", rows(t, d), err)
	}
	func() {
		defer func() { recover() }()
		d.Write(t.Context(), func(tx *sql.Tx) error {
			var n int
			if err := next(t.Context(), tx, "a", &n); err != nil {
				t.Error(err)
			}
			panic("in the middle")
		})
	}()
	if n, err := count(t.Context(), d, "a"); err != nil || n != 1 {
		t.Errorf("after a panic: %d, %v", n, err)
	}
	var said sqlite3.Error
	if _, err := count(t.Context(), d, "a"); !errors.As(err, &said) || said.ExtendedCode != sqlite3.ErrConstraintUnique {
		t.Errorf("the same id again: %v", err)
	}
}

func TestWriteTriesAgainWhileBusy(t *testing.T) {
	d := openNew(t)
	runs := 0
	err := d.Write(t.Context(), func(*sql.Tx) error {
		if runs++; runs < 4 {
			return fmt.Errorf("wrapped: %w", sqlite3.Error{Code: sqlite3.ErrBusy})
		}
		return nil
	})
	if err != nil || runs != 4 {
		t.Errorf("%d runs, %v", runs, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err = d.Write(ctx, func(*sql.Tx) error { return sqlite3.Error{Code: sqlite3.ErrBusy} })
	if !errors.Is(err, ErrBusy) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestWriteEndsWithItsContext(t *testing.T) {
	d := openNew(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := d.Write(ctx, func(tx *sql.Tx) error {
		time.AfterFunc(20*time.Millisecond, cancel)
		_, err := tx.ExecContext(ctx, `WITH RECURSIVE r (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r)
			INSERT INTO counter (n, id) SELECT i, i FROM r`)
		return err
	})
	if !errors.Is(err, context.Canceled) || rows(t, d) != 0 {
		t.Errorf("%d rows, %v", rows(t, d), err)
	}
	if _, err := count(ctx, d, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if n, err := count(t.Context(), d, "a"); err != nil || n != 1 {
		t.Errorf("after it: %d, %v", n, err)
	}
}

// SQLITE_CORRUPT may be the disk and not the file, so the desk stops writing and
// looks again.
func TestDamageStopsWritingUntilReopened(t *testing.T) {
	d := openNew(t)
	err := d.Read(t.Context(), func(*sql.Tx) error { return sqlite3.Error{Code: sqlite3.ErrCorrupt} })
	if !errors.Is(err, ErrCorrupt) {
		t.Fatalf("got %v", err)
	}
	if _, err := count(t.Context(), d, "a"); !errors.Is(err, ErrCorrupt) {
		t.Errorf("wrote after damage: %v", err)
	}
	if rows(t, d) != 0 {
		t.Error("cannot read after damage")
	}
	again := open(t, d.Path(), options())
	if n, err := count(t.Context(), again, "a"); err != nil || n != 1 {
		t.Errorf("reopened: %d, %v", n, err)
	}
}

func TestEveryFaultOfTheDiskHasItsError(t *testing.T) {
	for code, want := range map[sqlite3.ErrNo]error{
		sqlite3.ErrFull: ErrFull, sqlite3.ErrCorrupt: ErrCorrupt, sqlite3.ErrNotADB: ErrCorrupt,
		sqlite3.ErrIoErr: ErrIO, sqlite3.ErrReadonly: ErrIO, sqlite3.ErrCantOpen: ErrIO,
		sqlite3.ErrBusy: ErrBusy, sqlite3.ErrLocked: ErrBusy,
	} {
		said := fmt.Errorf("wrapped: %w", sqlite3.Error{Code: code})
		got := classify(said)
		for _, kind := range []error{ErrFull, ErrCorrupt, ErrIO, ErrBusy} {
			if errors.Is(got, kind) != (kind == want) {
				t.Errorf("code %d is %v", code, got)
			}
		}
		if !errors.Is(got, said) || classify(got) != got {
			t.Errorf("code %d: the cause is lost", code)
		}
	}
	for _, other := range []error{nil, errors.New("x"), sqlite3.Error{Code: sqlite3.ErrConstraint}} {
		if classify(other) != other {
			t.Errorf("%v became %v", other, classify(other))
		}
	}
}
