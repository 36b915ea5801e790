package sim_test

import (
	"bytes"
	"context"
	"testing"
	"testing/synctest"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/scanner"
	"xiaochuang/peripherals/sim"
)

func TestScannerContract(t *testing.T) {
	devtest.Scanner(t, func(t *testing.T) desk.Scanner {
		s := sim.NewScanner("simulated", desk.SystemClock{})
		t.Cleanup(func() { _ = s.Close() })
		return s
	})
}

func TestScannerHandles(t *testing.T) { synctest.Test(t, scannerHandles) }

func scannerHandles(t *testing.T) {
	s := sim.NewScanner("simulated", desk.SystemClock{})
	stack := func(limit int) ([]desk.ScannedPage, string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		var pages []desk.ScannedPage
		n, err := s.Scan(ctx, desk.ScanRequest{Source: "adf", Limit: limit, Resolution: 50}, func(p desk.ScannedPage) error {
			pages = append(pages, p)
			return nil
		})
		if n != len(pages) {
			t.Errorf("told %d, gave %d", n, len(pages))
		}
		return pages, scanner.Cause(err)
	}
	expect := func(step string, pages int, cause string, state desk.DeviceState) []desk.ScannedPage {
		t.Helper()
		got, why := stack(4)
		if len(got) != pages || why != cause || s.Health().State != state {
			t.Errorf("%s: %d pages, cause %q, lamp %+v", step, len(got), why, s.Health())
		}
		return got
	}
	s.Load(3)
	pages := expect("three sheets", 3, "", desk.DeviceOK)
	if bytes.Equal(pages[0].Bytes, pages[1].Bytes) {
		t.Error("two pages alike")
	}
	expect("empty", 0, scanner.NoDocuments, desk.DeviceOK)
	s.Load(10)
	s.JamAt(3)
	expect("jam", 2, scanner.Jam, desk.DeviceFault)
	expect("still jammed", 0, scanner.Jam, desk.DeviceFault)
	s.JamAt(0)
	expect("cleared", 4, "", desk.DeviceOK)
	s.Load(10)
	s.Hang(true)
	expect("hangs", 0, scanner.Timeout, desk.DeviceSilent)
	s.Hang(false)
	s.Slow(150 * time.Millisecond)
	expect("slow", 1, scanner.Timeout, desk.DeviceSilent)
	s.Slow(0)
	s.Unplug(true)
	if h := s.Health(); h.State != desk.DeviceOffline {
		t.Errorf("lamp %+v", h)
	}
	expect("unplugged", 0, scanner.Offline, desk.DeviceOffline)
	s.Unplug(false)
	laid := pages[2].Bytes
	s.Lay(laid)
	if got := expect("laid", 4, "", desk.DeviceOK); !bytes.Equal(got[0].Bytes, laid) || bytes.Equal(got[1].Bytes, laid) {
		t.Error("the laid page is not the first one")
	}
}

func TestScannerCloseStopsAHangingJob(t *testing.T) {
	s := sim.NewScanner("simulated", desk.SystemClock{})
	s.Hang(true)
	go func() {
		time.Sleep(20 * time.Millisecond)
		_ = s.Close()
	}()
	if n, err := s.Scan(t.Context(), desk.ScanRequest{}, nil); n != 0 || scanner.Cause(err) != scanner.Closed {
		t.Errorf("%d, %v", n, err)
	}
}
