package serial

import (
	"bytes"
	"slices"
	"testing"
)

// FuzzFramer has any bytes in any pieces: the frames found do not depend on the
// pieces, each has its sum, and a good frame behind all of it is found unless the
// noise before has swallowed it as the body of a longer one.
func FuzzFramer(f *testing.F) {
	f.Add([]byte("xx\x00\xff"), 1)
	f.Add(star("a"), 2)
	f.Add(append(star("a"), star("b")...), 3)
	f.Add(append([]byte{'*', 20}, star("in")...), 7)
	f.Add(bytes.Repeat([]byte("*"), 300), 64)
	f.Fuzz(func(t *testing.T, b []byte, piece int) {
		if piece < 1 || piece > 5000 || len(b) > 2*MaxFrame {
			return
		}
		whole := bodies(NewFramer(starFrame), slices.Clone(b), MaxFrame)
		parts := bodies(NewFramer(starFrame), slices.Clone(b), piece)
		if !slices.Equal(whole, parts) {
			t.Fatalf("pieces of %d give %q, the whole %q", piece, parts, whole)
		}
		n := 0
		for _, body := range whole {
			n += len(body) + 3
		}
		if n > len(b) {
			t.Fatalf("%d bytes of frames in %d", n, len(b))
		}
		fresh := NewFramer(starFrame)
		bodies(fresh, slices.Clone(b), piece) // ends with silence
		if got := bodies(fresh, star("good"), piece); len(got) != 1 || got[0] != "good" {
			t.Fatalf("after silence a good frame gives %q", got)
		}
	})
}
