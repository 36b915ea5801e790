package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"xiaochuang/desk"
)

// Lock takes a named lock of this store for this process, such as "window-1",
// "night", "print" or "device-printer". Names are lower-case letters, digits
// and dashes. While somebody else has it, Lock returns at once with a Problem
// of kind Locked whose Holder says who: "pid 123 since 2026-11-23 08:30:00".
// The kernel frees the lock of a process that dies. release may be called more
// than once.
func (s *Store) Lock(name string) (release func(), err error) {
	if !lockName(name) {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "lock"}
	}
	return takeLock(s.dir, name, "", s.clock.Now())
}

// LockFor is Lock for somebody else, such as a seat: a refusal names who, in
// plain ASCII, behind the process.
func (s *Store) LockFor(name, who string) (release func(), err error) {
	if !lockName(name) {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "lock"}
	}
	return takeLock(s.dir, name, who, s.clock.Now())
}

func lockName(name string) bool {
	return name != "" && len(name) <= 64 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

func takeLock(dir, name, who string, now time.Time) (release func(), err error) {
	path := filepath.Join(dir, "lock-"+name)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW|syscall.O_CLOEXEC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", name, err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		defer f.Close()
		return nil, &desk.Problem{Kind: desk.Locked, What: "lock." + name, Holder: holderIn(f)}
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("lock %s: %w", name, err)
	}
	note := fmt.Sprintf("pid %d since %s", os.Getpid(), now.In(desk.Beijing).Format(time.DateTime))
	if who != "" {
		note += " for " + who[:min(len(who), 40)]
	}
	note += "\n"
	if err = f.Truncate(0); err == nil {
		_, err = f.WriteAt([]byte(note), 0)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("lock %s: %w", name, err)
	}
	return func() { f.Close() }, nil
}

// holderIn reads who holds a lock. The holder may not have written it yet.
func holderIn(f *os.File) string {
	b := make([]byte, 120)
	n, _ := f.ReadAt(b, 0)
	note := strings.TrimSpace(string(b[:n]))
	if !strings.HasPrefix(note, "pid ") {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, note)
}

// await takes a lock that others hold for moments only.
func await(ctx context.Context, dir, name string, now time.Time) (release func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for {
		release, err = takeLock(dir, name, "", now)
		if desk.KindOf(err) != desk.Locked {
			return release, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(10 * time.Millisecond):
		}
	}
}
