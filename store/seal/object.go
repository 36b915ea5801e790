package seal

import "crypto/cipher"

// SealFor seals the key of an object for the street, which opens it with
// OpenFor. It is bound to its owner, the id of the object, so that it cannot be
// put in the place of another object's key.
func SealFor(s Suite, street PublicKey, object Key, owner string) ([]byte, error) {
	return s.SealTo(street, bind("object key", owner), object[:])
}

// OpenFor reverses SealFor, or returns ErrNotOpened.
func OpenFor(s Suite, street PrivateKey, sealed []byte, owner string) (Key, error) {
	plain, err := s.OpenWith(street, bind("object key", owner), sealed)
	if err != nil {
		return Key{}, err
	}
	return KeyOf(plain)
}

// A Field seals the personal members of one object under the object's key. A
// value moved to another member or another object does not open. It is safe for
// concurrent use.
type Field struct{ aead cipher.AEAD }

// NewField returns the sealer for the members of the object whose key this is.
// Keep it for as long as several members are worked on: making it costs more
// than sealing one.
func NewField(s Suite, object Key) Field {
	return Field{s.AEAD(s.Derive(object, "field"))}
}

// Seal seals the member of the object called id. The result is Overhead bytes
// longer than plain.
func (f Field) Seal(id, member string, plain []byte) []byte {
	return sealWith(f.aead, bind("field", id, member), plain)
}

// Open reverses Seal for the same id and member, or returns ErrNotOpened.
func (f Field) Open(id, member string, sealed []byte) ([]byte, error) {
	return openWith(f.aead, bind("field", id, member), sealed)
}
