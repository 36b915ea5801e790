package store

import (
	"context"
	"fmt"

	"xiaochuang/desk"
)

// SlipBlocks implements desk.Books.
func (b books) SlipBlocks(ctx context.Context) ([]desk.SlipBlock, error) {
	out, err := docs[desk.SlipBlock](ctx, b.q, `SELECT doc FROM slip_block WHERE no > 0 ORDER BY no DESC LIMIT 1000`)
	if err != nil {
		return nil, fmt.Errorf("blocks of slips: %w", err)
	}
	return out, nil
}

// Slips implements desk.Books.
func (b books) Slips(ctx context.Context, block int) ([]desk.Ticket, error) {
	first, last := desk.SlipSeqs(block)
	out, err := docs[desk.Ticket](ctx, b.q, `
		SELECT doc
		FROM ticket
		WHERE lane = '`+desk.SlipLane+`'
			AND seq BETWEEN ? AND ?
		ORDER BY seq`, first, last)
	if err != nil {
		return nil, fmt.Errorf("slips of block %d: %w", block, err)
	}
	return out, nil
}

// SlipBlocks implements desk.Books.
func (s *Store) SlipBlocks(ctx context.Context) ([]desk.SlipBlock, error) {
	return from(ctx, s, func(b books) ([]desk.SlipBlock, error) { return b.SlipBlocks(ctx) })
}

// Slips implements desk.Books.
func (s *Store) Slips(ctx context.Context, block int) ([]desk.Ticket, error) {
	return from(ctx, s, func(b books) ([]desk.Ticket, error) { return b.Slips(ctx, block) })
}

func (p *projector) slipBlock(b desk.SlipBlock, doc string) {
	p.about(fmt.Sprintf("slips:%d", b.No))
	p.exec(`
		INSERT INTO slip_block(no, doc)
		VALUES(?, ?)
		ON CONFLICT(no) DO UPDATE SET doc = excluded.doc`, b.No, doc)
}
