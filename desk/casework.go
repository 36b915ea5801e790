package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Finish ends an accepted case that is done at this desk (即办件).
func (in *Intake) Finish(ctx context.Context, rid string, d Duty, id, words string) (Case, error) {
	return in.step(ctx, rid, d, id, ActCaseFinished, CaseDone, func(c *Case, s Stamp) error {
		if c.State != CaseAccepted {
			return &Problem{Kind: Blocked, What: "case.state"}
		}
		c.Words, c.Finished = words, &s.At
		return nil
	})
}

// Withdraw ends a case at the applicant's wish, before a decision. A draft over
// it goes.
func (in *Intake) Withdraw(ctx context.Context, rid string, d Duty, id, reason string) (Case, error) {
	return in.step(ctx, rid, d, id, ActCaseWithdrawn, CaseWithdrawn, func(c *Case, s Stamp) error {
		if strings.TrimSpace(reason) == "" {
			return &Problem{Kind: Invalid, What: "withdraw.reason"}
		}
		c.Words, c.Finished = reason, &s.At
		return nil
	})
}

func (in *Intake) step(ctx context.Context, rid string, d Duty, id string, k ActKind, to CaseState, edit func(*Case, Stamp) error) (Case, error) {
	act, err := in.stepWith(ctx, rid, d, id, k, to, func(tx Tx, c *Case) (Act, error) { return Act{}, edit(c, tx.Stamp()) })
	if err != nil {
		return Case{}, err
	}
	return act.Cases[0], nil
}

// stepWith moves a case on. What edit returns goes with the step, and its papers
// are printed.
func (in *Intake) stepWith(ctx context.Context, rid string, d Duty, id string, k ActKind, to CaseState,
	edit func(Tx, *Case) (Act, error),
) (Act, error) {
	done, err := in.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		c, err := tx.Case(ctx, id)
		if err != nil {
			return Act{}, err
		}
		if !MayGo(c.Mode, c.State, to) {
			return Act{}, &Problem{Kind: Blocked, What: "case.state"}
		}
		base := c.Rev
		act, err := edit(tx, &c)
		if err != nil {
			return Act{}, err
		}
		c.State = to
		c.Rev++
		act.Kind, act.Obj, act.Base, act.Cases = k, "case:"+id, rev(base), []Case{c}
		for _, p := range act.Papers {
			act.Print = append(act.Print, p.No)
		}
		if to.Ended() {
			act.DropDraft = id // nothing can come of it any more
		}
		return act, nil
	})
	if err != nil {
		return Act{}, err
	}
	return done.Act, done.is(k)
}

// HandOver gives the cases of one community that wait for the street and have
// no bag to scan out to it, oldest first, on one 材料移交清单: a batch that is
// opened and closed at once. What does not fit on one sheet, which is what one
// line of the journal can hold, waits for the next, and so do the other
// communities; cases with a bag on the shelf wait for Batches. With nothing to
// hand over it is NotFound.
func (in *Intake) HandOver(ctx context.Context, rid string, d Duty) (Paper, error) {
	x := NewBatches(in.ledger, in.station, in, in.press)
	done, err := in.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		cases, err := in.unbagged(ctx, tx)
		if err != nil {
			return Act{}, err
		}
		if len(cases) == 0 {
			return Act{}, &Problem{Kind: NotFound, What: "handover"}
		}
		b, err := x.fresh(tx, d, in.station.Community(cases[0].Comm).Code)
		if err != nil {
			return Act{}, err
		}
		cases = slices.DeleteFunc(cases, func(c Case) bool { return in.station.Community(c.Comm).Code != b.Comm })
		if cases, err = oneSheet(cases); err != nil {
			return Act{}, err
		}
		for _, c := range cases {
			b.Cases = append(b.Cases, c.ID)
		}
		return x.handed(ctx, tx, d, b, "", nil)
	})
	if err != nil {
		return Paper{}, err
	}
	if err := done.is(ActCaseHanded); err != nil {
		return Paper{}, err
	}
	return done.Act.Papers[0], nil
}

