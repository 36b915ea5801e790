package desk

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

// UndoWithin is how long an act in the waiting room can be taken back.
const UndoWithin = 10 * time.Minute

// undoLooks is how many of the latest lines are looked through: more than a
// station writes in UndoWithin.
const undoLooks = 400

// undoable are the acts in the waiting room that can be taken back.
var undoable = map[ActKind]bool{
	ActTicketTaken: true, ActTicketWalkIn: true, ActTicketCalled: true, ActTicketRecalled: true,
	ActTicketArrived: true, ActTicketMissed: true, ActTicketReturned: true, ActTicketHeld: true,
	ActTicketResumed: true, ActTicketDone: true, ActTicketAbandoned: true, ActTicketPreferred: true,
	ActTicketPassedOn: true,
}

// An Undone is an act that was taken back.
type Undone struct {
	Kind   ActKind // of the act
	Ticket Ticket  // as it stands now
}

// Undo takes back the latest act in the waiting room that this window has not
// taken back yet, if it is not older than UndoWithin and nobody has built on it.
// Everything that the act changed stands as before; a number or visit that began
// with it is void, and so is the slip that was printed. Both lines stay in the
// journal.
//
// With nothing to take back it is NotFound with What "undo.none". An act that is
// too old is Blocked with What "undo.late"; one that somebody has built on is
// Blocked with What "undo.built", and one after which another visitor came to the
// window with "visit.open".
func (h *Hall) Undo(ctx context.Context, rid string, d Duty) (Undone, error) {
	done, err := h.ledger.Write(ctx, rid, d, func(tx Tx) (Act, error) {
		u := undoing{ctx: ctx, tx: tx, hall: h, duty: d}
		if err := u.find(); err != nil {
			return Act{}, err
		}
		return u.act()
	})
	if err != nil {
		return Undone{}, err
	}
	if err := done.is(ActTicketUndone); err != nil {
		return Undone{}, err
	}
	return Undone{Kind: ActKind(done.Act.Note[noteKind]), Ticket: done.Act.Tickets[0]}, nil
}

// Members of the note of an undoing line.
const (
	noteUndoes = "undoes" // record id of the line that was taken back
	noteKind   = "kind"   // its kind
)

// An undoing is one call of Undo.
type undoing struct {
	ctx    context.Context
	tx     Tx
	hall   *Hall
	duty   Duty
	target Entry
	body   Body
	undone map[string]bool // record ids of what was taken back before
}

// find looks for the act to take back.
func (u *undoing) find() error {
	list, err := u.tx.Latest(u.ctx, undoLooks)
	if err != nil {
		return err
	}
	u.undone = map[string]bool{}
	for _, e := range list {
		if e.Line.Kind == ActTicketUndone {
			b, err := bodyOf(e)
			if err != nil {
				return err
			}
			u.undone[b.Note[noteUndoes]] = true
			continue
		}
		if e.Line.Window != u.duty.Window || !undoable[e.Line.Kind] || u.undone[e.Line.RID] {
			continue
		}
		s := u.tx.Stamp()
		if e.Line.Day != s.Day || s.At.Sub(time.Time(e.Line.At)) > UndoWithin {
			return &Problem{Kind: Blocked, What: "undo.late"}
		}
		u.target = e
		u.body, err = bodyOf(e)
		return err
	}
	return &Problem{Kind: NotFound, What: "undo.none"}
}

func bodyOf(e Entry) (Body, error) {
	var b Body
	if err := json.Unmarshal(e.Line.Body, &b); err != nil {
		return b, &Problem{Kind: Broken, What: "line.body", Cause: err}
	}
	return b, nil
}

