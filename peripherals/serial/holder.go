package serial

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// holder returns a process that owns the device at path, or 0 when it cannot
// be told: the one with the lock, else one of this user that has it open.
func holder(path string) int {
	if pid := locker(path); pid > 0 {
		return pid
	}
	return opener(path)
}

// locker returns the process that holds the lock on path, or 0.
func locker(path string) int {
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err != nil {
		return 0
	}
	b, err := os.ReadFile("/proc/locks")
	if err != nil {
		return 0
	}
	want := fmt.Sprintf("%02x:%02x:%d", unix.Major(st.Dev), unix.Minor(st.Dev), st.Ino)
	for s := bufio.NewScanner(bytes.NewReader(b)); s.Scan(); {
		// 1: FLOCK  ADVISORY  WRITE 4711 00:18:3 0 EOF
		f := strings.Fields(s.Text())
		if len(f) < 6 || f[1] != "FLOCK" || f[5] != want {
			continue
		}
		if pid, err := strconv.Atoi(f[4]); err == nil && pid > 0 {
			return pid
		}
	}
	return 0
}

// opener returns another process of this user that has path open, or 0.
func opener(path string) int {
	links, _ := filepath.Glob("/proc/[0-9]*/fd/*")
	for _, l := range links {
		if to, err := os.Readlink(l); err != nil || to != path {
			continue
		}
		if pid, err := strconv.Atoi(strings.Split(l, "/")[2]); err == nil && pid != os.Getpid() {
			return pid
		}
	}
	return 0
}
