package scanner

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
)

func TestNetworkScannersAreListed(t *testing.T) {
	const list = `[devices]
  Office MFP 2 = http://192.0.2.30:80/eSCL/, eSCL
  "Quoted" = https://192.0.2.31:9096/eSCL, eSCL
  Old = http://192.0.2.32:5358/WSDScanner, WSD
  No protocol = http://192.0.2.33/eSCL
  Strange = ftp://192.0.2.34/eSCL, eSCL
  = http://192.0.2.35/eSCL, eSCL
nonsense
`
	want := []Found{
		{"Office MFP 2", "http://192.0.2.30:80/eSCL/"}, {"Quoted", "https://192.0.2.31:9096/eSCL"}, {"", "http://192.0.2.35/eSCL"},
	}
	if got := readFound([]byte(list)); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := readFound([]byte("\x1b[2J = http://192.0.2.30/eSCL, eSCL")); len(got) != 1 || strings.ContainsRune(got[0].Name, 0x1b) {
		t.Errorf("control characters: %q", got)
	}
}

func TestDiscoveryEndsInTime(t *testing.T) {
	dir := t.TempDir()
	put := func(shell string) {
		if err := os.WriteFile(filepath.Join(dir, "airscan-discover"), []byte("#!/bin/sh\n"+shell), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":/bin:/usr/bin")
	put("echo '  A = http://192.0.2.30/eSCL, eSCL'")
	if got, err := Discover(t.Context()); len(got) != 1 || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	put("yes '  A = http://192.0.2.30/eSCL, eSCL' | head -n 100000")
	if got, err := Discover(t.Context()); len(got) < 10 || len(got) > mostFound/30 || err != nil {
		t.Errorf("%d scanners, %v", len(got), err)
	}
	put("sleep 60")
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	if _, err := Discover(ctx); Cause(err) != Timeout || time.Since(began) > 5*time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := Discover(t.Context()); Cause(err) != Program || desk.KindOf(err) != desk.Unavailable {
		t.Errorf("not installed: %v", err)
	}
}

// FuzzFound has hostile lists: every address can be used.
func FuzzFound(f *testing.F) {
	f.Add([]byte("  A = http://192.0.2.30/eSCL, eSCL\n"))
	f.Add([]byte(" = ,eSCL\n\x00 = http://[::1]/eSCL,ESCL"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, x := range readFound(b) {
			if err := (ESCLSettings{URL: x.URL}).Check(); err != nil || strings.ContainsAny(x.Name, "\x00\x1b\n") {
				t.Fatalf("%+v, %v", x, err)
			}
		}
	})
}
