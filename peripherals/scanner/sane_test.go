package scanner_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/scanner"
)

func newSANE(t *testing.T, r *devtest.SANERig, change func(*scanner.Settings)) *scanner.SANE {
	t.Helper()
	set := scanner.Settings{Name: "rig", Device: r.Device, Env: r.Env, Resolution: 100, Temp: t.TempDir(), PageTime: 5 * time.Second}
	if change != nil {
		change(&set)
	}
	s := scanner.NewSANE(set, desk.SystemClock{}, nil)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		left, err := os.ReadDir(set.Temp)
		if err != nil || len(left) != 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
	return s
}

func TestContract(t *testing.T) {
	t.Parallel()
	r := devtest.SANE(t)
	devtest.Scanner(t, func(t *testing.T) desk.Scanner { return newSANE(t, r, nil) })
}

func TestContractPNG(t *testing.T) {
	t.Parallel()
	r := devtest.SANE(t)
	devtest.Scanner(t, func(t *testing.T) desk.Scanner {
		return newSANE(t, r, func(set *scanner.Settings) { set.PNG = true })
	})
}

// take scans and returns the pages that were handed over.
func take(t *testing.T, s desk.Scanner, r desk.ScanRequest) ([]desk.ScannedPage, error) {
	t.Helper()
	var pages []desk.ScannedPage
	n, err := s.Scan(t.Context(), r, func(p desk.ScannedPage) error {
		pages = append(pages, p)
		return nil
	})
	if n != len(pages) {
		t.Errorf("told %d pages, handed over %d", n, len(pages))
	}
	return pages, err
}

func TestFaultsOfTheDevice(t *testing.T) {
	for _, tt := range []struct {
		status, cause string
		kind          desk.Kind
		state         desk.DeviceState
	}{
		{"SANE_STATUS_JAMMED", scanner.Jam, desk.Unavailable, desk.DeviceFault},
		{"SANE_STATUS_NO_DOCS", scanner.NoDocuments, desk.NotFound, desk.DeviceOK},
		{"SANE_STATUS_COVER_OPEN", scanner.CoverOpen, desk.Unavailable, desk.DeviceFault},
		{"SANE_STATUS_IO_ERROR", scanner.IO, desk.Unavailable, desk.DeviceOffline},
		{"SANE_STATUS_DEVICE_BUSY", scanner.Busy, desk.Locked, desk.DeviceFault},
		{"SANE_STATUS_ACCESS_DENIED", scanner.Access, desk.Denied, desk.DeviceFault},
		{"SANE_STATUS_NO_MEM", scanner.Memory, desk.Unavailable, desk.DeviceFault},
		{"SANE_STATUS_INVAL", scanner.Option, desk.Invalid, desk.DeviceUnknown},
		{"SANE_STATUS_UNSUPPORTED", scanner.Unsupported, desk.Unavailable, desk.DeviceUnknown},
		{"SANE_STATUS_EOF", scanner.Cut, desk.Unavailable, desk.DeviceFault},
	} {
		t.Run(tt.status, func(t *testing.T) {
			t.Parallel()
			r := devtest.SANE(t)
			r.Fault(t, tt.status)
			s := newSANE(t, r, nil)
			began := time.Now()
			pages, err := take(t, s, desk.ScanRequest{Source: "adf", Limit: 5})
			if len(pages) != 0 || scanner.Cause(err) != tt.cause || desk.KindOf(err) != tt.kind {
				t.Errorf("%d pages, %v", len(pages), err)
			}
			if h := s.Health(); h.State != tt.state {
				t.Errorf("lamp %+v", h)
			}
			// scanimage hangs after some of these; what it said still counts.
			if d := time.Since(began); d > 20*time.Second {
				t.Errorf("took %v", d)
			}
			r.Fault(t, "")
			if pages, err := take(t, s, desk.ScanRequest{}); err != nil || len(pages) != 1 {
				t.Errorf("mended: %d pages, %v", len(pages), err)
			}
			if h := s.Health(); h.State != desk.DeviceOK || h.Code != "" {
				t.Errorf("mended: lamp %+v", h)
			}
		})
	}
}

