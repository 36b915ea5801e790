package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"xiaochuang/desk"
)

// projections are the tables that follow from the journal, each with the
// columns that order its rows. Everything else in the database is listed in
// kept; a table is in one of the two.
var projections = []struct{ name, key string }{
	{"about", "obj, n"},
	{"journal_blob", "n, id"},
	{"ticket", "id"},
	{"case_file", "id"},
	{"paper", "no"},
	{"inquiry", "id"},
	{"rating", "id"},
	{"shift", "id"},
	{"day_close", "day, at"},
	{"bag", "code"},
	{"batch", "no"},
	{"shelf_count", "day, at"},
	{"transcript", "id"},
	{"wording", "id"},
	{"assist", "id"},
	{"slip_block", "no"},
	{"dispatch", "kind, id"},
	{"rectification", "id"},
}

// kept are the tables that cannot be had from the journal: the journal itself,
// keys, what was never taken in, what is on its way, and what this PC knows of
// itself.
var kept = []string{
	"journal", "object_key", "draft", "blob", "print_job", "clock", "sync_state",
	"quarantine", "inbox", "feed_parked", "device", "session", "earlier", "reindexed",
	"catalogue", "catalogue_object", "catalogue_refusal", "sync_run",
}

// rows is the body of a line with each object as it was written, so that members
// unknown to this version survive in the tables.
type rows struct {
	Tickets   []json.RawMessage `json:"tickets"`
	Cases     []json.RawMessage `json:"cases"`
	Papers    []json.RawMessage `json:"papers"`
	Inquiries []json.RawMessage `json:"inquiries"`
	Ratings   []json.RawMessage `json:"ratings"`
	Shifts    []json.RawMessage `json:"shifts"`
	Closes    []json.RawMessage `json:"closes"`
	Bags      []json.RawMessage `json:"bags"`
	Batches   []json.RawMessage `json:"batches"`
	Counts    []json.RawMessage `json:"counts"`

	Transcripts []json.RawMessage `json:"transcripts"`
	Wordings    []json.RawMessage `json:"wordings"`
	Assists     []json.RawMessage `json:"assists"`
	Blocks      []json.RawMessage `json:"blocks"`
	Dispatches  []json.RawMessage `json:"dispatches"`

	Rectifications []json.RawMessage `json:"rectifications"`
}

// apply brings the projections up to a line. It is the only writer of theirs,
// and takes everything from the line's own bytes: a rebuild runs the same.
func apply(ctx context.Context, tx *sql.Tx, n int64, raw []byte) error {
	var l desk.Line
	if err := json.Unmarshal(raw, &l); err != nil {
		return broken("line", fmt.Errorf("line %d: %w", n, err))
	}
	var r rows
	if err := json.Unmarshal(l.Body, &r); err != nil {
		return broken("line.body", fmt.Errorf("line %d: %w", n, err))
	}
	p := projector{ctx: ctx, tx: tx, n: n}
	p.about(l.Obj)
	for _, id := range l.Blobs {
		p.exec(`INSERT INTO journal_blob(n, id) VALUES(?, ?) ON CONFLICT DO NOTHING`, n, id)
	}
	each(&p, r.Tickets, (*projector).ticket)
	each(&p, r.Cases, (*projector).caseFile)
	each(&p, r.Papers, (*projector).paper)
	each(&p, r.Inquiries, (*projector).inquiry)
	each(&p, r.Ratings, (*projector).rating)
	each(&p, r.Shifts, (*projector).shift)
	each(&p, r.Closes, (*projector).dayClose)
	each(&p, r.Bags, (*projector).bag)
	each(&p, r.Batches, (*projector).batch)
	each(&p, r.Counts, (*projector).shelfCount)
	each(&p, r.Transcripts, (*projector).transcript)
	each(&p, r.Wordings, (*projector).wording)
	each(&p, r.Assists, (*projector).assist)
	each(&p, r.Blocks, (*projector).slipBlock)
	each(&p, r.Dispatches, (*projector).dispatch)
	each(&p, r.Rectifications, (*projector).rectification)
	if p.err != nil {
		return fmt.Errorf("apply line %d: %w", n, p.err)
	}
	return nil
}

// A projector applies one line. After an error it does nothing more.
type projector struct {
	ctx context.Context
	tx  *sql.Tx
	n   int64
	err error
}

func (p *projector) exec(query string, args ...any) {
	if p.err == nil {
		_, p.err = p.tx.ExecContext(p.ctx, query, args...)
	}
}

// about files the line under an object.
func (p *projector) about(obj string) {
	p.exec(`INSERT INTO about(obj, n) VALUES(?, ?) ON CONFLICT DO NOTHING`, obj, p.n)
}

// each decodes the objects of one list and projects them.
func each[T any](p *projector, list []json.RawMessage, project func(*projector, T, string)) {
	for _, raw := range list {
		var v T
		if err := json.Unmarshal(raw, &v); err != nil && p.err == nil {
			p.err = broken("line.body", err)
		}
		if p.err != nil {
			return
		}
		project(p, v, string(raw))
	}
}
