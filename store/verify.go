package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/seal"
)

// A VerifyReport is what Verify found.
type VerifyReport struct {
	Lines int64  // that were read and fit
	Head  string // chain value after the last one that fits, in hexadecimal
	Bad   *BadLine
}

// OK reports whether every line fits.
func (r VerifyReport) OK() bool { return r.Bad == nil }

// A BadLine is the first entry that does not fit. What a later one is worth
// cannot be said from the chain.
type BadLine struct {
	N   int64
	RID string // as the column says
	Why string // "gap", "line", "sha", "chain", or "column" with its name
}

// Verify computes the chain anew from the raw bytes of every line and compares
// the columns with the members that they are copies of. A chain that was cut at
// its end still fits: compare Head with the last slip of the day, or with what
// the centre was told. It needs no keys.
func (s *Store) Verify(ctx context.Context) (VerifyReport, error) {
	return from(ctx, s, func(b books) (VerifyReport, error) { return verify(ctx, b.q, s.suite) })
}

func verify(ctx context.Context, q querier, s seal.Suite) (VerifyReport, error) {
	r := VerifyReport{}
	at := head{hash: firstHash(s)}
	rows, err := q.QueryContext(ctx, `
		SELECT n, rid, kind, kv, at, day, desk, inc, staff, window, obj, line, sha, hash
		FROM journal
		ORDER BY n`)
	if err != nil {
		return r, fmt.Errorf("verify journal: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		c, err := scanCopy(rows)
		if err != nil {
			return r, fmt.Errorf("verify journal: %w", err)
		}
		sum, hash := link(s, at.hash, c.line)
		if why := c.wrong(at.n+1, sum, hash); why != "" {
			r.Bad = &BadLine{N: c.n, RID: c.rid, Why: why}
			break
		}
		at = head{n: c.n, hash: hash}
	}
	r.Lines, r.Head = at.n, hex.EncodeToString(at.hash[:])
	return r, rows.Err()
}

// A copied is one row of the journal: the frozen bytes and the columns.
type copied struct {
	n, kv, at, window                     int64
	rid, kind, day, desk, inc, staff, obj string
	line, sha, hash                       []byte
}

func scanCopy(r *sql.Rows) (copied, error) {
	var c copied
	err := r.Scan(&c.n, &c.rid, &c.kind, &c.kv, &c.at, &c.day, &c.desk, &c.inc, &c.staff, &c.window, &c.obj,
		&c.line, &c.sha, &c.hash)
	return c, err
}

// wrong says what does not fit in a row that should be the n-th, or "".
func (c copied) wrong(n int64, sum, hash [32]byte) string {
	var l desk.Line
	switch {
	case c.n != n:
		return "gap"
	case !bytes.Equal(c.sha, sum[:]):
		return "sha"
	case !bytes.Equal(c.hash, hash[:]):
		return "chain"
	case json.Unmarshal(c.line, &l) != nil:
		return "line"
	}
	for _, m := range []struct {
		name     string
		col, mem any
	}{
		{"rid", c.rid, l.RID},
		{"kind", c.kind, string(l.Kind)},
		{"kv", c.kv, int64(l.KV)},
		{"at", c.at, time.Time(l.At).UnixMilli()},
		{"day", c.day, string(l.Day)},
		{"desk", c.desk, l.Desk},
		{"inc", c.inc, l.Inc},
		{"staff", c.staff, l.Staff},
		{"window", c.window, int64(l.Window)},
		{"obj", c.obj, l.Obj},
	} {
		if m.col != m.mem {
			return "column " + m.name
		}
	}
	return ""
}
