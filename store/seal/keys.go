package seal

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
)

// Errors of the key ring's file.
var (
	// ErrExposed is returned for a key file that others than its owner may read,
	// or that belongs to somebody else.
	ErrExposed = errors.New("seal: key file is open to others")
	// ErrRing is returned for a file that is not a key ring of a version known
	// here.
	ErrRing = errors.New("seal: not a key ring of a known version")
	// ErrLocked is returned where the station key is needed and nobody has
	// unlocked the ring.
	ErrLocked = errors.New("seal: key ring is locked")
)

const (
	plainVersion = 1 // the station key in the clear, no slots
	slotVersion  = 2 // slots; the station key in the clear until Protect
	ringLimit    = 64 << 10
)

// Keys is the key ring of a station, or of a centre. It is safe for concurrent
// use. It prints as [keys].
type Keys struct {
	suite    Suite
	instance string
	public   PublicKey // of the box

	guarded atomic.Bool // the file has no station key in the clear

	changing sync.Mutex // held while the file is changed

	mu      sync.RWMutex
	station Key // zero while locked
	signing PrivateKey
	box     PrivateKey
	file    ring
}

// ring is the file. Slots hold the station key sealed for one way of unlocking
// each. Until every way that is wanted is there, the key itself stands in
// StationKey as well; then it goes, and the box with it.
type ring struct {
	Version    int        `json:"version"`
	Suite      string     `json:"suite"`
	Instance   string     `json:"instance"`
	StationKey []byte     `json:"station_key,omitempty"`
	Signing    PrivateKey `json:"signing"`
	Next       PrivateKey `json:"next,omitzero"` // to follow Signing, while nobody has certified it
	Box        PrivateKey `json:"box,omitzero"`
	BoxPublic  PublicKey  `json:"box_public,omitzero"`
	BoxSealed  []byte     `json:"box_sealed,omitempty"`
	Secret     []byte     `json:"secret,omitempty"` // without it a PIN opens nothing
	Slots      []slot     `json:"slots"`
}

// Create makes a key ring with fresh keys and a fresh instance id and writes it
// to path, readable by its owner alone. It never replaces a file: with one
// there, it returns an error that is os.ErrExist, for what was sealed under that
// ring opens with no other.
func Create(path string, s Suite) (*Keys, error) {
	k, err := NewKeys(s)
	if err != nil {
		return nil, err
	}
	file, err := k.file.encode()
	if err != nil {
		return nil, err
	}
	if err := writeNew(path, file); err != nil {
		return nil, fmt.Errorf("create key ring: %w", err)
	}
	return k, nil
}

func (r *ring) encode() ([]byte, error) {
	file, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode key ring: %w", err)
	}
	return append(file, '\n'), nil
}

// writeNew makes path appear whole and on the disk, or not at all. The link
// decides between two that create at once.
func writeNew(path string, contents []byte) error { return write(path, contents, os.Link) }

// replace puts contents in the place of path, whole and on the disk, or leaves
// what stands there.
func replace(path string, contents []byte) error { return write(path, contents, os.Rename) }

