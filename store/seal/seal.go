// Package seal holds the cryptography of the station behind one interface with
// two suites, and the key ring that a station keeps.
//
// It is not a policy: which members of a line are personal, who may see them
// and when a key is thrown away is decided by its callers. It is not a certified
// module in the sense of GB/T 37092 either; Suite is the place where one would
// be put in.
package seal

import (
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"hash"
	"io"
	"log/slog"
)

// Errors that callers tell apart. None of them carries a key or a plain text.
var (
	// ErrNotOpened is returned for sealed bytes that are damaged, cut, moved to
	// another place, or sealed under another key. Which of these it was is not
	// knowable.
	ErrNotOpened = errors.New("seal: sealed bytes do not open")
	// ErrSignature is returned for a signature that does not fit its message.
	ErrSignature = errors.New("seal: signature does not fit")
	// ErrKey is returned for a key of the wrong kind, suite, length or form.
	ErrKey = errors.New("seal: not a key of the needed kind")
	// ErrDigest is returned for a text that is not a digest id.
	ErrDigest = errors.New("seal: not a digest id")
	// ErrSuite is returned for the name of a suite that does not exist.
	ErrSuite = errors.New("seal: no such suite")
	// ErrSecret is returned when somebody tries to serialise a secret key.
	ErrSecret = errors.New("seal: a secret key is not serialised")
)

// KeySize is the length of a Key in bytes, in every suite.
const KeySize = 32

// A Key is a secret of 32 random or derived bytes. It prints as [key], whatever
// the verb, and refuses to be encoded as JSON. The zero Key is not a secret.
type Key [KeySize]byte

// NewObjectKey returns a fresh random key, such as the key of one case.
func NewObjectKey() Key {
	var k Key
	rand.Read(k[:]) // Never fails: crypto/rand ends the program instead.
	return k
}

// KeyOf returns the key held in b, which must be KeySize bytes long.
func KeyOf(b []byte) (Key, error) {
	if len(b) != KeySize {
		return Key{}, fmt.Errorf("%w: %d bytes", ErrKey, len(b))
	}
	return Key(b), nil
}

// Format keeps the key out of every formatted text.
func (Key) Format(f fmt.State, _ rune) { io.WriteString(f, "[key]") }

// LogValue keeps the key out of logs.
func (Key) LogValue() slog.Value { return slog.StringValue("[key]") }

// MarshalText refuses: a key is wrapped before it is stored.
func (Key) MarshalText() ([]byte, error) { return nil, ErrSecret }

// A Suite is one consistent choice of algorithms. A deployment uses one suite
// for all its desks and its centre. Suites are stateless and safe for concurrent
// use.
//
// Sealed bytes have the form ver(1) ‖ nonce(12) ‖ ciphertext ‖ tag(16) with a
// random nonce, so that one key may seal some 2^32 values (NIST SP 800-38D, 8.3).
type Suite interface {
	// Name is "gm" or "intl".
	Name() string

	// Algorithm is the prefix of digest ids, "sm3" or "sha256".
	Algorithm() string
	// NewHash returns the running form of Hash.
	NewHash() hash.Hash
	// Hash is the 32-byte digest that chains are made of.
	Hash(b []byte) [32]byte
	// Digest is the id of b, such as "sm3:66c7f0f4…" with 64 hex digits.
	Digest(b []byte) string
	// DigestOf is the id of what was written to h, which came from NewHash.
	DigestOf(h hash.Hash) string

	// Derive returns the key for one purpose below key. Different labels give
	// independent keys.
	Derive(key Key, label string) Key
	// AEAD returns the cipher that Seal and Open use under key, with nonces of
	// 12 bytes and tags of 16.
	AEAD(key Key) cipher.AEAD
	// Seal encrypts plain and binds it to aad, which is not stored.
	Seal(key Key, aad, plain []byte) []byte
	// Open reverses Seal, or returns ErrNotOpened.
	Open(key Key, aad, sealed []byte) ([]byte, error)
	// Index is the 16-byte blind index of a value that the caller has
	// normalised. It tells which rows of a column hold equal values, and nothing
	// else without the key.
	Index(key Key, column, value string) []byte

	// GenerateSigning returns a fresh key that signs.
	GenerateSigning() (PrivateKey, error)
	// Sign signs message with a key from GenerateSigning. A caller that signs
	// messages of several kinds begins each with its kind.
	Sign(key PrivateKey, message []byte) ([]byte, error)
	// Verify returns ErrSignature unless signature is one of message by key.
	Verify(key PublicKey, message, signature []byte) error

	// GenerateBox returns a fresh key that things are sealed to.
	GenerateBox() (PrivateKey, error)
	// SealTo seals plain so that only the holder of the box key opens it. It does
	// not say who sealed it.
	SealTo(key PublicKey, aad, plain []byte) ([]byte, error)
	// OpenWith reverses SealTo, or returns ErrNotOpened.
	OpenWith(key PrivateKey, aad, sealed []byte) ([]byte, error)
}

// Named returns the suite called name: "gm" or "intl".
func Named(name string) (Suite, error) {
	switch name {
	case "gm":
		return GM(), nil
	case "intl":
		return Intl(), nil
	}
	return nil, fmt.Errorf("%w: %q", ErrSuite, name)
}
