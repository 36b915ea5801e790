package pad

import (
	"bytes"
	"strconv"
	"strings"
)

// lines maps the fields of a profile, as findings name them, to their lines: a
// key by its table and name, a table by its head, and a member of a list by its
// place in it.
func lines(b []byte) map[string]int {
	at := map[string]int{}
	members := map[string]int{}
	table := ""
	n := 0
	for raw := range bytes.Lines(b) {
		n++
		l := strings.TrimSpace(string(raw))
		switch {
		case strings.HasPrefix(l, "[["):
			name := strings.Trim(l[:strings.Index(l+"]", "]")], "[ ")
			table = name + "[" + strconv.Itoa(members[name]) + "]"
			members[name]++
			note(at, name, n)
			note(at, table, n)
		case strings.HasPrefix(l, "["):
			table = strings.Trim(l[:strings.Index(l+"]", "]")], "[ ")
			note(at, table, n)
		case l != "" && l[0] != '#':
			key, _, ok := strings.Cut(l, "=")
			if !ok {
				continue
			}
			key = strings.Trim(strings.TrimSpace(key), `"'`)
			note(at, strings.TrimPrefix(table+"."+key, "."), n)
		}
	}
	return at
}

func note(at map[string]int, field string, n int) {
	if at[field] == 0 {
		at[field] = n
	}
}

// locate gives findings without a line that of their field, or of the nearest
// thing around it that is there. What is about the whole keeps none.
func locate(b []byte, found []Finding) {
	at := lines(b)
	for i := range found {
		for field := found[i].Field; found[i].Line == 0 && field != ""; {
			found[i].Line = at[field]
			dot := strings.LastIndex(field, ".")
			field = field[:max(dot, 0)]
		}
	}
}
