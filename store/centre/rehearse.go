package centre

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/blob"
	"xiaochuang/store/centre/records"
)

// A position is how far the lines of one incarnation go.
type position struct {
	tenant, desk, incarnation string
	next                      int64
	chain                     []byte
}

// rehearse restores a backup into a scratch centre and looks whether it is one:
// the file is whole, the chain over the lines of every incarnation is the one that
// was told to its desk, the keys of every street open, and the pages are there. It
// returns how far each incarnation is covered: up to the line before the first
// that names a page which is not in the backup.
func (x *Centre) rehearse(ctx context.Context, to, partial string) ([]position, error) {
	var safe []position
	err := x.onCopy(ctx, to, partial, func(y *Centre) error {
		f, ok := y.records.(*records.File)
		if !ok {
			return errors.New("a backup is not a file")
		}
		if err := f.Integrity(ctx); err != nil {
			return records.Problem(err)
		}
		list, err := y.positions(ctx)
		if err != nil {
			return err
		}
		for _, p := range list {
			if err := y.chainHolds(ctx, p); err != nil {
				return err
			}
			if _, err := y.street(ctx, p.tenant); err != nil {
				return err
			}
			if p.next, err = y.coveredTo(ctx, p); err != nil {
				return err
			}
			safe = append(safe, p)
		}
		return nil
	})
	return safe, err
}

// positions are those of every incarnation that was ever opened.
func (x *Centre) positions(ctx context.Context) ([]position, error) {
	var list []position
	err := x.read(ctx, func(tx *records.Tx) error {
		list = list[:0]
		rows, err := tx.QueryContext(ctx, `
			SELECT i.tenant, i.desk_id, i.id,
				CASE WHEN d.incarnation = i.id THEN d.next_seq ELSE coalesce(i.closed_next, 1) END,
				CASE WHEN d.incarnation = i.id THEN d.chain ELSE i.closed_chain END
			FROM incarnation i
			JOIN desk d ON d.desk_id = i.desk_id
			ORDER BY i.desk_id, i.no`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var p position
			if err := rows.Scan(&p.tenant, &p.desk, &p.incarnation, &p.next, &p.chain); err != nil {
				return err
			}
			list = append(list, p)
		}
		return rows.Err()
	})
	return list, err
}

// chainHolds computes the chain of an incarnation anew from the bytes of its
// lines.
func (x *Centre) chainHolds(ctx context.Context, p position) error {
	broken := func(what string) error {
		return &desk.Problem{Kind: desk.Broken, What: "backup", Cause: fmt.Errorf("%s of %s", what, p.desk)}
	}
	chain, n := uplink.Begin(x.suite, p.incarnation), int64(0)
	err := x.records.Snapshot(ctx, func(tx *records.Tx) error {
		chain, n = uplink.Begin(x.suite, p.incarnation), 0
		rows, err := tx.QueryContext(ctx, `
			SELECT seq, line, sha FROM event
			WHERE desk_id = ?1 AND incarnation = ?2
			UNION ALL
			SELECT r.seq, coalesce(r.line, e.line), r.sha
			FROM redelivery r
			LEFT JOIN event e ON e.desk_id = r.desk_id AND e.rid = r.rid
			WHERE r.desk_id = ?1 AND r.incarnation = ?2
			ORDER BY seq`, p.desk, p.incarnation)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var seq int64
			var line, sha []byte
			if err := rows.Scan(&seq, &line, &sha); err != nil {
				return err
			}
			if seq != n+1 {
				return broken("a line is missing")
			}
			sum := x.suite.Hash(line)
			if string(sum[:]) != string(sha) {
				return broken("a line is damaged")
			}
			chain, n = chain.LinkSum(x.suite, sum), seq
		}
		return rows.Err()
	})
	if err != nil {
		return err
	}
	if n != p.next-1 || len(p.chain) > 0 && string(chain[:]) != string(p.chain) {
		return broken("the chain does not hold")
	}
	return nil
}

// coveredTo is the place before which every line has its pages.
func (x *Centre) coveredTo(ctx context.Context, p position) (int64, error) {
	s, err := x.street(ctx, p.tenant)
	if err != nil {
		return 0, err
	}
	next := p.next
	err = x.records.Snapshot(ctx, func(tx *records.Tx) error {
		rows, err := tx.QueryContext(ctx, `
			SELECT s.seq, b.blob_id, h.size
			FROM (
				SELECT seq, rid FROM event WHERE desk_id = ?1 AND incarnation = ?2
				UNION ALL
				SELECT seq, rid FROM redelivery WHERE desk_id = ?1 AND incarnation = ?2
			) s
			JOIN event_blob b ON b.desk_id = ?1 AND b.rid = s.rid
			LEFT JOIN blob h ON h.tenant = b.tenant AND h.id = b.blob_id
			ORDER BY s.seq`, p.desk, p.incarnation)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var seq int64
			var id string
			var size sql.NullInt64
			if err := rows.Scan(&seq, &id, &size); err != nil {
				return err
			}
			have, err := s.scans.Stat(ctx, id)
			if errors.Is(err, blob.ErrNotFound) || err == nil && (!size.Valid || have != size.Int64) {
				next = seq
				return nil
			}
			if err != nil {
				return err
			}
		}
		return rows.Err()
	})
	return next, err
}

// settleStable lets desks forget what a finished backup covers. What was stable
// stays so.
func (x *Centre) settleStable(ctx context.Context, backup string, safe []position) error {
	return x.write(ctx, func(tx *records.Tx) error {
		for _, p := range safe {
			if p.next <= 1 {
				continue
			}
			_, err := tx.ExecContext(ctx, `
				INSERT INTO stable(tenant, desk_id, incarnation, seq, backup_id)
				VALUES(?, ?, ?, ?, ?)
				ON CONFLICT(desk_id, incarnation) DO UPDATE SET seq = excluded.seq, backup_id = excluded.backup_id
				WHERE excluded.seq > stable.seq`, p.tenant, p.desk, p.incarnation, p.next-1, backup)
			if err != nil {
				return err
			}
		}
		return nil
	})
}
