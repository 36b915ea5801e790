package sim_test

import (
	"context"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/scanner"
	"xiaochuang/peripherals/sim"
)

// TestASimulatedScannerOfTheNetwork holds that the driver of a real one scans from
// glass and feeder, is told of a jam and an empty feeder, and comes back after a
// cable that was pulled.
func TestASimulatedScannerOfTheNetwork(t *testing.T) {
	t.Parallel()
	e, err := sim.NewESCL("127.0.0.1:0", desk.SystemClock{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	s := scanner.NewESCL(scanner.ESCLSettings{Name: "sim", URL: e.URL(), Resolution: 75, PageTime: time.Minute}, desk.SystemClock{}, nil)
	t.Cleanup(func() { _ = s.Close() })
	scan := func(source string, want int, cause string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		n, err := s.Scan(ctx, desk.ScanRequest{Source: source, Resolution: 75, Limit: 50}, func(desk.ScannedPage) error { return nil })
		if n != want || scanner.Cause(err) != cause && (cause != "" || err != nil) {
			t.Errorf("from %q: %d pages, %v; want %d, %q", source, n, err, want, cause)
		}
	}
	e.Load(4)
	e.JamAt(3)
	scan("adf", 2, scanner.Jam)
	e.JamAt(0)
	scan("adf", 2, "")
	scan("adf", 0, scanner.NoDocuments)
	scan("", 1, "")
	e.Off()
	scan("", 0, scanner.Offline)
	if err := e.Plug(); err != nil {
		t.Fatal(err)
	}
	scan("", 1, "")
}
