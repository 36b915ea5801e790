package centre

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/fieldmap"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
)

// mapFolder holds field maps that the street lays over the built-in ones, one
// file an outside system.
const mapFolder = "fieldmaps"

// An EntryView is the second entry of a case into an outside system that is the
// street's to make.
type EntryView struct {
	CaseView

	System   string
	External string    // number there, "" while it is to be made
	Seconds  int       // it took, counted by who made it
	Fields   int       //
	Who      string    // who made it
	At       time.Time // zero before
}

// An EntryFilter narrows a list of second entries; zero members do not narrow.
type EntryFilter struct {
	System string
	Done   bool // those that were made, in place of those that are to be made
	Limit  int  // 0 for 500
}

// Entries lists second entries that are the street's, the case that has waited
// longest first. A case that ended without one is not in it.
func (x *Centre) Entries(ctx context.Context, p Person, f EntryFilter) ([]EntryView, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	out := []EntryView{}
	err := x.read(ctx, func(tx *records.Tx) error {
		out = out[:0]
		type key struct{ tenant, id string }
		var keys []key
		rows, err := tx.QueryContext(ctx, `
			SELECT c.tenant, c.id
			FROM case_file c
			WHERE c.outside <> '' AND (?1 = '' OR c.tenant = ?1) AND (?2 = '' OR c.outside = ?2)
				AND ((?3 = 1 AND EXISTS(SELECT 1 FROM entry e WHERE e.tenant = c.tenant AND e.case_id = c.id))
					OR (?3 = 0 AND c.entry = 'street' AND c.external = ''
						AND c.state NOT IN ('withdrawn', 'void', 'rejected', 'refused')
						AND NOT EXISTS(SELECT 1 FROM entry e WHERE e.tenant = c.tenant AND e.case_id = c.id)))
			ORDER BY coalesce(c.received, 0), c.id
			LIMIT ?4`, p.Tenant, f.System, int64Of(f.Done), bounded(f.Limit))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var k key
			if err := rows.Scan(&k.tenant, &k.id); err != nil {
				return err
			}
			keys = append(keys, k)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		for _, k := range keys {
			v, err := x.entryOf(ctx, tx, k.tenant, k.id)
			if err != nil {
				return err
			}
			out = append(out, v)
		}
		return nil
	})
	return out, err
}

