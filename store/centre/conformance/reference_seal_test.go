package conformance_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hpke"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// What the page says of sealing, for suite intl.

// refBound writes each part behind its length.
func refBound(parts ...string) (b []byte) {
	for _, p := range parts {
		b = append(binary.BigEndian.AppendUint32(b, uint32(len(p))), p...)
	}
	return b
}

func refDerived(key []byte, label string) []byte {
	b, err := hkdf.Key(sha256.New, key, nil, "xiaochuang/1/"+label, 32)
	if err != nil {
		panic(err) // Of 32 bytes it has none.
	}
	return b
}

func refCipher(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(refDerived(key, "aes-256-gcm"))
	if err != nil {
		panic(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return aead
}

// object opens the key of an owner that was shared with the street.
func (c *reference) object(owner string, sealed []byte) ([]byte, error) {
	key, err := hpke.NewDHKEMPrivateKey(c.box)
	if err != nil {
		return nil, err
	}
	if len(sealed) == 0 || sealed[0] != 1 {
		return nil, errors.New("not a sealed key")
	}
	return hpke.Open(key, hpke.HKDFSHA256(), hpke.AES256GCM(), refBound("object key", owner), sealed[1:])
}

// refMember opens a sealed member of an owner.
func refMember(object []byte, owner, member string, sealed []byte) ([]byte, error) {
	if len(sealed) < 13 || sealed[0] != 1 {
		return nil, errors.New("not a sealed member")
	}
	return refCipher(refDerived(object, "field")).Open(nil, sealed[1:13], sealed[13:], refBound("field", owner, member))
}

// refPage opens a page.
func refPage(object, sealed []byte) (plain []byte, err error) {
	const magic, header, chunk = "xcblob1\n", 31, 64<<10 + 16
	if len(sealed) < header || string(sealed[:8]) != magic {
		return nil, errors.New("not a page")
	}
	head, rest := sealed[:header], sealed[header:]
	aead := refCipher(refDerived(object, "blob/"+hex.EncodeToString(head[8:24])))
	for i := uint32(0); ; i++ {
		piece, last := rest, byte(1)
		if len(rest) > chunk {
			piece, last = rest[:chunk], 0
		}
		nonce := append(binary.BigEndian.AppendUint32(append([]byte{}, head[24:]...), i), last)
		if plain, err = aead.Open(plain, nonce, piece, head); err != nil || last == 1 {
			return plain, err
		}
		rest = rest[len(piece):]
	}
}

// A refRead is what a reviewer of the street reads of a case.
type refRead struct {
	Applicant string
	Pages     [][]byte
}

// reads opens a case: its line, the line that shares its key, and its pages.
func (c *reference) reads(desk, id string) (r refRead, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	type page struct{ ID string }
	var sealed, key []byte
	var pages []page
	for _, line := range c.desks[desk].current.lines {
		var l struct {
			Kind string
			Body struct {
				Note  map[string]string
				Cases []struct {
					ID        string
					Sealed    []byte
					Materials []struct{ Pages []page }
				}
			}
		}
		if json.Unmarshal(line, &l) != nil {
			continue
		}
		if shared := l.Body.Note["case:"+id]; l.Kind == "key.shared" && shared != "" {
			if key, err = c.object("case:"+id, c.blobs[desk[:9]+shared].whole); err != nil {
				return r, fmt.Errorf("key: %w", err)
			}
		}
		for _, k := range l.Body.Cases {
			if k.ID == id {
				sealed, pages = k.Sealed, nil
				for _, m := range k.Materials {
					pages = append(pages, m.Pages...)
				}
			}
		}
	}
	plain, err := refMember(key, "case:"+id, "private", sealed)
	var private struct{ Applicant struct{ Name string } }
	if err := errors.Join(err, json.Unmarshal(plain, &private)); err != nil {
		return r, fmt.Errorf("case: %w", err)
	}
	r.Applicant = strings.Clone(private.Applicant.Name)
	for _, p := range pages {
		plain, err := refPage(key, c.blobs[desk[:9]+p.ID].whole)
		if err != nil {
			return r, fmt.Errorf("page: %w", err)
		}
		r.Pages = append(r.Pages, plain)
	}
	return r, nil
}
