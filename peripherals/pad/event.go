package pad

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"xiaochuang/desk"
)

// Names of events.
const (
	EventAck     = "ack"     // the pad has taken a command
	EventPong    = "pong"    // the pad is there
	EventRated   = "rated"   // a key that stands for a level
	EventRefused = "refused" // the citizen declined
	EventTimeout = "timeout" // the pad itself gave up waiting
)

var eventNames = []string{EventAck, EventPong, EventRated, EventRefused, EventTimeout}

// An EventSpec says how to tell an event from its bytes. A body of bytes is
// told by WhereHex at position At; a body of text is split and told by some of
// its fields; a JSON object is told by members; Raw is an answer that comes without a frame.
type EventSpec struct {
	Name     string            `toml:"name"`
	Raw      string            `toml:"raw"` // "ascii:OK" or "hex:06"
	At       int               `toml:"at"`
	WhereHex string            `toml:"where_hex"`
	Split    string            `toml:"split"`
	Where    map[string]string `toml:"where"` // number of a field → what stands there
	Key      *int              `toml:"key"`   // position of the key: a byte, or a field
	Visit    *int              `toml:"visit"` // where the echo of the visit begins

	// Of a body that is a JSON object: members that it must have, and the paths
	// of the key and of the echo, such as "data.level".
	JSON      map[string]any `toml:"json"`
	JSONKey   string         `toml:"json_key"`
	JSONVisit string         `toml:"json_visit"`

	raw, prefix []byte
	fields      map[int]string
}

// An Event is what a pad said.
type Event struct {
	Name  string
	Key   string // as the keymap writes it: "0x05" for a byte, the text of a field
	Visit string // echoed by the pad, "" when it does not
}

// compile prepares the matching; what is wrong is named by its key.
func (e *EventSpec) compile() (bad string) {
	if e.Raw != "" {
		name, arg, _ := strings.Cut(e.Raw, ":")
		b, err := literalBytes(name, arg)
		if err != nil || len(b) == 0 || name != "hex" && name != "ascii" {
			return "raw"
		}
		e.raw = b
	}
	var err error
	if e.prefix, err = hex.DecodeString(e.WhereHex); err != nil || e.At < 0 {
		return "where_hex"
	}
	e.fields = map[int]string{}
	for k, v := range e.Where {
		n, err := strconv.Atoi(k)
		if err != nil || n < 0 || n > maxField || e.Split == "" {
			return "where"
		}
		e.fields[n] = v
	}
	if e.JSON == nil && e.JSONKey != "" {
		e.JSON = map[string]any{} // told by its key alone
	}
	if len(e.JSON) > 0 && checkJSON(e.JSON, false, 1) != nil {
		return "json"
	}
	for _, path := range []string{e.JSONKey, e.JSONVisit} {
		if path != "" && (e.JSON == nil || !checkPath(path)) {
			return "json_key"
		}
	}
	for _, n := range []*int{e.Key, e.Visit} {
		if n != nil && (*n < 0 || *n > maxField) {
			return "key"
		}
	}
	return ""
}

// maxField is the highest position in a body that an event may name.
const maxField = 255

// Event reads the bytes of an answer; ok is false when the profile has no such
// event.
func (p *Profile) Event(frame []byte) (e Event, ok bool) {
	for _, s := range p.Events {
		if s.raw != nil && bytes.Equal(s.raw, frame) {
			return Event{Name: s.Name}, true
		}
	}
	body, size, err := p.frame.decode(frame, true)
	if err != nil || size != len(frame) {
		return Event{}, false
	}
	for _, s := range p.Events {
		if s.raw != nil {
			continue
		}
		if e, ok := p.read(s, body); ok {
			return e, true
		}
	}
	return Event{}, false
}

func (p *Profile) read(s EventSpec, body []byte) (Event, bool) {
	e := Event{Name: s.Name}
	if s.JSON != nil {
		return readObject(s, body)
	}
	if s.Split != "" {
		return p.readText(s, strings.Split(p.decodeText(body), s.Split))
	}
	if len(body) < s.At || !bytes.HasPrefix(body[s.At:], s.prefix) {
		return e, false
	}
	if s.Key != nil {
		if len(body) <= *s.Key {
			return e, false
		}
		e.Key = byteKey(body[*s.Key])
	}
	if s.Visit != nil {
		if len(body) < *s.Visit {
			return e, false
		}
		e.Visit = p.decodeText(body[*s.Visit:])
	}
	return e, true
}

