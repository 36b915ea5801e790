package seal

import (
	"bytes"
	"encoding/asn1"
	"encoding/hex"
	"math/big"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm4"
)

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The two examples of GB/T 32905-2016, appendix A.
func TestSM3OfTheStandard(t *testing.T) {
	for in, want := range map[string]string{
		"abc":                      "sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
		strings.Repeat("abcd", 16): "sm3:debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
	} {
		if got := GM().Digest([]byte(in)); got != want {
			t.Errorf("SM3 of %q is %s, the standard has %s", in, got, want)
		}
		h := GM().NewHash()
		for i := range in {
			h.Write([]byte{in[i]})
		}
		if got := GM().DigestOf(h); got != want {
			t.Errorf("running SM3 of %q is %s, the standard has %s", in, got, want)
		}
	}
}

// Both examples of GB/T 32907-2016, appendix A: one block, and the block
// encrypted a million times.
func TestSM4OfTheStandard(t *testing.T) {
	b := unhex(t, "0123456789ABCDEFFEDCBA9876543210")
	c, err := sm4.NewCipher(b)
	if err != nil {
		t.Fatal(err)
	}
	c.Encrypt(b, b)
	if want := unhex(t, "681EDF34D206965E86B3E94F536E4246"); !bytes.Equal(b, want) {
		t.Fatalf("SM4 gives %x, the standard has %x", b, want)
	}
	for range 999_999 {
		c.Encrypt(b, b)
	}
	if want := unhex(t, "595298C7C6FD271F0402F804C33D3F66"); !bytes.Equal(b, want) {
		t.Fatalf("SM4 a million times gives %x, the standard has %x", b, want)
	}
}

// The example of RFC 8998, appendix A.1, through the same construction that
// seals fields and pages.
func TestSM4GCMOfRFC8998(t *testing.T) {
	aead := gcm(GM().(gmSuite).newCipher, unhex(t, "0123456789ABCDEFFEDCBA9876543210"))
	plain := unhex(t, `AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD
		EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA`)
	got := aead.Seal(nil, unhex(t, "00001234567800000000ABCD"), plain,
		unhex(t, "FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"))
	want := unhex(t, `17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735
		D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D83DE3541E4C2B58177E065A9BF7B62EC`)
	if !bytes.Equal(got, want) {
		t.Fatalf("SM4-GCM gives\n%x, the RFC has\n%x", got, want)
	}
}

const (
	standardScalar = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"
	standardPoint  = `04 09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020
		CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13`
)

// The example of GB/T 32918.5-2017, A.2: key pair and signature.
func TestSM2SignatureOfTheStandard(t *testing.T) {
	private := PrivateKey{kind: sm2Sign, secret: Key(unhex(t, standardScalar))}
	public, err := private.Public()
	if err != nil {
		t.Fatal(err)
	}
	if got := []byte(public.raw); !bytes.Equal(got, unhex(t, standardPoint)) {
		t.Fatalf("the point is %x", got)
	}
	signature, err := asn1.Marshal(struct{ R, S *big.Int }{
		new(big.Int).SetBytes(unhex(t, "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3")),
		new(big.Int).SetBytes(unhex(t, "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA")),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := GM().Verify(public, []byte("message digest"), signature); err != nil {
		t.Fatalf("the signature of the standard: %v", err)
	}
	if err := GM().Verify(public, []byte("message Digest"), signature); err == nil {
		t.Fatal("the signature of the standard fits another message")
	}
}

// The example of GB/T 32918.5-2017, C.2: decryption, in the order C1 ‖ C3 ‖ C2.
func TestSM2DecryptionOfTheStandard(t *testing.T) {
	private, err := sm2Private(PrivateKey{kind: sm2Box, secret: Key(unhex(t, standardScalar))}, sm2Box)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := sm2.Decrypt(private, unhex(t, `04
		04EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73
		E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0
		59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766
		21886CA989CA9C7D58087307CA93092D651EFA`))
	if err != nil || string(plain) != "encryption standard" {
		t.Fatalf("got %q, %v", plain, err)
	}
}
