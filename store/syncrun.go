package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
)

// keptRuns is how many runs are remembered: a month of them.
const keptRuns = 60

// A SyncRun is a run to the street centre, looked back on.
type SyncRun struct {
	Began time.Time
	Ended time.Time // zero while it goes on, and where the PC stopped before it did
	Why   uplink.Trigger

	Lines, Pages, Applied int
	Bytes                 int64 // of pages

	Fault *desk.Problem // what ended it early, without its cause; nil for one that came to its end
}

// RunBegan notes that a run begins and returns its number.
func (o *Outbox) RunBegan(ctx context.Context, why uplink.Trigger) (n int64, err error) {
	err = o.s.write(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, `INSERT INTO sync_run(began, why) VALUES(?, ?)`, o.s.clock.Now().UnixMilli(), string(why))
		if err != nil {
			return fmt.Errorf("note run: %w", err)
		}
		if n, err = r.LastInsertId(); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM sync_run WHERE n <= ?`, n-keptRuns)
		return err
	})
	return n, err
}

// RunEnded notes how the run of a number ended. Of an error only its kind and what
// it is about are kept; one that was stopped is a Problem uplink.Stopped.
func (o *Outbox) RunEnded(ctx context.Context, n int64, r uplink.Report, end error) error {
	var kind, what string
	if end != nil {
		kind = "error"
		if p, ok := errors.AsType[*desk.Problem](end); ok {
			kind, what = string(p.Kind), p.What
		} else if errors.Is(end, context.Canceled) {
			kind, what = string(desk.Blocked), uplink.Stopped
		}
	}
	return o.s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			UPDATE sync_run
			SET ended = ?, sent = ?, pages = ?, bytes = ?, applied = ?, kind = ?, what = ?
			WHERE n = ?`, o.s.clock.Now().UnixMilli(), r.Sent, r.Blobs, r.Bytes, r.Applied, kind, clip(what, 64), n)
		if err != nil {
			return fmt.Errorf("note end of run: %w", err)
		}
		return nil
	})
}

// Runs lists the latest runs, the latest first.
func (o *Outbox) Runs(ctx context.Context, limit int) ([]SyncRun, error) {
	var out []SyncRun
	err := o.s.read(ctx, func(q querier) (err error) {
		out, err = list(ctx, q, func(r *sql.Rows) (x SyncRun, err error) {
			var began int64
			var ended sql.NullInt64
			var kind, what string
			err = r.Scan(&began, &ended, &x.Why, &x.Lines, &x.Pages, &x.Bytes, &x.Applied, &kind, &what)
			x.Began = time.UnixMilli(began).UTC()
			if ended.Valid {
				x.Ended = time.UnixMilli(ended.Int64).UTC()
			}
			if kind != "" {
				x.Fault = &desk.Problem{Kind: desk.Kind(kind), What: what}
			}
			return x, err
		}, `
			SELECT began, ended, why, sent, pages, bytes, applied, kind, what
			FROM sync_run
			ORDER BY n DESC
			LIMIT ?`, limit)
		return err
	})
	return out, err
}

// A Waiting is a case whose pages have not all reached the centre.
type Waiting struct {
	Case  string // its number; "" for pages of no case, such as of a talk
	Pages int
	Bytes int64

	Code string    // why a page of it was put off last, "" for none
	Next time.Time // when that is tried again; zero for with the next run
}

// Waiting lists the cases whose pages wait to be sent, in the order in which they
// go.
func (o *Outbox) Waiting(ctx context.Context, limit int) ([]Waiting, error) {
	var out []Waiting
	err := o.s.read(ctx, func(q querier) (err error) {
		out, err = list(ctx, q, func(r *sql.Rows) (w Waiting, err error) {
			var no, code sql.NullString
			var next int64
			err = r.Scan(&no, &w.Pages, &w.Bytes, &code, &next)
			w.Case, w.Code = no.String, code.String
			if next > 0 {
				w.Next = time.UnixMilli(next).UTC()
			}
			return w, err
		}, `
			SELECT c.no, count(*), sum(b.size), max(q.code), max(b.next_try)
			FROM blob b
			LEFT JOIN case_file c ON c.id = substr(b.owner, ?) AND b.owner LIKE ? || '%'
			LEFT JOIN quarantine q ON q.rid = b.id
			WHERE b.state = ? AND b.first_n IS NOT NULL
			GROUP BY coalesce(c.id, '')
			ORDER BY min(b.first_n)
			LIMIT ?`, len(ownerCase)+1, ownerCase, pageHere, limit)
		return err
	})
	return out, err
}

// ownerCase is what the owner of a case's pages begins with.
var ownerCase = strings.TrimSuffix(caseOwner("x"), "x")
