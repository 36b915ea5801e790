package desk

import (
	"context"
	"slices"
	"strings"
)

// Rectifications are the use cases of what follows a bad rating (差评整改).
type Rectifications struct {
	ledger  Ledger
	station Station
}

// NewRectifications returns the use cases.
func NewRectifications(l Ledger, s Station) *Rectifications {
	return &Rectifications{ledger: l, station: s}
}

// after is what a rating opens within its own transaction: one rectification when it
// is bad and has none, nothing otherwise.
func (r RectifyRule) after(ctx context.Context, tx Tx, x Rating) ([]Rectification, error) {
	if !x.Level.Bad() {
		return nil, nil
	}
	t, err := tx.Ticket(ctx, x.Visit)
	if err != nil && KindOf(err) != NotFound {
		return nil, err
	}
	return []Rectification{r.Rectify(x, tx.Stamp(), t.Comm, len(x.Cases) > 0)}, nil
}

// Open lists what is not closed, the one with the earliest last day first.
func (x *Rectifications) Open(ctx context.Context) ([]Rectification, error) {
	return x.ledger.Rectifications(ctx, RectificationFilter{States: OpenRectifications(), Limit: mostListed})
}

// List lists rectifications.
func (x *Rectifications) List(ctx context.Context, f RectificationFilter) ([]Rectification, error) {
	return x.ledger.Rectifications(ctx, f)
}

// OpenRectifications are the states of one that is not closed.
func OpenRectifications() []RectificationState {
	return []RectificationState{RectificationOpen, RectificationContacted, RectificationPlanned, RectificationFixed}
}

// Rectification finds one.
func (x *Rectifications) Rectification(ctx context.Context, id string) (Rectification, error) {
	return x.ledger.Rectification(ctx, id)
}

// catchUpAtOnce is how many one line opens.
const catchUpAtOnce = 100

