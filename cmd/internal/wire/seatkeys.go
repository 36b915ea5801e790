package wire

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"xiaochuang/desk"
	"xiaochuang/tui/text"
)

// Files of seats in a data folder.
const (
	seatFolder = "seat"
	seatHost   = "host_key"
	seatRing   = "keys.json"
	seatCode   = "code.json"
)

// Rules of one-time codes and keys.
const (
	codeLives  = 15 * time.Minute
	codeTries  = 5
	mostKeys   = 32
	codeLetter = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
)

// seats checks the section of seats.
func (c *Config) seats() (key, code string) {
	if c.Seat.Listen != "" {
		if _, _, err := net.SplitHostPort(c.Seat.Listen); err != nil {
			return "seat.listen", "address"
		}
	}
	for _, w := range c.Seat.Windows {
		if !slices.ContainsFunc(c.Window, func(x windowConfig) bool { return x.No == w }) {
			return "seat.windows", "no_such_window"
		}
	}
	for _, k := range c.Seat.Keys {
		if _, _, _, _, err := ssh.ParseAuthorizedKey([]byte(k)); err != nil {
			return "seat.keys", "public_key"
		}
	}
	return "", ""
}

// A SeatKey is a PC that may have a window.
type SeatKey struct {
	Name   string    `json:"name"`
	Window int       `json:"window"` // 0 for every window of seats
	Key    string    `json:"key"`    // as OpenSSH writes public keys
	Since  time.Time `json:"since,omitzero"`
	Listed bool      `json:"-"` // in station.toml, not enrolled
}

// Words is the key's fingerprint, to be compared by eye.
func (k SeatKey) Words() string {
	pub, _, _, _, err := ssh.ParseAuthorizedKey([]byte(k.Key))
	if err != nil {
		return ""
	}
	return hostWords(pub)
}

func hostWords(k ssh.PublicKey) string {
	d := sha256.Sum256(k.Marshal())
	return text.FingerprintWords(d[:])
}

// A ring is the keys of seats: those of station.toml and those enrolled. Every
// question reads the file, so that a key that was taken out is out at once.
type ring struct{ d *Desk }

func (d *Desk) seatFile(name string) string { return filepath.Join(d.Dir, seatFolder, name) }

// SeatKeys lists the PCs that may have a window.
func (d *Desk) SeatKeys() ([]SeatKey, error) {
	var out []SeatKey
	for _, line := range d.Config.Seat.Keys {
		_, comment, _, _, err := ssh.ParseAuthorizedKey([]byte(line))
		if err != nil {
			return nil, err
		}
		out = append(out, SeatKey{Name: seatName(comment), Key: line, Listed: true})
	}
	enrolled, err := d.enrolled()
	return append(out, enrolled...), err
}

func (d *Desk) enrolled() ([]SeatKey, error) {
	b, err := readBounded(d.seatFile(seatRing), maxConfig)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []SeatKey
	if err := json.Unmarshal(b, &out); err != nil {
		return nil, &desk.Problem{Kind: desk.Broken, What: "seat.keys", Cause: err}
	}
	return out, nil
}

// edit changes the list of enrolled keys; several processes may do so at once.
func (d *Desk) edit(f func([]SeatKey) ([]SeatKey, error)) error {
	release, err := d.hold("seat-keys")
	if err != nil {
		return err
	}
	defer release()
	list, err := d.enrolled()
	if err != nil {
		return err
	}
	if list, err = f(list); err != nil {
		return err
	}
	return d.writeSeat(seatRing, list)
}

// hold takes a lock that others hold for moments only.
func (d *Desk) hold(name string) (func(), error) {
	for try := 0; ; try++ {
		release, err := d.Store.Lock(name)
		if desk.KindOf(err) != desk.Locked || try >= 50 {
			return release, err
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (d *Desk) writeSeat(name string, v any) error {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(d.Dir, seatFolder), 0o700); err != nil {
		return err
	}
	return replaceFile(d.seatFile(name), b)
}

// RevokeSeat takes an enrolled PC out; a seat that is connected loses its
// window within seconds.
func (d *Desk) RevokeSeat(name string) error {
	return d.edit(func(list []SeatKey) ([]SeatKey, error) {
		left := slices.DeleteFunc(slices.Clone(list), func(k SeatKey) bool { return k.Name == name })
		if len(left) == len(list) {
			return nil, &desk.Problem{Kind: desk.NotFound, What: "seat.name"}
		}
		d.Log.Info("seat revoked", "seat", name)
		return left, nil
	})
}

// seatName keeps of a PC's name what may stand in a log and on a screen.
func seatName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '.':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, s)
	return strings.Trim(s[:min(len(s), 32)], "-.")
}

// Known implements seat.Ring.
func (r ring) Known(key ssh.PublicKey, window int) (string, bool) {
	list, err := r.d.SeatKeys()
	if err != nil {
		r.d.Log.Error("seat keys", "err", err)
		return "", false
	}
	want := key.Marshal()
	for _, k := range list {
		pub, _, _, _, err := ssh.ParseAuthorizedKey([]byte(k.Key))
		if err == nil && (k.Window == 0 || k.Window == window) && subtle.ConstantTimeCompare(pub.Marshal(), want) == 1 {
			return k.Name, true
		}
	}
	return "", false
}

