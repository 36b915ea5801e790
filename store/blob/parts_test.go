package blob

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"xiaochuang/store/seal"
)

func TestPartsInAnyOrderAndAgain(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir)
	contents := pattern(10_000)
	id := seal.GM().Digest(contents)
	for _, step := range []struct {
		offset, end int
		next        int64
	}{
		{0, 1000, 1000},
		{3000, 4000, 1000},
		{0, 1000, 1000},    // again
		{0, 500, 1000},     // again, cut shorter
		{0, 1500, 1500},    // again, cut longer
		{1200, 3100, 4000}, // overlapping on both sides
		{4000, 4000, 4000}, // empty
		{4000, 10_000, 10_000},
	} {
		next, err := b.PutPart(t.Context(), id, int64(step.offset), contents[step.offset:step.end])
		if err != nil || next != step.next {
			t.Fatalf("part %d–%d: go on at %d, %v; want %d", step.offset, step.end, next, err, step.next)
		}
	}
	for i, want := range []bool{true, false, false} {
		if created, err := b.Finalise(t.Context(), id, 10_000); err != nil || created != want {
			t.Fatalf("finalise %d: created %v, %v", i, created, err)
		}
	}
	if got, err := get(t, b, id); err != nil || !bytes.Equal(got, contents) {
		t.Errorf("assembled %d bytes: %v", len(got), err)
	}
	if got := files(t, dir); len(got) != 1 {
		t.Errorf("the folder holds %v", got)
	}
	// A late part of a finished blob stores nothing.
	if next, err := b.PutPart(t.Context(), id, 0, contents[:1000]); err != nil || next != 10_000 {
		t.Errorf("late part: %d, %v", next, err)
	}
	if got := files(t, dir); len(got) != 1 {
		t.Errorf("the folder holds %v", got)
	}
}

func TestEmptyBlobNeedsNoPart(t *testing.T) {
	b := open(t, t.TempDir())
	if created, err := b.Finalise(t.Context(), seal.GM().Digest(nil), 0); err != nil || !created {
		t.Fatalf("created %v, %v", created, err)
	}
}

func TestFinaliseWaitsForMissingParts(t *testing.T) {
	b := open(t, t.TempDir())
	contents := pattern(3000)
	id := seal.GM().Digest(contents)
	for _, at := range []int{2000, 0, 1000} {
		if _, err := b.Finalise(t.Context(), id, 3000); !errors.Is(err, ErrIncomplete) {
			t.Fatalf("before part %d: %v", at, err)
		}
		if _, err := b.PutPart(t.Context(), id, int64(at), contents[at:at+1000]); err != nil {
			t.Fatal(err)
		}
	}
	if created, err := b.Finalise(t.Context(), id, 3000); err != nil || !created {
		t.Fatalf("created %v, %v", created, err)
	}
}

