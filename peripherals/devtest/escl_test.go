package devtest_test

import (
	"bytes"
	"context"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"xiaochuang/peripherals/devtest"
)

// TestForeignClientReadsTheFeeder has the rig judged by a client that is not
// ours: scanimage with sane-airscan takes the feeder's ten sheets from it.
func TestForeignClientReadsTheFeeder(t *testing.T) {
	t.Parallel()
	scanimage, err := exec.LookPath("scanimage")
	if err != nil {
		t.Fatal("scanimage is missing: apt-get install sane-utils")
	}
	if found, _ := filepath.Glob("/usr/lib/*/sane/libsane-airscan.so.1"); len(found) == 0 {
		t.Fatal("SANE's eSCL backend is missing: apt-get install sane-airscan")
	}
	r := devtest.ESCL(t)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"dll.conf":     "airscan\n",
		"airscan.conf": "[devices]\n\"Rig\" = " + r.URL + ", eSCL\n[options]\ndiscovery = disable\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	c := exec.CommandContext(ctx, scanimage, "--device-name=airscan:e0:Rig", "--source=ADF", "--mode=Gray",
		"--resolution=75", "--format=jpeg", "--batch=p%02d.jpg")
	c.Dir = dir
	c.Env = append(os.Environ(), "SANE_CONFIG_DIR="+dir, "LC_ALL=C")
	c.WaitDelay = time.Second
	said, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("scanimage: %v\n%s", err, said)
	}
	var numbers []int
	pages, err := filepath.Glob(filepath.Join(dir, "*.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range pages {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, devtest.SheetNumber(b))
		if size, _, err := image.DecodeConfig(bytes.NewReader(b)); err != nil || size.Width < 600 || size.Height < 850 {
			t.Errorf("%s: %d × %d, %v", filepath.Base(name), size.Width, size.Height, err)
		}
	}
	if want := []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}; !slices.Equal(numbers, want) {
		t.Errorf("sheets %v\n%s", numbers, said)
	}
	if n := r.Count("POST ScanJobs"); n != 1 {
		t.Errorf("%d jobs", n)
	}
}
