package store

import (
	"context"
	"fmt"

	"xiaochuang/desk"
)

// Ratings implements desk.Books, oldest first. An empty day with a visit is any
// day.
func (b books) Ratings(ctx context.Context, day desk.Day, visit string) ([]desk.Rating, error) {
	var w where
	w.equal("day", string(day))
	w.equal("visit", visit)
	out, err := docs[desk.Rating](ctx, b.q, `SELECT doc FROM rating`+w.String()+` ORDER BY at, id`, w.args...)
	if err != nil {
		return nil, fmt.Errorf("ratings: %w", err)
	}
	return out, nil
}

// rating files the line under the visit and under every case it was asked for.
func (p *projector) rating(r desk.Rating, doc string) {
	p.about("rating:" + r.ID)
	if r.Visit != "" {
		p.about("ticket:" + r.Visit)
	}
	for _, id := range r.Cases {
		p.about(caseOwner(id))
	}
	p.exec(`
		INSERT INTO rating(id, day, visit, level, at, doc)
		VALUES(?, ?, ?, ?, ?, ?)
		ON CONFLICT(id) DO UPDATE SET
			day = excluded.day, visit = excluded.visit, level = excluded.level,
			at = excluded.at, doc = excluded.doc`,
		r.ID, r.Day, r.Visit, r.Level, r.At.UnixMilli(), doc)
}
