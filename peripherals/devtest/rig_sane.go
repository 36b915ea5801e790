package devtest

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A SANERig is a configuration of SANE in which the only backend is its own
// test backend, with paper up to 300 mm. The feeder holds ten sheets.
type SANERig struct {
	Dir     string   // for SANE_CONFIG_DIR
	Env     []string // for the process that scans
	Device  string   // name of the scanner
	options map[string]string
}

// SANE makes the rig. Nothing outside the test's own folder is touched.
func SANE(t testing.TB) *SANERig {
	t.Helper()
	tool(t, "scanimage", "sane-utils")
	dir := t.TempDir()
	r := &SANERig{
		Dir: dir, Env: []string{"SANE_CONFIG_DIR=" + dir}, Device: "test:0",
		options: map[string]string{
			"number_of_devices": "1", "mode": "Gray", "depth": "8", "test-picture": `"Color pattern"`,
			"resolution_min": "50.0", "resolution_max": "600.0", "resolution": "100.0",
			"geometry_min": "0.0", "geometry_max": "300.0", "geometry_quant": "1.0",
		},
	}
	if err := os.WriteFile(filepath.Join(dir, "dll.conf"), []byte("test\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.write(t)
	return r
}

// Set gives an option of test.conf another value for the scans that follow.
func (r *SANERig) Set(t testing.TB, option, value string) {
	t.Helper()
	r.options[option] = value
	r.write(t)
}

// Fault makes every read of the scans that follow return a status such as
// SANE_STATUS_JAMMED; "" mends the scanner.
func (r *SANERig) Fault(t testing.TB, status string) {
	t.Helper()
	if status == "" {
		status = "Default"
	}
	r.Set(t, "read-status-code", `"`+status+`"`)
}

func (r *SANERig) write(t testing.TB) {
	t.Helper()
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(r.options)) {
		fmt.Fprintf(&b, "%s %s\n", name, r.options[name])
	}
	if err := os.WriteFile(filepath.Join(r.Dir, "test.conf"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}
