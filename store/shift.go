package store

import (
	"context"
	"database/sql"
	"fmt"

	"xiaochuang/desk"
)

// Shifts implements desk.Books.
func (b books) Shifts(ctx context.Context, day desk.Day) ([]desk.Shift, error) {
	out, err := docs[desk.Shift](ctx, b.q, `
		SELECT doc
		FROM shift
		WHERE day = ?
		ORDER BY began, id`, day)
	if err != nil {
		return nil, fmt.Errorf("shifts of %s: %w", day, err)
	}
	return out, nil
}

// Closes implements desk.Books.
func (b books) Closes(ctx context.Context, since desk.Day) ([]desk.DayClose, error) {
	out, err := docs[desk.DayClose](ctx, b.q, `
		SELECT doc
		FROM day_close
		WHERE day >= ?
		ORDER BY day, at`, since)
	if err != nil {
		return nil, fmt.Errorf("closed days since %s: %w", since, err)
	}
	return out, nil
}

func (p *projector) shift(s desk.Shift, doc string) {
	p.about("shift:" + s.ID)
	var ended sql.NullInt64
	if s.Ended != nil {
		ended = sql.NullInt64{Int64: s.Ended.UnixMilli(), Valid: true}
	}
	p.exec(`
		INSERT INTO shift(id, day, staff, window, began, ended, doc)
		VALUES(?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(id) DO UPDATE SET
			day = excluded.day, staff = excluded.staff, window = excluded.window,
			began = excluded.began, ended = excluded.ended, doc = excluded.doc`,
		s.ID, s.Day, s.Staff, s.Window, s.Began.UnixMilli(), ended, doc)
}

func (p *projector) dayClose(c desk.DayClose, doc string) {
	p.about("day:" + string(c.Day))
	p.exec(`
		INSERT INTO day_close(day, at, doc)
		VALUES(?, ?, ?)
		ON CONFLICT(day, at) DO UPDATE SET doc = excluded.doc`,
		c.Day, c.At.UnixMilli(), doc)
}
