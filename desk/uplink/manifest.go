package uplink

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"xiaochuang/desk"
)

// Paths of the catalogue. An object is at ObjectPath.
const (
	ManifestPath = Root + "/catalogue/manifest"
	DeltaPath    = Root + "/catalogue/delta"
)

// MostLinks bounds how many versions back a desk follows the publishers' keys.
const MostLinks = 40

// ManifestOfPath is where the manifest of one version is.
func ManifestOfPath(version string) string {
	return ManifestPath + "?" + url.Values{"version": {version}}.Encode()
}

// ObjectPath is where the object of the catalogue with the id is.
func ObjectPath(id string) string { return Root + "/catalogue/objects/" + id }

// Bounds of a catalogue on the wire. A manifest of MaxObjects fits into one
// answer.
const (
	MaxObjects    = 4000      // of one catalogue
	MaxObject     = 256 << 10 // bytes of one object
	MaxCatalogue  = 32 << 20  // bytes of all objects of one catalogue
	MaxDelta      = 200       // objects of one answer to a delta
	MaxPublishers = 2         // keys that may sign: the one in use, and the next
)

// CertificateCode begins the code of an object that is a certificate which must
// not be issued; its key follows. Every other object is an item, under its id.
const CertificateCode = "cert:"

// A Manifest is one version of the catalogue as its publisher signed it. The
// centre only keeps it: it has no key that a desk would take for the publisher's.
type Manifest struct {
	Version       string        `json:"version"` // dotted decimal numbers, higher than any before
	Prev          string        `json:"prev"`    // version before it, "" for none
	Published     desk.LineTime `json:"published_at"`
	Effective     desk.LineTime `json:"effective_at"`
	Expires       desk.LineTime `json:"expires_at"`
	Demonstration bool          `json:"demonstration"`
	Publishers    []string      `json:"publishers"` // public keys of which one signs the next version
	Objects       []Object      `json:"objects"`    // in the order of the catalogue
	Root          string        `json:"root"`       // digest over the objects
	Sig           []byte        `json:"sig"`        // by one of the publishers of the version before
}

// An Object is one item or certificate of a catalogue, by the digest of its
// bytes.
type Object struct {
	Code string `json:"item_code"`
	Ver  int    `json:"ver"`
	ID   string `json:"id"`
	Size int    `json:"size"`
}

// A Piece is an object with its bytes, a line of a delta. The body is a string,
// so that its bytes survive every JSON library.
type Piece struct {
	ID   string `json:"id"`
	Body string `json:"body"`
}

// RootOf is the digest over the objects of a catalogue: of code, version, id and
// size of each, every one of them followed by a newline.
func RootOf(d Digests, objects []Object) string {
	var b bytes.Buffer
	for _, o := range objects {
		fmt.Fprintf(&b, "%s\n%d\n%s\n%d\n", o.Code, o.Ver, o.ID, o.Size)
	}
	return d.Digest(b.Bytes())
}

// Signing is what the publisher signs: the members, one a line, the publishers
// with a space between them, and the root, which stands for the objects.
func (m Manifest) Signing() []byte {
	return []byte(strings.Join([]string{
		"catalogue", m.Version, m.Prev, wireTime(m.Published), wireTime(m.Effective), wireTime(m.Expires),
		strconv.FormatBool(m.Demonstration), strings.Join(m.Publishers, " "), m.Root,
	}, "\n"))
}

// Digest names the manifest, as hello does: the digest of what is signed.
func (m Manifest) Digest(d Digests) string { return d.Digest(m.Signing()) }

// Point is how hello names the manifest.
func (m Manifest) Point(d Digests) CataloguePoint {
	return CataloguePoint{Version: m.Version, Manifest: m.Digest(d)}
}

func wireTime(t desk.LineTime) string {
	b, err := json.Marshal(t)
	if err != nil {
		return "" // A LineTime always encodes.
	}
	return strings.Trim(string(b), `"`)
}

// objectCode is the form of a code.
var objectCode = regexp.MustCompile(`^(cert:)?[A-Za-z0-9][A-Za-z0-9._-]{0,79}$`)

