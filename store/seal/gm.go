package seal

import (
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/binary"
	"fmt"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

const (
	sm2Sign = "sm2-sign"
	sm2Box  = "sm2-box"
)

// GM returns the suite of the Chinese commercial standards: SM2 (GB/T 32918),
// SM3 (GB/T 32905), SM4 (GB/T 32907) in GCM, HKDF and HMAC over SM3. Signatures
// and ciphertexts are in the ASN.1 form of GB/T 35276, with the default
// identity 1234567812345678.
func GM() Suite {
	return gmSuite{symmetric{
		name: "gm", algorithm: "sm3",
		newHash:   sm3.New,
		newCipher: sm4.NewCipher, cipherName: "sm4-gcm", cipherKey: 16,
	}}
}

type gmSuite struct{ symmetric }

func (gmSuite) GenerateSigning() (PrivateKey, error) { return generateSM2(sm2Sign) }
func (gmSuite) GenerateBox() (PrivateKey, error)     { return generateSM2(sm2Box) }

func generateSM2(kind string) (PrivateKey, error) {
	k, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		return PrivateKey{}, fmt.Errorf("generate %s: %w", kind, err)
	}
	p := PrivateKey{kind: kind}
	k.D.FillBytes(p.secret[:])
	return p, nil
}

// sm2Private checks that k is a scalar of the curve and of the given kind.
func sm2Private(k PrivateKey, kind string) (*sm2.PrivateKey, error) {
	if k.kind != kind {
		return nil, fmt.Errorf("%w: have %q, need %s", ErrKey, k.kind, kind)
	}
	p, err := sm2.NewPrivateKey(k.secret[:])
	if err != nil {
		return nil, fmt.Errorf("%w: %s scalar", ErrKey, kind)
	}
	return p, nil
}

// sm2Public checks that k is a point of the curve and of the given kind.
func sm2Public(k PublicKey, kind string) (*ecdsa.PublicKey, error) {
	if k.kind != kind {
		return nil, fmt.Errorf("%w: have %q, need %s", ErrKey, k.kind, kind)
	}
	p, err := sm2.NewPublicKey([]byte(k.raw))
	if err != nil {
		return nil, fmt.Errorf("%w: %s point", ErrKey, kind)
	}
	return p, nil
}

func (gmSuite) Sign(key PrivateKey, message []byte) ([]byte, error) {
	p, err := sm2Private(key, sm2Sign)
	if err != nil {
		return nil, err
	}
	signature, err := p.SignWithSM2(rand.Reader, nil, message)
	if err != nil {
		return nil, fmt.Errorf("sign with sm2: %w", err)
	}
	return signature, nil
}

func (gmSuite) Verify(key PublicKey, message, signature []byte) error {
	p, err := sm2Public(key, sm2Sign)
	if err != nil {
		return err
	}
	if !sm2.VerifyASN1WithSM2(p, nil, message, signature) {
		return ErrSignature
	}
	return nil
}

// SealTo makes a digital envelope: version, length and SM2 ciphertext of a fresh
// key, then the contents sealed under that key.
func (g gmSuite) SealTo(key PublicKey, aad, plain []byte) ([]byte, error) {
	p, err := sm2Public(key, sm2Box)
	if err != nil {
		return nil, err
	}
	inner := NewObjectKey()
	envelope, err := sm2.EncryptASN1(rand.Reader, p, inner[:])
	if err != nil {
		return nil, fmt.Errorf("encrypt with sm2: %w", err)
	}
	out := []byte{sealVersion}
	out = binary.BigEndian.AppendUint16(out, uint16(len(envelope)))
	out = append(out, envelope...)
	return append(out, g.Seal(inner, aad, plain)...), nil
}

func (g gmSuite) OpenWith(key PrivateKey, aad, sealed []byte) ([]byte, error) {
	p, err := sm2Private(key, sm2Box)
	if err != nil {
		return nil, err
	}
	if len(sealed) < 3 || sealed[0] != sealVersion {
		return nil, ErrNotOpened
	}
	n := int(binary.BigEndian.Uint16(sealed[1:]))
	if len(sealed)-3 < n {
		return nil, ErrNotOpened
	}
	plain, err := sm2.Decrypt(p, sealed[3:3+n])
	if err != nil {
		return nil, ErrNotOpened
	}
	inner, err := KeyOf(plain)
	if err != nil {
		return nil, ErrNotOpened
	}
	return g.Open(inner, aad, sealed[3+n:])
}
