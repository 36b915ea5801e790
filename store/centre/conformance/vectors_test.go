package conformance_test

import (
	"encoding/base64"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"xiaochuang/desk/uplink"
	"xiaochuang/store/seal"
)

var update = flag.Bool("update", false, "write the vectors in docs/wire.md")

const page = "../../../docs/wire.md"

// signer is the key that the vectors are signed with: the bytes 01 to 20, known
// to everybody.
func signer(t *testing.T, s seal.Suite) (seal.PrivateKey, seal.PublicKey) {
	t.Helper()
	secret := make([]byte, 32)
	for i := range secret {
		secret[i] = byte(i + 1)
	}
	kind := map[string]string{"gm": "sm2-sign", "intl": "ed25519-sign"}[s.Name()]
	var key seal.PrivateKey
	if err := key.UnmarshalText([]byte("private:" + kind + ":" + base64.StdEncoding.EncodeToString(secret))); err != nil {
		t.Fatal(err)
	}
	public, err := key.Public()
	if err != nil {
		t.Fatal(err)
	}
	return key, public
}

// vectors are the values of one suite, but for the signature.
func vectors(t *testing.T, s seal.Suite) (text string, signed []byte) {
	t.Helper()
	lines := [][]byte{[]byte(`{"a":1}`), []byte("not a line")}
	begin := uplink.Begin(s, "6f0c")
	slice := uplink.Slice{Prev: begin, Lines: lines}
	digest := uplink.ContentDigest(slice.Body())
	signed = uplink.Signing("POST", uplink.EventsPath, digest, "5e55", 7)
	_, public := signer(t, s)
	var b strings.Builder
	for _, v := range [][2]string{
		{"suite", s.Name()},
		{"inc", "6f0c"},
		{"chain 0", begin.Text(s)},
		{"line 1", string(lines[0])},
		{"H(line 1)", s.Digest(lines[0])},
		{"chain 1", begin.Link(s, lines[0]).Text(s)},
		{"line 2", string(lines[1])},
		{"chain 2", slice.Chain(s).Text(s)},
		{"Content-Digest", digest},
		{"signed bytes", fmt.Sprintf("%q", signed)},
		{"private key", "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20"},
		{"public key", public.String()},
	} {
		fmt.Fprintf(&b, "%-15s %s\n", v[0], v[1])
	}
	return b.String(), signed
}

// TestVectorsAreTrue holds the vectors of docs/wire.md. A signature is not the
// same twice; the one on the page must be good.
func TestVectorsAreTrue(t *testing.T) {
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- vectors -->\n", "<!-- /vectors -->\n"
	before, rest, ok := strings.Cut(string(b), begin)
	had, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("the page has no place for the vectors")
	}
	signatures := regexp.MustCompile(`(?m)^Sync-Signature +(\S+)$`).FindAllStringSubmatch(had, -1)
	var want strings.Builder
	for i, s := range []seal.Suite{seal.GM(), seal.Intl()} {
		values, signed := vectors(t, s)
		key, public := signer(t, s)
		sig := ""
		if i < len(signatures) {
			sig = signatures[i][1]
		}
		raw, err := base64.StdEncoding.DecodeString(sig)
		if err != nil || s.Verify(public, signed, raw) != nil {
			if !*update {
				t.Errorf("the signature of %s is not good", s.Name())
			}
			if raw, err = s.Sign(key, signed); err != nil {
				t.Fatal(err)
			}
			sig = base64.StdEncoding.EncodeToString(raw)
		}
		fmt.Fprintf(&want, "\n```\n%s%-15s %s\n```\n", values, "Sync-Signature", sig)
	}
	want.WriteString("\n")
	if *update {
		if err := os.WriteFile(page, []byte(before+begin+want.String()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if had != want.String() {
		t.Error("docs/wire.md has other vectors; go test ./store/centre/conformance -run TestVectorsAreTrue -update writes them")
	}
}
