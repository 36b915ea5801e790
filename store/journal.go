package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/seal"
)

// A head is the end of the journal: how many lines, and the chain value after
// the last one.
type head struct {
	n    int64
	hash [32]byte
}

// firstHash is the chain value before the first line.
func firstHash(s seal.Suite) [32]byte { return s.Hash([]byte("journal")) }

// link is the chain value after a line: H(previous ‖ H(line)).
func link(s seal.Suite, before [32]byte, raw []byte) (sum, hash [32]byte) {
	sum = s.Hash(raw)
	return sum, s.Hash(append(before[:], sum[:]...))
}

func loadHead(ctx context.Context, q querier, s seal.Suite) (head, error) {
	h := head{hash: firstHash(s)}
	var hash []byte
	err := q.QueryRowContext(ctx, `
		SELECT n, hash
		FROM journal
		ORDER BY n DESC
		LIMIT 1`,
	).Scan(&h.n, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return h, nil
	}
	if err != nil {
		return h, fmt.Errorf("read head of journal: %w", err)
	}
	h.hash = [32]byte(hash)
	return h, nil
}

// insertLine puts frozen bytes behind the head. The columns are copies of
// members, for looking up; Verify compares them.
func insertLine(ctx context.Context, tx *sql.Tx, s seal.Suite, h head, l desk.Line, raw []byte) (desk.Entry, error) {
	sum, hash := link(s, h.hash, raw)
	n := h.n + 1
	_, err := tx.ExecContext(ctx, `
		INSERT INTO journal(n, rid, kind, kv, at, day, desk, inc, staff, window, obj, line, sha, hash)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		n, l.RID, l.Kind, l.KV, time.Time(l.At).UnixMilli(), l.Day, l.Desk, l.Inc, l.Staff, l.Window, l.Obj,
		raw, sum[:], hash[:],
	)
	if err != nil {
		return desk.Entry{}, fmt.Errorf("write line %d: %w", n, err)
	}
	return desk.Entry{N: n, Line: l, Raw: raw, Hash: hash[:]}, nil
}

// entryColumns are what scanEntry reads.
const entryColumns = `j.n, j.line, j.hash`

func scanEntry(scan func(...any) error) (desk.Entry, error) {
	var e desk.Entry
	if err := scan(&e.N, &e.Raw, &e.Hash); err != nil {
		return e, err
	}
	if err := json.Unmarshal(e.Raw, &e.Line); err != nil {
		return e, broken("line", fmt.Errorf("line %d: %w", e.N, err))
	}
	return e, nil
}

// entryOf returns the line with a record id.
func (b books) entryOf(ctx context.Context, rid string) (desk.Entry, error) {
	e, err := scanEntry(b.q.QueryRowContext(ctx, `
		SELECT `+entryColumns+`
		FROM journal j
		WHERE j.rid = ?`, rid,
	).Scan)
	return e, missing(err, "line")
}

// History implements desk.Books. A line is about the object that it names, and
// about every object whose state it records or for which it records a paper or
// rating.
func (b books) History(ctx context.Context, obj string) ([]desk.Entry, error) {
	return b.entries(ctx, `
		SELECT `+entryColumns+`
		FROM about a
		JOIN journal j ON j.n = a.n
		LEFT JOIN earlier e ON e.n = a.n
		WHERE a.obj = ?
		ORDER BY coalesce(e.place, a.n), a.n`, obj)
}

// mostEntries bounds one answer of Journal.
const mostEntries = 1000

// Journal implements desk.Books; a limit of 0, or beyond 1000, is 1000.
func (b books) Journal(ctx context.Context, after int64, limit int) ([]desk.Entry, error) {
	return b.entries(ctx, `
		SELECT `+entryColumns+`
		FROM journal j
		WHERE j.n > ?
		ORDER BY j.n
		LIMIT ?`, after, bound(limit, mostEntries, mostEntries))
}

// Latest implements desk.Books.
func (b books) Latest(ctx context.Context, limit int) ([]desk.Entry, error) {
	return b.entries(ctx, `
		SELECT `+entryColumns+`
		FROM journal j
		ORDER BY j.n DESC
		LIMIT ?`, bound(limit, mostEntries, mostEntries))
}

func (b books) entries(ctx context.Context, query string, args ...any) ([]desk.Entry, error) {
	return list(ctx, b.q, func(r *sql.Rows) (desk.Entry, error) { return scanEntry(r.Scan) }, query, args...)
}
