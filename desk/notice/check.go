package notice

import (
	"errors"
	"maps"
	"regexp"
	"strconv"
	"strings"
	"text/template"
	"unicode"
	"unicode/utf8"

	"xiaochuang/desk"
)

// A FindCode says what is wrong with a template.
type FindCode string

// The codes.
const (
	FindEmpty    FindCode = "empty"    // nothing in it
	FindLong     FindCode = "long"     // over MaxSource bytes, or the paper would be
	FindEncoding FindCode = "encoding" // not UTF-8
	FindControl  FindCode = "control"  // a character that controls or hides
	FindSyntax   FindCode = "syntax"   // cannot be parsed
	FindFunction FindCode = "function" // What is no function
	FindField    FindCode = "field"    // What is no placeholder
	FindPart     FindCode = "part"     // What is no part of a paper
	FindCircle   FindCode = "circle"   // a part calls itself, or far too much
	FindFails    FindCode = "fails"    // a trial paper cannot be laid out; What has the words of text/template
	FindTitle    FindCode = "title"    // no title, or one of another paper
	FindMissing  FindCode = "missing"  // What has to stand on the paper and does not
)

// A Finding is one thing that is wrong with a template.
type Finding struct {
	File   string // such as "notice.md.tmpl"; the parts may break another paper
	Line   int    // from 1, 0 for the file as a whole
	Code   FindCode
	What   string // the name it is about, or the code of what is missing
	Medium Medium // on which something is missing, "" for none
}

// mostFindings bounds what is told of one template.
const mostFindings = 50

// Normal is a template as it is adopted: without a byte order mark, with line
// breaks as Unix has them, as editors of other systems may have left it.
func Normal(source string) string {
	source = strings.TrimPrefix(source, "\uFEFF")
	return strings.ReplaceAll(source, "\r\n", "\n")
}

// Check says what is wrong with a template of a kind of paper, or of
// desk.PaperParts, next to the templates that are in force for the other kinds. A
// template without findings prints every paper of its kind on every medium, with
// all that the paper has to say.
func Check(k desk.PaperKind, source string, inForce map[desk.PaperKind]string) []Finding {
	file := FileOf(k)
	found := plain(source)
	if len(found) == 0 {
		words := maps.Clone(inForce)
		if words == nil {
			words = map[desk.PaperKind]string{}
		}
		words[k] = source
		kinds := []desk.PaperKind{k}
		if k == desk.PaperParts {
			kinds = Kinds()
		}
		for _, x := range kinds {
			if found = try(x, words); len(found) > 0 {
				break
			}
		}
	}
	for i := range found {
		if found[i].File == "" {
			found[i].File = file
		}
	}
	return found[:min(len(found), mostFindings)]
}

// plain looks at the characters of a template.
func plain(source string) []Finding {
	switch {
	case len(source) > MaxSource:
		return []Finding{{Code: FindLong}}
	case strings.TrimSpace(source) == "":
		return []Finding{{Code: FindEmpty}}
	}
	var found []Finding
	for i, line := range strings.Split(source, "\n") {
		if !utf8.ValidString(line) {
			found = append(found, Finding{Line: i + 1, Code: FindEncoding})
			continue
		}
		for _, r := range line {
			if r != '\t' && (unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp)) {
				found = append(found, Finding{Line: i + 1, Code: FindControl, What: "U+" + strings.ToUpper(strconv.FormatInt(int64(r), 16))})
				break
			}
		}
	}
	return found
}

// try compiles the template of one kind and lays trial papers out with it.
func try(k desk.PaperKind, words map[desk.PaperKind]string) []Finding {
	t, err := Worded(k, words[k], words[desk.PaperParts])
	if err != nil {
		return []Finding{findingOf(err)}
	}
	s := t.sets[k]
	if found := s.names(); len(found) > 0 {
		return found
	}
	if err := s.trial(k); err != nil {
		return []Finding{findingOf(err)}
	}
	found, err := s.leftOut(k)
	if err != nil {
		return []Finding{findingOf(err)}
	}
	for i := range found {
		found[i].File = FileOf(k)
	}
	return found
}

// where finds the file and line in a message of text/template.
var (
	where      = regexp.MustCompile(`template: ([a-z]+)\.md\.tmpl:(\d+)`)
	noFunction = regexp.MustCompile(`function "([^"]*)" not defined`)
	noField    = regexp.MustCompile(`can't evaluate field (\w+)`)
	noPart     = regexp.MustCompile(`template "([^"]*)" not defined|template has no "([^"]*)"`)
)

// findingOf makes a finding of what text/template or the layout says.
func findingOf(err error) Finding {
	said := err.Error()
	f := Finding{Code: FindFails, What: Clean(said, 200)}
	if m := where.FindStringSubmatch(said); m != nil {
		f.File = m[1] + suffix
		f.Line, _ = strconv.Atoi(m[2])
	}
	if m := noFunction.FindStringSubmatch(said); m != nil {
		f.Code, f.What = FindFunction, m[1]
		return f
	}
	if m := noField.FindStringSubmatch(said); m != nil {
		f.Code, f.What = FindField, m[1]
		return f
	}
	if m := noPart.FindStringSubmatch(said); m != nil {
		f.Code, f.What = FindPart, m[1]+m[2]
		return f
	}
	_, executed := errors.AsType[template.ExecError](err)
	switch {
	case errors.Is(err, errTitle), desk.KindOf(err) == desk.Blocked:
		f.Code, f.What = FindTitle, ""
	case errors.Is(err, errTooLong), desk.KindOf(err) == desk.Full:
		f.Code, f.What = FindLong, ""
	case f.Line > 0 && !executed:
		f.Code = FindSyntax
	}
	return f
}
