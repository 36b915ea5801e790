package sim_test

import (
	"bytes"
	"context"
	"testing"
	"testing/synctest"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/printer"
	"xiaochuang/peripherals/sim"
)

func TestPrinterContract(t *testing.T) {
	for _, mime := range []string{printer.PDF, printer.ESCPOS} {
		t.Run(mime, func(t *testing.T) {
			devtest.Printer(t, []byte("one page"), true, func(*testing.T) desk.Printer {
				return sim.NewPrinter("simulated", mime, desk.SystemClock{})
			})
		})
	}
}

func TestMutePrinterContract(t *testing.T) {
	devtest.Printer(t, []byte("one page"), false, func(*testing.T) desk.Printer {
		p := sim.NewPrinter("simulated", printer.ESCPOS, desk.SystemClock{})
		p.Mute(true)
		return p
	})
}

func TestPrinterHandles(t *testing.T) { synctest.Test(t, printerHandles) }

func printerHandles(t *testing.T) {
	p := sim.NewPrinter("simulated", printer.PDF, desk.SystemClock{})
	bring := func(id string) desk.PrintOutcome {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		o, _ := p.Print(ctx, desk.PrintJob{ID: id, Title: "GZ-1", MIME: printer.PDF, Body: bytes.NewReader([]byte(id)), Size: int64(len(id))})
		return o
	}
	for _, tt := range []struct {
		name   string
		handle func(bool)
		code   string
		state  desk.DeviceState
	}{
		{"no paper", p.PaperOut, printer.PaperOut, desk.DeviceFault},
		{"jam", p.Jam, printer.Jam, desk.DeviceFault},
		{"off", p.Offline, printer.Offline, desk.DeviceOffline},
	} {
		before := len(p.Printed())
		tt.handle(true)
		if o, h := bring(tt.name), p.Health(); o.State != desk.PrintFailed || o.Code != tt.code || h.State != tt.state || h.Code != tt.code {
			t.Errorf("%s: %+v, lamp %+v", tt.name, o, h)
		}
		if n := len(p.Printed()); n != before {
			t.Errorf("%s: %d sheets came out", tt.name, n-before)
		}
		tt.handle(false)
		if o := bring(tt.name); o.State != desk.PrintConfirmed || p.Health().State != desk.DeviceOK {
			t.Errorf("%s, mended: %+v, lamp %+v", tt.name, o, p.Health())
		}
	}
	p.Slow(time.Second)
	if o := bring("slow"); o.State != desk.PrintFailed || o.Code != printer.Timeout {
		t.Errorf("slow: %+v", o)
	}
	p.Slow(0)
	p.PaperOut(true)
	go func() {
		time.Sleep(20 * time.Millisecond)
		p.PaperOut(false)
	}()
	if o := bring("waits for paper"); o.State != desk.PrintConfirmed {
		t.Errorf("paper came: %+v", o)
	}
	got := p.Printed()
	if last := got[len(got)-1]; last.ID != "waits for paper" || string(last.Bytes) != "waits for paper" || last.Copies != 1 {
		t.Errorf("kept %+v", last)
	}
}
