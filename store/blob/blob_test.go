package blob

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"xiaochuang/store/seal"
)

func open(t testing.TB, dir string) *Store {
	t.Helper()
	b, err := Open(dir, seal.GM())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	b.Keep = 0
	return b
}

func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i ^ i>>8 ^ i>>16*31)
	}
	return b
}

func put(t testing.TB, b *Store, contents []byte) string {
	t.Helper()
	id, size, err := b.Put(t.Context(), bytes.NewReader(contents), int64(len(contents)))
	if err != nil || size != int64(len(contents)) {
		t.Fatalf("put %d of %d bytes: %v", size, len(contents), err)
	}
	return id
}

func get(t testing.TB, b *Store, id string) ([]byte, error) {
	t.Helper()
	r, err := b.Get(t.Context(), id)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// files lists what lies under dir, for looking at what is left behind.
func files(t testing.TB, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != lockFile {
			names = append(names, strings.TrimPrefix(p, dir+"/"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestPutAndGet(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pages")
	b := open(t, dir)
	for _, n := range []int{0, 1, 4096, 300_000} {
		contents := pattern(n)
		id := put(t, b, contents)
		if id != seal.GM().Digest(contents) {
			t.Errorf("%d bytes are called %s", n, id)
		}
		if size, err := b.Stat(t.Context(), id); err != nil || size != int64(n) {
			t.Errorf("stat gives %d, %v", size, err)
		}
		if got, err := get(t, b, id); err != nil || !bytes.Equal(got, contents) {
			t.Errorf("%d bytes came back as %d: %v", n, len(got), err)
		}
		if again := put(t, b, contents); again != id {
			t.Errorf("put twice gives %s and %s", id, again)
		}
		digits := strings.TrimPrefix(id, "sm3:")
		want := "b/" + digits[:2] + "/" + digits[2:4] + "/sm3-" + digits
		if _, err := os.Stat(filepath.Join(dir, want)); err != nil {
			t.Error(err)
		}
	}
	if got := files(t, dir); len(got) != 4 {
		t.Errorf("the folder holds %v", got)
	}
}

func TestEverythingIsForItsOwnerAlone(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	dir := filepath.Join(t.TempDir(), "pages")
	b := open(t, dir)
	put(t, b, pattern(10))
	if _, err := b.PutPart(t.Context(), seal.GM().Digest(pattern(20)), 0, pattern(10)); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		about, err := d.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if about.Mode().Perm() != want {
			t.Errorf("%s has %v", p, about.Mode())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPutRefusesMoreThanItsLimit(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir)
	if _, _, err := b.Put(t.Context(), bytes.NewReader(pattern(101)), 100); !errors.Is(err, ErrTooLarge) {
		t.Errorf("101 bytes of 100: %v", err)
	}
	if _, _, err := b.Put(t.Context(), bytes.NewReader(pattern(100)), 100); err != nil {
		t.Errorf("100 bytes of 100: %v", err)
	}
	if got := files(t, dir); len(got) != 1 {
		t.Errorf("left behind: %v", got)
	}
}

func TestPutLeavesNothingWhenItsSourceBreaks(t *testing.T) {
	dir, broken := t.TempDir(), errors.New("cable pulled")
	b := open(t, dir)
	cut := io.MultiReader(bytes.NewReader(pattern(5000)), iotest.ErrReader(broken))
	if _, _, err := b.Put(t.Context(), cut, 1<<20); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	stopping := readerFunc(func(p []byte) (int, error) { cancel(); return len(p), nil })
	if _, _, err := b.Put(ctx, stopping, 1<<40); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	b.disk.syncFile = func(*os.File) error { return syscall.ENOSPC }
	var full *NoRoom
	if _, _, err := b.Put(t.Context(), bytes.NewReader(pattern(10)), 10); !errors.As(err, &full) {
		t.Errorf("disk full at fsync: %v", err)
	}
	if got := files(t, dir); len(got) != 0 {
		t.Errorf("left behind: %v", got)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestPutKeepsRoomForTheDatabase(t *testing.T) {
	b := open(t, t.TempDir())
	b.Keep, b.Warn = 500, 2000
	for _, tt := range []struct {
		free      int64
		low, full bool
	}{{2000, false, false}, {1999, true, false}, {500, true, false}, {499, true, true}} {
		b.disk.free = func(*os.Root) (int64, error) { return tt.free, nil }
		room, err := b.Room()
		if err != nil || room != (Room{tt.free, tt.low, tt.full}) {
			t.Errorf("%d free: %+v, %v", tt.free, room, err)
		}
		if _, _, err := b.Put(t.Context(), bytes.NewReader(pattern(7)), 7); err != nil {
			t.Errorf("%d free: a key: %v", tt.free, err)
		}
		_, _, err = b.Put(t.Context(), bytes.NewReader(nil), 1<<20)
		var full *NoRoom
		if errors.As(err, &full) != tt.full || (err != nil) != tt.full {
			t.Errorf("%d free: %v", tt.free, err)
		}
		if tt.full && (full.Free != tt.free || full.Keep != 500) {
			t.Errorf("the error says %+v", full)
		}
	}
	b.disk.free = func(*os.Root) (int64, error) { return 505, nil }
	var full *NoRoom
	if _, err := b.PutPart(t.Context(), seal.GM().Digest(pattern(9)), 0, pattern(6)); !errors.As(err, &full) {
		t.Errorf("a part into the reserve: %v", err)
	}
}

func TestDefaultsAreThoseOfTheDesk(t *testing.T) {
	b, err := Open(t.TempDir(), seal.Intl())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if b.Keep != 500<<20 || b.Warn != 2<<30 || b.PartLimit != 512<<10 {
		t.Fatalf("got %+v", b)
	}
	if room, err := b.Room(); err != nil || room.Free <= 0 {
		t.Fatalf("free space of a real disk: %+v, %v", room, err)
	}
}

func TestGetNoticesDamage(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir)
	contents := pattern(100_000)
	id := put(t, b, contents)
	file := filepath.Join(dir, files(t, dir)[0])
	for name, bad := range map[string][]byte{
		"flipped bit":  append(append([]byte{contents[0] ^ 1}, contents[1:]...), nil...),
		"cut":          contents[:len(contents)-1],
		"longer":       append(bytes.Clone(contents), 0),
		"empty":        {},
		"another blob": pattern(99_999),
	} {
		if err := os.WriteFile(file, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := get(t, b, id); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		if err := b.Verify(t.Context(), id); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: verify says %v", name, err)
		}
	}
	if put(t, b, contents) != id || b.Verify(t.Context(), id) != nil {
		t.Error("putting it again does not mend it")
	}
}

func TestPathsAreNeverTakenFromAnID(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pages")
	b := open(t, dir)
	good := put(t, b, pattern(10))
	digits := strings.TrimPrefix(good, "sm3:")
	for _, id := range []string{
		"", "sm3:", "sm3:../../../../etc/passwd", digits, "sm3-" + digits, "sha256:" + digits,
		"sm3:" + strings.ToUpper(digits), good + "\x00", good + "/..", "sm3:" + strings.Repeat(".", 64),
	} {
		if id == "sm3:"+digits {
			t.Fatal("the test asks for the good id")
		}
		_, err := b.Stat(t.Context(), id)
		_, err2 := b.Get(t.Context(), id)
		_, err3 := b.PutPart(t.Context(), id, 0, pattern(1))
		_, err4 := b.Finalise(t.Context(), id, 1)
		_, err5 := b.Parts(t.Context(), id)
		for _, err := range []error{
			err, err2, err3, err4, err5,
			b.Delete(t.Context(), id), b.Verify(t.Context(), id), b.Touch(t.Context(), id, time.Now()),
		} {
			if !errors.Is(err, ErrID) {
				t.Errorf("%q: %v", id, err)
			}
		}
	}
}

func TestLinksAreNotFollowed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pages")
	b := open(t, dir)
	id := put(t, b, pattern(10))
	file := filepath.Join(dir, files(t, dir)[0])
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, pattern(10), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Remove(file), os.Symlink(outside, file)); err != nil {
		t.Fatal(err)
	}
	if _, err := get(t, b, id); !errors.Is(err, ErrDamaged) {
		t.Errorf("a symbolic link in place of a page: %v", err)
	}
}

func TestDelete(t *testing.T) {
	b := open(t, t.TempDir())
	id := put(t, b, pattern(10))
	for range 2 {
		if err := b.Delete(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Stat(t.Context(), id); !errors.Is(err, ErrNotFound) {
		t.Errorf("stat: %v", err)
	}
	if _, err := get(t, b, id); !errors.Is(err, ErrNotFound) {
		t.Errorf("get: %v", err)
	}
}
