package store

import (
	"context"
	"fmt"

	"xiaochuang/desk"
)

// Bag implements desk.Books.
func (b books) Bag(ctx context.Context, code string) (desk.Bag, error) {
	var doc string
	var bag desk.Bag
	err := b.q.QueryRowContext(ctx, `SELECT doc FROM bag WHERE code = ?`, code).Scan(&doc)
	if err == nil {
		err = decode(doc, &bag)
	}
	return bag, missing(err, "bag")
}

// Bags implements desk.Books.
func (b books) Bags(ctx context.Context, f desk.BagFilter) ([]desk.Bag, error) {
	var w where
	w.equal("case_id", f.Case)
	w.equal("batch", f.Batch)
	in(&w, "state", f.States)
	w.equal("comm", f.Comm)
	out, err := docs[desk.Bag](ctx, b.q, `SELECT doc FROM bag`+w.String()+` ORDER BY at DESC, code DESC LIMIT ?`,
		append(w.args, bound(f.Limit, 500, 10_000))...)
	if err != nil {
		return nil, fmt.Errorf("bags: %w", err)
	}
	return out, nil
}

// Batch implements desk.Books.
func (b books) Batch(ctx context.Context, no string) (desk.Batch, error) {
	var doc string
	var x desk.Batch
	err := b.q.QueryRowContext(ctx, `SELECT doc FROM batch WHERE no = ?`, no).Scan(&doc)
	if err == nil {
		err = decode(doc, &x)
	}
	return x, missing(err, "batch")
}

// Batches implements desk.Books.
func (b books) Batches(ctx context.Context, f desk.BatchFilter) ([]desk.Batch, error) {
	var w where
	w.equal("day", string(f.Day))
	in(&w, "state", f.States)
	w.equal("comm", f.Comm)
	out, err := docs[desk.Batch](ctx, b.q, `SELECT doc FROM batch`+w.String()+` ORDER BY at DESC, no DESC LIMIT ?`,
		append(w.args, bound(f.Limit, 100, 10_000))...)
	if err != nil {
		return nil, fmt.Errorf("batches: %w", err)
	}
	return out, nil
}

// ShelfCounts implements desk.Books.
func (b books) ShelfCounts(ctx context.Context, day desk.Day) ([]desk.ShelfCount, error) {
	out, err := docs[desk.ShelfCount](ctx, b.q, `
		SELECT doc
		FROM shelf_count
		WHERE day = ?
		ORDER BY at`, day)
	if err != nil {
		return nil, fmt.Errorf("counts of the shelf on %s: %w", day, err)
	}
	return out, nil
}

// Bag implements desk.Books.
func (s *Store) Bag(ctx context.Context, code string) (desk.Bag, error) {
	return from(ctx, s, func(b books) (desk.Bag, error) { return b.Bag(ctx, code) })
}

// Bags implements desk.Books.
func (s *Store) Bags(ctx context.Context, f desk.BagFilter) ([]desk.Bag, error) {
	return from(ctx, s, func(b books) ([]desk.Bag, error) { return b.Bags(ctx, f) })
}

// Batch implements desk.Books.
func (s *Store) Batch(ctx context.Context, no string) (desk.Batch, error) {
	return from(ctx, s, func(b books) (desk.Batch, error) { return b.Batch(ctx, no) })
}

// Batches implements desk.Books.
func (s *Store) Batches(ctx context.Context, f desk.BatchFilter) ([]desk.Batch, error) {
	return from(ctx, s, func(b books) ([]desk.Batch, error) { return b.Batches(ctx, f) })
}

// ShelfCounts implements desk.Books.
func (s *Store) ShelfCounts(ctx context.Context, day desk.Day) ([]desk.ShelfCount, error) {
	return from(ctx, s, func(b books) ([]desk.ShelfCount, error) { return b.ShelfCounts(ctx, day) })
}

func (p *projector) bag(b desk.Bag, doc string) {
	p.about("bag:" + b.Code)
	p.about(caseOwner(b.Case))
	p.exec(`
		INSERT INTO bag(code, case_id, comm, state, batch, at, rev, doc)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(code) DO UPDATE SET
			case_id = excluded.case_id, comm = excluded.comm, state = excluded.state,
			batch = excluded.batch, at = excluded.at, rev = excluded.rev, doc = excluded.doc`,
		b.Code, b.Case, b.Comm, b.State, b.Batch, b.In.UnixMilli(), b.Rev, doc)
}

func (p *projector) batch(b desk.Batch, doc string) {
	p.about("batch:" + b.No)
	p.exec(`
		INSERT INTO batch(no, day, seq, comm, state, at, rev, doc)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(no) DO UPDATE SET
			day = excluded.day, seq = excluded.seq, comm = excluded.comm,
			state = excluded.state, at = excluded.at, rev = excluded.rev, doc = excluded.doc`,
		b.No, b.Day, desk.Running(b.No), b.Comm, b.State, b.Opened.UnixMilli(), b.Rev, doc)
}

func (p *projector) shelfCount(c desk.ShelfCount, doc string) {
	p.exec(`
		INSERT INTO shelf_count(day, at, doc)
		VALUES(?, ?, ?)
		ON CONFLICT(day, at) DO UPDATE SET doc = excluded.doc`,
		c.Day, c.At.UnixMilli(), doc)
}
