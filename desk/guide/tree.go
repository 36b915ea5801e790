package guide

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// A node is one JSON value with the line on which it stands.
type node struct {
	line int
	kind byte // one of the kinds below
	text string
	keys []member
	kids []*node
}

// Kinds of node, as a finding names them.
const (
	isNull   = 'z'
	isBool   = 'b'
	isNumber = 'n'
	isString = 's'
	isList   = 'l'
	isObject = 'o'
)

// A member is one key of an object; its value is the kid at the same place.
type member struct {
	key  string
	line int
}

// deepest bounds how far lists and objects are nested; a catalogue has six.
const deepest = 16

// A tree is a file being read.
type tree struct {
	file []byte
	dec  *json.Decoder
	at   int // offset up to which lines are counted
	line int
}

// readTree reads a file that holds one JSON value. On an error it returns the
// line at which reading stopped.
func readTree(file []byte) (root *node, line int, err error) {
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	if at := invalid(file); at >= 0 {
		return nil, 1 + bytes.Count(file[:at], []byte("\n")), errors.New("not UTF-8")
	}
	t := tree{file: file, dec: json.NewDecoder(bytes.NewReader(file)), line: 1}
	t.dec.UseNumber()
	root, err = t.value(0)
	if err == nil {
		if _, end := t.token(); !errors.Is(end, io.EOF) {
			err = errors.New("more than one value")
		}
	}
	if bad, ok := errors.AsType[*json.SyntaxError](err); ok {
		t.count(int(bad.Offset))
	}
	return root, t.line, err
}

// invalid returns the offset of the first byte that is not UTF-8, or -1.
func invalid(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// count moves the line on to an offset.
func (t *tree) count(to int) {
	if to = min(to, len(t.file)); to > t.at {
		t.line += bytes.Count(t.file[t.at:to], []byte("\n"))
		t.at = to
	}
}

func (t *tree) token() (json.Token, error) {
	x, err := t.dec.Token()
	t.count(int(t.dec.InputOffset()))
	return x, err
}

func (t *tree) value(depth int) (*node, error) {
	x, err := t.token()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, err
	}
	n := &node{line: t.line}
	switch v := x.(type) {
	case nil:
		n.kind = isNull
	case bool:
		n.kind, n.text = isBool, fmt.Sprint(v)
	case json.Number:
		n.kind, n.text = isNumber, v.String()
	case string:
		n.kind, n.text = isString, v
	case json.Delim:
		if depth == deepest {
			return nil, errors.New("nested too deeply")
		}
		return n, t.fill(n, v, depth)
	}
	return n, nil
}

// fill reads the rest of a list or object whose opening has been read.
func (t *tree) fill(n *node, open json.Delim, depth int) error {
	n.kind = isList
	if open == '{' {
		n.kind = isObject
	}
	for t.dec.More() {
		if n.kind == isObject {
			key, err := t.token()
			if err != nil {
				return err
			}
			name, _ := key.(string)
			n.keys = append(n.keys, member{name, t.line})
		}
		kid, err := t.value(depth + 1)
		if err != nil {
			return err
		}
		n.kids = append(n.kids, kid)
	}
	_, err := t.token()
	return err
}

// member returns the value of a key of an object, or nil.
func (n *node) member(key string) *node {
	for i, m := range n.keys {
		if m.key == key {
			return n.kids[i]
		}
	}
	return nil
}
