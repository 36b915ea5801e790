package sim

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// TestStreamIsCutTheSameHoweverItArrives feeds one stream in pieces of any
// size.
func TestStreamIsCutTheSameHoweverItArrives(t *testing.T) {
	const image = "\x1dv0\x00\x02\x00\x02\x00\x10\x04\x01\x1d"
	pieces := rapid.SampledFrom([]string{"A012\n", "\x1b@", "\x1c&", image, "\x1d(k\x03\x00\x10\x04\x02", "\x1b*\x21\x01\x00\x1dr\x01", "\x1dVB\x00"})
	requests := rapid.SampledFrom([]string{"", "\x10\x04\x01", "\x10\x04\x04", "\x1dr\x01"})
	rapid.Check(t, func(t *rapid.T) {
		var stream, want []byte
		asked := 0
		for range rapid.IntRange(0, 20).Draw(t, "pieces") {
			p, q := pieces.Draw(t, "piece"), requests.Draw(t, "request")
			stream = append(append(stream, p...), q...)
			want = append(want, p...)
			asked += min(len(q), 1)
		}
		var s scanESC
		var got []byte
		heard := 0
		for len(stream) > 0 {
			n := rapid.IntRange(1, len(stream)).Draw(t, "read")
			for _, tok := range s.feed(stream[:n]) {
				got = append(got, tok.bytes...)
				if tok.realTime != 0 || tok.inTurn {
					heard++
				}
			}
			stream = stream[n:]
		}
		got = append(got, s.rest...)
		if !bytes.Equal(got, want) || heard != asked {
			t.Fatalf("got %q, %d requests; want %q, %d", got, heard, want, asked)
		}
	})
}
