package wire

import (
	"context"
	"time"
)

// Times of housekeeping.
const (
	checkpointEvery = 5 * time.Minute
	sweepAfter      = time.Minute
	sweepEvery      = 24 * time.Hour
)

// keepHouse folds the write-ahead log back now and then, so that a damaged one
// costs minutes and not a day, and removes page files that no draft or case
// has.
func (d *Desk) keepHouse(ctx context.Context) {
	checkpoint := time.NewTicker(checkpointEvery)
	defer checkpoint.Stop()
	sweep := time.NewTimer(sweepAfter)
	defer sweep.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-checkpoint.C:
			if err := d.Store.Checkpoint(ctx); err != nil && ctx.Err() == nil {
				d.Log.Warn("checkpoint", "err", err)
			}
		case <-sweep.C:
			swept, err := d.Store.SweepPages(ctx)
			if err != nil && ctx.Err() == nil {
				d.Log.Warn("sweep pages", "err", err)
			}
			d.Log.Info("sweep pages", "swept", swept)
			sweep.Reset(sweepEvery)
		}
	}
}
