package store

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"xiaochuang/desk"
)

func TestLockNamesItsHolder(t *testing.T) {
	s, _ := openNew(t)
	release, err := s.Lock("window-1")
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Lock("window-1")
	var p *desk.Problem
	if !errors.As(err, &p) || p.Kind != desk.Locked || p.What != "lock.window-1" ||
		!strings.HasPrefix(p.Holder, fmt.Sprintf("pid %d since 2026-11-23 09:00:", os.Getpid())) {
		t.Errorf("second console at the window: %+v", p)
	}
	other, err := s.Lock("window-2")
	if err != nil {
		t.Errorf("another window: %v", err)
	}
	other()
	release()
	release()
	again, err := s.Lock("window-1")
	if err != nil {
		t.Fatalf("after the release: %v", err)
	}
	again()
	for _, bad := range []string{"", "../x", "Window", "a b", "a/b"} {
		_, err := s.Lock(bad)
		wantKind(t, err, desk.Invalid)
	}
}
