package desk

import (
	"context"
	"strings"
)

// A DeliveryWay is how the result of a case came to its applicant.
type DeliveryWay string

// The ways.
const (
	DeliveredSelf  DeliveryWay = "self"  // 本人领取
	DeliveredAgent DeliveryWay = "agent" // 代领
	DeliveredPost  DeliveryWay = "post"  // 邮寄
	DeliveredHome  DeliveryWay = "home"  // 上门送达
)

// A Delivery says who collected a result and how that was checked. It stands on
// the 送达回执; By is a citizen's name and is sealed with the paper.
type Delivery struct {
	Way    DeliveryWay `json:"way"`
	By     string      `json:"by,omitempty"` // whoever collected, where it was not the applicant
	ByMask string      `json:"by_mask,omitempty"`
	Post   string      `json:"post,omitempty"`   // number of the consignment
	Result string      `json:"result,omitempty"` // what was handed over

	Carrier Carrier `json:"carrier,omitempty"` // who takes the consignment
}

// A HandOut says how a result leaves the station: with whoever stands at the
// window, which is the zero Way, by post or to the applicant's home.
type HandOut struct {
	Way    DeliveryWay // "", DeliveredPost or DeliveredHome
	Who    Collector   // whoever has come, where Way is ""
	Post   string      // number of the consignment, for the post; see ParseConsignment
	Result string      // what is handed over, "" for what the guide says

	Carrier Carrier // who takes the consignment, "" for whoever's the number is
}

// A Handed is a result that has left the station.
type Handed struct {
	Case   Case
	To     Collecting // who had it, "" for the post
	Papers []Paper
	Bags   []Bag // of originals that went with it
}

// Deliver records that the result was handed over and prints the 送达回执. Whoever
// has come for it must be the applicant, the agent of the case or somebody with a
// delegation and a name, see Case.Collector. What goes by post has its number, which
// stays with the case. The originals on the shelf go back in the same act, but not by post: those wait for
// Custody.Return.
func (in *Intake) Deliver(ctx context.Context, rid string, d Duty, id string, o HandOut) (Handed, error) {
	done, err := in.stepWith(ctx, rid, d, id, ActCaseDelivered, CaseDelivered, func(tx Tx, c *Case) (Act, error) {
		to, x, err := o.settle(c, in.people)
		if err != nil {
			return Act{}, err
		}
		s := tx.Stamp()
		c.Delivered, c.Way = &s.At, x.Way
		if x.Way == DeliveredPost {
			c.Private.Post = &Consignment{x.Carrier, x.Post}
		}
		p, err := in.press.caseOf(tx, d, PaperDelivery, c)
		if err != nil {
			return Act{}, err
		}
		if it, ok := pinned(in.guide, c).Item(c.Item); ok && x.Result == "" && c.Finished != nil && c.Decision != string(DecideReject) {
			x.Result = it.Result
		}
		p.Content.Delivery = &x
		act := Act{Papers: []Paper{p}, Note: note(noteTo, string(to))}
		if x.Way == DeliveredPost {
			act.Note = note(noteCarrier, string(x.Carrier)) // its number is sealed with the case
		} else {
			act.Bags, err = returned(ctx, tx, d, id, to)
		}
		return act, err
	})
	if err != nil {
		return Handed{}, err
	}
	return Handed{Case: done.Cases[0], To: Collecting(done.Note[noteTo]), Papers: done.Papers, Bags: done.Bags}, nil
}

// Members of a line's note: who had something back, and who takes it by post.
const (
	noteTo      = "to"
	noteCarrier = "carrier"
)

// settle finds out who has the result, and what the 送达回执 says of it.
func (o HandOut) settle(c *Case, people People) (Collecting, Delivery, error) {
	x := Delivery{Way: o.Way, Result: o.Result}
	switch o.Way {
	case DeliveredHome:
		return CollectedSelf, x, nil
	case DeliveredPost:
		p, err := ParseConsignment(o.Carrier, o.Post)
		x.Carrier, x.Post = p.Carrier, p.No
		return "", x, err
	case "":
	default:
		return "", x, &Problem{Kind: Invalid, What: "delivery.way"}
	}
	to, err := c.Collector(o.Who)
	x.Way = DeliveredAgent
	switch {
	case err != nil:
		return "", x, err
	case to == CollectedSelf:
		x.Way = DeliveredSelf
	case to == CollectedAgent:
		x.By, x.ByMask = c.Private.Agent.Name, people.Mask(c.Private.Agent.Number)
	default:
		if x.By = strings.TrimSpace(o.Who.Name); x.By == "" {
			return "", x, &Problem{Kind: Invalid, What: "delivery.by"}
		}
	}
	return to, x, nil
}
