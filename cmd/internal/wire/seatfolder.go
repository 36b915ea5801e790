package wire

import (
	"bytes"
	"compress/gzip"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/BurntSushi/toml"
	"golang.org/x/crypto/ssh"

	"xiaochuang/desk"
	"xiaochuang/desk/guide"
	sshseat "xiaochuang/tui/seat"
)

// Files of the folder of a second window.
const (
	seatFile   = "seat.toml"
	seatKey    = "key"
	seatHosts  = "hosts"
	seatCopyGZ = "catalogue.json.gz"
	seatAbout  = "copy.json"
	seatNotes  = "notes.sealed"
)

//go:embed seat.toml
var seatTemplate []byte

// A seatDevices is seat.toml as it is written.
type seatDevices struct {
	Name    string `toml:"name"`
	Devices struct {
		Scanner scannerConfig `toml:"scanner"`
		Reader  serialConfig  `toml:"reader"`
		Pad     serialConfig  `toml:"pad"`
	} `toml:"devices"`
}

// loadSeat reads the folder's configuration and writes one with everything
// empty where there is none.
func loadSeat(dir string) (seatDevices, error) {
	var c seatDevices
	path := filepath.Join(dir, seatFile)
	b, err := readBounded(path, maxConfig)
	if errors.Is(err, fs.ErrNotExist) {
		b = seatTemplate
		err = replaceFile(path, b)
	}
	if err != nil {
		return c, err
	}
	md, err := toml.Decode(string(b), &c)
	if err != nil {
		e := &ConfigError{Path: path, Code: "syntax", Err: err}
		if p, ok := errors.AsType[toml.ParseError](err); ok {
			e.Line = p.Position.Line
		}
		return c, e
	}
	if left := md.Undecoded(); len(left) > 0 {
		return c, &ConfigError{Path: path, Line: lineOf(b, left[0]), Code: "unknown_key", Key: left[0].String()}
	}
	if key, code := c.Devices.Scanner.fault(); code != "" {
		return c, &ConfigError{Path: path, Line: lineOf(b, strings.Split(key, ".")), Code: code, Key: key}
	}
	if c.Name == "" {
		c.Name, _ = os.Hostname() // "" is mended below
	}
	if c.Name = seatName(c.Name); c.Name == "" {
		c.Name = "seat"
	}
	return c, nil
}

// pins keeps host keys, a line each: address, kind, key.
type pins struct{ path string }

// Pin implements seat.Pins.
func (p pins) Pin(addr string) ssh.PublicKey {
	b, err := readBounded(p.path, maxConfig)
	if err != nil {
		return nil
	}
	for _, line := range strings.Split(string(b), "\n") {
		if rest, ok := strings.CutPrefix(line, addr+" "); ok {
			if key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(rest)); err == nil {
				return key
			}
		}
	}
	return nil
}

// Keep implements seat.Pins.
func (p pins) Keep(addr string, key ssh.PublicKey) error {
	b, err := readBounded(p.path, maxConfig)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return replaceFile(p.path, append(b, addr+" "+string(ssh.MarshalAuthorizedKey(key))...))
}

// A kept copy of the catalogue, and who was on duty last.
type kept struct {
	dir string

	mu sync.Mutex
	about
	catalogue *guide.Catalogue
	index     *guide.Index
}

// about says what is kept.
type about struct {
	Digest string     `json:"digest"`
	At     time.Time  `json:"at"` // when it was last known to be the desk's own
	On     sshseat.On `json:"on"`
}

// openKept reads what is kept; nothing is no fault.
func openKept(dir string, log *slog.Logger) *kept {
	k := &kept{dir: dir}
	b, err := readBounded(filepath.Join(dir, seatAbout), maxConfig)
	if err == nil {
		err = json.Unmarshal(b, &k.about)
	}
	if err == nil && k.Digest() != "" {
		err = k.load()
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		log.Warn("kept copy", "err", err)
		k.about.Digest = ""
	}
	return k
}

// load reads the catalogue into memory.
func (k *kept) load() error {
	var c *guide.Catalogue
	var err error
	if k.about.Digest == demoCopy {
		c, err = guide.Demo()
	} else {
		c, err = k.unpack()
	}
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.catalogue, k.index = c, guide.NewIndex(c)
	return nil
}

func (k *kept) unpack() (*guide.Catalogue, error) {
	b, err := readBounded(filepath.Join(k.dir, seatCopyGZ), maxCatalogue)
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	c, _, err := guide.Parse(catalogueFile, io.LimitReader(z, maxCatalogue))
	return c, err
}

// Digest implements seat.Copy.
func (k *kept) Digest() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.about.Digest
}

// Keep implements seat.Copy.
func (k *kept) Keep(digest string, gz []byte) error {
	if digest != demoCopy {
		if err := replaceFile(filepath.Join(k.dir, seatCopyGZ), gz); err != nil {
			return err
		}
	}
	k.mu.Lock()
	k.about.Digest, k.about.At = digest, time.Now().UTC().Truncate(time.Second)
	k.mu.Unlock()
	if err := k.load(); err != nil {
		return err
	}
	return k.write()
}

