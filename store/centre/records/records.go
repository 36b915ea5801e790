// Package records keeps the rows of a centre: in one SQLite file by default, or in
// PostgreSQL, where any number of instances share them. Both have the same tables
// with the same columns.
//
// It is not a query layer: statements belong to its callers, who write them once,
// in what both databases understand, with ? or ?1 for parameters.
package records

import (
	"context"
	"errors"

	"xiaochuang/desk"
	"xiaochuang/store/sqlite"
)

// Errors that callers tell apart, whichever database said it. What it said is
// wrapped beside them.
var (
	// ErrFull means that there is no room; nothing of the transaction is kept.
	ErrFull = errors.New("records: disk full")
	// ErrDamaged means that the database met damage.
	ErrDamaged = errors.New("records: damaged")
	// ErrDisk means that the disk refused; whether a transaction that met it is
	// kept shows later.
	ErrDisk = errors.New("records: disk error")
	// ErrBusy means that others held what was needed for as long as there was time.
	ErrBusy = errors.New("records: busy")
	// ErrNewer means that the tables are of a newer program.
	ErrNewer = errors.New("records: tables are newer than this program")
	// ErrAway means that the database does not answer. Whether a transaction that
	// met it is kept shows later.
	ErrAway = errors.New("records: database does not answer")
	// ErrUnsafe means that the database is set up so that it would forget in a
	// power cut what it acknowledged.
	ErrUnsafe = errors.New("records: database does not keep what it acknowledges")
)

// A Step is one part of bringing the tables of an older program up to date, and a
// Told hears of each before it begins; nil hears of none.
type (
	Step = sqlite.Step
	Told = func(Step)
)

// Records are the rows of one centre. They are safe for concurrent use, by several
// processes as well.
type Records interface {
	// Write runs do in one transaction and commits it; when it returns nil, what
	// was written survives a power cut. Statements see what was committed before
	// each of them began; what must not change meanwhile is locked by Tx.Lock
	// first. With an error, nothing is kept, except that with ErrDisk and ErrAway
	// nobody knows. Where transactions stand in each other's way Write tries
	// again until ctx ends, so do may run several times and must not change
	// anything but tx. It must not call Write.
	Write(ctx context.Context, do func(tx *Tx) error) error

	// Read runs do in one transaction that sees the rows as they were at its
	// first statement, whatever is written meanwhile, and that cannot write.
	Read(ctx context.Context, do func(tx *Tx) error) error

	// Row reads the row of one statement into dest, or returns sql.ErrNoRows. It is
	// Read with less to and fro.
	Row(ctx context.Context, query string, args []any, dest ...any) error
	// Snapshot is Read for as long as it takes, for what reads everything.
	Snapshot(ctx context.Context, do func(tx *Tx) error) error

	// Shared reports whether instances on other machines can have the same
	// records open.
	Shared() bool

	// Place names the copy of the records that is open. It is another one after a
	// dump was read back, after a recovery to a point in time and after a standby
	// was promoted; "" where nothing tells such copies apart.
	Place(ctx context.Context) (string, error)

	// Close closes all connections.
	Close() error
}

// Problem turns an error of this package into what a person is told.
func Problem(err error) error {
	if err == nil || desk.KindOf(err) != "" {
		return err
	}
	for _, k := range []struct {
		is   error
		kind desk.Kind
		what string
	}{
		{ErrFull, desk.Full, "disk"},
		{ErrDamaged, desk.Broken, "centre"},
		{ErrDisk, desk.Unavailable, "disk"},
		{ErrBusy, desk.Locked, "centre.busy"},
		{ErrNewer, desk.Conflict, "centre.newer"},
		{ErrAway, desk.Unavailable, "centre.database"},
		{ErrUnsafe, desk.Blocked, "centre.unsafe"},
	} {
		if errors.Is(err, k.is) {
			return &desk.Problem{Kind: k.kind, What: k.what, Cause: err}
		}
	}
	return err
}
