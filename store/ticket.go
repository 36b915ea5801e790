package store

import (
	"context"
	"fmt"

	"xiaochuang/desk"
)

// Ticket implements desk.Books.
func (b books) Ticket(ctx context.Context, id string) (desk.Ticket, error) {
	var t desk.Ticket
	var doc string
	err := b.q.QueryRowContext(ctx, `SELECT doc FROM ticket WHERE id = ?`, id).Scan(&doc)
	if err != nil {
		return t, missing(err, "ticket")
	}
	return t, decode(doc, &t)
}

// Tickets implements desk.Books. A visit that was left open on an earlier day is
// among them until it is ended.
func (b books) Tickets(ctx context.Context, day desk.Day) ([]desk.Ticket, error) {
	open, err := docs[desk.Ticket](ctx, b.q, `
		SELECT doc
		FROM ticket
		WHERE day < ?
			AND state IN ('called', 'serving', 'held')
		ORDER BY day, arrival`, day)
	if err != nil {
		return nil, fmt.Errorf("open visits before %s: %w", day, err)
	}
	out, err := docs[desk.Ticket](ctx, b.q, `
		SELECT doc
		FROM ticket
		WHERE day = ?
		ORDER BY arrival`, day)
	if err != nil {
		return nil, fmt.Errorf("tickets of %s: %w", day, err)
	}
	return append(open, out...), nil
}

func (p *projector) ticket(t desk.Ticket, doc string) {
	p.about("ticket:" + t.ID)
	p.exec(`
		INSERT INTO ticket(id, day, lane, seq, no, arrival, state, window, item, rev, doc)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(id) DO UPDATE SET
			day = excluded.day, lane = excluded.lane, seq = excluded.seq, no = excluded.no,
			arrival = excluded.arrival, state = excluded.state, window = excluded.window,
			item = excluded.item, rev = excluded.rev, doc = excluded.doc`,
		t.ID, t.Day, t.Lane, t.Seq, t.No, t.Order, t.State, t.Window, t.Item, t.Rev, doc)
}
