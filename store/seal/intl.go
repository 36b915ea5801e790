package seal

import (
	"crypto/aes"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/hpke"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
)

const (
	ed25519Sign = "ed25519-sign"
	x25519Box   = "x25519-box"
)

// Intl returns the suite of the international algorithms: Ed25519 (RFC 8032),
// SHA-256, AES-256-GCM, HKDF and HMAC over SHA-256. Things are sealed to a key
// by HPKE (RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and
// AES-256-GCM, the associated data being its info.
func Intl() Suite {
	return intlSuite{symmetric{
		name: "intl", algorithm: "sha256",
		newHash:   sha256.New,
		newCipher: aes.NewCipher, cipherName: "aes-256-gcm", cipherKey: 32,
	}}
}

type intlSuite struct{ symmetric }

func (intlSuite) GenerateSigning() (PrivateKey, error) {
	return PrivateKey{kind: ed25519Sign, secret: NewObjectKey()}, nil
}

func (intlSuite) GenerateBox() (PrivateKey, error) {
	k, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return PrivateKey{}, fmt.Errorf("generate %s: %w", x25519Box, err)
	}
	return PrivateKey{kind: x25519Box, secret: Key(k.Bytes())}, nil
}

func (intlSuite) Sign(key PrivateKey, message []byte) ([]byte, error) {
	if key.kind != ed25519Sign {
		return nil, fmt.Errorf("%w: have %q, need %s", ErrKey, key.kind, ed25519Sign)
	}
	return ed25519.Sign(ed25519.NewKeyFromSeed(key.secret[:]), message), nil
}

func (intlSuite) Verify(key PublicKey, message, signature []byte) error {
	if key.kind != ed25519Sign || len(key.raw) != ed25519.PublicKeySize {
		return fmt.Errorf("%w: have %q, need %s", ErrKey, key.kind, ed25519Sign)
	}
	if !ed25519.Verify(ed25519.PublicKey(key.raw), message, signature) {
		return ErrSignature
	}
	return nil
}

func (intlSuite) SealTo(key PublicKey, aad, plain []byte) ([]byte, error) {
	if key.kind != x25519Box {
		return nil, fmt.Errorf("%w: have %q, need %s", ErrKey, key.kind, x25519Box)
	}
	point, err := ecdh.X25519().NewPublicKey([]byte(key.raw))
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrKey, x25519Box)
	}
	p, err := hpke.NewDHKEMPublicKey(point)
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrKey, x25519Box)
	}
	sealed, err := hpke.Seal(p, hpke.HKDFSHA256(), hpke.AES256GCM(), aad, plain)
	if err != nil { // The one cause is a point of low order.
		return nil, fmt.Errorf("%w: %s", ErrKey, x25519Box)
	}
	return append([]byte{sealVersion}, sealed...), nil
}

func (intlSuite) OpenWith(key PrivateKey, aad, sealed []byte) ([]byte, error) {
	if key.kind != x25519Box {
		return nil, fmt.Errorf("%w: have %q, need %s", ErrKey, key.kind, x25519Box)
	}
	scalar, err := ecdh.X25519().NewPrivateKey(key.secret[:])
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrKey, x25519Box)
	}
	p, err := hpke.NewDHKEMPrivateKey(scalar)
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrKey, x25519Box)
	}
	if len(sealed) < 1 || sealed[0] != sealVersion {
		return nil, ErrNotOpened
	}
	plain, err := hpke.Open(p, hpke.HKDFSHA256(), hpke.AES256GCM(), aad, sealed[1:])
	if err != nil {
		return nil, ErrNotOpened
	}
	return plain, nil
}
