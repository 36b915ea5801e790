package conformance_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
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

// privateKey is the key of a kind that the vectors are made with: the bytes 01 to 20, known to everybody.
func privateKey(t *testing.T, kind string) (seal.PrivateKey, seal.PublicKey) {
	t.Helper()
	var key seal.PrivateKey
	if err := key.UnmarshalText([]byte("private:" + kind + ":" + base64.StdEncoding.EncodeToString(counting(1)))); err != nil {
		t.Fatal(err)
	}
	public, err := key.Public()
	if err != nil {
		t.Fatal(err)
	}
	return key, public
}

// counting is 32 bytes that go up from one.
func counting(from byte) []byte {
	b := make([]byte, 32)
	for i := range b {
		b[i] = from + byte(i)
	}
	return b
}

// A drawn is a value that is not the same twice: the one on the page must be good.
type drawn struct {
	name string
	good func(raw []byte) bool
	draw func() ([]byte, error)
}

// drawings are the drawn values of one suite.
func drawings(t *testing.T, s seal.Suite, signed []byte) []drawn {
	t.Helper()
	kinds := map[string][2]string{"gm": {"sm2-sign", "sm2-box"}, "intl": {"ed25519-sign", "x25519-box"}}[s.Name()]
	sign, signPublic := privateKey(t, kinds[0])
	box, boxPublic := privateKey(t, kinds[1])
	object, err := seal.KeyOf(counting(0x21))
	if err != nil {
		t.Fatal(err)
	}
	field := seal.NewField(s, object)
	const owner, member, plain = "case:01J", "private", `{"a":1}`
	return []drawn{
		{
			"Sync-Signature",
			func(raw []byte) bool { return s.Verify(signPublic, signed, raw) == nil },
			func() ([]byte, error) { return s.Sign(sign, signed) },
		},
		{
			"sealed key",
			func(raw []byte) bool {
				got, err := seal.OpenFor(s, box, raw, owner)
				return err == nil && got == object
			},
			func() ([]byte, error) { return seal.SealFor(s, boxPublic, object, owner) },
		},
		{
			"sealed member",
			func(raw []byte) bool {
				got, err := field.Open(owner, member, raw)
				return err == nil && string(got) == plain
			},
			func() ([]byte, error) { return field.Seal(owner, member, []byte(plain)), nil },
		},
		{
			"sealed page",
			func(raw []byte) bool {
				var got strings.Builder
				_, err := seal.OpenBlob(s, &got, bytes.NewReader(raw), object)
				return err == nil && got.String() == "page"
			},
			func() ([]byte, error) {
				var out bytes.Buffer
				_, err := seal.SealBlob(s, &out, strings.NewReader("page"), object)
				return out.Bytes(), err
			},
		},
	}
}

// vectors are the values of one suite, but for those that are drawn.
func vectors(t *testing.T, s seal.Suite) (text string, signed []byte) {
	t.Helper()
	lines := [][]byte{[]byte(`{"a":1}`), []byte("not a line")}
	begin := uplink.Begin(s, "6f0c")
	slice := uplink.Slice{Prev: begin, Lines: lines}
	digest := uplink.ContentDigest(slice.Body())
	signed = uplink.Signing("POST", uplink.EventsPath, digest, "5e55", 7)
	_, public := privateKey(t, map[string]string{"gm": "sm2-sign", "intl": "ed25519-sign"}[s.Name()])
	_, box := privateKey(t, map[string]string{"gm": "sm2-box", "intl": "x25519-box"}[s.Name()])
	nothing := uplink.ContentDigest(nil)
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
		{"of nothing", nothing},
		{"signed GET", fmt.Sprintf("%q", uplink.Signing("GET", uplink.FeedPath+"?cursor=&limit=200", nothing, "5e55", 8))},
		{"private key", hex.EncodeToString(counting(1))},
		{"public key", public.String()},
		{"box key", box.String()},
		{"owner", "case:01J"},
		{"object key", hex.EncodeToString(counting(0x21))},
		{"member private", `{"a":1}`},
		{"page", "page"},
	} {
		fmt.Fprintf(&b, "%-15s %s\n", v[0], v[1])
	}
	return b.String(), signed
}

// TestVectorsAreTrue holds the vectors of docs/wire.md.
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
	var want strings.Builder
	blocks := strings.Split(had, "suite ")
	for i, s := range []seal.Suite{seal.GM(), seal.Intl()} {
		values, signed := vectors(t, s)
		fmt.Fprintf(&want, "\n```\n%s", values)
		for _, d := range drawings(t, s, signed) {
			var had []byte
			if i+1 < len(blocks) {
				if found := regexp.MustCompile(`(?m)^` + d.name + ` +(\S+)$`).FindStringSubmatch(blocks[i+1]); found != nil {
					had, _ = base64.StdEncoding.DecodeString(found[1])
				}
			}
			if !d.good(had) {
				if !*update {
					t.Errorf("the %s of %s is not good", d.name, s.Name())
				}
				if had, err = d.draw(); err != nil {
					t.Fatal(err)
				}
			}
			fmt.Fprintf(&want, "%-15s %s\n", d.name, base64.StdEncoding.EncodeToString(had))
		}
		want.WriteString("```\n")
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
