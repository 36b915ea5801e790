package scanner

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// A lens is what taking a picture needs of a video device.
type lens interface {
	// sizes lists the sizes of the Motion JPEG that the device gives, none where
	// it gives none. Uncompressed pictures of that size would need more than USB 2
	// carries.
	sizes() []image.Point
	// start begins the stream, with the size that the device grants.
	start(size image.Point) error
	// frame waits for the next frame. It is os.ErrDeadlineExceeded when none came
	// in time.
	frame(wait time.Duration) ([]byte, error)
	close() error
}

const (
	darkFrames = 8               // while the device finds its exposure
	moreFrames = 20              // tried where one is broken
	frameWait  = 2 * time.Second // for one frame
	openings   = 3               // some devices give their first frame only when opened again
)

// Shoot takes one picture with a video device of Linux (V4L2), or from a recording
// (see ReelSuffix), writes it, and returns the exit code of a process. What went
// wrong is written to said, a cause of this package first. It may hang where the
// driver does, so it has a process of its own; see Camera.
func Shoot(device string, out, said io.Writer) int {
	return shootWith(func() (lens, error) { return lensOf(device) }, out, said)
}

func shootWith(open func() (lens, error), out, said io.Writer) int {
	var err error
	for range openings {
		var b []byte
		if b, err = shot(open); err == nil {
			if _, err = out.Write(b); err == nil {
				return 0
			}
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			break
		}
	}
	fmt.Fprintln(said, causeOfShot(err), err)
	return 1
}

// causeOfShot names what went wrong.
func causeOfShot(err error) string {
	switch code := Cause(err); {
	case code != "":
		return code
	case errors.Is(err, os.ErrDeadlineExceeded):
		return Timeout
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENODEV), errors.Is(err, syscall.ENXIO):
		return Offline
	case errors.Is(err, fs.ErrPermission):
		return Access
	case errors.Is(err, syscall.EBUSY):
		return Busy
	case errors.Is(err, syscall.ENOTTY), errors.Is(err, syscall.EINVAL):
		return Unsupported // a device file, but none of a camera
	}
	return IO
}

// shot opens the device and takes the first whole frame after the dark ones.
func shot(open func() (lens, error)) ([]byte, error) {
	l, err := open()
	if err != nil {
		return nil, err
	}
	defer l.close()
	var best image.Point
	for _, s := range l.sizes() {
		if s.X*s.Y > best.X*best.Y && s.X*s.Y <= maxPixels && max(s.X, s.Y) <= maxSide {
			best = s
		}
	}
	if best.X == 0 {
		return nil, Trouble(Unsupported, errors.New("device gives no Motion JPEG"))
	}
	if err := l.start(best); err != nil {
		return nil, err
	}
	for n := range darkFrames + moreFrames {
		b, err := l.frame(frameWait)
		if err != nil {
			return nil, err
		}
		if n < darkFrames || len(b) > maxBytes {
			continue
		}
		if b, ok := wholeFrame(b); ok {
			return b, nil
		}
	}
	return nil, Trouble(Cut, fmt.Errorf("none of %d frames is whole", moreFrames))
}

// wholeFrame returns a frame as a JPEG file of its own. A frame of Motion JPEG may
// lack the Huffman tables, which are then the usual ones (ITU-T T.81, annex K),
// and be padded behind its end.
func wholeFrame(b []byte) ([]byte, bool) {
	if !bytes.HasPrefix(b, []byte("\xff\xd8\xff")) {
		return nil, false
	}
	end := bytes.LastIndex(b, []byte("\xff\xd9"))
	if end < 0 {
		return nil, false
	}
	b = bytes.Clone(b[:end+2])
	scan, tables := segments(b)
	if scan < 0 {
		return nil, false
	}
	if !tables {
		b = bytes.Join([][]byte{b[:scan], usualTables(), b[scan:]}, nil)
	}
	if _, _, err := examine(b); err != nil {
		return nil, false
	}
	return b, true
}

// segments finds the first scan of a JPEG, -1 for none, and tells whether Huffman
// tables come before it.
func segments(b []byte) (scan int, tables bool) {
	for i := 2; i+4 <= len(b) && b[i] == 0xff; {
		switch b[i+1] {
		case 0xff:
			i++
			continue
		case 0xda:
			return i, tables
		case 0xc4:
			tables = true
		}
		i += 2 + int(b[i+2])<<8 + int(b[i+3])
	}
	return -1, tables
}

// usualTables is the segment with the Huffman tables of annex K, which the
// encoder of the standard library writes.
func usualTables() []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewYCbCr(image.Rect(0, 0, 8, 8), image.YCbCrSubsampleRatio420), nil); err != nil {
		return nil
	}
	file := b.Bytes()
	at := bytes.Index(file, []byte("\xff\xc4"))
	return file[at : at+2+int(file[at+2])<<8+int(file[at+3])]
}
