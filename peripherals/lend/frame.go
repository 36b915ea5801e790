package lend

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// Bounds of what a seat sends.
const (
	maxPage = 64 << 20 // bytes of one page, as the scanner's own bound
	maxHead = 4 << 10
)

var errFrame = errors.New("lend: not a page of this protocol")

// A scanAsk is what stands in the opening of a scan channel.
type scanAsk struct {
	Source     string `json:"source"`
	Resolution int    `json:"resolution"`
	Colour     bool   `json:"colour"`
	Limit      int    `json:"limit"`
}

// A head comes before a page, or ends the job where Size is 0.
type head struct {
	No     int       `json:"no,omitempty"`
	MIME   string    `json:"mime,omitempty"`
	Width  int       `json:"width,omitempty"`
	Height int       `json:"height,omitempty"`
	DPI    int       `json:"dpi,omitempty"`
	Back   bool      `json:"back,omitempty"`
	At     time.Time `json:"at,omitzero"`
	Size   int       `json:"size,omitempty"`

	Kind string `json:"kind,omitempty"` // of the problem that ended the job
	What string `json:"what,omitempty"`
}

// writeHead writes a head with its length before it.
func writeHead(w io.Writer, h head) error {
	b, err := json.Marshal(h)
	if err != nil {
		return err
	}
	_, err = w.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...))
	return err
}

// readHead reads one, within its bounds.
func readHead(r io.Reader) (head, error) {
	var n [4]byte
	if _, err := io.ReadFull(r, n[:]); err != nil {
		return head{}, err
	}
	size := binary.BigEndian.Uint32(n[:])
	if size == 0 || size > maxHead {
		return head{}, errFrame
	}
	b := make([]byte, size)
	if _, err := io.ReadFull(r, b); err != nil {
		return head{}, err
	}
	var h head
	if err := json.Unmarshal(b, &h); err != nil {
		return head{}, fmt.Errorf("%w: %w", errFrame, err)
	}
	if h.Size < 0 || h.Size > maxPage {
		return head{}, errFrame
	}
	return h, nil
}
