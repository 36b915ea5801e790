package centre

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/seal"
)

// An unfit is a line whose effect cannot be had: it is quarantined under the
// code, and the log goes on.
type unfit struct{ code, detail string }

func (u *unfit) Error() string { return "unfit line: " + u.code + " " + u.detail }

// effect projects a line that was stored for the first time, all of it or
// nothing. An unfit line is set aside.
func (x *Centre) effect(ctx context.Context, tx *records.Tx, c caller, l desk.Line) (aside bool, err error) {
	if _, err := tx.ExecContext(ctx, `SAVEPOINT effect`); err != nil {
		return false, err
	}
	err = x.project(ctx, tx, c, l)
	u, bad := errors.AsType[*unfit](err)
	if err != nil && !bad {
		return false, err
	}
	if bad {
		if _, err := tx.ExecContext(ctx, `ROLLBACK TO SAVEPOINT effect`); err != nil {
			return true, err
		}
		_, err := tx.ExecContext(ctx, `
			UPDATE event
			SET status = ?, code = ?, detail = ?
			WHERE desk_id = ? AND rid = ?`, setAside, u.code, u.detail, c.id, l.RID)
		if err != nil {
			return true, err
		}
	}
	_, err = tx.ExecContext(ctx, `RELEASE SAVEPOINT effect`)
	return bad, err
}

// documents are those in the body of a line from which something follows here.
type documents struct {
	Cases          []json.RawMessage `json:"cases"`
	Batches        []json.RawMessage `json:"batches"`
	Bags           []json.RawMessage `json:"bags"`
	Rectifications []json.RawMessage `json:"rectifications"`
}

func (d documents) none() bool {
	return len(d.Cases)+len(d.Batches)+len(d.Bags)+len(d.Rectifications) == 0
}

func (x *Centre) project(ctx context.Context, tx *records.Tx, c caller, l desk.Line) error {
	blobs := records.Batch{Table: "event_blob", Columns: records.Texts("tenant", "desk_id", "rid", "blob_id"), Tail: `ON CONFLICT DO NOTHING`}
	for _, id := range l.Blobs {
		if !x.blobID(id) {
			return &unfit{codeBlob, ""}
		}
		blobs.Rows = append(blobs.Rows, []any{c.tenant, c.id, l.RID, id})
	}
	if err := tx.Insert(ctx, blobs, nil); err != nil {
		return err
	}
	var b struct {
		documents

		Note map[string]string `json:"note"`
	}
	if err := json.Unmarshal(l.Body, &b); err != nil {
		return &unfit{codeBody, ""}
	}
	if l.Kind == desk.ActKeyShared {
		if err := x.projectKeys(ctx, tx, c, b.Note); err != nil {
			return err
		}
	}
	if l.Kind == desk.ActOrderSettled {
		if err := x.wiped(ctx, tx, c, b.Note); err != nil {
			return err
		}
	}
	for _, raw := range b.Cases {
		if err := x.projectCase(ctx, tx, c, l, raw); err != nil {
			return err
		}
	}
	for _, raw := range b.Rectifications {
		if err := x.projectRectification(ctx, tx, c, l, raw); err != nil {
			return err
		}
	}
	return x.projectBatches(ctx, tx, c, b.Batches, b.Bags)
}

func (x *Centre) blobID(id string) bool {
	algorithm, _, err := seal.ParseDigest(id)
	return err == nil && algorithm == x.suite.Algorithm()
}

// projectKeys notes which blob opens what an owner sealed.
func (x *Centre) projectKeys(ctx context.Context, tx *records.Tx, c caller, note map[string]string) error {
	keys := records.Batch{
		Table: "shared_key", Columns: append(records.Texts("tenant", "owner", "blob_id", "desk_id"), records.Column{Name: "at", Of: records.Number}),
		Tail: `ON CONFLICT DO NOTHING`,
	}
	for owner, id := range note {
		if !plain(owner) || !x.blobID(id) {
			return &unfit{codeBlob, ""}
		}
		keys.Rows = append(keys.Rows, []any{c.tenant, owner, id, c.id, x.now().UnixMilli()})
	}
	return tx.Insert(ctx, keys, nil)
}

// A row is a case as it stands here.
type row struct {
	tenant, desk, station string
	rev                   int
	rid                   string
	doc                   desk.CaseDoc
	raw                   string // the document as it came
	forked                bool
}

// loadCase returns a case, or sql.ErrNoRows.
func loadCase(ctx context.Context, tx *records.Tx, tenant, id string) (row, error) {
	r := row{tenant: tenant}
	err := tx.QueryRowContext(ctx, `
		SELECT desk_id, station, rev, rid, doc, forked
		FROM case_file
		WHERE tenant = ? AND id = ?`, tenant, id).Scan(&r.desk, &r.station, &r.rev, &r.rid, &r.raw, &r.forked)
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal([]byte(r.raw), &r.doc); err != nil {
		return r, fmt.Errorf("case document: %w", err)
	}
	return r, nil
}

