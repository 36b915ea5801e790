package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"xiaochuang/desk"
)

// PrintJobs keeps the print queue in the station's store. Jobs are not in the
// journal: what is printed does not change what was decided.
type PrintJobs struct{ s *Store }

var _ desk.PrintJobs = PrintJobs{}

// PrintJobs returns the print queue.
func (s *Store) PrintJobs() PrintJobs { return PrintJobs{s} }

// cancelled is the code of a job that was taken out before it went to a device.
const cancelled = "cancelled"

// queue adds a job for each paper in the transaction.
func (x *tx) queue(ctx context.Context, papers []string) error {
	for _, no := range papers {
		var kind desk.PaperKind
		err := x.db.QueryRowContext(ctx, `SELECT kind FROM paper WHERE no = ?`, no).Scan(&kind)
		if err != nil {
			return missing(err, "paper")
		}
		if _, err := addJob(ctx, x.db, no, kind, "", x.stamp.At); err != nil {
			return err
		}
	}
	return nil
}

// unqueue takes the waiting jobs of papers that have become void out: what is not
// printed yet must not come out any more.
func (x *tx) unqueue(ctx context.Context, papers []desk.Paper) error {
	for i := range papers {
		if !papers[i].Void {
			continue
		}
		_, err := x.db.ExecContext(ctx, `
			UPDATE print_job
			SET state = 'failed', code = ?2, finished = ?3
			WHERE paper = ?1 AND state = 'queued'`, papers[i].No, cancelled, toMS(x.stamp.At))
		if err != nil {
			return fmt.Errorf("take void paper out of the print queue: %w", err)
		}
	}
	return nil
}

// addJob queues a job. It is the first attempt unless another job for the paper
// was not cancelled, whatever became of it.
func addJob(ctx context.Context, tx *sql.Tx, no string, kind desk.PaperKind, wanted string, at time.Time) (desk.Job, error) {
	j := desk.Job{ID: desk.NewID(at), Paper: no, Kind: kind, Wanted: wanted, State: desk.PrintQueued, Queued: fromMS(toMS(at))}
	err := tx.QueryRowContext(ctx, `
		INSERT INTO print_job(id, paper, kind, state, attempt, queued, wanted)
		VALUES(?1, ?2, ?3, ?4,
			1 + (SELECT count(*) FROM print_job WHERE paper = ?2 AND NOT (state = 'failed' AND code = ?6)),
			?5, ?7)
		RETURNING attempt`,
		j.ID, no, kind, j.State, toMS(at), cancelled, wanted,
	).Scan(&j.Attempt)
	if err != nil {
		return j, fmt.Errorf("queue paper: %w", err)
	}
	return j, nil
}

// Enqueue implements desk.PrintJobs.
func (p PrintJobs) Enqueue(ctx context.Context, paper string, kind desk.PaperKind, at time.Time) (desk.Job, error) {
	if paper == "" || kind == "" {
		return desk.Job{}, &desk.Problem{Kind: desk.Invalid, What: "job"}
	}
	var j desk.Job
	err := p.s.write(ctx, func(tx *sql.Tx) (err error) {
		j, err = addJob(ctx, tx, paper, kind, "", at)
		return err
	})
	return j, err
}

// jobColumns are what scanJob reads.
const jobColumns = `id, paper, kind, printer, wanted, state, code, attempt, device, queued, finished`

func scanJob(scan func(...any) error) (desk.Job, error) {
	var j desk.Job
	var queued int64
	var finished sql.NullInt64
	err := scan(&j.ID, &j.Paper, &j.Kind, &j.Printer, &j.Wanted, &j.State, &j.Code, &j.Attempt, &j.Device, &queued, &finished)
	j.Queued = fromMS(queued)
	if finished.Valid {
		j.Finished = fromMS(finished.Int64)
	}
	return j, err
}

// Claim implements desk.PrintJobs.
func (p PrintJobs) Claim(ctx context.Context, owner, printer string, kinds []desk.PaperKind, at time.Time) (desk.Job, error) {
	if owner == "" {
		return desk.Job{}, &desk.Problem{Kind: desk.Invalid, What: "job.owner"}
	}
	all, err := json.Marshal(append([]desk.PaperKind{}, kinds...))
	if err != nil {
		return desk.Job{}, err
	}
	var j desk.Job
	err = p.s.write(ctx, func(tx *sql.Tx) (err error) {
		j, err = scanJob(tx.QueryRowContext(ctx, `
			UPDATE print_job
			SET state = 'sent', owner = ?1, printer = ?2, sent = ?3, code = '', device = ''
			WHERE place = (
				SELECT place FROM print_job
				WHERE state = 'queued'
					AND (wanted = ?2 OR wanted = '' AND kind IN (SELECT value FROM json_each(?4)))
				ORDER BY place LIMIT 1)
			RETURNING `+jobColumns, owner, printer, toMS(at), string(all)).Scan)
		return missing(err, "job")
	})
	return j, err
}

