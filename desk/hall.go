package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"
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
// At a station without a queue it is Blocked; a lane or a reason for priority
// that the station has not is Invalid, a matter that the guide has not is NotFound.
func (h *Hall) Take(ctx context.Context, rid string, d Duty, o TakeOrder) (Ticket, Paper, error) {
	if !h.station.Queue {
		return Ticket{}, Paper{}, &Problem{Kind: Blocked, What: "queue.none"}
	}
	if _, ok := h.station.Reason(o.Reason); !ok && o.Reason != "" {
		return Ticket{}, Paper{}, &Problem{Kind: Invalid, What: "ticket.reason"}
	}
	done, err := h.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		lane, err := h.lane(o)
		if err != nil {
			return Act{}, err
		}
		t, err := h.number(tx, lane, o)
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
	if err := done.is(ActTicketTaken); err != nil {
		return Ticket{}, Paper{}, err
	}
	return done.Act.Tickets[0], done.Act.Papers[0], nil
}

// lane returns the letter that was asked for, or else that of the matter.
func (h *Hall) lane(o TakeOrder) (string, error) {
	own := h.station.LaneFor(o.Item).Letter
	if o.Lane == "" || o.Lane == own {
		return own, nil
	}
	for _, l := range h.station.Lanes {
		if l.Letter == o.Lane {
			return o.Lane, nil
		}
	}
	return "", &Problem{Kind: Invalid, What: "ticket.lane"}
}

// WalkIn begins service of a visitor without a number at the duty's window.
func (h *Hall) WalkIn(ctx context.Context, rid string, d Duty, o TakeOrder) (Ticket, error) {
	return h.act(ctx, rid, d, ActTicketWalkIn, func(tx Tx) (Act, error) {
		if err := h.free(ctx, tx, d); err != nil {
			return Act{}, err
		}
		t, err := h.number(tx, WalkIn, o)
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
func (h *Hall) number(tx Tx, lane string, o TakeOrder) (Ticket, error) {
	if _, ok := h.press.guide.Item(o.Item); o.Item != "" && !ok {
		return Ticket{}, &Problem{Kind: NotFound, What: "item"}
	}
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
		Order: order, Taken: s.At, OffPeak: h.station.IsOffPeak(s.At), Rev: 1,
	}, nil
}

// CallNext hands the visitor whose turn it is to the duty's window. However
// many windows ask at once, a ticket goes to one of them. While a visit is in
// hand it is Blocked with What "visit.open"; with nobody waiting it is
// NotFound, and What says why; see Queue.EmptyBecause.
func (h *Hall) CallNext(ctx context.Context, rid string, d Duty) (Ticket, error) {
	return h.act(ctx, rid, d, ActTicketCalled, func(tx Tx) (Act, error) {
		if err := h.free(ctx, tx, d); err != nil {
			return Act{}, err
		}
		all, err := tx.Tickets(ctx, tx.Stamp().Day)
		if err != nil {
			return Act{}, err
		}
		q := h.station.sight(all, d.Window)
		if len(q.Waiting) == 0 {
			return Act{}, &Problem{Kind: NotFound, What: q.EmptyBecause()}
		}
		return h.callAct(tx, d, q.Waiting[0], all, ""), nil
	})
}

// Call hands a named visitor, who waits or was missed, to the duty's window out
// of turn, with a reason.
func (h *Hall) Call(ctx context.Context, rid string, d Duty, id, reason string) (Ticket, error) {
	if strings.TrimSpace(reason) == "" {
		return Ticket{}, &Problem{Kind: Invalid, What: "call.reason"}
	}
	return h.act(ctx, rid, d, ActTicketCalled, func(tx Tx) (Act, error) {
		if err := h.free(ctx, tx, d); err != nil {
			return Act{}, err
		}
		t, err := h.moving(ctx, tx, d, id, TicketCalled, TicketWaiting, TicketMissed)
		if err != nil {
			return Act{}, err
		}
		all, err := tx.Tickets(ctx, tx.Stamp().Day)
		if err != nil {
			return Act{}, err
		}
		return h.callAct(tx, d, t, all, reason), nil
	})
}

// callAct calls t. When t is an ordinary number, in turn or out of it, every
// returned one of those who wait moves up by one.
func (h *Hall) callAct(tx Tx, d Duty, t Ticket, all []Ticket, reason string) Act {
	at := tx.Stamp().At
	base := t.Rev
	changed := []Ticket{}
	if t.State == TicketWaiting && !t.Back && !t.Preferred() {
		for _, o := range all {
			if o.State == TicketWaiting && o.Back && o.Behind > 0 {
				o.Behind--
				o.Rev++
				changed = append(changed, o)
			}
		}
	}
	t.State, t.Window, t.Staff, t.Called = TicketCalled, d.Window, d.Staff.ID, &at
	t.Back, t.Behind, t.Recalls, t.For, t.Turn = false, 0, 0, 0, lastTurn(all)+1
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
		if t.Recalls >= h.station.Recalls() {
			return &Problem{Kind: Blocked, What: "ticket.recalls"}
		}
		t.Recalls++
		return nil
	}, TicketCalled)
}

