package scanstest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"xiaochuang/store/blob"
	"xiaochuang/store/centre/scans"
	"xiaochuang/store/seal"
)

// Contract tests what the centre relies on. Open returns a shelf with nothing on
// it.
func Contract(t *testing.T, open func(t *testing.T) scans.Shelf) {
	for name, test := range map[string]func(*testing.T, scans.Scans){
		"what is put comes back":                   putGet,
		"what is put twice is there once":          putTwice,
		"a whole page goes under its id":           putWhole,
		"more than the limit is refused":           tooLarge,
		"a page that is not there":                 notThere,
		"an id that is a path is no id":            badIDs,
		"parts make the page":                      partsMake,
		"parts in any order and cut otherwise":     partsAnyOrder,
		"a part of other bytes drops all":          partDiffers,
		"parts that are not the page are dropped":  partsDamaged,
		"a page of another size is damaged":        otherSize,
		"parts are missing":                        incomplete,
		"every byte and no page":                   everyByte,
		"many finish at once":                      manyFinish,
		"a part of a page that is whole":           partOfWhole,
		"a part beyond its limit":                  partTooLarge,
		"deleted is gone, twice is no error":       deleted,
		"a list has every page once":               listed,
		"a list ends when it is told":              listEnds,
		"old parts are swept and young ones stay":  swept,
		"a context that ended ends what it is for": contextEnds,
	} {
		t.Run(name, func(t *testing.T) {
			s, err := open(t).Street("110101001")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			test(t, s)
		})
	}
	t.Run("one street does not see another's", func(t *testing.T) { apart(t, open(t)) })
}

// Suite is the one that the scans under test are opened with.
func Suite() seal.Suite { return seal.GM() }

var random = rand.NewChaCha8([32]byte{1})

func bytesOf(n int) ([]byte, string) {
	b := make([]byte, n)
	random.Read(b) // Never fails.
	return b, Suite().Digest(b)
}

func put(t *testing.T, s scans.Scans, b []byte) string {
	t.Helper()
	id, n, err := s.Put(t.Context(), bytes.NewReader(b), int64(len(b)))
	if err != nil || id != Suite().Digest(b) || n != int64(len(b)) {
		t.Fatalf("put as %s, %d bytes: %v", id, n, err)
	}
	return id
}

func read(ctx context.Context, s scans.Scans, id string) ([]byte, error) {
	r, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func holds(t *testing.T, s scans.Scans, id string, want []byte) {
	t.Helper()
	got, err := read(t.Context(), s, id)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes came back of %d: %v", len(got), len(want), err)
	}
	if n, err := s.Stat(t.Context(), id); err != nil || n != int64(len(want)) {
		t.Errorf("the page is of %d bytes: %v", n, err)
	}
	if err := s.Verify(t.Context(), id); err != nil {
		t.Error(err)
	}
}

func is(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error is %v, want %v", err, want)
	}
}

func putGet(t *testing.T, s scans.Scans) {
	for _, n := range []int{1, 1000, 700_000} {
		b, _ := bytesOf(n)
		holds(t, s, put(t, s, b), b)
	}
}

func putTwice(t *testing.T, s scans.Scans) {
	b, _ := bytesOf(1000)
	id := put(t, s, b)
	put(t, s, b)
	holds(t, s, id, b)
	if n := count(t, s); n != 1 {
		t.Errorf("%d pages", n)
	}
}

func putWhole(t *testing.T, s scans.Scans) {
	b, id := bytesOf(1000)
	other, _ := bytesOf(1000)
	_, err := s.PutWhole(t.Context(), id, other)
	is(t, err, blob.ErrDamaged)
	_, err = s.PutWhole(t.Context(), "sm3:..", b)
	is(t, err, blob.ErrID)
	if n := count(t, s); n != 0 {
		t.Errorf("%d pages", n)
	}
	for i, want := range []bool{true, false} {
		created, err := s.PutWhole(t.Context(), id, b)
		if err != nil || created != want {
			t.Errorf("the %d. time it is new: %v, %v", i+1, created, err)
		}
	}
	holds(t, s, id, b)
}

func tooLarge(t *testing.T, s scans.Scans) {
	b, id := bytesOf(1000)
	_, _, err := s.Put(t.Context(), bytes.NewReader(b), 999)
	is(t, err, blob.ErrTooLarge)
	_, err = s.Stat(t.Context(), id)
	is(t, err, blob.ErrNotFound)
}

func notThere(t *testing.T, s scans.Scans) {
	_, id := bytesOf(10)
	_, err := s.Get(t.Context(), id)
	is(t, err, blob.ErrNotFound)
	is(t, s.Verify(t.Context(), id), blob.ErrNotFound)
	if n, err := s.NextOffset(t.Context(), id); n != 0 || err != nil {
		t.Errorf("parts up to %d, %v", n, err)
	}
}

