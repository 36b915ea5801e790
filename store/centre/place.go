package centre

import (
	"context"

	"xiaochuang/store/centre/records"
)

// placed looks whether the records are where they were. Where a database was put
// back by its own means, or a standby took over, what was accepted since may be
// gone: the centre is then one of another generation and era, as after Restore, so
// that desks find out by themselves what it has not got, and none takes a version
// that was given twice for the one it knows. Every instance comes to know of it
// with the next hello.
func (x *Centre) placed(ctx context.Context) error {
	place, err := x.records.Place(ctx)
	if err != nil {
		return records.Problem(err)
	}
	if place == "" {
		return x.marked(ctx)
	}
	known, generation, err := x.wasAt(ctx)
	if err == nil && known != place {
		generation, err = x.replace(ctx, place, false)
	}
	if err == nil {
		x.comeTo(generation, place)
	}
	return err
}

// wasAt is where the records were when somebody looked last, and their generation.
func (x *Centre) wasAt(ctx context.Context) (known, generation string, err error) {
	err = x.records.Row(ctx, `SELECT place, generation FROM centre`, nil, &known, &generation)
	return known, generation, records.Problem(err)
}

// comeTo goes on as the centre of a generation.
func (x *Centre) comeTo(generation, place string) {
	if generation != x.Generation() {
		x.log.Warn("records of another generation", "place", place, "generation", generation)
		x.generation.Store(&generation)
	}
}

// replace writes down where the records are now. Of several instances one makes
// the generation. The same records, and those whose place nobody knew, keep theirs.
func (x *Centre) replace(ctx context.Context, place string, same bool) (generation string, err error) {
	err = x.write(ctx, func(tx *records.Tx) error {
		if err := tx.Lock(ctx, "place"); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `
			UPDATE centre
			SET place = ?1, era = CASE WHEN place = '' OR ?3 = 1 THEN era ELSE era + 1 END,
				generation = CASE WHEN place = '' OR ?3 = 1 THEN generation ELSE ?2 END
			WHERE place <> ?1`, place, randomID(), same)
		if err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT generation FROM centre`).Scan(&generation)
	})
	return generation, err
}
