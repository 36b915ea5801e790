package desk

import (
	"context"
	"strconv"
)

// Hall numbers visitors, calls them and follows them to the end of the visit.
// Every method takes the record id of the act, minted by the caller: a retry
// with the same id acts once.
type Hall struct {
	ledger  Ledger
	station Station
	press   *Press
}

// NewHall returns the hall of a station.
func NewHall(l Ledger, s Station, p *Press) *Hall {
	return &Hall{ledger: l, station: s, press: p}
}

// A TakeOrder asks for a number.
type TakeOrder struct {
	Item    string // matter, "" for the default lane
	Lane    string // letter, "" for the item's lane
	Comm    string
	Reason  string // priority reason
	Returns string // case number that the visitor comes back for
}

// Take gives out the next number of a lane and queues its slip for printing.
// At a station without a queue it is Blocked.
func (h *Hall) Take(ctx context.Context, rid string, d Duty, o TakeOrder) (Ticket, Paper, error) {
	if !h.station.Queue {
		return Ticket{}, Paper{}, &Problem{Kind: Blocked, What: "queue.none"}
	}
	done, err := h.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		lane := h.station.LaneFor(o.Item)
		if o.Lane != "" {
			lane = Lane{Letter: o.Lane}
		}
		t, err := h.number(ctx, tx, lane.Letter, o)
		if err != nil {
			return Act{}, err
		}
		t.State = TicketWaiting
		ahead, err := waitingNow(ctx, tx)
		if err != nil {
			return Act{}, err
		}
		p, err := h.press.slip(tx, d, t, len(ahead))
		if err != nil {
			return Act{}, err
		}
		return Act{
			Kind: ActTicketTaken, Obj: "ticket:" + t.ID,
			Tickets: []Ticket{t}, Papers: []Paper{p}, Print: []string{p.No},
		}, nil
	})
	if err != nil {
		return Ticket{}, Paper{}, err
	}
	return done.Act.Tickets[0], done.Act.Papers[0], nil
}

// WalkIn begins service of a visitor without a number at the duty's window.
func (h *Hall) WalkIn(ctx context.Context, rid string, d Duty, o TakeOrder) (Ticket, error) {
	return h.act(ctx, rid, d, func(tx Tx) (Act, error) {
		if err := h.free(ctx, tx, d); err != nil {
			return Act{}, err
		}
		t, err := h.number(ctx, tx, WalkIn, o)
		if err != nil {
			return Act{}, err
		}
		at := tx.Stamp().At
		t.State, t.Window, t.Staff = TicketServing, d.Window, d.Staff.ID
		t.Called, t.Arrived = &at, &at
		return Act{Kind: ActTicketWalkIn, Obj: "ticket:" + t.ID, Tickets: []Ticket{t}}, nil
	})
}

// number makes the next ticket of a lane, without a state.
func (h *Hall) number(ctx context.Context, tx Tx, lane string, o TakeOrder) (Ticket, error) {
	n, err := tx.NextTicket(lane)
	if err != nil {
		return Ticket{}, err
	}
	order, err := tx.NextOrder()
	if err != nil {
		return Ticket{}, err
	}
	s := tx.Stamp()
	return Ticket{
		ID: NewID(s.At), Day: s.Day, No: tx.Serial().Ticket(lane, n), Lane: lane, Seq: n,
		Item: o.Item, Comm: h.station.Community(o.Comm).Code, Reason: o.Reason, Returns: o.Returns,
		Order: order, Taken: s.At, Rev: 1,
	}, nil
}

// CallNext hands the visitor whose turn it is to the duty's window. However
// many windows ask at once, a ticket goes to one of them. While a visit is in
// hand it is Blocked with What "visit.open"; with nobody waiting it is
// NotFound, and What says why: "queue.empty", "queue.held" or "queue.missed".
func (h *Hall) CallNext(ctx context.Context, rid string, d Duty) (Ticket, error) {
	return h.act(ctx, rid, d, func(tx Tx) (Act, error) {
		if err := h.free(ctx, tx, d); err != nil {
			return Act{}, err
		}
		all, err := tx.Tickets(ctx, tx.Stamp().Day)
		if err != nil {
			return Act{}, err
		}
		q := sight(all, d.Window)
		if len(q.Waiting) == 0 {
			return Act{}, &Problem{Kind: NotFound, What: emptyBecause(q)}
		}
		return h.callAct(tx, d, q.Waiting[0], q.Waiting[1:], ""), nil
	})
}