func badIDs(t *testing.T, s scans.Scans) {
	_, good := bytesOf(10)
	for _, id := range []string{"", "sm3:", "sm3:../../etc/passwd", "sha256:" + good[4:], good + "0", strings.ToUpper(good)} {
		_, err := s.Stat(t.Context(), id)
		is(t, err, blob.ErrID)
		_, err = s.Get(t.Context(), id)
		is(t, err, blob.ErrID)
		_, err = s.PutPart(t.Context(), id, 0, []byte("x"))
		is(t, err, blob.ErrID)
		_, err = s.Finalise(t.Context(), id, 1)
		is(t, err, blob.ErrID)
		is(t, s.Delete(t.Context(), id), blob.ErrID)
	}
}

// piece stores a part and checks how far the page is held.
func piece(t *testing.T, s scans.Scans, id string, b []byte, from, to, want int) {
	t.Helper()
	next, err := s.PutPart(t.Context(), id, int64(from), b[from:to])
	if err != nil || next != int64(want) {
		t.Errorf("after [%d, %d) held to %d, want %d: %v", from, to, next, want, err)
	}
	if again, err := s.NextOffset(t.Context(), id); err != nil || again != int64(want) {
		t.Errorf("held to %d, want %d: %v", again, want, err)
	}
}

func finish(t *testing.T, s scans.Scans, id string, total int, want bool) {
	t.Helper()
	created, err := s.Finalise(t.Context(), id, int64(total))
	if err != nil || created != want {
		t.Errorf("finished: %v, %v", created, err)
	}
}

func partsMake(t *testing.T, s scans.Scans) {
	b, id := bytesOf(1_200_000)
	piece(t, s, id, b, 0, 512<<10, 512<<10)
	piece(t, s, id, b, 512<<10, 1<<20, 1<<20)
	piece(t, s, id, b, 1<<20, 1_200_000, 1_200_000)
	_, err := s.Stat(t.Context(), id)
	is(t, err, blob.ErrNotFound)
	finish(t, s, id, len(b), true)
	holds(t, s, id, b)
	finish(t, s, id, len(b), false)
	if n, err := s.NextOffset(t.Context(), id); n != 0 || err != nil {
		t.Errorf("parts stay up to %d, %v", n, err)
	}
}

func partsAnyOrder(t *testing.T, s scans.Scans) {
	b, id := bytesOf(1000)
	piece(t, s, id, b, 600, 1000, 0)
	piece(t, s, id, b, 0, 300, 300)
	piece(t, s, id, b, 0, 300, 300)
	piece(t, s, id, b, 0, 200, 300)
	piece(t, s, id, b, 200, 700, 1000)
	finish(t, s, id, len(b), true)
	holds(t, s, id, b)
}

func partDiffers(t *testing.T, s scans.Scans) {
	b, id := bytesOf(1000)
	other, _ := bytesOf(1000)
	piece(t, s, id, b, 0, 500, 500)
	_, err := s.PutPart(t.Context(), id, 0, other[:500])
	is(t, err, blob.ErrDamaged)
	if n, _ := s.NextOffset(t.Context(), id); n != 0 {
		t.Errorf("parts stay up to %d", n)
	}
	piece(t, s, id, b, 0, 1000, 1000)
	finish(t, s, id, len(b), true)
}

func partsDamaged(t *testing.T, s scans.Scans) {
	b, _ := bytesOf(1000)
	_, id := bytesOf(1000)
	piece(t, s, id, b, 0, 1000, 1000)
	_, err := s.Finalise(t.Context(), id, 1000)
	is(t, err, blob.ErrDamaged)
	if n, _ := s.NextOffset(t.Context(), id); n != 0 {
		t.Errorf("parts stay up to %d", n)
	}
	_, err = s.Stat(t.Context(), id)
	is(t, err, blob.ErrNotFound)
}

func otherSize(t *testing.T, s scans.Scans) {
	b, id := bytesOf(1000)
	piece(t, s, id, b, 0, 1000, 1000)
	_, err := s.Finalise(t.Context(), id, 900)
	is(t, err, blob.ErrDamaged)
	put(t, s, b)
	_, err = s.Finalise(t.Context(), id, 900)
	is(t, err, blob.ErrDamaged)
	holds(t, s, id, b)
}

func incomplete(t *testing.T, s scans.Scans) {
	b, id := bytesOf(1000)
	_, err := s.Finalise(t.Context(), id, 1000)
	is(t, err, blob.ErrIncomplete)
	piece(t, s, id, b, 0, 400, 400)
	piece(t, s, id, b, 401, 1000, 400)
	_, err = s.Finalise(t.Context(), id, 1000)
	is(t, err, blob.ErrIncomplete)
	piece(t, s, id, b, 400, 401, 1000)
	finish(t, s, id, 1000, true)
}

