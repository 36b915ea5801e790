package centre

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
)

// projectBatches keeps hand-overs and bags as the desk's latest lines have them.
func (x *Centre) projectBatches(ctx context.Context, tx *records.Tx, c caller, batches, bags []json.RawMessage) error {
	for _, raw := range batches {
		var b desk.Batch
		if err := json.Unmarshal(raw, &b); err != nil || !plain(b.No) || !strings.Contains(b.No, "-"+c.station+"-") || b.State == "" {
			return &unfit{codeBody, "batch"}
		}
		_, err := tx.ExecContext(ctx, `
			INSERT INTO batch(tenant, no, desk_id, station, day, state, rev, doc)
			VALUES(?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT(tenant, no) DO UPDATE SET
				day = excluded.day, state = excluded.state, rev = excluded.rev, doc = excluded.doc
			WHERE batch.desk_id = excluded.desk_id`,
			c.tenant, b.No, c.id, c.station, string(b.Day), string(b.State), b.Rev, string(raw))
		if err != nil {
			return err
		}
	}
	for _, raw := range bags {
		var b desk.Bag
		if err := json.Unmarshal(raw, &b); err != nil || !plain(b.Code) || !plain(b.Case) {
			return &unfit{codeBody, "bag"}
		}
		_, err := tx.ExecContext(ctx, `
			INSERT INTO bag(tenant, code, desk_id, case_id, batch, rev, doc)
			VALUES(?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT(tenant, code) DO UPDATE SET
				case_id = excluded.case_id, batch = excluded.batch, rev = excluded.rev, doc = excluded.doc
			WHERE bag.desk_id = excluded.desk_id`,
			c.tenant, b.Code, c.id, b.Case, b.Batch, b.Rev, string(raw))
		if err != nil {
			return err
		}
	}
	return nil
}

// A BatchFilter narrows a list of hand-overs; zero members do not narrow.
type BatchFilter struct {
	Station string
	Open    bool // only those of which something has not been checked
	Limit   int  // 0 for 500
}

// A BatchView is a hand-over with what the street found of it.
type BatchView struct {
	desk.Batch

	Station string
	Desk    string
	Found   int         // cases that were there
	Missing int         // cases that were not
	Files   []BatchFile // only from Batch
}

// Checked reports whether every case was looked for.
func (v BatchView) Checked() bool { return v.Found+v.Missing >= len(v.Cases) }

// A BatchFile is one case of a hand-over.
type BatchFile struct {
	ID      string
	No      string
	Title   string
	Bags    []desk.Bag // of its originals that went along
	Checked bool
	Found   bool
	Note    string
	Who     string
	At      time.Time // of the check, zero before
}

const selectBatch = `
	SELECT b.tenant, b.desk_id, b.station, b.doc,
		(SELECT count(*) FROM batch_check k WHERE k.tenant = b.tenant AND k.no = b.no AND k.found = 1),
		(SELECT count(*) FROM batch_check k WHERE k.tenant = b.tenant AND k.no = b.no AND k.found = 0)
	FROM batch b`

func scanBatch(scan func(...any) error) (v BatchView, tenant string, err error) {
	var doc string
	if err := scan(&tenant, &v.Desk, &v.Station, &doc, &v.Found, &v.Missing); err != nil {
		return v, "", err
	}
	if err := json.Unmarshal([]byte(doc), &v.Batch); err != nil {
		return v, "", fmt.Errorf("batch document: %w", err)
	}
	return v, tenant, nil
}

// Batches lists what was handed over, the latest day first. One that is still
// being packed is not in it.
func (x *Centre) Batches(ctx context.Context, p Person, f BatchFilter) ([]BatchView, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	out := []BatchView{}
	err := x.read(ctx, func(tx *records.Tx) error {
		out = out[:0]
		rows, err := tx.QueryContext(ctx, selectBatch+`
			WHERE (?1 = '' OR b.tenant = ?1) AND (?2 = '' OR b.station = ?2) AND b.state IN ('gone', 'signed')
			ORDER BY b.day DESC, b.no DESC
			LIMIT ?3`, p.Tenant, f.Station, bounded(f.Limit))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			v, _, err := scanBatch(rows.Scan)
			if err != nil {
				return err
			}
			if !f.Open || !v.Checked() {
				out = append(out, v)
			}
		}
		return rows.Err()
	})
	return out, err
}

// Batch returns a hand-over with its cases, by its number or that of its sheet.
func (x *Centre) Batch(ctx context.Context, p Person, no string) (v BatchView, err error) {
	if err := p.check(); err != nil {
		return v, err
	}
	err = x.read(ctx, func(tx *records.Tx) (err error) {
		v, _, err = batchOf(ctx, tx, p, no)
		return err
	})
	return v, err
}

func batchOf(ctx context.Context, tx *records.Tx, p Person, no string) (v BatchView, tenant string, err error) {
	v, tenant, err = scanBatch(tx.QueryRowContext(ctx, selectBatch+`
		WHERE b.no = ?1 AND (?2 = '' OR b.tenant = ?2) AND b.state IN ('gone', 'signed')`, strings.TrimSpace(no), p.Tenant).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return v, "", &desk.Problem{Kind: desk.NotFound, What: "batch"}
	}
	if err != nil {
		return v, "", err
	}
	for _, id := range v.Cases {
		f, err := batchFile(ctx, tx, tenant, v.No, id)
		if err != nil {
			return v, "", err
		}
		v.Files = append(v.Files, f)
	}
	return v, tenant, nil
}