func TestTenSheetsEndTheStack(t *testing.T) {
	s := newSANE(t, devtest.SANE(t), nil)
	pages, err := take(t, s, desk.ScanRequest{Source: "adf", Limit: 50})
	if err != nil || len(pages) != 10 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for i, p := range pages {
		if p.No != i+1 || p.Width != 826 || p.Height != 1169 {
			t.Errorf("page %d: no %d, %d × %d", i+1, p.No, p.Width, p.Height)
		}
	}
}

// TestPagesArriveOneByOne slows the device down and looks whether the first
// page is handed over before the last one is fed.
func TestPagesArriveOneByOne(t *testing.T) {
	t.Parallel()
	r := devtest.SANE(t)
	s := newSANE(t, r, func(set *scanner.Settings) {
		set.Extra = []string{"--read-delay=yes", "--read-delay-duration=10000"}
	})
	var at []time.Time
	n, err := s.Scan(t.Context(), desk.ScanRequest{Source: "adf", Limit: 3, Colour: true, Resolution: 150}, func(desk.ScannedPage) error {
		at = append(at, time.Now())
		return nil
	})
	if err != nil || n != 3 {
		t.Fatalf("%d pages, %v", n, err)
	}
	if gap := at[2].Sub(at[0]); gap < 200*time.Millisecond {
		t.Errorf("all pages within %v", gap)
	}
}

func TestSlowDeviceMeetsTheDeadline(t *testing.T) {
	t.Parallel()
	r := devtest.SANE(t)
	r.Set(t, "read-delay", "true")
	r.Set(t, "read-delay-duration", "200000")
	r.Set(t, "read-limit", "true")
	r.Set(t, "read-limit-size", "1000")
	slow := func(set *scanner.Settings) { set.PageTime = time.Minute }
	t.Run("of the caller", func(t *testing.T) {
		s := newSANE(t, r, slow)
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		began := time.Now()
		n, err := s.Scan(ctx, desk.ScanRequest{}, func(desk.ScannedPage) error { return nil })
		if n != 0 || scanner.Cause(err) != scanner.Timeout || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%d pages, %v", n, err)
		}
		if d := time.Since(began); d > 20*time.Second {
			t.Errorf("took %v", d)
		}
		if h := s.Health(); h.State != desk.DeviceSilent || h.Code != scanner.Timeout {
			t.Errorf("lamp %+v", h)
		}
	})
	t.Run("of one page", func(t *testing.T) {
		s := newSANE(t, r, func(set *scanner.Settings) { set.PageTime = 500 * time.Millisecond })
		if pages, err := take(t, s, desk.ScanRequest{}); len(pages) != 0 || scanner.Cause(err) != scanner.Timeout {
			t.Errorf("%d pages, %v", len(pages), err)
		}
	})
	t.Run("closing stops it", func(t *testing.T) {
		s := newSANE(t, r, slow)
		go func() {
			time.Sleep(200 * time.Millisecond)
			_ = s.Close()
		}()
		if pages, err := take(t, s, desk.ScanRequest{}); len(pages) != 0 || scanner.Cause(err) != scanner.Cancelled {
			t.Errorf("%d pages, %v", len(pages), err)
		}
	})
}

func TestDeviceThatIsNotThere(t *testing.T) {
	r := devtest.SANE(t)
	for _, device := range []string{"test:9", "nosuch:0", "--help"} {
		s := newSANE(t, r, func(set *scanner.Settings) { set.Device = device })
		if pages, err := take(t, s, desk.ScanRequest{}); len(pages) != 0 || scanner.Cause(err) != scanner.Offline {
			t.Errorf("%s: %d pages, %v", device, len(pages), err)
		}
		if h := s.Health(); h.State != desk.DeviceOffline {
			t.Errorf("%s: lamp %+v", device, h)
		}
	}
	s := newSANE(t, r, func(set *scanner.Settings) { set.Program = "no-such-scanimage" })
	if _, err := take(t, s, desk.ScanRequest{}); scanner.Cause(err) != scanner.Program {
		t.Errorf("without scanimage: %v", err)
	}
}

