package lend

import (
	"bytes"
	"testing"
	"time"
)

// FuzzHead has hostile heads from a seat: what is read is within its bounds, and
// written again it is the same.
func FuzzHead(f *testing.F) {
	for _, h := range []head{{No: 1, MIME: "image/jpeg", Width: 10, Height: 20, DPI: 200, Back: true, Size: 99, At: time.Unix(9, 0).UTC()}, {Kind: "unavailable", What: "scanner.jam"}} {
		var b bytes.Buffer
		if err := writeHead(&b, h); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Add([]byte{0, 0, 0, 2, '{', '}'})
	f.Add([]byte{255, 255, 255, 255, 'x'})
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := readHead(bytes.NewReader(b))
		if err != nil {
			return
		}
		if h.Size < 0 || h.Size > maxPage {
			t.Fatalf("%+v", h)
		}
		var again bytes.Buffer
		if err := writeHead(&again, h); err != nil {
			t.Skip(err) // a year that JSON has no form for
		}
		if again.Len() > maxHead {
			return // escapes have made it longer
		}
		if got, err := readHead(&again); err != nil || !got.At.Equal(h.At) || got.What != h.What || got.Size != h.Size {
			t.Fatalf("%+v, %v, want %+v", got, err, h)
		}
	})
}
