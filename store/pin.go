package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/seal"
)

var _ desk.Lock = (*Store)(nil)

// recoverer is the row of the session table that counts tries of the recovery
// code. No staff id has a colon.
const recoverer = "recovery:"

// Guard implements desk.Lock. The key file is read anew: another process may have
// changed it.
func (s *Store) Guard(ctx context.Context) (desk.Guard, error) {
	g := desk.Guard{Passes: map[string]desk.Pass{}, Open: s.opener.ready()}
	who, protected, err := seal.Holders(s.keyPath)
	if err != nil {
		return g, &desk.Problem{Kind: desk.Denied, What: "store.key", Cause: err}
	}
	g.Protected = protected
	for _, id := range who {
		g.Passes[id] = desk.Pass{PIN: true}
	}
	now := s.clock.Now()
	rows, err := from(ctx, s, func(b books) ([]session, error) {
		return list(ctx, b.q, func(r *sql.Rows) (x session, err error) {
			return x, r.Scan(&x.staff, &x.until)
		}, `SELECT staff, until FROM session WHERE until > ?`, now.UnixMilli())
	})
	for _, x := range rows {
		p := g.Passes[x.staff]
		p.Until = x.end(now)
		g.Passes[x.staff] = p
	}
	return g, err
}

// A session is what is remembered of somebody's tries.
type session struct {
	staff string
	tries int
	until int64
}

// end is when the next try may be made: never later than a whole time of waiting
// from now, should the clock have been put back.
func (x *session) end(now time.Time) time.Time {
	at, most := time.UnixMilli(x.until), now.Add(desk.LockedFor)
	if at.After(most) {
		return most
	}
	return at
}

// TryPIN implements desk.Lock.
func (s *Store) TryPIN(ctx context.Context, staff, pin string) error {
	return s.try(ctx, staff, func() error { return s.keys.Unlock(s.keyPath, staff, pin) })
}

// Recover implements desk.Lock.
func (s *Store) Recover(ctx context.Context, code string) error {
	return s.try(ctx, recoverer, func() error { return s.keys.Recover(s.keyPath, code) })
}

func (s *Store) try(ctx context.Context, who string, open func() error) error {
	if s.keys == nil {
		return locked()
	}
	x, err := s.countTry(ctx, who)
	if err != nil {
		return err
	}
	err = open()
	switch {
	case err == nil:
		if err := s.own(); err != nil {
			return err
		}
		return s.Release(ctx, who)
	case errors.Is(err, seal.ErrNoSlot):
		return errors.Join(&desk.Problem{Kind: desk.NotFound, What: "pin.none"}, s.Release(ctx, who))
	case !errors.Is(err, seal.ErrPIN):
		return &desk.Problem{Kind: desk.Denied, What: "store.key", Cause: err}
	case x.tries >= desk.MostTries:
		return lockedUntil("pin.spent", x.end(s.clock.Now()))
	}
	return &desk.Problem{Kind: desk.Denied, What: "pin.wrong", Holder: strconv.Itoa(desk.MostTries - x.tries)}
}

func lockedUntil(what string, at time.Time) error {
	return &desk.Problem{Kind: desk.Locked, What: what, Holder: at.In(desk.Beijing).Format("15:04")}
}

// countTry writes a try down before it is made, so that neither a power cut nor
// another process gives one more. On a full disk nothing is counted: whoever
// makes room there has to get in.
func (s *Store) countTry(ctx context.Context, who string) (session, error) {
	x := session{staff: who}
	err := s.write(ctx, func(db *sql.Tx) error {
		err := db.QueryRowContext(ctx, `SELECT tries, until FROM session WHERE staff = ?`, who).Scan(&x.tries, &x.until)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("tries of a pin: %w", err)
		}
		now := s.clock.Now()
		if x.until > now.UnixMilli() {
			return lockedUntil("pin.locked", x.end(now))
		}
		if x.tries >= desk.MostTries {
			x.tries = 0
		}
		x.tries++
		if x.until = 0; x.tries >= desk.MostTries {
			x.until = now.Add(desk.LockedFor).UnixMilli()
		}
		_, err = db.ExecContext(ctx, `
			INSERT INTO session(staff, tries, until)
			VALUES(?, ?, ?)
			ON CONFLICT(staff) DO UPDATE SET tries = excluded.tries, until = excluded.until`, who, x.tries, x.until)
		return err
	})
	if desk.KindOf(err) == desk.Full {
		return session{staff: who}, nil
	}
	return x, err
}

// Release implements desk.Lock.
func (s *Store) Release(ctx context.Context, staff string) error {
	err := s.write(ctx, func(db *sql.Tx) error {
		_, err := db.ExecContext(ctx, `UPDATE session SET tries = 0, until = 0 WHERE staff = ?`, staff)
		return err
	})
	if desk.KindOf(err) == desk.Full {
		return nil
	}
	return err
}

// PutPIN implements desk.Lock.
func (s *Store) PutPIN(ctx context.Context, staff, pin string, opens bool) error {
	_, err := s.ring(ctx, func(k *seal.Keys) (string, error) {
		return "", k.SetPIN(s.keyPath, staff, pin, opens, s.cost)
	})
	return err
}

// Protect implements desk.Lock.
func (s *Store) Protect(ctx context.Context) (code string, err error) {
	return s.ring(ctx, func(k *seal.Keys) (string, error) { return k.Protect(s.keyPath, s.cost) })
}

// Recovery implements desk.Lock.
func (s *Store) Recovery(ctx context.Context) (code string, err error) {
	return s.ring(ctx, func(k *seal.Keys) (string, error) { return k.Recovery(s.keyPath, s.cost) })
}

// ring changes the key file while no other process does.
func (s *Store) ring(ctx context.Context, change func(*seal.Keys) (string, error)) (string, error) {
	if s.keys == nil {
		return "", locked()
	}
	release, err := await(ctx, s.dir, "keys", s.clock.Now())
	if err != nil {
		return "", err
	}
	defer release()
	out, err := change(s.keys)
	switch {
	case errors.Is(err, seal.ErrLocked):
		return "", locked()
	case err != nil:
		return "", &desk.Problem{Kind: desk.Denied, What: "store.key", Cause: err}
	}
	return out, nil
}
