package pad_test

import (
	"flag"
	"fmt"
	"slices"
	"testing"

	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/serial"
)

var (
	hardware = flag.String("pad", "", "line of a real pad: run the contract on it with a person pressing its keys; needs -parallel 1")
	kind     = flag.String("profile", "xc5", "embedded profile of the real pad")
)

func TestRealPad(t *testing.T) {
	if *hardware == "" {
		t.Skip("no -pad given")
	}
	p, err := pad.Embedded(*kind)
	if err != nil {
		t.Fatal(err)
	}
	devtest.Pad(t, func(t *testing.T) devtest.PadRig {
		d := pad.New(p, pad.Options{Line: serial.Line{Path: *hardware}})
		go d.Run(t.Context())
		t.Cleanup(func() { _ = d.Close() })
		r := devtest.PadRig{
			Pad:    d,
			Asking: func() { devtest.Operator(t, "wait until the question is shown") },
			Press:  func(n int) { devtest.Operator(t, fmt.Sprintf("press the key for %d stars", n)) },
			Unplug: func() { devtest.Operator(t, "unplug the pad") },
			Replug: func() { devtest.Operator(t, "plug the pad in") },
		}
		for _, n := range p.Keymap {
			r.Stars = append(r.Stars, n)
		}
		slices.Sort(r.Stars)
		return r
	})
}
