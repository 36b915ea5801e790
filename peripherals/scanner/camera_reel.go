package scanner

import (
	"bytes"
	"image"
	"io"
	"os"
	"strings"
	"time"
)

// ReelSuffix ends the name of a file that holds a Motion JPEG stream as a camera
// gave it. Such a file stands for a device where there is none, as in tests.
const ReelSuffix = ".mjpeg"

// A reel is a lens on a recorded stream.
type reel struct{ frames [][]byte }

// openReel reads a recorded stream, of which only so much counts as one picture
// may take.
func openReel(path string) (lens, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxBytes))
	if err != nil {
		return nil, err
	}
	return &reel{framesOf(b)}, nil
}

// framesOf cuts a stream at the beginnings of its pictures.
func framesOf(b []byte) (out [][]byte) {
	begin := []byte("\xff\xd8\xff")
	for len(b) > 0 {
		next := bytes.Index(b[1:], begin)
		if next < 0 {
			return append(out, b)
		}
		out, b = append(out, b[:next+1]), b[next+1:]
	}
	return out
}

// sizes is one size: a recording has no other. It is none for an empty one.
func (r *reel) sizes() []image.Point {
	if len(r.frames) == 0 {
		return nil
	}
	return []image.Point{{X: 1, Y: 1}}
}

func (r *reel) start(image.Point) error { return nil }
func (r *reel) close() error            { return nil }

func (r *reel) frame(time.Duration) ([]byte, error) {
	if len(r.frames) == 0 {
		return nil, os.ErrDeadlineExceeded
	}
	b := r.frames[0]
	r.frames = r.frames[1:]
	return b, nil
}

// lensOf opens a device, or a recording in its place.
func lensOf(device string) (lens, error) {
	if strings.HasSuffix(device, ReelSuffix) {
		return openReel(device)
	}
	return openVideo(device)
}
