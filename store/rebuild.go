package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Rebuild makes every projection anew from the journal, in one transaction. It
// is the way out when RebuildCheck finds a difference; until it commits, the
// old rows stand.
func (s *Store) Rebuild(ctx context.Context) error {
	return problem(s.db.Write(ctx, func(tx *sql.Tx) error { return rebuild(ctx, tx) }))
}

func rebuild(ctx context.Context, tx *sql.Tx) error {
	for _, t := range projections {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+t.name); err != nil {
			return fmt.Errorf("rebuild %s: %w", t.name, err)
		}
	}
	return replay(ctx, tx, tx)
}

// replay applies every line that from holds, in order: those of an earlier life
// at their place. It reads in slices, because the lines of a year do not fit into
// memory at once and no statement may be open while rows are written.
func replay(ctx context.Context, from querier, to *sql.Tx) error {
	for at := (numbered{place: -1}); ; {
		lines, err := following(ctx, from, at)
		if err != nil {
			return fmt.Errorf("replay journal: %w", err)
		}
		if len(lines) == 0 {
			return nil
		}
		for _, l := range lines {
			if err := apply(ctx, to, l.n, l.line); err != nil {
				return err
			}
			at = l
		}
	}
}

// A numbered is a line with its number and the place at which it counts: a line of
// this life at its number, one of an earlier life after the line that it followed.
type numbered struct {
	n, place int64
	line     []byte
}

// following reads the lines after one, in the order in which they count. Both sides
// are read along their own index.
func following(ctx context.Context, from querier, at numbered) ([]numbered, error) {
	scan := func(r *sql.Rows) (l numbered, err error) { return l, r.Scan(&l.n, &l.place, &l.line) }
	own, err := list(ctx, from, scan, `
		SELECT j.n, j.n, j.line
		FROM journal j
		WHERE j.n > ? AND NOT EXISTS(SELECT 1 FROM earlier e WHERE e.n = j.n)
		ORDER BY j.n
		LIMIT ?`, at.place, replayed)
	if err != nil {
		return nil, err
	}
	before, err := list(ctx, from, scan, `
		SELECT e.n, e.place, j.line
		FROM earlier e
		JOIN journal j ON j.n = e.n
		WHERE (e.place, e.n) > (?1, CASE WHEN ?1 = ?2 THEN 0 ELSE ?2 END)
		ORDER BY e.place, e.n
		LIMIT ?3`, at.place, at.n, replayed)
	if err != nil {
		return nil, err
	}
	return merge(own, before), nil
}

// replayed is how many lines of each side are read at a time.
const replayed = 500

// merge puts two ordered slices into one, as far as the order is certain: behind a
// slice that is full there may be more.
func merge(own, before []numbered) []numbered {
	allOwn, allBefore := len(own) < replayed, len(before) < replayed
	out := make([]numbered, 0, len(own)+len(before))
	for len(own) > 0 && len(before) > 0 {
		if own[0].place <= before[0].place {
			out, own = append(out, own[0]), own[1:]
		} else {
			out, before = append(out, before[0]), before[1:]
		}
	}
	if allBefore {
		out = append(out, own...)
	}
	if allOwn {
		out = append(out, before...)
	}
	return out
}

// A Difference is one row that is not as the journal says. It names columns and
// no contents.
type Difference struct {
	Table   string
	Key     string   // of the row, its parts joined by a space
	Columns []string // that differ; empty where the whole row is missing or too many
	Missing bool     // the journal has it and the table does not
	Extra   bool     // the table has it and the journal does not
}

// mostDifferences bounds what RebuildCheck lists: beyond it, nobody reads on.
const mostDifferences = 200

