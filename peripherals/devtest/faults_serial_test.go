package devtest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/idcard"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/serial"
	"xiaochuang/peripherals/sim"
)

// cardReader is a reader that runs on a simulated module.
func cardReader(t *testing.T, trace serial.Trace) (devtest.Subject, *sim.Card) {
	t.Helper()
	card := must(sim.NewCard(t.TempDir(), "reader"))(t)
	r := idcard.New(idcard.Options{Label: "reader", Line: serial.Line{Path: card.Path(), Baud: 115200}, Trace: trace, Every: 20 * time.Millisecond})
	go r.Run(t.Context())
	t.Cleanup(func() {
		_ = r.Close()
		_ = card.Close()
	})
	return devtest.Subject{Device: r, Ask: reads(r, card), Bound: 4 * time.Second}, card
}

// reads lays a card down and reads it.
func reads(r *idcard.Reader, card *sim.Card) func(context.Context) error {
	who := desk.CardReading{
		Layout: desk.CardCN, Document: "111", Number: "110101190001010022", Name: "测试喆犇", Sex: "2", Nation: "01", Birth: "1900-01-01",
		Address: "北京市某某区某某路1号", Issuer: "北京市公安局某某分局", From: "2020-01-01", Forever: true,
	}
	return func(ctx context.Context) error {
		ctx, stop := context.WithCancel(ctx)
		laid := make(chan struct{})
		go func() {
			defer close(laid)
			for r.Health().State != desk.DeviceOK && ctx.Err() == nil {
				time.Sleep(5 * time.Millisecond)
			}
			time.Sleep(250 * time.Millisecond) // it must see first that no card lies there
			_ = card.Insert(who)
		}()
		got, err := r.Read(ctx)
		stop()
		<-laid
		card.Remove()
		if err == nil && got.Number != who.Number {
			return errors.New("another card")
		}
		return err
	}
}

// readerBed is the identity reader.
func readerBed() devtest.Bed {
	return devtest.Bed{Name: "reader", Apart: true, Plug: func(t *testing.T) (devtest.Subject, []devtest.Fault) {
		f := &fuse{}
		s, card := cardReader(t, f.trace)
		spoilt := func(kind devtest.FaultKind, name string, how sim.CardFault, shows []desk.DeviceState) devtest.Fault {
			return devtest.Fault{Kind: kind, Name: name, Strike: func() { card.Fault(how, -1) }, Mend: func() { card.Fault(0, 0) }, Shows: shows}
		}
		return s, append(lineFaults(t, card.Pty, card.Path(), 115200, 9600, nil),
			f.fault(),
			spoilt(devtest.Silence, "", sim.CardSilent, silent),
			spoilt(devtest.HalfFrame, "", sim.CardHalf, poor),
			spoilt(devtest.Garbage, "before each answer", sim.CardGarbage, nil),
			spoilt("", "every sum wrong", sim.CardBadSum, poor),
			spoilt("", "a frame without end", sim.CardLong, poor),
			spoilt(devtest.Slow, "late", sim.CardSlow, nil),
			devtest.Fault{
				Name: "self-test failed", Strike: func() { card.Break(idcard.SelfTest); card.Unplug(); _ = card.Replug() },
				Mend: func() { card.Break(idcard.OK) }, Shows: poor,
			},
		)
	}}
}

// padBed is the rating pad.
func padBed() devtest.Bed {
	return devtest.Bed{Name: "pad", Apart: true, Plug: func(t *testing.T) (devtest.Subject, []devtest.Fault) {
		f := &fuse{}
		prof := must(pad.Embedded("xc5"))(t)
		far := must(sim.NewPad(t.TempDir(), "pad", prof))(t)
		p := pad.New(prof, pad.Options{Label: "pad", Line: serial.Line{Path: far.Path()}, Trace: f.trace})
		go p.Run(t.Context())
		t.Cleanup(func() {
			_ = p.Close()
			_ = far.Close()
		})
		return devtest.Subject{Device: p, Ask: rates(p, far), Bound: 4 * time.Second}, append(lineFaults(t, far.Cable.(*sim.Pty), far.Path(), 9600, 115200, poor),
			f.fault(),
			switched(devtest.Silence, "", far.Mute, poor...),
			babbles(far),
		)
	}}
}

// babbles has a pad talk nonsense all the time.
func babbles(far *sim.Pad) devtest.Fault {
	var quiet chan struct{}
	return devtest.Fault{Kind: devtest.Garbage, Name: "garbage all the time", Strike: func() {
		quiet = make(chan struct{})
		go func(quiet chan struct{}) {
			for n := byte(0); ; n++ {
				select {
				case <-quiet:
					return
				case <-time.After(20 * time.Millisecond):
					_ = far.Noise(bytes.Repeat([]byte{n % 0x40, 0x5a}, 7))
				}
			}
		}(quiet)
	}, Mend: func() { close(quiet) }}
}

// rates asks for a rating, and a visitor presses the highest key or the one below:
// the same twice in a row may be taken for a held key.
func rates(p *pad.Pad, far *sim.Pad) func(context.Context) error {
	visit := 0
	return func(ctx context.Context) error {
		visit++
		stars := 5 - visit%2
		want, _ := desk.LevelOfStars(stars)
		name := fmt.Sprint("v", visit)
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		go func() {
			for ctx.Err() == nil {
				if v, shown := far.Asking(); shown && (v == name || v == "") { // some are not told which visit
					_ = far.PressStars(stars)
					return
				}
				time.Sleep(5 * time.Millisecond)
			}
		}()
		a, err := p.Ask(ctx, desk.PadRequest{Visit: name, Staff: "Staff 7", Number: "A012", Wait: 2 * time.Second})
		if err == nil && a.Level != want {
			return fmt.Errorf("no rating: %s %s", a.Level, a.Silence)
		}
		return err
	}
}