// unbagged lists the cases that wait for the street and have no bag here.
func (in *Intake) unbagged(ctx context.Context, b Books) ([]Case, error) {
	cases, err := in.ToHandOver(ctx, b)
	if err != nil || len(cases) == 0 {
		return nil, err
	}
	bags, err := b.Bags(ctx, BagFilter{States: []BagState{BagShelf, BagPacked, BagMissing}, Limit: mostListed})
	if err != nil {
		return nil, err
	}
	held := map[string]bool{}
	for _, x := range bags {
		held[x.Case] = true
	}
	return slices.DeleteFunc(cases, func(c Case) bool { return held[c.ID] }), nil
}

// sheet makes the 材料移交清单 of a batch and brings its cases to the street.
func (in *Intake) sheet(tx Tx, d Duty, b *Batch, cases []Case, bags []Bag) (Paper, error) {
	p, err := in.press.paper(tx, d, PaperHandover)
	if err != nil {
		return Paper{}, err
	}
	p.Content.Community = in.station.Community(b.Comm).Name
	b.Cases, b.Sheet = nil, p.No
	s := tx.Stamp()
	for i := range cases {
		c := &cases[i]
		row := PaperCase{
			No: c.No, Item: c.Title, Applicant: c.Private.Applicant.Name, Pages: c.Pages(),
			State: string(c.State), Community: p.Content.Community,
		}
		for _, x := range bags {
			if x.Case == c.ID {
				row.Originals += x.Originals()
				row.Bags = append(row.Bags, Tail(x.Code))
			}
		}
		p.Content.Cases = append(p.Content.Cases, row)
		b.Cases = append(b.Cases, c.ID)
		c.State, c.Handed, c.Sheet = CaseHanded, &s.At, p.No
		c.Rev++
	}
	return p, nil
}

// mostOnSheet bounds what the cases of one sheet take in a line of the journal,
// in bytes: a line travels in one request of the night run.
const mostOnSheet = 256 << 10

// oneSheet returns the cases from the front that fit on one sheet, at least one.
func oneSheet(cases []Case) ([]Case, error) {
	size := 0
	for i := range cases {
		open, err := json.Marshal(&cases[i])
		if err != nil {
			return nil, err
		}
		private, err := json.Marshal(&cases[i].Private)
		if err != nil {
			return nil, err
		}
		size += len(open) + 2*len(private) // sealed and written as base64
		if i > 0 && size > mostOnSheet {
			return cases[:i], nil
		}
	}
	return cases, nil
}

// mostListed is as many as a list gives that must not leave anything out.
const mostListed = 10_000

// ToHandOver lists the cases that wait for the street, oldest first: everything
// received or supplied, and what was accepted and is not done here at once.
func (in *Intake) ToHandOver(ctx context.Context, b Books) ([]Case, error) {
	all, err := b.Cases(ctx, CaseFilter{
		States: []CaseState{CaseReceived, CaseSupplied, CaseAccepted}, Limit: mostListed,
	})
	if err != nil {
		return nil, err
	}
	var out []Case
	for _, c := range all {
		if (c.State != CaseAccepted || c.Project != Instant) && MayGo(c.Mode, c.State, CaseHanded) {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b Case) int { return cmp.Compare(a.No, b.No) })
	return out, nil
}

// A StreetDecision is one decision as it comes down the feed.
type StreetDecision struct {
	Case     string   `json:"case"` // case id
	No       string   `json:"no"`
	Decision Decision `json:"decision"`
	Words    string   `json:"words"`
	By       string   `json:"by"`
	At       LineTime `json:"at"`
	Ver      int      `json:"ver"`
}

// Decide applies a decision of the street to a case. It reports false where
// the case cannot go there: the decision is kept with the case and the state
// stays, so that a clerk sees both.
func (c *Case) Decide(d StreetDecision) bool {
	if d.Ver <= c.DecisionVer {
		return true // seen already
	}
	c.Decision, c.DecisionVer = string(d.Decision), d.Ver
	c.Rev++
	to, ok := d.Decision.After()
	if !ok || !MayGo(c.Mode, c.State, to) {
		return false // the words stay those of the state; the street's are in the history
	}
	c.State, c.Words = to, d.Words
	if to == CaseSupplement && c.ClockRuns() {
		c.pause(dayOf(time.Time(d.At)), PauseSupplement, "")
	}
	if to.Ended() {
		t := time.Time(d.At)
		c.Finished = &t
	}
	return true
}
