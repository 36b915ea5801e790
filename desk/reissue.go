package desk

import (
	"context"
	"slices"
)

// A VoidWhy is the reason for making a paper void.
type VoidWhy string

// The reasons.
const (
	VoidPerson   VoidWhy = "person"   // 姓名或证件写错
	VoidMaterial VoidWhy = "material" // 材料、份数或日期写错
	VoidMatter   VoidWhy = "matter"   // 事项或情形选错
	VoidOther    VoidWhy = "other"    // 其他更正
)

// VoidWhys lists the reasons in the order of their digits.
func VoidWhys() []VoidWhy { return []VoidWhy{VoidPerson, VoidMaterial, VoidMatter, VoidOther} }

// Correctable reports whether a paper of the kind can be made void with a new
// one in its place. A number is printed again instead; a hand-over sheet and a
// day's summary are signed lists of what was done, and a poster is simply printed
// anew.
func (k PaperKind) Correctable() bool {
	switch k {
	case PaperTicket, PaperHandover, PaperSummary, PaperPoster, PaperBag:
		return false
	}
	return true
}

// Correct makes a paper void for a reason and issues one in its place that
// names it. A paper about a case says what the case says now; any other says
// the same as before. Both are kept. It returns the new one.
func (c *Counter) Correct(ctx context.Context, rid string, d Duty, no string, why VoidWhy) (Paper, error) {
	if !slices.Contains(VoidWhys(), why) {
		return Paper{}, &Problem{Kind: Invalid, What: "paper.why"}
	}
	return c.again(ctx, rid, d, ActPaperVoided, no, func(tx Tx, old Paper) (Act, error) {
		if !old.Kind.Correctable() {
			return Act{}, &Problem{Kind: Blocked, What: "paper.correct"}
		}
		p, err := c.press.inPlaceOf(ctx, tx, d, old)
		if err != nil {
			return Act{}, err
		}
		old.Void, old.Why = true, why
		return Act{Note: note("why", string(why)), Papers: []Paper{p, old}, Print: []string{p.No}}, nil
	})
}

// Resize prints a paper again, large or as usual. A case remembers it: its
// papers are printed so from now on.
func (c *Counter) Resize(ctx context.Context, rid string, d Duty, no string, large bool) (Paper, error) {
	return c.again(ctx, rid, d, ActPaperResized, no, func(tx Tx, p Paper) (Act, error) {
		p.Large = large
		act := Act{Papers: []Paper{p}, Print: []string{no}}
		if p.Case == "" {
			return act, nil
		}
		x, err := tx.Case(ctx, p.Case)
		if err != nil || x.Large == large {
			return act, err
		}
		x.Large = large
		x.Rev++
		act.Cases = []Case{x}
		return act, nil
	})
}

// again writes an act on a paper that is not void and returns its first paper.
// The paper that decide is given counts the act already.
func (c *Counter) again(ctx context.Context, rid string, d Duty, k ActKind, no string, decide func(Tx, Paper) (Act, error)) (Paper, error) {
	done, err := c.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		p, err := tx.Paper(ctx, no)
		if err != nil {
			return Act{}, err
		}
		if p.Void {
			return Act{}, &Problem{Kind: Blocked, What: "paper.void"}
		}
		base := p.Rev
		p.Rev++
		act, err := decide(tx, p)
		act.Kind, act.Obj, act.Base = k, "paper:"+no, rev(base)
		return act, err
	})
	if err != nil {
		return Paper{}, err
	}
	if err := done.is(k); err != nil {
		return Paper{}, err
	}
	return done.Act.Papers[0], nil
}

// inPlaceOf makes the paper that stands in for another one.
func (p *Press) inPlaceOf(ctx context.Context, tx Tx, d Duty, old Paper) (Paper, error) {
	out, err := p.paper(tx, d, old.Kind)
	if err != nil {
		return Paper{}, err
	}
	head := out.Content
	out.Ticket, out.Item, out.Content = old.Ticket, old.Item, old.Content
	if old.Case != "" {
		c, err := tx.Case(ctx, old.Case)
		if err != nil {
			return Paper{}, err
		}
		out.Case, out.Content = c.ID, p.about(head, &c)
		out.Content.Supplement, out.Content.Delivery = old.Content.Supplement, old.Content.Delivery
		out.Content.Reason = old.Content.Reason
	}
	out.Large, out.Replaces = old.Large, old.No
	w := &out.Content
	w.StaffName, w.StaffNo, w.WindowName = head.StaffName, head.StaffNo, head.WindowName
	if w.QR == old.No {
		w.QR = out.No
	}
	return out, nil
}