func TestWrongPartsAreDropped(t *testing.T) {
	contents := pattern(3000)
	id := seal.GM().Digest(contents)
	wrong := bytes.Clone(contents)
	wrong[1500] ^= 1
	for _, tt := range []struct {
		name  string
		parts []byte
		total int64
	}{
		{"a flipped bit", wrong, 3000},
		{"more than the total", append(bytes.Clone(contents), 0), 3000},
		{"less than the digest covers", contents[:2000], 2000},
	} {
		dir := t.TempDir()
		b := open(t, dir)
		for at := 0; at < len(tt.parts); at += 1000 {
			if _, err := b.PutPart(t.Context(), id, int64(at), tt.parts[at:min(at+1000, len(tt.parts))]); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := b.Finalise(t.Context(), id, tt.total); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if next, err := b.NextOffset(t.Context(), id); err != nil || next != 0 {
			t.Errorf("%s: go on at %d, %v", tt.name, next, err)
		}
		if got := files(t, dir); len(got) != 0 {
			t.Errorf("%s: left behind %v", tt.name, got)
		}
	}
}

func TestPartThatDisagreesStartsAgain(t *testing.T) {
	b := open(t, t.TempDir())
	contents := pattern(2000)
	id := seal.GM().Digest(contents)
	if _, err := b.PutPart(t.Context(), id, 0, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	if _, err := b.PutPart(t.Context(), id, 0, contents[:1000]); !errors.Is(err, ErrDamaged) {
		t.Fatalf("got %v", err)
	}
	for at := 0; at < 2000; at += 1000 {
		if _, err := b.PutPart(t.Context(), id, int64(at), contents[at:at+1000]); err != nil {
			t.Fatal(err)
		}
	}
	if created, err := b.Finalise(t.Context(), id, 2000); err != nil || !created {
		t.Fatalf("created %v, %v", created, err)
	}
}

func TestFinaliseNoticesAnotherSize(t *testing.T) {
	b := open(t, t.TempDir())
	id := put(t, b, pattern(100))
	if _, err := b.Finalise(t.Context(), id, 99); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
	if err := b.Verify(t.Context(), id); err != nil {
		t.Errorf("the blob that was there: %v", err)
	}
}

func TestPartsAreBounded(t *testing.T) {
	b := open(t, t.TempDir())
	b.PartLimit, b.BlobLimit = 100, 1000
	id := seal.GM().Digest(pattern(1000))
	for _, tt := range []struct {
		offset int64
		size   int
		want   error
	}{
		{0, 100, nil},
		{0, 101, ErrTooLarge},
		{900, 100, nil},
		{901, 100, ErrTooLarge},
		{-1, 10, ErrTooLarge},
		{1 << 62, 10, ErrTooLarge},
	} {
		if _, err := b.PutPart(t.Context(), id, tt.offset, pattern(tt.size)); !errors.Is(err, tt.want) {
			t.Errorf("%d bytes at %d: %v", tt.size, tt.offset, err)
		}
	}
	for _, total := range []int64{-1, 1001, 1 << 62} {
		if _, err := b.Finalise(t.Context(), id, total); !errors.Is(err, ErrTooLarge) {
			t.Errorf("total %d: %v", total, err)
		}
	}
}

func TestTinyPartsAreBounded(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir)
	id := seal.GM().Digest(pattern(1))
	name, err := b.name(id)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, stagingDir, name), 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range partCount - 1 {
		if err := os.WriteFile(filepath.Join(dir, partFile(name, Part{int64(2 * i), 1})), []byte{1}, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.PutPart(t.Context(), id, 100_000, pattern(1)); err != nil {
		t.Fatalf("the last part that fits: %v", err)
	}
	if _, err := b.PutPart(t.Context(), id, 100_002, pattern(1)); !errors.Is(err, ErrTooLarge) {
		t.Fatalf("one part more: %v", err)
	}
}

// Several senders of one blob race each other, through stores of their own as
// several processes would have them.
func TestRacingSendersMakeOneBlob(t *testing.T) {
	dir := t.TempDir()
	contents := pattern(64_000)
	id := seal.GM().Digest(contents)
	for round := range 20 {
		var all sync.WaitGroup
		var finished atomic.Int32
		for sender := range 4 {
			b := open(t, dir)
			random := rand.New(rand.NewPCG(uint64(round), uint64(sender)))
			all.Go(func() {
				size := []int{4000, 8000, 5000, 16_000}[sender]
				for _, i := range random.Perm((len(contents) + size - 1) / size) {
					at := i * size
					part := contents[at:min(at+size, len(contents))]
					if _, err := b.PutPart(t.Context(), id, int64(at), part); err != nil {
						t.Errorf("sender %d: part at %d: %v", sender, at, err)
					}
				}
				if _, err := b.Finalise(t.Context(), id, int64(len(contents))); err != nil {
					t.Errorf("sender %d: finalise: %v", sender, err)
					return
				}
				finished.Add(1)
			})
		}
		all.Wait()
		b := open(t, dir)
		if finished.Load() != 4 {
			t.Fatalf("round %d: %d of 4 finished", round, finished.Load())
		}
		if err := b.Verify(t.Context(), id); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if err := b.Delete(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
}
