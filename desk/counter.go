package desk

import (
	"context"
	"strings"
	"time"
)

// Counter answers questions at the window: the 首问 register, papers straight
// from a guide card, referrals for certificates that must not be issued, and
// reprints.
type Counter struct {
	ledger  Ledger
	station Station
	guide   Guide
	press   *Press
}

// NewCounter returns the counter of a station.
func NewCounter(l Ledger, s Station, g Guide, p *Press) *Counter {
	return &Counter{ledger: l, station: s, guide: g, press: p}
}

// An AskOrder records a question.
type AskOrder struct {
	Item    string
	Ticket  string
	Comm    string
	Channel InquiryChannel
	State   InquiryState // answered, led or open
	LedTo   string       // name and place, for a question that was led on
	Due     Day
	Private InquiryPrivate

	// Asked is when the question was asked where that was before it is
	// recorded, such as while the line to the desk was cut; zero for now.
	Asked time.Time
}

// latestNote is how old a question may be that is recorded afterwards.
const latestNote = 7 * 24 * time.Hour

// Ask records a question and who was first asked. One that was led must name
// to whom.
func (c *Counter) Ask(ctx context.Context, rid string, d Duty, o AskOrder) (Inquiry, error) {
	switch o.State {
	case InquiryAnswered, InquiryOpen:
	case InquiryLed:
		if strings.TrimSpace(o.LedTo) == "" {
			return Inquiry{}, &Problem{Kind: Invalid, What: "inquiry.ledto"}
		}
	default:
		return Inquiry{}, &Problem{Kind: Invalid, What: "inquiry.state"}
	}
	switch o.Channel {
	case "", AskedAtWindow, AskedByPhone, AskedOnVisit:
	default:
		return Inquiry{}, &Problem{Kind: Invalid, What: "inquiry.channel"}
	}
	done, err := c.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		if !o.Asked.IsZero() && tx.Stamp().At.Sub(o.Asked) > latestNote {
			return Act{}, &Problem{Kind: Invalid, What: "inquiry.asked"}
		}
		q := c.question(tx, d, o)
		return Act{Kind: ActInquiryRecorded, Obj: "inquiry:" + q.ID, Inquiries: []Inquiry{q}}, nil
	})
	if err != nil {
		return Inquiry{}, err
	}
	if err := done.is(ActInquiryRecorded); err != nil {
		return Inquiry{}, err
	}
	return done.Act.Inquiries[0], nil
}

func (c *Counter) question(tx Tx, d Duty, o AskOrder) Inquiry {
	s := tx.Stamp()
	q := Inquiry{
		ID: NewID(s.At), Day: s.Day, Ticket: o.Ticket, Item: o.Item, Channel: o.Channel, State: o.State,
		First: d.Staff.ID, Owner: d.Staff.ID, LedTo: o.LedTo, Due: o.Due,
		Comm: c.station.Community(o.Comm).Code, At: s.At, Rev: 1, Private: o.Private,
	}
	if q.Channel == "" {
		q.Channel = AskedAtWindow
	}
	if !o.Asked.IsZero() && o.Asked.Before(s.At) { // a clock that runs ahead does not ask in the future
		q.At = o.Asked.UTC().Truncate(time.Millisecond)
	}
	if q.State != InquiryOpen {
		at := q.At
		q.Closed = &at
	}
	if q.State == InquiryLed {
		q.Owner = c.taker(q.LedTo)
	}
	return q
}

// taker is who took a question on: the staff id where the name, with or without
// a place behind it, is that of a colleague, or else the words as they stand.
func (c *Counter) taker(to string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(to), " ")
	for _, p := range c.station.Staff {
		if first == p.ID || first == p.Name {
			return p.ID
		}
	}
	return to
}

// CloseInquiry ends an open question with words.
func (c *Counter) CloseInquiry(ctx context.Context, rid string, d Duty, id, words string) (Inquiry, error) {
	if strings.TrimSpace(words) == "" {
		return Inquiry{}, &Problem{Kind: Invalid, What: "inquiry.words"}
	}
	return c.settle(ctx, rid, d, id, ActInquiryClosed, func(q *Inquiry) {
		q.State, q.Private.Reply = InquiryClosed, words
	})
}