func readObject(s EventSpec, body []byte) (Event, bool) {
	e := Event{Name: s.Name}
	o, ok := readJSON(body)
	if !ok || !matchJSON(s.JSON, o, &Words{}) {
		return e, false
	}
	if s.JSONKey != "" {
		if e.Key = scalar(memberAt(o, s.JSONKey)); e.Key == "" {
			return e, false
		}
	}
	if s.JSONVisit != "" {
		if e.Visit = scalar(memberAt(o, s.JSONVisit)); e.Visit == "" {
			return e, false
		}
	}
	return e, true
}

func (p *Profile) readText(s EventSpec, fields []string) (Event, bool) {
	e := Event{Name: s.Name}
	for n, want := range s.fields {
		if n >= len(fields) || fields[n] != want {
			return e, false
		}
	}
	for _, take := range []struct {
		from *int
		to   *string
	}{{s.Key, &e.Key}, {s.Visit, &e.Visit}} {
		if take.from == nil {
			continue
		}
		if *take.from >= len(fields) {
			return e, false
		}
		*take.to = strings.TrimSpace(fields[*take.from])
	}
	return e, true
}

// EventFrame returns the bytes with which a pad says e: it is for simulators.
func (p *Profile) EventFrame(e Event) ([]byte, error) {
	i := slices.IndexFunc(p.Events, func(s EventSpec) bool { return s.Name == e.Name })
	if i < 0 {
		return nil, &desk.Problem{Kind: desk.NotFound, What: "pad.event"}
	}
	s := p.Events[i]
	if s.raw != nil {
		return s.raw, nil
	}
	if s.JSON != nil {
		return p.writeObject(s, e)
	}
	if s.Split != "" {
		return p.writeText(s, e)
	}
	body := place(nil, s.At, s.prefix)
	if s.Key != nil {
		n, err := literalByte(e.Key)
		if err != nil {
			return nil, fmt.Errorf("key %q is no byte", e.Key)
		}
		body = place(body, *s.Key, []byte{n})
	}
	if s.Visit != nil {
		v, _ := p.encodeText(e.Visit, 0)
		body = place(body, *s.Visit, v)
	}
	return p.frame.encode(body)
}

func (p *Profile) writeObject(s EventSpec, e Event) ([]byte, error) {
	o := maps.Clone(s.JSON)
	if s.JSONKey != "" {
		var key any = e.Key
		if n, err := strconv.Atoi(e.Key); err == nil {
			key = n
		}
		putAt(o, s.JSONKey, key)
	}
	if s.JSONVisit != "" {
		putAt(o, s.JSONVisit, e.Visit)
	}
	body, err := writeJSON(o)
	if err != nil {
		return nil, fmt.Errorf("write event: %w", err)
	}
	return p.frame.encode(body)
}

func (p *Profile) writeText(s EventSpec, e Event) ([]byte, error) {
	fields := maps.Clone(s.fields)
	if s.Key != nil {
		fields[*s.Key] = e.Key
	}
	if s.Visit != nil {
		fields[*s.Visit] = e.Visit
	}
	list := make([]string, slices.Max(slices.Collect(maps.Keys(fields)))+1)
	for n, v := range fields {
		list[n] = v
	}
	cs, _ := charset(p.Charset)
	body, err := cs.NewEncoder().String(strings.Join(list, s.Split))
	if err != nil {
		return nil, fmt.Errorf("write event: %w", err)
	}
	return p.frame.encode([]byte(body))
}

// place writes b at a position, with zeros in a gap before it.
func place(body []byte, at int, b []byte) []byte {
	for len(body) < at+len(b) {
		body = append(body, 0)
	}
	copy(body[at:], b)
	return body
}

// byteKey writes a key byte the way keymaps do.
func byteKey(b byte) string { return fmt.Sprintf("0x%02x", b) }

// literalByte reads a key byte in any base that Go writes.
func literalByte(s string) (byte, error) {
	n, err := strconv.ParseUint(s, 0, 8)
	return byte(n), err
}