// SendOn implements desk.PrintJobs.
func (p PrintJobs) SendOn(ctx context.Context, id, printer string, at time.Time) (desk.Job, error) {
	if printer == "" {
		return desk.Job{}, &desk.Problem{Kind: desk.Invalid, What: "job.printer"}
	}
	var j desk.Job
	err := p.s.write(ctx, func(tx *sql.Tx) (err error) {
		j, err = scanJob(tx.QueryRowContext(ctx, `SELECT `+jobColumns+` FROM print_job WHERE id = ?`, id).Scan)
		switch {
		case err != nil:
			return missing(err, "job")
		case j.State == desk.PrintFailed, j.State == desk.PrintUnknown:
			j, err = addJob(ctx, tx, j.Paper, j.Kind, printer, at)
			return err
		case j.State != desk.PrintQueued:
			return &desk.Problem{Kind: desk.Conflict, What: "job." + string(j.State)}
		}
		j, err = scanJob(tx.QueryRowContext(ctx, `
			UPDATE print_job
			SET wanted = ?2
			WHERE id = ?1
			RETURNING `+jobColumns, id, printer).Scan)
		return missing(err, "job")
	})
	return j, err
}

// Finish implements desk.PrintJobs. A job whose outcome was unknown may be
// settled later; any other that is not sent is a Conflict.
func (p PrintJobs) Finish(ctx context.Context, id string, o desk.PrintOutcome, at time.Time) error {
	switch o.State {
	case desk.PrintConfirmed, desk.PrintFailed, desk.PrintUnknown:
	default:
		return &desk.Problem{Kind: desk.Invalid, What: "job.outcome"}
	}
	return p.move(ctx, id, `
		UPDATE print_job
		SET state = ?2, code = ?3, device = ?4, finished = ?5
		WHERE id = ?1 AND state IN ('sent', 'unknown')`, o.State, o.Code, o.JobID, toMS(at))
}

// Requeue implements desk.PrintJobs.
func (p PrintJobs) Requeue(ctx context.Context, id, code string) error {
	return p.move(ctx, id, `
		UPDATE print_job
		SET state = 'queued', owner = '', printer = '', device = '', sent = NULL, code = ?2
		WHERE id = ?1 AND state = 'sent'`, code)
}

// Cancel implements desk.PrintJobs. The job is then failed with the code
// "cancelled".
func (p PrintJobs) Cancel(ctx context.Context, id string, at time.Time) error {
	return p.move(ctx, id, `
		UPDATE print_job
		SET state = 'failed', code = ?2, finished = ?3
		WHERE id = ?1 AND state = 'queued'`, cancelled, toMS(at))
}

// move changes one job, or says why it cannot: NotFound or Conflict.
func (p PrintJobs) move(ctx context.Context, id, update string, args ...any) error {
	return p.s.write(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, update, append([]any{id}, args...)...)
		if err != nil {
			return fmt.Errorf("move print job: %w", err)
		}
		if n, err := r.RowsAffected(); err != nil || n == 1 {
			return err
		}
		var state string
		err = tx.QueryRowContext(ctx, `SELECT state FROM print_job WHERE id = ?`, id).Scan(&state)
		if errors.Is(err, sql.ErrNoRows) {
			return &desk.Problem{Kind: desk.NotFound, What: "job"}
		}
		if err != nil {
			return fmt.Errorf("read print job: %w", err)
		}
		return &desk.Problem{Kind: desk.Conflict, What: "job." + state}
	})
}

// Recover implements desk.PrintJobs.
func (p PrintJobs) Recover(ctx context.Context, owner string, at time.Time) (int, error) {
	var n int64
	err := p.s.write(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, `
			UPDATE print_job
			SET state = 'unknown', finished = ?
			WHERE state = 'sent' AND owner = ?`, toMS(at), owner)
		if err != nil {
			return fmt.Errorf("recover print jobs: %w", err)
		}
		n, err = r.RowsAffected()
		return err
	})
	return int(n), err
}

// Jobs implements desk.PrintJobs; a limit of 0 is 100.
func (p PrintJobs) Jobs(ctx context.Context, limit int) ([]desk.Job, error) {
	return from(ctx, p.s, func(b books) ([]desk.Job, error) {
		return list(ctx, b.q, func(r *sql.Rows) (desk.Job, error) { return scanJob(r.Scan) }, `
			SELECT `+jobColumns+`
			FROM print_job
			ORDER BY place DESC
			LIMIT ?`, bound(limit, 100, 10_000))
	})
}
