package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// each runs a test against both suites.
func each(t *testing.T, test func(t *testing.T, s Suite)) {
	for _, name := range []string{"gm", "intl"} {
		t.Run(name, func(t *testing.T) {
			s, err := Named(name)
			if err != nil || s.Name() != name {
				t.Fatalf("suite %v, %v", s, err)
			}
			test(t, s)
		})
	}
}

func TestNamedRefusesOthers(t *testing.T) {
	if _, err := Named("GM"); !errors.Is(err, ErrSuite) {
		t.Fatalf("got %v", err)
	}
}

func TestSealedValueOpensOnlyAsItWas(t *testing.T) {
	each(t, func(t *testing.T, s Suite) {
		key, other := NewObjectKey(), NewObjectKey()
		for _, plain := range [][]byte{nil, {0}, []byte("value"), bytes.Repeat([]byte{7}, 5000)} {
			sealed := s.Seal(key, []byte("aad"), plain)
			if len(sealed) != len(plain)+Overhead {
				t.Fatalf("%d plain bytes take %d", len(plain), len(sealed))
			}
			got, err := s.Open(key, []byte("aad"), sealed)
			if err != nil || !bytes.Equal(got, plain) {
				t.Fatalf("got %x, %v", got, err)
			}
			if _, err := s.Open(other, []byte("aad"), sealed); !errors.Is(err, ErrNotOpened) {
				t.Errorf("another key: %v", err)
			}
			if _, err := s.Open(key, []byte("aae"), sealed); !errors.Is(err, ErrNotOpened) {
				t.Errorf("other associated data: %v", err)
			}
			if _, err := s.Open(key, []byte("aad"), append(bytes.Clone(sealed), 0)); !errors.Is(err, ErrNotOpened) {
				t.Errorf("a byte more: %v", err)
			}
		}
		sealed := s.Seal(key, nil, []byte("value"))
		for i := range sealed {
			if _, err := s.Open(key, nil, sealed[:i]); !errors.Is(err, ErrNotOpened) {
				t.Errorf("cut to %d bytes: %v", i, err)
			}
			for bit := range 8 {
				bad := bytes.Clone(sealed)
				bad[i] ^= 1 << bit
				if _, err := s.Open(key, nil, bad); !errors.Is(err, ErrNotOpened) {
					t.Errorf("bit %d of byte %d flipped: %v", bit, i, err)
				}
			}
		}
	})
}

func TestSealingTwiceLooksDifferent(t *testing.T) {
	each(t, func(t *testing.T, s Suite) {
		key, seen := NewObjectKey(), map[string]bool{}
		for range 1000 {
			seen[string(s.Seal(key, nil, []byte("value")))] = true
		}
		if len(seen) != 1000 {
			t.Fatalf("%d different of 1000", len(seen))
		}
	})
}

// The expected values were made with OpenSSL: kdf HKDF and dgst -mac HMAC.
func TestDeriveAndIndexAgreeWithOpenSSL(t *testing.T) {
	var key Key
	for i := range key {
		key[i] = byte(i)
	}
	for _, tt := range []struct {
		suite         Suite
		derive, index string
	}{
		{
			GM(), "560d7fe522fc82c2259d770d9c6dbb89c932805cfe3c49dfad66123fc095504e",
			"323e8ce37801d33153b6517d5c4bdcf0",
		},
		{
			Intl(), "bd1d04d3064c20a1889cf4a4d0b9fd005df0c73a6b896fe0602191b389b6dd4c",
			"091acd387f039df9bee91e5084f48c36",
		},
	} {
		derived := tt.suite.Derive(key, "field")
		if !bytes.Equal(derived[:], unhex(t, tt.derive)) {
			t.Errorf("%s derives %x", tt.suite.Name(), derived[:])
		}
		if got := tt.suite.Index(key, "case.phone", "value"); !bytes.Equal(got, unhex(t, tt.index)) {
			t.Errorf("%s indexes as %x", tt.suite.Name(), got)
		}
	}
}

func TestIndexKeepsColumnsApart(t *testing.T) {
	each(t, func(t *testing.T, s Suite) {
		key := NewObjectKey()
		a := s.Index(key, "case.phone", "value")
		if len(a) != IndexSize || !bytes.Equal(a, s.Index(key, "case.phone", "value")) {
			t.Fatalf("index %x is not stable", a)
		}
		for _, b := range [][]byte{
			s.Index(key, "case.phon", "evalue"),
			s.Index(key, "case.phone", "Value"),
			s.Index(NewObjectKey(), "case.phone", "value"),
		} {
			if bytes.Equal(a, b) {
				t.Errorf("another column, value or key has the same index")
			}
		}
	})
}

