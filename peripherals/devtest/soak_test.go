package devtest_test

import (
	"context"
	"math/rand/v2"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/printer"
	"xiaochuang/peripherals/serial"
	"xiaochuang/peripherals/sim"
)

// soakTime is how long bad devices are worked with: a few seconds, and a minute
// with XC_FULL=1.
func soakTime() time.Duration {
	if os.Getenv("XC_FULL") == "1" {
		return time.Minute
	}
	return 4 * time.Second
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
	hand.Go(func() {
		for {
			x := troubles[r.IntN(len(troubles))]
			for _, step := range []struct {
				do   func()
				then time.Duration
			}{{func() {}, time.Duration(200+r.IntN(600)) * time.Millisecond}, {x.strike, time.Duration(20+r.IntN(400)) * time.Millisecond}, {x.mend, 0}} {
				step.do()
				select {
				case <-quit:
					x.mend()
					return
				case <-time.After(step.then):
				}
			}
		}
	})
	began := time.Now()
	last, before := began, began
	var well time.Duration
	for time.Now().Before(over) {
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
		before = now
	}
	outage = max(outage, time.Since(last))
	close(quit)
	hand.Wait()
	return good, well.Seconds() / time.Since(began).Seconds(), outage
}

// TestBadDevicesForAWhile works with a reader, a pad and a receipt printer on real
// pseudo-terminals and sockets while they are unplugged, fall silent and babble.
// Afterwards each works, and nothing of the bad time is left running.
func TestBadDevicesForAWhile(t *testing.T) {
	settle()
	before := runtime.NumGoroutine()
	t.Run("work", func(t *testing.T) {
		reader, card := cardReader(t, nil)
		prof := must(pad.Embedded("xc5"))(t)
		far := must(sim.NewPad(t.TempDir(), "pad", prof))(t)
		p := pad.New(prof, pad.Options{Label: "pad", Line: serial.Line{Path: far.Path()}})
		go p.Run(t.Context())
		t.Cleanup(func() { _, _ = p.Close(), far.Close() })
		roll := must(sim.NewTicket("127.0.0.1:0"))(t)
		raw := must(printer.OpenRaw(printer.RawSettings{Name: "80 mm", Address: roll.Address(), Every: 50 * time.Millisecond}, desk.SystemClock{}, nil))(t)
		t.Cleanup(func() { _, _ = raw.Close(), roll.Close() })
		spoil := func(f sim.CardFault) trouble {
			return trouble{func() { card.Fault(f, -1) }, func() { card.Fault(0, 0) }}
		}
		noise := func() { _ = far.Noise([]byte("\x00\xff\x5a\xa5 noise")) }
		over := time.Now().Add(soakTime())
		var wg sync.WaitGroup
		for i, d := range []struct {
			name     string
			subject  devtest.Subject
			troubles []trouble
		}{
			{"reader", reader, []trouble{
				{card.Unplug, func() { _ = card.Replug() }},
				spoil(sim.CardSilent), spoil(sim.CardHalf),
				spoil(sim.CardGarbage), spoil(sim.CardBadSum), spoil(sim.CardLong), spoil(sim.CardSlow),
			}},
			{"pad", devtest.Subject{Device: p, Ask: rates(p, far), Bound: 2 * time.Second}, []trouble{
				{far.Unplug, func() { _ = far.Replug() }}, {func() { far.Mute(true) }, func() { far.Mute(false) }}, {noise, noise},
			}},
			{"receipt printer", devtest.Subject{Device: raw, Ask: prints(raw, printer.ESCPOS, slip), Bound: 2 * time.Second}, []trouble{
				{roll.Unplug, func() { _ = roll.Plug() }},
				{func() { roll.PaperOut(true) }, func() { roll.PaperOut(false) }},
				{func() { roll.Mute(true) }, func() { roll.Mute(false) }},
				{func() { roll.Stuck(true) }, func() { roll.Stuck(false) }},
			}},
		} {
			wg.Go(func() {
				good, share, outage := soaked(t, d.subject, uint64(i), over, d.troubles)
				t.Logf("%s: %d exchanges, available %.1f %% of the time, longest outage %v", d.name, good, 100*share, outage.Round(10*time.Millisecond))
				devtest.Works(t, d.subject, "after it all")
			})
		}
		wg.Wait()
	})
	for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before && time.Now().Before(end); {
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