func batchFile(ctx context.Context, tx *records.Tx, tenant, batch, id string) (BatchFile, error) {
	f := BatchFile{ID: id}
	err := tx.QueryRowContext(ctx, `SELECT no, title FROM case_file WHERE tenant = ? AND id = ?`, tenant, id).Scan(&f.No, &f.Title)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return f, err
	}
	var at int64
	err = tx.QueryRowContext(ctx, `
		SELECT found, note, who, at
		FROM batch_check
		WHERE tenant = ? AND no = ? AND case_id = ?`, tenant, batch, id).Scan(&f.Found, &f.Note, &f.Who, &at)
	if err == nil {
		f.Checked, f.At = true, time.UnixMilli(at).UTC()
	} else if !errors.Is(err, sql.ErrNoRows) {
		return f, err
	}
	var bad error
	err = texts(ctx, tx, func(doc string) {
		var b desk.Bag
		if err := json.Unmarshal([]byte(doc), &b); err != nil {
			bad = err
			return
		}
		f.Bags = append(f.Bags, b)
	}, `SELECT doc FROM bag WHERE tenant = ? AND case_id = ? AND batch = ? ORDER BY code`, tenant, id, batch)
	return f, errors.Join(err, bad)
}

// A BatchCheck is what somebody found of one case of a hand-over.
type BatchCheck struct {
	Case  string // its id
	Found bool
	Note  string // such as what was missing
}

// CheckBatch writes down which cases of a hand-over somebody found, and which
// not. A case that is not named stays as it was. It is a Problem of kind Invalid
// where a case is not of the hand-over or is named twice; rid acts once.
func (x *Centre) CheckBatch(ctx context.Context, rid string, p Person, no string, checks []BatchCheck) (v BatchView, err error) {
	if err := p.check(); err != nil {
		return v, err
	}
	named := map[string]bool{}
	for i := range checks {
		k := &checks[i]
		if k.Note = strings.TrimSpace(k.Note); !speakable(k.Note, mostWords) {
			return v, &desk.Problem{Kind: desk.Invalid, What: "batch.note"}
		}
		if named[k.Case] {
			return v, &desk.Problem{Kind: desk.Invalid, What: "batch.case"}
		}
		named[k.Case] = true
	}
	tenant, err := x.tenantOfBatch(ctx, p, no)
	if err != nil {
		return v, err
	}
	s, err := x.street(ctx, tenant)
	if err != nil {
		return v, err
	}
	err = x.write(ctx, func(tx *records.Tx) error {
		if err := tx.Lock(ctx, "batch:"+tenant+":"+strings.TrimSpace(no)); err != nil {
			return err
		}
		if v, _, err = batchOf(ctx, tx, p, no); err != nil {
			return err
		}
		found := 0
		for _, k := range checks {
			found += int(int64Of(k.Found))
		}
		detail := fmt.Sprintf("%d/%d", found, len(checks)-found)
		err = x.once(ctx, tx, rid, tenant, p, actCheck, "batch:"+v.No, detail)
		if errors.Is(err, errDone) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, k := range checks {
			if !v.Has(k.Case) {
				return &desk.Problem{Kind: desk.Invalid, What: "batch.case"}
			}
			_, err := tx.ExecContext(ctx, `
				INSERT INTO batch_check(tenant, no, case_id, found, note, who, at)
				VALUES(?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT(tenant, no, case_id) DO UPDATE SET
					found = excluded.found, note = excluded.note, who = excluded.who, at = excluded.at`,
				tenant, v.No, k.Case, k.Found, k.Note, p.Name, x.now().UnixMilli())
			if err != nil {
				return err
			}
		}
		if v, _, err = batchOf(ctx, tx, p, no); err != nil || len(checks) == 0 {
			return err
		}
		return x.tellChecked(ctx, tx, s, v)
	})
	return v, err
}

func (x *Centre) tenantOfBatch(ctx context.Context, p Person, no string) (tenant string, err error) {
	err = x.read(ctx, func(tx *records.Tx) (err error) {
		_, tenant, err = batchOf(ctx, tx, p, no)
		return err
	})
	return tenant, err
}

// tellChecked sends down what was found of a hand-over so far, so that the clerk
// hears of what the street lacks.
func (x *Centre) tellChecked(ctx context.Context, tx *records.Tx, s *street, v BatchView) error {
	return x.publish(ctx, tx, s, v.Station, "batch:"+v.No, uplink.FeedBatchChecked, func(ver int) any {
		c := desk.StreetCheck{Batch: v.No, Cases: []desk.CheckedCase{}, Ver: ver}
		for _, f := range v.Files {
			if f.Checked {
				c.Cases = append(c.Cases, desk.CheckedCase{
					Case: f.ID, Found: f.Found, Note: f.Note, By: f.Who, At: desk.LineTime(f.At),
				})
			}
		}
		return c
	})
}
