package records

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// A Tx is one transaction. It is used by one goroutine at a time, and one result
// is read to its end before the next statement begins.
type Tx struct {
	tx       *sql.Tx
	postgres bool
}

// ExecContext is that of sql.Tx.
func (t *Tx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return t.tx.ExecContext(ctx, t.words(query), arguments(args)...)
}

// QueryContext is that of sql.Tx.
func (t *Tx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return t.tx.QueryContext(ctx, t.words(query), arguments(args)...)
}

// QueryRowContext is that of sql.Tx.
func (t *Tx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return t.tx.QueryRowContext(ctx, t.words(query), arguments(args)...)
}

// Lock makes every other transaction that locks the name wait until this one
// ends. Statements after it see what the one before left. Whoever locks several
// names locks a desk before a case.
func (t *Tx) Lock(ctx context.Context, name string) error {
	return t.lock(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, name)
}

// LockShared waits for those that have the name by Lock, and makes them wait, but
// not for others that share it.
func (t *Tx) LockShared(ctx context.Context, name string) error {
	return t.lock(ctx, `SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))`, name)
}

func (t *Tx) lock(ctx context.Context, query, name string) error {
	if !t.postgres {
		return nil // SQLite has one writer at a time.
	}
	_, err := t.tx.ExecContext(ctx, query, name)
	return err
}

func (t *Tx) words(query string) string {
	if !t.postgres {
		return query
	}
	return forPostgres(query)
}

func forPostgres(query string) string {
	if known, ok := numbered.Load(query); ok {
		return known.(string)
	}
	q := number(query)
	numbered.Store(query, q)
	return q
}

// numbered remembers statements by what their callers wrote. There are as many as
// stand in the code.
var numbered sync.Map

// number writes parameters as PostgreSQL does: $1 for the first ?, and for ?1.
func number(query string) string {
	var b strings.Builder
	next, quoted := 1, false
	for i := 0; i < len(query); i++ {
		c := query[i]
		if c == '\'' {
			quoted = !quoted
		}
		if c != '?' || quoted {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('$')
		if i+1 < len(query) && query[i+1] >= '0' && query[i+1] <= '9' {
			continue
		}
		b.WriteString(strconv.Itoa(next))
		next++
	}
	return b.String()
}

// arguments brings parameters into the few shapes that both databases store
// alike. Text that PostgreSQL could not hold, and SQLite could, is replaced here,
// so that no desk can stop its own log with it.
func arguments(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = argument(a)
	}
	return out
}

func argument(a any) any {
	switch v := a.(type) {
	case nil, []byte, int64, driver.Valuer:
		return v
	case int:
		return int64(v)
	case bool:
		if v {
			return int64(1)
		}
		return int64(0)
	case string:
		return text(v)
	}
	if v := reflect.ValueOf(a); v.Kind() == reflect.String {
		return text(v.String())
	}
	return a
}

// text is s without NUL and without what is not UTF-8.
func text(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
