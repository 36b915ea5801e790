package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Write runs do in one transaction that holds the write lock from its beginning,
// and commits it. When Write returns nil, the transaction survives a power cut;
// with an error that is not ErrIO, nothing of it is kept.
//
// While the database is busy Write tries again until ctx ends, and once more after
// giving up the reserve file when the disk is full. So do may run several times
// and must not change anything but tx. It must not call Write, which would wait
// for itself. Give ctx a deadline; a single wait for another process can exceed it
// by up to five seconds.
func (d *DB) Write(ctx context.Context, do func(tx *sql.Tx) error) error {
	var wait pause
	gaveUp := false
	for {
		if d.stopped.Load() {
			return fmt.Errorf("%w: not written to since", ErrCorrupt)
		}
		err := d.attempt(ctx, d.writer, nil, do)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, ErrBusy):
			if err := wait.until(ctx, err); err != nil {
				return err
			}
		case errors.Is(err, ErrFull) && !gaveUp && d.reserve.release():
			gaveUp = true
		default:
			return err
		}
	}
}

// Read runs do in one transaction that sees the database as it was at its first
// statement, whatever is written meanwhile, and that cannot write. A long one
// keeps the write-ahead log from being brought in.
func (d *DB) Read(ctx context.Context, do func(tx *sql.Tx) error) error {
	var wait pause
	for {
		err := d.attempt(ctx, d.readers, &sql.TxOptions{ReadOnly: true}, do)
		if !errors.Is(err, ErrBusy) {
			return err
		}
		if err := wait.until(ctx, err); err != nil {
			return err
		}
	}
}

// attempt runs one transaction, classifies its error and notes damage.
func (d *DB) attempt(ctx context.Context, p *sql.DB, o *sql.TxOptions, do func(*sql.Tx) error) error {
	err := classify(transact(ctx, p, o, do))
	var found *Damage // What a check finds is for the caller to judge.
	if errors.Is(err, ErrCorrupt) && !errors.As(err, &found) {
		d.stopped.Store(true)
	}
	if ended := ctx.Err(); err != nil && ended != nil && !errors.Is(err, ended) {
		return errors.Join(err, ended) // SQLite says "interrupted" only.
	}
	return err
}

func transact(ctx context.Context, p *sql.DB, o *sql.TxOptions, do func(*sql.Tx) error) error {
	tx, err := p.BeginTx(ctx, o)
	if err != nil {
		return err
	}
	defer tx.Rollback() // After a commit, or one that SQLite rolled back, it does nothing.
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// Checkpoint brings the write-ahead log into the file and empties it, as far as
// readers allow. Call it when the desk is idle, so that little is at stake in the
// log: one bad bit there loses every commit after it.
func (d *DB) Checkpoint(ctx context.Context) error {
	var busy, log, done int
	err := d.writer.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &done)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", classify(err))
	}
	if busy != 0 {
		return fmt.Errorf("checkpoint: %w", ErrBusy)
	}
	return nil
}
