package records

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// tables are all there are, in an order in which rows find what they refer to,
// with the columns that tell rows apart. The table that says that there is a
// centre comes last, so that a copy that was cut short is none.
var tables = []struct{ name, key string }{
	{"street", "tenant"},
	{"code", "hash"},
	{"desk", "desk_id"},
	{"incarnation", "desk_id, id"},
	{"checkpoint", "desk_id, incarnation, seq"},
	{"event", "desk_id, rid"},
	{"redelivery", "desk_id, incarnation, seq"},
	{"stable", "desk_id, incarnation"},
	{"blob", "tenant, id"},
	{"event_blob", "desk_id, rid, blob_id"},
	{"case_file", "tenant, id"},
	{"case_page", "tenant, case_id, blob_id"},
	{"case_fork", "tenant, case_id, rid_a, rid_b"},
	{"shared_key", "tenant, owner, blob_id"},
	{"feed_head", "station"},
	{"feed", "station, n"},
	{"session", "id"},
	{"alarm", "id"},
	{"usage", "desk_id, day"},
	{"act", "rid"},
	{"entry", "tenant, case_id"},
	{"batch", "tenant, no"},
	{"bag", "tenant, code"},
	{"batch_check", "tenant, no, case_id"},
	{"announcement", "tenant, id"},
	{"rectification", "tenant, id"},
	{"task", "name, day"},
	{"account", "login"},
	{"sitting", "token"},
	{"publisher", "key"},
	{"catalogue", "n"},
	{"catalogue_object", "id"},
	{"centre", "one"},
}

// rowsAtOnce is how many rows one transaction of a copy writes.
const rowsAtOnce = 1000

// A Change edits a row that is copied: values by column, of which it may replace
// those of a table.
type Change func(table string, row map[string]any) error

// ErrOccupied means that there are rows of a centre where a copy should go.
var ErrOccupied = errors.New("records: there is a centre already")

// ErrDiffers means that a copy does not have what was copied.
var ErrDiffers = errors.New("records: the copy differs")

// Copy copies every row of one centre into records without any, and then compares
// row by row what is there with what was read. Change, when not nil, edits rows on
// their way. What a copy that was cut short left is removed first. It returns how
// many rows there are.
func Copy(ctx context.Context, from, to Records, change Change) (int64, error) {
	if err := empty(ctx, to); err != nil {
		return 0, err
	}
	var n int64
	err := from.Snapshot(ctx, func(src *Tx) error {
		for _, t := range tables {
			if err := copyTable(ctx, src, to, t.name, t.key, change); err != nil {
				return fmt.Errorf("copy %s: %w", t.name, err)
			}
		}
		return to.Snapshot(ctx, func(dst *Tx) error {
			for _, t := range tables {
				rows, err := compareTable(ctx, src, dst, t.name, t.key, change)
				if err != nil {
					return fmt.Errorf("compare %s: %w", t.name, err)
				}
				n += rows
			}
			return nil
		})
	})
	return n, err
}

// empty makes sure that there is no centre, and removes what is left of one.
func empty(ctx context.Context, r Records) error {
	return r.Write(ctx, func(tx *Tx) error {
		var made bool
		if err := tx.QueryRowContext(ctx, `SELECT EXISTS(SELECT 1 FROM centre)`).Scan(&made); err != nil {
			return err
		}
		if made {
			return ErrOccupied
		}
		for _, t := range slices.Backward(tables) {
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+t.name); err != nil {
				return err
			}
		}
		return nil
	})
}

// each calls f for every row of a table, in the order of its key.
func each(ctx context.Context, tx *Tx, table, key string, f func(columns []string, row map[string]any) error) error {
	rows, err := tx.QueryContext(ctx, `SELECT * FROM `+table+` ORDER BY `+key)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		row, err := scan(rows.Scan, columns)
		if err != nil {
			return err
		}
		if err := f(columns, row); err != nil {
			return err
		}
	}
	return rows.Err()
}

func scan(scan func(...any) error, columns []string) (map[string]any, error) {
	values, at := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		at[i] = &values[i]
	}
	if err := scan(at...); err != nil {
		return nil, err
	}
	row := make(map[string]any, len(columns))
	for i, c := range columns {
		row[c] = values[i]
	}
	return row, nil
}

func copyTable(ctx context.Context, src *Tx, to Records, table, key string, change Change) error {
	var batch []map[string]any
	var names []string
	flush := func() error {
		rows := batch
		batch = nil
		return to.Write(ctx, func(tx *Tx) error {
			for _, row := range rows {
				if err := insert(ctx, tx, table, names, row); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := each(ctx, src, table, key, func(columns []string, row map[string]any) error {
		names = columns
		if change != nil {
			if err := change(table, row); err != nil {
				return err
			}
		}
		if batch = append(batch, row); len(batch) < rowsAtOnce {
			return nil
		}
		return flush()
	})
	if err == nil && len(batch) > 0 {
		err = flush()
	}
	if err != nil || table != "alarm" || !to.Shared() {
		return err
	}
	// The numbers that PostgreSQL gives go on behind those that were copied.
	return to.Write(ctx, func(tx *Tx) error {
		_, err := tx.ExecContext(ctx, `
			SELECT setval(pg_get_serial_sequence('alarm', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM alarm), false)`)
		return err
	})
}

func insert(ctx context.Context, tx *Tx, table string, columns []string, row map[string]any) error {
	args := make([]any, len(columns))
	for i, c := range columns {
		args[i] = row[c]
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO `+table+`(`+strings.Join(columns, ", ")+`)
		VALUES(`+strings.TrimSuffix(strings.Repeat("?, ", len(columns)), ", ")+`)`, args...)
	return err
}

// compareTable looks every row of a table up in the copy.
func compareTable(ctx context.Context, src, dst *Tx, table, key string, change Change) (n int64, err error) {
	keys := strings.Split(key, ", ")
	where := strings.Join(keys, " = ? AND ") + " = ?"
	err = each(ctx, src, table, key, func(columns []string, row map[string]any) error {
		if change != nil {
			if err := change(table, row); err != nil {
				return err
			}
		}
		args := make([]any, len(keys))
		for i, k := range keys {
			args[i] = row[k]
		}
		have, err := scan(dst.QueryRowContext(ctx, `SELECT `+strings.Join(columns, ", ")+` FROM `+table+` WHERE `+where, args...).Scan, columns)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrDiffers
		}
		if err != nil {
			return err
		}
		for _, c := range columns {
			if !alike(row[c], have[c]) {
				return fmt.Errorf("%w in column %s", ErrDiffers, c)
			}
		}
		n++
		return nil
	})
	if err != nil {
		return n, err
	}
	var there int64
	if err := dst.QueryRowContext(ctx, `SELECT count(*) FROM `+table).Scan(&there); err != nil {
		return n, err
	}
	if there != n {
		return n, fmt.Errorf("%w: %d rows of %d", ErrDiffers, there, n)
	}
	return n, nil
}

// alike reports whether two values are the same, whichever of the shapes of text
// and bytes a database gives them.
func alike(a, b any) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	x, okx := raw(a)
	y, oky := raw(b)
	if okx && oky {
		return bytes.Equal(x, y)
	}
	return a == b
}

func raw(v any) ([]byte, bool) {
	switch v := v.(type) {
	case string:
		return []byte(v), true
	case []byte:
		return v, true
	}
	return nil, false
}

// Tables are the names of all tables that a copy has.
func Tables() []string {
	names := make([]string, 0, len(tables))
	for _, t := range tables {
		names = append(names, t.name)
	}
	return names
}
