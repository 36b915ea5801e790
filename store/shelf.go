package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
)

// A Shelf keeps the catalogues that come down from the street: the version in
// force, those before it, and the one that waits for its time or is being
// fetched. Which one is in force is a single value in the database, so that a
// power cut leaves either the old or the new.
type Shelf struct {
	s    *Store
	pins []string
}

var _ uplink.Shelf = (*Shelf)(nil)

// Shelf returns the shelf of the store. Pins are public keys of publishers from
// the configuration: with any, they alone are trusted; with none, those that were
// learnt when the desk was enrolled and from each version since.
func (s *Store) Shelf(pins []string) *Shelf { return &Shelf{s: s, pins: pins} }

// publisherKeys checks public keys and joins them for their column.
func publisherKeys(keys []string) (string, error) {
	if len(keys) > uplink.MaxPublishers {
		return "", &desk.Problem{Kind: desk.Invalid, What: "sync.enrolment"}
	}
	for _, k := range keys {
		var key seal.PublicKey
		if err := key.UnmarshalText([]byte(k)); err != nil || key.IsZero() {
			return "", &desk.Problem{Kind: desk.Invalid, What: "sync.enrolment", Cause: err}
		}
	}
	return strings.Join(keys, " "), nil
}

// A shelved is one row of the catalogue's table.
type shelved struct {
	manifest uplink.Manifest
	staged   bool
	adopted  time.Time // zero before
}

// shelf reads the rows, the newest version first.
func shelf(ctx context.Context, q querier) ([]shelved, error) {
	rows, err := list(ctx, q, func(r *sql.Rows) (x shelved, err error) {
		var raw []byte
		var staged, adopted sql.NullInt64
		if err := r.Scan(&raw, &staged, &adopted); err != nil {
			return x, err
		}
		x.staged = staged.Valid
		if adopted.Valid {
			x.adopted = time.UnixMilli(adopted.Int64).UTC()
		}
		if err := json.Unmarshal(raw, &x.manifest); err != nil {
			return x, broken("catalogue", err)
		}
		return x, nil
	}, `SELECT manifest, staged, adopted FROM catalogue`)
	slices.SortFunc(rows, func(a, b shelved) int {
		if uplink.Higher(a.manifest.Version, b.manifest.Version) {
			return -1
		}
		return 1
	})
	return rows, err
}

func inForce(ctx context.Context, q querier) (version string, err error) {
	err = q.QueryRowContext(ctx, `SELECT catalogue FROM sync_state`).Scan(&version)
	return version, missing(err, "store.origin")
}

// Newest implements uplink.Shelf.
func (h *Shelf) Newest(ctx context.Context) (uplink.Fetched, error) {
	var f uplink.Fetched
	err := h.s.read(ctx, func(q querier) error {
		rows, err := shelf(ctx, q)
		f.Pinned = len(h.pins) > 0
		if err != nil || len(rows) == 0 {
			return err
		}
		f.Point, f.Whole = rows[0].manifest.Point(h.s.suite), rows[0].staged
		f.Base, err = inForce(ctx, q)
		return err
	})
	return f, err
}

// Offer implements uplink.Shelf. A version that waits is replaced by the next:
// it would never have been in force beside it.
func (h *Shelf) Offer(ctx context.Context, m uplink.Manifest, links ...uplink.Manifest) error {
	err := h.offer(ctx, m, links)
	if k := desk.KindOf(err); k == desk.Broken || k == desk.Denied || k == desk.Conflict || k == desk.NotFound {
		return h.refused(ctx, m.Version, err)
	}
	return err
}

func (h *Shelf) offer(ctx context.Context, m uplink.Manifest, links []uplink.Manifest) error {
	for _, x := range append([]uplink.Manifest{m}, links...) {
		if err := x.Check(h.s.suite); err != nil {
			return err
		}
	}
	keys, err := publisherKeys(m.Publishers)
	if err != nil {
		return broken("catalogue.manifest", err)
	}
	raw, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("encode manifest: %w", err)
	}
	return h.s.write(ctx, func(tx *sql.Tx) error {
		rows, err := shelf(ctx, tx)
		if err != nil {
			return err
		}
		if err := h.follow(ctx, tx, m, links, rows); err != nil {
			return err
		}
		digest := m.Digest(h.s.suite)
		if len(rows) > 0 {
			newest := rows[0].manifest
			if newest.Digest(h.s.suite) == digest {
				return nil
			}
			if !uplink.Higher(m.Version, newest.Version) {
				return &desk.Problem{Kind: desk.Conflict, What: "catalogue.older", Holder: newest.Version}
			}
		}
		for _, do := range []struct {
			query string
			args  []any
		}{
			{`DELETE FROM catalogue WHERE adopted IS NULL`, nil},
			{`INSERT INTO catalogue(version, digest, manifest, effective, taken) VALUES(?, ?, ?, ?, ?)`, []any{
				m.Version, digest, raw, time.Time(m.Effective).UnixMilli(), h.s.clock.Now().UnixMilli(),
			}},
			{`UPDATE sync_state SET publishers = ?`, []any{keys}},
			{`DELETE FROM catalogue_refusal`, nil},
		} {
			if _, err := tx.ExecContext(ctx, do.query, do.args...); err != nil {
				return fmt.Errorf("take manifest: %w", err)
			}
		}
		return nil
	})
}