// TestAListThatWasCutIsAskedForAgain has scanimage die once in good order before it
// has told what the device offers.
func TestAListThatWasCutIsAskedForAgain(t *testing.T) {
	t.Parallel()
	r := devtest.SANE(t)
	program := filepath.Join(t.TempDir(), "scanimage")
	shell := "#!/bin/sh\n[ -e \"$0.told\" ] || { touch \"$0.told\"; exit 0; }\nexec scanimage \"$@\"\n"
	if err := os.WriteFile(program, []byte(shell), 0o700); err != nil {
		t.Fatal(err)
	}
	s := newSANE(t, r, func(set *scanner.Settings) { set.Program = program })
	if _, err := take(t, s, desk.ScanRequest{Source: "adf"}); scanner.Cause(err) != scanner.Source {
		t.Fatalf("an empty list: %v", err)
	}
	if pages, err := take(t, s, desk.ScanRequest{Source: "adf"}); len(pages) != 1 || err != nil {
		t.Errorf("afterwards: %d pages, %v", len(pages), err)
	}
}

func TestUnpluggedDeviceFile(t *testing.T) {
	node := filepath.Join(t.TempDir(), "scanner0")
	s := newSANE(t, devtest.SANE(t), func(set *scanner.Settings) { set.Node = node })
	if h := s.Health(); h.State != desk.DeviceOffline || h.Code != scanner.Offline {
		t.Errorf("unplugged: %+v", h)
	}
	if err := os.WriteFile(node, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if h := s.Health(); h.State != desk.DeviceUnknown || h.Code != "" {
		t.Errorf("plugged in: %+v", h)
	}
}

func TestSmallGlassIsScannedToItsEdge(t *testing.T) {
	r := devtest.SANE(t)
	r.Set(t, "geometry_max", "150.0")
	s := newSANE(t, r, nil)
	pages, err := take(t, s, desk.ScanRequest{})
	if err != nil || len(pages) != 1 || pages[0].Width != 590 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
}

// TestStaleFoldersAreSwept leaves the folder of a desk that runs, and sweeps those of
// one that was killed a moment ago and of one of long ago.
func TestStaleFoldersAreSwept(t *testing.T) {
	temp := t.TempDir()
	ended := exec.Command("true")
	if err := ended.Run(); err != nil {
		t.Fatal(err)
	}
	old := filepath.Join(temp, "xiaochuang-scan-1-x")
	killed := filepath.Join(temp, fmt.Sprintf("xiaochuang-scan-%d-x", ended.Process.Pid))
	fresh := filepath.Join(temp, fmt.Sprintf("xiaochuang-scan-%d-x", os.Getpid()))
	for _, dir := range []string{old, killed, fresh} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	long := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(old, long, long); err != nil {
		t.Fatal(err)
	}
	r := devtest.SANE(t)
	s := scanner.NewSANE(scanner.Settings{Name: "rig", Device: r.Device, Env: r.Env, Temp: temp}, desk.SystemClock{}, nil)
	defer s.Close()
	if _, err := take(t, s, desk.ScanRequest{}); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(temp)
	if err != nil || len(left) != 1 || left[0].Name() != filepath.Base(fresh) {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestLogHoldsNoPageBytes(t *testing.T) {
	var b bytes.Buffer
	r := devtest.SANE(t)
	s := scanner.NewSANE(scanner.Settings{Name: "rig", Device: r.Device, Env: r.Env, Temp: t.TempDir()},
		desk.SystemClock{}, slog.New(slog.NewJSONHandler(&b, nil)))
	defer s.Close()
	if _, err := take(t, s, desk.ScanRequest{}); err != nil {
		t.Fatal(err)
	}
	if log := b.String(); !strings.Contains(log, `"pages":1`) || len(log) > 500 {
		t.Errorf("log: %s", log)
	}
}
