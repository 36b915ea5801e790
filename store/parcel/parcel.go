// Package parcel is the form of what a desk and its street centre send each
// other on a stick when the line between them is dead: files in which the
// requests of the wire, or the answers to them, lie one after the other.
//
// A file is a magic line, a label in the clear, the signature of whoever wrote
// it, and a sealed body. The key of the body stands in the label, sealed to the
// one who is to open it; the signature is over the label. Nobody but the two of
// them has that key, so that what opens under it came from who signed, and the
// body ends with a mark of its own: one that was cut, changed, or put under
// another label does not open.
//
// It is not the rules: who may append what where is decided by desk/uplink and by
// the centre, as on the wire.
package parcel

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/seal"
)

// A Kind says which way a parcel goes.
type Kind string

// Kinds of parcel.
const (
	Out    Kind = "out"    // from a desk to its centre
	Answer Kind = "answer" // and back
)

const (
	magic      = "xiaochuang-parcel 1\n"
	magicStem  = "xiaochuang-parcel "
	mostLabel  = 8 << 10
	mostFrame  = 2 << 20 // a line of 1 MiB goes alone, and may not become smaller
	frameStart = 5       // kind and length
)

// MostVolume bounds one file: FAT32 takes no larger ones.
const MostVolume = 4<<30 - 1

// A Label stands on the outside of a parcel, in the clear. It names nobody but
// the desk.
type Label struct {
	V       int            `json:"v"`
	Kind    Kind           `json:"kind"`
	Suite   string         `json:"suite"`
	Desk    string         `json:"desk"`
	ID      string         `json:"id"` // of the parcel, 16 hex digits; all its volumes and its answer have it
	Volume  int            `json:"volume"`
	Written time.Time      `json:"written"` // by the clock of who wrote it
	To      seal.PublicKey `json:"to"`      // box key that Key is sealed to
	Key     []byte         `json:"key"`

	// Of a parcel from a desk only: where it stood, and how far the volume goes, so
	// that the next one can be begun behind it.
	Incarnation string `json:"incarnation,omitempty"`
	First       int64  `json:"first,omitempty"` // seq of the first line
	Last        int64  `json:"last,omitempty"`  // seq of the last line, First - 1 for none
	PageN       int64  `json:"page_n,omitempty"`
	PageID      string `json:"page_id,omitempty"` // last page, with the line that first named it
	Pages       int    `json:"pages,omitempty"`
	Bytes       int64  `json:"bytes,omitempty"` // of pages
	More        bool   `json:"more,omitempty"`  // another volume follows
}

// Version of the form.
const Version = 1

func problem(kind desk.Kind, what string, cause error) error {
	return &desk.Problem{Kind: kind, What: what, Cause: cause}
}

// damaged is the answer to everything that is not whole as it was written. Which
// of the ways it went wrong is not knowable.
func damaged(cause error) error { return problem(desk.Broken, "carry.damaged", cause) }

// owner is what the key of a body is bound to.
func (l *Label) owner() []byte {
	return fmt.Appendf(nil, "parcel\n%s\n%s\n%s\n%d", l.Kind, l.Desk, l.ID, l.Volume)
}

// signing is what whoever writes a parcel signs.
func signing(label []byte) []byte { return append([]byte("parcel\n"), label...) }

// Write writes a parcel whole: what fill puts into it lies sealed behind the
// label. The label gets its version, suite and key here.
func Write(w io.Writer, s seal.Suite, by seal.PrivateKey, to seal.PublicKey, l Label, fill func(*Frames) error) error {
	key := seal.NewObjectKey()
	var err error
	l.V, l.Suite, l.To = Version, s.Name(), to
	if l.Key, err = s.SealTo(to, l.owner(), key[:]); err != nil {
		return fmt.Errorf("seal key of parcel: %w", err)
	}
	label, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("label: %w", err)
	}
	sig, err := s.Sign(by, signing(label))
	if err != nil {
		return fmt.Errorf("sign parcel: %w", err)
	}
	if _, err := fmt.Fprintf(w, "%s%s\n%s\n", magic, label, base64.StdEncoding.EncodeToString(sig)); err != nil {
		return err
	}
	in, out := io.Pipe()
	filled := make(chan error, 1)
	go func() {
		b := bufio.NewWriterSize(out, 64<<10)
		err := fill(&Frames{w: b})
		if err == nil {
			err = b.Flush()
		}
		out.CloseWithError(err)
		filled <- err
	}()
	_, err = seal.SealBlob(s, w, in, key)
	in.CloseWithError(io.ErrClosedPipe) // ends fill where the other side went first
	if ferr := <-filled; ferr != nil && !errors.Is(ferr, io.ErrClosedPipe) {
		return ferr
	}
	return err
}

// Frames takes what goes into a parcel.
type Frames struct{ w io.Writer }

// Put adds a frame of a kind: a head as JSON, and a body that may be empty.
func (f *Frames) Put(kind byte, head any, body []byte) error {
	h, err := json.Marshal(head)
	if err != nil {
		return fmt.Errorf("frame %c: %w", kind, err)
	}
	n := len(h) + 1 + len(body)
	if n > mostFrame {
		return fmt.Errorf("frame %c of %d bytes", kind, n)
	}
	start := binary.BigEndian.AppendUint32([]byte{kind}, uint32(n))
	for _, b := range [][]byte{start, h, {'\n'}, body} {
		if _, err := f.w.Write(b); err != nil {
			return err
		}
	}
	return nil
}

