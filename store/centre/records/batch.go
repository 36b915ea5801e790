package records

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// A Column is one of a table's and what it holds.
type Column struct {
	Name string
	Of   Type
}

// A Type is what a column holds. Any may be NULL.
type Type int

// Types of columns.
const (
	Text Type = iota
	Number
	Bytes
)

// Texts are columns of text.
func Texts(names ...string) []Column {
	out := make([]Column, len(names))
	for i, n := range names {
		out[i].Name = n
	}
	return out
}

// A Batch is rows that go into a table together. Names come from the code, never
// from outside.
type Batch struct {
	Table   string
	Columns []Column
	Rows    [][]any // a value for each column
	// Tail is what follows the rows, such as ON CONFLICT … RETURNING …
	Tail string
}

// rowsTogether are how many rows statements of SQLite take, whose parameters are
// counted. They are few, because a connection keeps what it has compiled, and one of
// a hundred rows is large.
var rowsTogether = [...]int{100, 10, 1}

// Insert adds the rows of a batch, in their order and with few statements. It calls
// each, if not nil, for every row that the tail returns, in no order.
func (t *Tx) Insert(ctx context.Context, b Batch, each func(*sql.Rows) error) error {
	if t.postgres {
		if len(b.Rows) == 0 {
			return nil
		}
		query, args, err := b.arrays()
		if err != nil {
			return err
		}
		return t.insert(ctx, query, args, each)
	}
	for rows := b.Rows; len(rows) > 0; {
		n := 1
		for _, most := range rowsTogether {
			if most <= len(rows) {
				n = most
				break
			}
		}
		var args []any
		for _, r := range rows[:n] {
			if len(r) != len(b.Columns) {
				return fmt.Errorf("insert into %s: %d values for %d columns", b.Table, len(r), len(b.Columns))
			}
			args = append(args, r...)
		}
		one := "(" + strings.Repeat("?, ", len(b.Columns)-1) + "?)"
		query := b.head() + " VALUES " + strings.Repeat(one+", ", n-1) + one + " " + b.Tail
		if err := t.insert(ctx, query, arguments(args), each); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func (t *Tx) insert(ctx context.Context, query string, args []any, each func(*sql.Rows) error) error {
	rows, err := t.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if each == nil {
			continue
		}
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (b Batch) head() string {
	names := make([]string, len(b.Columns))
	for i, c := range b.Columns {
		names[i] = c.Name
	}
	return "INSERT INTO " + b.Table + "(" + strings.Join(names, ", ") + ")"
}

// arrays is the batch as PostgreSQL takes it fastest: an array a column.
func (b Batch) arrays() (query string, args []any, err error) {
	places := make([]string, len(b.Columns))
	for i, c := range b.Columns {
		var a any
		switch c.Of {
		case Text:
			a, err = column[string](b, i)
			places[i] = fmt.Sprintf("$%d::text[]", i+1)
		case Number:
			a, err = column[int64](b, i)
			places[i] = fmt.Sprintf("$%d::bigint[]", i+1)
		case Bytes:
			a, err = column[[]byte](b, i)
			places[i] = fmt.Sprintf("$%d::bytea[]", i+1)
		}
		if err != nil {
			return "", nil, err
		}
		args = append(args, a)
	}
	return b.head() + " SELECT * FROM unnest(" + strings.Join(places, ", ") + ") " + b.Tail, args, nil
}

// column is the i-th value of every row, nil for NULL.
func column[T any](b Batch, i int) ([]*T, error) {
	out := make([]*T, len(b.Rows))
	for n, r := range b.Rows {
		if len(r) != len(b.Columns) {
			return nil, fmt.Errorf("insert into %s: %d values for %d columns", b.Table, len(r), len(b.Columns))
		}
		v := argument(r[i])
		if d, ok := v.(sql.NullInt64); ok {
			v = nil
			if d.Valid {
				v = d.Int64
			}
		}
		if v == nil {
			continue
		}
		t, ok := v.(T)
		if !ok {
			return nil, fmt.Errorf("insert into %s: %s is %T", b.Table, b.Columns[i].Name, v)
		}
		out[n] = &t
	}
	return out, nil
}