// projectCase brings a case up to the document in a line. The desk that took a
// case in is the only one that writes it. A document that does not follow the
// one that stands here is of another branch of that desk: the desk that lives is
// followed, what stood is kept, and the case says that somebody must look.
func (x *Centre) projectCase(ctx context.Context, tx *records.Tx, c caller, l desk.Line, raw json.RawMessage) error {
	var doc desk.CaseDoc
	if err := json.Unmarshal(raw, &doc); err != nil || !plain(doc.ID) || doc.Rev < 1 || doc.State == "" {
		return &unfit{codeBody, "case"}
	}
	if doc.No != "" && !strings.Contains(doc.No, "-"+c.station+"-") {
		return &unfit{codeCase, "number"}
	}
	if err := lockCase(ctx, tx, c.tenant, doc.ID); err != nil {
		return err
	}
	old, err := loadCase(ctx, tx, c.tenant, doc.ID)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return err
	case old.desk != c.id:
		return &unfit{codeCase, "desk"}
	case doc.Rev <= old.rev:
		old.forked = true
		if err := x.keepFork(ctx, tx, c, l, old, doc.ID); err != nil {
			return err
		}
	}
	now := row{
		tenant: c.tenant, desk: c.id, station: c.station, rev: doc.Rev, rid: l.RID,
		doc: doc, raw: string(raw), forked: old.forked,
	}
	if err := x.saveCase(ctx, tx, now); err != nil {
		return err
	}
	return x.savePages(ctx, tx, c, doc)
}

func (x *Centre) keepFork(ctx context.Context, tx *records.Tx, c caller, l desk.Line, old row, id string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO case_fork(tenant, case_id, rid_a, rid_b, doc_a, at)
		VALUES(?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, c.tenant, id, old.rid, l.RID, old.raw, x.now().UnixMilli())
	if err != nil {
		return err
	}
	return raise(ctx, tx, c, "case_fork", id, x.now())
}

// lockCase keeps everybody else from a case until the transaction ends.
func lockCase(ctx context.Context, tx *records.Tx, tenant, id string) error {
	return tx.Lock(ctx, "case:"+tenant+":"+id)
}

// saveCase writes a case with the state that follows from the desk's document
// and from the decisions made here that the desk has not heard of.
func (x *Centre) saveCase(ctx context.Context, tx *records.Tx, r row) error {
	now, err := x.standingCase(ctx, tx, r)
	if err != nil {
		return err
	}
	var received sql.NullInt64
	if at := r.doc.Received; at != nil {
		received = sql.NullInt64{Int64: at.UnixMilli(), Valid: true}
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO case_file(tenant, id, desk_id, station, no, item, mode, state, rev, rid, decision, decision_ver,
			forked, changed, doc, title, received, heard, words, outside, entry, external)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(tenant, id) DO UPDATE SET
			no = excluded.no, item = excluded.item, mode = excluded.mode, state = excluded.state, rev = excluded.rev,
			rid = excluded.rid, decision = excluded.decision, decision_ver = excluded.decision_ver,
			forked = excluded.forked, changed = excluded.changed, doc = excluded.doc, title = excluded.title,
			received = excluded.received, heard = excluded.heard, words = excluded.words,
			outside = excluded.outside, entry = excluded.entry, external = excluded.external`,
		r.tenant, r.doc.ID, r.desk, r.station, r.doc.No, r.doc.Item, string(r.doc.Mode), string(now.State), r.rev, r.rid,
		now.Decision, now.DecisionVer, r.forked, x.now().UnixMilli(), r.raw, r.doc.Title, received, r.doc.DecisionVer, r.doc.Words,
		r.doc.System, string(r.doc.Entry), r.doc.External)
	return err
}

// standingCase is the case as it will be at the desk once it has heard of every
// decision.
func (x *Centre) standingCase(ctx context.Context, tx *records.Tx, r row) (desk.Case, error) {
	c := r.doc.Case
	list, err := decisions(ctx, tx, r.station, c.ID, c.DecisionVer)
	for _, d := range list {
		c.Decide(d)
	}
	return c, err
}

// decisions are those on a case after a version, in their order.
func decisions(ctx context.Context, tx *records.Tx, station, id string, after int) ([]desk.StreetDecision, error) {
	return wentDown[desk.StreetDecision](ctx, tx, station, "case:"+id, uplink.FeedCaseStatus, after)
}

// wentDown are the bodies of the lines of a kind that went down about an object after a
// version, in their order.
func wentDown[T any](ctx context.Context, tx *records.Tx, station, obj, kind string, after int) ([]T, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT line
		FROM feed
		WHERE station = ? AND obj = ? AND kind = ? AND ver > ?
		ORDER BY ver`, station, obj, kind, after)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var raw []byte
		if err := rows.Scan(&raw); err != nil {
			return nil, err
		}
		var line uplink.FeedLine
		var body T
		if err := errors.Join(json.Unmarshal(raw, &line), json.Unmarshal(line.Body, &body)); err != nil {
			return nil, fmt.Errorf("feed line: %w", err)
		}
		out = append(out, body)
	}
	return out, rows.Err()
}

// savePages notes which pages a case should have.
func (x *Centre) savePages(ctx context.Context, tx *records.Tx, c caller, doc desk.CaseDoc) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM case_page WHERE tenant = ? AND case_id = ?`, c.tenant, doc.ID)
	if err != nil {
		return err
	}
	pages := records.Batch{Table: "case_page", Columns: records.Texts("tenant", "case_id", "blob_id", "material"), Tail: `ON CONFLICT DO NOTHING`}
	for _, m := range doc.Materials {
		for _, p := range m.Pages {
			if !x.blobID(p.ID) {
				return &unfit{codeBlob, "page"}
			}
			pages.Rows = append(pages.Rows, []any{c.tenant, doc.ID, p.ID, m.Key})
		}
	}
	return tx.Insert(ctx, pages, nil)
}
