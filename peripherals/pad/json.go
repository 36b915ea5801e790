package pad

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// maxDepth is how deep the objects of a profile may lie in one another.
const maxDepth = 4

// checkJSON reports what is wrong with an object of a profile: values are
// texts, whole numbers, truths and objects; only a command has placeholders,
// each for a whole text.
func checkJSON(o map[string]any, placeholder bool, depth int) error {
	if len(o) == 0 || depth > maxDepth {
		return errors.New("an object that is empty or too deep")
	}
	for name, v := range o {
		switch v := v.(type) {
		case string:
			word, is := placeholderOf(v)
			switch {
			case is && (!placeholder || word != "addr" && !slices.Contains(placeholders, word)):
				return fmt.Errorf("%s: no placeholder %q", name, v)
			case !is && strings.ContainsAny(v, "{}"), v != Clean(v):
				return fmt.Errorf("%s: text %q", name, v)
			}
		case int64, bool:
		case map[string]any:
			if err := checkJSON(v, placeholder, depth+1); err != nil {
				return err
			}
		default:
			return fmt.Errorf("%s: a value of type %T", name, v)
		}
	}
	return nil
}

// placeholderOf reads "{name}".
func placeholderOf(s string) (name string, ok bool) {
	name, open := strings.CutPrefix(s, "{")
	name, shut := strings.CutSuffix(name, "}")
	return name, open && shut
}

// fillJSON puts words into an object. whole is false when anything of the
// visit is missing.
func (p *Profile) fillJSON(o map[string]any, w *Words) (out map[string]any, whole bool) {
	out, whole = make(map[string]any, len(o)), true
	for name, v := range o {
		switch v := v.(type) {
		case string:
			word, is := placeholderOf(v)
			switch {
			case !is:
				out[name] = v
			case word == "addr":
				out[name] = w.Addr
			default:
				b, all := p.encodeText(*w.text(word), p.Limits[word])
				whole = whole && (all || word != "visit")
				out[name] = string(b)
			}
		case map[string]any:
			in, all := p.fillJSON(v, w)
			whole = whole && all
			out[name] = in
		default:
			out[name] = v
		}
	}
	return out, whole
}

// writeJSON returns the bytes of an object, members in the order of their
// names.
func writeJSON(o map[string]any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(o); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// readJSON reads one object and nothing behind it.
func readJSON(body []byte) (o map[string]any, ok bool) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if d.Decode(&o) != nil || o == nil {
		return nil, false
	}
	_, err := d.Token()
	return o, errors.Is(err, io.EOF)
}

// matchJSON holds an object against one of the profile: every member of the
// profile's must be there with its value, others may be. Placeholders take
// what stands in their place.
func matchJSON(want, got map[string]any, w *Words) bool {
	for name, v := range want {
		g, there := got[name]
		if !there {
			return false
		}
		switch v := v.(type) {
		case map[string]any:
			in, ok := g.(map[string]any)
			if !ok || !matchJSON(v, in, w) {
				return false
			}
			continue
		case string:
			if word, is := placeholderOf(v); is {
				if word == "addr" {
					n, err := strconv.ParseUint(scalar(g), 10, 8)
					if err != nil {
						return false
					}
					w.Addr = byte(n)
					continue
				}
				s, ok := g.(string)
				if !ok {
					return false
				}
				*w.text(word) = Clean(s)
				continue
			}
		}
		if s := scalar(g); s == "" && v != "" || s != scalar(v) {
			return false
		}
	}
	return true
}

// scalar is a text, a number or a truth as a profile writes it: a pad may say
// 5 or "5". Everything else is "".
func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(Clean(v))
	case json.Number:
		return v.String()
	case int64, bool, byte:
		return fmt.Sprint(v)
	}
	return ""
}

// memberAt returns what stands in an object under a path such as "data.level".
func memberAt(o map[string]any, path string) any {
	name, rest, deeper := strings.Cut(path, ".")
	if !deeper {
		return o[name]
	}
	in, ok := o[name].(map[string]any)
	if !ok {
		return nil
	}
	return memberAt(in, rest)
}

// putAt is the opposite of memberAt; o is the caller's own.
func putAt(o map[string]any, path string, v any) {
	name, rest, deeper := strings.Cut(path, ".")
	if !deeper {
		o[name] = v
		return
	}
	in, ok := o[name].(map[string]any)
	if !ok {
		in = map[string]any{}
	} else {
		in = maps.Clone(in)
	}
	o[name] = in
	putAt(in, rest, v)
}

// checkPath reports whether a path can lead anywhere.
func checkPath(s string) bool {
	part := strings.Split(s, ".")
	return len(s) <= 100 && len(part) <= maxDepth && !slices.Contains(part, "") && s == Clean(s)
}

// members counts the values that an object fixes.
func members(o map[string]any) (n int) {
	for _, v := range o {
		switch v := v.(type) {
		case map[string]any:
			n += members(v)
		case string:
			if _, is := placeholderOf(v); !is {
				n++
			}
		default:
			n++
		}
	}
	return n
}
