package wire

import (
	"bytes"
	"image"
	"image/jpeg"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
)

func TestScannerIsConfiguredOnce(t *testing.T) {
	for _, tt := range []struct {
		c         scannerConfig
		key, code string
	}{
		{scannerConfig{}, "", ""},
		{scannerConfig{Device: "test:0", Source: "duplex"}, "", ""},
		{scannerConfig{URL: "https://192.0.2.3/eSCL", Source: "adf"}, "", ""},
		{scannerConfig{Camera: "/dev/video0"}, "", ""},
		{scannerConfig{Service: "ws://127.0.0.1:22225"}, "", ""},
		{scannerConfig{Device: "test:0", URL: "http://192.0.2.3"}, "devices.scanner.device", "one_scanner"},
		{scannerConfig{Device: "test:0", Source: "tray"}, "devices.scanner.source", "source"},
		{scannerConfig{Camera: "/dev/video0", Source: "adf"}, "devices.scanner.source", "no_feeder"},
		{scannerConfig{Camera: "video0"}, "devices.scanner.camera", "absolute"},
		{scannerConfig{Folder: "scans"}, "devices.scanner.folder", "absolute"},
		{scannerConfig{URL: "ftp://192.0.2.3"}, "devices.scanner.url", "address"},
		{scannerConfig{URL: "https://192.0.2.3", Pin: "x"}, "devices.scanner.url", "address"},
		{scannerConfig{Service: "ws://192.0.2.3"}, "devices.scanner.service", "address"},
	} {
		if key, code := tt.c.fault(); key != tt.key || code != tt.code {
			t.Errorf("%+v: %s %s, want %s %s", tt.c, key, code, tt.key, tt.code)
		}
		s, _ := tt.c.open(t.TempDir(), nil, desk.SystemClock{}, slog.New(slog.DiscardHandler))
		if (s != nil) != tt.c.there() {
			t.Errorf("%+v: opened %v", tt.c, s)
		}
		if s != nil {
			_ = s.Close()
		}
	}
}

// TestNetworkScannerIsKnownAgain scans from a device whose certificate nobody
// vouches for, twice, and then finds another one at its address.
func TestNetworkScannerIsKnownAgain(t *testing.T) {
	rig, other := devtest.ESCLTLS(t), devtest.ESCLTLS(t)
	dir := t.TempDir()
	scan := func(url string) error {
		t.Helper()
		s, run := scannerConfig{URL: url}.open(dir, nil, desk.SystemClock{}, slog.New(slog.DiscardHandler))
		defer s.Close()
		if run == nil {
			t.Fatal("nobody looks after the lamp of a network scanner")
		}
		n, err := s.Scan(t.Context(), desk.ScanRequest{Source: "duplex", Limit: 4}, func(desk.ScannedPage) error { return nil })
		if err == nil && n != 4 {
			t.Errorf("%d pages", n)
		}
		return err
	}
	if err := scan(rig.URL); err != nil {
		t.Fatal(err)
	}
	if got := readPin(dir, scannerConfig{URL: rig.URL}); got != rig.Pin {
		t.Errorf("kept %q, want %q", got, rig.Pin)
	}
	if err := scan(rig.URL); err != nil {
		t.Error(err)
	}
	if got := readPin(dir, scannerConfig{URL: other.URL}); got != "" {
		t.Errorf("another address has the certificate %q", got)
	}
	if err := keepPin(dir, rig.URL, "00"+rig.Pin[2:]); err != nil {
		t.Fatal(err)
	}
	if err := scan(rig.URL); err == nil {
		t.Error("a device with another certificate is believed")
	}
	if got := readPin(dir, scannerConfig{URL: rig.URL, Pin: "aa"}); got != "aa" {
		t.Errorf("configured %q", got)
	}
}

// TestFolderAndCameraAreWired takes a page from each.
func TestFolderAndCameraAreWired(t *testing.T) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 80, 60)), nil); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	page := filepath.Join(dir, "p.jpg")
	if err := os.WriteFile(page, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	shoot := []string{"/bin/cat", page} // the device comes behind it: an empty file
	device := filepath.Join(t.TempDir(), "video0")
	if err := os.WriteFile(device, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []scannerConfig{{Camera: device}, {Folder: dir}} { // the folder gives its page away
		s, _ := c.open(t.TempDir(), shoot, desk.SystemClock{}, slog.New(slog.DiscardHandler))
		n, err := s.Scan(t.Context(), desk.ScanRequest{Limit: 1}, func(desk.ScannedPage) error { return nil })
		if n != 1 || err != nil {
			t.Errorf("%+v: %d pages, %v", c, n, err)
		}
		_ = s.Close()
	}
}

// TestScannersAreFitted puts one kind of scanner after another in service, over one
// with a feeder: only one is there, and where it says.
func TestScannersAreFitted(t *testing.T) {
	c := devicesConfig{Scanner: scannerConfig{Device: "test:0", Node: "/dev/x", Source: "adf"}}
	for _, want := range []desk.Fitting{
		{Family: desk.FamilyScanner, Model: modelSANE, At: "test:1"},
		{Family: desk.FamilyScanner, Model: modelESCL, At: "http://192.0.2.3/eSCL"},
		{Family: desk.FamilyScanner, Model: modelCamera, At: "/dev/video0"},
		{Family: desk.FamilyScanner, Model: modelService, At: "ws://127.0.0.1:22225"},
		{Family: desk.FamilyScanner, Model: modelSANE, At: "test:0"},
		{Family: desk.FamilyScanner},
	} {
		set, err := settings(want, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range set {
			c.set(s)
		}
		if key, code := c.Scanner.fault(); code != "" {
			t.Errorf("%+v: %s %s", want, key, code)
		}
		if got := c.fittings()[1]; got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}
