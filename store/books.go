package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"xiaochuang/desk"
)

// A querier is a pool of readers, or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// books reads the tables, outside a transaction or in one.
type books struct {
	q      querier
	opener *opener
	log    *slog.Logger
}

// list collects the rows of a query.
func list[T any](ctx context.Context, q querier, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	return out, nil
}

// docs collects objects from queries whose one column is their document.
func docs[T any](ctx context.Context, q querier, query string, args ...any) ([]T, error) {
	return list(ctx, q, func(r *sql.Rows) (T, error) {
		var v T
		var doc string
		if err := r.Scan(&doc); err != nil {
			return v, err
		}
		return v, decode(doc, &v)
	}, query, args...)
}

func decode(doc string, v any) error {
	if err := json.Unmarshal([]byte(doc), v); err != nil {
		return broken("doc", err)
	}
	return nil
}

// missing turns the absence of a row into a Problem.
func missing(err error, what string) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return &desk.Problem{Kind: desk.NotFound, What: what}
	case desk.KindOf(err) != "":
		return err
	}
	return fmt.Errorf("read %s: %w", what, err)
}

// unreadable is what a list does with a sealed part that fails its check: the
// part stays empty and the rest of the list is shown. Reading the one object
// returns the Problem.
func (b books) unreadable(ctx context.Context, obj string, err error) error {
	if desk.KindOf(err) != desk.Broken {
		return err
	}
	b.log.ErrorContext(ctx, "sealed part fails its check", "obj", obj, "cause", err)
	return nil
}

// bound is a limit asked for: the default for none, and never more than most.
func bound(asked, standard, most int) int {
	if asked <= 0 {
		return standard
	}
	return min(asked, most)
}

// A where gathers conditions and their arguments.
type where struct {
	terms []string
	args  []any
}

// and adds a condition.
func (w *where) and(term string, args ...any) {
	w.terms = append(w.terms, term)
	w.args = append(w.args, args...)
}

// equal adds column = value unless the value is empty.
func (w *where) equal(column, value string) {
	if value != "" {
		w.and(column+" = ?", value)
	}
}

// in adds column IN values unless there are none.
func in[T ~string](w *where, column string, values []T) {
	if len(values) == 0 {
		return
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = string(v)
	}
	w.and(column+" IN (?"+strings.Repeat(", ?", len(values)-1)+")", args...)
}

func (w *where) String() string {
	if len(w.terms) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.terms, " AND ")
}
