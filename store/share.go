package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/seal"
)

// shareAtOnce is how many keys one line shares.
const shareAtOnce = 100

// A shared is the key of an owner, sealed for the street in a file of its own, so
// that a retention wipe can take it back by deleting that file.
type shared struct {
	owner, id string
	size      int64
	wrapped   []byte
}

// Share implements uplink.Outbox. Keys of drafts are not shared: what was never
// taken in is never sent. Without keys, or while nobody has vouched for the
// clock, it shares none, and the next run does.
func (o *Outbox) Share(ctx context.Context) (int, error) {
	if !o.s.opener.ready() {
		return 0, nil
	}
	list, err := o.sealKeys(ctx)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	now := o.s.clock.Now()
	n := 0
	_, err = o.s.Write(ctx, desk.NewID(now), desk.Duty{}, func(t desk.Tx) (desk.Act, error) {
		x, ok := t.(*tx)
		if !ok {
			return desk.Act{}, errors.New("foreign transaction")
		}
		act := desk.Act{Kind: desk.ActKeyShared, Obj: "desk:" + x.from.desk, Note: map[string]string{}}
		for _, k := range list {
			kept, err := k.keep(ctx, x.db, now)
			if err != nil {
				return act, err
			}
			if kept {
				act.Blobs = append(act.Blobs, k.id)
				act.Note[k.owner] = k.id
			}
		}
		if n = len(act.Blobs); n == 0 {
			return act, &desk.Problem{Kind: desk.Conflict, What: "sync.shared"}
		}
		return act, nil
	})
	switch desk.KindOf(err) {
	case desk.ClockDoubt, desk.Conflict:
		return 0, nil
	}
	return n, err
}

// toShare are the keys that the street needs and does not have, as a condition.
const toShare = `shared IS NULL AND (
	EXISTS(SELECT 1 FROM case_file c WHERE owner = 'case:' || c.id)
	OR EXISTS(SELECT 1 FROM inquiry i WHERE owner = 'inquiry:' || i.id)
	OR EXISTS(SELECT 1 FROM rectification r WHERE owner = 'rectification:' || r.id)
	OR EXISTS(SELECT 1 FROM paper p WHERE owner = 'paper:' || p.no))`

// sealKeys puts the next keys to be shared into files. A file whose row is never
// written is swept.
func (o *Outbox) sealKeys(ctx context.Context) ([]shared, error) {
	var keys []shared
	var box string
	err := o.s.read(ctx, func(q querier) (err error) {
		if err := q.QueryRowContext(ctx, `SELECT street_box FROM sync_state`).Scan(&box); err != nil {
			return missing(err, "store.origin")
		}
		keys, err = list(ctx, q, func(r *sql.Rows) (k shared, err error) {
			return k, r.Scan(&k.owner, &k.wrapped)
		}, `
			SELECT owner, wrapped
			FROM object_key
			WHERE `+toShare+`
			ORDER BY owner
			LIMIT ?`, shareAtOnce)
		return err
	})
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	var street seal.PublicKey
	if err := street.UnmarshalText([]byte(box)); err != nil || street.IsZero() {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "sync.enrolment", Cause: err}
	}
	for i := range keys {
		h, err := o.s.opener.unwrap(keys[i].owner, keys[i].wrapped)
		if err != nil {
			return nil, err
		}
		sealed, err := seal.SealFor(o.s.suite, street, h.key, keys[i].owner)
		if err != nil {
			return nil, fmt.Errorf("seal key of %s: %w", keys[i].owner, err)
		}
		if keys[i].id, keys[i].size, err = o.s.blobs.Put(ctx, bytes.NewReader(sealed), int64(len(sealed))); err != nil {
			return nil, pageProblem(err)
		}
	}
	return keys, nil
}

// keep notes one shared key and its file. A key that was wiped, or shared by
// another run, since it was read is not.
func (k shared) keep(ctx context.Context, db *sql.Tx, at time.Time) (bool, error) {
	r, err := db.ExecContext(ctx, `
		UPDATE object_key
		SET shared = ?
		WHERE owner = ? AND wrapped = ? AND shared IS NULL`, []byte(k.id), k.owner, k.wrapped)
	if err != nil {
		return false, fmt.Errorf("note shared key: %w", err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	_, err = db.ExecContext(ctx, `
		INSERT INTO blob(id, owner, size, kept)
		VALUES(?, ?, ?, ?)`, k.id, k.owner, k.size, at.UnixMilli())
	if err != nil {
		return false, fmt.Errorf("note shared key: %w", err)
	}
	return true, nil
}
