package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"xiaochuang/desk"
)

// A timekeeping is what the store remembers of the time. All processes on the
// store share it, so that none of them trusts a clock that another one doubts.
type timekeeping struct {
	last      time.Time // instant of the last line
	seen      time.Time // latest reading that was acted on, shifted where it was
	real      time.Time // latest reading that nobody had to vouch for
	confirmed bool      // the clock was suspect and a person named the day
	shift     int       // whole days added to the wall clock while confirmed
	day       desk.Day  // the day that was confirmed
	offMS     int64
}

// spell is how many years after its build the program can still be in use
// without an update. A clock that has shown nothing yet and stands beyond it is
// suspect, and a day beyond it is a slip of the fingers.
const spell = 5

// read judges a reading of the wall clock. It returns the stamp for it and what
// is to be remembered once a line with that stamp is committed.
func (k timekeeping) read(wall, built time.Time, begins time.Duration) (desk.Stamp, timekeeping) {
	wall = wall.UTC().Truncate(time.Millisecond)
	next, at, state := k, wall, desk.ClockSuspect
	switch {
	case k.sane(wall, built, begins):
		at = later(wall, k.seen)
		if k.confirmed {
			at = wall // The shift goes, and with it what was seen under it.
		}
		next.seen, next.real = at, at
		next.confirmed, next.shift, next.day = false, 0, ""
		state = desk.ClockOK
	case k.confirmed && desk.Judge(wall.AddDate(0, 0, k.shift), k.seen, time.Time{}) == desk.ClockOK:
		at = later(wall.AddDate(0, 0, k.shift), k.seen)
		next.seen = at
		state = desk.ClockConfirmed
	}
	s := desk.Stamp{At: desk.Next(at, k.last), Day: desk.DayOf(at, begins), Clock: state, OffMS: k.offMS}
	next.last = s.At
	return s, next
}

// sane reports whether the wall clock can be trusted as it stands. After a
// confirmation it can again when it fits the last reading that was trusted
// and does not lie before the day that people are living in; a clock that is
// still a day or more behind never gets there by running on. One that needed no
// shift is trusted from the day after.
func (k timekeeping) sane(wall, built time.Time, begins time.Duration) bool {
	if k.real.IsZero() && !built.IsZero() && wall.After(built.AddDate(spell, 0, 0)) {
		return false
	}
	if !k.confirmed {
		return desk.Judge(wall, k.seen, built) == desk.ClockOK
	}
	today := desk.DayOf(wall, begins)
	if desk.Judge(wall, k.real, built) == desk.ClockOK && today >= desk.DayOf(k.seen, begins) {
		return true
	}
	return k.shift == 0 && today > k.day && desk.Judge(wall, k.seen, built) == desk.ClockOK
}

// confirm makes day the business day. The difference to the wall clock's own day
// is kept as a shift of whole days. A day before the program was built, or years
// after anything this store has seen, is Invalid.
func (k timekeeping) confirm(wall, built time.Time, day desk.Day, begins time.Duration) (desk.Stamp, timekeeping, error) {
	if !built.IsZero() {
		latest := later(built, k.real).AddDate(spell, 0, 0)
		if day < desk.DayOf(built, begins) || day > desk.DayOf(latest, begins) {
			return desk.Stamp{}, k, &desk.Problem{Kind: desk.Invalid, What: "day"}
		}
	}
	wall = wall.UTC().Truncate(time.Millisecond)
	own := desk.DayOf(wall, begins)
	next := k
	next.confirmed, next.day = true, day
	next.shift = int(day.Start().Sub(own.Start()) / (24 * time.Hour))
	next.seen = wall.AddDate(0, 0, next.shift)
	s := desk.Stamp{At: desk.Next(next.seen, k.last), Day: day, Clock: desk.ClockConfirmed, OffMS: k.offMS}
	next.last = s.At
	return s, next, nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// loadTime reads what is remembered; nothing yet is the zero value.
func loadTime(ctx context.Context, q querier) (timekeeping, error) {
	var k timekeeping
	var last, seen, real int64
	err := q.QueryRowContext(ctx, `
		SELECT last_at, seen, real, confirmed, shift, day, off_ms
		FROM clock`,
	).Scan(&last, &seen, &real, &k.confirmed, &k.shift, &k.day, &k.offMS)
	if err == sql.ErrNoRows {
		return k, nil
	}
	if err != nil {
		return k, fmt.Errorf("read clock state: %w", err)
	}
	k.last, k.seen, k.real = fromMS(last), fromMS(seen), fromMS(real)
	return k, nil
}

func saveTime(ctx context.Context, tx *sql.Tx, k timekeeping) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO clock(one, last_at, seen, real, confirmed, shift, day, off_ms)
		VALUES(1, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(one) DO UPDATE SET
			last_at = excluded.last_at, seen = excluded.seen, real = excluded.real,
			confirmed = excluded.confirmed, shift = excluded.shift, day = excluded.day,
			off_ms = excluded.off_ms`,
		toMS(k.last), toMS(k.seen), toMS(k.real), k.confirmed, k.shift, k.day, k.offMS,
	)
	if err != nil {
		return fmt.Errorf("keep clock state: %w", err)
	}
	return nil
}

// never stands for the zero time, which no clock shows.
const never = -1 << 62

func toMS(t time.Time) int64 {
	if t.IsZero() {
		return never
	}
	return t.UnixMilli()
}

func fromMS(ms int64) time.Time {
	if ms == never {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// Reckoned is the time as this store makes it out: the wall clock's or, where that stands
// behind, that of the last line or of the build. Certificates are judged by it, so
// that a PC whose battery died still finds its centre.
func (s *Store) Reckoned(ctx context.Context) time.Time {
	stamp, err := s.Today(ctx)
	if err != nil {
		stamp.At = s.clock.Now()
	}
	return later(stamp.At, s.built)
}

// ConfirmDay implements desk.Ledger.
func (s *Store) ConfirmDay(ctx context.Context, rid string, d desk.Duty, day desk.Day) error {
	if _, err := desk.ParseDay(string(day)); err != nil {
		return err
	}
	trusted := fmt.Errorf("day %s needs no confirmation", day)
	_, err := s.Write(ctx, rid, d, func(tx desk.Tx) (desk.Act, error) {
		now := tx.Stamp()
		if now.Clock == desk.ClockOK || now.Clock == desk.ClockConfirmed && now.Day == day {
			return desk.Act{}, trusted
		}
		return desk.Act{
			Kind: desk.ActDayConfirmed, Obj: "day:" + string(day),
			Note: map[string]string{noteDay: string(day), "clock": string(now.Day)},
		}, nil
	})
	if err == trusted {
		return nil
	}
	return err
}

// noteDay is the fact of an ActDayConfirmed that says which day it is.
const noteDay = "day"
