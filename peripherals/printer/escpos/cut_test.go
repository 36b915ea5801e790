package escpos

import (
	"bytes"
	"testing"
)

// TestNext cuts what Render writes: the pieces are the whole, and none is half of
// a command.
func TestNext(t *testing.T) {
	whole := []byte("\x1b@\x1c&\x1b3\x1eA012 \xd7\xdb\n\x1dv0\x00\x02\x00\x02\x00\x1dV\x1bJ\x1dVB\x00\x1dV\x00")
	want := []int{2, 2, 3, 1, 1, 1, 1, 1, 2, 1, 12, 4, 3}
	at := 0
	for i, n := range want {
		if got := Next(whole[at:]); got != n {
			t.Fatalf("piece %d at %d has %d bytes, want %d", i, at, got, n)
		}
		for half := 1; half < n; half++ {
			if got := Next(whole[at : at+half]); got != 0 && got != half {
				t.Errorf("half of piece %d passes for %d bytes", i, got)
			}
		}
		at += n
	}
	if at != len(whole) {
		t.Errorf("%d bytes of %d", at, len(whole))
	}
	for _, foreign := range []string{"", "\x1b", "\x1d(k\x03\x00", "\x1b\xff\x00"} {
		if n := Next([]byte(foreign)); n != 0 {
			t.Errorf("%q passes for %d bytes of ours", foreign, n)
		}
	}
}

// FuzzNext holds that a piece is never longer than what there is, and that whatever
// Read understands is cut without an end that is not known.
func FuzzNext(f *testing.F) {
	f.Add([]byte("\x1b@\x1c&A012 \xd7\xdb\n\x1dv0\x00\x02\x00\x02\x00\x1dV\x1bJ\x1dVB\x00"))
	f.Add([]byte("\x1dv0\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<16 {
			return
		}
		_, err := Read(bytes.Clone(b))
		for at := 0; at < len(b); {
			n := Next(b[at:])
			if n < 0 || at+n > len(b) {
				t.Fatalf("%d bytes at %d of %d", n, at, len(b))
			}
			if n == 0 {
				if err == nil {
					t.Fatalf("understood, and not cut at %d: % x", at, b[at:])
				}
				return
			}
			at += n
		}
	})
}
