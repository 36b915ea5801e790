package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"xiaochuang/desk"
)

// selectCase reads what scanCase needs.
const selectCase = `
	SELECT c.doc, k.wrapped
	FROM case_file c
	LEFT JOIN object_key k ON k.owner = 'case:' || c.id`

func (b books) scanCase(scan func(...any) error) (desk.Case, error) {
	var doc string
	var wrapped []byte
	if err := scan(&doc, &wrapped); err != nil {
		return desk.Case{}, err
	}
	var c desk.CaseDoc
	if err := decode(doc, &c); err != nil {
		return c.Case, err
	}
	err := b.opener.open(caseOwner(c.ID), memberPrivate, wrapped, c.Sealed, &c.Private)
	return c.Case, err
}

// Case implements desk.Books.
func (b books) Case(ctx context.Context, id string) (desk.Case, error) {
	c, err := b.scanCase(b.q.QueryRowContext(ctx, selectCase+` WHERE c.id = ?`, id).Scan)
	if err != nil {
		return c, missing(err, "case")
	}
	return c, b.markAway(ctx, &c)
}

// markAway marks the pages of a case that only the street has.
func (b books) markAway(ctx context.Context, c *desk.Case) error {
	away, err := list(ctx, b.q, func(r *sql.Rows) (id string, err error) { return id, r.Scan(&id) }, `
		SELECT id
		FROM blob
		WHERE owner = ? AND state = ?`, caseOwner(c.ID), pageGone)
	if err != nil || len(away) == 0 {
		return err
	}
	for _, m := range c.Materials {
		for i := range m.Pages {
			m.Pages[i].Away = slices.Contains(away, m.Pages[i].ID)
		}
	}
	return nil
}

// Cases implements desk.Books, newest first. A case is as old as its being
// taken in. Asking by the number of a document needs the keys.
func (b books) Cases(ctx context.Context, f desk.CaseFilter) ([]desk.Case, error) {
	var w where
	in(&w, "c.state", f.States)
	w.equal("c.ticket", f.Ticket)
	w.equal("c.comm", f.Comm)
	w.equal("c.item", f.Item)
	if f.Number != "" {
		if !b.opener.ready() {
			return nil, locked()
		}
		number := b.opener.blind("number", plainNumber(f.Number))
		w.and("(c.number = ? OR c.id IN (SELECT case_id FROM reindexed WHERE number = ?))", number, number)
	}
	if !f.Since.IsZero() {
		w.and("c.at >= ?", f.Since.UnixMilli())
	}
	if f.Unsent {
		w.and(`EXISTS(
			SELECT 1
			FROM about a
			WHERE a.obj = 'case:' || c.id AND a.n > (SELECT acked FROM sync_state))`)
	}
	query := selectCase + w.String() + ` ORDER BY c.at DESC, c.id DESC LIMIT ?`
	return b.cases(ctx, query, append(w.args, bound(f.Limit, 500, 10_000))...)
}

func (b books) cases(ctx context.Context, query string, args ...any) ([]desk.Case, error) {
	out, err := list(ctx, b.q, func(r *sql.Rows) (desk.Case, error) {
		c, err := b.scanCase(r.Scan)
		return c, b.unreadable(ctx, caseOwner(c.ID), err)
	}, query, args...)
	if err != nil {
		return nil, fmt.Errorf("cases: %w", err)
	}
	return out, nil
}

func (p *projector) caseFile(c desk.CaseDoc, doc string) {
	p.about(caseOwner(c.ID))
	at := takenIn(c.Case)
	no := p.unused(c)
	p.exec(`
		INSERT INTO case_file(id, no, tail, day, seq, mode, item, state, ticket, comm, at, due,
			number, number_tail, phone, phone_tail, rev, doc)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(id) DO UPDATE SET
			no = excluded.no, tail = excluded.tail, day = excluded.day, seq = excluded.seq,
			mode = excluded.mode, item = excluded.item, state = excluded.state,
			ticket = excluded.ticket, comm = excluded.comm, at = excluded.at, due = excluded.due,
			number = excluded.number, number_tail = excluded.number_tail,
			phone = excluded.phone, phone_tail = excluded.phone_tail,
			rev = excluded.rev, doc = excluded.doc`,
		c.ID, no, desk.Tail(c.No), dayIn(c.No), desk.Running(c.No), c.Mode, c.Item, c.State, c.Ticket, c.Comm,
		at.UnixMilli(), c.Due, c.Index.Number, c.Index.NumberTail, c.Index.Phone, c.Index.PhoneTail, c.Rev, doc)
}

// unused is the number of a case to find it by: none where another case has it, of
// another life of the desk that gave it out before it knew of this one.
func (p *projector) unused(c desk.CaseDoc) sql.NullString {
	no := sql.NullString{String: c.No, Valid: c.No != ""}
	if p.err != nil || !no.Valid {
		return no
	}
	var taken bool
	p.err = p.tx.QueryRowContext(p.ctx, `
		SELECT EXISTS(SELECT 1 FROM case_file WHERE no = ? AND id <> ?)`, c.No, c.ID).Scan(&taken)
	no.Valid = !taken
	return no
}

// takenIn is when a case was taken in, or opened where it has no number yet.
func takenIn(c desk.Case) time.Time {
	if c.Received != nil {
		return *c.Received
	}
	return c.Opened
}

// dayIn returns the business day in a number such as
// BJ-110101001001-20261122-01A0007, "" where there is none.
func dayIn(no string) desk.Day {
	parts := strings.Split(no, "-")
	if len(parts) != 4 || len(parts[2]) != 8 {
		return ""
	}
	s := parts[2]
	day, err := desk.ParseDay(s[:4] + "-" + s[4:6] + "-" + s[6:])
	if err != nil {
		return ""
	}
	return day
}
