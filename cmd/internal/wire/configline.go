package wire

import (
	"strconv"
	"strings"
)

// lineOf finds the line of a key: the decoder does not tell. The last part is
// sought after the table it stands in; a number after the name of a table that
// there may be several of says which one, from 1.
func lineOf(b []byte, key []string) int {
	key, nth := place(key)
	if len(key) == 0 {
		return 0
	}
	table := strings.Join(key[:len(key)-1], ".")
	last := key[len(key)-1]
	in, head := table == "", 0
	for i, l := range strings.Split(string(b), "\n") {
		l = strings.TrimSpace(l)
		if strings.HasPrefix(l, "[") {
			name, _, _ := strings.Cut(strings.TrimLeft(l, "[ "), "]")
			name = strings.TrimSpace(name)
			if name == strings.Join(key, ".") {
				return i + 1
			}
			if in = name == table; in {
				if nth--; nth > 0 {
					in = false
				} else {
					head = i + 1
				}
			}
			continue
		}
		name, _, ok := strings.Cut(l, "=")
		if in && ok && strings.TrimSpace(name) == last {
			return i + 1
		}
	}
	return head // the key is not there: where it should stand
}

// place takes the number of a table out of a key; 0 for none.
func place(key []string) ([]string, int) {
	for i, part := range key {
		if n, err := strconv.Atoi(part); err == nil && (i == 0 || key[i-1] != "windows") { // there it is a name
			return append(append([]string{}, key[:i]...), key[i+1:]...), n
		}
	}
	return key, 0
}

// withoutPlace is a key as it stands in the file.
func withoutPlace(key string) string {
	k, _ := place(strings.Split(key, "."))
	return strings.Join(k, ".")
}
