package wire

import (
	"context"
	"slices"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	syncscreen "xiaochuang/tui/sync"
	"xiaochuang/tui/text"
)

// byStick is what the screen of the exchange does with sticks, for one window.
type byStick struct {
	n      *night
	window int
}

// Sticks lists what is mounted.
func (b byStick) Sticks(context.Context) []syncscreen.Stick {
	var out []syncscreen.Stick
	for _, s := range mountedSticks() {
		out = append(out, syncscreen.Stick(s))
	}
	return out
}

// CarryOut writes what was not sent onto a stick.
func (b byStick) CarryOut(ctx context.Context, dir string, tell func(syncscreen.Carrying)) ([]string, error) {
	r, err := b.n.d.CarryOut(ctx, dir, false, b.duty(ctx), func(u uplink.Progress) {
		tell(syncscreen.Carrying{Phase: string(u.Phase), Done: u.Done, Total: u.Total, Bytes: u.Bytes, Whole: u.Whole})
	})
	if err != nil {
		return nil, err
	}
	var say []string
	if r.Kept > 0 {
		say = append(say, text.CarryKept(r.Kept))
	}
	say = append(say, text.CarriedOut(r.Lines, r.Pages, r.Bytes, len(r.Files)))
	if len(r.PutOff) > 0 {
		say = append(say, text.CarryLost(len(r.PutOff)))
	}
	return append(say, text.CarryPullNow), nil
}

// CarryIn takes in the answers that are on a stick.
func (b byStick) CarryIn(ctx context.Context, dir string) ([]string, error) {
	r, err := b.n.d.CarryIn(ctx, dir, b.duty(ctx))
	if err != nil {
		return nil, err
	}
	if _, err := b.n.count(ctx); err != nil {
		b.n.d.Log.Warn("count pending", "err", err)
	}
	say := []string{text.CarrySince(r.Written)}
	if r.Removed > 0 {
		say = append(say, text.CarryCleared(r.Removed))
	}
	switch {
	case r.Repeated:
		return append(say, text.CarryTwice), nil
	case len(r.Opened) > 0:
		return append(say, text.CarryAgain), nil
	case r.Superseded:
		say = append(say, text.CarryOld)
	}
	return append(say, text.CarriedBack(r.Lines, r.Pages, r.Feed.Applied)), nil
}

// duty is who serves at the window now, for the journal.
func (b byStick) duty(ctx context.Context) desk.Duty {
	d := b.n.d
	s, err := d.Store.Today(ctx)
	if err != nil {
		return desk.Duty{Window: b.window}
	}
	shifts, err := d.Store.Shifts(ctx, s.Day)
	if err != nil {
		return desk.Duty{Window: b.window}
	}
	for _, at := range slices.Backward(shifts) {
		if at.Window == b.window && at.Ended == nil {
			return d.Duty(at.Staff, b.window)
		}
	}
	return desk.Duty{Window: b.window}
}
