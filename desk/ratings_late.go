package desk

import "context"

// Late files a rating that a pad brings after its question had ended in
// silence, to the visit that the pad names and each of its cases. A rating that
// stands stays; a visit that was never asked gets none.
func (r *Ratings) Late(ctx context.Context, rid string, d Duty, a PadAnswer) (Rating, error) {
	if a = answered(a); a.Level == "" {
		return Rating{}, &Problem{Kind: Invalid, What: "rating.silent"}
	}
	done, err := r.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		filed, err := tx.Ratings(ctx, "", a.Visit)
		if err != nil {
			return Act{}, err
		}
		if len(filed) == 0 {
			return Act{}, &Problem{Kind: NotFound, What: "rating"}
		}
		x := filed[0]
		if x.Level != "" {
			return Act{}, errFiled
		}
		x.Level, x.Tags, x.Channel, x.Silence, x.At = a.Level, a.Tags, a.Channel, "", tx.Stamp().At
		act := Act{Kind: ActRated, Obj: "ticket:" + x.Visit, Note: note("late", "yes"), Ratings: []Rating{x}}
		for _, id := range x.Cases {
			c, err := tx.Case(ctx, id)
			if err != nil {
				return Act{}, err
			}
			c.Rated, c.Silence = x.Level, ""
			c.Rev++
			act.Cases = append(act.Cases, c)
		}
		act.Rectifications, err = r.rule.after(ctx, tx, x)
		return act, err
	})
	if err != nil {
		return Rating{}, err
	}
	if err := done.is(ActRated); err != nil {
		return Rating{}, err
	}
	return done.Act.Ratings[0], nil
}