// A Frame is one piece of a parcel.
type Frame struct {
	Kind byte
	Head []byte // JSON
	Body []byte
}

// Decode reads the head into v.
func (f Frame) Decode(v any) error {
	if err := json.Unmarshal(f.Head, v); err != nil {
		return damaged(fmt.Errorf("frame %c: %w", f.Kind, err))
	}
	return nil
}

// A Parcel is one whose label was read and not yet believed.
type Parcel struct {
	Label
	label []byte
	sig   []byte
	body  io.Reader
}

// Open reads the label of a parcel. What is none is a Problem of kind Invalid,
// "carry.form"; one of a newer version is Conflict, "carry.version".
func Open(r io.Reader) (*Parcel, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	line := func(most int) ([]byte, error) {
		b, err := in.ReadSlice('\n')
		if err != nil || len(b) > most {
			return nil, problem(desk.Invalid, "carry.form", err)
		}
		return bytes.Clone(b[:len(b)-1]), nil
	}
	first, err := line(len(magic) + 16)
	if err != nil {
		return nil, err
	}
	if string(first)+"\n" != magic {
		if strings.HasPrefix(string(first), magicStem) {
			return nil, problem(desk.Conflict, "carry.version", nil)
		}
		return nil, problem(desk.Invalid, "carry.form", nil)
	}
	p := &Parcel{body: in}
	if p.label, err = line(mostLabel); err != nil {
		return nil, err
	}
	sig, err := line(1024)
	if err != nil {
		return nil, err
	}
	if p.sig, err = base64.StdEncoding.DecodeString(string(sig)); err != nil {
		return nil, problem(desk.Invalid, "carry.form", err)
	}
	if err := json.Unmarshal(p.label, &p.Label); err != nil {
		return nil, problem(desk.Invalid, "carry.form", err)
	}
	if p.V > Version {
		return nil, problem(desk.Conflict, "carry.version", nil)
	}
	if p.V < 1 || p.Kind != Out && p.Kind != Answer || !deskName(p.Desk) || !hexID(p.ID) || p.Volume < 1 || p.Volume > 9999 ||
		p.First < 0 || p.Last < 0 || len(p.Incarnation) > 128 {
		return nil, problem(desk.Invalid, "carry.form", nil)
	}
	return p, nil
}

// Mark names a parcel apart from every other one: the digest of its label.
func (p *Parcel) Mark(s seal.Suite) string {
	sum := s.Hash(p.label)
	return fmt.Sprintf("%x", sum[:16])
}

// SignedBy makes sure that whoever has the key wrote the label.
func (p *Parcel) SignedBy(s seal.Suite, key seal.PublicKey) error {
	if err := s.Verify(key, signing(p.label), p.sig); err != nil {
		return problem(desk.Denied, "carry.stranger", err)
	}
	return nil
}

// Each opens the body and gives its frames to take in their order. When it
// returns nil the body was whole. What take got before an error was in the parcel
// all the same: a frame is given out only where it was sealed by who signed.
func (p *Parcel) Each(s seal.Suite, box seal.PrivateKey, take func(Frame) error) error {
	plain, err := s.OpenWith(box, p.owner(), p.Key)
	if err != nil {
		return damaged(err)
	}
	key, err := seal.KeyOf(plain)
	clear(plain)
	if err != nil {
		return damaged(err)
	}
	out, in := io.Pipe()
	opened := make(chan error, 1)
	go func() {
		_, err := seal.OpenBlob(s, in, p.body, key)
		if err != nil && errors.Is(err, seal.ErrNotOpened) {
			err = damaged(err)
		}
		in.CloseWithError(err)
		opened <- err
	}()
	err = each(bufio.NewReaderSize(out, 128<<10), take)
	out.CloseWithError(io.ErrClosedPipe)
	if sealed := <-opened; err == nil {
		err = sealed
	}
	return err
}

func each(r *bufio.Reader, take func(Frame) error) error {
	for {
		var start [frameStart]byte
		switch _, err := io.ReadFull(r, start[:]); {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			return damaged(err)
		case err != nil:
			return err
		}
		n := binary.BigEndian.Uint32(start[1:])
		if n > mostFrame {
			return damaged(fmt.Errorf("frame of %d bytes", n))
		}
		b := make([]byte, n)
		if _, err := io.ReadFull(r, b); err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				err = damaged(err)
			}
			return err
		}
		head, body, ok := bytes.Cut(b, []byte{'\n'})
		if !ok {
			return damaged(errors.New("frame without head"))
		}
		if err := take(Frame{Kind: start[0], Head: head, Body: body}); err != nil {
			return err
		}
	}
}

func deskName(s string) bool {
	station, no, ok := strings.Cut(s, "-")
	return ok && len(station) == 12 && len(no) == 2 && strings.Trim(station+no, "0123456789") == ""
}

func hexID(s string) bool { return len(s) == 16 && strings.Trim(s, "0123456789abcdef") == "" }
