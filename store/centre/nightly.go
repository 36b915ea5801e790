package centre

import (
	"context"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/centre/records"
)

// When the work of a day is done and done again.
const (
	nightEnds  = 5 * time.Hour // after midnight in Beijing: desks have sent by then
	lookAgain  = 5 * time.Minute
	tryAgain   = time.Hour     // after a failure
	takenOver  = 6 * time.Hour // from an instance that never said how it ended
	taskBackup = "backup"
	taskTend   = "tend"
)

// Nightly backs up into a folder and tends the centre once a day, after the desks
// have sent, until ctx ends. Of several instances one does it. What fails is in
// the log, and is tried again after an hour.
func (x *Centre) Nightly(ctx context.Context, backup string) {
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	for {
		if now := x.now().In(desk.Beijing); now.Hour() >= int(nightEnds/time.Hour) {
			x.tonight(ctx, backup)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// tonight does what is still to be done of today's work.
func (x *Centre) tonight(ctx context.Context, backup string) {
	work := map[string]func() error{
		taskBackup: func() error { _, err := x.BackUp(ctx, backup); return err },
		taskTend:   func() error { _, err := x.Tend(ctx, backup); return err },
	}
	for _, name := range []string{taskBackup, taskTend} {
		day := desk.DayOf(x.now(), 0)
		mine, err := x.claim(ctx, name, day)
		if err == nil && mine {
			err = x.settleTask(ctx, name, day, work[name]())
		}
		if err != nil && ctx.Err() == nil {
			x.log.Error("nightly", "task", name, "cause", err.Error())
		}
	}
}

// claim takes a task of a day, if nobody has done it, is doing it, or failed a
// short time ago.
func (x *Centre) claim(ctx context.Context, name string, day desk.Day) (mine bool, err error) {
	now := x.now()
	err = x.write(ctx, func(tx *records.Tx) error {
		r, err := tx.ExecContext(ctx, `
			INSERT INTO task(name, day, began)
			VALUES(?1, ?2, ?3)
			ON CONFLICT(name, day) DO UPDATE SET began = excluded.began, ended = NULL, outcome = ''
			WHERE task.outcome NOT IN ('', 'ok') AND task.ended < ?4 OR task.ended IS NULL AND task.began < ?5`,
			name, string(day), now.UnixMilli(), now.Add(-tryAgain).UnixMilli(), now.Add(-takenOver).UnixMilli())
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		mine = n > 0
		return err
	})
	return mine, err
}

// settleTask writes down how the task of a day ended, and returns its error. One that
// goes on past midnight is that of the day on which it began.
func (x *Centre) settleTask(ctx context.Context, name string, day desk.Day, outcome error) error {
	word := "ok"
	if outcome != nil {
		if word = string(desk.KindOf(outcome)); word == "" {
			word = "error"
		}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), workTime)
	defer cancel()
	now := x.now().UnixMilli()
	err := x.write(ctx, func(tx *records.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO task(name, day, began, ended, outcome)
			VALUES(?1, ?2, ?3, ?3, ?4)
			ON CONFLICT(name, day) DO UPDATE SET ended = excluded.ended, outcome = excluded.outcome`,
			name, string(day), now, word)
		return err
	})
	if outcome != nil {
		return outcome
	}
	return err
}
