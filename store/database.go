package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/sqlite"
)

//go:embed migrations/*.sql
var migrations embed.FS

// openDatabase opens a database with the schema of a station.
func openDatabase(ctx context.Context, path string, reserve int64) (*sqlite.DB, error) {
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	db, err := sqlite.Open(ctx, path, sqlite.Options{Migrations: steps, Reserve: reserve})
	return db, problem(err)
}

// patience is how long a write without a deadline waits for other processes.
const patience = 30 * time.Second

// write runs one transaction that excludes every other writer.
func (s *Store) write(ctx context.Context, do func(*sql.Tx) error) error {
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, patience)
		defer cancel()
	}
	return problem(s.db.Write(ctx, do))
}

// read runs do on one unchanging view of the tables.
func (s *Store) read(ctx context.Context, do func(querier) error) error {
	return problem(s.db.Read(ctx, func(tx *sql.Tx) error { return do(tx) }))
}

// from reads one answer of the books.
func from[T any](ctx context.Context, s *Store, ask func(books) (T, error)) (T, error) {
	var v T
	err := s.read(ctx, func(q querier) (err error) {
		v, err = ask(s.booksOn(q))
		return err
	})
	return v, err
}

func (s *Store) booksOn(q querier) books {
	return books{q: q, opener: s.opener, log: s.log}
}

// problem turns what went wrong with the database into the Problem that a clerk
// can act on. Everything else passes unchanged.
func problem(err error) error {
	if err == nil {
		return nil
	}
	for _, k := range []struct {
		is   error
		kind desk.Kind
		what string
	}{
		{sqlite.ErrFull, desk.Full, "disk"},
		{sqlite.ErrCorrupt, desk.Broken, "store"},
		{sqlite.ErrIO, desk.Unavailable, "disk"},
		{sqlite.ErrBusy, desk.Locked, "store.busy"},
		{sqlite.ErrNewer, desk.Conflict, "store.newer"},
	} {
		if errors.Is(err, k.is) && desk.KindOf(err) == "" {
			return &desk.Problem{Kind: k.kind, What: k.what, Cause: err}
		}
	}
	return err
}
