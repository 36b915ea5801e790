package scanner_test

import (
	"runtime"
	"sync"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/scanner"
)

// TestESCLOnRealDevicesWays replays what real devices were seen to do; the
// control client of each transcript fails it in devtest.
func TestESCLOnRealDevicesWays(t *testing.T) {
	t.Parallel()
	var all sync.WaitGroup // they wait more than they work, so all wait at once
	defer all.Wait()
	for _, x := range devtest.ESCLTranscripts(t) {
		all.Go(func() { t.Run(x.Name, func(t *testing.T) { replay(t, x) }) })
	}
}

func replay(t *testing.T, x devtest.ESCLTranscript) {
	r := x.Replay(t)
	s := newESCL(t, r.URL, small)
	var pages []desk.ScannedPage
	n, err := s.Scan(t.Context(), desk.ScanRequest{Source: x.Source, Limit: x.Limit}, func(p desk.ScannedPage) error {
		if x.Twice {
			if _, second := take(t, s, desk.ScanRequest{}); scanner.Cause(second) != scanner.Busy {
				t.Errorf("second job: %v", second)
			}
		}
		pages = append(pages, p)
		return nil
	})
	if n != len(pages) || scanner.Cause(err) != x.Cause || err != nil && x.Cause == "" {
		t.Errorf("%d pages of %d, cause %q: %v", n, len(pages), scanner.Cause(err), err)
	}
	if bad := r.Judge(sheets(pages), err != nil); bad != nil {
		t.Errorf("%v\n%q", bad, r.Requests())
	}
}

// TestESCLLeavesNothingOpen counts goroutines after jobs that ended in all ways.
func TestESCLLeavesNothingOpen(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Run("jobs", func(t *testing.T) {
		for _, x := range devtest.ESCLTranscripts(t) {
			switch x.Name {
			case "plain", "jam-404", "cut-length", "redirect", "self-signed", "delete-cut":
			default:
				continue
			}
			r := x.Replay(t)
			s := newESCL(t, r.URL, small)
			s.Unhurried()
			for range 2 {
				_, _ = s.Scan(t.Context(), desk.ScanRequest{Source: x.Source, Limit: x.Limit}, func(desk.ScannedPage) error { return nil })
			}
		}
	})
	for end := time.Now().Add(3 * time.Second); runtime.NumGoroutine() > before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			b := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, %d before\n%s", runtime.NumGoroutine(), before, b[:runtime.Stack(b, true)])
		}
	}
}
