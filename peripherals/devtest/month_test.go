package devtest_test

import (
	"context"
	"math/rand/v2"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/idcard"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/printer"
	"xiaochuang/peripherals/serial"
	"xiaochuang/peripherals/sim"
)

// badTime is how long bad devices are lived with: eight hours, and thirty days in
// the long form.
func badTime() time.Duration {
	if long() {
		return 30 * 24 * time.Hour
	}
	return 8 * time.Hour
}

// How well a bad device must do in the time in which it could work: the share in
// which its lamp says so, and the longest wait after it was put right. A pause that
// never became short again would cost ten times as much as is allowed here.
const (
	leastAvailable = 0.993
	longestWait    = 90 * time.Second
)

// TestThirtyDaysOfBadDevices lives through days of virtual time with a reader, a
// rating pad and a receipt printer on lines in memory, which are pulled out, fall
// silent, babble and get stuck every few minutes while their drivers break.
func TestThirtyDaysOfBadDevices(t *testing.T) {
	for _, d := range []struct {
		name string
		plug func(t *testing.T, l *sim.Lead) (devtest.Subject, []trouble)
	}{
		{"reader", readerOnLead}, {"pad", padOnLead}, {"receipt printer", ticketOnLead},
	} {
		t.Run(d.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := &sim.Lead{}
				s, own := d.plug(t, l)
				lived(t, d.name, s, append(own,
					trouble{l.Unplug, func() { _ = l.Replug() }},
					trouble{func() { l.Stuck(true) }, func() { l.Stuck(false) }},
					trouble{func() { l.Half(true) }, func() { l.Half(false) }}))
			})
		})
	}
}

// lived strikes a device every few minutes, mostly for seconds and now and then for
// an hour, and has it work in between.
func lived(t *testing.T, name string, s devtest.Subject, troubles []trouble) {
	r := rand.New(rand.NewPCG(30, 24))
	const step = time.Second // of looking at the lamp
	var well, lost, wait, worst time.Duration
	look := func() {
		time.Sleep(step)
		well += step
		if s.Device.Health().State == desk.DeviceOK {
			wait = 0
			return
		}
		lost += step
		wait += step
		worst = max(worst, wait)
	}
	ask := func() error {
		ctx, cancel := context.WithTimeout(t.Context(), s.Bound)
		defer cancel()
		return s.Ask(ctx)
	}
	devtest.Works(t, s, "at the beginning")
	began, strikes, jobs, missed, first, most := time.Now(), 0, 0, 0, 0, 0
	for time.Since(began) < badTime() {
		for end := time.Now().Add(step + time.Duration(r.ExpFloat64()*float64(5*time.Minute))); time.Now().Before(end); {
			look()
		}
		if jobs++; s.Device.Health().State == desk.DeviceOK && ask() != nil {
			missed++
		}
		synctest.Wait()
		if most = max(most, runtime.NumGoroutine()); first == 0 {
			first = most
		}
		x := troubles[r.IntN(len(troubles))]
		x.strike()
		if strikes++; r.IntN(2) == 0 {
			_ = ask() // it is hit at work
		}
		if r.IntN(200) == 0 {
			time.Sleep(time.Hour)
		}
		time.Sleep(time.Duration(500+r.IntN(4500)) * time.Millisecond)
		x.mend()
		wait = 0
	}
	devtest.Works(t, s, "at the end")
	share := 1 - lost.Seconds()/well.Seconds()
	t.Logf("%s: %.0f hours, struck %d times: available %.2f %% of the time in which it could work, at most %v without, %d of %d jobs missed, %d to %d goroutines",
		name, badTime().Hours(), strikes, 100*share, worst, missed, jobs, first, most)
	if share < leastAvailable || worst > longestWait {
		t.Errorf("available %.4f of the time, at most %v without", share, worst)
	}
	if missed*50 > jobs {
		t.Errorf("%d of %d jobs missed while the lamp said that all was well", missed, jobs)
	}
	if most > first+2 { // of the tests' own
		t.Errorf("%d goroutines at first, then %d", first, most)
	}
}

// spoilt has a simulated reader spoil every answer in one way.
func spoilt(card *sim.Card, f sim.CardFault) trouble {
	return trouble{func() { card.Fault(f, -1) }, func() { card.Fault(0, 0) }}
}

// breaks has a driver break.
func breaks(f *fuse) trouble {
	return trouble{func() { f.lit.Store(true) }, func() { f.lit.Store(false) }}
}

func readerOnLead(t *testing.T, l *sim.Lead) (devtest.Subject, []trouble) {
	f, card := &fuse{}, sim.NewCardOn(l)
	r := idcard.New(idcard.Options{Label: "reader", Line: serial.Line{Path: l.Path(), Baud: 115200}, Trace: f.trace, Open: l.Open, Every: 100 * time.Millisecond})
	go r.Run(t.Context())
	t.Cleanup(func() { _, _ = r.Close(), l.Close() })
	return devtest.Subject{Device: r, Ask: reads(r, card), Bound: 4 * time.Second}, []trouble{
		breaks(f), spoilt(card, sim.CardSilent), spoilt(card, sim.CardGarbage), spoilt(card, sim.CardBadSum), spoilt(card, sim.CardLong), spoilt(card, sim.CardSlow),
	}
}

func padOnLead(t *testing.T, l *sim.Lead) (devtest.Subject, []trouble) {
	f, prof := &fuse{}, must(pad.Embedded("xc5"))(t)
	far := sim.NewPadOn(l, prof)
	p := pad.New(prof, pad.Options{Label: "pad", Line: serial.Line{Path: l.Path()}, Trace: f.trace, Open: l.Open})
	go p.Run(t.Context())
	t.Cleanup(func() { _, _ = p.Close(), l.Close() })
	noise := func() { _ = far.Noise([]byte("\x00\xff\x5a\xa5 noise")) }
	return devtest.Subject{Device: p, Ask: rates(p, far), Bound: 4 * time.Second}, []trouble{
		breaks(f), {func() { far.Mute(true) }, func() { far.Mute(false) }}, {noise, noise},
	}
}

func ticketOnLead(t *testing.T, l *sim.Lead) (devtest.Subject, []trouble) {
	f, roll := &fuse{}, sim.NewTicketOn(l)
	p := must(printer.OpenRaw(printer.RawSettings{Name: "80 mm", Line: serial.Line{Path: l.Path(), Baud: 19200}, Open: l.Open}, f, nil))(t)
	t.Cleanup(func() { _, _ = p.Close(), l.Close() })
	turns := func(set func(bool)) trouble { return trouble{func() { set(true) }, func() { set(false) }} }
	return devtest.Subject{Device: p, Ask: prints(p, printer.ESCPOS, slip), Bound: 4 * time.Second}, []trouble{
		breaks(f), turns(roll.PaperOut), turns(roll.CoverOpen), turns(roll.Mute), turns(roll.Babble),
	}
}
