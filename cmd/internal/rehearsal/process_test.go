package rehearsal

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// tick is the unit in which Linux counts the time of processes, USER_HZ.
const tick = 10 * time.Millisecond

// cpuOf is the time that a process and all that descend from it have used, those
// that ended included.
func cpuOf(t testing.TB, root int) time.Duration {
	t.Helper()
	parents, spent := map[int]int{}, map[int]time.Duration{}
	found, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range found {
		b, err := os.ReadFile(path)
		if err != nil {
			continue // It has ended since.
		}
		pid, parent, used, err := parseStat(string(b))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		parents[pid], spent[pid] = parent, used
	}
	if _, lives := spent[root]; !lives {
		t.Fatalf("process %d has ended", root)
	}
	var sum time.Duration
	for pid, used := range spent {
		for p := pid; p > 1; p = parents[p] {
			if p == root {
				sum += used
				break
			}
		}
	}
	return sum
}

// parseStat reads a line of /proc/PID/stat (proc(5)): who it is, whose child, and
// the time of itself and of the children that it waited for.
func parseStat(line string) (pid, parent int, used time.Duration, err error) {
	open, end := strings.IndexByte(line, '('), strings.LastIndexByte(line, ')')
	if open < 1 || end < open {
		return 0, 0, 0, fmt.Errorf("not a stat line: %q", line)
	}
	if pid, err = strconv.Atoi(strings.TrimSpace(line[:open])); err != nil {
		return 0, 0, 0, err
	}
	f := strings.Fields(line[end+1:])
	if len(f) < 15 {
		return 0, 0, 0, fmt.Errorf("not a stat line: %q", line)
	}
	if parent, err = strconv.Atoi(f[1]); err != nil {
		return 0, 0, 0, err
	}
	for _, text := range f[11:15] { // utime, stime, cutime, cstime
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return 0, 0, 0, err
		}
		used += time.Duration(n) * tick
	}
	return pid, parent, used, nil
}

// peakOf is the most memory that a process has held, in bytes.
func peakOf(t testing.TB, pid int) int64 {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return kb << 10
		}
	}
	t.Fatalf("process %d does not tell its memory", pid)
	return 0
}

// load is how busy the machine is, the first figure of /proc/loadavg.
func load() string {
	b, _ := os.ReadFile("/proc/loadavg")
	first, _, _ := strings.Cut(string(b), " ")
	return first
}

func TestParseStat(t *testing.T) {
	pid, parent, used, err := parseStat("42 (a (b) c) S 7 42 42 0 -1 4194304 1 2 3 4 100 20 3 1 20 0 1 0 5 6 7")
	if pid != 42 || parent != 7 || used != 1240*time.Millisecond || err != nil {
		t.Errorf("%d, child of %d, used %v, %v", pid, parent, used, err)
	}
	if cpuOf(t, os.Getpid()) <= 0 || peakOf(t, os.Getpid()) <= 0 {
		t.Error("this process costs nothing")
	}
}