func int64Of(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func (x *Centre) entryOf(ctx context.Context, tx *records.Tx, tenant, id string) (v EntryView, err error) {
	if v.CaseView, err = x.view(ctx, tx, tenant, id); err != nil {
		return v, err
	}
	var at sql.NullInt64
	err = tx.QueryRowContext(ctx, `
		SELECT c.outside, coalesce(e.external, c.external), coalesce(e.seconds, 0), coalesce(e.fields, 0), coalesce(e.who, ''), e.at
		FROM case_file c
		LEFT JOIN entry e ON e.tenant = c.tenant AND e.case_id = c.id
		WHERE c.tenant = ? AND c.id = ?`, tenant, id).Scan(&v.System, &v.External, &v.Seconds, &v.Fields, &v.Who, &at)
	if at.Valid {
		v.At = time.UnixMilli(at.Int64).UTC()
	}
	return v, err
}

// Entry returns the second entry of a case. It is a Problem of kind NotFound for a
// case that is not here for the person, or is entered nowhere else.
func (x *Centre) Entry(ctx context.Context, p Person, no string) (v EntryView, err error) {
	if err := p.check(); err != nil {
		return v, err
	}
	err = x.read(ctx, func(tx *records.Tx) error {
		tenant, id, err := findCase(ctx, tx, p, no)
		if err != nil {
			return err
		}
		if v, err = x.entryOf(ctx, tx, tenant, id); err == nil && v.System == "" {
			err = &desk.Problem{Kind: desk.NotFound, What: "transcript"}
		}
		return err
	})
	return v, err
}

// maps are the field maps for a case of a station.
func (x *Centre) maps(station string) *fieldmap.Set {
	st := desk.Station{Code: station}
	dir := filepath.Join(x.dir, mapFolder)
	if about, err := os.Stat(dir); err != nil || !about.IsDir() {
		set, _ := fieldmap.New(st, nil)
		return set
	}
	set, found := fieldmap.New(st, os.DirFS(dir))
	for _, f := range found {
		x.log.Error("field map", "file", f.File, "line", f.Line, "code", f.Code)
	}
	return set
}

// TypedOnce reports whether the number of an entry is checked by itself, so that it
// is not typed a second time.
func (x *Centre) TypedOnce(v EntryView) bool { return x.maps(v.Station).Once(v.System) }

// EntryFields works out what is typed into the outside system for a case, in that
// system's order, and writes down that somebody had it. It is a Problem of kind
// NotFound for a case that is not here or a system without a map, and Unavailable
// while the key of the case has not come.
func (x *Centre) EntryFields(ctx context.Context, p Person, no string) (EntryView, []desk.CopyField, error) {
	f, tenant, err := x.caseFile(ctx, p, no)
	if err != nil {
		return EntryView{}, nil, err
	}
	if !f.Open {
		return EntryView{}, nil, &desk.Problem{Kind: desk.Unavailable, What: "case.key"}
	}
	var v EntryView
	err = x.read(ctx, func(tx *records.Tx) (err error) {
		v, err = x.entryOf(ctx, tx, tenant, f.ID)
		return err
	})
	if err != nil {
		return v, nil, err
	}
	if v.System == "" {
		return v, nil, &desk.Problem{Kind: desk.NotFound, What: "transcript"}
	}
	fields, err := x.maps(f.Station).Fields(v.System, f.Case, desk.Staff{ID: p.Name, Name: p.Name})
	if err != nil {
		return v, nil, err
	}
	return v, fields, x.seen(ctx, tenant, p, actFields, "case:"+f.ID, v.System)
}

// mostSeconds bounds what one entry can have taken: a day.
const mostSeconds = 24 * 60 * 60

// Enter ends the second entry of a case with the number that the outside system
// gave, typed twice; fields and seconds are what it cost. The number goes down to
// the desk. It is a Problem of kind Conflict where the case has a number already,
// and what the system's map finds wrong with the number; rid acts once.
func (x *Centre) Enter(ctx context.Context, rid string, p Person, no, number, again string, fields, seconds int) (v EntryView, err error) {
	if err := p.check(); err != nil {
		return v, err
	}
	if fields < 0 || fields > 10_000 || seconds < 0 || seconds > mostSeconds {
		return v, &desk.Problem{Kind: desk.Invalid, What: "transcript.cost"}
	}
	tenant, err := x.tenantOf(ctx, p, no)
	if err != nil {
		return v, err
	}
	s, err := x.street(ctx, tenant)
	if err != nil {
		return v, err
	}
	err = x.write(ctx, func(tx *records.Tx) error {
		_, id, err := findCase(ctx, tx, p, no)
		if err != nil {
			return err
		}
		if err := lockCase(ctx, tx, tenant, id); err != nil {
			return err
		}
		if v, err = x.entryOf(ctx, tx, tenant, id); err != nil {
			return err
		}
		err = x.once(ctx, tx, rid, tenant, p, actEnter, "case:"+id, v.System)
		if errors.Is(err, errDone) {
			return nil
		}
		switch {
		case err != nil:
			return err
		case v.System == "":
			return &desk.Problem{Kind: desk.NotFound, What: "transcript"}
		case v.External != "":
			return &desk.Problem{Kind: desk.Conflict, What: "transcript.entered"}
		}
		n, err := x.maps(v.Station).Confirm(v.System, number, again)
		if err != nil {
			return err
		}
		now := x.now()
		_, err = tx.ExecContext(ctx, `
			INSERT INTO entry(tenant, case_id, outside, external, fields, seconds, who, at)
			VALUES(?, ?, ?, ?, ?, ?, ?, ?)`, tenant, id, v.System, n, fields, seconds, p.Name, now.UnixMilli())
		if err != nil {
			return err
		}
		err = x.publish(ctx, tx, s, v.Station, "entry:"+id, uplink.FeedCaseEntered, func(ver int) any {
			return desk.StreetEntry{
				Case: id, No: v.No, System: v.System, External: n, Fields: fields, Seconds: seconds,
				By: p.Name, At: desk.LineTime(now), Ver: ver,
			}
		})
		if err != nil {
			return err
		}
		v, err = x.entryOf(ctx, tx, tenant, id)
		return err
	})
	return v, err
}
