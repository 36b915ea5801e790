package store

import (
	"context"
	"database/sql"
	"fmt"

	"xiaochuang/desk/uplink"
)

// Testimony implements uplink.Outbox. What came down is never deleted here, and
// stands as it was signed.
func (o *Outbox) Testimony(ctx context.Context, after int64, limit, size int) (uplink.Keepsake, error) {
	var k uplink.Keepsake
	err := o.s.read(ctx, func(q querier) error {
		k = uplink.Keepsake{}
		var had string
		err := q.QueryRowContext(ctx, `SELECT generation, testified FROM sync_state`).Scan(&k.Generation, &had)
		if err != nil {
			return missing(err, "store.origin")
		}
		if k.Generation == had {
			k.Done = true
			return nil
		}
		type kept struct {
			place int64
			uplink.Signed
		}
		// A line of the feed has one place here: known ones by their number at the
		// centre, those set aside behind them.
		lines, err := list(ctx, q, func(r *sql.Rows) (l kept, err error) {
			var raw []byte
			err = r.Scan(&l.place, &raw, &l.Sig)
			l.Line = string(raw)
			return l, err
		}, `
			SELECT place, line, sig
			FROM (
				SELECT row_number() OVER (ORDER BY side, n, obj, ver) AS place, line, sig
				FROM (
					SELECT 0 AS side, n, obj, ver, line, sig FROM inbox
					UNION ALL
					SELECT 1, n, '', 0, line, sig FROM feed_parked
				)
			)
			WHERE place > ?
			ORDER BY place
			LIMIT ?`, after, limit)
		if err != nil {
			return fmt.Errorf("what came down: %w", err)
		}
		total := 0
		for _, l := range lines {
			if total += len(l.Line) + len(l.Sig); total > size && len(k.Lines) > 0 {
				break
			}
			k.Lines, k.Last = append(k.Lines, l.Signed), l.place
		}
		return nil
	})
	return k, err
}

// Testified implements uplink.Outbox.
func (o *Outbox) Testified(ctx context.Context, generation string) error {
	return o.s.write(ctx, func(db *sql.Tx) error {
		_, err := db.ExecContext(ctx, `UPDATE sync_state SET testified = ?1 WHERE ?1 IN (generation, '')`, generation)
		return err
	})
}

// untestified forgets that the centre was given back what came down: it may come
// from an older backup.
func untestified(ctx context.Context, db *sql.Tx) error {
	_, err := db.ExecContext(ctx, `UPDATE sync_state SET testified = ''`)
	return err
}
