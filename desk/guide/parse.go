package guide

import (
	"fmt"
	"io"
	"reflect"
	"strconv"

	"xiaochuang/desk"
)

// Bounds of a catalogue file. The demonstration catalogue has 124 items in
// less than a megabyte.
const (
	mostBytes = 64 << 20
	mostItems = 20_000
)

// Parse reads a catalogue from JSON: a list of items, or an object
//
//	{"version": "…", "effective": "2026-12-01", "demonstration": false,
//	 "items": […], "certificates": […]}
//
// whose items and certificates have the members of desk.Item and
// desk.Certificate. The name is that of the file, for the findings.
//
// Every bad line is named in the findings. With one of severity Error the file
// is refused whole: the catalogue is nil and the error a Problem of kind
// Invalid. With warnings alone it is taken. Another error is one of reading.
func Parse(name string, r io.Reader) (*Catalogue, []Finding, error) {
	file, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read the catalogue: %w", err)
	}
	base, err := forbidden()
	if err != nil {
		return nil, nil, err
	}
	d := draft{out: &findings{file: name}}
	if root := d.tree(file); root != nil {
		d.whole(root)
	}
	d.certificates = merged(base, d.certificates)
	return d.catalogue()
}

// A draft is a catalogue being read.
type draft struct {
	out          *findings
	head         header
	items        []desk.Item
	certificates []desk.Certificate
	lines        []map[string]int // of each item, for what is checked across them
}

func (d *draft) tree(file []byte) *node {
	if len(file) > mostBytes {
		d.out.add(Finding{Line: 1, Code: TooBig})
		return nil
	}
	root, line, err := readTree(file)
	if err != nil {
		d.out.add(Finding{Line: line, Code: NotJSON, Value: err.Error()})
		return nil
	}
	return root
}

// whole reads a file of either form.
func (d *draft) whole(root *node) {
	r := reader{out: d.out}
	r.begin("")
	switch root.kind {
	case isList:
		d.readItems(root)
	case isObject:
		d.readHead(&r, root)
	default:
		r.is(root, isObject, "")
	}
	if len(d.items) == 0 && d.out.errors == 0 {
		d.out.add(Finding{Line: root.line, Code: NoItems})
	}
}

// readHead reads the object form: its own members here, its lists entry by
// entry.
func (d *draft) readHead(r *reader, root *node) {
	own := &node{line: root.line, kind: isObject}
	lists := map[string]func(*node){"items": d.readItems, "certificates": d.readCertificates}
	for i, m := range root.keys {
		if read, ok := lists[m.key]; ok {
			delete(lists, m.key)
			read(root.kids[i])
			continue
		}
		own.keys, own.kids = append(own.keys, m), append(own.kids, root.kids[i])
	}
	r.fill(own, reflect.ValueOf(&d.head).Elem(), "")
	if d.head.Effective != "" {
		if _, err := desk.ParseDay(string(d.head.Effective)); err != nil {
			r.fault("effective", BadDate, Error, string(d.head.Effective))
		}
	}
}

// entries calls read for every entry of a list.
func (d *draft) entries(list *node, field, id string, read func(*reader, *node)) {
	r := reader{out: d.out}
	r.begin("")
	r.lines[field] = list.line
	if !r.is(list, isList, field) {
		return
	}
	if len(list.kids) > mostItems {
		r.fault(field, TooMany, Error, strconv.Itoa(len(list.kids)))
		return
	}
	for _, n := range list.kids {
		name := ""
		if x := n.member(id); x != nil && x.kind == isString {
			name = x.text
		}
		r.begin(name)
		read(&r, n)
	}
}

func (d *draft) readItems(list *node) {
	d.entries(list, "items", "id", func(r *reader, n *node) {
		var it desk.Item
		r.fill(n, reflect.ValueOf(&it).Elem(), "")
		if n.kind != isObject {
			return
		}
		if n.member("proxy_allowed") == nil {
			it.ProxyAllowed = true // as the law has it where nothing is said (民法典 161)
		}
		r.lint(&it)
		d.items = append(d.items, it)
		d.lines = append(d.lines, r.kept())
	})
}

// kept returns the lines that checks across items need.
func (r *reader) kept() map[string]int {
	lines := map[string]int{}
	for _, path := range []string{"", "id", "name", "excludes"} {
		lines[path] = r.lineOf(path)
	}
	return lines
}

func (d *draft) readCertificates(list *node) {
	seen := map[string]int{}
	d.entries(list, "certificates", "key", func(r *reader, n *node) {
		var c desk.Certificate
		r.fill(n, reflect.ValueOf(&c).Elem(), "")
		if n.kind != isObject {
			return
		}
		r.certificate(&c)
		if first, twice := seen[c.Key]; twice {
			r.fault("key", RepeatedID, Error, strconv.Itoa(first))
		} else {
			seen[c.Key] = r.lineOf("key")
		}
		d.certificates = append(d.certificates, c)
	})
}

// catalogue ends the reading.
func (d *draft) catalogue() (*Catalogue, []Finding, error) {
	d.across()
	if n := d.out.more; n > 0 {
		d.out.list = append(d.out.list, Finding{
			File: d.out.file, Line: 1, Code: MoreOfThese, Severity: Warning, Value: strconv.Itoa(n),
		})
	}
	if d.out.errors > 0 {
		return nil, d.out.list, &desk.Problem{Kind: desk.Invalid, What: "catalogue.file"}
	}
	c, err := assemble(d.head, d.items, d.certificates)
	if err != nil {
		return nil, d.out.list, err
	}
	return c, d.out.list, nil
}
