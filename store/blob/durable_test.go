package blob

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"xiaochuang/store/seal"
)

// recorder notes the steps that a power cut depends on: "sync NAME" for a file or
// folder and "rename FROM TO".
type recorder struct{ steps []string }

func record(b *Store, dir string) *recorder {
	r := new(recorder)
	real := b.disk
	b.disk.syncFile = func(f *os.File) error {
		name, err := filepath.Rel(dir, f.Name())
		if err != nil {
			return err
		}
		r.steps = append(r.steps, "sync "+name)
		return real.syncFile(f)
	}
	b.disk.rename = func(from, to string) error {
		r.steps = append(r.steps, "rename "+from+" "+to)
		return real.rename(from, to)
	}
	return r
}

// survives says whether a file at its place would be there after a power cut at
// the end of the steps: its bytes were synced before it was renamed, its folder
// after, and every folder above was named durably.
func survives(steps []string, place string) error {
	renamed := -1
	var temp string
	for i, s := range steps {
		if from, ok := strings.CutSuffix(s, " "+place); ok && strings.HasPrefix(s, "rename ") {
			renamed, temp = i, strings.TrimPrefix(from, "rename ")
		}
	}
	if renamed < 0 {
		return errors.New("never renamed to " + place)
	}
	index := func(step string, from int) int {
		for i := from; i < len(steps); i++ {
			if steps[i] == step {
				return i
			}
		}
		return -1
	}
	if i := index("sync "+temp, 0); i < 0 || i > renamed {
		return fmt.Errorf("bytes of %s not synced before the rename", temp)
	}
	if index("sync "+path.Dir(place), renamed) < 0 {
		return fmt.Errorf("folder of %s not synced after the rename", place)
	}
	for dir := path.Dir(place); dir != "."; dir = path.Dir(dir) {
		if index("sync "+path.Dir(dir), 0) < 0 {
			return fmt.Errorf("name of folder %s not synced", dir)
		}
	}
	return nil
}

func TestWhatWasAcknowledgedSurvivesAPowerCut(t *testing.T) {
	dir := t.TempDir()
	first := open(t, dir)
	// Another process made the same folders a moment ago and was cut before it
	// synced them, so a store must not trust those that it finds.
	put(t, first, pattern(10))
	b := open(t, dir)
	r := record(b, dir)
	_, place, err := b.place(put(t, b, pattern(10)))
	if err != nil {
		t.Fatal(err)
	}
	steps := r.steps
	if err := survives(steps, place); err != nil {
		t.Fatal(err)
	}
	for i := range steps {
		without := append(append([]string(nil), steps[:i]...), steps[i+1:]...)
		if err := survives(without, place); err == nil {
			t.Errorf("the check does not miss %q", steps[i])
		}
	}
}

func TestPartsSurviveAPowerCut(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir)
	r := record(b, dir)
	contents := pattern(2000)
	id := seal.GM().Digest(contents)
	name, err := b.name(id)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < 2000; at += 1000 {
		if _, err := b.PutPart(t.Context(), id, int64(at), contents[at:at+1000]); err != nil {
			t.Fatal(err)
		}
		if err := survives(r.steps, partFile(name, Part{int64(at), 1000})); err != nil {
			t.Fatalf("part at %d: %v", at, err)
		}
	}
	if _, err := b.Finalise(t.Context(), id, 2000); err != nil {
		t.Fatal(err)
	}
	_, place, err := b.place(id)
	if err != nil {
		t.Fatal(err)
	}
	if err := survives(r.steps, place); err != nil {
		t.Fatal(err)
	}
}
