package seal

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Errors of unlocking.
var (
	// ErrPIN is returned for a PIN, or a recovery code, that is not the right one.
	ErrPIN = errors.New("seal: not the right pin")
	// ErrNoSlot is returned for somebody who has no PIN.
	ErrNoSlot = errors.New("seal: no slot for this one")
)

// A Cost is what one try of a PIN takes: Argon2id (RFC 9106) with one lane.
type Cost struct {
	Time   uint32 `json:"time"`   // passes
	Memory uint32 `json:"memory"` // KiB
}

// Tried is the cost of a desk: some 60 ms on a PC of 2024, and up to half a
// second on an old one.
var Tried = Cost{Time: 3, Memory: 32 << 10}

// Bounds of a cost that a file may ask for, so that a file from elsewhere cannot
// stop the program.
const (
	mostTime   = 16
	mostMemory = 256 << 10
)

// A slot is one way of unlocking: the station key sealed under a key that a PIN
// and the secret of the ring give together. One that does not open holds no key
// and only tells a right PIN from a wrong one: it is a technician's.
type slot struct {
	Who    string `json:"who"`
	Opens  bool   `json:"opens"`
	Cost   Cost   `json:"cost"`
	Salt   []byte `json:"salt"`
	Sealed []byte `json:"sealed"`
}

// recovery is who unlocks with the code of the recovery sheet. No staff id has a
// colon.
const recovery = "recovery:"

// opened reports whether some slot holds the station key.
func (r *ring) opened() bool {
	return slices.ContainsFunc(r.Slots, func(s slot) bool { return s.Opens })
}

func (r *ring) at(who string) int {
	return slices.IndexFunc(r.Slots, func(s slot) bool { return s.Who == who })
}

// put puts a slot in the place of the one that somebody has.
func (r *ring) put(s slot) {
	r.Slots = slices.Clone(r.Slots)
	if i := r.at(s.Who); i >= 0 {
		r.Slots[i] = s
		return
	}
	r.Slots = append(r.Slots, s)
}

// key derives what a slot is sealed under.
func (s *slot) key(r *ring, pin string) (Key, error) {
	c := s.Cost
	if c.Time < 1 || c.Time > mostTime || c.Memory < 8 || c.Memory > mostMemory || len(s.Salt) < 16 || len(r.Secret) != KeySize {
		return Key{}, ErrRing
	}
	in := append(append([]byte(pin), 0), r.Secret...)
	defer clear(in)
	return KeyOf(argon2.IDKey(in, s.Salt, c.Time, c.Memory, 1, KeySize))
}

func (s *slot) bound(r *ring) []byte {
	kind := "tells"
	if s.Opens {
		kind = "opens"
	}
	return bind("slot", r.Instance, s.Who, kind)
}

// open tries a PIN. The key is zero for a slot that only tells.
func (s *slot) open(suite Suite, r *ring, pin string) (Key, error) {
	kek, err := s.key(r, pin)
	if err != nil {
		return Key{}, err
	}
	plain, err := suite.Open(kek, s.bound(r), s.Sealed)
	if err != nil {
		return Key{}, ErrPIN
	}
	defer clear(plain)
	if !s.Opens {
		return Key{}, nil
	}
	return KeyOf(plain)
}

// newSlot seals the station key, or nothing, for a PIN.
func newSlot(suite Suite, r *ring, who, pin string, c Cost, station Key) (slot, error) {
	s := slot{Who: who, Opens: station != (Key{}), Cost: c, Salt: make([]byte, 16)}
	rand.Read(s.Salt)
	kek, err := s.key(r, pin)
	if err != nil {
		return s, err
	}
	var plain []byte
	if s.Opens {
		plain = station[:]
	}
	s.Sealed = suite.Seal(kek, s.bound(r), plain)
	return s, nil
}

// Holders lists who has a PIN, as the file at path stands now, and whether the
// ring is protected.
func Holders(path string) (who []string, protected bool, err error) {
	r, _, err := readRing(path)
	if err != nil {
		return nil, false, err
	}
	for _, s := range r.Slots {
		if s.Who != recovery {
			who = append(who, s.Who)
		}
	}
	return who, len(r.StationKey) == 0, nil
}

// fresh reads the file again: another process may have changed it. It must be the
// same ring.
func (k *Keys) fresh(path string) (ring, error) {
	r, _, err := readRing(path)
	if err != nil {
		return r, err
	}
	if r.Instance != k.instance || r.Suite != k.suite.Name() {
		return r, ErrRing
	}
	return r, nil
}

// Unlock tries the PIN of somebody against the file at path and, where it is right
// and opens the ring, takes the station key into memory. It returns ErrPIN for a
// wrong one and ErrNoSlot for somebody without.
func (k *Keys) Unlock(path, who, pin string) error {
	r, err := k.fresh(path)
	if err != nil {
		return err
	}
	i := r.at(who)
	if i < 0 {
		return ErrNoSlot
	}
	station, err := r.Slots[i].open(k.suite, &r, pin)
	if err != nil {
		return err
	}
	if station == (Key{}) {
		return nil
	}
	return k.adopt(r, station)
}

