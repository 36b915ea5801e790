package guide

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"xiaochuang/desk"
)

// A Catalogue is one version of everything that a station handles. It never
// changes; what its methods return shares its memory and must not be changed.
// It is the desk.Guide of the use cases.
type Catalogue struct {
	version       string
	effective     desk.Day
	demonstration bool
	digest        string
	items         []desk.Item
	byID          map[string]int
	certificates  []desk.Certificate
	byKey         map[string]int
}

var _ desk.Guide = (*Catalogue)(nil)

// header is what a catalogue file says about itself.
type header struct {
	Version       string   `json:"version"`
	Effective     desk.Day `json:"effective"`
	Demonstration bool     `json:"demonstration"`
}

// assemble makes the catalogue of entries that the linter has passed.
func assemble(h header, items []desk.Item, certificates []desk.Certificate) (*Catalogue, error) {
	c := &Catalogue{
		version: h.Version, effective: h.Effective, demonstration: h.Demonstration,
		items: items, byID: make(map[string]int, len(items)),
		certificates: certificates, byKey: make(map[string]int, len(certificates)),
	}
	for i := range items {
		c.byID[items[i].ID] = i
		c.demonstration = c.demonstration || items[i].CodesMade || !items[i].Verified
	}
	for i := range certificates {
		c.byKey[certificates[i].Key] = i
	}
	b, err := json.Marshal(struct {
		Effective    desk.Day
		Items        []desk.Item
		Certificates []desk.Certificate
	}{h.Effective, items, certificates})
	if err != nil {
		return nil, fmt.Errorf("digest of the catalogue: %w", err)
	}
	sum := sha256.Sum256(b)
	c.digest = hex.EncodeToString(sum[:])
	if c.version == "" {
		c.version = c.digest[:12]
	}
	return c, nil
}

// Item returns the item with the id.
func (c *Catalogue) Item(id string) (desk.Item, bool) {
	i, ok := c.byID[id]
	if !ok {
		return desk.Item{}, false
	}
	return c.items[i], true
}

// Items lists the items in the order of the file.
func (c *Catalogue) Items() []desk.Item { return c.items }

// Certificate returns the certificate that must not be issued with the key.
func (c *Catalogue) Certificate(key string) (desk.Certificate, bool) {
	i, ok := c.byKey[key]
	if !ok {
		return desk.Certificate{}, false
	}
	return c.certificates[i], true
}

// Certificates lists the certificates that must not be issued. The twenty of
// 民发〔2020〕20号 are always among them: a file can reword them and add to
// them, but not take one away.
func (c *Catalogue) Certificates() []desk.Certificate { return c.certificates }

// Version names the catalogue as its file does, or by the beginning of its
// digest where the file does not.
func (c *Catalogue) Version() string { return c.version }

// At implements desk.Guide.
func (c *Catalogue) At(version string) (desk.Guide, bool) {
	return c, version == "" || version == c.version
}

// Digest is the SHA-256 of the content in hexadecimal: two catalogues of the
// same version but different digests are not the same.
func (c *Catalogue) Digest() string { return c.digest }

// Effective is the day from which the catalogue holds, "" where its file does
// not say.
func (c *Catalogue) Effective() desk.Day { return c.effective }

// Demonstration reports whether any of it is invented or unverified, so that
// every paper has to say so.
func (c *Catalogue) Demonstration() bool { return c.demonstration }

// Tailor returns the materials that the answers to an item's questions choose,
// in the item's order; see Tailor for why each is there. The error is a
// Problem of kind NotFound for an unknown item and of kind Invalid for an
// answer that the item does not know.
func (c *Catalogue) Tailor(id string, answers map[string]string) ([]desk.Requirement, error) {
	it, ok := c.Item(id)
	if !ok {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "item"}
	}
	t, err := Tailor(it, answers)
	if err != nil {
		return nil, err
	}
	list := make([]desk.Requirement, len(t.Asked))
	for i, a := range t.Asked {
		list[i] = a.Requirement
	}
	return list, nil
}

// merged returns the base certificates, each replaced by one of the same key
// in the file, and the file's further ones after them.
func merged(base, file []desk.Certificate) []desk.Certificate {
	byKey := make(map[string]desk.Certificate, len(file))
	for _, c := range file {
		byKey[c.Key] = c
	}
	var all []desk.Certificate
	known := map[string]bool{}
	for _, c := range base {
		known[c.Key] = true
		if own, ok := byKey[c.Key]; ok {
			c = own
		}
		all = append(all, c)
	}
	for _, c := range file {
		if !known[c.Key] {
			all = append(all, c)
		}
	}
	return all
}