// act restores what the target changed.
func (u *undoing) act() (Act, error) {
	act := Act{
		Kind: ActTicketUndone, Obj: u.target.Line.Obj,
		Note: map[string]string{noteUndoes: u.target.Line.RID, noteKind: string(u.target.Line.Kind)},
	}
	for i, then := range u.body.Tickets {
		now, err := u.tx.Ticket(u.ctx, then.ID)
		if err != nil {
			return Act{}, err
		}
		before, built, err := u.trace(then.ID)
		switch {
		case err != nil:
			return Act{}, err
		case built && i > 0:
			continue // a number that only moved up behind the one that was called
		case built:
			return Act{}, builtOn(now)
		}
		if i == 0 {
			act.Base = rev(now.Rev)
			if err := u.allowed(now, before); err != nil {
				return Act{}, err
			}
		}
		was := now
		if before != nil {
			was = *before
		} else {
			at := u.tx.Stamp().At
			was.State, was.Window, was.Ended = TicketVoid, 0, &at
		}
		was.Rev = now.Rev + 1
		act.Tickets = append(act.Tickets, was)
	}
	for _, p := range u.body.Papers {
		now, err := u.tx.Paper(u.ctx, p.No)
		if err != nil {
			return Act{}, err
		}
		now.Void = true
		now.Rev++
		act.Papers = append(act.Papers, now)
	}
	return act, nil
}

func builtOn(t Ticket) error {
	return &Problem{Kind: Blocked, What: "undo.built", Open: []string{t.No}}
}

// trace returns how a ticket stood before the target, nil where it began with it,
// and whether a later line that still stands is about it.
func (u *undoing) trace(id string) (before *Ticket, built bool, err error) {
	list, err := u.tx.History(u.ctx, "ticket:"+id)
	if err != nil {
		return nil, false, err
	}
	for _, e := range list {
		switch {
		case e.N < u.target.N:
			b, err := bodyOf(e)
			if err != nil {
				return nil, false, err
			}
			if i := slices.IndexFunc(b.Tickets, func(t Ticket) bool { return t.ID == id }); i >= 0 {
				before = &b.Tickets[i]
			}
		case e.N > u.target.N:
			b, err := u.builds(e)
			if err != nil {
				return nil, false, err
			}
			built = built || b
		}
	}
	return before, built, nil
}

// builds reports whether a later line about the same visit builds on the target.
// What was taken back does not, nor does a slip that was printed again, nor that
// nobody pressed the pad.
func (u *undoing) builds(e Entry) (bool, error) {
	switch {
	case e.Line.Kind == ActTicketUndone, e.Line.Kind == ActPaperReprinted, u.undone[e.Line.RID]:
		return false, nil
	case e.Line.Kind == ActRated:
		b, err := bodyOf(e)
		return err != nil || slices.ContainsFunc(b.Ratings, func(r Rating) bool { return r.Level != "" }), err
	}
	return true, nil
}

// allowed refuses where the visit would come back to a window that is taken, and
// where something was begun in it since.
func (u *undoing) allowed(now Ticket, before *Ticket) error {
	if before != nil && (before.State == TicketCalled || before.State == TicketServing) && now.State != TicketCalled && now.State != TicketServing {
		if err := u.hall.free(u.ctx, u.tx, u.duty); err != nil {
			return err
		}
	}
	switch u.target.Line.Kind {
	case ActTicketArrived, ActTicketWalkIn, ActTicketResumed:
		return u.begun(now)
	}
	return nil
}

// begun refuses when a draft, a case or a question of the visit came after the
// target.
func (u *undoing) begun(t Ticket) error {
	since := time.Time(u.target.Line.At)
	drafts, err := u.tx.Drafts(u.ctx)
	if err != nil {
		return err
	}
	for i := range drafts {
		if drafts[i].Case.Ticket == t.ID && !drafts[i].Saved.Before(since) {
			return builtOn(t)
		}
	}
	cases, err := u.tx.Cases(u.ctx, CaseFilter{Ticket: t.ID})
	if err != nil {
		return err
	}
	for i := range cases {
		list, err := u.tx.History(u.ctx, "case:"+cases[i].ID)
		if err != nil {
			return err
		}
		if n := len(list); n > 0 && list[n-1].N > u.target.N {
			return builtOn(t)
		}
	}
	asked, err := u.tx.Inquiries(u.ctx, InquiryFilter{Day: t.Day, Limit: mostListed})
	if err != nil {
		return err
	}
	for _, q := range asked {
		if q.Ticket == t.ID && !q.At.Before(since) {
			return builtOn(t)
		}
	}
	return nil
}
