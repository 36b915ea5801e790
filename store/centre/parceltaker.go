package centre

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/parcel"
)

// A taker takes the frames of one volume. A dry one only looks whether they are
// what they should be.
type taker struct {
	x   *Centre
	v   *volume
	dry bool

	n       int // frames
	ended   bool
	lines   int64
	hello   uplink.Carried
	verdict uplink.Verdict
	keeps   bool
	closed  string // incarnation that is not the desk's any more, whose lines are kept all the same

	fresh    int64
	held     []string
	placed   map[string]int64 // of these, those that have no row yet
	newPages int
	aside    []uplink.Quarantined
}

// all takes a whole volume.
func (t *taker) all(ctx context.Context, in *parcel.Parcel) error {
	err := in.Each(t.x.suite, t.v.street.keys.Box(), func(f parcel.Frame) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if t.n++; t.ended || (t.n == 1) != (f.Kind == parcel.FrameHello) {
			return spoilt(fmt.Errorf("frame %c", f.Kind))
		}
		return t.take(ctx, f)
	})
	if err == nil && !t.ended {
		err = spoilt(io.ErrUnexpectedEOF)
	}
	return refused(err)
}

func spoilt(cause error) error {
	return &desk.Problem{Kind: desk.Broken, What: "carry.damaged", Cause: cause}
}

// refused puts what the wire would refuse into words for whoever brought the
// parcel.
func refused(err error) error {
	f, ok := errors.AsType[*fault](err)
	if !ok {
		return err
	}
	switch f.body.Code {
	case uplink.CodeFull:
		return &desk.Problem{Kind: desk.Full, What: "disk", Cause: err}
	case uplink.CodeGap:
		return &desk.Problem{Kind: desk.Blocked, What: "carry.gap", Cause: err}
	case uplink.CodeBusy:
		return &desk.Problem{Kind: desk.Locked, What: "centre.busy", Cause: err}
	}
	return spoilt(err)
}

func (t *taker) take(ctx context.Context, f parcel.Frame) error {
	switch f.Kind {
	case parcel.FrameHello:
		if err := f.Decode(&t.hello); err != nil {
			return err
		}
		return t.greet(ctx)
	case parcel.FrameSlice:
		s, err := t.slice(f)
		if err != nil || t.dry || !t.keeps {
			return err
		}
		return t.append(ctx, s)
	case parcel.FramePart:
		return t.part(ctx, f)
	case parcel.FrameEnd:
		var e parcel.End
		if err := f.Decode(&e); err != nil {
			return err
		}
		if e.Lines != t.lines || t.lines != t.v.label.Last-t.v.label.First+1 {
			return spoilt(fmt.Errorf("%d lines of %d", t.lines, e.Lines))
		}
		t.ended = true
		return t.vouch(ctx)
	}
	return nil // of a newer desk
}

// greet is hello as a parcel brings it: no session is opened by it, and none ends.
func (t *taker) greet(ctx context.Context) error {
	h := t.hello.Hello
	if err := checkHello(h); err != nil || h.Desk != t.v.caller.id || h.Incarnation != t.v.label.Incarnation ||
		len(t.hello.Generation) > 128 || len(h.FeedCursor) > 1024 {
		return spoilt(err)
	}
	if t.dry {
		return nil
	}
	return t.x.write(ctx, func(tx *records.Tx) error {
		if err := tx.Lock(ctx, "desk:"+t.v.caller.id); err != nil {
			return err
		}
		s, err := loadStanding(ctx, tx, t.v.caller.id)
		if err != nil {
			return err
		}
		return t.judge(ctx, tx, s)
	})
}

