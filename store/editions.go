package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
)

// An Edition is one version of the catalogue that is here.
type Edition struct {
	Version   string
	Digest    string
	Published time.Time
	Effective time.Time
	Expires   time.Time
	Items     int
	Staged    bool
	Adopted   time.Time // zero before it came into effect
}

// Editions are what the shelf holds.
type Editions struct {
	Current *Edition // nil where the folder's own file is in force
	Next    *Edition // waits for its time, or is still being fetched; nil for none
	Refused string   // version that was not taken last, "" for none
	Code    string   // why, as the What of a Problem
	At      time.Time
	Trusted bool // a publisher's key is known
}

// Editions tells which catalogues are here.
func (h *Shelf) Editions(ctx context.Context) (Editions, error) {
	var e Editions
	err := h.s.read(ctx, func(q querier) error {
		e = Editions{}
		current, err := inForce(ctx, q)
		if err != nil {
			return err
		}
		rows, err := shelf(ctx, q)
		if err != nil {
			return err
		}
		for _, x := range rows {
			switch {
			case x.manifest.Version == current:
				e.Current = h.edition(x)
			case x.adopted.IsZero():
				e.Next = h.edition(x)
			}
		}
		var at int64
		err = missing(q.QueryRowContext(ctx, `SELECT version, code, at FROM catalogue_refusal`).Scan(&e.Refused, &e.Code, &at), "catalogue")
		if err != nil && desk.KindOf(err) != desk.NotFound {
			return err
		}
		if at > 0 {
			e.At = time.UnixMilli(at).UTC()
		}
		return q.QueryRowContext(ctx, `SELECT publishers <> '' OR ? FROM sync_state`, len(h.pins) > 0).Scan(&e.Trusted)
	})
	return e, err
}

func (h *Shelf) edition(x shelved) *Edition {
	m := x.manifest
	e := &Edition{
		Version: m.Version, Digest: m.Digest(h.s.suite), Published: time.Time(m.Published),
		Effective: time.Time(m.Effective), Expires: time.Time(m.Expires), Staged: x.staged, Adopted: x.adopted,
	}
	for _, o := range m.Objects {
		if len(o.Code) < len(uplink.CertificateCode) || o.Code[:len(uplink.CertificateCode)] != uplink.CertificateCode {
			e.Items++
		}
	}
	return e
}

// InForce is the version in force, "" for the folder's own file.
func (h *Shelf) InForce(ctx context.Context) (version string, err error) {
	err = h.s.read(ctx, func(q querier) error {
		version, err = inForce(ctx, q)
		return err
	})
	return version, err
}

// Known is the version that somebody of the staff worked with last before a day:
// the one that was in force when their last act was written down. ok is false for
// somebody who never worked here before it.
func (h *Shelf) Known(ctx context.Context, staff string, day desk.Day) (version string, ok bool, err error) {
	err = h.s.read(ctx, func(q querier) error {
		var at int64
		version, ok = "", false
		err := q.QueryRowContext(ctx, `
			SELECT at
			FROM journal
			WHERE staff = ? AND day < ?
			ORDER BY n DESC
			LIMIT 1`, staff, day).Scan(&at)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		ok = true
		err = q.QueryRowContext(ctx, `
			SELECT version
			FROM catalogue
			WHERE adopted <= ?
			ORDER BY adopted DESC
			LIMIT 1`, at).Scan(&version)
		if err = missing(err, "catalogue"); desk.KindOf(err) == desk.NotFound {
			return nil
		}
		return err
	})
	return version, ok, err
}

// Before is the version that was in force before the one that is now, "" for the
// folder's own file.
func (h *Shelf) Before(ctx context.Context) (version string, err error) {
	err = h.s.read(ctx, func(q querier) error {
		version = ""
		err := q.QueryRowContext(ctx, `
			SELECT version
			FROM catalogue
			WHERE adopted IS NOT NULL AND version <> (SELECT catalogue FROM sync_state)
			ORDER BY adopted DESC
			LIMIT 1`).Scan(&version)
		if err = missing(err, "catalogue"); desk.KindOf(err) == desk.NotFound {
			return nil
		}
		return err
	})
	return version, err
}

// keptEditions is how many versions stay here for cases that were begun with them
// and for what has changed since.
const keptEditions = 8

// tidy drops versions that are long past, unless a draft or a case that is still
// under way was begun with one, and objects that no version has.
func (h *Shelf) tidy(ctx context.Context, db *sql.Tx) error {
	rows, err := shelf(ctx, db)
	if err != nil {
		return err
	}
	pinned, err := pinnedEditions(ctx, db)
	if err != nil {
		return err
	}
	named := map[string]bool{}
	for i, x := range rows {
		if i >= keptEditions && !slices.Contains(pinned, x.manifest.Version) {
			if _, err := db.ExecContext(ctx, `DELETE FROM catalogue WHERE version = ?`, x.manifest.Version); err != nil {
				return err
			}
			continue
		}
		for _, o := range x.manifest.Objects {
			named[o.ID] = true
		}
	}
	here, err := objectIDs(ctx, db)
	if err != nil {
		return err
	}
	for id := range here {
		if named[id] {
			continue
		}
		if _, err := db.ExecContext(ctx, `DELETE FROM catalogue_object WHERE id = ?`, id); err != nil {
			return err
		}
	}
	return nil
}

// underWay are the states of cases of which papers are still to be made here.
var underWay = []desk.CaseState{
	desk.CaseReceived, desk.CaseSupplement, desk.CaseSupplied, desk.CaseAccepted, desk.CaseHanded, desk.CaseStreet,
	desk.CaseDone, desk.CaseRejected,
}

// pinnedEditions are the versions that drafts and cases under way were begun with.
func pinnedEditions(ctx context.Context, q querier) ([]string, error) {
	var w where
	in(&w, "state", underWay)
	return list(ctx, q, func(r *sql.Rows) (v string, err error) { return v, r.Scan(&v) }, `
		SELECT coalesce(json_extract(doc, '$.case.catalogue'), '')
		FROM draft
		UNION
		SELECT coalesce(json_extract(doc, '$.catalogue'), '')
		FROM case_file`+w.String(), w.args...)
}