// Call hands a named visitor to the duty's window out of turn, with a reason.
func (h *Hall) Call(ctx context.Context, rid string, d Duty, id, reason string) (Ticket, error) {
	if reason == "" {
		return Ticket{}, &Problem{Kind: Invalid, What: "call.reason"}
	}
	return h.act(ctx, rid, d, func(tx Tx) (Act, error) {
		if err := h.free(ctx, tx, d); err != nil {
			return Act{}, err
		}
		t, err := h.moving(ctx, tx, id, TicketCalled)
		if err != nil {
			return Act{}, err
		}
		return h.callAct(tx, d, t, nil, reason), nil
	})
}

// callAct calls t; rest are the others who wait, behind whom a returned number
// moves up by one when an ordinary one is called.
func (h *Hall) callAct(tx Tx, d Duty, t Ticket, rest []Ticket, reason string) Act {
	at := tx.Stamp().At
	base := t.Rev
	changed := []Ticket{}
	if !t.Back {
		for _, o := range rest {
			if o.Back && o.Behind > 0 {
				o.Behind--
				o.Rev++
				changed = append(changed, o)
			}
		}
	}
	t.State, t.Window, t.Staff, t.Called = TicketCalled, d.Window, d.Staff.ID, &at
	t.Back, t.Behind, t.Recalls = false, 0, 0
	t.Rev++
	return Act{
		Kind: ActTicketCalled, Obj: "ticket:" + t.ID, Base: rev(base), Note: note("reason", reason),
		Tickets: append([]Ticket{t}, changed...),
	}
}

// Recall calls the visitor again, up to the station's maximum; beyond it is
// Blocked with What "ticket.recalls".
func (h *Hall) Recall(ctx context.Context, rid string, d Duty, id string) (Ticket, error) {
	return h.change(ctx, rid, d, id, ActTicketRecalled, TicketCalled, "", func(t *Ticket, s Stamp) error {
		if t.State != TicketCalled {
			return &Problem{Kind: Blocked, What: "ticket.state"}
		}
		if t.Recalls >= h.station.Recalls() {
			return &Problem{Kind: Blocked, What: "ticket.recalls"}
		}
		t.Recalls++
		return nil
	})
}

// Arrived begins service of a called visitor.
func (h *Hall) Arrived(ctx context.Context, rid string, d Duty, id string) (Ticket, error) {
	return h.change(ctx, rid, d, id, ActTicketArrived, TicketServing, "", func(t *Ticket, s Stamp) error {
		t.Arrived = &s.At
		return nil
	})
}

// Missed moves a called visitor who did not come to the 过号 list. It calls
// nobody.
func (h *Hall) Missed(ctx context.Context, rid string, d Duty, id, reason string) (Ticket, error) {
	return h.change(ctx, rid, d, id, ActTicketMissed, TicketMissed, reason, func(t *Ticket, s Stamp) error {
		t.Window = 0
		return nil
	})
}

// Return puts a missed visitor back, behind the station's number of ordinary
// ones.
func (h *Hall) Return(ctx context.Context, rid string, d Duty, id string) (Ticket, error) {
	return h.act(ctx, rid, d, func(tx Tx) (Act, error) {
		t, err := h.moving(ctx, tx, id, TicketWaiting)
		if err != nil {
			return Act{}, err
		}
		base := t.Rev
		if t.Order, err = tx.NextOrder(); err != nil {
			return Act{}, err
		}
		t.State, t.Back, t.Behind, t.Window = TicketWaiting, true, h.station.Behind(), 0
		t.Rev++
		return Act{Kind: ActTicketReturned, Obj: "ticket:" + t.ID, Base: rev(base), Tickets: []Ticket{t}}, nil
	})
}

// Hold parks the visitor in service.
func (h *Hall) Hold(ctx context.Context, rid string, d Duty, id string, k HoldKind) (Ticket, error) {
	return h.change(ctx, rid, d, id, ActTicketHeld, TicketHeld, string(k), func(t *Ticket, s Stamp) error {
		t.Hold = k
		return nil
	})
}

// Resume goes on with a held visitor, if the window is free.
func (h *Hall) Resume(ctx context.Context, rid string, d Duty, id string) (Ticket, error) {
	return h.act(ctx, rid, d, func(tx Tx) (Act, error) {
		if err := h.free(ctx, tx, d); err != nil {
			return Act{}, err
		}
		t, err := h.moving(ctx, tx, id, TicketServing)
		if err != nil {
			return Act{}, err
		}
		base := t.Rev
		t.State, t.Hold, t.Window, t.Staff = TicketServing, "", d.Window, d.Staff.ID
		t.Rev++
		return Act{Kind: ActTicketResumed, Obj: "ticket:" + t.ID, Base: rev(base), Tickets: []Ticket{t}}, nil
	})
}

