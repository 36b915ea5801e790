package guide

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"xiaochuang/desk"
)

//go:embed demo/*.json
var demo embed.FS

const forbiddenFile = "demo/certificates.json"

// Demo returns the demonstration catalogue that comes with the program. It is
// good for practice and for trying the program out, never for a citizen.
func Demo() (*Catalogue, error) {
	base, err := forbidden()
	if err != nil {
		return nil, err
	}
	files, err := fs.Glob(demo, "demo/items-*.json")
	if err != nil {
		return nil, fmt.Errorf("list the demonstration items: %w", err)
	}
	d := draft{certificates: base}
	for _, name := range files {
		d.out = &findings{file: name}
		if err := d.embedded(name, d.readItems); err != nil {
			return nil, err
		}
	}
	c, found, err := d.catalogue()
	if err != nil {
		return nil, fmt.Errorf("demonstration items: %w %v", err, found)
	}
	c.demonstration = true
	c.version = "demo-" + c.digest[:8]
	return c, nil
}

// forbidden returns the certificates of 民发〔2020〕20号.
func forbidden() ([]desk.Certificate, error) {
	d := draft{out: &findings{file: forbiddenFile}}
	if err := d.embedded(forbiddenFile, d.readCertificates); err != nil {
		return nil, err
	}
	return d.certificates, nil
}

// embedded reads one of the embedded lists, in which there must be no error.
func (d *draft) embedded(name string, read func(*node)) error {
	b, err := demo.ReadFile(name)
	if err != nil {
		return fmt.Errorf("embedded %s: %w", name, err)
	}
	if root := d.tree(b); root != nil {
		read(root)
	}
	if d.out.errors > 0 {
		return fmt.Errorf("embedded %s: %s", name, lines(d.out.list))
	}
	return nil
}

// lines renders findings for a log.
func lines(list []Finding) string {
	var b strings.Builder
	for _, f := range list {
		if f.Severity == Error {
			fmt.Fprintf(&b, "line %d %s %s %s; ", f.Line, f.Item, f.Field, f.Code)
		}
	}
	return strings.TrimSuffix(b.String(), "; ")
}