// RebuildCheck makes every projection from the journal in a scratch database,
// which is deleted afterwards, and compares it with the tables row by row. It
// changes nothing and needs no keys, because sealed bytes are copied as they
// stand in the lines.
func (s *Store) RebuildCheck(ctx context.Context) (found []Difference, err error) {
	dir, err := os.MkdirTemp(s.dir, "scratch-*")
	if err != nil {
		return nil, fmt.Errorf("rebuild check: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	scratch, err := openDatabase(ctx, filepath.Join(dir, databaseFile), -1)
	if err != nil {
		return nil, fmt.Errorf("rebuild check: %w", err)
	}
	defer func() { err = errors.Join(err, scratch.Close()) }()
	err = s.read(ctx, func(stands querier) error {
		err := scratch.Write(ctx, func(tx *sql.Tx) error { return replay(ctx, stands, tx) })
		if err != nil {
			return err
		}
		return scratch.Read(ctx, func(anew *sql.Tx) error {
			found, err = compareAll(ctx, anew, stands)
			return err
		})
	})
	return found, err
}

func compareAll(ctx context.Context, want, have querier) ([]Difference, error) {
	var found []Difference
	for _, t := range projections {
		d, err := compare(ctx, t.name, t.key, want, have)
		if err != nil {
			return nil, fmt.Errorf("rebuild check of %s: %w", t.name, err)
		}
		if found = append(found, d...); len(found) >= mostDifferences {
			return found[:mostDifferences], nil
		}
	}
	return found, nil
}

// compare walks two tables in the order of their key.
func compare(ctx context.Context, table, key string, want, have querier) ([]Difference, error) {
	parts := strings.Split(key, ", ")
	w, err := openTable(ctx, want, table, key, len(parts))
	if err != nil {
		return nil, err
	}
	defer w.rows.Close()
	h, err := openTable(ctx, have, table, key, len(parts))
	if err != nil {
		return nil, err
	}
	defer h.rows.Close()
	var out []Difference
	for (w.more || h.more) && len(out) < mostDifferences {
		switch c := order(w, h); {
		case c < 0:
			out = append(out, Difference{Table: table, Key: w.key(), Missing: true})
			err = w.next()
		case c > 0:
			out = append(out, Difference{Table: table, Key: h.key(), Extra: true})
			err = h.next()
		default:
			if d := w.differs(h); len(d) > 0 {
				out = append(out, Difference{Table: table, Key: w.key(), Columns: d})
			}
			err = errors.Join(w.next(), h.next())
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// A walk is a table being read in the order of its key. Every value is kept as
// its type and bytes.
type walk struct {
	rows    *sql.Rows
	columns []string
	keys    int // how many columns at the front of values are the key
	values  []any
	more    bool
}

func openTable(ctx context.Context, q querier, table, key string, keys int) (*walk, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+key+`, * FROM `+table+` ORDER BY `+key)
	if err != nil {
		return nil, err
	}
	w := &walk{rows: rows, keys: keys}
	if w.columns, err = rows.Columns(); err != nil {
		rows.Close()
		return nil, err
	}
	if err := w.next(); err != nil {
		rows.Close()
		return nil, err
	}
	return w, nil
}

func (w *walk) next() error {
	w.more = w.rows.Next()
	if !w.more {
		return w.rows.Err()
	}
	w.values = make([]any, len(w.columns))
	into := make([]any, len(w.columns))
	for i := range into {
		into[i] = &w.values[i]
	}
	return w.rows.Scan(into...)
}

// order compares the keys at which two walks stand; a walk at its end is last.
func order(a, b *walk) int {
	switch {
	case !a.more:
		return 1
	case !b.more:
		return -1
	}
	for i := range a.keys {
		if c := orderOf(a.values[i], b.values[i]); c != 0 {
			return c
		}
	}
	return 0
}

// orderOf compares two values of a key, which are integers or texts.
func orderOf(a, b any) int {
	x, ok := a.(int64)
	y, both := b.(int64)
	if ok && both {
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	}
	return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
}

func (w *walk) key() string {
	return strings.TrimSuffix(fmt.Sprintln(w.values[:w.keys]...), "\n")
}

// differs names the columns in which two rows with the same key differ.
func (w *walk) differs(h *walk) []string {
	var out []string
	for i := w.keys; i < len(w.columns); i++ {
		if !same(w.values[i], h.values[i]) && !slices.Contains(out, w.columns[i]) {
			out = append(out, w.columns[i])
		}
	}
	return out
}

func same(a, b any) bool {
	x, ok := a.([]byte)
	y, both := b.([]byte)
	if ok != both {
		return false
	}
	if ok {
		return bytes.Equal(x, y)
	}
	return a == b
}
