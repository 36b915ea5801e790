package scanner

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Bounds of a document that a device sends about itself.
const (
	maxXML      = 1 << 20
	maxXMLDepth = 64
	maxXMLText  = 512 // bytes kept of one element's text
)

// An element is one element of a device's document. Names are local: vendors
// differ in their prefixes, and some in the namespaces behind them.
type element struct {
	name string
	text string
	kids []*element
}

// readXML reads a whole document within the bounds. No entity is expanded but
// the five that XML predefines, and nothing outside the document is read.
func readXML(r io.Reader) (*element, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxXML+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxXML {
		return nil, fmt.Errorf("document exceeds %d bytes", maxXML)
	}
	b = bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")))
	d := xml.NewDecoder(bytes.NewReader(bytes.ToValidUTF8(b, []byte("\uFFFD"))))
	// What counts is ASCII, whatever encoding the device claims.
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	top := &element{}
	open := []*element{top}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("document: %w", err)
		}
		last := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			if len(open) > maxXMLDepth {
				return nil, fmt.Errorf("document deeper than %d", maxXMLDepth)
			}
			e := &element{name: t.Name.Local}
			last.kids = append(last.kids, e)
			open = append(open, e)
		case xml.EndElement:
			last.text = printable([]byte(strings.TrimSpace(last.text)))
			open = open[:len(open)-1]
		case xml.CharData:
			last.text += string(t[:min(len(t), maxXMLText-min(maxXMLText, len(last.text)))])
		}
	}
	if len(top.kids) != 1 {
		return nil, errors.New("document without a root")
	}
	return top.kids[0], nil
}

// kid returns the first child of a name, or an empty element.
func (e *element) kid(name string) *element {
	for _, k := range e.kids {
		if k.name == name {
			return k
		}
	}
	return &element{}
}

// all returns every element of a name below e, in order.
func (e *element) all(name string) []*element {
	var found []*element
	for _, k := range e.kids {
		if k.name == name {
			found = append(found, k)
		}
		found = append(found, k.all(name)...)
	}
	return found
}

// texts returns the texts of every element of a name below e.
func (e *element) texts(name string) []string {
	var found []string
	for _, k := range e.all(name) {
		if k.text != "" {
			found = append(found, k.text)
		}
	}
	return found
}

// empty reports whether the document had no such element.
func (e *element) empty() bool { return e.name == "" }

// number reads a count, or returns -1 where there is none to read.
func (e *element) number() int {
	n, err := strconv.Atoi(e.text)
	if err != nil || n < 0 || n > 1_000_000 {
		return -1
	}
	return n
}
