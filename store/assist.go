package store

import (
	"context"
	"fmt"

	"xiaochuang/desk"
)

// Assists implements desk.Books.
func (b books) Assists(ctx context.Context, f desk.AssistFilter) ([]desk.Assist, error) {
	var w where
	if f.Since != "" {
		w.and("day >= ?", f.Since)
	}
	if f.Until != "" {
		w.and("day <= ?", f.Until)
	}
	out, err := docs[desk.Assist](ctx, b.q, `SELECT doc FROM assist`+w.String()+` ORDER BY at DESC, id DESC LIMIT ?`,
		append(w.args, bound(f.Limit, 500, 10_000))...)
	if err != nil {
		return nil, fmt.Errorf("assists: %w", err)
	}
	return out, nil
}

// Assists implements desk.Books.
func (s *Store) Assists(ctx context.Context, f desk.AssistFilter) ([]desk.Assist, error) {
	return from(ctx, s, func(b books) ([]desk.Assist, error) { return b.Assists(ctx, f) })
}

func (p *projector) assist(a desk.Assist, doc string) {
	if a.Ticket != "" {
		p.about("ticket:" + a.Ticket)
	}
	p.exec(`
		INSERT INTO assist(id, day, at, rev, doc)
		VALUES(?, ?, ?, ?, ?)
		ON CONFLICT(id) DO UPDATE SET
			day = excluded.day, at = excluded.at, rev = excluded.rev, doc = excluded.doc`,
		a.ID, a.Day, a.At.UnixMilli(), a.Rev, doc)
}
