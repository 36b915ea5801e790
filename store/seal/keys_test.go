package seal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

func TestKeyRingComesBack(t *testing.T) {
	each(t, func(t *testing.T, s Suite) {
		path := filepath.Join(t.TempDir(), "keys.json")
		made, err := Create(path, s)
		if err != nil {
			t.Fatal(err)
		}
		read, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		if read.Suite().Name() != s.Name() || read.Instance() != made.Instance() ||
			read.Signing() != made.Signing() || read.Box() != made.Box() ||
			read.FieldKey() != made.FieldKey() || read.WrapKey() != made.WrapKey() ||
			read.IndexKey() != made.IndexKey() {
			t.Fatal("the ring changed on the way")
		}
		if read.Protected() {
			t.Error("a plain file counts as protected")
		}
		seen := map[Key]bool{read.FieldKey(): true, read.WrapKey(): true, read.IndexKey(): true, read.station: true}
		if len(seen) != 4 {
			t.Error("derived keys are not different")
		}
		key := NewObjectKey()
		if got, err := read.Unwrap(made.Wrap(key, "case:1"), "case:1"); err != nil || got != key {
			t.Fatalf("wrapped key: %v", err)
		}
		if _, err := read.Unwrap(made.Wrap(key, "case:1"), "case:2"); !errors.Is(err, ErrNotOpened) {
			t.Errorf("another owner's key: %v", err)
		}
	})
}

func TestKeyRingIsNeverReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	var made atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			switch _, err := Create(path, Intl()); {
			case err == nil:
				made.Add(1)
			case !errors.Is(err, os.ErrExist):
				t.Errorf("got %v", err)
			}
		})
	}
	all.Wait()
	if made.Load() != 1 {
		t.Fatalf("%d of 8 made a ring", made.Load())
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Fatalf("left in the folder: %v, %v", entries, err)
	}
}

func TestKeyRingIsItsOwnersAlone(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	path := filepath.Join(t.TempDir(), "keys.json")
	if _, err := Create(path, GM()); err != nil {
		t.Fatal(err)
	}
	about, err := os.Stat(path)
	if err != nil || about.Mode().Perm() != 0o600 {
		t.Fatalf("made with %v, %v", about.Mode(), err)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o601, 0o644} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(path); !errors.Is(err, ErrExposed) {
			t.Errorf("mode %v: %v", mode, err)
		}
	}
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err != nil {
		t.Errorf("mode 0400: %v", err)
	}
	link := filepath.Join(t.TempDir(), "link.json")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(link); err == nil {
		t.Error("a symbolic link was followed")
	}
}

func TestKeyRingRefusesWhatItDoesNotUnderstand(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	if _, err := Create(path, GM()); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "other.json")
	if _, err := Create(other, Intl()); err != nil {
		t.Fatal(err)
	}
	text := string(good)
	station := text[strings.Index(text, `  "station_key"`):]
	station = station[:strings.Index(station, "\n")+1]
	for _, tt := range []struct {
		name, file string
		want       error
	}{
		{"version", strings.Replace(text, `"version": 1`, `"version": 3`, 1), ErrRing},
		{"suite", strings.Replace(text, `"gm"`, `"rot13"`, 1), ErrSuite},
		{"keys of another suite", strings.Replace(text, `"gm"`, `"intl"`, 1), ErrKey},
		{"member", strings.Replace(text, `"slots"`, `"sloths"`, 1), ErrRing},
		{"no station key", strings.Replace(text, station, "", 1), ErrRing},
		{"slots in the first version", strings.Replace(text, `"slots": []`, `"slots": [{"who":"a"}]`, 1), ErrRing},
		{"a slot of another form", strings.Replace(text, `"slots": []`, `"slots": [{"id":"a"}]`, 1), ErrRing},
		{"cut", text[:len(text)/2], ErrRing},
		{"two", text + text, ErrRing},
		{"empty", "", ErrRing},
		{"too long", text + strings.Repeat(" ", ringLimit), ErrRing},
	} {
		if tt.file == text {
			t.Fatalf("%s: the test changed nothing", tt.name)
		}
		if err := os.WriteFile(path, []byte(tt.file), 0o600); err != nil {
			t.Fatal(err)
		}
		switch _, err := Load(path); {
		case !errors.Is(err, tt.want):
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		case strings.Contains(err.Error(), "private:"):
			t.Errorf("%s: the error quotes a key", tt.name)
		}
	}
	if err := os.WriteFile(path, bytes.TrimSpace(good), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err != nil {
		t.Errorf("the ring as it was: %v", err)
	}
}

func TestKeyRingMissing(t *testing.T) {
	if _, err := Load(filepath.Join(t.TempDir(), "keys.json")); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("got %v", err)
	}
	if _, err := Create(filepath.Join(t.TempDir(), "no", "keys.json"), GM()); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("got %v", err)
	}
}

func TestRingUnderARing(t *testing.T) {
	suite := GM()
	centre, err1 := NewKeys(suite)
	street, err2 := NewKeys(suite)
	other, err3 := NewKeys(suite)
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	sealed, err := centre.SealRing(street, "110101001")
	if err != nil {
		t.Fatal(err)
	}
	back, err := centre.OpenRing(sealed, "110101001")
	if err != nil || back.Instance() != street.Instance() || back.FieldKey() != street.FieldKey() {
		t.Errorf("the ring came back as %v, %v", back, err)
	}
	if _, err := centre.OpenRing(sealed, "110101002"); !errors.Is(err, ErrNotOpened) {
		t.Errorf("opened for another owner: %v", err)
	}
	if _, err := other.OpenRing(sealed, "110101001"); !errors.Is(err, ErrNotOpened) {
		t.Errorf("opened by another ring: %v", err)
	}
}
