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

// queue adds a job for each paper that an act prints. It is of the window where it
// was asked for, or else of the one that made the paper.
func (x *tx) queue(ctx context.Context, window int, act desk.Act) error {
	for _, no := range act.Print {
		j := desk.Job{Paper: no, Window: window}
		err := x.db.QueryRowContext(ctx, `SELECT kind FROM paper WHERE no = ?`, no).Scan(&j.Kind)
		if err != nil {
			return missing(err, "paper")
		}
		for i := range act.Papers {
			if p := &act.Papers[i]; j.Window == 0 && p.No == no {
				j.Window = p.Window
			}
		}
		if _, err := addJob(ctx, x.db, j, x.stamp.At); err != nil {
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

// addJob queues a job for the paper of j. It is the first attempt unless another job
// for the paper was not cancelled, whatever became of it.
func addJob(ctx context.Context, tx *sql.Tx, j desk.Job, at time.Time) (desk.Job, error) {
	j = desk.Job{
		ID: desk.NewID(at), Paper: j.Paper, Kind: j.Kind, Wanted: j.Wanted, Window: j.Window,
		State: desk.PrintQueued, Queued: fromMS(toMS(at)),
	}
	err := tx.QueryRowContext(ctx, `
		INSERT INTO print_job(id, paper, kind, state, attempt, queued, wanted, window)
		VALUES(?1, ?2, ?3, ?4,
			1 + (SELECT count(*) FROM print_job WHERE paper = ?2 AND NOT (state = 'failed' AND code = ?6)),
			?5, ?7, ?8)
		RETURNING attempt`,
		j.ID, j.Paper, j.Kind, j.State, toMS(at), cancelled, j.Wanted, j.Window,
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
		j, err = addJob(ctx, tx, desk.Job{Paper: paper, Kind: kind}, at)
		return err
	})
	return j, err
}

// jobColumns are what scanJob reads.
const jobColumns = `id, paper, kind, printer, wanted, state, code, attempt, device, window, recalled IS NOT NULL, queued, finished`

func scanJob(scan func(...any) error) (desk.Job, error) {
	var j desk.Job
	var queued int64
	var finished sql.NullInt64
	err := scan(&j.ID, &j.Paper, &j.Kind, &j.Printer, &j.Wanted, &j.State, &j.Code, &j.Attempt, &j.Device, &j.Window, &j.Recalled, &queued, &finished)
	j.Queued = fromMS(queued)
	if finished.Valid {
		j.Finished = fromMS(finished.Int64)
	}
	return j, err
}

// A turnRow is the kinds of one window in a turn; window 0 is every other one.
type turnRow struct {
	Window int              `json:"window"`
	Kinds  []desk.PaperKind `json:"kinds"`
}

// Claim implements desk.PrintJobs.
func (p PrintJobs) Claim(ctx context.Context, owner, printer string, turn desk.PrintTurn, at time.Time) (desk.Job, error) {
	if owner == "" {
		return desk.Job{}, &desk.Problem{Kind: desk.Invalid, What: "job.owner"}
	}
	rows := []turnRow{{0, turn.Kinds}}
	for w, kinds := range turn.Own {
		if w != 0 {
			rows = append(rows, turnRow{w, kinds})
		}
	}
	all, err := json.Marshal(rows)
	if err != nil {
		return desk.Job{}, err
	}
	var j desk.Job
	err = p.s.write(ctx, func(tx *sql.Tx) (err error) {
		j, err = scanJob(tx.QueryRowContext(ctx, `
			WITH turn AS MATERIALIZED (
				SELECT value ->> 'window' AS window, value -> 'kinds' AS kinds FROM json_each(?4))
			UPDATE print_job
			SET state = 'sent', owner = ?1, printer = ?2, sent = ?3, code = '', device = '', recalled = NULL
			WHERE place = (
				SELECT place FROM print_job AS q
				WHERE state = 'queued'
					AND (wanted = ?2 OR wanted = '' AND EXISTS (
						SELECT 1 FROM turn
						WHERE turn.window = coalesce((SELECT window FROM turn WHERE window = q.window), 0)
							AND q.kind IN (SELECT value FROM json_each(turn.kinds))))
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
		case j.State == desk.PrintFailed, j.State == desk.PrintUnknown, j.State == desk.PrintSent && !j.UnderWay():
			j.Wanted = printer
			j, err = addJob(ctx, tx, j, at)
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
// settled later; any other that is not under way is a Conflict.
func (p PrintJobs) Finish(ctx context.Context, id string, o desk.PrintOutcome, at time.Time) error {
	switch o.State {
	case desk.PrintSent, desk.PrintConfirmed, desk.PrintFailed, desk.PrintUnknown:
	default:
		return &desk.Problem{Kind: desk.Invalid, What: "job.outcome"}
	}
	return p.move(ctx, id, `
		UPDATE print_job
		SET state = ?2, code = ?3, device = ?4, finished = ?5, sheets = ?6
		WHERE id = ?1 AND (state = 'sent' AND finished IS NULL OR state = 'unknown')`,
		o.State, o.Code, o.JobID, toMS(at), o.Sheets)
}

// Requeue implements desk.PrintJobs.
func (p PrintJobs) Requeue(ctx context.Context, id, code string, at time.Time) error {
	return p.move(ctx, id, `
		UPDATE print_job
		SET state = CASE WHEN recalled IS NULL THEN 'queued' ELSE 'failed' END,
			code = CASE WHEN recalled IS NULL THEN ?2 ELSE ?3 END,
			finished = CASE WHEN recalled IS NULL THEN NULL ELSE ?4 END,
			owner = '', printer = '', device = '', sent = NULL
		WHERE id = ?1 AND state = 'sent' AND finished IS NULL`, code, cancelled, toMS(at))
}

// Cancel implements desk.PrintJobs. A job that waited is then failed with the code
// "cancelled".
func (p PrintJobs) Cancel(ctx context.Context, id string, at time.Time) error {
	return p.move(ctx, id, `
		UPDATE print_job
		SET recalled = ?3,
			state = CASE state WHEN 'queued' THEN 'failed' ELSE state END,
			code = CASE state WHEN 'queued' THEN ?2 ELSE code END,
			finished = CASE state WHEN 'queued' THEN ?3 ELSE finished END
		WHERE id = ?1 AND (state = 'queued' OR state = 'sent' AND finished IS NULL)`, cancelled, toMS(at))
}

// Recalled implements desk.PrintJobs.
func (p PrintJobs) Recalled(ctx context.Context) ([]string, error) {
	return from(ctx, p.s, func(b books) ([]string, error) {
		return list(ctx, b.q, func(r *sql.Rows) (id string, err error) { return id, r.Scan(&id) }, `
			SELECT id
			FROM print_job
			WHERE state = 'sent' AND finished IS NULL AND recalled IS NOT NULL`)
	})
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
func (p PrintJobs) Recover(ctx context.Context, at time.Time) ([]desk.Job, error) {
	var out []desk.Job
	err := p.s.write(ctx, func(tx *sql.Tx) (err error) {
		out, err = list(ctx, tx, func(r *sql.Rows) (desk.Job, error) { return scanJob(r.Scan) }, `
			UPDATE print_job
			SET state = 'unknown', finished = ?
			WHERE state = 'sent' AND finished IS NULL
			RETURNING `+jobColumns, toMS(at))
		return err
	})
	return out, err
}

// Counts implements desk.PrintJobs.
func (p PrintJobs) Counts(ctx context.Context, since, until time.Time) ([]desk.PrintCount, error) {
	return from(ctx, p.s, func(b books) ([]desk.PrintCount, error) {
		return list(ctx, b.q, func(r *sql.Rows) (c desk.PrintCount, err error) {
			return c, r.Scan(&c.Printer, &c.Jobs, &c.Sheets, &c.Failed, &c.Unknown)
		}, `
			SELECT printer,
				sum(state IN ('sent', 'confirmed')),
				sum(CASE WHEN state IN ('sent', 'confirmed') THEN sheets ELSE 0 END),
				sum(state = 'failed'),
				sum(state = 'unknown')
			FROM print_job
			WHERE finished >= ? AND finished < ? AND printer <> ''
			GROUP BY printer
			ORDER BY printer`, toMS(since), toMS(until))
	})
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
