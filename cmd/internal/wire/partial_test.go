package wire

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"xiaochuang/desk"
)

// TestPartial has an export find what another left beside its target: one that was
// killed, one that still writes, and a folder of somebody else.
func TestPartial(t *testing.T) {
	target := filepath.Join(t.TempDir(), "out")
	write := func(p *partial) {
		if err := os.WriteFile(filepath.Join(p.dir, "up_pro_accept.csv"), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	dead, err := newPartial(target)
	if err != nil {
		t.Fatal(err)
	}
	write(dead)
	if _, err := newPartial(target); desk.KindOf(err) != desk.Denied {
		t.Errorf("beside one that still writes: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dead.dir, "up_pro_accept.csv")); err != nil {
		t.Errorf("the one that still writes lost its file: %v", err)
	}
	dead.held.Close() // as the kernel does for a process that was killed

	next, err := newPartial(target)
	if err != nil {
		t.Fatalf("after one that was killed: %v", err)
	}
	if left, err := os.ReadDir(next.dir); err != nil || len(left) != 0 {
		t.Errorf("it begins with %v, %v", left, err)
	}
	write(next)
	if err := next.end(nil); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(target, "up_pro_accept.csv")); err != nil {
		t.Error(err)
	}

	failed, err := newPartial(filepath.Join(filepath.Dir(target), "more"))
	if err != nil {
		t.Fatal(err)
	}
	why := errors.New("no more disk")
	if err := failed.end(why); !errors.Is(err, why) {
		t.Errorf("the cause is lost: %v", err)
	}
	if _, err := os.Stat(failed.dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what failed is left: %v", err)
	}

	other := filepath.Join(filepath.Dir(target), "papers")
	if err := os.MkdirAll(filepath.Join(other+partialEnding, "mine"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := newPartial(other); desk.KindOf(err) != desk.Denied {
		t.Errorf("a folder of somebody else: %v", err)
	}
	if _, err := os.Stat(filepath.Join(other+partialEnding, "mine")); err != nil {
		t.Errorf("a folder of somebody else is gone: %v", err)
	}
}
