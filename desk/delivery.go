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
}

// Deliver records that the result was handed over and prints the 送达回执. A
// collector who is not the applicant has a name: that of the case's agent where
// none is given. What goes by post has its number.
func (in *Intake) Deliver(ctx context.Context, rid string, d Duty, id string, x Delivery) (Taken, error) {
	x.By, x.Post = strings.TrimSpace(x.By), strings.TrimSpace(x.Post)
	return in.stepWith(ctx, rid, d, id, ActCaseDelivered, CaseDelivered, func(tx Tx, c *Case) ([]Paper, error) {
		if err := x.settle(c, in.people); err != nil {
			return nil, err
		}
		s := tx.Stamp()
		c.Delivered, c.Way = &s.At, x.Way
		p, err := in.press.caseOf(tx, d, PaperDelivery, c)
		if err != nil {
			return nil, err
		}
		if it, ok := in.guide.Item(c.Item); ok && x.Result == "" && c.Finished != nil && c.Decision != string(DecideReject) {
			x.Result = it.Result
		}
		p.Content.Delivery = &x
		return []Paper{p}, nil
	})
}

// settle checks a delivery and completes it from the case.
func (x *Delivery) settle(c *Case, people People) error {
	switch x.Way {
	case DeliveredSelf, DeliveredHome:
		x.By, x.ByMask, x.Post = "", "", ""
	case DeliveredAgent:
		x.Post, x.ByMask = "", ""
		if a := c.Private.Agent; a != nil && (x.By == "" || x.By == a.Name) {
			x.By, x.ByMask = a.Name, people.Mask(a.Number)
		}
		if x.By == "" {
			return &Problem{Kind: Invalid, What: "delivery.by"}
		}
	case DeliveredPost:
		x.By, x.ByMask = "", ""
		if x.Post == "" {
			return &Problem{Kind: Invalid, What: "delivery.post"}
		}
	default:
		return &Problem{Kind: Invalid, What: "delivery.way"}
	}
	return nil
}
