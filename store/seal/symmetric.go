package seal

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"hash"
)

const (
	sealVersion = 1
	nonceSize   = 12
	tagSize     = 16
	// Overhead is how many bytes Suite.Seal adds.
	Overhead = 1 + nonceSize + tagSize
	// IndexSize is the length of a blind index in bytes.
	IndexSize = 16
)

// symmetric is the part of a suite that needs a hash and a block cipher. The
// two suites differ in nothing else here.
type symmetric struct {
	name       string
	algorithm  string
	newHash    func() hash.Hash
	newCipher  func(key []byte) (cipher.Block, error)
	cipherName string
	cipherKey  int // bytes of key that the block cipher takes
}

func (s symmetric) Name() string       { return s.name }
func (s symmetric) Algorithm() string  { return s.algorithm }
func (s symmetric) NewHash() hash.Hash { return s.newHash() }

func (s symmetric) Hash(b []byte) [32]byte {
	h := s.newHash()
	h.Write(b)
	return [32]byte(h.Sum(nil))
}

func (s symmetric) Digest(b []byte) string {
	sum := s.Hash(b)
	return s.algorithm + ":" + hex.EncodeToString(sum[:])
}

func (s symmetric) DigestOf(h hash.Hash) string {
	return s.algorithm + ":" + hex.EncodeToString(h.Sum(nil))
}

// Derive is HKDF of RFC 5869 over the suite's hash, without a salt because the
// input is already uniform.
func (s symmetric) Derive(key Key, label string) Key {
	b, err := hkdf.Key(s.newHash, key[:], nil, "xiaochuang/1/"+label, KeySize)
	if err != nil {
		panic("seal: hkdf: " + err.Error()) // Only for outputs beyond 255 blocks.
	}
	return Key(b)
}

// AEAD derives the key of the cipher, so that a Key that also derives others or
// makes an index is never itself a cipher key.
func (s symmetric) AEAD(key Key) cipher.AEAD {
	derived := s.Derive(key, s.cipherName)
	return gcm(s.newCipher, derived[:s.cipherKey])
}

// gcm cannot fail for the key lengths that the suites ask for.
func gcm(newCipher func([]byte) (cipher.Block, error), key []byte) cipher.AEAD {
	block, err := newCipher(key)
	if err != nil {
		panic("seal: cipher key: " + err.Error())
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic("seal: gcm: " + err.Error())
	}
	return aead
}

func (s symmetric) Seal(key Key, aad, plain []byte) []byte {
	return sealWith(s.AEAD(key), aad, plain)
}

func (s symmetric) Open(key Key, aad, sealed []byte) ([]byte, error) {
	return openWith(s.AEAD(key), aad, sealed)
}

func sealWith(aead cipher.AEAD, aad, plain []byte) []byte {
	out := make([]byte, 1+nonceSize, Overhead+len(plain))
	out[0] = sealVersion
	rand.Read(out[1:])
	return aead.Seal(out, out[1:1+nonceSize], plain, aad)
}

func openWith(aead cipher.AEAD, aad, sealed []byte) ([]byte, error) {
	if len(sealed) < Overhead || sealed[0] != sealVersion {
		return nil, ErrNotOpened
	}
	plain, err := aead.Open(nil, sealed[1:1+nonceSize], sealed[1+nonceSize:], aad)
	if err != nil {
		return nil, ErrNotOpened
	}
	return plain, nil
}

func (s symmetric) Index(key Key, column, value string) []byte {
	mac := hmac.New(s.newHash, key[:])
	mac.Write(bind("index", column, value))
	return mac.Sum(nil)[:IndexSize]
}

// bind writes parts so that no other list of parts gives the same bytes: each
// is preceded by its length.
func bind(parts ...string) []byte {
	var b []byte
	for _, p := range parts {
		b = binary.BigEndian.AppendUint32(b, uint32(len(p)))
		b = append(b, p...)
	}
	return b
}
