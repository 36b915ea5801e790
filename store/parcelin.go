package store

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/parcel"
	"xiaochuang/store/seal"
)

// mostAside bounds what one answer may set aside.
const mostAside = 10_000

// A ParcelIn is what an answer did.
type ParcelIn struct {
	uplink.Settled

	ID       string
	Written  time.Time // the parcel that it answers, by this desk's clock
	Pages    int       // that the centre turned out to have
	Feed     uplink.Taken
	Aside    int
	Repeated bool // it had been taken in before
	Removed  int  // files of the answered parcel, from the stick
}

// CarryIn takes in the street's answers to parcels: the file called name in the
// folder dir, or without a name all that are for this desk on the stick that is
// mounted there. An answer that is not whole, not for this desk or
// not from its street changes nothing. Taken in again it changes nothing either.
// Needs the keys: a Problem of kind Locked while they are.
//
// It is for one process at a time: hold the lock "night".
func (o *Outbox) CarryIn(ctx context.Context, dir, name string, by desk.Duty) (ParcelIn, error) {
	var in ParcelIn
	if name != "" {
		folder, err := parcel.OpenFolder(dir)
		if err != nil {
			return in, err
		}
		defer folder.Close()
		return o.takeAnswer(ctx, folder, name, by)
	}
	stick, err := parcel.OpenStick(dir, false, parcel.RealDisk{})
	if err != nil {
		return in, err
	}
	defer stick.Close()
	s, err := o.State(ctx)
	if err != nil {
		return in, err
	}
	names, err := stick.Names()
	if err != nil {
		return in, err
	}
	found := false
	for _, n := range names {
		if !parcel.IsAnswer(n) || !strings.HasPrefix(n, s.Desk+"-") {
			continue
		}
		one, err := o.takeAnswer(ctx, stick, n, by)
		if err != nil {
			return in, err
		}
		if found {
			one = in.and(one)
		}
		in, found = one, true
	}
	if !found {
		return in, &desk.Problem{Kind: desk.NotFound, What: "carry.answer"}
	}
	return in, nil
}

// and sums up two answers.
func (in ParcelIn) and(b ParcelIn) ParcelIn {
	in.ID, in.Written = b.ID, b.Written
	in.Lines += b.Lines
	in.Pages += b.Pages
	in.Aside += b.Aside
	in.Removed += b.Removed
	in.Feed.New += b.Feed.New
	in.Feed.Applied += b.Feed.Applied
	in.Feed.Parked += b.Feed.Parked
	in.Feed.Waiting = b.Feed.Waiting
	in.Opened = append(in.Opened, b.Opened...)
	in.Superseded = in.Superseded && b.Superseded
	in.Repeated = in.Repeated && b.Repeated
	return in
}

func (o *Outbox) takeAnswer(ctx context.Context, stick *parcel.Stick, name string, by desk.Duty) (ParcelIn, error) {
	var in ParcelIn
	if o.s.keys == nil {
		return in, errNoKeys
	}
	if !o.s.keys.Open() {
		return in, &desk.Problem{Kind: desk.Locked, What: "store.keys"}
	}
	f, err := stick.Open(name)
	if err != nil {
		return in, err
	}
	defer f.Close()
	if err := o.eachOf(ctx, f, func(*parcel.Parcel, parcel.Frame) error { return ctx.Err() }); err != nil {
		return in, err // Before anything of it is believed, all of it is read once.
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return in, err
	}
	a := &answer{o: o, by: by, in: &in}
	if err := o.eachOf(ctx, f, a.take(ctx)); err != nil {
		return in, err
	}
	if in.Repeated || in.Superseded {
		return in, nil
	}
	in.Removed = clearParcel(stick, a.label, a.letter.Volumes)
	return in, nil
}

// eachOf reads an answer for this desk from its street to its end.
func (o *Outbox) eachOf(ctx context.Context, r io.Reader, take func(*parcel.Parcel, parcel.Frame) error) error {
	p, err := parcel.Open(r)
	if err != nil {
		return err
	}
	var own, sign string
	err = o.s.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `SELECT desk_id, street_sign FROM sync_state`).Scan(&own, &sign)
	})
	if err != nil {
		return missing(err, "store.origin")
	}
	var street seal.PublicKey
	if err := street.UnmarshalText([]byte(sign)); err != nil || street.IsZero() {
		return &desk.Problem{Kind: desk.NotFound, What: "sync.enrolment", Cause: err}
	}
	switch {
	case p.Kind != parcel.Answer:
		return &desk.Problem{Kind: desk.Invalid, What: "carry.notanswer"}
	case p.Desk != own, p.To != o.s.keys.BoxPublic():
		return &desk.Problem{Kind: desk.Conflict, What: "carry.otherdesk", Holder: p.Desk}
	case p.Suite != o.s.suite.Name():
		return &desk.Problem{Kind: desk.Conflict, What: "sync.suite"}
	}
	if err := p.SignedBy(o.s.suite, street); err != nil {
		return err
	}
	n, ended := 0, false
	err = p.Each(o.s.suite, o.s.keys.Box(), func(f parcel.Frame) error {
		if n++; ended || (n == 1) != (f.Kind == parcel.FrameLetter) {
			return broken("carry.damaged", fmt.Errorf("frame %c", f.Kind))
		}
		ended = f.Kind == parcel.FrameEnd
		return take(p, f)
	})
	if err == nil && !ended {
		err = broken("carry.damaged", io.ErrUnexpectedEOF)
	}
	return err
}

