package serial

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// starFrame is a small grammar for the tests: '*', length, body, xor of both.
func starFrame(b []byte, _ bool) (int, error) {
	switch {
	case b[0] != '*':
		return 0, ErrNotFrame
	case len(b) < 2:
		return 0, nil
	case len(b) < int(b[1])+3:
		return 0, nil
	}
	n := int(b[1]) + 3
	var x byte
	for _, c := range b[1:n] {
		x ^= c
	}
	if x != 0 {
		return 0, ErrNotFrame
	}
	return n, nil
}

// lineFrame is a grammar without a length: everything until silence.
func lineFrame(b []byte, quiet bool) (int, error) {
	if b[0] != 'S' {
		return 0, ErrNotFrame
	}
	if !quiet {
		return 0, nil
	}
	if i := bytes.LastIndexByte(b, 'E'); i > 0 {
		return i + 1, nil
	}
	return 0, nil
}

func star(body string) []byte {
	b := append([]byte{'*', byte(len(body))}, body...)
	x := byte(len(body))
	for _, c := range []byte(body) {
		x ^= c
	}
	return append(b, x)
}

// bodies feeds b in pieces, then silence, and returns the bodies of all frames
// found.
func bodies(f *Framer, b []byte, piece int) []string {
	var got []string
	take := func() {
		for x, ok := f.Next(); ok; x, ok = f.Next() {
			got = append(got, string(x[2:len(x)-1]))
		}
	}
	for len(b) > 0 {
		b = b[f.Feed(b[:min(piece, len(b))]):]
		take()
	}
	f.Quiet()
	take()
	return got
}

func TestFramesInNoise(t *testing.T) {
	bad := star("broken")
	bad[4] ^= 0x40
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	for _, tt := range []struct {
		name string
		in   []byte
		want []string
	}{
		{"one frame", star("a"), []string{"a"}},
		{"two glued frames", join(star("a"), star("b")), []string{"a", "b"}},
		{"garbage before", join([]byte("xx\x00\xff"), star("a")), []string{"a"}},
		{"the first byte doubled", join([]byte("*"), star("ab")), []string{"ab"}},
		{"wrong checksum, then a good one", join(bad, star("good")), []string{"good"}},
		{"a frame inside a broken frame", join([]byte{'*', 20}, star("in"), make([]byte, 20)), []string{"in"}},
		{"a beginning, then silence", []byte{'*', 9, 'a'}, nil},
		{"nothing but garbage", bytes.Repeat([]byte("x"), 3*MaxFrame), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, piece := range []int{1, 2, 3, 7, 5000} {
				got := bodies(NewFramer(starFrame), tt.in, piece)
				if len(got) != len(tt.want) {
					t.Fatalf("pieces of %d: %q, want %q", piece, got, tt.want)
				}
				for i := range got {
					if got[i] != tt.want[i] {
						t.Fatalf("pieces of %d: %q, want %q", piece, got, tt.want)
					}
				}
			}
		})
	}
}

func TestSilenceEndsAnUnfinishedFrame(t *testing.T) {
	f := NewFramer(starFrame)
	f.Feed([]byte{'*', 200})
	f.Feed(star("inside"))
	if _, ok := f.Next(); ok {
		t.Fatal("frame before silence")
	}
	f.Quiet()
	x, ok := f.Next()
	if !ok || string(x[2:len(x)-1]) != "inside" {
		t.Fatalf("%q %v", x, ok)
	}
	// A beginning before the silence is not completed by bytes after it.
	f.Wipe()
	f.Feed([]byte{'*', 3, 'a'})
	f.Quiet()
	f.Feed(star("abc"))
	if x, ok := f.Next(); !ok || string(x[2:len(x)-1]) != "abc" {
		t.Fatalf("%q %v", x, ok)
	}
	if f.Skipped() != 3 {
		t.Fatal("skipped", f.Skipped())
	}
}

func TestFrameWithoutALengthEndsWithSilence(t *testing.T) {
	f := NewFramer(lineFrame)
	f.Feed([]byte("xS02E1E"))
	if _, ok := f.Next(); ok {
		t.Fatal("ended before silence")
	}
	f.Quiet()
	if x, ok := f.Next(); !ok || string(x) != "S02E1E" {
		t.Fatalf("%q", x)
	}
}

