package desk

import (
	"context"
	"strings"
)

// Custody keeps account of the originals at the station: every bag on the
// shelf, out with a batch, back, and returned to its citizen, each with the
// time and the person. What it cannot do is look at the shelf: see Shelf.
type Custody struct {
	ledger  Ledger
	station Station
}

// NewCustody returns the custody of a station.
func NewCustody(l Ledger, s Station) *Custody {
	return &Custody{ledger: l, station: s}
}

// A Collecting says who has something back: the applicant, the agent of the
// case, or somebody with a delegation of their own.
type Collecting string

// Who may collect.
const (
	CollectedSelf     Collecting = "self"     // 本人
	CollectedAgent    Collecting = "agent"    // 办件的代理人
	CollectedDelegate Collecting = "delegate" // 持委托书的人
)

// A Collector is whoever stands at the window for an original or a result. The
// number is looked at and not kept.
type Collector struct {
	Number     string // of the identity document, read from the card, scanned or typed
	Delegation bool   // a written delegation was seen
	Name       string // of somebody with a delegation; it stands on the 送达回执
}

// Collector finds out who may have the originals and the result of a case: the
// number must be that of the applicant or of the case's agent; for anybody else
// it is Blocked with What "collect.delegation" until a delegation was seen.
func (c *Case) Collector(who Collector) (Collecting, error) {
	n := plainNumber(who.Number)
	switch {
	case n == "":
		return "", &Problem{Kind: Invalid, What: "collect.number"}
	case n == plainNumber(c.Private.Applicant.Number):
		return CollectedSelf, nil
	case c.Private.Agent != nil && n == plainNumber(c.Private.Agent.Number):
		return CollectedAgent, nil
	case who.Delegation:
		return CollectedDelegate, nil
	}
	return "", &Problem{Kind: Blocked, What: "collect.delegation"}
}

// plainNumber is a number without blanks, in capitals, so that two readings of
// one document compare.
func plainNumber(s string) string {
	return strings.ToUpper(strings.Join(strings.Fields(s), ""))
}

// Return gives the originals of a case that are on the shelf back, all of them,
// to whoever may have them, without a result: of a case that was withdrawn, or
// whose result went by post. With none on the shelf it is NotFound.
func (x *Custody) Return(ctx context.Context, rid string, d Duty, caseID string, who Collector) ([]Bag, error) {
	done, err := x.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		c, err := tx.Case(ctx, caseID)
		if err != nil {
			return Act{}, err
		}
		to, err := c.Collector(who)
		if err != nil {
			return Act{}, err
		}
		bags, err := returned(ctx, tx, d, caseID, to)
		if err != nil {
			return Act{}, err
		}
		if len(bags) == 0 {
			return Act{}, &Problem{Kind: NotFound, What: "bag.none"}
		}
		return Act{Kind: ActBagReturned, Obj: "case:" + caseID, Note: note(noteTo, string(to)), Bags: bags}, nil
	})
	if err != nil {
		return nil, err
	}
	if err := done.is(ActBagReturned); err != nil {
		return nil, err
	}
	return done.Act.Bags, nil
}

// returned lists the bags of a case on the shelf as they are once they have been
// given back.
func returned(ctx context.Context, tx Tx, d Duty, caseID string, to Collecting) ([]Bag, error) {
	bags, err := tx.Bags(ctx, BagFilter{Case: caseID, States: []BagState{BagShelf}})
	if err != nil {
		return nil, err
	}
	for i := range bags {
		bags[i].To = to
		bags[i].move(BagReturned, d, tx.Stamp())
	}
	return bags, nil
}

// Find returns the bag with a code, or with the end of one where only one bag
// that is not returned ends so.
func (x *Custody) Find(ctx context.Context, code string) (Bag, error) {
	return findBag(ctx, x.ledger, code)
}

func findBag(ctx context.Context, b Books, code string) (Bag, error) {
	code = plainNumber(code)
	bag, err := b.Bag(ctx, code)
	if err == nil || KindOf(err) != NotFound || len(code) < leastTail {
		return bag, err
	}
	all, err := b.Bags(ctx, BagFilter{Limit: mostListed, States: []BagState{BagShelf, BagPacked, BagStreet, BagMissing}})
	if err != nil {
		return Bag{}, err
	}
	var found []Bag
	for _, x := range all {
		if strings.HasSuffix(x.Code, code) {
			found = append(found, x)
		}
	}
	switch len(found) {
	case 0:
		return Bag{}, &Problem{Kind: NotFound, What: "bag"}
	case 1:
		return found[0], nil
	}
	p := &Problem{Kind: Conflict, What: "bag.several"}
	for _, x := range found {
		p.Open = append(p.Open, x.Code)
	}
	return Bag{}, p
}

// leastTail is how much of a code must be typed to find a bag by its end.
const leastTail = 4
