package sim_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/printer"
	"xiaochuang/peripherals/sim"
)

func newIPP(t *testing.T) (*sim.IPP, *printer.IPP, chan string) {
	t.Helper()
	out := make(chan string, 100)
	s, err := sim.NewIPP("127.0.0.1:0", func(title string, _ []byte) { out <- title })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	p, err := printer.OpenIPP(printer.IPPSettings{Name: "A4", URI: s.URI(), Every: 50 * time.Millisecond}, desk.SystemClock{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return s, p, out
}

var sheet = []byte("%PDF-1.4\n%%EOF\n")

func TestSimulatedIPPContract(t *testing.T) {
	t.Parallel()
	devtest.Printer(t, sheet, true, func(t *testing.T) desk.Printer {
		_, p, _ := newIPP(t)
		return p
	})
}

// TestEachHandleOfThePrinter turns every fault on, looks at the lamp, and has a
// sheet wait until it is put right. Nothing comes out twice.
func TestEachHandleOfThePrinter(t *testing.T) {
	t.Parallel()
	s, p, out := newIPP(t)
	lit := func(state desk.DeviceState, code string) {
		t.Helper()
		for end := time.Now().Add(10 * time.Second); p.Health().State != state || p.Health().Code != code; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("lamp %+v, want %s %s", p.Health(), state, code)
			}
		}
	}
	prints := func(n int) desk.PrintOutcome {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		o, _ := p.Print(ctx, desk.PrintJob{ID: fmt.Sprint("J", n), Title: "T", MIME: printer.PDF, Body: bytes.NewReader(sheet), Size: int64(len(sheet))})
		return o
	}
	n := 0
	for keyword, code := range map[string]string{
		"media-empty-error": printer.PaperOut, "media-jam-error": printer.Jam, "cover-open-error": printer.CoverOpen, "toner-empty-error": printer.TonerOut,
	} {
		s.Reason(keyword, true)
		lit(desk.DeviceFault, code)
		if o := prints(n); o.State != desk.PrintFailed || o.Code != code {
			t.Errorf("%s: %+v", code, o)
		}
		s.Reason(keyword, false)
		lit(desk.DeviceOK, "")
		if o := prints(n + 1); o.State != desk.PrintConfirmed {
			t.Errorf("after %s: %+v", code, o)
		}
		if got := <-out; got != fmt.Sprintf("J%d T", n+1) {
			t.Errorf("%s came out", got)
		}
		n += 2
	}
	s.Reason("toner-low-warning", true)
	lit(desk.DeviceOK, printer.TonerLow)
	s.Off()
	lit(desk.DeviceOffline, printer.Offline)
	if err := s.On(); err != nil {
		t.Fatal(err)
	}
	p.Retry()
	lit(desk.DeviceOK, printer.TonerLow)
	if len(out) != 0 {
		t.Errorf("%d sheets too many", len(out))
	}
}
