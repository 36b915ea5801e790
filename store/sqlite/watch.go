package sqlite

import (
	"context"
	"time"
)

// WatchEvery is how often Watch looks. A look is one read of shared memory: it
// opens no file and waits for no lock.
const WatchEvery = 150 * time.Millisecond

// Watch calls changed once when it has begun, and then after commits of any
// connection of any process, once for all that happened between two looks, until
// ctx ends: who reads on each call has seen everything. It has a connection of
// its own, so that the four readers stay free. It returns ctx's error, or the one
// that kept it from looking.
func (d *DB) Watch(ctx context.Context, changed func()) error {
	p := pool(readerOf(d.path), 1)
	defer p.Close()
	look := func() (v int64, err error) {
		err = p.QueryRowContext(ctx, "PRAGMA data_version").Scan(&v)
		return v, classify(err)
	}
	last, err := look()
	if err != nil {
		return err
	}
	changed()
	tick := time.NewTicker(WatchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		v, err := look()
		if err != nil {
			return err
		}
		if v != last {
			last = v
			changed()
		}
	}
}