// CatchUp opens what bad ratings of earlier versions of the program should have
// opened, each once, and returns how many. Their clock runs from today.
func (x *Rectifications) CatchUp(ctx context.Context, mint func() string, d Duty) (int, error) {
	for n := 0; ; {
		late, err := x.ledger.Unrectified(ctx, 1)
		if err != nil || len(late) == 0 {
			return n, err
		}
		done, err := x.ledger.Write(ctx, mint(), d, func(tx Tx) (Act, error) {
			act := Act{Kind: ActRectifyOpened, Obj: "day:" + string(tx.Stamp().Day)}
			late, err := tx.Unrectified(ctx, catchUpAtOnce)
			for _, r := range late {
				if err == nil {
					var open []Rectification
					open, err = x.station.Rectify.after(ctx, tx, r)
					act.Rectifications = append(act.Rectifications, open...)
				}
			}
			if err == nil && len(act.Rectifications) == 0 {
				err = &Problem{Kind: Conflict, What: "rectify.opened"} // Another window was first.
			}
			return act, err
		})
		if KindOf(err) == Conflict {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		n += len(done.Act.Rectifications)
	}
}

// Person is who can be called about a rectification: whoever came with its first
// case, who may be somebody's agent. All of it is empty where nobody is known or the
// keys are locked.
func (x *Rectifications) Person(ctx context.Context, c Rectification) (name, phone string, err error) {
	return personOf(ctx, x.ledger, c)
}

func personOf(ctx context.Context, b Books, c Rectification) (name, phone string, err error) {
	if c.Private.Name != "" || c.Private.Phone != "" || len(c.Cases) == 0 {
		return c.Private.Name, c.Private.Phone, nil
	}
	k, err := b.Case(ctx, c.Cases[0])
	if err != nil {
		if KindOf(err) == NotFound {
			err = nil
		}
		return "", "", err
	}
	p := k.Private.Applicant
	if a := k.Private.Agent; a != nil {
		p = *a
	}
	return p.Name, p.Phone, nil
}

// Contact writes down what a call-back brought.
func (x *Rectifications) Contact(ctx context.Context, rid string, d Duty, id string, out CallBack, words string) (Rectification, error) {
	return x.act(ctx, rid, d, id, ActRectifyContacted, func(tx Tx, c *Rectification) error {
		if err := c.Contact(d.Staff, tx.Stamp().At, out, words); err != nil {
			return err
		}
		var err error
		c.Private.Name, c.Private.Phone, err = personOf(ctx, tx, *c)
		return err
	})
}

// Cause writes down why it came to the rating.
func (x *Rectifications) Cause(ctx context.Context, rid string, d Duty, id string, cause RectifyCause, words string) (Rectification, error) {
	return x.act(ctx, rid, d, id, ActRectifyCause, func(_ Tx, c *Rectification) error {
		return c.FindCause(d.Staff, cause, words)
	})
}

// Mend writes down what was done about it, or for which day it is promised.
func (x *Rectifications) Mend(ctx context.Context, rid string, d Duty, id string, r Remedy, words string, plan Day) (Rectification, error) {
	return x.act(ctx, rid, d, id, ActRectifyMended, func(tx Tx, c *Rectification) error {
		return c.Mend(d.Staff, r, words, plan, tx.Stamp().Day)
	})
}

// Close ends it. Whoever is concerned is Denied with What "rectify.concerned"; what
// is missing is Blocked with What "rectify.open".
func (x *Rectifications) Close(ctx context.Context, rid string, d Duty, id, words string) (Rectification, error) {
	return x.act(ctx, rid, d, id, ActRectifyClosed, func(tx Tx, c *Rectification) error {
		s := tx.Stamp()
		return c.Close(d.Staff, x.station.Staff, words, s.At, s.Day)
	})
}

// Appeal files the objection of whoever is concerned. Lines are record ids of the
// visit and its cases; none stands for all of them, as far as MostGrounds goes.
func (x *Rectifications) Appeal(ctx context.Context, rid string, d Duty, id, grounds string, lines []string) (Rectification, error) {
	return x.act(ctx, rid, d, id, ActRectifyAppealed, func(tx Tx, c *Rectification) error {
		has, err := evidence(ctx, tx, *c)
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			lines = has[max(0, len(has)-MostGrounds):]
		}
		for _, l := range lines {
			if !slices.Contains(has, l) {
				return &Problem{Kind: NotFound, What: "rectify.line"}
			}
		}
		return c.Object(d.Staff, tx.Stamp().At, grounds, lines)
	})
}

// Evidence lists the record ids of the lines to which an appeal may point, in the
// order in which they were written.
func (x *Rectifications) Evidence(ctx context.Context, c Rectification) ([]string, error) {
	return evidence(ctx, x.ledger, c)
}

func evidence(ctx context.Context, b Books, c Rectification) ([]string, error) {
	objs := make([]string, 0, 1+len(c.Cases))
	if c.Visit != "" {
		objs = append(objs, "ticket:"+c.Visit)
	}
	for _, id := range c.Cases {
		objs = append(objs, "case:"+id)
	}
	at := map[string]int64{}
	var out []string
	for _, obj := range objs {
		list, err := b.History(ctx, obj)
		if err != nil {
			return nil, err
		}
		for _, e := range list {
			if _, twice := at[e.Line.RID]; !twice && !strings.HasPrefix(string(e.Line.Kind), "rectification.") {
				at[e.Line.RID] = e.N
				out = append(out, e.Line.RID)
			}
		}
	}
	slices.SortFunc(out, func(a, b string) int { return int(at[a] - at[b]) })
	return out, nil
}

// act runs one change of a rectification.
func (x *Rectifications) act(ctx context.Context, rid string, d Duty, id string, k ActKind, change func(Tx, *Rectification) error) (Rectification, error) {
	done, err := x.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		c, err := tx.Rectification(ctx, id)
		if err != nil {
			return Act{}, err
		}
		base := rev(c.Rev)
		if err := change(tx, &c); err != nil {
			return Act{}, err
		}
		return Act{Kind: k, Obj: RectificationObj(id), Base: base, Rectifications: []Rectification{c}}, nil
	})
	if err != nil {
		return Rectification{}, err
	}
	if err := done.is(k); err != nil {
		return Rectification{}, err
	}
	return done.Act.Rectifications[0], nil
}
