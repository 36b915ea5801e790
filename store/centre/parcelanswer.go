package centre

import (
	"context"
	"errors"
	"io"
	"slices"

	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/records"
	"xiaochuang/store/parcel"
)

// letter says where the desk stands after its parcel, under its lock.
func (x *Centre) letter(ctx context.Context, t *taker, l *uplink.Letter) error {
	c := t.v.caller
	return x.write(ctx, func(tx *records.Tx) error {
		if err := tx.Lock(ctx, "desk:"+c.id); err != nil {
			return err
		}
		s, err := loadStanding(ctx, tx, c.id)
		if err != nil {
			return err
		}
		l.At = x.now()
		l.Action, l.Reason, l.NextNo = t.verdict.Action, t.verdict.Reason, t.verdict.NextNo
		if l.Action != uplink.Continue {
			return nil
		}
		l.NextSeq, l.Chain = s.next, s.chain.Text(x.suite)
		return tx.QueryRowContext(ctx, `
			SELECT coalesce(max(seq), 0)
			FROM stable
			WHERE desk_id = ? AND incarnation = ?`, c.id, l.Incarnation).Scan(&l.StableSeq)
	})
}

// writeAnswer writes an answer, sealed to the desk and signed by the street. It
// returns how many lines of the feed are in it.
func (x *Centre) writeAnswer(ctx context.Context, w io.Writer, t *taker, l uplink.Letter, held []string, aside []uplink.Quarantined) (feed int, err error) {
	label := parcel.Label{Kind: parcel.Answer, Desk: t.v.label.Desk, ID: l.Parcel, Volume: 1, Written: l.At}
	err = parcel.Write(w, x.suite, t.v.street.keys.Signing(), t.v.box, label, func(f *parcel.Frames) error {
		if err := f.Put(parcel.FrameLetter, l, nil); err != nil {
			return err
		}
		for part := range slices.Chunk(aside, 100) {
			if err := f.Put(parcel.FrameAside, part, nil); err != nil {
				return err
			}
		}
		for part := range slices.Chunk(held, uplink.MaxMissing) {
			if err := f.Put(parcel.FrameHeld, part, nil); err != nil {
				return err
			}
		}
		if feed, err = x.feedInto(ctx, f, t); err != nil {
			return err
		}
		return f.Put(parcel.FrameEnd, parcel.End{}, nil)
	})
	return feed, err
}

// feedInto puts what came down since the desk's cursor into an answer.
func (x *Centre) feedInto(ctx context.Context, f *parcel.Frames, t *taker) (n int, err error) {
	at := t.hello.FeedCursor
	for {
		var p uplink.Page
		err := x.read(ctx, func(tx *records.Tx) (err error) {
			p, err = x.page(ctx, tx, t.v.caller, at, uplink.MaxFeed)
			return err
		})
		if fault, ok := errors.AsType[*fault](err); ok && fault.body.Code == uplink.CodeRefetch && at != "" {
			at = ""
			continue
		}
		if err != nil {
			return n, err
		}
		if len(p.Lines) == 0 {
			return n, nil
		}
		if err := f.Put(parcel.FrameFeed, p, nil); err != nil {
			return n, err
		}
		n, at = n+len(p.Lines), p.Cursor
		if !p.More {
			return n, nil
		}
	}
}
