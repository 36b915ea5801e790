package store

import (
	"context"
	"database/sql"
	"fmt"

	"xiaochuang/desk"
)

// Wording implements desk.Books.
func (b books) Wording(ctx context.Context, id string) (desk.Wording, error) {
	var doc string
	var w desk.Wording
	err := b.q.QueryRowContext(ctx, `SELECT doc FROM wording WHERE id = ?`, id).Scan(&doc)
	if err == nil {
		err = decode(doc, &w)
	}
	return w, missing(err, "wording")
}

// Wordings implements desk.Books.
func (b books) Wordings(ctx context.Context, k desk.PaperKind) ([]desk.Wording, error) {
	var w where
	w.equal("kind", string(k))
	out, err := docs[desk.Wording](ctx, b.q, `SELECT doc FROM wording`+w.String()+` ORDER BY kind, version DESC, id LIMIT 10000`, w.args...)
	if err != nil {
		return nil, fmt.Errorf("wordings: %w", err)
	}
	return out, nil
}

// Wording implements desk.Books.
func (s *Store) Wording(ctx context.Context, id string) (desk.Wording, error) {
	return from(ctx, s, func(b books) (desk.Wording, error) { return b.Wording(ctx, id) })
}

// Wordings implements desk.Books.
func (s *Store) Wordings(ctx context.Context, k desk.PaperKind) ([]desk.Wording, error) {
	return from(ctx, s, func(b books) ([]desk.Wording, error) { return b.Wordings(ctx, k) })
}

// Words implements desk.Tx.
func (x *tx) Words(k desk.PaperKind) ([]string, error) {
	out, err := list(x.ctx, x.db, func(r *sql.Rows) (string, error) {
		var id string
		return id, r.Scan(&id)
	}, `
		SELECT w.id
		FROM wording w
		WHERE w.kind IN (?, ?) AND w.own = 1
			AND w.version = (SELECT max(v.version) FROM wording v WHERE v.kind = w.kind)
		ORDER BY w.kind = ?`, k, desk.PaperParts, desk.PaperParts)
	if err != nil {
		return nil, fmt.Errorf("words of %s: %w", k, err)
	}
	return out, nil
}

func (p *projector) wording(w desk.Wording, doc string) {
	p.about("wording:" + string(w.Kind))
	own := 0
	if w.Own() {
		own = 1
	}
	p.exec(`
		INSERT INTO wording(id, kind, version, own, at, doc)
		VALUES(?, ?, ?, ?, ?, ?)
		ON CONFLICT(id) DO UPDATE SET
			kind = excluded.kind, version = excluded.version, own = excluded.own,
			at = excluded.at, doc = excluded.doc`,
		w.ID, w.Kind, w.Version, own, w.At.UnixMilli(), doc)
}
