package pad

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"xiaochuang/desk"
)

// Names of commands.
const (
	CommandPing     = "ping"
	CommandStaff    = "staff"    // who serves here, shown to the citizen
	CommandEvaluate = "evaluate" // show the question
	CommandCancel   = "cancel"   // take the question away
	CommandThanks   = "thanks"   // the rating has arrived
	CommandPoll     = "poll"
)

var commandNames = []string{
	CommandPing, CommandStaff, CommandEvaluate, CommandCancel, CommandThanks, CommandPoll,
	"welcome", "pause", "resume", "call", "speak", "logout",
}

// Words fill the placeholders of a command. Text is cleaned and cut to the
// profile's limits; Visit never is.
type Words struct {
	Visit  string
	Staff  string
	Number string
	Window string
	Text   string
	Addr   byte
}

// placeholders are the texts a command may hold.
var placeholders = []string{"visit", "staff", "number", "window", "text"}

func (w *Words) text(name string) *string {
	switch name {
	case "visit":
		return &w.Visit
	case "staff":
		return &w.Staff
	case "number":
		return &w.Number
	case "window":
		return &w.Window
	case "text":
		return &w.Text
	}
	return nil
}

// A template is the body of a command: literal bytes, texts and one byte
// values in order.
type template []token

type token struct {
	bytes []byte // literal, nil for a placeholder
	name  string // "addr" for the address byte, else a text
}

// compileBody reads the list of a command.
func (p *Profile) compileBody(list []string) (template, error) {
	var t template
	for _, s := range list {
		name, arg, _ := strings.Cut(s, ":")
		bad := fmt.Errorf("part %q", s)
		switch name {
		case "hex", "ascii":
			b, err := literalBytes(name, arg)
			if err != nil || len(b) == 0 {
				return nil, bad
			}
			t = append(t, token{bytes: b})
		case "text":
			k, ok := p.textToken(arg)
			if !ok {
				return nil, bad
			}
			t = append(t, k)
		case "byte":
			if arg == "{addr}" {
				t = append(t, token{name: "addr"})
				continue
			}
			n, err := strconv.ParseUint(arg, 0, 8)
			if err != nil {
				return nil, bad
			}
			t = append(t, token{bytes: []byte{byte(n)}})
		default:
			return nil, bad
		}
	}
	for i := 1; i < len(t); i++ {
		if t[i].bytes == nil && t[i-1].bytes == nil && t[i-1].name != "addr" {
			return nil, fmt.Errorf("nothing stands between {%s} and {%s}", t[i-1].name, t[i].name)
		}
	}
	return t, nil
}

// textToken reads the argument of text:, a placeholder or a text of its own in
// the pad's characters.
func (p *Profile) textToken(arg string) (token, bool) {
	if n := strings.TrimSuffix(strings.TrimPrefix(arg, "{"), "}"); arg == "{"+n+"}" {
		return token{name: n}, slices.Contains(placeholders, n)
	}
	if _, ok := charset(p.Charset); !ok || strings.ContainsAny(arg, "{}") {
		return token{}, false
	}
	plain := Profile{Charset: p.Charset} // a literal may hold what frames use
	b, whole := plain.encodeText(arg, 0)
	return token{bytes: b}, whole && len(b) > 0
}

// uses reports whether the template holds a placeholder.
func (t template) uses(name string) bool {
	return slices.ContainsFunc(t, func(k token) bool { return k.bytes == nil && k.name == name })
}

// uses reports whether a command holds a placeholder.
func (c Command) uses(name string) bool {
	var in func(o map[string]any) bool
	in = func(o map[string]any) bool {
		for _, v := range o {
			deeper, ok := v.(map[string]any)
			if ok && in(deeper) || v == any("{"+name+"}") {
				return true
			}
		}
		return false
	}
	return c.body.uses(name) || in(c.JSON)
}

// fixed counts the literal bytes: how closely a body is described.
func (t template) fixed() (n int) {
	for _, k := range t {
		n += len(k.bytes)
	}
	return n
}

// CommandFrame returns the bytes of a command. A visit that the pad cannot
// hold unchanged, and a text that makes the frame too long, are a Problem of
// kind Invalid.
func (p *Profile) CommandFrame(name string, w Words) ([]byte, error) {
	c, ok := p.Commands[name]
	if !ok {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "pad.command"}
	}
	body, err := p.body(c, &w)
	if err != nil {
		return nil, err
	}
	b, err := p.frame.encode(body)
	if err != nil {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "pad.command", Cause: err}
	}
	return b, nil
}

// body fills the placeholders of a command.
func (p *Profile) body(c Command, w *Words) (body []byte, err error) {
	lost := &desk.Problem{Kind: desk.Invalid, What: CodeVisit}
	if c.JSON != nil {
		o, whole := p.fillJSON(c.JSON, w)
		if !whole {
			return nil, lost
		}
		return writeJSON(o)
	}
	for _, k := range c.body {
		switch {
		case k.bytes != nil:
			body = append(body, k.bytes...)
		case k.name == "addr":
			body = append(body, w.Addr)
		default:
			b, whole := p.encodeText(*w.text(k.name), p.Limits[k.name])
			if k.name == "visit" && !whole {
				return nil, lost
			}
			body = append(body, b...)
		}
	}
	return body, nil
}

// ParseCommand reads the bytes of a command the way a pad does: it is for
// simulators and for reading a recorded conversation. Where several commands
// fit, the one with the most literal bytes is meant.
func (p *Profile) ParseCommand(frame []byte) (name string, w Words, ok bool) {
	body, size, err := p.frame.decode(frame, true)
	if err != nil || size != len(frame) {
		return "", Words{}, false
	}
	best := -1
	object, isObject := readJSON(body)
	for n, c := range p.Commands {
		var got Words
		var fits bool
		f := c.body.fixed()
		if c.JSON != nil {
			f, fits = members(c.JSON), isObject && matchJSON(c.JSON, object, &got)
		} else {
			got, fits = p.match(c.body, body)
		}
		if fits && (f > best || f == best && n < name) {
			name, w, ok, best = n, got, true, f
		}
	}
	return name, w, ok
}

// match reads a body by a template. A text ends where the next part begins,
// which is always a literal.
func (p *Profile) match(t template, body []byte) (Words, bool) {
	var w Words
	for i, k := range t {
		switch {
		case k.bytes != nil:
			if !bytes.HasPrefix(body, k.bytes) {
				return w, false
			}
			body = body[len(k.bytes):]
		case k.name == "addr":
			if len(body) == 0 {
				return w, false
			}
			w.Addr, body = body[0], body[1:]
		default:
			n := len(body)
			if i+1 < len(t) {
				n = bytes.Index(body, t[i+1].bytes)
			}
			if n < 0 {
				return w, false
			}
			*w.text(k.name) = p.decodeText(body[:n])
			body = body[n:]
		}
	}
	return w, len(body) == 0
}
