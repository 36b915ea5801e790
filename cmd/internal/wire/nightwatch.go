package wire

import (
	"context"
	"math/rand/v2"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store"
	syncscreen "xiaochuang/tui/sync"
)

const (
	watchEvery = 20 * time.Second
	mostSpread = 4 * 3600 // seconds over which a centre may ask desks to spread
)

// A plan is when the next run by itself is due, and what begins it.
type plan struct {
	at  time.Time
	why uplink.Trigger
}

// start watches the clock: the set hour or the slot of the night, catching up
// after a start, and trying again.
func (n *night) start(ctx context.Context) {
	go func() {
		if n.enrolled() {
			_, _ = n.count(ctx)
			n.state.Store(&desk.Health{Family: desk.FamilyCentre, State: desk.DeviceUnknown, Since: n.d.Clock.Now()})
		}
		n.watch(ctx)
	}()
}

func (n *night) watch(ctx context.Context) {
	n.replan(ctx, true)
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if !n.enrolled() {
			continue
		}
		if _, err := n.count(ctx); err != nil {
			n.d.Log.Warn("count pending", "err", err)
		}
		due := n.due.Load()
		if due == nil {
			n.replan(ctx, false)
			continue
		}
		if n.d.Clock.Now().Before(due.at) {
			continue
		}
		if _, err := n.Run(ctx, string(due.why), func(syncscreen.Progress) {}); err != nil && ctx.Err() != nil {
			return
		}
	}
}

// replan sets when the next run by itself is due, from the runs before.
func (n *night) replan(ctx context.Context, started bool) {
	runs, err := n.d.Runs(ctx)
	if err != nil {
		n.d.Log.Warn("plan of runs", "err", err)
		n.due.Store(nil) // looked at again soon
		return
	}
	h := historyOf(runs)
	if at := n.asked.Load(); at != nil {
		h.Asked = *at
	}
	hour := time.Duration(-1)
	if set := n.d.Config.Centre.Night; set != "" {
		if at, err := clockTime(set); err == nil {
			hour = at
		}
	}
	at, why := h.Next(n.d.Store.Keys().Suite(), n.d.Station.Code+"-"+n.d.Station.Desk, n.d.Clock.Now(), hour, started, rand.Float64())
	n.due.Store(&plan{at, why})
}

// historyOf is what the plan needs of the latest runs, the latest first.
func historyOf(runs []store.SyncRun) (h uplink.History) {
	for _, r := range runs {
		switch {
		case r.Ended.IsZero(): // under way elsewhere, or cut off: it says nothing
		case r.Fault == nil:
			h.Done = r.Ended
			return h
		default:
			if h.Fails++; h.Fails == 1 {
				h.Failed, h.Refused = r.Ended, uplink.Refuses(r.Fault) || r.Fault.What == uplink.Stopped
			}
		}
	}
	return h
}
