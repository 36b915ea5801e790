package desk

import (
	"context"
	"slices"
	"strconv"
)

// An Onward is where a visitor is passed on to, with the same number: a window,
// the list of another community, or the street's service centre. Exactly one of
// its members is set.
type Onward struct {
	Window int
	Comm   string // community code
	Centre bool
}

// PassOn passes a visitor who waits, was called, is served or is parked here on
// to another window, another community's list or the street's centre. The number
// stays, and so does its place by arrival: who was sent on has waited since the
// first number. For the street a slip with the same number is printed and the
// visit ends here.
func (h *Hall) PassOn(ctx context.Context, rid string, d Duty, id string, to Onward) (Ticket, error) {
	if err := h.onward(d, to); err != nil {
		return Ticket{}, err
	}
	state := TicketWaiting
	if to.Centre {
		state = TicketTransferred
	}
	return h.act(ctx, rid, d, ActTicketPassedOn, func(tx Tx) (Act, error) {
		t, err := h.moving(ctx, tx, d, id, state, TicketWaiting, TicketCalled, TicketServing, TicketHeld)
		if err != nil {
			return Act{}, err
		}
		if t.State == TicketWaiting && (to.Window != 0 && t.For == to.Window || to.Comm != "" && t.Comm == to.Comm) {
			return Act{}, &Problem{Kind: Conflict, What: "ticket.state"}
		}
		if t.Lane == WalkIn && !to.Centre {
			return Act{}, &Problem{Kind: Blocked, What: "onward.walkin"}
		}
		base := t.Rev
		t.State, t.Window, t.Staff, t.Hold, t.Held, t.Arrived = state, 0, "", "", nil, nil
		t.Back, t.Behind = false, 0
		t.Rev++
		act := Act{Kind: ActTicketPassedOn, Obj: "ticket:" + t.ID, Base: rev(base)}
		switch {
		case to.Centre:
			at := tx.Stamp().At
			t.Ended = &at
			p, err := h.press.onwardSlip(tx, d, t)
			if err != nil {
				return Act{}, err
			}
			act.Note, act.Papers, act.Print = note("to", "centre"), []Paper{p}, []string{p.No}
		case to.Comm != "":
			t.Comm, t.For = to.Comm, 0
			act.Note = note("to", "community:"+to.Comm)
		default:
			t.For = to.Window
			act.Note = note("to", "window:"+strconv.Itoa(to.Window))
		}
		act.Tickets = []Ticket{t}
		return act, nil
	})
}

// onward refuses a place that is not there, or more than one.
func (h *Hall) onward(d Duty, to Onward) error {
	bad := &Problem{Kind: Invalid, What: "onward"}
	switch {
	case to.Centre:
		if to.Window != 0 || to.Comm != "" {
			return bad
		}
	case to.Comm != "":
		if to.Window != 0 || !slices.ContainsFunc(h.station.Communities, func(c Community) bool { return c.Code == to.Comm }) {
			return bad
		}
	case to.Window == d.Window, !slices.ContainsFunc(h.station.Windows, func(w Window) bool { return w.No == to.Window }):
		return bad
	}
	return nil
}
