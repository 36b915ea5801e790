package serial

import "time"

// Bounds of the pause between two attempts to attach a device.
const (
	MinPause = 250 * time.Millisecond
	MaxPause = 15 * time.Second
)

// A Backoff is the growing pause between attempts. The zero Backoff begins
// with the shortest pause and has no jitter.
type Backoff struct {
	Rand func() float64 // in [0,1), for jitter
	base time.Duration
}

// Next returns the next pause, between MinPause and MaxPause: each about
// twice the one before, stretched at random by up to a quarter so that two
// devices behind one hub do not knock together.
func (b *Backoff) Next() time.Duration {
	b.base = min(max(b.base*2, MinPause), MaxPause*4/5)
	d := b.base
	if b.Rand != nil {
		d += time.Duration(b.Rand() * float64(b.base) / 4)
	}
	return min(d, MaxPause)
}

// Reset begins again with the shortest pause.
func (b *Backoff) Reset() { b.base = 0 }
