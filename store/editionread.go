package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"xiaochuang/desk"
)

// Read is the newest version of which somebody of the staff has said that they have
// read what changed; ok is false where they never did.
func (h *Shelf) Read(ctx context.Context, staff string) (version string, ok bool, err error) {
	err = h.s.read(ctx, func(q querier) error {
		version, ok = "", false
		var obj string
		err := q.QueryRowContext(ctx, `
			SELECT obj
			FROM journal
			WHERE kind = 'catalogue.read' AND staff = ?
			ORDER BY n DESC
			LIMIT 1`, staff).Scan(&obj)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		version, ok = strings.CutPrefix(obj, desk.CatalogueObj(""))
		return err
	})
	return version, ok, err
}
