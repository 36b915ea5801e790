package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"syscall"
	"time"

	"xiaochuang/desk"
)

// Vitals is what a technician looks at first. It holds nothing about a person.
type Vitals struct {
	Desk        string // station code and desk number
	Incarnation string
	Letter      string
	Lines       int64     // in the journal
	Head        string    // chain value of the last one, in hexadecimal
	LastAt      time.Time // of the last line, zero for none
	LastDay     desk.Day
	Clock       desk.ClockState
	Unsent      int64 // lines that the centre has not acknowledged
	PagesUnsent int
	BytesUnsent int64 // of those pages
	Drafts      int
	Queued      int // print jobs
	Quarantined int // lines that the centre could not use
	Parked      int // feed lines that this version does not know
	DiskFree    int64
	Database    int64 // bytes, with the write-ahead log
	ReserveHeld bool  // false after the reserve was given up to a full disk
	Protected   bool  // the station key needs more than its file
}

// Vitals reads how the store is. It checks nothing: see Integrity, Verify and
// RebuildCheck.
func (s *Store) Vitals(ctx context.Context) (Vitals, error) {
	v, err := from(ctx, s, func(b books) (Vitals, error) { return s.counted(ctx, b.q) })
	if err != nil {
		return v, err
	}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(s.dir, &disk); err != nil {
		return v, fmt.Errorf("disk of the store: %w", err)
	}
	v.DiskFree = int64(disk.Bavail) * disk.Frsize
	for _, suffix := range []string{"", "-wal"} {
		if about, err := os.Stat(s.db.Path() + suffix); err == nil {
			v.Database += about.Size()
		}
	}
	v.ReserveHeld = s.db.Reserve().Held
	v.Protected = s.keys != nil && s.keys.Protected()
	return v, nil
}

func (s *Store) counted(ctx context.Context, q querier) (Vitals, error) {
	var v Vitals
	o, err := loadOrigin(ctx, q)
	if err != nil {
		return v, err
	}
	h, err := loadHead(ctx, q, s.suite)
	if err != nil {
		return v, err
	}
	k, err := loadTime(ctx, q)
	if err != nil {
		return v, err
	}
	stamp, _ := k.read(s.clock.Now(), s.built, s.station.DayBegins)
	v = Vitals{
		Desk: o.desk, Incarnation: o.incarnation, Letter: o.letter,
		Lines: h.n, Head: hex.EncodeToString(h.hash[:]), LastAt: k.last, Clock: stamp.Clock,
	}
	err = q.QueryRowContext(ctx, `
		SELECT
			(SELECT coalesce(max(day), '') FROM journal WHERE n = ?),
			(SELECT ? - acked FROM sync_state),
			(SELECT count(*) FROM blob WHERE state = 0 AND first_n IS NOT NULL),
			(SELECT coalesce(sum(size), 0) FROM blob WHERE state = 0 AND first_n IS NOT NULL),
			(SELECT count(*) FROM draft),
			(SELECT count(*) FROM print_job WHERE state = 'queued'),
			(SELECT count(*) FROM quarantine),
			(SELECT count(*) FROM feed_parked)`, h.n, h.n,
	).Scan(&v.LastDay, &v.Unsent, &v.PagesUnsent, &v.BytesUnsent, &v.Drafts, &v.Queued, &v.Quarantined, &v.Parked)
	if err != nil {
		return v, fmt.Errorf("count: %w", err)
	}
	return v, nil
}

// Integrity looks for damage of the database as thoroughly as SQLite can, and
// returns a Problem of kind Broken with what it found as the cause.
func (s *Store) Integrity(ctx context.Context) error { return problem(s.db.Integrity(ctx)) }

// Refill takes the reserve again after room was made on a disk that had been
// full.
func (s *Store) Refill() error {
	_, err := s.db.Refill()
	return problem(err)
}

// Checkpoint brings the write-ahead log in. Call it when the desk is idle: what
// stands in the log only is lost to a single bad bit before it.
func (s *Store) Checkpoint(ctx context.Context) error { return problem(s.db.Checkpoint(ctx)) }
