package seal

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

func sealed(t testing.TB, s Suite, key Key, plain []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	n, err := SealBlob(s, &out, bytes.NewReader(plain), key)
	if err != nil || n != int64(len(plain)) {
		t.Fatalf("sealed %d bytes: %v", n, err)
	}
	return out.Bytes()
}

func opened(s Suite, key Key, blob []byte) ([]byte, error) {
	var out bytes.Buffer
	_, err := OpenBlob(s, &out, bytes.NewReader(blob), key)
	return out.Bytes(), err
}

// pattern gives n bytes that differ from chunk to chunk.
func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i ^ i>>8 ^ i>>16*31)
	}
	return b
}

func TestBlobOfEverySizeAroundTheChunkEdges(t *testing.T) {
	each(t, func(t *testing.T, s Suite) {
		key := NewObjectKey()
		for _, n := range []int{0, 1, 100, pageChunk - 1, pageChunk, pageChunk + 1, 2 * pageChunk, 3*pageChunk + 17} {
			plain := pattern(n)
			blob := sealed(t, s, key, plain)
			chunks := max(1, (n+pageChunk-1)/pageChunk)
			if want := pageHeader + n + chunks*tagSize; len(blob) != want {
				t.Errorf("%d plain bytes take %d, want %d", n, len(blob), want)
			}
			got, err := opened(s, key, blob)
			if err != nil || !bytes.Equal(got, plain) {
				t.Errorf("%d bytes: %v", n, err)
			}
			var slow bytes.Buffer
			if _, err := OpenBlob(s, &slow, iotest.OneByteReader(bytes.NewReader(blob)), key); err != nil ||
				!bytes.Equal(slow.Bytes(), plain) {
				t.Errorf("%d bytes, one at a time: %v", n, err)
			}
		}
	})
}

