package scanner_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/scanner"
)

func newESCL(t *testing.T, url string, change func(*scanner.ESCLSettings)) *scanner.ESCL {
	t.Helper()
	set := scanner.ESCLSettings{Name: "rig", URL: url, Resolution: devtest.ReplayDPI, PageTime: 10 * time.Second}
	if change != nil {
		change(&set)
	}
	s := scanner.NewESCL(set, desk.SystemClock{}, nil)
	s.Hasten()
	t.Cleanup(func() {
		began := time.Now()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if d := time.Since(began); d > 6*time.Second {
			t.Errorf("close took %v", d)
		}
	})
	return s
}

// small asks for a quarter of a sheet, which is drawn in a quarter of the time.
func small(set *scanner.ESCLSettings) { set.Width, set.Height = 105, 148.5 }

// sheets reads the numbers of the rig's sheets from pages.
func sheets(pages []desk.ScannedPage) []int {
	var all []int
	for _, p := range pages {
		all = append(all, devtest.SheetNumber(p.Bytes))
	}
	return all
}

func TestESCLContract(t *testing.T) {
	t.Parallel()
	devtest.Scanner(t, func(t *testing.T) desk.Scanner {
		s := newESCL(t, devtest.ESCL(t).URL, small)
		s.Unhurried()
		return s
	})
}

func TestESCLContractTLS(t *testing.T) {
	t.Parallel()
	devtest.Scanner(t, func(t *testing.T) desk.Scanner {
		s := newESCL(t, devtest.ESCLTLS(t).URL, small)
		s.Unhurried()
		return s
	})
}

func TestESCLTenSheetsEndTheStack(t *testing.T) {
	t.Parallel()
	s := newESCL(t, devtest.ESCL(t).URL, small)
	s.Unhurried()
	pages, err := take(t, s, desk.ScanRequest{Source: "adf", Limit: 50})
	if want := []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}; err != nil || !slices.Equal(sheets(pages), want) {
		t.Fatalf("sheets %v, %v", sheets(pages), err)
	}
	for i, p := range pages {
		if p.No != i+1 || p.Width != 310 || p.Height != 438 || p.DPI != 75 || p.MIME != "image/jpeg" {
			t.Errorf("page %d: no %d, %d × %d at %d, %s", i+1, p.No, p.Width, p.Height, p.DPI, p.MIME)
		}
	}
	if _, err := take(t, s, desk.ScanRequest{Source: "adf", Limit: 50}); scanner.Cause(err) != scanner.NoDocuments {
		t.Errorf("empty feeder: %v", err)
	}
	if h := s.Health(); h.State != desk.DeviceOK {
		t.Errorf("empty feeder: lamp %+v", h)
	}
}

// TestESCLJamKeepsWhatCame jams the third sheet and goes on at it.
func TestESCLJamKeepsWhatCame(t *testing.T) {
	t.Parallel()
	r := devtest.ESCL(t)
	s := newESCL(t, r.URL, small)
	s.Unhurried()
	r.JamAt(3)
	pages, err := take(t, s, desk.ScanRequest{Source: "adf", Limit: 50})
	if got := sheets(pages); scanner.Cause(err) != scanner.Jam || !slices.Equal(got, []int{1, 2}) {
		t.Errorf("jam: sheets %v, %v", got, err)
	}
	if h := s.Health(); h.State != desk.DeviceFault || h.Code != scanner.Jam {
		t.Errorf("jam: lamp %+v", h)
	}
	r.JamAt(0)
	r.Cover(true)
	if _, err := take(t, s, desk.ScanRequest{Source: "adf", Limit: 50}); scanner.Cause(err) != scanner.CoverOpen {
		t.Errorf("cover: %v", err)
	}
	r.Cover(false)
	pages, err = take(t, s, desk.ScanRequest{Source: "adf", Limit: 50})
	if got := sheets(pages); err != nil || !slices.Equal(got, []int{3, 4, 5, 6, 7, 8, 9, 10}) {
		t.Errorf("mended: sheets %v, %v", got, err)
	}
}