func everyByte(t *testing.T, s scans.Scans) {
	b, id := bytesOf(1000)
	piece(t, s, id, b, 0, 1000, 1000)
	piece(t, s, id, b, 1000, 1000, 1000)
	finish(t, s, id, 1000, true)
	holds(t, s, id, b)
}

func manyFinish(t *testing.T, s scans.Scans) {
	b, id := bytesOf(600_000)
	piece(t, s, id, b, 0, 300_000, 300_000)
	piece(t, s, id, b, 300_000, 600_000, 600_000)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for {
				_, err := s.Finalise(t.Context(), id, 600_000)
				if err == nil {
					return
				}
				if !errors.Is(err, blob.ErrIncomplete) {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	holds(t, s, id, b)
}

func partOfWhole(t *testing.T, s scans.Scans) {
	b, _ := bytesOf(1000)
	id := put(t, s, b)
	other, _ := bytesOf(10)
	if n, err := s.PutPart(t.Context(), id, 0, other); n != 1000 || err != nil {
		t.Errorf("held to %d, %v", n, err)
	}
	holds(t, s, id, b)
}

func partTooLarge(t *testing.T, s scans.Scans) {
	b, id := bytesOf(512<<10 + 1)
	_, err := s.PutPart(t.Context(), id, 0, b)
	is(t, err, blob.ErrTooLarge)
	_, err = s.PutPart(t.Context(), id, -1, b[:1])
	is(t, err, blob.ErrTooLarge)
	_, err = s.PutPart(t.Context(), id, 1<<40, b[:1])
	is(t, err, blob.ErrTooLarge)
	_, err = s.Finalise(t.Context(), id, 1<<40)
	is(t, err, blob.ErrTooLarge)
}

func deleted(t *testing.T, s scans.Scans) {
	b, _ := bytesOf(1000)
	id := put(t, s, b)
	for range 2 {
		if err := s.Delete(t.Context(), id); err != nil {
			t.Error(err)
		}
	}
	_, err := s.Stat(t.Context(), id)
	is(t, err, blob.ErrNotFound)
}

func count(t *testing.T, s scans.Scans) (n int) {
	t.Helper()
	if err := s.List(t.Context(), func(blob.Entry) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

func listed(t *testing.T, s scans.Scans) {
	var want, got []string
	for range 20 {
		b, _ := bytesOf(100)
		want = append(want, put(t, s, b))
	}
	b, id := bytesOf(100)
	piece(t, s, id, b, 0, 50, 50)
	err := s.List(t.Context(), func(e blob.Entry) error {
		got = append(got, e.ID)
		if e.Size != 100 || time.Since(e.Since) > time.Hour {
			t.Errorf("entry %+v", e)
		}
		return nil
	})
	slices.Sort(want)
	slices.Sort(got)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%d pages listed of %d: %v", len(got), len(want), err)
	}
}

func listEnds(t *testing.T, s scans.Scans) {
	for range 3 {
		b, _ := bytesOf(100)
		put(t, s, b)
	}
	enough, n := errors.New("enough"), 0
	is(t, s.List(t.Context(), func(blob.Entry) error { n++; return enough }), enough)
	if n != 1 {
		t.Errorf("listed %d", n)
	}
}

func swept(t *testing.T, s scans.Scans) {
	b, id := bytesOf(1000)
	piece(t, s, id, b, 0, 500, 500)
	if n, err := s.SweepParts(t.Context(), time.Now().Add(-time.Hour)); err != nil || n.Files != 0 {
		t.Errorf("swept young ones: %+v, %v", n, err)
	}
	if n, err := s.SweepParts(t.Context(), time.Now().Add(time.Hour)); err != nil || n.Files != 1 || n.Bytes != 500 {
		t.Errorf("swept %+v, %v", n, err)
	}
	piece(t, s, id, b, 500, 1000, 0)
}

func contextEnds(t *testing.T, s scans.Scans) {
	b, _ := bytesOf(1000)
	id := put(t, s, b)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := read(ctx, s, id); err == nil {
		t.Error("read on")
	}
	if _, err := s.PutPart(ctx, id, 0, b); err == nil {
		t.Error("wrote on")
	}
}

func apart(t *testing.T, shelf scans.Shelf) {
	one, err1 := shelf.Street("110101001")
	two, err2 := shelf.Street("110101002")
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	defer two.Close()
	b, _ := bytesOf(1000)
	id := put(t, one, b)
	_, err := two.Stat(t.Context(), id)
	is(t, err, blob.ErrNotFound)
	if err := two.Delete(t.Context(), id); err != nil {
		t.Error(err)
	}
	holds(t, one, id, b)
	if n := count(t, two); n != 0 {
		t.Errorf("the other street lists %d", n)
	}
}
