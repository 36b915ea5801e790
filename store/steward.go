package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
)

// A Steward carries out what the street orders this desk to do.
type Steward struct {
	s    *Store
	work *desk.Dispatches
	log  func(from, until desk.Day) string
}

var _ uplink.Steward = (*Steward)(nil)

// Steward returns the steward of the store. Log is what the program noted of itself
// on some days, without names and numbers of people; what is too long loses its
// beginning.
func (s *Store) Steward(log func(from, until desk.Day) string) *Steward {
	return &Steward{s: s, work: desk.NewDispatches(s.station, s), log: log}
}

// Orders implements uplink.Steward.
func (w *Steward) Orders(ctx context.Context) ([]desk.Dispatch, error) { return w.work.Orders(ctx) }

// Report implements uplink.Steward.
func (w *Steward) Report(ctx context.Context, o desk.Dispatch) error {
	text := w.log(o.From, o.Until)
	if over := len(text) - desk.MostOrderLog; over > 0 {
		text = text[over:]
		for i := range text {
			if text[i] == '\n' {
				text = text[i+1:]
				break
			}
		}
	}
	outcome := desk.OutcomeDone
	if text == "" {
		outcome = desk.OutcomeNothing
	}
	return w.work.Settle(ctx, o.ID, outcome, text)
}

// NextKey implements uplink.Steward.
func (w *Steward) NextKey(ctx context.Context, o desk.Dispatch) (uplink.Rekey, error) {
	r := uplink.Rekey{Order: o.Ver}
	release, err := await(ctx, w.s.dir, "keys", w.s.clock.Now())
	if err != nil {
		return r, err
	}
	defer release()
	next, err := w.s.keys.NextSigning(w.s.keyPath)
	if err != nil {
		return r, fmt.Errorf("next key: %w", err)
	}
	public, err := next.Public()
	if err != nil {
		return r, err
	}
	r.Key = public.String()
	id := w.s.station.Code + "-" + w.s.station.Desk
	r.Proof, err = w.s.suite.Sign(next, uplink.RekeySigning(id, r.Order, r.Key))
	return r, err
}

// Rekeyed implements uplink.Steward.
func (w *Steward) Rekeyed(ctx context.Context, o desk.Dispatch) error {
	release, err := await(ctx, w.s.dir, "keys", w.s.clock.Now())
	if err != nil {
		return err
	}
	defer release()
	if err := w.s.keys.TurnSigning(w.s.keyPath); err != nil {
		return fmt.Errorf("turn key: %w", err)
	}
	return w.work.Settle(ctx, o.ID, desk.OutcomeDone, "")
}

// OtherKey is a key that may have taken the place of the one this process signs
// with; false for none.
func (s *Store) OtherKey() (seal.PrivateKey, bool) {
	if s.keys == nil {
		return seal.PrivateKey{}, false
	}
	k, err := s.keys.OtherSigning(s.keyPath)
	return k, err == nil && !k.IsZero()
}

// fencedEnough is how many hellos in which another PC turned out to have this desk's
// name end the wait for a drain.
const fencedEnough = 3

// Depart implements uplink.Steward. Lines, pages and the keys that the street needs
// to open them must be there; a page whose file was lost long ago holds nobody up.
func (w *Steward) Depart(ctx context.Context, o desk.Dispatch) (bool, error) {
	var unsent, fences int64
	err := w.s.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `
			SELECT
				(SELECT coalesce(max(n), 0) FROM journal) - acked
				+ (SELECT count(*) FROM blob b WHERE b.state = ? AND b.first_n IS NOT NULL AND NOT EXISTS(
					SELECT 1 FROM quarantine q WHERE q.rid = b.id AND q.code = 'page.lost'))
				+ (SELECT count(*) FROM object_key WHERE `+toShare+`),
				fences
			FROM sync_state`, pageHere).Scan(&unsent, &fences)
	})
	switch {
	case err != nil:
		return false, err
	case fences >= fencedEnough:
		return true, w.work.Settle(ctx, o.ID, desk.OutcomeFenced, "")
	case unsent > 0:
		return false, nil
	}
	return true, w.work.Settle(ctx, o.ID, desk.OutcomeDone, "")
}

// Leave implements uplink.Steward.
func (w *Steward) Leave(ctx context.Context) (bool, error) {
	if at, err := w.s.Wiped(ctx); err != nil || !at.IsZero() {
		return !at.IsZero(), err
	}
	list, err := w.s.Dispatches(ctx, desk.DispatchFilter{Kind: desk.DispatchOrder})
	if err != nil {
		return false, err
	}
	for _, d := range list {
		if d.Order != desk.OrderWipe || d.Outcome == "" {
			continue
		}
		if d.Outcome != desk.OutcomeFenced {
			told, err := w.told(ctx, d)
			if err != nil || !told {
				return false, err
			}
		}
		return true, w.s.wipe(ctx)
	}
	return false, nil
}

// told reports whether the line that says what came of an order is at the centre.
func (w *Steward) told(ctx context.Context, d desk.Dispatch) (told bool, err error) {
	err = w.s.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `
			SELECT EXISTS(SELECT 1 FROM journal j, sync_state s WHERE j.rid = ? AND j.n <= s.acked)`, desk.OrderRID(d.ID)).Scan(&told)
	})
	return told, err
}

// Wiped is when the keys of this store were dropped by order of the street; the
// zero time where they were not.
func (s *Store) Wiped(ctx context.Context) (time.Time, error) {
	var at sql.NullInt64
	err := s.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `SELECT wiped FROM sync_state`).Scan(&at)
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	if err != nil || !at.Valid {
		return time.Time{}, err
	}
	return time.UnixMilli(at.Int64), nil
}

// wipe drops the keys for good. That they go is written down first: a start after a
// power cut ends what was begun.
func (s *Store) wipe(ctx context.Context) error {
	err := s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE sync_state SET wiped = ?`, s.clock.Now().UnixMilli())
		return err
	})
	if err != nil {
		return err
	}
	return seal.Erase(s.keyPath)
}
