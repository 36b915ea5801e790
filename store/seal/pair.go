package seal

import (
	"crypto/ecdh"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/emmansun/gmsm/sm2"
)

// A PublicKey checks signatures or receives sealed things, according to its
// kind; one key never does both. Its text is kind, colon and base64, such as
// "sm2-sign:BEgH…"; an SM2 point is uncompressed, 04 ‖ x ‖ y. Two keys are equal
// under == when they are the same key. The zero PublicKey is none.
type PublicKey struct {
	kind string
	raw  string
}

// IsZero reports whether there is no key.
func (k PublicKey) IsZero() bool { return k.kind == "" }

// String is the text of the key, empty for none.
func (k PublicKey) String() string {
	if k.IsZero() {
		return ""
	}
	return k.kind + ":" + base64.StdEncoding.EncodeToString([]byte(k.raw))
}

// MarshalText returns the text of the key.
func (k PublicKey) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText accepts what MarshalText writes, or returns ErrKey. The key is
// checked to be a point of its curve.
func (k *PublicKey) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*k = PublicKey{}
		return nil
	}
	kind, raw, err := cutKey(string(text))
	if err != nil {
		return err
	}
	switch kind {
	case sm2Sign, sm2Box:
		_, err = sm2.NewPublicKey(raw)
	case ed25519Sign:
		if len(raw) != ed25519.PublicKeySize {
			err = ErrKey
		}
	case x25519Box:
		_, err = ecdh.X25519().NewPublicKey(raw)
	default:
		err = ErrKey
	}
	if err != nil {
		return fmt.Errorf("%w: public key", ErrKey)
	}
	*k = PublicKey{kind: kind, raw: string(raw)}
	return nil
}

// A PrivateKey signs or opens, according to its kind. It prints as
// [private key]; MarshalText is the only way out and is for the key ring.
type PrivateKey struct {
	kind   string
	secret Key
}

// privateMark precedes the text of a private key, so that one pasted in place of
// a public key is refused and can be searched for.
const privateMark = "private:"

// IsZero reports whether there is no key.
func (k PrivateKey) IsZero() bool { return k.kind == "" }

// Format keeps the key out of every formatted text.
func (PrivateKey) Format(f fmt.State, _ rune) { io.WriteString(f, "[private key]") }

// LogValue keeps the key out of logs.
func (PrivateKey) LogValue() slog.Value { return slog.StringValue("[private key]") }

// MarshalText returns the secret as text. Keep it as carefully as the key.
func (k PrivateKey) MarshalText() ([]byte, error) {
	if k.IsZero() {
		return nil, nil
	}
	return []byte(privateMark + k.kind + ":" + base64.StdEncoding.EncodeToString(k.secret[:])), nil
}

// UnmarshalText accepts what MarshalText writes, or returns ErrKey.
func (k *PrivateKey) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*k = PrivateKey{}
		return nil
	}
	rest, marked := strings.CutPrefix(string(text), privateMark)
	if !marked {
		return fmt.Errorf("%w: private key", ErrKey)
	}
	kind, raw, err := cutKey(rest)
	if err != nil {
		return err
	}
	secret, err := KeyOf(raw)
	if err != nil {
		return err
	}
	read := PrivateKey{kind: kind, secret: secret}
	if _, err := read.Public(); err != nil {
		return err
	}
	*k = read
	return nil
}

// Public returns the other half of the key, or ErrKey for no key.
func (k PrivateKey) Public() (PublicKey, error) {
	var raw []byte
	switch k.kind {
	case sm2Sign, sm2Box:
		p, err := sm2Private(k, k.kind)
		if err != nil {
			return PublicKey{}, err
		}
		point, err := sm2.PublicKeyToECDH(&p.PublicKey)
		if err != nil {
			return PublicKey{}, fmt.Errorf("%w: %s point", ErrKey, k.kind)
		}
		raw = point.Bytes()
	case ed25519Sign:
		raw = ed25519.NewKeyFromSeed(k.secret[:]).Public().(ed25519.PublicKey)
	case x25519Box:
		p, err := ecdh.X25519().NewPrivateKey(k.secret[:])
		if err != nil {
			return PublicKey{}, fmt.Errorf("%w: %s", ErrKey, k.kind)
		}
		raw = p.PublicKey().Bytes()
	default:
		return PublicKey{}, fmt.Errorf("%w: %q", ErrKey, k.kind)
	}
	return PublicKey{kind: k.kind, raw: string(raw)}, nil
}

func cutKey(text string) (kind string, raw []byte, err error) {
	kind, encoded, found := strings.Cut(text, ":")
	if !found || len(encoded) > 128 {
		return "", nil, ErrKey
	}
	raw, err = base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil {
		return "", nil, fmt.Errorf("%w: base64", ErrKey)
	}
	return kind, raw, nil
}