// refused remembers why a version was not taken, and returns why.
func (h *Shelf) refused(ctx context.Context, version string, why error) error {
	p, _ := errors.AsType[*desk.Problem](why)
	if p == nil {
		return why
	}
	err := h.s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO catalogue_refusal(one, version, code, at)
			VALUES(1, ?, ?, ?)
			ON CONFLICT(one) DO UPDATE SET version = excluded.version, code = excluded.code, at = excluded.at`,
			clip(version, 40), clip(p.What, 64), h.s.clock.Now().UnixMilli())
		return err
	})
	if err != nil {
		return errors.Join(why, err)
	}
	return why
}

// fetching is the newest manifest; the zero one where there is none.
func fetching(ctx context.Context, q querier) (shelved, error) {
	rows, err := shelf(ctx, q)
	if err != nil || len(rows) == 0 {
		return shelved{}, err
	}
	return rows[0], nil
}

// Lacking implements uplink.Shelf.
func (h *Shelf) Lacking(ctx context.Context) ([]uplink.Object, error) {
	var out []uplink.Object
	err := h.s.read(ctx, func(q querier) error {
		out = nil
		x, err := fetching(ctx, q)
		if err != nil {
			return err
		}
		here, err := objectIDs(ctx, q)
		if err != nil {
			return err
		}
		for _, o := range x.manifest.Objects {
			if !here[o.ID] {
				out = append(out, o)
			}
		}
		return nil
	})
	return out, err
}

func objectIDs(ctx context.Context, q querier) (map[string]bool, error) {
	ids, err := list(ctx, q, func(r *sql.Rows) (id string, err error) { return id, r.Scan(&id) }, `SELECT id FROM catalogue_object`)
	here := make(map[string]bool, len(ids))
	for _, id := range ids {
		here[id] = true
	}
	return here, err
}

// Keep implements uplink.Shelf.
func (h *Shelf) Keep(ctx context.Context, pieces []uplink.Piece) error {
	return h.s.write(ctx, func(tx *sql.Tx) error {
		x, err := fetching(ctx, tx)
		if err != nil {
			return err
		}
		sizes := make(map[string]int, len(x.manifest.Objects))
		for _, o := range x.manifest.Objects {
			sizes[o.ID] = o.Size
		}
		for _, p := range pieces {
			b := []byte(p.Body)
			if size, ok := sizes[p.ID]; !ok || len(b) != size || h.s.suite.Digest(b) != p.ID {
				return broken("catalogue.object", fmt.Errorf("%.80q does not fit", p.ID))
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO catalogue_object(id, body) VALUES(?, ?) ON CONFLICT DO NOTHING`, p.ID, b)
			if err != nil {
				return fmt.Errorf("keep object: %w", err)
			}
		}
		return nil
	})
}

// Stage implements uplink.Shelf.
func (h *Shelf) Stage(ctx context.Context) error {
	var x shelved
	err := h.s.read(ctx, func(q querier) (err error) {
		x, err = fetching(ctx, q)
		return err
	})
	if err != nil || x.staged || x.manifest.Version == "" {
		return err
	}
	if _, err := h.Edition(ctx, x.manifest.Version); err != nil {
		return h.refused(ctx, x.manifest.Version, err)
	}
	return h.s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE catalogue SET staged = ? WHERE version = ? AND digest = ?`,
			h.s.clock.Now().UnixMilli(), x.manifest.Version, x.manifest.Digest(h.s.suite))
		if err != nil {
			return fmt.Errorf("stage catalogue: %w", err)
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM catalogue_refusal`)
		return err
	})
}

