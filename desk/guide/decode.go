package guide

import (
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A reader fills values of the catalogue from a tree, one entry at a time,
// and remembers on which line each element stands. Unlike encoding/json it
// goes on after a fault, so that one reading names them all.
type reader struct {
	out   *findings
	item  string         // id of the entry being read
	lines map[string]int // path → line, of the entry being read
	wrong map[string]bool
	forms map[reflect.Type]map[string]int
}

// begin starts a new entry.
func (r *reader) begin(item string) {
	r.item, r.lines, r.wrong = item, map[string]int{}, map[string]bool{}
	if r.forms == nil {
		r.forms = map[reflect.Type]map[string]int{}
	}
}

// fault adds a finding about the element at path of the current entry. After
// an error, further ones about the same element are its consequence.
func (r *reader) fault(path string, c Code, s Severity, value string) {
	if r.wrong[path] {
		return
	}
	r.wrong[path] = s == Error
	r.out.add(Finding{Line: r.lineOf(path), Item: r.item, Field: path, Code: c, Severity: s, Value: value})
}

// lineOf returns the line of the element at path or, where the file does not
// have it, of the nearest element around it.
func (r *reader) lineOf(path string) int {
	for {
		if line, ok := r.lines[path]; ok {
			return line
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			return max(1, r.lines[""])
		}
		path = path[:cut]
	}
}

// Bounds of any list and of the texts of a catalogue, in runes. An element
// that is not named may have mostText.
const (
	mostEntries = 120
	mostText    = 1000
)

var textBounds = map[string]int{
	"id": 40, "key": 40, "name": 60, "aliases": 40, "keywords": 20, "ask": 80, "say": 80,
	"category": 20, "department": 60, "handled_at": 60, "kind": 20, "form": 40, "condition": 80,
	"basic_code": 64, "task_code": 64, "handle_item_code": 64, "guide_url": 300, "url": 300, "channel": 20, "steps": 200, "phone": 40, "version": 40,
}

// fill sets v, whose element is at path, from n.
func (r *reader) fill(n *node, v reflect.Value, path string) {
	r.lines[path] = n.line
	if n.kind == isNull {
		return // no source: the zero value says so
	}
	switch v.Kind() {
	case reflect.Pointer:
		p := reflect.New(v.Type().Elem())
		r.fill(n, p.Elem(), path)
		v.Set(p)
	case reflect.String:
		r.text(n, v, path)
	case reflect.Bool:
		if r.is(n, isBool, path) {
			v.SetBool(n.text == "true")
		}
	case reflect.Int:
		r.number(n, v, path)
	case reflect.Slice:
		r.slice(n, v, path)
	case reflect.Struct:
		r.object(n, v, path)
	default:
		panic("guide: element of a kind that no file can hold: " + v.Type().String())
	}
}

// is reports whether n is of the kind, and says so if it is not.
func (r *reader) is(n *node, kind byte, path string) bool {
	if n.kind == kind {
		return true
	}
	names := map[byte]string{isBool: "bool", isNumber: "number", isString: "string", isList: "list", isObject: "object"}
	r.fault(path, WrongType, Error, names[kind])
	return false
}

func (r *reader) text(n *node, v reflect.Value, path string) {
	if !r.is(n, isString, path) {
		return
	}
	if strings.ContainsFunc(n.text, hidden) {
		r.fault(path, Control, Error, n.text)
	}
	bound, ok := textBounds[leaf(path)]
	if !ok {
		bound = mostText
	}
	if utf8.RuneCountInString(n.text) > bound {
		r.fault(path, TooLong, Error, n.text)
	}
	v.SetString(strings.TrimSpace(n.text))
}

// leaf returns the last name of a path: "name" of "materials[2].name" and
// "aliases" of "aliases[3]".
func leaf(path string) string {
	if cut := strings.LastIndexByte(path, '.'); cut >= 0 {
		path = path[cut+1:]
	}
	name, _, _ := strings.Cut(path, "[")
	return name
}

func (r *reader) number(n *node, v reflect.Value, path string) {
	if !r.is(n, isNumber, path) {
		return
	}
	i, err := strconv.Atoi(n.text)
	if err != nil || i < -1e6 || i > 1e6 {
		r.fault(path, OutOfRange, Error, n.text)
		return
	}
	v.SetInt(int64(i))
}

func (r *reader) slice(n *node, v reflect.Value, path string) {
	if !r.is(n, isList, path) {
		return
	}
	if len(n.kids) > mostEntries {
		r.fault(path, TooMany, Error, strconv.Itoa(len(n.kids)))
		return
	}
	list := reflect.MakeSlice(v.Type(), len(n.kids), len(n.kids))
	for i, kid := range n.kids {
		r.fill(kid, list.Index(i), path+"["+strconv.Itoa(i)+"]")
	}
	v.Set(list)
}

func (r *reader) object(n *node, v reflect.Value, path string) {
	if !r.is(n, isObject, path) {
		return
	}
	seen := map[string]bool{}
	for i, m := range n.keys {
		at := m.key
		if path != "" {
			at = path + "." + m.key
		}
		if seen[m.key] {
			r.out.add(Finding{Line: m.line, Item: r.item, Field: excerpt(at), Code: RepeatedKey})
			continue
		}
		seen[m.key] = true
		field, ok := r.elements(v.Type())[m.key]
		if !ok {
			r.out.add(Finding{Line: m.line, Item: r.item, Field: excerpt(at), Code: UnknownKey})
			continue
		}
		r.fill(n.kids[i], v.Field(field), at)
	}
}

// elements returns the fields of a struct by their JSON names.
func (r *reader) elements(t reflect.Type) map[string]int {
	if form, ok := r.forms[t]; ok {
		return form
	}
	form := map[string]int{}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		form[name] = i
	}
	r.forms[t] = form
	return form
}