// TestESCLCallerGoesAway in the middle of a page: the job is taken back, and the
// next one is not refused for it.
func TestESCLCallerGoesAway(t *testing.T) {
	t.Parallel()
	r := devtest.ESCL(t)
	s := newESCL(t, r.URL, small)
	r.Slow(5 * time.Second)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	n, err := s.Scan(ctx, desk.ScanRequest{Source: "adf", Limit: 3}, func(desk.ScannedPage) error { return nil })
	if n != 0 || scanner.Cause(err) != scanner.Timeout || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%d pages, %v", n, err)
	}
	if d := time.Since(began); d > 2*time.Second {
		t.Errorf("took %v", d)
	}
	if got := r.States(); !slices.Equal(got, []string{"Canceled"}) {
		t.Errorf("jobs on the device: %v", got)
	}
	r.Slow(0)
	if _, err := take(t, s, desk.ScanRequest{}); err != nil {
		t.Errorf("next job: %v", err)
	}
}

func TestESCLPageTimeEndsASilentJob(t *testing.T) {
	t.Parallel()
	r := devtest.ESCL(t)
	s := newESCL(t, r.URL, func(set *scanner.ESCLSettings) { set.PageTime = 200 * time.Millisecond })
	r.Slow(5 * time.Second)
	if _, err := take(t, s, desk.ScanRequest{}); scanner.Cause(err) != scanner.Timeout {
		t.Errorf("%v", err)
	}
	if h := s.Health(); h.State != desk.DeviceSilent {
		t.Errorf("lamp %+v", h)
	}
}

// TestESCLSlowKeepHoldsNoFeeder looks whether the device is asked for the next
// page while the one before is still being put away.
func TestESCLSlowKeepHoldsNoFeeder(t *testing.T) {
	t.Parallel()
	r := devtest.ESCL(t)
	s := newESCL(t, r.URL, small)
	s.Unhurried()
	n, err := s.Scan(t.Context(), desk.ScanRequest{Source: "adf", Limit: 3}, func(p desk.ScannedPage) error {
		if p.No == 1 {
			for end := time.Now().Add(5 * time.Second); r.Count("GET NextDocument") < 3; time.Sleep(5 * time.Millisecond) {
				if time.Now().After(end) {
					t.Error("the feeder waits for the first page to be put away")
					break
				}
			}
		}
		return nil
	})
	if n != 3 || err != nil {
		t.Errorf("%d pages, %v", n, err)
	}
}