// Finish ends the visit.
func (h *Hall) Finish(ctx context.Context, rid string, d Duty, id string) (Ticket, error) {
	return h.change(ctx, rid, d, id, ActTicketDone, TicketDone, "", func(t *Ticket, s Stamp) error {
		t.Ended = &s.At
		return nil
	})
}

// Abandon closes a number whose holder has left, with a reason.
func (h *Hall) Abandon(ctx context.Context, rid string, d Duty, id, reason string) (Ticket, error) {
	return h.change(ctx, rid, d, id, ActTicketAbandoned, TicketAbandoned, reason, func(t *Ticket, s Stamp) error {
		t.Ended = &s.At
		return nil
	})
}

// Queue shows the waiting room of the current business day to a window.
func (h *Hall) Queue(ctx context.Context, window int) (Queue, error) {
	s, err := h.ledger.Today(ctx)
	if err != nil {
		return Queue{}, err
	}
	all, err := h.ledger.Tickets(ctx, s.Day)
	if err != nil {
		return Queue{}, err
	}
	q := sight(all, window)
	q.Stamp = s
	return q, nil
}

// change is an act that moves one ticket.
func (h *Hall) change(ctx context.Context, rid string, d Duty, id string, k ActKind, to TicketState,
	reason string, edit func(*Ticket, Stamp) error,
) (Ticket, error) {
	return h.act(ctx, rid, d, func(tx Tx) (Act, error) {
		t, err := h.moving(ctx, tx, id, to)
		if err != nil {
			return Act{}, err
		}
		if t.Window != 0 && t.Window != d.Window {
			return Act{}, &Problem{Kind: Conflict, What: "ticket.elsewhere", Holder: strconv.Itoa(t.Window)}
		}
		base := t.Rev
		if err := edit(&t, tx.Stamp()); err != nil {
			return Act{}, err
		}
		t.State = to
		t.Rev++
		return Act{Kind: k, Obj: "ticket:" + t.ID, Base: rev(base), Note: note("reason", reason), Tickets: []Ticket{t}}, nil
	})
}

// moving reads a ticket that may go to a state.
func (h *Hall) moving(ctx context.Context, tx Tx, id string, to TicketState) (Ticket, error) {
	t, err := tx.Ticket(ctx, id)
	if err != nil {
		return Ticket{}, err
	}
	if !MayMove(t.State, to) {
		p := &Problem{Kind: Conflict, What: "ticket.state"}
		if t.Window != 0 {
			p.Holder = strconv.Itoa(t.Window)
		}
		return Ticket{}, p
	}
	return t, nil
}

// free refuses while the window has a visitor.
func (h *Hall) free(ctx context.Context, tx Tx, d Duty) error {
	all, err := tx.Tickets(ctx, tx.Stamp().Day)
	if err != nil {
		return err
	}
	if q := sight(all, d.Window); q.Mine != nil {
		return &Problem{Kind: Blocked, What: "visit.open", Open: []string{q.Mine.No}}
	}
	return nil
}

func (h *Hall) act(ctx context.Context, rid string, d Duty, decide func(Tx) (Act, error)) (Ticket, error) {
	done, err := h.ledger.Write(ctx, rid, d, decide)
	if err != nil {
		return Ticket{}, err
	}
	return done.Act.Tickets[0], nil
}

// emptyBecause says why nobody can be called.
func emptyBecause(q Queue) string {
	switch {
	case len(q.Held) > 0:
		return "queue.held"
	case len(q.Missed) > 0:
		return "queue.missed"
	}
	return "queue.empty"
}

func waitingNow(ctx context.Context, tx Tx) ([]Ticket, error) {
	all, err := tx.Tickets(ctx, tx.Stamp().Day)
	if err != nil {
		return nil, err
	}
	return sight(all, 0).Waiting, nil
}

// rev writes the base member of a line.
func rev(n int) string { return "rev:" + strconv.Itoa(n) }

// note returns a note with one entry, or nil for an empty value.
func note(key, value string) map[string]string {
	if value == "" {
		return nil
	}
	return map[string]string{key: value}
}
