package uplink

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestSlicesSurviveTheWire(t *testing.T) {
	s := Slice{First: 3, Lines: [][]byte{[]byte(`{"a":1}`), []byte(`{"b":"x"}`)}}
	packed, err := Pack(s.Body())
	if err != nil {
		t.Fatal(err)
	}
	body, err := Unpack(bytes.NewReader(packed), MaxBatchSize)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := SplitLines(body)
	if err != nil || len(lines) != 2 || !bytes.Equal(lines[0], s.Lines[0]) || !bytes.Equal(lines[1], s.Lines[1]) || s.Last() != 4 {
		t.Errorf("lines %q, last %d, %v", lines, s.Last(), err)
	}
}

func TestSplitLinesRefuses(t *testing.T) {
	for _, bad := range []string{"a", "a\nb", "\n", "a\n\nb\n"} {
		if lines, err := SplitLines([]byte(bad)); err == nil {
			t.Errorf("%q is %q", bad, lines)
		}
	}
}

func TestBombIsNotUnpacked(t *testing.T) {
	bomb, err := Pack([]byte(strings.Repeat("0", 20<<20)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Unpack(bytes.NewReader(bomb), MaxLine); !errors.Is(err, ErrBomb) {
		t.Errorf("%d bytes that unpack to 20 MiB: %v", len(bomb), err)
	}
	if _, err := Unpack(bytes.NewReader(bomb[:len(bomb)/2]), 1<<30); err == nil {
		t.Error("half a stream unpacks")
	}
}

func TestCut(t *testing.T) {
	line := func(n int) Frozen { return Frozen{Line: make([]byte, n)} }
	limits := Limits{Batch: 3, BatchSize: 100}
	for _, tt := range []struct {
		name string
		in   []Frozen
		want int
	}{
		{"all that fit", []Frozen{line(10), line(10)}, 2},
		{"no more than a batch", []Frozen{line(1), line(1), line(1), line(1)}, 3},
		{"no more bytes than a batch, newlines counted", []Frozen{line(49), line(50), line(1)}, 1},
		{"to the byte", []Frozen{line(49), line(49), line(1)}, 2},
		{"a long line goes alone", []Frozen{line(500), line(1)}, 1},
		{"nothing", nil, 0},
	} {
		if got := len(cut(tt.in, limits)); got != tt.want {
			t.Errorf("%s: %d lines, want %d", tt.name, got, tt.want)
		}
	}
}

func TestLimitsOfACentreAreBounded(t *testing.T) {
	got := Limits{Part: 1 << 30, Batch: -1, BatchSize: 1000, Parallel: 0}.within()
	if want := (Limits{Part: MaxPart, Batch: MaxBatch, BatchSize: 1000, Parallel: 1}); got != want {
		t.Errorf("limits are %+v, want %+v", got, want)
	}
}

func FuzzUnpack(f *testing.F) {
	good, _ := Pack([]byte("{\"a\":1}\n"))
	f.Add(good)
	f.Add(good[:8])
	f.Fuzz(func(t *testing.T, b []byte) {
		body, err := Unpack(bytes.NewReader(b), 1<<16)
		if err != nil {
			return
		}
		if len(body) > 1<<16 {
			t.Fatalf("%d bytes beyond the limit", len(body))
		}
		lines, err := SplitLines(body)
		if err == nil && !bytes.Equal(Slice{Lines: lines}.Body(), body) {
			t.Fatalf("%q splits into %q", body, lines)
		}
	})
}
