package cases

import (
	"context"
	"strings"

	"xiaochuang/desk"
)

// slip finds a 一次性告知单 that was printed from a guide card, without a case,
// by its number or the end of it.
func (s *Screen) slip(ctx context.Context, q string) (desk.Paper, bool) {
	q = strings.ToUpper(strings.TrimSpace(q))
	if p, err := s.cfg.Books.Paper(ctx, q); err == nil {
		return p, p.Item != ""
	}
	list, err := s.cfg.Books.Papers(ctx, desk.PaperFilter{Kind: desk.PaperNotice, Limit: slips})
	if err != nil {
		return desk.Paper{}, false
	}
	for _, p := range list {
		if desk.Tail(p.No) == q {
			return p, true
		}
	}
	return desk.Paper{}, false
}
