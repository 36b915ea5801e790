package uplink

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"

	"xiaochuang/desk"
)

// A Frozen is one journal line as it was committed.
type Frozen struct {
	N    int64 // place in the journal
	RID  string
	Line []byte // without a newline
}

// A Slice is a contiguous piece of an incarnation's lines.
type Slice struct {
	Incarnation string
	First       int64 // seq of the first line
	Prev        Chain // before the first line
	Lines       [][]byte
}

// Last is the seq of the last line.
func (s Slice) Last() int64 { return s.First + int64(len(s.Lines)) - 1 }

// Chain is the chain after the last line.
func (s Slice) Chain(d Digests) Chain {
	c := s.Prev
	for _, l := range s.Lines {
		c = c.Link(d, l)
	}
	return c
}

// Body is the slice as NDJSON, each line with its newline.
func (s Slice) Body() []byte {
	n := 0
	for _, l := range s.Lines {
		n += len(l) + 1
	}
	b := make([]byte, 0, n)
	for _, l := range s.Lines {
		b = append(append(b, l...), '\n')
	}
	return b
}

// SplitLines takes the body of a slice apart. Every line ends with a newline, and
// none is empty.
func SplitLines(body []byte) ([][]byte, error) {
	var lines [][]byte
	for len(body) > 0 {
		i := bytes.IndexByte(body, '\n')
		if i <= 0 {
			return nil, &desk.Problem{Kind: desk.Invalid, What: "sync.lines"}
		}
		lines = append(lines, body[:i:i])
		body = body[i+1:]
	}
	return lines, nil
}

// Pack compresses a body with gzip (RFC 1952).
func Pack(body []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// ErrBomb is returned for a body that grows beyond its limit when it is
// unpacked.
var ErrBomb = errors.New("uplink: body unpacks beyond its limit")

// Unpack reverses Pack and reads no further than limit bytes.
func Unpack(r io.Reader, limit int64) ([]byte, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	body, err := io.ReadAll(io.LimitReader(z, limit+1))
	if int64(len(body)) > limit {
		return nil, ErrBomb
	}
	return body, err
}

// cut takes as many lines as go into one slice. A line that is longer than a
// slice goes alone.
func cut(lines []Frozen, l Limits) []Frozen {
	size := 0
	for i, f := range lines {
		size += len(f.Line) + 1
		if i > 0 && (i == l.Batch || size > l.BatchSize) {
			return lines[:i]
		}
	}
	return lines
}
