package idcard_test

import (
	"flag"
	"fmt"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/idcard"
	"xiaochuang/peripherals/serial"
)

var (
	hardware = flag.String("reader", "", "line of a real card reader: run the contract on it with a person laying down two cards; needs -parallel 1")
	speed    = flag.Int("baud", 115200, "speed of the real card reader")
)

func TestRealReader(t *testing.T) {
	if *hardware == "" {
		t.Skip("no -reader given")
	}
	devtest.Reader(t, func(t *testing.T) devtest.ReaderRig {
		r := idcard.New(idcard.Options{Line: serial.Line{Path: *hardware, Baud: *speed}})
		go r.Run(t.Context())
		t.Cleanup(func() { _ = r.Close() })
		return devtest.ReaderRig{
			Reader: r,
			Lay: func(n int) *desk.CardReading {
				devtest.Operator(t, fmt.Sprintf("lay down card %d", n+1))
				return nil
			},
			Lift:   func() { devtest.Operator(t, "lift the card") },
			Unplug: func() { devtest.Operator(t, "unplug the reader") },
			Replug: func() { devtest.Operator(t, "plug the reader in") },
		}
	})
}
