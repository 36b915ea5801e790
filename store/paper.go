package store

import (
	"context"
	"database/sql"
	"fmt"

	"xiaochuang/desk"
)

// selectPaper reads what scanPaper needs.
const selectPaper = `
	SELECT p.doc, k.wrapped
	FROM paper p
	LEFT JOIN object_key k ON k.owner = p.owner`

func (b books) scanPaper(scan func(...any) error) (desk.Paper, error) {
	var doc string
	var wrapped []byte
	if err := scan(&doc, &wrapped); err != nil {
		return desk.Paper{}, err
	}
	var p desk.PaperDoc
	if err := decode(doc, &p); err != nil {
		return p.Paper, err
	}
	err := b.opener.open(paperOwner(p.Paper), memberContent, wrapped, p.Sealed, &p.Content)
	p.Unsealed()
	return p.Paper, err
}

// Paper implements desk.Books.
func (b books) Paper(ctx context.Context, no string) (desk.Paper, error) {
	p, err := b.scanPaper(b.q.QueryRowContext(ctx, selectPaper+` WHERE p.no = ?`, no).Scan)
	return p, missing(err, "paper")
}

// Papers implements desk.Books, newest first.
func (b books) Papers(ctx context.Context, f desk.PaperFilter) ([]desk.Paper, error) {
	var w where
	w.equal("p.case_id", f.Case)
	w.equal("p.ticket", f.Ticket)
	w.equal("p.day", string(f.Day))
	w.equal("p.kind", string(f.Kind))
	query := selectPaper + w.String() + ` ORDER BY p.at DESC, p.no DESC LIMIT ?`
	out, err := list(ctx, b.q, func(r *sql.Rows) (desk.Paper, error) {
		p, err := b.scanPaper(r.Scan)
		return p, b.unreadable(ctx, "paper:"+p.No, err)
	}, query, append(w.args, bound(f.Limit, 100, 10_000))...)
	if err != nil {
		return nil, fmt.Errorf("papers: %w", err)
	}
	return out, nil
}

// paper files the line under the paper, and under the case and the visit that
// it was made for.
func (p *projector) paper(d desk.PaperDoc, doc string) {
	p.about("paper:" + d.No)
	if d.Case != "" {
		p.about(caseOwner(d.Case))
	}
	if d.Ticket != "" {
		p.about("ticket:" + d.Ticket)
	}
	p.exec(`
		INSERT INTO paper(no, kind, day, seq, tail, case_id, ticket, item, at, void, rev, owner, doc)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(no) DO UPDATE SET
			kind = excluded.kind, day = excluded.day, case_id = excluded.case_id,
			ticket = excluded.ticket, item = excluded.item, at = excluded.at, void = excluded.void,
			rev = excluded.rev, owner = excluded.owner, doc = excluded.doc`,
		d.No, d.Kind, d.Day, desk.Running(d.No), desk.Tail(d.No), d.Case, d.Ticket, d.Item, d.At.UnixMilli(),
		d.Void, d.Rev, paperOwner(d.Paper), doc)
}
