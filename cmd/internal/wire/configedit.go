package wire

import (
	"errors"
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"xiaochuang/desk"
)

// A setting is one value of the configuration: its full key, such as
// devices.pad.port or lane[2].name, and a string, a number, a flag or a list of
// them; nil takes the key out.
type setting struct {
	key   string
	value any
}

// A step is one part of a key; nth counts the tables of that name that there may
// be several of, from 1, and is 0 for a single one.
type step struct {
	name string
	nth  int
}

// path is a key in steps.
func path(key string) []step {
	var out []step
	for _, part := range strings.Split(key, ".") {
		s := step{name: part}
		if name, n, ok := strings.Cut(strings.TrimSuffix(part, "]"), "["); ok {
			s.name = name
			s.nth, _ = strconv.Atoi(n)
		}
		out = append(out, s)
	}
	return out
}

// editConfig sets values in the text of a configuration. Every other byte stays
// as it is: comments, order and spelling are the technician's. Each setting must
// stand in, or go into, a table written as [a.b]; what was edited is read again
// and must be the old configuration with these settings and nothing else, so
// that a file written some other way is refused, never spoiled.
func editConfig(text []byte, set []setting) ([]byte, error) {
	var was, is map[string]any
	if _, err := toml.Decode(string(text), &was); err != nil {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "config", Cause: err}
	}
	lines := strings.SplitAfter(string(text), "\n")
	for _, s := range set {
		if was == nil {
			was = map[string]any{}
		}
		if !putValue(was, path(s.key), s.value) {
			return nil, shapeOf(s.key)
		}
		if s.value == nil {
			lines = dropLine(lines, s.key)
			continue
		}
		value, err := tomlValue(s.value)
		if err != nil {
			return nil, err
		}
		lines = putLine(lines, s.key, value)
	}
	out := []byte(strings.Join(lines, ""))
	if _, err := toml.Decode(string(out), &is); err != nil || !reflect.DeepEqual(was, is) {
		key := ""
		if len(set) > 0 {
			key = set[0].key
		}
		return nil, shapeOf(key)
	}
	return out, nil
}

// shapeOf says that a file is written in a way that has to be edited by hand.
func shapeOf(key string) error {
	return &desk.Problem{Kind: desk.Conflict, What: "config.shape", Holder: key}
}

// tomlValue writes a value (TOML v1.0.0, "String").
func tomlValue(v any) (string, error) {
	switch v := v.(type) {
	case int:
		return strconv.Itoa(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case []any:
		parts := make([]string, len(v))
		for i, x := range v {
			var err error
			if parts[i], err = tomlValue(x); err != nil {
				return "", err
			}
		}
		return "[" + strings.Join(parts, ", ") + "]", nil
	case bool:
		return strconv.FormatBool(v), nil
	case string:
		if !utf8.ValidString(v) || strings.ContainsFunc(v, unicode.IsControl) || len(v) > 500 {
			return "", &desk.Problem{Kind: desk.Invalid, What: "config.value", Cause: errors.New("control character or too long")}
		}
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v) + `"`, nil
	}
	return "", &desk.Problem{Kind: desk.Invalid, What: "config.value"}
}

// putValue sets a value in a decoded configuration, or takes it out.
func putValue(in map[string]any, key []step, value any) bool {
	for ; len(key) > 1; key = key[1:] {
		k := key[0]
		next, ok := in[k.name]
		switch {
		case k.nth > 0:
			list, _ := next.([]map[string]any)
			if k.nth > len(list) {
				return false
			}
			in = list[k.nth-1]
			continue
		case !ok && value == nil:
			return true
		case !ok:
			next = map[string]any{}
			in[k.name] = next
		}
		if in, ok = next.(map[string]any); !ok {
			return false
		}
	}
	switch v := value.(type) {
	case nil:
		delete(in, key[0].name)
	case int:
		in[key[0].name] = int64(v)
	default:
		in[key[0].name] = v
	}
	return key[0].nth == 0
}

