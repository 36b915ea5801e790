package practice

import (
	"strconv"
	"strings"
)

// lines says on which line of a TOML file each key stands: the decoder tells it
// for syntax errors only. Entries of arrays of tables and elements of arrays are
// counted from 1, as a person counts: "bag[2].state", "visitor.says[3]".
type lines map[string]int

// of returns the line of a key, or of the first entry of a list, or of the
// nearest thing around it that has one, or 1.
func (l lines) of(field string) int {
	for field != "" {
		for _, name := range []string{field, field + "[1]"} {
			if n, ok := l[name]; ok {
				return n
			}
		}
		at := strings.LastIndexAny(field, ".[")
		if at < 0 {
			break
		}
		field = field[:at]
	}
	return 1
}

// index finds the lines of a file. It is no parser: on a file that is not TOML
// it may be wrong, and on one that is it need not understand the values.
func index(text string) lines {
	x := indexer{at: lines{}, count: map[string]int{}}
	for n, row := range strings.Split(text, "\n") {
		x.row(n+1, row)
	}
	return x.at
}

type indexer struct {
	at    lines
	count map[string]int // entries of arrays of tables so far
	table string
	array string // key of the array that is open, "" for none
	depth int    // of its brackets
	item  int    // elements of it so far
	until string // delimiter of the multi-line string that is open, "" for none
}

func (x *indexer) row(n int, row string) {
	if x.until != "" {
		if at := strings.Index(row, x.until); at >= 0 {
			rest := row[at+len(x.until):]
			x.until = ""
			x.value(n, rest)
		}
		return
	}
	if x.array != "" {
		x.value(n, row)
		return
	}
	row = strings.TrimSpace(row)
	switch {
	case row == "" || row[0] == '#':
	case strings.HasPrefix(row, "[["):
		name, _, _ := strings.Cut(row[2:], "]]")
		name = strings.TrimSpace(name)
		x.count[name]++
		x.table = name + "[" + strconv.Itoa(x.count[name]) + "]"
		x.at[x.table] = n
	case row[0] == '[':
		name, _, _ := strings.Cut(row[1:], "]")
		x.table = strings.TrimSpace(name)
		x.at[x.table] = n
	default:
		x.key(n, row)
	}
}

func (x *indexer) key(n int, row string) {
	key, value, ok := strings.Cut(row, "=")
	if !ok {
		return
	}
	key = strings.Trim(strings.TrimSpace(key), `"'`)
	if x.table != "" {
		key = x.table + "." + key
	}
	if _, there := x.at[key]; !there {
		x.at[key] = n
	}
	value = strings.TrimSpace(value)
	if strings.HasPrefix(value, "[") {
		x.array, x.depth, x.item = key, 0, 0
	}
	x.value(n, value)
}

// value follows the strings and brackets of one row of a value.
func (x *indexer) value(n int, s string) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '#':
			return
		case '"', '\'':
			if x.array != "" && x.depth == 1 {
				x.item++
				x.at[x.array+"["+strconv.Itoa(x.item)+"]"] = n
			}
			end, open := past(s[i:])
			if open != "" {
				x.until = open
				return
			}
			i += end - 1
		case '[':
			x.depth++
		case ']':
			if x.depth--; x.depth <= 0 {
				x.array = ""
			}
		}
	}
}

// past returns the length of the string at the head of s, or the delimiter of a
// multi-line string that goes on.
func past(s string) (n int, open string) {
	q := s[:1]
	if triple := q + q + q; strings.HasPrefix(s, triple) {
		if at := strings.Index(s[3:], triple); at >= 0 {
			return at + 6, ""
		}
		return 0, triple
	}
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && q == `"`:
			i++
		case s[i:i+1] == q:
			return i + 1, ""
		}
	}
	return len(s), ""
}
