package desk

import (
	"context"
	"strings"
	"time"
)

// A PauseKind says why the limit of a case stands still.
type PauseKind string

// Pauses of a limit (行政许可法 45 for the second).
const (
	PauseSupplement PauseKind = "supplement" // 补正: until the applicant has brought what lacks
	PauseSpecial    PauseKind = "special"    // 特别程序: hearing, test, inspection, expert review
)

// A Pause is a time in which the limit of a case does not run. Both days belong
// to it.
type Pause struct {
	From  Day       `json:"from"`
	Until Day       `json:"until,omitempty"` // "" while it goes on
	Why   PauseKind `json:"why"`
	Words string    `json:"words,omitempty"` // which procedure, without personal data
}

// Paused returns the pause that goes on, if any.
func (c *Case) Paused() (Pause, bool) {
	if n := len(c.Pauses); n > 0 && c.Pauses[n-1].Until == "" {
		return c.Pauses[n-1], true
	}
	return Pause{}, false
}

// ClockRuns reports whether the case has a limit that this station watches: it
// was accepted here and is not ended.
func (c *Case) ClockRuns() bool {
	return c.Accepted != nil && !c.State.Ended() && (c.Due != "" || c.DueUnknown)
}

// CountedFrom is the day from which the limit is counted. Cases of earlier
// versions have only the instant of their acceptance.
func (c *Case) CountedFrom() Day {
	switch {
	case c.ClockFrom != "":
		return c.ClockFrom
	case c.Accepted != nil:
		return dayOf(*c.Accepted)
	}
	return ""
}

// pause begins a pause, unless one goes on. The list is copied: others may hold
// the case as it was.
func (c *Case) pause(day Day, why PauseKind, words string) {
	if _, still := c.Paused(); !still {
		c.Pauses = append(c.Pauses[:len(c.Pauses):len(c.Pauses)], Pause{From: day, Why: why, Words: words})
	}
}

// goOn ends the pause that goes on.
func (c *Case) goOn(day Day) {
	if _, still := c.Paused(); !still {
		return
	}
	list := append([]Pause(nil), c.Pauses...)
	last := &list[len(list)-1]
	last.Until = max(last.From, day)
	c.Pauses = list
}

// dayOf is the calendar day of an instant in Beijing.
func dayOf(t time.Time) Day { return Day(t.In(Beijing).Format(time.DateOnly)) }

// clock sets the due day, pauses left out. Where the calendar has no table the
// case is accepted all the same and says so.
func (in *Intake) clock(c *Case) error {
	if c.Project == Instant {
		c.Due = c.ClockFrom
		return nil
	}
	if c.PromiseDays <= 0 {
		c.Due = ""
		return nil
	}
	due, err := in.days.Due(c.CountedFrom(), c.PromiseDays, c.PromiseUnit, c.Pauses...)
	if KindOf(err) == Unavailable {
		c.Due, c.DueUnknown = "", true
		return nil
	}
	c.Due, c.DueUnknown = due, false
	return err
}

// Pause stops the clock of an accepted case for a special procedure (听证、检验、
// 检测、鉴定、专家评审), which must be named. A case whose clock does not run here,
// or stands still already, is Blocked.
func (in *Intake) Pause(ctx context.Context, rid string, d Duty, id, words string) (Case, error) {
	if strings.TrimSpace(words) == "" {
		return Case{}, &Problem{Kind: Invalid, What: "pause.words"}
	}
	return in.clocked(ctx, rid, d, id, ActCasePaused, func(c *Case, s Stamp) error {
		if _, still := c.Paused(); still {
			return &Problem{Kind: Blocked, What: "pause.already"}
		}
		c.pause(s.Day, PauseSpecial, words)
		return nil
	})
}

// GoOn lets the clock of a case run again after a special procedure; the due day
// is counted anew without the days between.
func (in *Intake) GoOn(ctx context.Context, rid string, d Duty, id string) (Case, error) {
	return in.clocked(ctx, rid, d, id, ActCaseGoesOn, func(c *Case, s Stamp) error {
		p, still := c.Paused()
		switch {
		case !still:
			return &Problem{Kind: Blocked, What: "pause.none"}
		case p.Why == PauseSupplement:
			return &Problem{Kind: Blocked, What: "pause.supplement"}
		}
		c.goOn(s.Day)
		return in.clock(c)
	})
}

// clocked changes a case whose clock runs here, and leaves its state alone.
func (in *Intake) clocked(ctx context.Context, rid string, d Duty, id string, k ActKind, edit func(*Case, Stamp) error) (Case, error) {
	return in.amend(ctx, rid, d, id, k, func(c *Case, s Stamp) (map[string]string, error) {
		if !c.ClockRuns() || c.Project == Instant {
			return nil, &Problem{Kind: Blocked, What: "pause.clock"}
		}
		return nil, edit(c, s)
	})
}

// amend changes something about a case that leaves its state alone.
func (in *Intake) amend(ctx context.Context, rid string, d Duty, id string, k ActKind,
	edit func(*Case, Stamp) (map[string]string, error),
) (Case, error) {
	done, err := in.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		c, err := tx.Case(ctx, id)
		if err != nil {
			return Act{}, err
		}
		base := c.Rev
		n, err := edit(&c, tx.Stamp())
		if err != nil {
			return Act{}, err
		}
		c.Rev++
		return Act{Kind: k, Obj: "case:" + id, Base: rev(base), Note: n, Cases: []Case{c}}, nil
	})
	if err != nil {
		return Case{}, err
	}
	if err := done.is(k); err != nil {
		return Case{}, err
	}
	return done.Act.Cases[0], nil
}
