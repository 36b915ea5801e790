package store

import (
	"context"
	"database/sql"
	"errors"
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
