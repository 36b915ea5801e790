package store

import (
	"context"
	"fmt"

	"xiaochuang/desk"
)

// Transcript implements desk.Books.
func (b books) Transcript(ctx context.Context, id string) (desk.Transcript, error) {
	var doc string
	var t desk.Transcript
	err := b.q.QueryRowContext(ctx, `SELECT doc FROM transcript WHERE id = ?`, id).Scan(&doc)
	if err == nil {
		err = decode(doc, &t)
	}
	return t, missing(err, "transcript")
}

// Transcripts implements desk.Books.
func (b books) Transcripts(ctx context.Context, f desk.TranscriptFilter) ([]desk.Transcript, error) {
	var w where
	w.equal("system", f.System)
	in(&w, "state", f.States)
	if f.Since != "" {
		w.and("day >= ?", f.Since)
	}
	if f.Until != "" {
		w.and("day <= ?", f.Until)
	}
	out, err := docs[desk.Transcript](ctx, b.q, `SELECT doc FROM transcript`+w.String()+` ORDER BY at DESC, id DESC LIMIT ?`,
		append(w.args, bound(f.Limit, 500, 10_000))...)
	if err != nil {
		return nil, fmt.Errorf("transcripts: %w", err)
	}
	return out, nil
}

// Transcript implements desk.Books.
func (s *Store) Transcript(ctx context.Context, id string) (desk.Transcript, error) {
	return from(ctx, s, func(b books) (desk.Transcript, error) { return b.Transcript(ctx, id) })
}

// Transcripts implements desk.Books.
func (s *Store) Transcripts(ctx context.Context, f desk.TranscriptFilter) ([]desk.Transcript, error) {
	return from(ctx, s, func(b books) ([]desk.Transcript, error) { return b.Transcripts(ctx, f) })
}

func (p *projector) transcript(t desk.Transcript, doc string) {
	p.about(caseOwner(t.ID))
	p.exec(`
		INSERT INTO transcript(id, system, state, route, day, at, rev, doc)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(id) DO UPDATE SET
			system = excluded.system, state = excluded.state, route = excluded.route,
			day = excluded.day, at = excluded.at, rev = excluded.rev, doc = excluded.doc`,
		t.ID, t.System, t.State, t.Route, t.Day, t.At.UnixMilli(), t.Rev, doc)
}