// putLine changes or adds the line of a key.
func putLine(lines []string, key, value string) []string {
	dot := strings.LastIndex(key, ".")
	table, name := key[:max(dot, 0)], key[dot+1:]
	begin, end := tableLines(lines, table)
	if begin < 0 && strings.HasSuffix(table, "]") {
		return lines // one of several that is not there: what comes of it is refused
	}
	if begin < 0 {
		tail := "\n[" + table + "]\n" + name + " = " + value + "\n"
		if n := len(lines); n > 0 && lines[n-1] != "" && !strings.HasSuffix(lines[n-1], "\n") {
			tail = "\n" + tail
		}
		return append(lines, strings.SplitAfter(tail, "\n")...)
	}
	last := begin // the last line of the table that says something
	for i := begin; i < end; i++ {
		l := strings.TrimSpace(lines[i])
		if l == "" || l[0] == '#' {
			continue
		}
		last = i + 1
		if keyOf(l) == name {
			lines[i] = replaceValue(lines[i], value)
			return lines
		}
	}
	if last > 0 && !strings.HasSuffix(lines[last-1], "\n") {
		lines[last-1] += "\n"
	}
	return append(lines[:last:last], append([]string{name + " = " + value + "\n"}, lines[last:]...)...)
}

// dropLine takes the line of a key out.
func dropLine(lines []string, key string) []string {
	dot := strings.LastIndex(key, ".")
	begin, end := tableLines(lines, key[:max(dot, 0)])
	for i := max(begin, 0); i < end && begin >= 0; i++ {
		if keyOf(strings.TrimSpace(lines[i])) == key[dot+1:] {
			return append(lines[:i:i], lines[i+1:]...)
		}
	}
	return lines
}

// keyOf is the key that a line sets, "" for none.
func keyOf(line string) string {
	k, _, ok := strings.Cut(line, "=")
	if !ok || strings.HasPrefix(line, "#") {
		return ""
	}
	return strings.Trim(strings.TrimSpace(k), `"`)
}

// tableLines finds the lines that belong to a table, after its head; "" is the
// root, and a number in brackets behind the name one of several. begin is -1
// where there is no such table.
func tableLines(lines []string, table string) (begin, end int) {
	begin = -1
	if table == "" {
		begin = 0
	}
	want, nth := "["+table+"]", 1
	if p := path(table); len(p) == 1 && p[0].nth > 0 {
		want, nth = "[["+p[0].name+"]]", p[0].nth
	}
	for i, l := range lines {
		l = strings.TrimSpace(l)
		if !strings.HasPrefix(l, "[") {
			continue
		}
		if begin >= 0 {
			return begin, i
		}
		head, _, _ := strings.Cut(l, "#")
		if strings.ReplaceAll(strings.TrimSpace(head), " ", "") == want {
			if nth--; nth == 0 {
				begin = i + 1
			}
		}
	}
	return begin, len(lines)
}

// replaceValue puts another value into a line; what stands behind it, such as a
// comment, stays in its column where there is room.
func replaceValue(line, value string) string {
	at := strings.Index(line, "=") + 1
	for at < len(line) && line[at] == ' ' {
		at++
	}
	rest := line[at:]
	n := valueLength(rest)
	behind := rest[n:]
	words := strings.TrimLeft(behind, " ")
	if !strings.HasPrefix(words, "#") {
		return line[:at] + value + behind
	}
	pad := len(behind) - len(words) + runes(rest[:n]) - runes(value)
	return line[:at] + value + strings.Repeat(" ", max(1, pad)) + words
}

func runes(s string) int { return utf8.RuneCountInString(s) }

// valueLength is how many bytes the value at the begin of s takes.
func valueLength(s string) int {
	if s == "" {
		return 0
	}
	switch s[0] {
	case '\'':
		if i := strings.IndexByte(s[1:], '\''); i >= 0 {
			return i + 2
		}
	case '"':
		for i := 1; i < len(s); i++ {
			switch s[i] {
			case '\\':
				i++
			case '"':
				return i + 1
			}
		}
	default:
		if i := strings.IndexAny(s, "#\r\n"); i >= 0 {
			s = s[:i]
		}
		return len(strings.TrimRight(s, " \t"))
	}
	return len(strings.TrimRight(s, "\r\n"))
}
