package records

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"xiaochuang/store/sqlite"
)

// migrate brings the tables up to date, each step in a transaction of its own: a
// start that is cut short goes on where it was, and what serves beside waits for one
// step at a time. It is a page of code over the files that SQLite's migrations look
// like as well; a library would bring a second way of naming them.
func (s *Server) migrate(ctx context.Context, told Told) error {
	steps, err := fs.Glob(postgresSteps, "postgres/*.sql")
	if err != nil {
		return err
	}
	if told == nil {
		told = func(Step) {}
	}
	older := false // Making new ones is nothing to tell.
	for have := -1; have < len(steps); {
		err := s.patient(ctx, nil, func(tx *Tx) (err error) {
			if have, err = tx.version(ctx); err != nil || have >= len(steps) {
				return err
			}
			if older = older || have > 0; older {
				told(Step{Number: have + 1, Of: len(steps), Name: path.Base(steps[have])})
			}
			return tx.take(ctx, have+1, steps[have])
		})
		switch {
		case errors.Is(err, ErrBusy) && ctx.Err() == nil:
			// Another instance has the tables, by an older program or on its way to
			// the same step.
			told(Step{Of: len(steps), Name: sqlite.Waiting})
		case err != nil:
			return err
		case have > len(steps):
			return ErrNewer
		}
	}
	return nil
}

// version locks the tables for whoever brings them up to date, and says how many
// steps they have.
func (t *Tx) version(ctx context.Context) (have int, err error) {
	if err := t.Lock(ctx, "tables"); err != nil {
		return 0, err
	}
	_, err = t.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS tables(one BIGINT PRIMARY KEY CHECK(one = 1), version BIGINT NOT NULL)`)
	if err != nil {
		return 0, err
	}
	err = t.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM tables`).Scan(&have)
	return have, err
}

// take runs one step. However large the tables are, it has the time that it needs;
// it waits for others no longer than any statement does.
func (t *Tx) take(ctx context.Context, number int, name string) error {
	script, err := fs.ReadFile(postgresSteps, name)
	if err != nil {
		return err
	}
	if _, err := t.ExecContext(ctx, `SET LOCAL statement_timeout = 0`); err != nil {
		return err
	}
	// Without parameters the simple protocol runs, which takes several statements.
	if _, err := t.tx.ExecContext(ctx, string(script)); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	_, err = t.ExecContext(ctx, `
		INSERT INTO tables(one, version)
		VALUES(1, ?)
		ON CONFLICT(one) DO UPDATE SET version = excluded.version`, number)
	return err
}