// Arrived begins service of a called visitor.
func (h *Hall) Arrived(ctx context.Context, rid string, d Duty, id string) (Ticket, error) {
	return h.change(ctx, rid, d, id, ActTicketArrived, TicketServing, "", func(t *Ticket, s Stamp) error {
		t.Arrived = &s.At
		return nil
	}, TicketCalled)
}

// Missed moves a called visitor who did not come to the 过号 list. It calls
// nobody.
func (h *Hall) Missed(ctx context.Context, rid string, d Duty, id, reason string) (Ticket, error) {
	return h.change(ctx, rid, d, id, ActTicketMissed, TicketMissed, reason, func(t *Ticket, s Stamp) error {
		t.Window = 0
		return nil
	})
}

// Return puts a visitor who was missed, or called at this window and did not
// come, back behind the station's number of ordinary ones.
func (h *Hall) Return(ctx context.Context, rid string, d Duty, id string) (Ticket, error) {
	return h.act(ctx, rid, d, ActTicketReturned, func(tx Tx) (Act, error) {
		t, err := h.moving(ctx, tx, d, id, TicketWaiting, TicketCalled, TicketMissed)
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

// Hold parks the visitor in service, for one of the three reasons.
func (h *Hall) Hold(ctx context.Context, rid string, d Duty, id string, k HoldKind) (Ticket, error) {
	if k != HoldAway && k != HoldPaper && k != HoldStep {
		return Ticket{}, &Problem{Kind: Invalid, What: "hold.kind"}
	}
	return h.change(ctx, rid, d, id, ActTicketHeld, TicketHeld, string(k), func(t *Ticket, s Stamp) error {
		t.Hold, t.Held = k, &s.At
		return nil
	})
}

// Resume goes on with a held visitor, if the window is free. One who was parked
// at another window moves to this one.
func (h *Hall) Resume(ctx context.Context, rid string, d Duty, id string) (Ticket, error) {
	return h.act(ctx, rid, d, ActTicketResumed, func(tx Tx) (Act, error) {
		if err := h.free(ctx, tx, d); err != nil {
			return Act{}, err
		}
		t, err := h.moving(ctx, tx, d, id, TicketServing, TicketHeld)
		if err != nil {
			return Act{}, err
		}
		base := t.Rev
		t.State, t.Hold, t.Held, t.Window, t.Staff = TicketServing, "", nil, d.Window, d.Staff.ID
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
	if strings.TrimSpace(reason) == "" {
		return Ticket{}, &Problem{Kind: Invalid, What: "abandon.reason"}
	}
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
	q := h.station.sight(all, window)
	q.Stamp = s
	return q, nil
}

// explained is how many places an Explanation tells of.
const explained = 5

// Explain tells by which rule a window calls and whom it calls next, at most
// five, each with why it is there.
func (h *Hall) Explain(ctx context.Context, window int) (Explanation, error) {
	s, err := h.ledger.Today(ctx)
	if err != nil {
		return Explanation{}, err
	}
	all, err := h.ledger.Tickets(ctx, s.Day)
	if err != nil {
		return Explanation{}, err
	}
	x := Explanation{
		Stamp: s, Ratio: h.station.Ratio(), Behind: h.station.Behind(),
		Row: preferredRow(all, h.station.reaches(window)),
	}
	x.Next = CallOrder(h.station.sorted(all, window).Waiting, x.Row, x.Ratio)
	x.Next = x.Next[:min(len(x.Next), explained)]
	return x, nil
}

// change is an act that moves one ticket; from narrows the states in which it
// may stand.
func (h *Hall) change(ctx context.Context, rid string, d Duty, id string, k ActKind, to TicketState,
	reason string, edit func(*Ticket, Stamp) error, from ...TicketState,
) (Ticket, error) {
	return h.act(ctx, rid, d, k, func(tx Tx) (Act, error) {
		t, err := h.moving(ctx, tx, d, id, to, from...)
		if err != nil {
			return Act{}, err
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

// moving reads a ticket that the duty's window may bring to a state. Where from
// is given, the ticket must stand in one of those states. A visitor at another
// window is that window's; only one who is parked there can be gone on with.
func (h *Hall) moving(ctx context.Context, tx Tx, d Duty, id string, to TicketState, from ...TicketState) (Ticket, error) {
	t, err := tx.Ticket(ctx, id)
	if err != nil {
		return Ticket{}, err
	}
	holder := ""
	if t.Window != 0 {
		holder = strconv.Itoa(t.Window)
	}
	parked := t.State == TicketHeld && to == TicketServing
	if t.Open() && t.Window != d.Window && !parked {
		return Ticket{}, &Problem{Kind: Conflict, What: "ticket.elsewhere", Holder: holder}
	}
	if !MayMove(t.State, to) || len(from) > 0 && !slices.Contains(from, t.State) {
		return Ticket{}, &Problem{Kind: Conflict, What: "ticket.state", Holder: holder}
	}
	return t, nil
}

// free refuses while the window has a visitor, and where there is no window:
// a command without one serves nobody.
func (h *Hall) free(ctx context.Context, tx Tx, d Duty) error {
	if d.Window <= 0 {
		return &Problem{Kind: Invalid, What: "window"}
	}
	all, err := tx.Tickets(ctx, tx.Stamp().Day)
	if err != nil {
		return err
	}
	if q := h.station.sorted(all, d.Window); q.Mine != nil {
		return &Problem{Kind: Blocked, What: "visit.open", Open: []string{q.Mine.No}}
	}
	return nil
}

func (h *Hall) act(ctx context.Context, rid string, d Duty, k ActKind, decide func(Tx) (Act, error)) (Ticket, error) {
	done, err := h.ledger.Write(ctx, rid, d, decide)
	if err != nil {
		return Ticket{}, err
	}
	if err := done.is(k); err != nil {
		return Ticket{}, err
	}
	return done.Act.Tickets[0], nil
}

func waitingNow(ctx context.Context, tx Tx) ([]Ticket, error) {
	all, err := tx.Tickets(ctx, tx.Stamp().Day)
	if err != nil {
		return nil, err
	}
	var out []Ticket
	for _, t := range all {
		if t.State == TicketWaiting {
			out = append(out, t)
		}
	}
	return out, nil
}

// is returns a Conflict when the record id stands in the journal for an act of
// another kind, so that nobody takes that act for the one asked for.
func (d Done) is(k ActKind) error {
	if d.Act.Kind != k {
		return &Problem{Kind: Conflict, What: "rid"}
	}
	return nil
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
