package idcard

import (
	"crypto/hmac"
	"crypto/sha256"
	"time"
)

// How often in a row the field must be empty before a card counts as gone: a
// card at the edge of the field drops out for one look.
const emptyLooks = 2

// againTime is how long a reading that could not be repeated may wait for its
// repetition.
const againTime = 30 * time.Second

// droppedTime is how long a Read may come after a card was read for nobody
// and still be told to have it put down again.
const droppedTime = 10 * time.Second

// A field remembers which card was read last, to tell a card that still lies
// there from the next one. It keeps a keyed digest, from which nothing of the
// card can be had back; the key lives as long as the process.
type field struct {
	key   [32]byte
	last  [sha256.Size]byte // of the last reading handed over
	read  bool              // there was one
	empty int               // looks in a row that found no card since then

	dropped time.Time // when a reading found nobody waiting any more, zero for never

	single   [sha256.Size]byte // of a reading that waits for its repetition
	singleAt time.Time         // zero when there is none
}

func (f *field) digest(block []byte) (d [sha256.Size]byte) {
	h := hmac.New(sha256.New, f.key[:])
	h.Write(block)
	h.Sum(d[:0])
	return d
}

// sawNone notes a look that found no card.
func (f *field) sawNone() { f.empty++ }

// sawCard notes a look that found one.
func (f *field) sawCard() {
	if f.empty < emptyLooks {
		f.empty = 0
	}
}

// left reports whether the card that was read last has left.
func (f *field) left() bool { return !f.read || f.empty >= emptyLooks }

// lies reports whether block is the card that was read last and has not left.
func (f *field) lies(block []byte) bool { return !f.left() && f.digest(block) == f.last }

// handed notes that the card of block was read.
func (f *field) handed(block []byte) {
	f.last, f.read, f.empty = f.digest(block), true, 0
	f.singleAt = time.Time{}
}

// repeated reports whether block repeats the reading that waits for it; if
// not, block becomes that reading.
func (f *field) repeated(block []byte, now time.Time) bool {
	d := f.digest(block)
	ok := d == f.single && !f.singleAt.IsZero() && now.Sub(f.singleAt) < againTime
	f.single, f.singleAt = d, now
	return ok
}