func write(path string, contents []byte, settle func(from, to string) error) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".keys-*") // With permissions 0600.
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(contents); err != nil {
		f.Close()
		return err
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := settle(f.Name(), path); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// Load reads the key ring at path. One that is protected comes back locked; see
// Unlock. It returns ErrExposed for a file that is not its owner's alone, and
// ErrRing for one it does not understand. A symbolic link is not followed.
func Load(path string) (*Keys, error) {
	r, s, err := readRing(path)
	if err != nil {
		return nil, err
	}
	return newKeys(s, r)
}

func readRing(path string) (r ring, s Suite, err error) {
	file, err := readOwn(path)
	if err != nil {
		return r, nil, fmt.Errorf("load key ring: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(file))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil || d.More() {
		return r, nil, ErrRing // The decoder's words may quote a key.
	}
	if r.Version != plainVersion && r.Version != slotVersion {
		return r, nil, ErrRing
	}
	s, err = Named(r.Suite)
	return r, s, err
}

// newKeys makes the keys of a ring and tries both pairs, so that a ring with keys
// of another suite is refused when it is loaded and not in the night.
func newKeys(s Suite, r ring) (*Keys, error) {
	if _, err := hex.DecodeString(r.Instance); err != nil || len(r.Instance) != 32 {
		return nil, ErrRing
	}
	k := &Keys{suite: s, instance: r.Instance, signing: r.Signing, box: r.Box, public: r.BoxPublic, file: r}
	switch {
	case len(r.StationKey) > 0:
		station, err := KeyOf(r.StationKey)
		if err != nil || station == (Key{}) || r.Version == plainVersion && len(r.Slots) > 0 {
			return nil, ErrRing
		}
		k.station = station
		if k.public, err = k.box.Public(); err != nil {
			return nil, fmt.Errorf("box key: %w", err)
		}
	case r.Version != slotVersion || !r.opened():
		return nil, ErrRing
	}
	k.guarded.Store(len(r.StationKey) == 0)
	if _, err := s.Sign(k.signing, []byte("check")); err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	if _, err := s.SealTo(k.public, nil, nil); err != nil {
		return nil, fmt.Errorf("box key: %w", err)
	}
	return k, nil
}

func readOwn(path string) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	about, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !about.Mode().IsRegular() {
		return nil, ErrRing
	}
	if about.Mode().Perm()&0o077 != 0 {
		return nil, ErrExposed
	}
	if s, ok := about.Sys().(*syscall.Stat_t); ok && int(s.Uid) != os.Geteuid() && os.Geteuid() != 0 {
		return nil, ErrExposed
	}
	file, err := io.ReadAll(io.LimitReader(f, ringLimit+1))
	if err != nil {
		return nil, err
	}
	if len(file) > ringLimit {
		return nil, ErrRing
	}
	return file, nil
}

// Format keeps the keys out of every formatted text.
func (*Keys) Format(f fmt.State, _ rune) { io.WriteString(f, "[keys]") }

// Suite is the suite that the ring was made for.
func (k *Keys) Suite() Suite { return k.suite }

// Instance is the random id of this installation, 32 hex digits. A database that
// remembers another one was restored or copied from elsewhere.
func (k *Keys) Instance() string { return k.instance }

// Protected reports whether the station key needs more than the file to be had.
// It does not wait.
func (k *Keys) Protected() bool { return k.guarded.Load() }

// Open reports whether the station key is at hand: the ring is not protected, or
// somebody has unlocked it.
func (k *Keys) Open() bool {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.station != (Key{})
}

// Signing is the key that proves this station to the centre.
func (k *Keys) Signing() PrivateKey {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.signing
}

// Box opens what others seal to this station, such as the centre when it hands
// the object keys back to a station whose PC was replaced. It is zero while the
// ring is locked.
func (k *Keys) Box() PrivateKey {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.box
}

// BoxPublic is the half of Box that others have, locked or not.
func (k *Keys) BoxPublic() PublicKey { return k.public }

// Derive returns the station's key for one purpose, such as "backup". It must not
// be called while the ring is locked.
func (k *Keys) Derive(label string) Key {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.station == (Key{}) {
		panic("seal: key ring is locked")
	}
	return k.suite.Derive(k.station, label)
}

// FieldKey is the key for personal values that belong to no object, such as the
// roster.
func (k *Keys) FieldKey() Key { return k.Derive("field") }

// WrapKey is the key that object keys are wrapped under.
func (k *Keys) WrapKey() Key { return k.Derive("wrap") }

// IndexKey is the key of the blind indexes.
func (k *Keys) IndexKey() Key { return k.Derive("index") }

// Wrap seals the key of an object for this station, bound to its owner, the id of
// the object.
func (k *Keys) Wrap(object Key, owner string) []byte {
	return k.suite.Seal(k.WrapKey(), bind("object key", owner), object[:])
}

// Unwrap reverses Wrap for the same owner, or returns ErrNotOpened.
func (k *Keys) Unwrap(wrapped []byte, owner string) (Key, error) {
	plain, err := k.suite.Open(k.WrapKey(), bind("object key", owner), wrapped)
	if err != nil {
		return Key{}, err
	}
	return KeyOf(plain)
}
