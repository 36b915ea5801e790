package uplink

import (
	"context"
	"errors"
)

// WitnessPath is where a desk returns what came down to it.
const WitnessPath = Root + "/witness"

// A Testimony is lines of the feed as they were signed, from a desk to a centre
// that may have lost them. It has at most MaxFeed lines.
type Testimony struct {
	Lines []Signed `json:"lines"`
}

// Witnessed is what a centre made of a Testimony. A line is known by object and
// version: one that is there changes nothing.
type Witnessed struct {
	Restored int       `json:"restored"` // that the centre had lost
	Known    int       `json:"known"`
	Refused  []Refused `json:"refused,omitempty"`
}

// Refused names a line that is none of this centre's, by its place in the
// Testimony.
type Refused struct {
	At   int    `json:"at"`
	Code string `json:"code"`
}

// Codes of Refused.
const (
	WitnessSignature = "signature" // not signed by this street
	WitnessStation   = "station"   // for another station than the desk's
	WitnessForm      = "form"      // signed, and not a line
	WitnessKind      = "kind"      // of a kind that says nothing by itself, such as a pointer
	WitnessConflict  = "conflict"  // the centre has another line of this object and version
)

// MaxTestimony is how many bytes of lines go into one Testimony.
const MaxTestimony = 256 << 10

// witness gives a centre that was restored what it may have lost: every line that
// came down. A centre without this part of the wire is left alone.
func (r *run) witness(ctx context.Context) error {
	r.phase, r.doubt = PhaseWitness, false
	for after := int64(0); ; {
		t, err := r.outbox.Testimony(ctx, after, MaxFeed, MaxTestimony)
		if err != nil || t.Done {
			return err
		}
		if len(t.Lines) == 0 {
			r.testified = true
			return r.outbox.Testified(ctx, t.Generation)
		}
		var w Witnessed
		err = r.try(ctx, func(ctx context.Context) (err error) {
			w, err = r.centre.Witness(ctx, t.Lines)
			return err
		})
		no, refused := errors.AsType[*Refusal](err)
		if refused && no.Fault.Code == CodeNotFound {
			r.testified = true
			return r.outbox.Testified(ctx, t.Generation)
		}
		if refused && no.Fault.Code == CodeTooLarge {
			// A line so long that it goes alone, and is too long all the same.
			w, err = Witnessed{Refused: make([]Refused, len(t.Lines))}, nil
		}
		if rehello(err) {
			return again{err}
		}
		if err != nil {
			return err
		}
		r.report.Returned += len(t.Lines)
		r.report.Restored += w.Restored
		r.report.Disowned += len(w.Refused)
		after = t.Last
		r.opts.Progress(Progress{Phase: r.phase, Done: int64(r.report.Returned), Total: int64(r.report.Returned)})
	}
}

// newcomer notes of a desk that nothing ever came down to that it has nothing to give
// back: what it hears from now on, it hears of this centre.
func (r *run) newcomer(ctx context.Context) error {
	t, err := r.outbox.Testimony(ctx, 0, 1, 0)
	if err != nil || t.Done || len(t.Lines) > 0 {
		return err
	}
	return r.outbox.Testified(ctx, t.Generation)
}

// A Keepsake is a piece of what came down to a desk, for a centre that may have
// lost it.
type Keepsake struct {
	Generation string // of the centre that is asked for
	Done       bool   // this generation has had everything
	Lines      []Signed
	Last       int64 // place after which the next piece begins
}
