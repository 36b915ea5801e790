package recordstest

import (
	"database/sql"
	"errors"
	"fmt"
	"testing"

	"xiaochuang/store/centre/records"
)

// manyRows puts more rows into a table than one statement takes, with text that no
// database should hold, some NULL, and two of one key.
func manyRows(t *testing.T, open func() records.Records) {
	r := open()
	columns := append(records.Texts("tenant", "desk_id", "incarnation", "rid", "code"),
		records.Column{Name: "seq", Of: records.Number}, records.Column{Name: "occurred", Of: records.Number},
		records.Column{Name: "sha", Of: records.Bytes}, records.Column{Name: "line", Of: records.Bytes})
	columns = append(append(columns, records.Texts("kind", "obj")...), records.Column{Name: "kv", Of: records.Number},
		records.Column{Name: "received", Of: records.Number}, records.Column{Name: "status", Of: records.Number})
	b := records.Batch{Table: "event", Columns: columns, Tail: `ON CONFLICT(desk_id, rid) DO NOTHING RETURNING seq`}
	const n = 250
	type word string
	for i := range n {
		var occurred sql.NullInt64
		if i%2 == 0 {
			occurred = sql.NullInt64{Int64: int64(i), Valid: true}
		}
		rid := fmt.Sprint("r", i)
		if i == n-1 {
			rid = "r0"
		}
		b.Rows = append(b.Rows, []any{
			"110101001", "d", "i", rid, word("bad \x00 \xff"), i + 1, occurred, make([]byte, 32), []byte{byte(i)}, "k", "", 1, int64(7), 1,
		})
	}
	seen := map[int64]bool{}
	write(t, r, func(tx *records.Tx) error {
		clear(seen)
		return tx.Insert(t.Context(), b, func(r *sql.Rows) error {
			var seq int64
			err := r.Scan(&seq)
			seen[seq] = true
			return err
		})
	})
	if len(seen) != n-1 || seen[n] || !seen[1] {
		t.Errorf("%d rows are new, the one with a key that was there among them: %v", len(seen), seen[n])
	}
	for want, query := range map[int64]string{
		n - 1: `SELECT count(*) FROM event`,
		n / 2: `SELECT count(*) FROM event WHERE occurred IS NOT NULL`,
		n:     `SELECT count(*) + 1 FROM event WHERE code = 'bad �' || ' �'`,
	} {
		if got := number(t, r, query); got != want {
			t.Errorf("%s counts %d, want %d", query, got, want)
		}
	}
	b.Rows = [][]any{{"too few"}}
	if err := r.Write(t.Context(), func(tx *records.Tx) error { return tx.Insert(t.Context(), b, nil) }); err == nil {
		t.Error("a row with too few values goes in")
	}
	b.Rows = nil
	write(t, r, func(tx *records.Tx) error { return tx.Insert(t.Context(), b, nil) })
}

func oneByItself(t *testing.T, open func() records.Records) {
	r := open()
	write(t, r, func(tx *records.Tx) error { return addStreet(t.Context(), tx, "110101001") })
	var tenant string
	var made int64
	err := r.Row(t.Context(), `SELECT tenant, CAST(? AS BIGINT) FROM street WHERE tenant = ?`, []any{9, "110101001"}, &tenant, &made)
	if err != nil || tenant != "110101001" || made != 9 {
		t.Errorf("%q %d: %v", tenant, made, err)
	}
	err = r.Row(t.Context(), `SELECT tenant FROM street WHERE tenant = ?`, []any{"x"}, &tenant)
	if !errors.Is(err, sql.ErrNoRows) {
		t.Errorf("no row is %v", err)
	}
}
