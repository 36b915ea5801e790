package desk

import "context"

// Means is how a visitor and a clerk understand each other, where it is not by
// speaking.
type Means string

// MeansText is the text board (字板): both of them write.
const MeansText Means = "text"

// Talk records how the visitor in service is talked with. Nothing of what is said
// is kept. A visit that has the same means already is Conflict with What
// "visit.means", one that is not in service here Conflict with What
// "ticket.state".
func (h *Hall) Talk(ctx context.Context, rid string, d Duty, id string, m Means) (Ticket, error) {
	if m != MeansText {
		return Ticket{}, &Problem{Kind: Invalid, What: "visit.means"}
	}
	return h.act(ctx, rid, d, ActTicketMeans, func(tx Tx) (Act, error) {
		t, err := tx.Ticket(ctx, id)
		if err != nil {
			return Act{}, err
		}
		switch {
		case t.State != TicketServing || t.Window != d.Window:
			return Act{}, &Problem{Kind: Conflict, What: "ticket.state"}
		case t.Means == m:
			return Act{}, &Problem{Kind: Conflict, What: "visit.means"}
		}
		base := t.Rev
		t.Means = m
		t.Rev++
		return Act{Kind: ActTicketMeans, Obj: "ticket:" + t.ID, Base: rev(base), Tickets: []Ticket{t}}, nil
	})
}