func TestESCLDeviceThatIsNotThere(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead := l.Addr().String()
	_ = l.Close()
	for _, tt := range []struct{ url, cause string }{
		{"http://" + dead, scanner.Offline},
		{"https://" + dead, scanner.Offline},
		{"http://no-such-host.invalid/eSCL", scanner.Offline},
		{"ftp://" + dead, scanner.Option},
		{"http://user:secret@" + dead, scanner.Option},
		{"192.168.1.2", scanner.Option},
		{"", scanner.Option},
	} {
		s := newESCL(t, tt.url, nil)
		if _, err := take(t, s, desk.ScanRequest{}); scanner.Cause(err) != tt.cause || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", tt.url, err)
		}
	}
	// A speaker of plain HTTP where TLS is expected, and the other way round.
	for _, url := range []string{
		strings.Replace(devtest.ESCL(t).URL, "http:", "https:", 1),
		strings.Replace(devtest.ESCLTLS(t).URL, "https:", "http:", 1),
	} {
		if _, err := take(t, newESCL(t, url, nil), desk.ScanRequest{}); desk.KindOf(err) == "" {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// TestESCLPin pins on first use, tells the pin, and holds the device to it.
func TestESCLPin(t *testing.T) {
	t.Parallel()
	r := devtest.ESCLTLS(t)
	var told atomic.Value
	s := newESCL(t, r.URL, func(set *scanner.ESCLSettings) { set.Pinned = func(pin string) { told.Store(pin) } })
	if _, err := take(t, s, desk.ScanRequest{}); err != nil || told.Load() != r.Pin {
		t.Errorf("first use: told %v of %s, %v", told.Load(), r.Pin, err)
	}
	colons := strings.ToUpper(r.Pin[:2])
	for i := 2; i < len(r.Pin); i += 2 {
		colons += ":" + strings.ToUpper(r.Pin[i:i+2])
	}
	for _, pin := range []string{r.Pin, "sha256:" + colons} {
		known := newESCL(t, r.URL, func(set *scanner.ESCLSettings) { set.Pin = pin })
		if _, err := take(t, known, desk.ScanRequest{}); err != nil {
			t.Errorf("pin %s: %v", pin, err)
		}
	}
	before := r.Count("POST ScanJobs")
	other := newESCL(t, r.URL, func(set *scanner.ESCLSettings) { set.Pin = strings.Repeat("ab", 32) })
	if _, err := take(t, other, desk.ScanRequest{}); scanner.Cause(err) != scanner.Access || desk.KindOf(err) != desk.Denied {
		t.Errorf("another certificate: %v", err)
	}
	if h := other.Health(); h.State != desk.DeviceFault || h.Code != scanner.Access {
		t.Errorf("another certificate: lamp %+v", h)
	}
	if r.Count("POST ScanJobs") != before {
		t.Error("a job was made on a device that is not the one pinned")
	}
	if err := (scanner.ESCLSettings{URL: r.URL, Pin: "abc"}).Check(); desk.KindOf(err) != desk.Invalid {
		t.Errorf("half a pin: %v", err)
	}
}

// until waits for a condition of the lamp.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

func TestESCLLampFollowsTheDevice(t *testing.T) {
	t.Parallel()
	r := devtest.ESCL(t)
	s := newESCL(t, r.URL, small)
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Run(t.Context())
	}()
	lamp := func(state desk.DeviceState, code string) func() bool {
		return func() bool { h := s.Health(); return h.State == state && h.Code == code }
	}
	until(t, "ok", lamp(desk.DeviceOK, ""))
	r.Cover(true)
	until(t, "cover open", lamp(desk.DeviceFault, scanner.CoverOpen))
	r.Cover(false)
	until(t, "closed", lamp(desk.DeviceOK, ""))
	r.Off()
	until(t, "off", lamp(desk.DeviceOffline, scanner.Offline))
	r.On(t)
	until(t, "on again", lamp(desk.DeviceOK, ""))

	r.Slow(300 * time.Millisecond)
	var asked int
	n, err := s.Scan(t.Context(), desk.ScanRequest{Source: "adf", Limit: 2}, func(p desk.ScannedPage) error {
		if p.No == 1 {
			asked = r.Count("GET ScannerStatus")
		}
		return nil
	})
	if n != 2 || err != nil || r.Count("GET ScannerStatus") > asked+1 {
		t.Errorf("%d pages, %v; %d looks during the job", n, err, r.Count("GET ScannerStatus")-asked)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Error("Run goes on after Close")
	}
	if h := s.Health(); h.State != desk.DeviceOff {
		t.Errorf("closed: lamp %+v", h)
	}
}

func TestESCLLogHoldsNoPageBytes(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	s := scanner.NewESCL(scanner.ESCLSettings{Name: "rig", URL: devtest.ESCLTLS(t).URL}, desk.SystemClock{}, slog.New(slog.NewJSONHandler(&b, nil)))
	defer s.Close()
	if _, err := take(t, s, desk.ScanRequest{}); err != nil {
		t.Fatal(err)
	}
	if log := b.String(); !strings.Contains(log, `"pages":1`) || len(log) > 500 {
		t.Errorf("log: %s", log)
	}
}
