package blob

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"xiaochuang/store/seal"
)

func TestSweepTakesOldOrphansOnly(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir)
	old, young := time.Now().Add(-48*time.Hour), time.Now()
	kept, orphan, fresh, claimed := put(t, b, pattern(1)), put(t, b, pattern(2)), put(t, b, pattern(3)), put(t, b, pattern(4))
	for _, id := range []string{kept, orphan, claimed} {
		if err := b.Touch(t.Context(), id, old); err != nil {
			t.Fatal(err)
		}
	}
	for name, at := range map[string]time.Time{"old": old, "young": young} {
		temp := filepath.Join(dir, tempDir, name)
		if err := errors.Join(os.WriteFile(temp, pattern(7), 0o600), os.Chtimes(temp, at, at)); err != nil {
			t.Fatal(err)
		}
	}
	dropped := filepath.Join(dir, tempDir, "dropped")
	if err := errors.Join(os.Mkdir(dropped, 0o700), os.WriteFile(filepath.Join(dropped, "0-7"), nil, 0o600),
		os.Chtimes(dropped, old, old)); err != nil {
		t.Fatal(err)
	}
	stray := filepath.Join(dir, blobDir, "note.txt")
	if err := errors.Join(os.WriteFile(stray, nil, 0o600), os.Chtimes(stray, old, old)); err != nil {
		t.Fatal(err)
	}
	keep := func(id string) (bool, error) {
		if id == claimed { // Somebody refers to it between the question and the removal.
			return false, b.Touch(t.Context(), id, young)
		}
		return id == kept, nil
	}
	swept, err := b.Sweep(t.Context(), keep, young.Add(-24*time.Hour))
	if err != nil || swept.Files != 3 {
		t.Errorf("swept %+v, %v", swept, err)
	}
	for id, want := range map[string]error{kept: nil, fresh: nil, claimed: nil, orphan: ErrNotFound} {
		if _, err := b.Stat(t.Context(), id); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", id, err, want)
		}
	}
	for name, want := range map[string]error{"tmp/old": os.ErrNotExist, "tmp/dropped": os.ErrNotExist, "tmp/young": nil, "b/note.txt": nil} {
		if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	if err := b.Touch(t.Context(), orphan, young); !errors.Is(err, ErrNotFound) {
		t.Errorf("touching what was swept: %v", err)
	}
}

func TestSweepKeepsWhatItCannotAskAbout(t *testing.T) {
	b := open(t, t.TempDir())
	id, down := put(t, b, pattern(1)), errors.New("database is closed")
	_, err := b.Sweep(t.Context(), func(string) (bool, error) { return false, down }, time.Now().Add(time.Hour))
	if !errors.Is(err, down) {
		t.Errorf("got %v", err)
	}
	if _, err := b.Stat(t.Context(), id); err != nil {
		t.Errorf("the blob is gone: %v", err)
	}
}

func TestListNamesEveryBlob(t *testing.T) {
	b := open(t, t.TempDir())
	want := map[string]int64{}
	for n := range 40 {
		want[put(t, b, pattern(n))] = int64(n)
	}
	err := b.List(t.Context(), func(e Entry) error {
		if size, held := want[e.ID]; !held || size != e.Size || time.Since(e.Since) > time.Hour {
			t.Errorf("listed %+v", e)
		}
		delete(want, e.ID)
		return nil
	})
	if err != nil || len(want) != 0 {
		t.Errorf("not listed: %v, %v", want, err)
	}
	stop := errors.New("enough")
	if err := b.List(t.Context(), func(Entry) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
}

func TestSweepPartsTakesOldOnesOnly(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir)
	now := time.Now()
	old, young := seal.GM().Digest(pattern(20)), seal.GM().Digest(pattern(21))
	for _, id := range []string{old, young} {
		if _, err := b.PutPart(t.Context(), id, 0, pattern(10)); err != nil {
			t.Fatal(err)
		}
	}
	name, err := b.name(old)
	if err != nil {
		t.Fatal(err)
	}
	week := now.Add(-8 * 24 * time.Hour)
	if err := os.Chtimes(filepath.Join(dir, stagingDir, name), week, week); err != nil {
		t.Fatal(err)
	}
	swept, err := b.SweepParts(t.Context(), now.Add(-7*24*time.Hour))
	if err != nil || swept != (Swept{Files: 1, Bytes: 10}) {
		t.Errorf("swept %+v, %v", swept, err)
	}
	for id, want := range map[string]int64{old: 0, young: 10} {
		if next, err := b.NextOffset(t.Context(), id); err != nil || next != want {
			t.Errorf("%s goes on at %d, %v", id, next, err)
		}
	}
}
