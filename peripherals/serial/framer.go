package serial

import "errors"

// ErrNotFrame is what a Grammar answers when no frame begins at the first
// byte.
var ErrNotFrame = errors.New("serial: no frame begins here")

// A Grammar looks for one whole frame at the very beginning of b. It returns
// the frame's size; 0 and nil when b may be the beginning of a frame and more
// is needed; or an error when no frame begins at b[0]. Quiet says that the
// line has fallen silent after b, which ends a frame without a length.
type Grammar func(b []byte, quiet bool) (size int, err error)

// A Framer finds frames in a stream of bytes. Its buffer is bounded; after
// garbage, a bad checksum or a frame that was cut short it advances one byte
// and hunts on, so that a good frame behind it is not lost. The zero Framer
// is not usable.
type Framer struct {
	// Lost is told of bytes that belong to no frame, for a byte monitor; nil tells
	// nobody. The slice is valid during the call.
	Lost func([]byte)

	cut      Grammar
	buf      [MaxFrame]byte
	from, to int
	stale    int // bytes before this index were followed by silence
	skipped  int
}

// NewFramer returns an empty framer for one grammar.
func NewFramer(g Grammar) *Framer { return &Framer{cut: g} }

// Feed takes bytes and returns how many fitted; call Next until it finds
// nothing before feeding the rest.
func (f *Framer) Feed(b []byte) int {
	n := copy(f.room(), b)
	f.took(n)
	return n
}

// Next returns the next whole frame. The slice is valid until the framer is
// used again.
func (f *Framer) Next() ([]byte, bool) {
	var lost []byte // stays nil where nobody is told
	defer func() {
		if len(lost) > 0 {
			f.Lost(lost)
		}
	}()
	for f.from < f.to {
		end, quiet := f.to, f.stale > f.from
		if quiet {
			end = f.stale
		}
		n, err := f.cut(f.buf[f.from:end], quiet)
		switch {
		case err == nil && n > 0 && n <= end-f.from:
			frame := f.buf[f.from : f.from+n]
			f.from += n
			return frame, true
		case err == nil && n == 0 && !quiet && end-f.from < MaxFrame:
			return nil, false
		}
		if f.Lost != nil {
			lost = append(lost, f.buf[f.from])
		}
		f.buf[f.from] = 0
		f.from++
		f.skipped++
	}
	return nil, false
}

// Quiet says that nothing more belongs to what was fed so far: a frame that
// is still unfinished will be skipped.
func (f *Framer) Quiet() { f.stale = f.to }

// Pending reports whether bytes are held that are not a whole frame yet.
func (f *Framer) Pending() bool { return f.from < f.to }

// Skipped returns how many bytes belonged to no frame since the last Wipe.
func (f *Framer) Skipped() int { return f.skipped }

// Wipe forgets everything and overwrites the buffer with zeros.
func (f *Framer) Wipe() {
	clear(f.buf[:])
	f.from, f.to, f.stale, f.skipped = 0, 0, 0, 0
}

// room returns the free part of the buffer, after moving what is held to its
// beginning and wiping where it was.
func (f *Framer) room() []byte {
	if f.from > 0 {
		n := copy(f.buf[:], f.buf[f.from:f.to])
		clear(f.buf[n:f.to])
		f.stale = max(0, f.stale-f.from)
		f.from, f.to = 0, n
	}
	return f.buf[f.to:]
}

func (f *Framer) took(n int) { f.to += n }