func TestBlobRefusesWhatWasNotSealed(t *testing.T) {
	each(t, func(t *testing.T, s Suite) {
		key := NewObjectKey()
		plain := pattern(3*pageChunk + 17)
		blob := sealed(t, s, key, plain)
		chunk := func(i int) (from, to int) {
			return pageHeader + i*sealedChunk, min(pageHeader+(i+1)*sealedChunk, len(blob))
		}
		bad := map[string][]byte{
			"a byte more":        append(bytes.Clone(blob), 0),
			"appended to itself": append(bytes.Clone(blob), blob...),
			"nothing":            nil,
		}
		for i := range 4 {
			from, to := chunk(i)
			for _, cut := range []int{from - 1, from, from + 1, to - 1} {
				if _, err := opened(s, key, blob[:cut]); !errors.Is(err, ErrNotOpened) {
					t.Errorf("cut to %d of %d: %v", cut, len(blob), err)
				}
			}
			without := append(bytes.Clone(blob[:from]), blob[to:]...)
			if _, err := opened(s, key, without); !errors.Is(err, ErrNotOpened) {
				t.Errorf("chunk %d left out: %v", i, err)
			}
		}
		swapped := bytes.Clone(blob)
		a, b := pageHeader, pageHeader+sealedChunk
		copy(swapped[a:b], blob[b:b+sealedChunk])
		copy(swapped[b:], blob[a:b])
		bad["chunks swapped"] = swapped
		// The last chunk of another blob of the same object, in its place.
		other := sealed(t, s, key, plain)
		from, _ := chunk(3)
		bad["end of another blob"] = append(bytes.Clone(blob[:from]), other[from:]...)
		bad["header of another blob"] = append(bytes.Clone(other[:pageHeader]), blob[pageHeader:]...)
		for name, b := range bad {
			if _, err := opened(s, key, b); !errors.Is(err, ErrNotOpened) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := opened(s, NewObjectKey(), blob); !errors.Is(err, ErrNotOpened) {
			t.Errorf("another key: %v", err)
		}
	})
}

func TestBlobRefusesEveryFlip(t *testing.T) {
	each(t, func(t *testing.T, s Suite) {
		key := NewObjectKey()
		blob := sealed(t, s, key, pattern(200))
		for i := range blob {
			blob[i] ^= 0x10
			if _, err := opened(s, key, blob); !errors.Is(err, ErrNotOpened) {
				t.Errorf("byte %d: %v", i, err)
			}
			blob[i] ^= 0x10
		}
	})
}

// Whoever holds the key must not be able to write one content in two forms.
func TestBlobRefusesAnEmptyLastChunk(t *testing.T) {
	s, key := GM(), NewObjectKey()
	header := make([]byte, pageHeader)
	copy(header, pageMagic)
	stream := newPageStream(s, key, header)
	nonce, _ := stream.next(false)
	blob := stream.aead.Seal(bytes.Clone(header), nonce, pattern(pageChunk), header)
	nonce, _ = stream.next(true)
	blob = stream.aead.Seal(blob, nonce, nil, header)
	if _, err := opened(s, key, blob); !errors.Is(err, ErrNotOpened) {
		t.Fatalf("got %v", err)
	}
}

func TestBlobHandsErrorsOn(t *testing.T) {
	s, key, broken := GM(), NewObjectKey(), errors.New("cable pulled")
	cut := io.MultiReader(bytes.NewReader(pattern(pageChunk)), iotest.ErrReader(broken))
	if _, err := SealBlob(s, io.Discard, cut, key); !errors.Is(err, broken) {
		t.Errorf("a source that breaks is sealed: %v", err)
	}
	blob := sealed(t, s, key, pattern(pageChunk+1))
	cut = io.MultiReader(bytes.NewReader(blob[:pageHeader+sealedChunk]), iotest.ErrReader(broken))
	if _, err := OpenBlob(s, io.Discard, cut, key); !errors.Is(err, broken) {
		t.Errorf("a blob whose reading breaks: %v", err)
	}
	for room := range 3 {
		full := &fullWriter{room: room, err: broken}
		if _, err := SealBlob(s, full, bytes.NewReader(pattern(2*pageChunk)), key); !errors.Is(err, broken) {
			t.Errorf("no room after %d writes: %v", room, err)
		}
	}
	if _, err := OpenBlob(s, &fullWriter{err: broken}, bytes.NewReader(blob), key); !errors.Is(err, broken) {
		t.Errorf("no room for the opened blob: %v", err)
	}
}

type fullWriter struct {
	room int
	err  error
}

func (w *fullWriter) Write(b []byte) (int, error) {
	if w.room == 0 {
		return 0, w.err
	}
	w.room--
	return len(b), nil
}

func TestBlobCounterNeverWraps(t *testing.T) {
	stream := newPageStream(Intl(), NewObjectKey(), make([]byte, pageHeader))
	stream.counter = 1<<32 - 1
	if _, err := stream.next(false); err != nil {
		t.Fatalf("the last counter: %v", err)
	}
	if _, err := stream.next(false); err == nil {
		t.Fatal("the counter wrapped")
	}
}

// The sealed form is kept by other programs too, so it does not change unseen.
func TestBlobFormIsFrozen(t *testing.T) {
	for _, tt := range []struct {
		suite Suite
		want  string
	}{
		{GM(), "196e3bb371f7391e445e0bd4e837351c500a8dd6"},
		{Intl(), "518376b83610152bc387e71aed22024d76adcb86"},
	} {
		header := append([]byte(pageMagic), make([]byte, pageSalt+pagePrefix)...)
		var out bytes.Buffer
		if _, err := sealBlob(tt.suite, &out, bytes.NewReader([]byte("page")), Key{1}, header); err != nil {
			t.Fatal(err)
		}
		if got := hex.EncodeToString(out.Bytes()[pageHeader:]); got != tt.want {
			t.Errorf("%s seals as %s", tt.suite.Name(), got)
		}
	}
}

// FuzzOpenBlob looks for bytes other than the sealed ones that open, and for a
// panic.
func FuzzOpenBlob(f *testing.F) {
	s := Intl()
	key := Key{1}
	good := map[string]bool{}
	for i, n := range []int{0, 1, 300, pageChunk, pageChunk + 1} {
		// Fixed headers: each worker of the fuzzer is a process of its own.
		header := append([]byte(pageMagic), make([]byte, pageSalt+pagePrefix)...)
		header[pageHeader-1] = byte(i)
		var out bytes.Buffer
		if _, err := sealBlob(s, &out, bytes.NewReader(pattern(n)), key, header); err != nil {
			f.Fatal(err)
		}
		blob := out.Bytes()
		good[string(blob)] = true
		f.Add(blob)
		f.Add(blob[:len(blob)-1])
		f.Add(append(bytes.Clone(blob), blob[pageHeader:]...))
	}
	f.Fuzz(func(t *testing.T, blob []byte) {
		if _, err := opened(s, key, blob); err == nil && !good[string(blob)] {
			t.Fatalf("%d forged bytes open", len(blob))
		}
	})
}
