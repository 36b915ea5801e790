package desk

import (
	"context"
	"strconv"
	"strings"
)

// Vacant takes the place of a window for a moment, so that nobody opens it in the
// meantime. While somebody has the window open it is Locked, and Holder says who.
type Vacant func(window int) (release func(), err error)

// Relief takes visitors over from a window that nobody has open: its PC has failed,
// or was switched off with somebody in front of it.
type Relief struct {
	hall   *Hall
	vacant Vacant
}

// NewRelief returns the relief of a station's windows.
func NewRelief(h *Hall, v Vacant) *Relief { return &Relief{hall: h, vacant: v} }

// Stranded lists the visitors who were called or are served at other windows that
// nobody has open.
func (r *Relief) Stranded(ctx context.Context, window int) ([]Ticket, error) {
	q, err := r.hall.Queue(ctx, window)
	if err != nil {
		return nil, err
	}
	var out []Ticket
	for _, t := range q.Others {
		if t.State == TicketHeld {
			continue // Hall.Resume goes on with it anywhere
		}
		release, err := r.vacant(t.Window)
		switch {
		case KindOf(err) == Locked:
			continue
		case err != nil:
			return nil, err
		}
		release()
		out = append(out, t)
	}
	return out, nil
}

// TakeOver brings a visitor who was called or is served at a window that nobody
// has open to the duty's window, which must be free, for a reason. The line names
// the window and the person it was taken from. While somebody has that window open
// it is Conflict with What "ticket.elsewhere".
func (r *Relief) TakeOver(ctx context.Context, rid string, d Duty, id, reason string) (Ticket, error) {
	if reason = strings.TrimSpace(reason); reason == "" {
		return Ticket{}, &Problem{Kind: Invalid, What: "relief.reason"}
	}
	old, err := r.hall.ledger.Ticket(ctx, id)
	if err != nil {
		return Ticket{}, err
	}
	if old.Window > 0 && old.Window != d.Window {
		release, err := r.vacant(old.Window)
		if KindOf(err) == Locked {
			return Ticket{}, &Problem{Kind: Conflict, What: "ticket.elsewhere", Holder: strconv.Itoa(old.Window), Cause: err}
		}
		if err != nil {
			return Ticket{}, err
		}
		defer release()
	}
	return r.hall.act(ctx, rid, d, ActTicketTakenOver, func(tx Tx) (Act, error) {
		if err := r.hall.free(ctx, tx, d); err != nil {
			return Act{}, err
		}
		t, err := tx.Ticket(ctx, id)
		if err != nil {
			return Act{}, err
		}
		if t.State != TicketCalled && t.State != TicketServing || t.Window == d.Window || t.Window != old.Window {
			return Act{}, &Problem{Kind: Conflict, What: "ticket.state"}
		}
		n := map[string]string{"window": strconv.Itoa(t.Window), "staff": t.Staff, "reason": reason}
		base := t.Rev
		t.Window, t.Staff = d.Window, d.Staff.ID
		t.Rev++
		return Act{Kind: ActTicketTakenOver, Obj: "ticket:" + t.ID, Base: rev(base), Note: n, Tickets: []Ticket{t}}, nil
	})
}