func TestBufferIsBoundedAndWiped(t *testing.T) {
	f := NewFramer(func([]byte, bool) (int, error) { return 0, nil })
	in := bytes.Repeat([]byte{0x55}, 3*MaxFrame)
	for range 3 {
		if n := f.Feed(in); n > MaxFrame {
			t.Fatal("took", n)
		}
		if _, ok := f.Next(); ok {
			t.Fatal("a frame of nothing")
		}
	}
	f.Wipe()
	if f.buf != [MaxFrame]byte{} {
		t.Fatal("bytes left after Wipe")
	}
	g := NewFramer(starFrame)
	g.Feed(star("secret"))
	if _, ok := g.Next(); !ok {
		t.Fatal("no frame")
	}
	g.Feed([]byte("*"))
	if bytes.Contains(g.buf[:], []byte("secret")) {
		t.Fatal("a frame stays in the buffer after it was taken")
	}
}

// TestHostileStream mixes good frames with noise that cannot be mistaken for
// their beginning, in random pieces: every good frame is found, in order.
func TestHostileStream(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var in []byte
		var want []string
		for range rapid.IntRange(0, 12).Draw(t, "parts") {
			if rapid.Bool().Draw(t, "good") {
				s := rapid.StringN(0, 20, 60).Draw(t, "body")
				want = append(want, s)
				in = append(in, star(s)...)
				continue
			}
			for _, c := range rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "noise") {
				if c != '*' {
					in = append(in, c)
				}
			}
		}
		got := bodies(NewFramer(starFrame), in, rapid.IntRange(1, 70).Draw(t, "piece"))
		if len(got) != len(want) {
			t.Fatalf("found %q, want %q", got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("found %q, want %q", got, want)
			}
		}
	})
}

func TestExchange(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer [][]byte
		want   string
		err    error
	}{
		{"answer in one piece", [][]byte{star("yes")}, "yes", nil},
		{"answer in two pieces", [][]byte{star("yes")[:2], star("yes")[2:]}, "yes", nil},
		{"noise before the answer", [][]byte{[]byte("#!"), star("yes")}, "yes", nil},
		{"noise only", [][]byte{[]byte("#!")}, "", ErrNoise},
		{"half a frame", [][]byte{star("yes")[:3]}, "", ErrNoise},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			// Asked for by nobody, so never taken for the answer.
			if _, err := r.far.Write(star("stale")); err != nil {
				t.Fatal(err)
			}
			go func() {
				_, _ = r.far.Read(make([]byte, 16))
				for _, a := range tt.answer {
					_, _ = r.far.Write(a)
					time.Sleep(2 * time.Millisecond)
				}
			}()
			x, err := r.Exchange(within(t, 250*time.Millisecond), NewFramer(starFrame), []byte("?"))
			if !errors.Is(err, tt.err) {
				t.Fatal(err)
			}
			if err == nil && string(x[2:len(x)-1]) != tt.want {
				t.Fatalf("%q", x)
			}
		})
	}
}

func TestSettleThrowsALateAnswerAway(t *testing.T) {
	r := newRig(t)
	go func() {
		for range 5 {
			_, _ = r.far.Write(star("late"))
			time.Sleep(4 * time.Millisecond)
		}
	}()
	if err := r.Settle(within(t, 2*time.Second), 40*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	go func() {
		_, _ = r.far.Read(make([]byte, 16))
		_, _ = r.far.Write(star("now"))
	}()
	x, err := r.Exchange(within(t, time.Second), NewFramer(starFrame), []byte("?"))
	if err != nil || string(x[2:len(x)-1]) != "now" {
		t.Fatalf("%q %v", x, err)
	}
}

// TestLostBytesAreTold holds that a byte monitor hears of every byte that belongs
// to no frame, in order, and of no other.
func TestLostBytesAreTold(t *testing.T) {
	in := []byte{7, 8, '*', 2, 'a', 'b', 9, '*', 1, 'c'}
	var want, lost []byte
	plain := NewFramer(starFrame)
	plain.Feed(in)
	frames := 0
	for _, ok := plain.Next(); ok; _, ok = plain.Next() {
		frames++
	}
	f := NewFramer(starFrame)
	f.Lost = func(b []byte) { lost = append(lost, b...) }
	f.Feed(in)
	for frame, ok := f.Next(); ok; frame, ok = f.Next() {
		want = append(want, frame...)
		frames--
	}
	if frames != 0 || f.Skipped() != plain.Skipped() || len(lost) != f.Skipped() || len(lost)+len(want) != len(in)-pending(f) {
		t.Errorf("lost %v beside frames %v of %v, skipped %d", lost, want, in, f.Skipped())
	}
	if len(lost) < 2 || lost[0] != 7 || lost[1] != 8 {
		t.Errorf("lost %v", lost)
	}
}

// pending is how many bytes wait for the rest of their frame.
func pending(f *Framer) int { return f.to - f.from }
