package parcel

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"xiaochuang/desk"
)

// FuzzOpen reads the label of a file that somebody has left on a stick.
func FuzzOpen(f *testing.F) {
	label, err := json.Marshal(map[string]any{
		"v": 1, "kind": "out", "suite": "gm", "desk": "110101001001-01", "id": "0123456789abcdef", "volume": 1,
		"written": time.Unix(1e9, 0).UTC(), "key": "AAAA", "incarnation": "a", "first": 1, "last": 9,
	})
	if err != nil {
		f.Fatal(err)
	}
	sig := base64.StdEncoding.EncodeToString([]byte("signature"))
	f.Add([]byte(magic + string(label) + "\n" + sig + "\nbody"))
	f.Add([]byte(magicStem + "2\n"))
	f.Add([]byte(magic + "{}\n\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Open(bytes.NewReader(b))
		if err != nil {
			if k := desk.KindOf(err); k != desk.Invalid && k != desk.Conflict {
				t.Fatal(err)
			}
			return
		}
		if p.V < 1 || p.V > Version || p.Volume < 1 || !deskName(p.Desk) || p.First < 0 || p.Last < 0 || len(p.label) > mostLabel {
			t.Fatalf("%+v", p.Label)
		}
		if n := p.Name(); IsOut(n) == IsAnswer(n) || bytes.ContainsAny([]byte(n), "/\\\x00 ") {
			t.Fatalf("named %q", n)
		}
	})
}

// FuzzFrames reads what an opened parcel holds.
func FuzzFrames(f *testing.F) {
	var b bytes.Buffer
	w := &Frames{w: &b}
	for kind, head := range map[byte]any{FrameSlice: Slice{Incarnation: "a", First: 1}, FrameEnd: End{Lines: 1}} {
		if err := w.Put(kind, head, []byte("body")); err != nil {
			f.Fatal(err)
		}
	}
	f.Add(b.Bytes())
	f.Add(b.Bytes()[:b.Len()-3])
	f.Add([]byte{'E', 0xff, 0xff, 0xff, 0xff})
	f.Add([]byte{'E', 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		var again bytes.Buffer
		out := &Frames{w: &again}
		err := each(bufio.NewReader(bytes.NewReader(b)), func(x Frame) error {
			return out.Put(x.Kind, json.RawMessage(`"`+hex(x.Head)+`"`), x.Body)
		})
		if err != nil {
			if desk.KindOf(err) == "" {
				t.Fatal(err)
			}
			return
		}
		left := b
		err = each(bufio.NewReader(&again), func(x Frame) error {
			n := int(left[1])<<24 | int(left[2])<<16 | int(left[3])<<8 | int(left[4])
			head, body, _ := bytes.Cut(left[frameStart:frameStart+n], []byte{'\n'})
			if x.Kind != left[0] || string(x.Head) != `"`+hex(head)+`"` || !bytes.Equal(x.Body, body) {
				return errors.New("another frame")
			}
			left = left[frameStart+n:]
			return nil
		})
		if err != nil || len(left) > 0 {
			t.Fatalf("%v, %d bytes left", err, len(left))
		}
	})
}

func hex(b []byte) string {
	sum := sha256.Sum256(b)
	return base64.StdEncoding.EncodeToString(sum[:])
}
