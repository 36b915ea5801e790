package centre

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/blob"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/centre/scans"
)

// Ages and shares of upkeep.
const (
	scrubShare  = 30                  // of the pages, one part a night is read
	partsLife   = 7 * 24 * time.Hour  // of parts to which none was added
	orphanLife  = 90 * 24 * time.Hour // of pages that nothing names
	claimLife   = 30 * 24 * time.Hour // after a desk was told that it is here
	sessionLife = 35 * 24 * time.Hour // of the nonces of ended sessions
)

// A Tended is what one round of upkeep found and did.
type Tended struct {
	Read     int64 `json:"read"`     // pages compared with their ids
	Mended   int64 `json:"mended"`   // damaged or gone, and taken from the backup
	Wanted   int64 `json:"wanted"`   // damaged or gone, and asked of desks again
	Removed  int64 `json:"removed"`  // pages that nothing named any more
	Parts    int   `json:"parts"`    // parts of pages that were never finished
	Released int64 `json:"released"` // quarantined lines that this version understands
}

// Tend reads a thirtieth of the pages and mends what it can from the backup in a
// folder ("" for none), removes what nothing names and what was never finished,
// and projects quarantined lines that an older version did not understand. Whatever
// goes wrong with one street, the others are tended.
func (x *Centre) Tend(ctx context.Context, backup string) (Tended, error) {
	var t Tended
	tenants, err := x.tenants(ctx)
	if err != nil {
		return t, err
	}
	var errs []error
	for _, tenant := range tenants {
		s, err := x.street(ctx, tenant)
		if err == nil {
			err = errors.Join(x.scrub(ctx, s, backup, &t), x.collect(ctx, s, &t))
		}
		if errs = append(errs, err); ctx.Err() != nil {
			break
		}
	}
	errs = append(errs, x.release(ctx, &t), x.write(ctx, func(tx *records.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM session WHERE ended < ?`, x.now().Add(-sessionLife).UnixMilli())
		return err
	}))
	err = errors.Join(errs...)
	x.log.Info("tended", "read", t.Read, "mended", t.Mended, "wanted", t.Wanted, "removed", t.Removed, "parts", t.Parts, "released", t.Released)
	return t, err
}

// scrub reads the pages of a street that were not read for longest.
func (x *Centre) scrub(ctx context.Context, s *street, backup string, t *Tended) error {
	var ids []string
	err := x.read(ctx, func(tx *records.Tx) error {
		ids = ids[:0]
		var all int64
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM blob WHERE tenant = ?`, s.tenant).Scan(&all); err != nil {
			return err
		}
		return texts(ctx, tx, func(id string) { ids = append(ids, id) }, `
			SELECT id
			FROM blob
			WHERE tenant = ?
			ORDER BY verified, id
			LIMIT ?`, s.tenant, (all+scrubShare-1)/scrubShare)
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		err := s.scans.Verify(ctx, id)
		t.Read++
		if lostPage(err) {
			if err = x.mend(ctx, s, id, backup, t); err != nil {
				return err
			}
			continue
		}
		if err == nil {
			err = x.verified(ctx, s.tenant, id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// lostPage reports whether an error says that a page is gone or damaged, rather
// than out of reach.
func lostPage(err error) bool {
	return errors.Is(err, blob.ErrDamaged) || errors.Is(err, blob.ErrNotFound)
}

func (x *Centre) verified(ctx context.Context, tenant, id string) error {
	return x.write(ctx, func(tx *records.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE blob SET verified = ? WHERE tenant = ? AND id = ?`, x.now().UnixMilli(), tenant, id)
		return err
	})
}

// mend takes a page from the backup, or makes the desks that named it send it
// again.
func (x *Centre) mend(ctx context.Context, s *street, id, backup string, t *Tended) error {
	x.log.Error("page damaged", "street", s.tenant, "page", id)
	if err := s.scans.Delete(ctx, id); err != nil {
		return err
	}
	if backup != "" {
		shelf, err := scans.Open(filepath.Join(backup, backupScans), x.suite)
		if err != nil {
			return err
		}
		from, err := shelf.Street(s.tenant)
		if err != nil {
			return err
		}
		_, err = copyPage(ctx, from, s.scans, id)
		if err := errors.Join(err, from.Close()); err == nil {
			t.Mended++
			return x.verified(ctx, s.tenant, id)
		} else if !lostPage(err) {
			return err
		}
	}
	t.Wanted++
	return x.wantAgain(ctx, s.tenant, id)
}

// wantAgain forgets a page and ends the incarnation of every desk that named it:
// with the next one a desk asks for each page anew, and sends what is missing.
func (x *Centre) wantAgain(ctx context.Context, tenant, id string) error {
	if err := x.forgetPage(ctx, tenant, id); err != nil {
		return err
	}
	return x.write(ctx, func(tx *records.Tx) error {
		var desks []string
		err := texts(ctx, tx, func(d string) { desks = append(desks, d) }, `
			SELECT DISTINCT desk_id
			FROM event_blob
			WHERE tenant = ? AND blob_id = ?
			ORDER BY desk_id`, tenant, id)
		if err != nil {
			return err
		}
		for _, d := range desks {
			if err := tx.Lock(ctx, "desk:"+d); err != nil {
				return err
			}
			if err := x.endIncarnation(ctx, tx, d); err != nil {
				return err
			}
			if err := raise(ctx, tx, caller{id: d, tenant: tenant}, "page_lost", id, x.now()); err != nil {
				return err
			}
		}
		return nil
	})
}

func (x *Centre) endIncarnation(ctx context.Context, tx *records.Tx, id string) error {
	s, err := loadStanding(ctx, tx, id)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE incarnation
		SET closed = ?, closed_next = ?, closed_chain = ?
		WHERE desk_id = ? AND id = ? AND closed IS NULL`, x.now().UnixMilli(), s.next, s.chain[:], id, s.incarnation)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE desk SET incarnation = '' WHERE desk_id = ?`, id)
	return err
}

func (x *Centre) forgetPage(ctx context.Context, tenant, id string) error {
	return x.write(ctx, func(tx *records.Tx) error {
		if err := tx.Lock(ctx, "pages:"+tenant); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM blob WHERE tenant = ? AND id = ?`, tenant, id)
		return err
	})
}

// collect removes pages that nothing names, once they are old and no desk was
// told lately that they are here, and parts of pages that were never finished.
func (x *Centre) collect(ctx context.Context, s *street, t *Tended) error {
	now := x.now()
	swept, err := s.scans.SweepParts(ctx, now.Add(-partsLife))
	t.Parts += swept.Files
	if err != nil {
		return err
	}
	var old []string
	err = s.scans.List(ctx, func(e blob.Entry) error {
		if e.Since.Before(now.Add(-orphanLife)) {
			old = append(old, e.ID)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range old {
		gone := false
		err := x.write(ctx, func(tx *records.Tx) (err error) {
			gone, err = x.collectOne(ctx, tx, s, id, now)
			return err
		})
		if err != nil {
			return err
		}
		if gone {
			t.Removed++
		}
	}
	return nil
}

// collectOne removes a page while nobody can be told that it is here.
func (x *Centre) collectOne(ctx context.Context, tx *records.Tx, s *street, id string, now time.Time) (bool, error) {
	if err := tx.Lock(ctx, "pages:"+s.tenant); err != nil {
		return false, err
	}
	var wanted bool
	err := tx.QueryRowContext(ctx, `
		SELECT EXISTS(SELECT 1 FROM event_blob WHERE tenant = ?1 AND blob_id = ?2)
			OR EXISTS(SELECT 1 FROM case_page WHERE tenant = ?1 AND blob_id = ?2)
			OR EXISTS(SELECT 1 FROM shared_key WHERE tenant = ?1 AND blob_id = ?2)
			OR EXISTS(SELECT 1 FROM blob WHERE tenant = ?1 AND id = ?2 AND (claimed > ?3 OR stored > ?4))`,
		s.tenant, id, now.Add(-claimLife).UnixMilli(), now.Add(-orphanLife).UnixMilli()).Scan(&wanted)
	if err != nil || wanted {
		return false, err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM blob WHERE tenant = ? AND id = ?`, s.tenant, id); err != nil {
		return false, err
	}
	return true, s.scans.Delete(ctx, id)
}

// release projects lines that were set aside because an older version did not
// know their kind.
func (x *Centre) release(ctx context.Context, t *Tended) error {
	type aside struct{ tenant, desk, station, rid string }
	var list []aside
	err := x.read(ctx, func(tx *records.Tx) error {
		list = list[:0]
		rows, err := tx.QueryContext(ctx, `
			SELECT e.tenant, e.desk_id, d.station, e.rid
			FROM event e
			JOIN desk d ON d.desk_id = e.desk_id
			JOIN incarnation i ON i.desk_id = e.desk_id AND i.id = e.incarnation
			WHERE e.status = 2 AND e.code = ?
			ORDER BY e.desk_id, i.no, e.seq`, codeUnknownKind)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var a aside
			if err := rows.Scan(&a.tenant, &a.desk, &a.station, &a.rid); err != nil {
				return err
			}
			list = append(list, a)
		}
		return rows.Err()
	})
	if err != nil {
		return err
	}
	for _, a := range list {
		c, released := caller{id: a.desk, tenant: a.tenant, station: a.station}, false
		err := x.write(ctx, func(tx *records.Tx) (err error) {
			released, err = x.releaseOne(ctx, tx, c, a.rid)
			return err
		})
		if err != nil {
			return err
		}
		if released {
			t.Released++
		}
	}
	return nil
}

func (x *Centre) releaseOne(ctx context.Context, tx *records.Tx, c caller, rid string) (bool, error) {
	if err := tx.Lock(ctx, "desk:"+c.id); err != nil {
		return false, err
	}
	var raw []byte
	err := tx.QueryRowContext(ctx, `SELECT line FROM event WHERE desk_id = ? AND rid = ? AND status = 2`, c.id, rid).Scan(&raw)
	if err != nil {
		return false, err
	}
	l, code, _ := x.readLine(c, raw)
	if code != "" {
		return false, nil
	}
	// A case that went on since is not put back to what it was.
	if stale, err := x.stale(ctx, tx, c, l); err != nil || stale {
		return false, err
	}
	_, err = tx.ExecContext(ctx, `UPDATE event SET status = ?, code = '', detail = '' WHERE desk_id = ? AND rid = ?`, projected, c.id, rid)
	if err != nil {
		return false, err
	}
	_, err = x.effect(ctx, tx, c, l)
	return true, err
}

// stale reports whether a line has a case that stands here at a later revision.
func (x *Centre) stale(ctx context.Context, tx *records.Tx, c caller, l desk.Line) (bool, error) {
	var b struct {
		Cases []struct {
			ID  string `json:"id"`
			Rev int    `json:"rev"`
		} `json:"cases"`
	}
	if err := json.Unmarshal(l.Body, &b); err != nil {
		return false, nil // effect says what is wrong with it
	}
	for _, k := range b.Cases {
		var later bool
		err := tx.QueryRowContext(ctx, `
			SELECT EXISTS(SELECT 1 FROM case_file WHERE tenant = ? AND id = ? AND rev >= ?)`, c.tenant, k.ID, k.Rev).Scan(&later)
		if err != nil || later {
			return later, err
		}
	}
	return false, nil
}