func TestSignature(t *testing.T) {
	each(t, func(t *testing.T, s Suite) {
		private, public := pair(t, s.GenerateSigning)
		_, stranger := pair(t, s.GenerateSigning)
		signature, err := s.Sign(private, []byte("message"))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Verify(public, []byte("message"), signature); err != nil {
			t.Fatal(err)
		}
		if err := s.Verify(public, []byte("messagf"), signature); !errors.Is(err, ErrSignature) {
			t.Errorf("another message: %v", err)
		}
		if err := s.Verify(stranger, []byte("message"), signature); !errors.Is(err, ErrSignature) {
			t.Errorf("another key: %v", err)
		}
		for i := range signature {
			bad := bytes.Clone(signature)
			bad[i] ^= 1
			if err := s.Verify(public, []byte("message"), bad); !errors.Is(err, ErrSignature) {
				t.Errorf("byte %d changed: %v", i, err)
			}
			if err := s.Verify(public, []byte("message"), signature[:i]); !errors.Is(err, ErrSignature) {
				t.Errorf("cut to %d: %v", i, err)
			}
		}
	})
}

func TestBox(t *testing.T) {
	each(t, func(t *testing.T, s Suite) {
		private, public := pair(t, s.GenerateBox)
		stranger, _ := pair(t, s.GenerateBox)
		sealed, err := s.SealTo(public, []byte("aad"), []byte("value"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.OpenWith(private, []byte("aad"), sealed)
		if err != nil || string(got) != "value" {
			t.Fatalf("got %q, %v", got, err)
		}
		if _, err := s.OpenWith(private, []byte("aae"), sealed); !errors.Is(err, ErrNotOpened) {
			t.Errorf("other associated data: %v", err)
		}
		if _, err := s.OpenWith(stranger, []byte("aad"), sealed); !errors.Is(err, ErrNotOpened) {
			t.Errorf("another key: %v", err)
		}
		for i := range sealed {
			bad := bytes.Clone(sealed)
			bad[i] ^= 0x40
			if _, err := s.OpenWith(private, []byte("aad"), bad); !errors.Is(err, ErrNotOpened) {
				t.Errorf("byte %d changed: %v", i, err)
			}
			if _, err := s.OpenWith(private, []byte("aad"), sealed[:i]); !errors.Is(err, ErrNotOpened) {
				t.Errorf("cut to %d: %v", i, err)
			}
		}
	})
}

func TestObjectKeyForTheStreetIsBoundToItsOwner(t *testing.T) {
	each(t, func(t *testing.T, s Suite) {
		private, public := pair(t, s.GenerateBox)
		key := NewObjectKey()
		sealed, err := SealFor(s, public, key, "case:1")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := OpenFor(s, private, sealed, "case:1"); err != nil || got != key {
			t.Fatalf("not the key that was sealed: %v", err)
		}
		if _, err := OpenFor(s, private, sealed, "case:2"); !errors.Is(err, ErrNotOpened) {
			t.Fatalf("another owner: %v", err)
		}
	})
}

func TestFieldStaysInItsPlace(t *testing.T) {
	each(t, func(t *testing.T, s Suite) {
		key := NewObjectKey()
		f := NewField(s, key)
		sealed := f.Seal("case:1", "name", []byte(`"value"`))
		got, err := NewField(s, key).Open("case:1", "name", sealed)
		if err != nil || string(got) != `"value"` {
			t.Fatalf("got %q, %v", got, err)
		}
		for _, place := range [][2]string{{"case:2", "name"}, {"case:1", "phone"}, {"case:1n", "ame"}, {"", "case:1name"}} {
			if _, err := f.Open(place[0], place[1], sealed); !errors.Is(err, ErrNotOpened) {
				t.Errorf("moved to %q: %v", place, err)
			}
		}
		if _, err := NewField(s, NewObjectKey()).Open("case:1", "name", sealed); !errors.Is(err, ErrNotOpened) {
			t.Errorf("another object: %v", err)
		}
		if _, err := s.Open(key, bind("field", "case:1", "name"), sealed); !errors.Is(err, ErrNotOpened) {
			t.Errorf("the object key itself opens fields: %v", err)
		}
	})
}

func TestKeyTextsSurviveJSON(t *testing.T) {
	each(t, func(t *testing.T, s Suite) {
		for _, generate := range []func() (PrivateKey, error){s.GenerateSigning, s.GenerateBox} {
			private, public := pair(t, generate)
			b, err := json.Marshal(struct {
				P PrivateKey
				Q PublicKey
			}{private, public})
			if err != nil {
				t.Fatal(err)
			}
			var back struct {
				P PrivateKey
				Q PublicKey
			}
			if err := json.Unmarshal(b, &back); err != nil {
				t.Fatal(err)
			}
			if back.P != private || back.Q != public {
				t.Fatal("keys changed on the way")
			}
		}
	})
}

func TestKeysOfTheWrongKindAreRefused(t *testing.T) {
	each(t, func(t *testing.T, s Suite) {
		sign, signPublic := pair(t, s.GenerateSigning)
		box, boxPublic := pair(t, s.GenerateBox)
		other := map[string]Suite{"gm": Intl(), "intl": GM()}[s.Name()]
		otherSign, otherSignPublic := pair(t, other.GenerateSigning)
		otherBox, otherBoxPublic := pair(t, other.GenerateBox)
		for _, k := range []PrivateKey{box, otherSign, otherBox, {}} {
			if _, err := s.Sign(k, nil); !errors.Is(err, ErrKey) {
				t.Errorf("sign with %s: %v", k.kind, err)
			}
		}
		for _, k := range []PublicKey{boxPublic, otherSignPublic, otherBoxPublic, {}} {
			if err := s.Verify(k, nil, nil); !errors.Is(err, ErrKey) {
				t.Errorf("verify with %s: %v", k.kind, err)
			}
		}
		for _, k := range []PublicKey{signPublic, otherSignPublic, otherBoxPublic, {}} {
			if _, err := s.SealTo(k, nil, nil); !errors.Is(err, ErrKey) {
				t.Errorf("seal to %s: %v", k.kind, err)
			}
		}
		for _, k := range []PrivateKey{sign, otherSign, otherBox, {}} {
			if _, err := s.OpenWith(k, nil, nil); !errors.Is(err, ErrKey) {
				t.Errorf("open with %s: %v", k.kind, err)
			}
		}
	})
}

func TestBadKeyTextsAreRefused(t *testing.T) {
	_, good := pair(t, GM().GenerateSigning)
	text := good.String()
	for _, bad := range []string{
		"sm2-sign", "sm2-sign:", "sm2-sign:AAAA", "rsa:AAAA", text[:len(text)-4], text + "AAAA",
		"private:" + text, strings.Replace(text, "sm2-sign", "ed25519-sign", 1),
		"sm2-sign:BA" + strings.Repeat("A", 84) + "=", // 0,0 is no point of the curve
		"x25519-box:AAAA", "sm2-sign:" + strings.Repeat("A", 4096),
	} {
		var k PublicKey
		if err := k.UnmarshalText([]byte(bad)); !errors.Is(err, ErrKey) {
			t.Errorf("%.40q as public key: %v", bad, err)
		}
		var p PrivateKey
		if err := p.UnmarshalText([]byte(bad)); !errors.Is(err, ErrKey) {
			t.Errorf("%.40q as private key: %v", bad, err)
		}
	}
	var p PrivateKey
	zero := "private:sm2-sign:" + strings.Repeat("A", 43) + "="
	if err := p.UnmarshalText([]byte(zero)); !errors.Is(err, ErrKey) {
		t.Errorf("scalar zero: %v", err)
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	key := NewObjectKey()
	private, _ := pair(t, GM().GenerateSigning)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
		if got := fmt.Sprintf(verb, key); got != "[key]" {
			t.Errorf("%s prints %s", verb, got)
		}
		if got := fmt.Sprintf(verb, private); got != "[private key]" {
			t.Errorf("%s prints %s", verb, got)
		}
		if got := fmt.Sprintf(verb, &Keys{station: key}); got != "[keys]" {
			t.Errorf("%s prints %s", verb, got)
		}
	}
	if _, err := json.Marshal(key); !errors.Is(err, ErrSecret) {
		t.Errorf("a key became JSON: %v", err)
	}
}

func TestParseDigest(t *testing.T) {
	each(t, func(t *testing.T, s Suite) {
		id := s.Digest([]byte("page"))
		algorithm, sum, err := ParseDigest(id)
		if err != nil || algorithm != s.Algorithm() || sum != s.Hash([]byte("page")) {
			t.Fatalf("got %s %x %v", algorithm, sum, err)
		}
		for _, bad := range []string{
			"", ":", id[:len(id)-1], id + "0", strings.ToUpper(id), "md5" + id[strings.Index(id, ":"):],
			id[:len(id)-1] + "A", id[:len(id)-1] + "g", id[:len(id)-2] + "..", " " + id, id[:len(id)-1] + "/",
		} {
			if _, _, err := ParseDigest(bad); !errors.Is(err, ErrDigest) {
				t.Errorf("%q: %v", bad, err)
			}
		}
	})
}

func pair(t *testing.T, generate func() (PrivateKey, error)) (PrivateKey, PublicKey) {
	t.Helper()
	private, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	public, err := private.Public()
	if err != nil {
		t.Fatal(err)
	}
	return private, public
}
