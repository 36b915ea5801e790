package desk

import (
	"context"
	"strings"
)

// aboutTalk begins what a question is about that holds a conversation of the text
// board, followed by the id of the visit.
const aboutTalk = "talk:"

// AboutTalk reports whether the question is no question but a conversation that was
// kept.
func (q Inquiry) AboutTalk() bool { return strings.HasPrefix(q.About, aboutTalk) }

// Bounds of a conversation that is kept.
const (
	mostTalkLines = 200
	mostTalkRunes = 20_000
)

// KeepTalk keeps what was written on the text board, sealed with the visit, because
// the citizen has said yes: without a yes nothing of it is kept. It may be asked for
// more than once in a visit; each time keeps what was written since. Nothing to keep
// is Invalid with What "talk.empty", a visit that is not in service here a Conflict
// with What "ticket.state".
func (h *Hall) KeepTalk(ctx context.Context, rid string, d Duty, ticket string, lines []string) (Inquiry, error) {
	words := strings.TrimSpace(strings.Join(lines, "\n"))
	switch {
	case words == "":
		return Inquiry{}, &Problem{Kind: Invalid, What: "talk.empty"}
	case len(lines) > mostTalkLines || len([]rune(words)) > mostTalkRunes:
		return Inquiry{}, &Problem{Kind: Invalid, What: "talk.long"}
	}
	done, err := h.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		t, err := tx.Ticket(ctx, ticket)
		if err != nil {
			return Act{}, err
		}
		if t.State != TicketServing || t.Window != d.Window {
			return Act{}, &Problem{Kind: Conflict, What: "ticket.state"}
		}
		s := tx.Stamp()
		q := Inquiry{
			ID: NewID(s.At), Day: s.Day, Ticket: t.ID, Item: t.Item, Channel: AskedAtWindow, State: InquiryAnswered,
			First: d.Staff.ID, Owner: d.Staff.ID, Comm: t.Comm, About: aboutTalk + t.ID, At: s.At, Closed: &s.At, Rev: 1,
			Private: InquiryPrivate{Words: words},
		}
		return Act{Kind: ActTalkKept, Obj: "ticket:" + t.ID, Base: rev(t.Rev), Inquiries: []Inquiry{q}}, nil
	})
	if err != nil {
		return Inquiry{}, err
	}
	if err := done.is(ActTalkKept); err != nil {
		return Inquiry{}, err
	}
	return done.Act.Inquiries[0], nil
}