// longest is how long a version may hold, and how late it may come into effect.
const longest = 5 * 366 * 24 * time.Hour

// Check returns a Problem of kind Broken, "catalogue.manifest", for a manifest
// that is beyond the bounds of the wire or does not fit its own root. It does not
// look at the signature.
func (m Manifest) Check(d Digests) error {
	no := func(why string) error {
		return &desk.Problem{Kind: desk.Broken, What: "catalogue.manifest", Cause: fmt.Errorf("manifest of %.40q: %s", m.Version, why)}
	}
	published, effective, expires := time.Time(m.Published), time.Time(m.Effective), time.Time(m.Expires)
	switch {
	case !ValidVersion(m.Version) || m.Prev != "" && !ValidVersion(m.Prev):
		return no("version")
	case m.Prev != "" && !Higher(m.Version, m.Prev):
		return no("not above the version before")
	case published.Year() < 2000 || effective.Before(published) || !expires.After(effective) || expires.Sub(published) > longest:
		return no("times")
	case len(m.Publishers) == 0 || len(m.Publishers) > MaxPublishers:
		return no("publishers")
	case len(m.Objects) == 0 || len(m.Objects) > MaxObjects:
		return no("number of objects")
	case len(m.Sig) == 0 || len(m.Sig) > 256:
		return no("signature")
	}
	for _, p := range m.Publishers {
		if p == "" || len(p) > 256 || strings.ContainsFunc(p, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return no("publishers")
		}
	}
	codes, total := make(map[string]bool, len(m.Objects)), 0
	for _, o := range m.Objects {
		total += max(o.Size, 0)
		switch {
		case !objectCode.MatchString(o.Code) || codes[o.Code]:
			return no("code")
		case o.Ver < 1 || o.Size < 1 || o.Size > MaxObject || total > MaxCatalogue:
			return no("size")
		case !isDigest(d, o.ID):
			return no("id")
		}
		codes[o.Code] = true
	}
	if m.Root != RootOf(d, m.Objects) {
		return no("root")
	}
	return nil
}

// isDigest reports whether id has the form of a digest of the deployment.
func isDigest(d Digests, id string) bool {
	hex, ok := strings.CutPrefix(id, d.Algorithm()+":")
	return ok && len(hex) == 64 && strings.Trim(hex, "0123456789abcdef") == ""
}

// Versions of a catalogue are up to six dotted decimal numbers.
var versionForm = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})(\.(0|[1-9][0-9]{0,8})){0,5}$`)

// ValidVersion reports whether v can be the version of a published catalogue:
// dotted decimal numbers without leading zeros, such as 2026.11.3.
func ValidVersion(v string) bool { return versionForm.MatchString(v) }

// Higher reports whether version a comes after b, number by number; a further
// number makes a version higher. Every version comes after "".
func Higher(a, b string) bool {
	if b == "" {
		return a != ""
	}
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(x), len(y)) {
		p, _ := strconv.Atoi(x[i])
		q, _ := strconv.Atoi(y[i])
		if p != q {
			return p > q
		}
	}
	return len(x) > len(y)
}

// PieceLine is one line of a delta, with its newline.
func PieceLine(id string, body []byte) ([]byte, error) {
	b, err := json.Marshal(Piece{ID: id, Body: string(body)})
	if err != nil {
		return nil, fmt.Errorf("encode object: %w", err)
	}
	return append(b, '\n'), nil
}

// ParseDelta takes the body of a delta apart. What is not a line of one, or more
// than a delta may have, is a Problem of kind Broken.
func ParseDelta(body []byte) ([]Piece, error) {
	broken := func(err error) error { return &desk.Problem{Kind: desk.Broken, What: "catalogue.object", Cause: err} }
	lines, err := SplitLines(body)
	if err != nil || len(lines) > MaxDelta {
		return nil, broken(err)
	}
	list := make([]Piece, len(lines))
	for i, l := range lines {
		if err := json.Unmarshal(l, &list[i]); err != nil {
			return nil, broken(err)
		}
	}
	return list, nil
}
