package scanner_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/scanner"
)

// fakeSANE returns a scanner whose scanimage is a piece of shell. The folder
// $PAGES holds a good page good.jpg of 100 dpi; the shell runs in the job's own
// folder. Its list of options is that of a common flatbed with feeder.
func fakeSANE(t *testing.T, shell string) *scanner.SANE {
	t.Helper()
	dir := t.TempDir()
	page := image.NewGray(image.Rect(0, 0, 826, 1169))
	for i := range page.Pix {
		page.Pix[i] = uint8(i % 251)
	}
	put := func(name string, b []byte, mode os.FileMode) {
		if err := os.WriteFile(filepath.Join(dir, name), b, mode); err != nil {
			t.Fatal(err)
		}
	}
	var good, small, tall bytes.Buffer
	for m, b := range map[image.Image]*bytes.Buffer{
		page: &good, image.NewGray(image.Rect(0, 0, 8, 12)): &small,
	} {
		if err := jpeg.Encode(b, m, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := png.Encode(&tall, image.NewPaletted(image.Rect(0, 0, 1, 20_001), color.Palette{color.White})); err != nil {
		t.Fatal(err)
	}
	put("good.jpg", good.Bytes(), 0o600)
	put("cut.jpg", good.Bytes()[:good.Len()/2], 0o600)
	put("small.jpg", small.Bytes(), 0o600)
	put("tall.png", tall.Bytes(), 0o600)
	put("text.jpg", []byte("not an image"), 0o600)
	program := filepath.Join(dir, "scanimage")
	put("scanimage", fmt.Appendf(nil, `#!/bin/sh
PAGES=%s
case "$*" in *--all-options*)
cat <<'END'
    --mode Lineart|Gray|Color [Gray]
    --resolution 75|100|200|300dpi [75]
    --source Flatbed|ADF [Flatbed]
    -x 0..215.9mm [215.9]
    -y 0..297.18mm [297.18]
END
exit 0;; esac
%s
`, dir, shell), 0o700)
	set := scanner.Settings{
		Name: "fake", Device: "fake:0", Program: program, Resolution: 100, Temp: t.TempDir(),
	}
	s := scanner.NewSANE(set, desk.SystemClock{}, nil)
	t.Cleanup(func() { _ = s.Close() })
	s.Hasten(2500 * time.Millisecond) // a busy machine may need more than one for the end of a child
	return s
}

func TestHangsAndLies(t *testing.T) {
	const deliver = "cp $PAGES/good.jpg p-1.jpg; echo p-1.jpg; "
	for _, tt := range []struct {
		name  string
		shell string
		pages int
		cause string
	}{
		{"never says a word", "sleep 60", 0, scanner.Timeout},
		{"hangs and ignores SIGINT", "trap '' INT; while :; do sleep 0.1; done", 0, scanner.Timeout},
		{"hangs after a page", deliver + "sleep 60", 1, scanner.Timeout},
		{"hangs after the last page", deliver + "cp $PAGES/good.jpg p-2.jpg; echo p-2.jpg; cp $PAGES/good.jpg p-3.jpg; echo p-3.jpg; echo 'Batch terminated, 3 pages scanned' >&2; sleep 60", 3, ""},
		{"hangs after a jam", deliver + "echo 'scanimage: sane_start: Document feeder jammed' >&2; sleep 60", 1, scanner.Jam},
		{"chatters for ever", "while :; do echo 'Progress: 1%' >&2; sleep 0.1; done", 0, scanner.Timeout},
		{"leaves a process that holds the pipe", deliver + "sleep 60 & exit 7", 1, ""},
		{"leaves a process behind in good order", deliver + "sleep 60 & exit 0", 1, ""},
		{"cut page", "cp $PAGES/cut.jpg p-1.jpg; echo p-1.jpg; sleep 60", 0, scanner.Cut},
		{"cut second page", deliver + "cp $PAGES/cut.jpg p-2.jpg; echo p-2.jpg", 1, scanner.Cut},
		{"no image", "cp $PAGES/text.jpg p-1.jpg; echo p-1.jpg", 0, scanner.Cut},
		{"announced, not there", "echo p-1.jpg", 0, scanner.Cut},
		{"one of another size", "cp $PAGES/small.jpg p-1.jpg; echo p-1.jpg", 0, scanner.Size},
		{"too many pixels", "cp $PAGES/tall.png p-1.jpg; echo p-1.jpg", 0, scanner.TooLarge},
		{"too many bytes", "truncate -s 65M p-1.jpg; echo p-1.jpg", 0, scanner.TooLarge},
		{"a link out of the folder", "ln -s $PAGES/good.jpg p-1.jpg; echo p-1.jpg", 0, scanner.Cut},
		{"a pipe in place of a page", "mkfifo p-1.jpg; echo p-1.jpg", 0, scanner.Cut},
		{"a path", "echo ../p-1.jpg", 0, scanner.Crash},
		{"pages out of order", "cp $PAGES/good.jpg p-2.jpg; echo p-2.jpg", 0, scanner.Crash},
		{"a line without end", "head -c 300000 /dev/zero | tr '\\0' a; echo", 0, scanner.Crash},
		{"killed by the kernel", "kill -SEGV $$", 0, scanner.Crash},
		{"an exit code alone", "exit 6", 0, scanner.Jam},
		{"an exit code unknown", "exit 77", 0, scanner.Crash},
		{"nothing scanned, no complaint", "exit 0", 0, scanner.NoDocuments},
		{"no documents after a page", deliver + "exit 7", 1, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := fakeSANE(t, tt.shell) // before Parallel: no script is written while another is started
			t.Parallel()
			began := time.Now()
			pages, err := take(t, s, desk.ScanRequest{Source: "adf", Limit: 3})
			if len(pages) != tt.pages || scanner.Cause(err) != tt.cause || (err == nil) != (tt.cause == "") {
				t.Errorf("%d pages, %v", len(pages), err)
			}
			if d := time.Since(began); d > 20*time.Second {
				t.Errorf("took %v", d)
			}
		})
	}
}

// TestWordCountsMoreThanAHang has a page time that no test would sit out.
func TestWordCountsMoreThanAHang(t *testing.T) {
	for said, cause := range map[string]string{
		"scanimage: sane_start: Document feeder jammed": scanner.Jam,
		"Scanned page 1. (scanner status = 8)":          scanner.CoverOpen,
		"Batch terminated, 0 pages scanned":             scanner.Timeout,
	} {
		s := fakeSANE(t, "echo '"+said+"' >&2; sleep 60")
		s.Hasten(time.Hour)
		began := time.Now()
		if _, err := take(t, s, desk.ScanRequest{}); scanner.Cause(err) != cause {
			t.Errorf("%s: %v", said, err)
		}
		if d := time.Since(began); d > 20*time.Second {
			t.Errorf("%s: took %v", said, d)
		}
	}
}

// TestNobodyIsLeftRunning looks for the processes of a job that was killed, and
// of one that ended and left a process behind.
func TestNobodyIsLeftRunning(t *testing.T) {
	pids := filepath.Join(t.TempDir(), "pids")
	s := fakeSANE(t, "trap '' INT; echo $$ >>"+pids+"; (trap '' INT; sh -c 'echo $$ >>"+pids+"; while :; do sleep 0.1; done') & while :; do sleep 0.1; done")
	if _, err := take(t, s, desk.ScanRequest{}); scanner.Cause(err) != scanner.Timeout {
		t.Fatal(err)
	}
	allGone(t, pids)
	pids = filepath.Join(t.TempDir(), "pids")
	s = fakeSANE(t, "(trap '' INT; exec sleep 60 >/dev/null 2>&1) & echo $$ $! >"+pids+"; cp $PAGES/good.jpg p-1.jpg; echo p-1.jpg")
	if _, err := take(t, s, desk.ScanRequest{}); err != nil {
		t.Fatal(err)
	}
	allGone(t, pids)
}

// allGone waits until the two processes named in a file have ended.
func allGone(t *testing.T, pids string) {
	t.Helper()
	b, err := os.ReadFile(pids)
	if err != nil {
		t.Fatal(err)
	}
	found := strings.Fields(string(b))
	if len(found) != 2 {
		t.Fatalf("pids %v", found)
	}
	for _, f := range found {
		pid, err := strconv.Atoi(f)
		if err != nil {
			t.Fatal(err)
		}
		gone := false
		for end := time.Now().Add(2 * time.Second); !gone && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
			gone = syscall.Kill(pid, 0) != nil || zombie(pid)
		}
		if !gone {
			t.Errorf("process %d still runs", pid)
		}
	}
}

// zombie reports whether a process is dead and only waits to be collected.
func zombie(pid int) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return true
	}
	_, after, _ := strings.Cut(string(b), ") ")
	return strings.HasPrefix(after, "Z")
}

func TestArgumentsSuitTheDevice(t *testing.T) {
	out := filepath.Join(t.TempDir(), "args")
	s := fakeSANE(t, `for a in "$@"; do echo "$a"; done >>`+out+"; cp $PAGES/good.jpg p-1.jpg; echo p-1.jpg")
	if _, err := take(t, s, desk.ScanRequest{Source: "adf", Colour: true}); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	want := "--device-name=fake:0 --format=jpeg --batch=p-%d.jpg --batch-count=1 --batch-print " +
		"--source=ADF --mode=Color --resolution=100 -x 210 -y 297"
	if got := strings.Join(strings.Fields(string(b)), " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if _, err := take(t, s, desk.ScanRequest{Resolution: 150}); scanner.Cause(err) != scanner.Resolution {
		t.Errorf("a resolution between the steps: %v", err)
	}
}
