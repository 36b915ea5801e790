package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// findings bounds how many lines of a check are kept.
const findings = 20

// Damage is what a check found. It is ErrCorrupt under errors.Is. Its lines name
// tables, indexes, pages and row numbers, never contents.
type Damage struct{ Lines []string }

func (e *Damage) Error() string {
	return "sqlite: check found: " + strings.Join(e.Lines, "; ")
}

// Is makes a Damage count as ErrCorrupt.
func (e *Damage) Is(target error) bool { return target == ErrCorrupt }

// Quick looks for damage at the speed of a start: it reads every page but does
// not compare indexes with tables, and it overlooks most single flipped bits. It
// returns a *Damage, or nil.
func (d *DB) Quick(ctx context.Context) error {
	return d.Read(ctx, func(tx *sql.Tx) error { return check(ctx, tx, "PRAGMA quick_check(1)") })
}

// Integrity looks for damage as thoroughly as SQLite can, dangling references
// included. It returns a *Damage, or nil.
func (d *DB) Integrity(ctx context.Context) error {
	return d.Read(ctx, func(tx *sql.Tx) error { return integrity(ctx, tx) })
}

func integrity(ctx context.Context, tx *sql.Tx) error {
	if err := check(ctx, tx, fmt.Sprintf("PRAGMA integrity_check(%d)", findings)); err != nil {
		return err
	}
	return dangling(ctx, tx)
}

// check runs a pragma that answers "ok" or with lines of findings.
func check(ctx context.Context, tx *sql.Tx, pragma string) error {
	lines, err := texts(ctx, tx, pragma)
	switch {
	case err != nil:
		return found(err)
	case len(lines) == 0:
		return errors.New("sqlite: check gave no answer")
	case len(lines) == 1 && lines[0] == "ok":
		return nil
	}
	return &Damage{Lines: lines}
}

func texts(ctx context.Context, tx *sql.Tx, query string) (lines []string, err error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, rows.Err()
}

// found turns damage that ended a check into a finding of the check.
func found(err error) error {
	if err = classify(err); errors.Is(err, ErrCorrupt) {
		return &Damage{Lines: []string{err.Error()}}
	}
	return err
}

// querier is a transaction or a connection.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// dangling looks for references to rows that are not there.
func dangling(ctx context.Context, q querier) error {
	rows, err := q.QueryContext(ctx, "PRAGMA foreign_key_check")
	if err != nil {
		return found(err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() && len(lines) < findings {
		var table, parent string
		var row sql.NullInt64 // null for a table without row numbers
		var key int
		if err := rows.Scan(&table, &row, &parent, &key); err != nil {
			return err
		}
		lines = append(lines, fmt.Sprintf("%s row %d refers to no %s", table, row.Int64, parent))
	}
	if err := rows.Err(); err != nil {
		return found(err)
	}
	if len(lines) > 0 {
		return &Damage{Lines: lines}
	}
	return nil
}