func (t *taker) judge(ctx context.Context, tx *records.Tx, s standing) error {
	x, c, h, now := t.x, t.v.caller, t.hello.Hello, t.x.now()
	known, err := x.known(ctx, tx, c.id, s, h)
	if err != nil {
		return err
	}
	t.closed = ""
	if known.Standing == uplink.Closed {
		if known.Next, known.At, err = x.closedAt(ctx, tx, c.id, h); err != nil {
			return err
		}
	}
	t.verdict, t.keeps = uplink.JudgeParcel(known, h, now)
	if t.keeps && known.Standing == uplink.Closed {
		t.closed = h.Incarnation
	}
	if t.verdict.Alarm {
		if err := raiseOnce(ctx, tx, c, string(t.verdict.Reason), h.Incarnation, now); err != nil {
			return err
		}
	}
	if t.verdict.Opens {
		if s, err = x.openIncarnation(ctx, tx, c, s, h, t.verdict.Reason); err != nil {
			return err
		}
	}
	if t.verdict.Action != uplink.Continue || h.Head < s.next-1 {
		return nil
	}
	return rememberParcel(ctx, tx, c, h, now)
}

// closedAt is where an incarnation ended that is not the current one: its next
// seq, and its chain at what the desk had acknowledged of it.
func (x *Centre) closedAt(ctx context.Context, tx *records.Tx, id string, h uplink.Hello) (next int64, at string, err error) {
	err = tx.QueryRowContext(ctx, `
		SELECT coalesce(closed_next, 1)
		FROM incarnation
		WHERE desk_id = ? AND id = ?`, id, h.Incarnation).Scan(&next)
	if err != nil || h.Acked >= next {
		return next, "", err
	}
	chain, err := x.chainAt(ctx, tx, id, h.Incarnation, h.Acked)
	return next, chain.Text(x.suite), err
}

// rememberParcel keeps what a hello tells that is newer than what was heard. The
// desk's clock is not compared: nobody knows how long the stick was on its way.
func rememberParcel(ctx context.Context, tx *records.Tx, c caller, h uplink.Hello, now time.Time) error {
	pending, err := json.Marshal(h.Pending)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE desk
		SET instance = ?, last_seen = ?, software = ?, journal_n = ?, journal_hash = ?, pending = ?, head = ?
		WHERE desk_id = ? AND journal_n <= ?`,
		h.Instance, now.UnixMilli(), h.Software, h.JournalN, h.JournalHash, string(pending), h.Head, c.id, h.JournalN)
	return err
}

// raiseOnce is raise where the same parcel may come again.
func raiseOnce(ctx context.Context, tx *records.Tx, c caller, code, detail string, now time.Time) error {
	var had bool
	err := tx.QueryRowContext(ctx, `
		SELECT EXISTS(SELECT 1 FROM alarm WHERE desk_id = ? AND code = ? AND detail = ?)`, c.id, code, detail).Scan(&had)
	if err != nil || had {
		return err
	}
	return raise(ctx, tx, c, code, detail, now)
}

// slice reads a slice by the bounds of the wire.
func (t *taker) slice(f parcel.Frame) (uplink.Slice, error) {
	var h parcel.Slice
	if err := f.Decode(&h); err != nil {
		return uplink.Slice{}, err
	}
	decoded, err := uplink.Unpack(bytes.NewReader(f.Body), mostDecoded)
	if err != nil {
		return uplink.Slice{}, spoilt(err)
	}
	s, err := t.x.sliceOf(h.Incarnation, h.First, h.Prev, decoded)
	if err != nil {
		return s, err
	}
	if s.Incarnation != t.hello.Incarnation || s.First != t.v.label.First+t.lines {
		return s, spoilt(fmt.Errorf("slice at %d", s.First))
	}
	t.lines += int64(len(s.Lines))
	return s, nil
}

func (t *taker) append(ctx context.Context, s uplink.Slice) error {
	var a uplink.Appended
	c := t.v.caller
	err := t.x.write(ctx, func(tx *records.Tx) (err error) {
		if err := tx.Lock(ctx, "desk:"+c.id); err != nil {
			return err
		}
		d, err := loadStanding(ctx, tx, c.id)
		if err != nil {
			return err
		}
		if t.closed != "" && t.closed != d.incarnation {
			a, err = t.x.takeClosed(ctx, tx, c, d, s)
			return err
		}
		a, err = t.x.take(ctx, tx, c, s)
		return err
	})
	if f, ok := errors.AsType[*fault](err); ok && (f.body.Code == uplink.CodeFork || f.body.Code == uplink.CodeFenced) {
		// The desk hears of it in the answer, as online. Its pages are taken all the same.
		t.keeps = false
		t.verdict = uplink.Verdict{Action: uplink.NewIncarnation, Reason: uplink.Reason(f.body.Code), NextNo: f.body.NextNo}
		return t.x.alarm(ctx, c, f.body.Code, s.Incarnation)
	}
	if err != nil {
		return err
	}
	t.fresh += int64(len(s.Lines) - a.Duplicates)
	t.aside = append(t.aside, a.Quarantined...)
	return nil
}

func (x *Centre) alarm(ctx context.Context, c caller, code, detail string) error {
	return x.write(ctx, func(tx *records.Tx) error { return raiseOnce(ctx, tx, c, code, detail, x.now()) })
}

// takeClosed is take for an incarnation that another one has followed: its lines go
// behind those that it had when it was closed, and both branches are kept.
func (x *Centre) takeClosed(ctx context.Context, tx *records.Tx, c caller, d standing, s uplink.Slice) (uplink.Appended, error) {
	var chain []byte
	err := tx.QueryRowContext(ctx, `
		SELECT coalesce(closed_next, 1), closed_chain
		FROM incarnation
		WHERE desk_id = ? AND id = ?`, c.id, s.Incarnation).Scan(&d.next, &chain)
	if err != nil {
		return uplink.Appended{}, err
	}
	d.incarnation, d.chain = s.Incarnation, uplink.Begin(x.suite, s.Incarnation)
	if len(chain) == len(d.chain) {
		d.chain = uplink.Chain(chain)
	}
	a, end, fresh, err := x.join(ctx, tx, c, d, s)
	if err != nil || !fresh {
		return a, err
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE incarnation
		SET closed_next = ?, closed_chain = ?
		WHERE desk_id = ? AND id = ?`, s.Last()+1, end[:], c.id, s.Incarnation)
	return a, err
}

