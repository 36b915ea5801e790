package fieldmap

import (
	"bufio"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A Map is the field map of one outside system.
type Map struct {
	System   string         // name as the catalogue has it
	Version  int            // of the map
	Encoding Encoding       // what the system can hold
	Number   *regexp.Regexp // shape of the number that the system gives, nil for any
	Check    Check          // how that number is checked when it is typed back
	Fields   []Field        // in the order of the system's Tab key
}

// A Field is one place to type into.
type Field struct {
	Page  string // page of the outside system
	Label string
	Value string   // expression, see Known
	Ways  []string // transforms, in their order
	Max   int      // most characters, or bytes in the system's encoding; 0 for any
	Bytes bool     // Max counts bytes
	Line  int
}

// An Encoding is what a system can hold.
type Encoding string

// The encodings.
const (
	UTF8    Encoding = "UTF-8"
	GB18030 Encoding = "GB18030"
	GBK     Encoding = "GBK" // holds no rare characters
)

// A Check is how a number that is typed back is held to be right.
type Check string

// The checks.
const (
	Twice Check = "twice" // typed twice
	Mod11 Check = "mod11" // its last place is the check character of ISO 7064 MOD 11-2
	Luhn  Check = "luhn"  // its last digit is that of ISO/IEC 7812-1
)

// A Finding is one mistake in a map, for whoever wrote it.
type Finding struct {
	File string
	Line int    // 0 for the file as a whole
	Code string // "key", "value", "transform", "max", "number", "missing" …
	What string // the words it is about
}

// Error is for the log.
func (f Finding) Error() string { return fmt.Sprintf("%s:%d: %s %q", f.File, f.Line, f.Code, f.What) }

// Limits of a file.
const (
	mostBytes  = 64 << 10
	mostFields = 200
	mostChars  = 2000
)

// Parse reads a map. A line is "key: value", a field "label | value | transforms
// | max" under the page that was named last, or a comment after #. A map with
// findings is not to be used.
func Parse(file string, b []byte) (Map, []Finding) {
	p := parser{file: file, m: Map{Encoding: GB18030, Check: Twice}}
	if len(b) > mostBytes {
		return p.m, []Finding{{File: file, Code: "size"}}
	}
	lines := bufio.NewScanner(strings.NewReader(string(b)))
	lines.Buffer(nil, mostBytes)
	for lines.Scan() {
		p.line++
		text, _, _ := strings.Cut(lines.Text(), " #")
		if text = strings.TrimSpace(text); text != "" && text[0] != '#' {
			p.read(text)
		}
	}
	p.line = 0
	switch {
	case p.m.System == "":
		p.find("missing", "system")
	case len(p.m.Fields) == 0:
		p.find("missing", "fields")
	case len(p.m.Fields) > mostFields:
		p.find("fields", strconv.Itoa(len(p.m.Fields)))
	}
	return p.m, p.found
}

type parser struct {
	file  string
	line  int
	page  string
	m     Map
	found []Finding
}

func (p *parser) find(code, what string) {
	p.found = append(p.found, Finding{File: p.file, Line: p.line, Code: code, What: what})
}

func (p *parser) read(text string) {
	if strings.Contains(text, "|") {
		p.field(text)
		return
	}
	key, value, ok := strings.Cut(text, ":")
	value = strings.TrimSpace(value)
	if !ok || value == "" {
		p.find("key", text)
		return
	}
	switch strings.TrimSpace(key) {
	case "system":
		p.m.System = value
	case "version":
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 {
			p.find("version", value)
		}
		p.m.Version = n
	case "encoding":
		p.m.Encoding = Encoding(value)
		if !slices.Contains([]Encoding{UTF8, GB18030, GBK}, p.m.Encoding) {
			p.find("encoding", value)
		}
	case "number":
		re, err := regexp.Compile("^(?:" + value + ")$")
		if err != nil {
			p.find("number", value)
		}
		p.m.Number = re
	case "check":
		p.m.Check = Check(value)
		if !slices.Contains([]Check{Twice, Mod11, Luhn}, p.m.Check) {
			p.find("check", value)
		}
	case "page":
		p.page = value
	default:
		p.find("key", key)
	}
}

func (p *parser) field(text string) {
	parts := strings.Split(text, "|")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	if len(parts) < 2 || len(parts) > 4 || parts[0] == "" {
		p.find("field", text)
		return
	}
	f := Field{Page: p.page, Label: parts[0], Value: parts[1], Line: p.line}
	if f.Page == "" {
		p.find("page", f.Label)
	}
	if !Known(f.Value) {
		p.find("value", f.Value)
	}
	if len(parts) > 2 && parts[2] != "-" {
		f.Ways = strings.Fields(parts[2])
		for _, w := range f.Ways {
			if ways[w] == nil {
				p.find("transform", w)
			}
		}
	}
	if len(parts) > 3 && parts[3] != "" {
		digits, inBytes := strings.CutSuffix(strings.ToUpper(parts[3]), "B")
		n, err := strconv.Atoi(digits)
		if err != nil || n < 1 || n > mostChars {
			p.find("max", parts[3])
		}
		f.Max, f.Bytes = n, inBytes
	}
	for _, old := range p.m.Fields {
		if old.Page == f.Page && old.Label == f.Label {
			p.find("twice", f.Label)
		}
	}
	p.m.Fields = append(p.m.Fields, f)
}
