package seal

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
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
	// ErrLocked is returned for a key ring whose station key is not in the clear,
	// so that somebody has to unlock it.
	ErrLocked = errors.New("seal: key ring is locked")
)

const (
	ringVersion = 1
	ringLimit   = 64 << 10
)

// Keys is the key ring of a station, or of a centre. It is safe for concurrent
// use. It prints as [keys].
type Keys struct {
	suite    Suite
	instance string
	station  Key
	signing  PrivateKey
	box      PrivateKey
}

// ring is the file. Slots hold the station key sealed for one way of unlocking
// each; while there are none, the key itself stands in StationKey.
type ring struct {
	Version    int               `json:"version"`
	Suite      string            `json:"suite"`
	Instance   string            `json:"instance"`
	StationKey []byte            `json:"station_key,omitempty"`
	Signing    PrivateKey        `json:"signing"`
	Box        PrivateKey        `json:"box"`
	Slots      []json.RawMessage `json:"slots"`
}

// Create makes a key ring with fresh keys and a fresh instance id and writes it
// to path, readable by its owner alone. It never replaces a file: with one
// there, it returns an error that is os.ErrExist, for what was sealed under that
// ring opens with no other.
func Create(path string, s Suite) (*Keys, error) {
	signing, err := s.GenerateSigning()
	if err != nil {
		return nil, err
	}
	box, err := s.GenerateBox()
	if err != nil {
		return nil, err
	}
	var id [16]byte
	rand.Read(id[:])
	k := &Keys{
		suite: s, instance: hex.EncodeToString(id[:]),
		station: NewObjectKey(), signing: signing, box: box,
	}
	file, err := json.MarshalIndent(ring{
		Version: ringVersion, Suite: s.Name(), Instance: k.instance,
		StationKey: k.station[:], Signing: signing, Box: box, Slots: []json.RawMessage{},
	}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode key ring: %w", err)
	}
	if err := writeNew(path, append(file, '\n')); err != nil {
		return nil, fmt.Errorf("create key ring: %w", err)
	}
	return k, nil
}

// writeNew makes path appear whole and on the disk, or not at all. The link
// decides between two that create at once.
func writeNew(path string, contents []byte) error {
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
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// Load reads the key ring at path. It returns ErrExposed for a file that is not
// its owner's alone, ErrRing for one it does not understand, and ErrLocked when
// the station key is sealed. A symbolic link is not followed.
func Load(path string) (*Keys, error) {
	file, err := readOwn(path)
	if err != nil {
		return nil, fmt.Errorf("load key ring: %w", err)
	}
	var r ring
	d := json.NewDecoder(bytes.NewReader(file))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil || r.Version != ringVersion || d.More() {
		return nil, ErrRing // The decoder's words may quote a key.
	}
	s, err := Named(r.Suite)
	if err != nil {
		return nil, err
	}
	if len(r.StationKey) == 0 && len(r.Slots) > 0 {
		return nil, ErrLocked
	}
	station, err := KeyOf(r.StationKey)
	if err != nil || station == (Key{}) || len(r.Instance) != 32 {
		return nil, ErrRing
	}
	k := &Keys{suite: s, instance: r.Instance, station: station, signing: r.Signing, box: r.Box}
	if err := k.check(); err != nil {
		return nil, err
	}
	return k, nil
}

// check tries both pairs, so that a ring with keys of another suite is refused
// when it is loaded and not in the night.
func (k *Keys) check() error {
	if _, err := hex.DecodeString(k.instance); err != nil {
		return ErrRing
	}
	if _, err := k.suite.Sign(k.signing, []byte("check")); err != nil {
		return fmt.Errorf("signing key: %w", err)
	}
	public, err := k.box.Public()
	if err != nil {
		return fmt.Errorf("box key: %w", err)
	}
	if _, err := k.suite.SealTo(public, nil, nil); err != nil {
		return fmt.Errorf("box key: %w", err)
	}
	return nil
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
// A ring that Load opens without being asked for anything is never protected.
func (k *Keys) Protected() bool { return false }

// Signing is the key that proves this station to the centre.
func (k *Keys) Signing() PrivateKey { return k.signing }

// Box is the key that others seal to this station with, such as the centre when
// it hands the object keys back to a station whose PC was replaced.
func (k *Keys) Box() PrivateKey { return k.box }

// Derive returns the station's key for one purpose, such as "backup".
func (k *Keys) Derive(label string) Key { return k.suite.Derive(k.station, label) }

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