// Edition reads the catalogue of a version that is here whole, with the linter of
// this program. It is a Problem of kind NotFound for one that is not here, and of
// kind Invalid, "catalogue.lint", for one in which the linter finds an error.
func (h *Shelf) Edition(ctx context.Context, version string) (*guide.Catalogue, error) {
	var m uplink.Manifest
	var entries []guide.Entry
	err := h.s.read(ctx, func(q querier) error {
		var raw []byte
		err := q.QueryRowContext(ctx, `SELECT manifest FROM catalogue WHERE version = ?`, version).Scan(&raw)
		if err != nil {
			return missing(err, "catalogue")
		}
		m, entries = uplink.Manifest{}, nil
		if err := json.Unmarshal(raw, &m); err != nil {
			return broken("catalogue", err)
		}
		for _, o := range m.Objects {
			var b []byte
			if err := q.QueryRowContext(ctx, `SELECT body FROM catalogue_object WHERE id = ?`, o.ID).Scan(&b); err != nil {
				return missing(err, "catalogue.object")
			}
			if h.s.suite.Digest(b) != o.ID {
				return broken("catalogue.object", fmt.Errorf("%s is damaged", o.ID))
			}
			entries = append(entries, guide.Entry{Code: o.Code, Ver: o.Ver, Body: b})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	c, found, err := guide.Bind(guide.Head{
		Version: m.Version, Demonstration: m.Demonstration, Effective: desk.DayOf(time.Time(m.Effective), 0),
	}, uplink.CertificateCode, entries)
	if err != nil {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "catalogue.lint", Cause: fmt.Errorf("%d findings: %w", len(found), err)}
	}
	return c, nil
}

// Adopt brings the version that waits into effect if its time has come and no window
// has anybody in hand, in one transaction with a line of the journal, and reports
// whether it did. While nobody has vouched for the clock nothing comes into effect.
func (h *Shelf) Adopt(ctx context.Context) (adopted bool, err error) {
	err = h.s.write(ctx, func(db *sql.Tx) error {
		adopted = false
		x := h.s.newTx(ctx, db)
		if err := x.start(ctx); err != nil || x.stamp.Clock == desk.ClockSuspect {
			return err
		}
		newest, err := fetching(ctx, db)
		if err != nil {
			return err
		}
		m := newest.manifest
		if !newest.staged || !newest.adopted.IsZero() || x.stamp.At.Before(time.Time(m.Effective)) {
			return nil
		}
		if busy, err := inHand(ctx, db, x.stamp.Day); err != nil || busy {
			return err
		}
		before, err := inForce(ctx, db)
		if err != nil {
			return err
		}
		sum := h.s.suite.Hash(m.Signing())
		_, err = x.commit(ctx, "catalogue-"+hex.EncodeToString(sum[:16]), desk.Duty{}, desk.Act{
			Kind: desk.ActCatalogueAdopted, Obj: "catalogue:" + m.Version,
			Note: map[string]string{"version": m.Version, "before": before, "manifest": m.Digest(h.s.suite)},
		})
		if err != nil {
			return err
		}
		if _, err := db.ExecContext(ctx, `UPDATE sync_state SET catalogue = ?`, m.Version); err != nil {
			return fmt.Errorf("adopt catalogue: %w", err)
		}
		if _, err := db.ExecContext(ctx, `UPDATE catalogue SET adopted = ? WHERE version = ?`, x.stamp.At.UnixMilli(), m.Version); err != nil {
			return fmt.Errorf("adopt catalogue: %w", err)
		}
		adopted = true
		return h.tidy(ctx, db)
	})
	return adopted && err == nil, err
}

// inHand reports whether a window has called or serves somebody. It is asked in the
// transaction that adopts, so that nobody is called between the question and the act.
func inHand(ctx context.Context, q querier, day desk.Day) (busy bool, err error) {
	err = q.QueryRowContext(ctx, `
		SELECT EXISTS(SELECT 1 FROM ticket WHERE day = ? AND state IN (?, ?))`,
		day, desk.TicketCalled, desk.TicketServing).Scan(&busy)
	return busy, err
}

// Due asks without a lock whether there may be something to adopt.
func (h *Shelf) Due(ctx context.Context) (due bool, err error) {
	err = h.s.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `
			SELECT EXISTS(SELECT 1 FROM catalogue WHERE staged IS NOT NULL AND adopted IS NULL AND effective <= ?)`,
			h.s.clock.Now().UnixMilli()).Scan(&due)
	})
	return due, err
}
