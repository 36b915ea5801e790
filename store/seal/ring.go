package seal

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// NewKeys makes a key ring with fresh keys and a fresh instance id that is in no
// file. Create is for one that is.
func NewKeys(s Suite) (*Keys, error) {
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
	station := NewObjectKey()
	return newKeys(s, ring{
		Version: plainVersion, Suite: s.Name(), Instance: hex.EncodeToString(id[:]),
		StationKey: station[:], Signing: signing, Box: box, Slots: []slot{},
	})
}

// SealRing seals another ring under this one, bound to its owner. A ring that is
// protected returns ErrLocked: it is opened by its PIN alone.
func (k *Keys) SealRing(other *Keys, owner string) ([]byte, error) {
	other.mu.RLock()
	defer other.mu.RUnlock()
	if other.guarded.Load() {
		return nil, ErrLocked
	}
	file, err := other.file.encode()
	if err != nil {
		return nil, err
	}
	defer clear(file)
	return k.suite.Seal(k.Derive("ring"), bind("ring", owner), file), nil
}

// OpenRing reverses SealRing for the same owner, or returns ErrNotOpened.
func (k *Keys) OpenRing(sealed []byte, owner string) (*Keys, error) {
	file, err := k.suite.Open(k.Derive("ring"), bind("ring", owner), sealed)
	if err != nil {
		return nil, err
	}
	defer clear(file)
	var r ring
	d := json.NewDecoder(bytes.NewReader(file))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil || d.More() || r.Version != plainVersion {
		return nil, ErrRing
	}
	s, err := Named(r.Suite)
	if err != nil {
		return nil, fmt.Errorf("open ring: %w", err)
	}
	return newKeys(s, r)
}