// part takes a part of a page; one of a page that is here already is not asked
// for again.
func (t *taker) part(ctx context.Context, f parcel.Frame) error {
	var h parcel.Part
	if err := f.Decode(&h); err != nil {
		return err
	}
	n := int64(len(f.Body))
	if !t.x.blobID(h.ID) || h.Offset < 0 || h.Total < 1 || n < 1 || n > uplink.MaxPart || h.Offset > h.Total-n {
		return spoilt(fmt.Errorf("part of %d bytes", n))
	}
	if t.dry || len(t.held) > 0 && t.held[len(t.held)-1] == h.ID {
		return nil
	}
	a, err := t.x.place(ctx, t.v.caller, h.ID, h.Offset, h.Total, f.Body)
	if err != nil {
		if f, ok := errors.AsType[*fault](err); ok && f.body.Code == uplink.CodeDamaged {
			return nil // one damaged page keeps no other one back; it is not held
		}
		return err
	}
	if a.size < 0 {
		return nil
	}
	if t.placed == nil {
		t.placed = map[string]int64{}
	}
	t.held, t.placed[h.ID] = append(t.held, h.ID), a.size
	if a.status == http.StatusCreated {
		t.newPages++
	}
	if len(t.placed) >= mostPlaced {
		return t.vouch(ctx)
	}
	return nil
}

// mostPlaced is how many pages are vouched for together.
const mostPlaced = 100

// vouch says of the pages that were placed that they are here, before the desk
// hears of it.
func (t *taker) vouch(ctx context.Context) error {
	_, err := t.x.noteBlobs(ctx, t.v.caller.tenant, t.placed)
	clear(t.placed)
	return err
}
