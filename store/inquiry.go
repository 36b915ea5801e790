package store

import (
	"context"
	"database/sql"
	"fmt"

	"xiaochuang/desk"
)

// selectInquiry reads what scanInquiry needs.
const selectInquiry = `
	SELECT i.doc, k.wrapped
	FROM inquiry i
	LEFT JOIN object_key k ON k.owner = 'inquiry:' || i.id`

func (b books) scanInquiry(scan func(...any) error) (desk.Inquiry, error) {
	var doc string
	var wrapped []byte
	if err := scan(&doc, &wrapped); err != nil {
		return desk.Inquiry{}, err
	}
	var i desk.InquiryDoc
	if err := decode(doc, &i); err != nil {
		return i.Inquiry, err
	}
	err := b.opener.open(inquiryOwner(i.ID), memberPrivate, wrapped, i.Sealed, &i.Private)
	return i.Inquiry, err
}

// Inquiry implements desk.Books.
func (b books) Inquiry(ctx context.Context, id string) (desk.Inquiry, error) {
	i, err := b.scanInquiry(b.q.QueryRowContext(ctx, selectInquiry+` WHERE i.id = ?`, id).Scan)
	return i, missing(err, "inquiry")
}

// Inquiries implements desk.Books, newest first.
func (b books) Inquiries(ctx context.Context, f desk.InquiryFilter) ([]desk.Inquiry, error) {
	var w where
	w.equal("i.day", string(f.Day))
	in(&w, "i.state", f.States)
	w.equal("i.owner", f.Owner)
	query := selectInquiry + w.String() + ` ORDER BY i.at DESC, i.id DESC LIMIT ?`
	out, err := list(ctx, b.q, func(r *sql.Rows) (desk.Inquiry, error) {
		i, err := b.scanInquiry(r.Scan)
		return i, b.unreadable(ctx, inquiryOwner(i.ID), err)
	}, query, append(w.args, bound(f.Limit, 200, 10_000))...)
	if err != nil {
		return nil, fmt.Errorf("inquiries: %w", err)
	}
	return out, nil
}

func (p *projector) inquiry(i desk.InquiryDoc, doc string) {
	p.about(inquiryOwner(i.ID))
	if i.Ticket != "" {
		p.about("ticket:" + i.Ticket)
	}
	p.exec(`
		INSERT INTO inquiry(id, day, state, owner, ticket, item, due, at, rev, doc)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(id) DO UPDATE SET
			day = excluded.day, state = excluded.state, owner = excluded.owner,
			ticket = excluded.ticket, item = excluded.item, due = excluded.due,
			at = excluded.at, rev = excluded.rev, doc = excluded.doc`,
		i.ID, i.Day, i.State, i.Owner, i.Ticket, i.Item, i.Due, i.At.UnixMilli(), i.Rev, doc)
}

// Used implements desk.Books: cases taken in, and questions about an item.
// Papers from a guide card come with their question.
func (b books) Used(ctx context.Context, since desk.Day) (map[string]int, error) {
	used := map[string]int{}
	_, err := list(ctx, b.q, func(r *sql.Rows) (struct{}, error) {
		var item string
		var n int
		err := r.Scan(&item, &n)
		used[item] = n
		return struct{}{}, err
	}, `
		SELECT item, count(*)
		FROM (
			SELECT item FROM case_file WHERE day >= ?1
			UNION ALL
			SELECT item FROM inquiry WHERE day >= ?1)
		WHERE item <> ''
		GROUP BY item`, since)
	if err != nil {
		return nil, fmt.Errorf("use of items: %w", err)
	}
	return used, nil
}