// An answer is one being taken in.
type answer struct {
	o     *Outbox
	by    desk.Duty
	in    *ParcelIn
	label parcel.Label

	rid    string
	letter uplink.Letter
	aside  []uplink.Quarantined
	heard  bool // the letter was settled
}

func (a *answer) take(ctx context.Context) func(*parcel.Parcel, parcel.Frame) error {
	return func(p *parcel.Parcel, f parcel.Frame) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		switch f.Kind {
		case parcel.FrameLetter:
			a.label, a.rid = p.Label, "parcel-"+p.Mark(a.o.s.suite)
			if err := f.Decode(&a.letter); err != nil {
				return err
			}
			if a.letter.Parcel != p.ID || a.letter.NextSeq < 0 || a.letter.NextNo < 0 {
				return broken("carry.damaged", fmt.Errorf("letter of %s", p.ID))
			}
			return a.before(ctx)
		case parcel.FrameAside:
			var more []uplink.Quarantined
			if err := f.Decode(&more); err != nil {
				return err
			}
			if a.aside = append(a.aside, more...); len(a.aside) > mostAside {
				return broken("carry.damaged", fmt.Errorf("%d set aside", len(a.aside)))
			}
			return nil
		}
		if a.in.Repeated {
			return nil
		}
		if err := a.settle(ctx); err != nil {
			return err
		}
		return a.rest(ctx, f)
	}
}

// before finds out whether this answer was taken in before.
func (a *answer) before(ctx context.Context) error {
	a.in.ID, a.in.Written = a.label.ID, a.letter.Written
	return a.o.s.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `SELECT EXISTS(SELECT 1 FROM journal WHERE rid = ?)`, a.rid).Scan(&a.in.Repeated)
	})
}

// settle lets the letter take effect, once.
func (a *answer) settle(ctx context.Context) (err error) {
	if a.heard {
		return nil
	}
	a.heard, a.letter.Quarantined, a.in.Aside = true, a.aside, len(a.aside)
	last, err := a.o.LastSync(ctx)
	if err != nil {
		return err
	}
	a.in.Settled, err = uplink.Settle(ctx, a.o, a.o.s.suite, a.letter, last, a.o.answered)
	return err
}

func (a *answer) rest(ctx context.Context, f parcel.Frame) error {
	switch f.Kind {
	case parcel.FrameHeld:
		var ids []string
		if err := f.Decode(&ids); err != nil {
			return err
		}
		if a.in.Superseded || len(a.in.Opened) > 0 || len(ids) > uplink.MaxMissing {
			return nil
		}
		a.in.Pages += len(ids)
		return a.o.Held(ctx, ids)
	case parcel.FrameFeed:
		var p uplink.Page
		if err := f.Decode(&p); err != nil {
			return err
		}
		t, err := a.o.Take(ctx, p)
		a.in.Feed.New += t.New
		a.in.Feed.Applied += t.Applied
		a.in.Feed.Parked += t.Parked
		a.in.Feed.Waiting = t.Waiting
		return err
	case parcel.FrameEnd:
		return a.writeDown(ctx)
	}
	return nil // of a newer centre
}

// writeDown keeps in the journal that the answer was taken in. While nobody has
// vouched for the clock it does not; taken in again, the answer then changes
// nothing either.
func (a *answer) writeDown(ctx context.Context) error {
	_, err := a.o.s.Write(ctx, a.rid, a.by, func(desk.Tx) (desk.Act, error) {
		return desk.Act{Kind: desk.ActParcelAnswered, Obj: "parcel:" + a.label.ID, Note: map[string]string{
			"parcel": a.label.ID, "lines": strconv.FormatInt(a.in.Lines, 10), "pages": strconv.Itoa(a.in.Pages),
			"applied": strconv.Itoa(a.in.Feed.Applied),
		}}, nil
	})
	if desk.KindOf(err) == desk.ClockDoubt {
		return nil
	}
	return err
}

// answered keeps what a letter tells. It does not touch the clock, nor when the
// centre last answered over the line.
func (o *Outbox) answered(ctx context.Context, h uplink.Heard) error {
	return o.s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			UPDATE sync_state
			SET generation = ?, stable = max(stable, min(?, acked))
			WHERE incarnation = ?`, h.Generation, h.Stable, h.Incarnation)
		if err != nil {
			return fmt.Errorf("keep answer: %w", err)
		}
		return nil
	})
}

// clearParcel removes the volumes of a parcel that were answered; what they hold
// has arrived, and is here besides. One that does not go stays.
func clearParcel(stick *parcel.Stick, l parcel.Label, volumes []int) (removed int) {
	l.Kind = parcel.Out
	for _, l.Volume = range volumes {
		if stick.Remove(l.Name()) == nil {
			removed++
		}
	}
	return removed
}
