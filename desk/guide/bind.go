package guide

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"xiaochuang/desk"
)

// An Entry is one item or certificate by itself, as it goes from a publisher to
// the desks. Certificates have a code that begins with the mark given to Entries.
type Entry struct {
	Code string
	Ver  int // of the item; 1 of a certificate
	Body []byte
}

// A Head is what a catalogue says about itself as a whole.
type Head struct {
	Version       string
	Effective     desk.Day
	Demonstration bool
}

// Entries takes the catalogue apart, items before certificates, each as JSON that
// does not change while its content does not. The code of a certificate is mark
// and key.
func (c *Catalogue) Entries(mark string) ([]Entry, error) {
	list := make([]Entry, 0, len(c.items)+len(c.certificates))
	add := func(code string, ver int, v any) error {
		b, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("encode %s: %w", code, err)
		}
		list = append(list, Entry{code, ver, b})
		return nil
	}
	for _, it := range c.items {
		if err := add(it.ID, it.Version, it); err != nil {
			return nil, err
		}
	}
	for _, x := range c.certificates {
		if err := add(mark+x.Key, 1, x); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Bind makes a catalogue of entries again. They come from outside, so that each of
// them goes through the linter as a line of a file would; an entry that is not one
// JSON object, or says another id or version than its code, refuses all. The line
// of a finding counts entries, from 1. Errors are those of Parse.
func Bind(h Head, mark string, entries []Entry) (*Catalogue, []Finding, error) {
	no := func(e Entry) ([]Finding, error) {
		f := Finding{Line: 1, Item: excerpt(e.Code), Code: NotJSON}
		return []Finding{f}, &desk.Problem{Kind: desk.Invalid, What: "catalogue.file"}
	}
	var items, certificates []Entry
	for _, e := range entries {
		if !json.Valid(e.Body) || !bytes.HasPrefix(e.Body, []byte("{")) {
			found, err := no(e)
			return nil, found, err
		}
		if strings.HasPrefix(e.Code, mark) {
			certificates = append(certificates, e)
		} else {
			items = append(items, e)
		}
	}
	c, found, err := Parse("", bytes.NewReader(file(h, items, certificates)))
	if err != nil {
		return nil, found, err
	}
	for i, e := range items {
		if it := c.items[i]; it.ID != e.Code || it.Version != e.Ver {
			found, err := no(e)
			return nil, found, err
		}
	}
	for _, e := range certificates {
		if _, ok := c.Certificate(strings.TrimPrefix(e.Code, mark)); !ok {
			found, err := no(e)
			return nil, found, err
		}
	}
	return c, found, nil
}

// File is the text of a catalogue file that reads as this catalogue.
func (c *Catalogue) File() ([]byte, error) {
	const mark = "cert:" // anything that no item's id begins with
	entries, err := c.Entries(mark)
	if err != nil {
		return nil, err
	}
	n := len(c.items)
	return file(Head{c.version, c.effective, c.demonstration}, entries[:n], entries[n:]), nil
}

// file writes entries as the text of a catalogue file, one a line.
func file(h Head, items, certificates []Entry) []byte {
	var b bytes.Buffer
	b.WriteString(`{"items":[`)
	list := func(entries []Entry) {
		for i, e := range entries {
			if i > 0 {
				b.WriteString(",\n")
			}
			b.Write(bytes.ReplaceAll(e.Body, []byte("\n"), []byte(" ")))
		}
	}
	list(items)
	b.WriteString(`],"certificates":[`)
	list(certificates)
	head, err := json.Marshal(header(h))
	if err != nil {
		return nil // Texts and a truth always encode.
	}
	b.WriteString("],")
	b.Write(head[1:])
	return b.Bytes()
}
