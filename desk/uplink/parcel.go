package uplink

import (
	"context"
	"errors"
	"fmt"
	"time"

	"xiaochuang/desk"
)

// A Carried is the hello of a parcel: what a desk that cannot reach its centre
// says of itself on a stick. By the time it is heard it is old.
type Carried struct {
	Hello
	Generation string `json:"generation"` // of the centre, as the desk last knew it
}

// A Letter is what a centre answers to the parcels of a desk, once for all
// volumes of one parcel.
type Letter struct {
	Parcel      string    `json:"parcel"`
	Volumes     []int     `json:"volumes"` // that were taken in, lines and pages
	Written     time.Time `json:"written"` // the parcel, by the desk's clock
	Incarnation string    `json:"incarnation"`
	Before      string    `json:"before"`     // generation that the desk knew when it wrote
	Generation  string    `json:"generation"` // of the centre that answers
	Action      Action    `json:"action"`
	Reason      Reason    `json:"reason,omitempty"`
	NextNo      int       `json:"next_no"`
	NextSeq     int64     `json:"next_seq"`
	Chain       string    `json:"chain,omitempty"` // at NextSeq - 1
	StableSeq   int64     `json:"stable_seq"`
	At          time.Time `json:"at"` // by the centre's clock

	Quarantined []Quarantined `json:"-"` // in frames of their own
}

// JudgeParcel is Judge for a hello that travelled. That the centre has more of
// an incarnation than its head means only that the desk has been heard since;
// whether the lines are the same is seen when they come. An incarnation that was
// closed meanwhile is not taken for the desk's present one, but what it wrote may
// be on this stick and nowhere else: Keeps says that its lines go behind those
// that it had. k.Next and k.At are then those of that incarnation.
func JudgeParcel(k Known, h Hello, now time.Time) (v Verdict, keeps bool) {
	last := k.Next - 1
	switch {
	case k.Standing == Current && h.Head <= last:
		return Verdict{Action: Continue, NextNo: k.LastNo + 1}, true
	case k.Standing == Closed:
		v := Verdict{Action: NewIncarnation, Reason: Fenced, NextNo: k.LastNo + 1, Alarm: h.Head > last}
		return v, h.Acked <= last && h.AckedChain == k.At
	}
	v = Judge(k, h, now)
	return v, v.Action == Continue
}

// Gather gives the lines after a place, up to another one, to put, in the slices of
// a run. Nothing is acknowledged. It returns the chain after the last line.
func Gather(ctx context.Context, o Outbox, d Digests, s State, after, to int64, chain Chain, put func(Slice) error) (Chain, error) {
	l := DefaultLimits()
	for after < to {
		if err := ctx.Err(); err != nil {
			return chain, err
		}
		lines, err := o.Lines(ctx, after, int(min(int64(l.Batch), to-after)), l.BatchSize)
		if err != nil {
			return chain, err
		}
		if len(lines) == 0 {
			return chain, &desk.Problem{Kind: desk.Broken, What: "sync.outbox", Cause: fmt.Errorf("no line after %d", after)}
		}
		lines = cut(lines, l)
		slice := Slice{Incarnation: s.Incarnation, First: after - s.Base + 1, Prev: chain}
		for _, f := range lines {
			slice.Lines = append(slice.Lines, f.Line)
		}
		if err := put(slice); err != nil {
			return chain, err
		}
		after, chain = after+int64(len(lines)), slice.Chain(d)
	}
	return chain, nil
}

// A Settled is what a letter did at the desk.
type Settled struct {
	Lines      int64    // acknowledged by it
	Opened     []Reason // incarnation that had to be opened; what is above stable has to be sent again
	Superseded bool     // the desk has been in touch with its centre since: only the feed is of use
}

// Settle acknowledges what a letter says has arrived, by the rules of a run. Where
// the desk stands otherwise than when it wrote the parcel, it takes of the letter
// what still holds: the chain shows whether both mean the same lines, and what
// cannot be compared moves nothing. heard is when the desk last spoke with its
// centre over the line; answered keeps the letter's word as Outbox.Heard keeps that of
// hello, but for the clock, which a letter cannot tell.
func Settle(ctx context.Context, o Outbox, d Digests, l Letter, heard time.Time, answered func(context.Context, Heard) error) (Settled, error) {
	var t Settled
	s, err := o.State(ctx)
	if err != nil {
		return t, err
	}
	t.Superseded = l.Incarnation != s.Incarnation || l.Generation != s.Generation && l.Before != s.Generation ||
		!heard.Before(l.Written)
	if l.Incarnation != s.Incarnation || l.Generation != s.Generation && l.Before != s.Generation {
		return t, nil
	}
	incarnate := func(why Reason) error {
		t.Opened = append(t.Opened, why)
		return o.Incarnate(ctx, l.NextNo, why)
	}
	switch l.Action {
	case Continue:
	case NewIncarnation:
		if t.Superseded {
			return t, nil // the next run hears it itself
		}
		return t, incarnate(l.Reason)
	case LockedOut:
		return t, &desk.Problem{Kind: desk.Locked, What: "sync.takeover"}
	default:
		return t, &desk.Problem{Kind: desk.Broken, What: "sync.action"}
	}
	to := s.Base + l.NextSeq - 1
	acked := s.Acked
	switch {
	case to > s.Head:
		return t, incarnate(DeskBehind)
	case to > s.Acked:
		end, err := Gather(ctx, o, d, s, s.Acked, to, s.AckedChain, func(Slice) error { return nil })
		if err != nil {
			return t, err
		}
		if end.Text(d) != l.Chain {
			return t, incarnate(Fork)
		}
		err = o.Acked(ctx, Ack{Incarnation: s.Incarnation, From: s.Acked, To: to, Chain: end, Quarantined: l.Quarantined})
		if err != nil {
			return t, errors.Join(&desk.Problem{Kind: desk.Conflict, What: "sync.acked"}, err)
		}
		acked, t.Lines = to, to-s.Acked
	}
	if t.Superseded {
		return t, nil
	}
	return t, answered(ctx, Heard{
		Incarnation: s.Incarnation, Generation: l.Generation, At: l.At,
		Stable: min(max(s.Stable, s.Base+l.StableSeq), acked),
	})
}
