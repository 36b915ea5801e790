package centre

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/centre/records"
)

// An arrived is one line as it came, at its seq.
type arrived struct {
	seq          int64
	raw          []byte
	sum          [32]byte
	line         desk.Line
	code, detail string // why it is set aside; "" where it is not
	mute         bool   // nothing follows from it but that it is here
}

// arrive reads a line. It touches no table.
func (x *Centre) arrive(c caller, seq int64, raw []byte) arrived {
	a := arrived{seq: seq, raw: raw, sum: x.suite.Hash(raw)}
	a.line, a.code, a.detail = x.readLine(c, raw)
	if a.code == codeMalformed {
		a.line.RID = "!" + hex.EncodeToString(a.sum[:20])
	}
	if a.code != "" {
		return a
	}
	var b documents
	if len(a.line.Blobs) == 0 && a.line.Kind != desk.ActKeyShared && a.line.Kind != desk.ActOrderSettled && json.Unmarshal(a.line.Body, &b) == nil {
		a.mute = b.none()
	}
	return a
}

// eventColumns are those that a line fills.
var eventColumns = []records.Column{
	{Name: "tenant", Of: records.Text},
	{Name: "desk_id", Of: records.Text},
	{Name: "incarnation", Of: records.Text},
	{Name: "seq", Of: records.Number},
	{Name: "rid", Of: records.Text},
	{Name: "kind", Of: records.Text},
	{Name: "kv", Of: records.Number},
	{Name: "obj", Of: records.Text},
	{Name: "occurred", Of: records.Number},
	{Name: "corrected", Of: records.Number},
	{Name: "received", Of: records.Number},
	{Name: "line", Of: records.Bytes},
	{Name: "sha", Of: records.Bytes},
	{Name: "status", Of: records.Number},
	{Name: "code", Of: records.Text},
	{Name: "detail", Of: records.Text},
}

// row is the line as a row of event.
func (a arrived) row(c caller, incarnation string, now time.Time) []any {
	var occurred, corrected sql.NullInt64
	if at := time.Time(a.line.At); !at.IsZero() {
		occurred = sql.NullInt64{Int64: at.UnixMilli(), Valid: true}
		corrected = sql.NullInt64{Int64: at.UnixMilli() + a.line.OffMS, Valid: true}
	}
	status := projected
	if a.code != "" {
		status = setAside
	}
	return []any{
		c.tenant, c.id, incarnation, a.seq, a.line.RID, string(a.line.Kind), a.line.KV, a.line.Obj, occurred, corrected,
		now.UnixMilli(), a.raw, a.sum[:], status, a.code, a.detail,
	}
}

// record stores lines from the desk's next seq on, all in one statement, and lets
// follow what follows from each. A record id that is here already is noted as come
// again, and has no effect a second time. It returns how many came again, and how
// many were set aside.
func (x *Centre) record(ctx context.Context, tx *records.Tx, c caller, d standing, lines [][]byte) (again, aside int, err error) {
	all := make([]arrived, len(lines))
	b := records.Batch{Table: "event", Columns: eventColumns, Tail: `ON CONFLICT(desk_id, rid) DO NOTHING RETURNING seq`}
	for i, raw := range lines {
		all[i] = x.arrive(c, d.next+int64(i), raw)
		b.Rows = append(b.Rows, all[i].row(c, d.incarnation, x.now()))
	}
	stored := make(map[int64]bool, len(all))
	err = tx.Insert(ctx, b, func(r *sql.Rows) error {
		var seq int64
		err := r.Scan(&seq)
		stored[seq] = true
		return err
	})
	if err != nil {
		return 0, 0, err
	}
	for _, a := range all {
		switch {
		case !stored[a.seq]:
			again++
			err = x.again(ctx, tx, c, d, a)
		case a.code != "":
			aside++
		case !a.mute:
			var bad bool
			if bad, err = x.effect(ctx, tx, c, a.line); bad {
				aside++
			}
		}
		if err != nil {
			return 0, 0, err
		}
	}
	return again, aside, nil
}
