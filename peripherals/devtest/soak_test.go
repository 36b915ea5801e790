package devtest_test

import (
	"context"
	"math/rand/v2"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"xiaochuang/peripherals/devtest"
)

// long reports whether the long form of a test was asked for, with XC_FULL=1.
func long() bool { return os.Getenv("XC_FULL") == "1" }

// soakTime is how long bad devices are worked with: a few seconds, and a minute
// in the long form.
func soakTime() time.Duration {
	if long() {
		return time.Minute
	}
	return 3 * time.Second
}

// between is how long a device is left alone between two troubles, in milliseconds.
// A session that lasts takes a device off the list of those that are not worth
// trying for a while.
func between() (least, more int) {
	if long() {
		return 500, 9500
	}
	return 200, 600
}

// A trouble is one way in which a device of the soak goes wrong, and back.
type trouble struct{ strike, mend func() }

// soaked works with a device until the time is over, while something goes wrong
// with it every now and then. It returns how many exchanges were
// good, the share of the time that ended with one, and the longest time without.
func soaked(t *testing.T, s devtest.Subject, seed uint64, over time.Time, troubles []trouble) (good int, share float64, outage time.Duration) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 0x50a4))
	quit := make(chan struct{})
	var hand sync.WaitGroup
	pause := func(ms, more int) (over bool) {
		select {
		case <-quit:
			return true
		case <-time.After(time.Duration(ms+r.IntN(more)) * time.Millisecond):
			return false
		}
	}
	hand.Go(func() {
		for !pause(between()) {
			x := troubles[r.IntN(len(troubles))]
			x.strike()
			pause(20, 400)
			x.mend()
		}
	})
	began := time.Now()
	last, before := began, began
	var well time.Duration
	for {
		ctx, cancel := context.WithTimeout(t.Context(), s.Bound)
		err := s.Ask(ctx)
		cancel()
		now := time.Now()
		if err == nil {
			good++
			well += now.Sub(before)
			outage = max(outage, now.Sub(last))
			last = now
		}
		if err != nil {
			time.Sleep(10 * time.Millisecond) // a device that is away says so at once
		}
		if before = now; !now.Before(over) {
			break
		}
	}
	outage = max(outage, time.Since(last))
	close(quit)
	hand.Wait()
	return good, well.Seconds() / time.Since(began).Seconds(), outage
}

// A victim is one device of the soak.
type victim struct {
	name string
	devtest.Subject
	troubles []trouble
}

// of makes a victim of a row of the fault matrix.
func of(t *testing.T, b devtest.Bed) victim {
	s, faults := b.Plug(t)
	v := victim{name: b.Name, Subject: s}
	for _, f := range faults {
		v.troubles = append(v.troubles, trouble{f.Strike, f.Mend})
	}
	return v
}

// victims are a device of every family. Those that are programs of their own, and
// take a processor each, are a part of the long form.
func victims(t *testing.T) []victim {
	beds := []devtest.Bed{readerBed(), padBed(), ticketBed(), ticketLineBed(), folderBed(), serviceBed()}
	if long() {
		beds = append(beds, ticketFileBed(), printerBed(), queueBed(), saneBed(), escl(), cameraBed(), voiceBed())
	}
	var all []victim
	for _, b := range beds {
		all = append(all, of(t, b))
	}
	for _, w := range padWays[1:] { // the first is the bed's
		all = append(all, of(t, padBedOf(w)))
	}
	return all
}

// TestBadDevicesForAWhile works with devices on real pseudo-terminals and sockets
// while everything befalls them that the fault matrix knows of. Afterwards each
// works, and nothing of the bad time is left running.
func TestBadDevicesForAWhile(t *testing.T) {
	settle()
	before := runtime.NumGoroutine()
	t.Run("work", func(t *testing.T) {
		list := victims(t)
		over := time.Now().Add(soakTime())
		var wg sync.WaitGroup
		for i, v := range list {
			wg.Go(func() {
				good, share, outage := soaked(t, v.Subject, uint64(i), over, v.troubles)
				t.Logf("%s: %d exchanges, available %.1f %% of the time, longest outage %v", v.name, good, 100*share, outage.Round(10*time.Millisecond))
				if r, ok := v.Device.(interface{ Retry() }); ok {
					r.Retry() // after so many failures it is left alone for a minute, unless somebody asks
				}
				devtest.Works(t, v.Subject, v.name+" after it all")
			})
		}
		most := [2]int{}
		for half, end := range []time.Time{over.Add(-soakTime() / 2), over} {
			for time.Now().Before(end) {
				most[half] = max(most[half], runtime.NumGoroutine())
				time.Sleep(50 * time.Millisecond)
			}
		}
		t.Logf("%d devices, at most %d goroutines in the first half of the time, %d in the second", len(list), most[0], most[1])
		if long() && most[1] > most[0]+most[0]/4 {
			t.Error("there are more and more goroutines")
		}
		wg.Wait()
	})
	for end := time.Now().Add(20 * time.Second); runtime.NumGoroutine() > before && time.Now().Before(end); {
		settle()
	}
	if n := runtime.NumGoroutine(); n > before {
		b := make([]byte, 1<<20)
		t.Errorf("%d goroutines before, %d after\n%s", before, n, b[:runtime.Stack(b, true)])
	}
}

// settle lets what has ended go.
func settle() {
	runtime.GC()
	time.Sleep(20 * time.Millisecond)
}
