package records

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"xiaochuang/store/sqlite"
)

//go:embed sqlite/*.sql
var sqliteSteps embed.FS

// A File is records in a SQLite file.
type File struct{ db *sqlite.DB }

// OpenFile opens the records at path and makes them where there are none. Reserve
// is as in sqlite.Options.
func OpenFile(ctx context.Context, path string, reserve int64, told Told) (*File, error) {
	steps, err := fs.Sub(sqliteSteps, "sqlite")
	if err != nil {
		return nil, err
	}
	db, err := sqlite.Open(ctx, path, sqlite.Options{Migrations: steps, Reserve: reserve, Told: told})
	if err != nil {
		return nil, ofSQLite(err)
	}
	return &File{db}, nil
}

// Write is that of Records.
func (f *File) Write(ctx context.Context, do func(*Tx) error) error {
	return ofSQLite(f.db.Write(ctx, func(tx *sql.Tx) error { return do(&Tx{tx: tx}) }))
}

// Read is that of Records.
func (f *File) Read(ctx context.Context, do func(*Tx) error) error {
	return ofSQLite(f.db.Read(ctx, func(tx *sql.Tx) error { return do(&Tx{tx: tx}) }))
}

// Row is that of Records.
func (f *File) Row(ctx context.Context, query string, args []any, dest ...any) error {
	return f.Read(ctx, func(tx *Tx) error { return tx.QueryRowContext(ctx, query, args...).Scan(dest...) })
}

// Snapshot is that of Records.
func (f *File) Snapshot(ctx context.Context, do func(*Tx) error) error { return f.Read(ctx, do) }

// Shared is false: SQLite coordinates processes of one machine.
func (f *File) Shared() bool { return false }

// Place is "": a file that was put back looks like the file that it was. The centre
// marks it.
func (f *File) Place(context.Context) (string, error) { return "", nil }

// Close is that of Records.
func (f *File) Close() error { return f.db.Close() }

// Backup writes a verified copy of the file to path, where none is, while
// everybody goes on working.
func (f *File) Backup(ctx context.Context, path string) error {
	return ofSQLite(f.db.Backup(ctx, path, nil))
}

// Integrity looks at the whole file.
func (f *File) Integrity(ctx context.Context) error { return ofSQLite(f.db.Integrity(ctx)) }

func ofSQLite(err error) error {
	for from, to := range map[error]error{
		sqlite.ErrFull: ErrFull, sqlite.ErrCorrupt: ErrDamaged, sqlite.ErrIO: ErrDisk, sqlite.ErrBusy: ErrBusy, sqlite.ErrNewer: ErrNewer,
	} {
		if errors.Is(err, from) {
			return fmt.Errorf("%w: %w", to, err)
		}
	}
	return err
}