// Recover is Unlock with the code of the recovery sheet.
func (k *Keys) Recover(path, code string) error {
	return k.Unlock(path, recovery, plainCode(code))
}

// adopt takes the station key, and the box that is sealed under it.
func (k *Keys) adopt(r ring, station Key) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.station != (Key{}) {
		if subtle.ConstantTimeCompare(k.station[:], station[:]) != 1 {
			return ErrRing
		}
		k.keep(r)
		return nil
	}
	plain, err := k.suite.Open(k.suite.Derive(station, "ring box"), bind("box", r.Instance), r.BoxSealed)
	if err != nil {
		return err
	}
	defer clear(plain)
	var box PrivateKey
	if err := box.UnmarshalText(plain); err != nil {
		return ErrRing
	}
	k.station, k.box = station, box
	k.keep(r)
	return nil
}

// keep remembers the file as it stands now.
func (k *Keys) keep(r ring) {
	k.file, k.signing = r, r.Signing
	k.guarded.Store(len(r.StationKey) == 0)
}

// SetPIN gives somebody a PIN, in the place of an older one; one that opens lets
// its holder unlock the ring, the other only tells who it is. The caller excludes
// others who change the file. It returns ErrLocked when one that opens is asked
// of a ring that is locked.
func (k *Keys) SetPIN(path, who, pin string, opens bool, c Cost) error {
	return k.change(path, func(r *ring, h hand) error {
		station := Key{}
		if opens {
			if h.station == (Key{}) {
				return ErrLocked
			}
			station = h.station
		}
		s, err := newSlot(k.suite, r, who, pin, c, station)
		if err != nil {
			return err
		}
		r.put(s)
		return nil
	})
}

// Protect takes the station key out of the clear, for good, and makes the
// recovery code in the same step. It returns ErrLocked where no PIN opens the
// ring: a ring that nobody could unlock is never written.
func (k *Keys) Protect(path string, c Cost) (code string, err error) {
	return k.recoverable(path, c, func(r *ring, h hand) error {
		if !r.opened() {
			return ErrLocked
		}
		plain, err := h.box.MarshalText()
		if err != nil {
			return err
		}
		defer clear(plain)
		r.BoxPublic = k.public
		r.BoxSealed = k.suite.Seal(k.suite.Derive(h.station, "ring box"), bind("box", r.Instance), plain)
		r.StationKey, r.Box = nil, PrivateKey{}
		return nil
	})
}

// Recovery makes another recovery code; the one before opens nothing any more.
func (k *Keys) Recovery(path string, c Cost) (code string, err error) {
	return k.recoverable(path, c, func(*ring, hand) error { return nil })
}

// recoverable gives the ring a recovery code, after edit.
func (k *Keys) recoverable(path string, c Cost, edit func(*ring, hand) error) (string, error) {
	code := newCode()
	err := k.change(path, func(r *ring, h hand) error {
		if h.station == (Key{}) {
			return ErrLocked
		}
		if err := edit(r, h); err != nil {
			return err
		}
		s, err := newSlot(k.suite, r, recovery, plainCode(code), c, h.station)
		if err != nil {
			return err
		}
		r.put(s)
		return nil
	})
	if err != nil {
		return "", err
	}
	return code, nil
}

// A hand is what a change of the ring works with: the keys as they were at hand
// when it began.
type hand struct {
	station Key // zero while locked
	box     PrivateKey
}

// change edits the file as it stands now. What is written is opened again first,
// so that a ring which does not read is never put in the place of one that does.
// Whoever seals and opens meanwhile is not held up: a slot takes a while to derive.
func (k *Keys) change(path string, edit func(*ring, hand) error) error {
	k.changing.Lock()
	defer k.changing.Unlock()
	k.mu.RLock()
	h := hand{k.station, k.box}
	k.mu.RUnlock()
	r, err := k.fresh(path)
	if err != nil {
		return err
	}
	r.Version = slotVersion
	if len(r.Secret) == 0 {
		secret := NewObjectKey()
		r.Secret = secret[:]
	}
	if err := edit(&r, h); err != nil {
		return err
	}
	if _, err := newKeys(k.suite, r); err != nil {
		return fmt.Errorf("changed key ring: %w", err)
	}
	file, err := r.encode()
	if err != nil {
		return err
	}
	if err := replace(path, file); err != nil {
		return fmt.Errorf("write key ring: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.keep(r)
	return nil
}

// codeGroups is how many groups of four a recovery code has: 120 bits.
const codeGroups = 6

var codeLetters = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

func newCode() string {
	var b [15]byte
	rand.Read(b[:])
	s := codeLetters.EncodeToString(b[:])
	var groups []string
	for len(s) > 0 {
		groups = append(groups, s[:4])
		s = s[4:]
	}
	return strings.Join(groups[:codeGroups], "-")
}

// plainCode is a recovery code as it is derived from: letters large, without what
// was put between, and with the letters that are taken for digits as digits.
func plainCode(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
		case r == '-' || r == ' ':
			return -1
		}
		switch r {
		case 'O':
			return '0'
		case 'I', 'L':
			return '1'
		}
		return r
	}, s)
}