// Confirm implements seat.Copy.
func (k *kept) Confirm() {
	k.mu.Lock()
	k.about.At = time.Now().UTC().Truncate(time.Second)
	k.mu.Unlock()
	_ = k.write() // it then looks older than it is
}

// onDuty keeps who is on duty.
func (k *kept) onDuty(on sshseat.On) {
	k.mu.Lock()
	k.On = on
	k.mu.Unlock()
	_ = k.write() // the note then goes to whoever is on duty
}

func (k *kept) write() error {
	k.mu.Lock()
	b, err := json.Marshal(k.about)
	k.mu.Unlock()
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(k.dir, seatAbout), b)
}

// state is what is kept.
func (k *kept) state() about {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.about
}

// Find implements the guide's finder.
func (k *kept) Find(query string, limit int, used map[string]int) []guide.Hit {
	k.mu.Lock()
	ix := k.index
	k.mu.Unlock()
	if ix == nil {
		return nil
	}
	return ix.Find(query, limit, used)
}

// Item implements the guide's catalogue.
func (k *kept) Item(id string) (desk.Item, bool) {
	k.mu.Lock()
	c := k.catalogue
	k.mu.Unlock()
	if c == nil {
		return desk.Item{}, false
	}
	return c.Item(id)
}

// Certificate implements the guide's catalogue.
func (k *kept) Certificate(key string) (desk.Certificate, bool) {
	k.mu.Lock()
	c := k.catalogue
	k.mu.Unlock()
	if c == nil {
		return desk.Certificate{}, false
	}
	return c.Certificate(key)
}

// Version implements the guide's catalogue.
func (k *kept) Version() string {
	k.mu.Lock()
	c := k.catalogue
	k.mu.Unlock()
	if c == nil {
		return ""
	}
	return c.Version()
}

// mostNotes bounds what waits to be handed in.
const mostNotes = 500

// An outbox keeps notes until they are handed in: sealed, since a note may name
// a person, under a key drawn from that of this PC.
type outbox struct {
	path string
	seal cipher.AEAD

	mu   sync.Mutex
	list []json.RawMessage
}

// openOutbox reads what waits. secret is the PC's private key file.
func openOutbox(path string, secret []byte) (*outbox, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "xiaochuang seat notes", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	o := &outbox{path: path}
	if o.seal, err = cipher.NewGCM(block); err != nil {
		return nil, err
	}
	b, err := readBounded(path, maxCatalogue)
	if errors.Is(err, fs.ErrNotExist) {
		return o, nil
	}
	if err != nil {
		return nil, err
	}
	n := o.seal.NonceSize()
	if len(b) < n {
		return nil, &desk.Problem{Kind: desk.Broken, What: "seat.notes"}
	}
	plain, err := o.seal.Open(nil, b[:n], b[n:], nil)
	if err == nil {
		err = json.Unmarshal(plain, &o.list)
	}
	if err != nil {
		return nil, &desk.Problem{Kind: desk.Broken, What: "seat.notes", Cause: err}
	}
	return o, nil
}

// add keeps one more note.
func (o *outbox) add(n seatNote) error {
	b, err := json.Marshal(n)
	if err != nil {
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.list) >= mostNotes {
		return &desk.Problem{Kind: desk.Full, What: "seat.notesfull"}
	}
	list := append(o.list[:len(o.list):len(o.list)], b)
	if err := o.write(list); err != nil {
		return err
	}
	o.list = list
	return nil
}

func (o *outbox) write(list []json.RawMessage) error {
	plain, err := json.Marshal(list)
	if err != nil {
		return err
	}
	nonce := make([]byte, o.seal.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return err
	}
	return replaceFile(o.path, o.seal.Seal(nonce, nonce, plain, nil))
}

// Waiting implements seat.Notes.
func (o *outbox) Waiting() [][]byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	out := make([][]byte, 0, len(o.list))
	for _, n := range o.list {
		out = append(out, n)
	}
	return out
}

// notes are those that wait, read.
func (o *outbox) notes() []seatNote {
	var out []seatNote
	for _, b := range o.Waiting() {
		var n seatNote
		if json.Unmarshal(b, &n) == nil {
			out = append(out, n)
		}
	}
	return out
}

// Done implements seat.Notes. A note that the desk cannot take is kept beside,
// still sealed.
func (o *outbox) Done(note []byte, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i, n := range o.list {
		if !bytes.Equal(n, note) {
			continue
		}
		list := append(append([]json.RawMessage{}, o.list[:i]...), o.list[i+1:]...)
		if !ok {
			aside := &outbox{path: o.path + fmt.Sprintf(".refused-%d", time.Now().UnixNano()), seal: o.seal}
			if aside.write([]json.RawMessage{n}) != nil {
				return // stays where it is
			}
		}
		if o.write(list) == nil {
			o.list = list
		}
		return
	}
}
