package desk

import (
	"context"
	"errors"
	"time"
)

// Ratings asks for one rating at the end of a visit and files it to every
// case of that visit. No method takes a level: a clerk cannot rate.
type Ratings struct {
	ledger Ledger
	pad    Pad // nil where the station has none
	wait   time.Duration
	rule   RectifyRule
}

// Under gives the clock of the rectifications that bad ratings open; without it, it
// is that of Beijing, and no day is set for the call-back.
func (r *Ratings) Under(rule RectifyRule) *Ratings {
	r.rule = rule
	return r
}

// NewRatings returns the ratings of a window with its pad, which may be nil.
func NewRatings(l Ledger, pad Pad, wait time.Duration) *Ratings {
	if wait <= 0 {
		wait = time.Minute
	}
	return &Ratings{ledger: l, pad: pad, wait: wait}
}

// HasPad reports whether there is a pad to ask on.
func (r *Ratings) HasPad() bool { return r.pad != nil }

// Ask pushes the question for a visit to the pad, waits for the key and files
// the answer, or the reason for silence. A visit is asked once: a second Ask
// returns the rating that stands.
func (r *Ratings) Ask(ctx context.Context, rid string, d Duty, t Ticket) (Rating, error) {
	if old, err := r.ledger.Ratings(ctx, t.Day, t.ID); err == nil && len(old) > 0 {
		return old[0], nil
	}
	s, err := r.ledger.Today(ctx)
	if err != nil {
		return Rating{}, err
	}
	a := PadAnswer{Visit: t.ID, Silence: NotAsked}
	if r.pad != nil {
		wait, cancel := context.WithTimeout(ctx, r.wait+5*time.Second)
		a, err = r.pad.Ask(wait, PadRequest{Visit: t.ID, Staff: d.Staff.Name, Number: t.No, Wait: r.wait})
		cancel()
		if err != nil {
			a = PadAnswer{Visit: t.ID, Silence: PadFault}
		}
		if a.Visit != t.ID {
			a = PadAnswer{Visit: t.ID, Silence: LineFault} // somebody else's answer is nobody's
		}
	}
	// The answer is filed even when the screen that asked has gone.
	ctx = context.WithoutCancel(ctx)
	x, err := r.file(ctx, rid, d, t, answered(a), s.At)
	if errors.Is(err, errFiled) { // by another window while this one waited
		old, err := r.ledger.Ratings(ctx, t.Day, t.ID)
		if err != nil || len(old) == 0 {
			return Rating{}, err
		}
		return old[0], nil
	}
	return x, err
}

// answered makes one thing of an answer: a level, or the reason for silence.
// Whatever else comes with a reason is no rating, and what is neither one of
// the five levels nor a known reason is a fault of the pad.
func answered(a PadAnswer) PadAnswer {
	switch {
	case a.Silence == RatedAfterAll && a.Level.Stars() > 0:
		return a
	case a.Silence == RatedAfterAll && a.Level == "":
		a.Silence = TimedOut
	case !a.Silence.known():
		a.Silence = PadFault
	}
	a.Level, a.Tags = "", nil
	return a
}

// known reports whether u is one of the reasons for silence.
func (u Unrated) known() bool {
	switch u {
	case NotAsked, TimedOut, Refused, PadFault, LineFault:
		return true
	}
	return false
}

var errFiled = &Problem{Kind: Conflict, What: "rating.filed"}

func (r *Ratings) file(ctx context.Context, rid string, d Duty, t Ticket, a PadAnswer, asked time.Time) (Rating, error) {
	done, err := r.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		if old, err := tx.Ratings(ctx, t.Day, t.ID); err != nil {
			return Act{}, err
		} else if len(old) > 0 {
			return Act{}, errFiled
		}
		cases, err := tx.Cases(ctx, CaseFilter{Ticket: t.ID})
		if err != nil {
			return Act{}, err
		}
		s := tx.Stamp()
		x := Rating{
			ID: NewID(s.At), Visit: t.ID, Level: a.Level, Tags: a.Tags, Channel: a.Channel, Silence: a.Silence,
			Asked: asked, At: s.At, Staff: d.Staff.ID, Day: t.Day,
		}
		for i := range cases {
			c := &cases[i]
			c.Rated, c.Silence = x.Level, x.Silence
			c.Rev++
			x.Cases = append(x.Cases, c.ID)
			x.Items = append(x.Items, c.Item)
		}
		if len(cases) == 0 && t.Item != "" {
			x.Items = []string{t.Item}
		}
		open, err := r.rule.after(ctx, tx, x)
		return Act{Kind: ActRated, Obj: "ticket:" + t.ID, Ratings: []Rating{x}, Cases: cases, Rectifications: open}, err
	})
	if err != nil {
		return Rating{}, err
	}
	if err := done.is(ActRated); err != nil {
		return Rating{}, err
	}
	return done.Act.Ratings[0], nil
}