// An awaited code is kept as its digest only.
type awaited struct {
	Digest string    `json:"digest"`
	Window int       `json:"window"`
	Until  time.Time `json:"until"`
	Left   int       `json:"left"` // tries
}

func codeDigest(code string) string {
	code = strings.Map(func(r rune) rune {
		if strings.ContainsRune(codeLetter, r) {
			return r
		}
		return -1
	}, strings.ToUpper(code))
	d := sha256.Sum256([]byte("xiaochuang seat " + code))
	return hex.EncodeToString(d[:])
}

// SeatCode makes the one-time code with which one PC enrols for a window; it
// replaces one that was not used. words is the fingerprint of this PC's key.
func (d *Desk) SeatCode(window int) (code, words string, until time.Time, err error) {
	if d.Config.Seat.Listen == "" || !slices.Contains(d.Config.Seat.Windows, window) {
		return "", "", until, &desk.Problem{Kind: desk.Denied, What: "seat.off"}
	}
	host, _, err := d.hostKey()
	if err != nil {
		return "", "", until, err
	}
	var b [10]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", "", until, err
	}
	s := base32.NewEncoding(codeLetter).EncodeToString(b[:])[:12]
	code = s[:4] + "-" + s[4:8] + "-" + s[8:]
	until = d.Clock.Now().Add(codeLives)
	err = d.writeSeat(seatCode, awaited{Digest: codeDigest(code), Window: window, Until: until, Left: codeTries})
	return code, hostWords(host), until, err
}

func (r ring) awaited() (awaited, bool) {
	b, err := readBounded(r.d.seatFile(seatCode), maxConfig)
	if err != nil {
		return awaited{}, false
	}
	var a awaited
	if json.Unmarshal(b, &a) != nil || a.Left <= 0 || r.d.Clock.Now().After(a.Until) {
		return awaited{}, false
	}
	return a, true
}

// Awaited implements seat.Ring.
func (r ring) Awaited() bool {
	_, ok := r.awaited()
	return ok
}

// Enrol implements seat.Ring. A code serves once; five wrong ones end it.
func (r ring) Enrol(code, name string, key ssh.PublicKey) (int, error) {
	wrong := &desk.Problem{Kind: desk.Denied, What: "seat.code"}
	name = seatName(name)
	if name == "" {
		return 0, &desk.Problem{Kind: desk.Invalid, What: "seat.name"}
	}
	var window int
	err := r.d.edit(func(list []SeatKey) ([]SeatKey, error) {
		a, ok := r.awaited()
		if !ok {
			return nil, wrong
		}
		if subtle.ConstantTimeCompare([]byte(codeDigest(code)), []byte(a.Digest)) != 1 {
			a.Left--
			return nil, errors.Join(wrong, r.d.writeSeat(seatCode, a))
		}
		if len(list) >= mostKeys {
			return nil, &desk.Problem{Kind: desk.Full, What: "seat.full"}
		}
		if err := os.Remove(r.d.seatFile(seatCode)); err != nil {
			return nil, err
		}
		window = a.Window
		list = slices.DeleteFunc(list, func(k SeatKey) bool { return k.Name == name }) // a PC enrols anew
		return append(list, SeatKey{
			Name: name, Window: window, Since: r.d.Clock.Now().UTC().Truncate(time.Second),
			Key: strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key))),
		}), nil
	})
	if p, ok := errors.AsType[*desk.Problem](err); ok {
		return 0, p
	}
	return window, err
}

// hostKey is the key by which seats know this PC, made on first use.
func (d *Desk) hostKey() (ssh.PublicKey, []byte, error) {
	if err := os.MkdirAll(filepath.Join(d.Dir, seatFolder), 0o700); err != nil {
		return nil, nil, err
	}
	release, err := d.hold("seat-host")
	if err != nil {
		return nil, nil, err
	}
	defer release()
	return keyFile(d.seatFile(seatHost))
}

// keyFile reads a private key, or makes one that nobody else can read.
func keyFile(path string) (ssh.PublicKey, []byte, error) {
	b, err := readBounded(path, maxConfig)
	if errors.Is(err, fs.ErrNotExist) {
		_, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, nil, err
		}
		block, err := ssh.MarshalPrivateKey(private, "")
		if err != nil {
			return nil, nil, err
		}
		if err := replaceFile(path, pem.EncodeToMemory(block)); err != nil {
			return nil, nil, err
		}
		return keyFile(path)
	}
	if err != nil {
		return nil, nil, err
	}
	st, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	if st.Mode().Perm()&0o077 != 0 {
		return nil, nil, &desk.Problem{Kind: desk.Denied, What: "seat.keyfile"}
	}
	s, err := ssh.ParsePrivateKey(b)
	if err != nil {
		return nil, nil, &desk.Problem{Kind: desk.Broken, What: "seat.keyfile", Cause: err}
	}
	return s.PublicKey(), b, nil
}

// lockSeat takes a window's lock for a seat.
func (d *Desk) lockSeat(_ context.Context, window, name string) (func(), error) {
	return d.Store.LockFor("window-"+window, "seat "+name)
}
