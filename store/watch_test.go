package store

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// TestWatchSeesOtherConnections: a board without keys sees what a console
// commits, well within the half second that a call may take.
func TestWatchSeesOtherConnections(t *testing.T) {
	clock := storetest.NewClock(storetest.Morning)
	c := config(filepath.Join(t.TempDir(), "data"), clock)
	console := openIn(t, c)
	c.Keyless = true
	board := openIn(t, c)
	commit := func(n int) {
		t.Helper()
		_, err := console.Write(t.Context(), fmt.Sprintf("r%d", n), storetest.Duty(), func(tx desk.Tx) (desk.Act, error) {
			return desk.Act{Kind: desk.ActDayConfirmed, Obj: "day:" + string(tx.Stamp().Day)}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	seen, over := make(chan time.Time, 8), make(chan error, 1)
	go func() { over <- board.Watch(ctx, func() { seen <- time.Now() }) }()
	select {
	case <-seen: // it has begun
	case <-time.After(5 * time.Second):
		t.Fatal("nobody watches")
	}
	// The best of a few: a machine that is busy with other tests may be late.
	best := time.Hour
	for n := range 4 {
		at := time.Now()
		commit(n)
		select {
		case when := <-seen:
			best = min(best, when.Sub(at))
		case <-time.After(5 * time.Second):
			t.Fatal("a commit was not seen")
		}
	}
	if best > 500*time.Millisecond {
		t.Errorf("a commit was seen after %v at best", best)
	}
	cancel()
	if err := <-over; err == nil {
		t.Error("a watch that was ended has no error")
	}
}