// Lead hands an open question on to a named person, who owns it from now on.
func (c *Counter) Lead(ctx context.Context, rid string, d Duty, id, to string) (Inquiry, error) {
	if strings.TrimSpace(to) == "" {
		return Inquiry{}, &Problem{Kind: Invalid, What: "inquiry.ledto"}
	}
	return c.settle(ctx, rid, d, id, ActInquiryLed, func(q *Inquiry) {
		q.State, q.LedTo, q.Owner = InquiryLed, to, c.taker(to)
	})
}

func (c *Counter) settle(ctx context.Context, rid string, d Duty, id string, k ActKind, edit func(*Inquiry)) (Inquiry, error) {
	done, err := c.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		q, err := tx.Inquiry(ctx, id)
		if err != nil {
			return Act{}, err
		}
		if q.State != InquiryOpen {
			return Act{}, &Problem{Kind: Conflict, What: "inquiry.closed"}
		}
		base, at := q.Rev, tx.Stamp().At
		edit(&q)
		q.Closed = &at
		q.Rev++
		return Act{Kind: k, Obj: "inquiry:" + q.ID, Base: rev(base), Inquiries: []Inquiry{q}}, nil
	})
	if err != nil {
		return Inquiry{}, err
	}
	if err := done.is(k); err != nil {
		return Inquiry{}, err
	}
	return done.Act.Inquiries[0], nil
}

// Notice prints the 一次性告知单 of an item for a first consultation, and
// records the question as answered by it.
func (c *Counter) Notice(ctx context.Context, rid string, d Duty, item string, answers map[string]string, ticket string) (Paper, error) {
	it, ok := c.guide.Item(item)
	if !ok {
		return Paper{}, &Problem{Kind: NotFound, What: "item"}
	}
	return c.issue(ctx, rid, d, ActPaperIssued, item, ticket, nil, func(tx Tx) (Paper, error) {
		p, err := c.press.card(tx, d, it, answers)
		p.Ticket = ticket
		return p, err
	})
}

// Referral prints the 证明事项指引单 for a certificate that this station must
// not issue (民发〔2020〕20号), and counts the refusal.
func (c *Counter) Referral(ctx context.Context, rid string, d Duty, cert Certificate, ticket string) (Paper, error) {
	if cert.Key == "" || cert.Name == "" {
		return Paper{}, &Problem{Kind: Invalid, What: "certificate"}
	}
	return c.issue(ctx, rid, d, ActReferralGiven, "", ticket, note("certificate", cert.Key), func(tx Tx) (Paper, error) {
		p, err := c.press.paper(tx, d, PaperReferral)
		p.Ticket, p.Content.Certificate = ticket, &cert
		return p, err
	})
}

func (c *Counter) issue(ctx context.Context, rid string, d Duty, k ActKind, item, ticket string, n map[string]string,
	make func(Tx) (Paper, error),
) (Paper, error) {
	done, err := c.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		p, err := make(tx)
		if err != nil {
			return Act{}, err
		}
		q := c.question(tx, d, AskOrder{Item: item, Ticket: ticket, State: InquiryAnswered})
		return Act{
			Kind: k, Obj: "paper:" + p.No, Note: n, Papers: []Paper{p}, Inquiries: []Inquiry{q}, Print: []string{p.No},
		}, nil
	})
	if err != nil {
		return Paper{}, err
	}
	if err := done.is(k); err != nil {
		return Paper{}, err
	}
	return done.Act.Papers[0], nil
}

// Reprint queues a paper once more. The paper is the same; the copy is marked
// 重打.
func (c *Counter) Reprint(ctx context.Context, rid string, d Duty, no string) (Paper, error) {
	return c.again(ctx, rid, d, ActPaperReprinted, no, func(_ Tx, p Paper) (Act, error) {
		return Act{Papers: []Paper{p}, Print: []string{no}}, nil
	})
}

// Reveal records that a person looked at a full number for a moment.
func (c *Counter) Reveal(ctx context.Context, rid string, d Duty, obj string) error {
	_, err := c.ledger.Write(ctx, rid, d, func(Tx) (Act, error) {
		return Act{Kind: ActRevealed, Obj: obj}, nil
	})
	return err
}
