package notice

import (
	"embed"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"text/template"

	"xiaochuang/desk"
)

//go:embed templates/*.md.tmpl
var builtinFiles embed.FS

// suffix ends the name of every template file.
const suffix = ".md.tmpl"

// partsFile holds what all papers share: head, foot, stamp, seal, signatures.
const partsFile = "parts"

// MaxSource bounds a template's source, in bytes.
const MaxSource = 64 << 10

// maxResult bounds what a template makes, in bytes.
const maxResult = 256 << 10

// fileOf names the template file of each kind of paper.
func fileOf(k desk.PaperKind) string {
	switch k {
	case desk.PaperTicket:
		return "ticket"
	case desk.PaperNotice:
		return "notice"
	case desk.PaperReceipt:
		return "receipt"
	case desk.PaperAccept:
		return "accept"
	case desk.PaperRefuse:
		return "refuse"
	case desk.PaperAdvice:
		return "advice"
	case desk.PaperReferral:
		return "referral"
	case desk.PaperHandover:
		return "handover"
	case desk.PaperSummary:
		return "summary"
	case desk.PaperBag:
		return "bag"
	case desk.PaperCopy:
		return "copy"
	case desk.PaperSupplement:
		return "supplement"
	case desk.PaperPromise:
		return "promise"
	case desk.PaperMandate:
		return "mandate"
	case desk.PaperDelivery:
		return "delivery"
	case desk.PaperPoster:
		return "poster"
	case desk.PaperForm:
		return "form"
	case desk.PaperSteps:
		return "steps"
	case desk.PaperSlips:
		return "slips"
	}
	return ""
}

// Kinds lists the kinds of paper that have a template.
func Kinds() []desk.PaperKind {
	return []desk.PaperKind{
		desk.PaperTicket, desk.PaperNotice, desk.PaperReceipt, desk.PaperAccept, desk.PaperRefuse,
		desk.PaperAdvice, desk.PaperReferral, desk.PaperHandover, desk.PaperSummary, desk.PaperBag, desk.PaperCopy,
		desk.PaperSupplement, desk.PaperPromise, desk.PaperMandate, desk.PaperDelivery, desk.PaperPoster,
		desk.PaperForm, desk.PaperSteps,
		desk.PaperForm, desk.PaperSlips,
	}
}

// Templates are the templates of all papers. They do not change once made.
type Templates struct {
	sets map[desk.PaperKind]*set
}

// A set is the template of one kind of paper with the shared parts.
type set struct {
	t       *template.Template
	version int
}

// Builtin returns the templates of the program.
func Builtin() *Templates { return builtin() }

var builtin = sync.OnceValue(func() *Templates {
	t := &Templates{sets: map[desk.PaperKind]*set{}}
	parts := mustRead(partsFile)
	for _, k := range Kinds() {
		s, err := compile(fileOf(k), parts, mustRead(fileOf(k)))
		if err != nil {
			panic(err) // the tests execute every built-in template
		}
		t.sets[k] = s
	}
	return t
})

func mustRead(name string) string {
	b, err := builtinFiles.ReadFile("templates/" + name + suffix)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// Source returns the built-in template of a kind of paper or of desk.PaperParts,
// as the starting point of a lead's own; "" where there is none.
func Source(k desk.PaperKind) string {
	b, err := builtinFiles.ReadFile("templates/" + FileOf(k))
	if err != nil {
		return ""
	}
	return string(b)
}

// FileOf names the template file of a kind of paper, such as "notice.md.tmpl",
// that of desk.PaperParts included; "" where it has none.
func FileOf(k desk.PaperKind) string {
	name := fileOf(k)
	if k == desk.PaperParts {
		name = partsFile
	}
	if name == "" {
		return ""
	}
	return name + suffix
}

// KindOf is the kind of paper whose template file has the name, or "".
func KindOf(file string) desk.PaperKind {
	for _, k := range append(Kinds(), desk.PaperParts) {
		if FileOf(k) == file {
			return k
		}
	}
	return ""
}

// Worded returns the templates for the papers of one kind, with the words given
// in the place of the program's: own for the kind, parts for what all share, ""
// for the built-in ones.
func Worded(k desk.PaperKind, own, parts string) (*Templates, error) {
	if own == "" {
		own = mustRead(fileOf(k))
	}
	if parts == "" {
		parts = mustRead(partsFile)
	}
	s, err := compile(fileOf(k), parts, own)
	if err != nil {
		return nil, err
	}
	return &Templates{sets: map[desk.PaperKind]*set{k: s}}, nil
}

var errTooLong = errors.New("too long")

// versionLine finds the version in the first comment of a template.
var versionLine = regexp.MustCompile(`\{\{-?/\* version (\d{1,6})\b`)

// compile parses a template together with the shared parts.
func compile(name, parts, source string) (*set, error) {
	t := template.New(name + suffix).Funcs(functions()).Option("missingkey=error")
	if _, err := t.New(partsFile + suffix).Parse(parts); err != nil {
		return nil, err
	}
	if _, err := t.Parse(source); err != nil {
		return nil, err
	}
	s := &set{t: t}
	if m := versionLine.FindStringSubmatch(source); m != nil {
		s.version, _ = strconv.Atoi(m[1])
	}
	return s, nil
}

// Version returns the version of the template of a kind of paper, as its first
// comment states it; 0 where it states none.
func (t *Templates) Version(k desk.PaperKind) int { return t.of(k).version }

// of is the template of a kind of paper: the program's where no other is there.
func (t *Templates) of(k desk.PaperKind) *set {
	if s := t.sets[k]; s != nil {
		return s
	}
	return Builtin().sets[k]
}

// execute runs the whole file, or the part with the name.
func (s *set) execute(part string, data Sheet) (string, error) {
	t := s.t
	if part != "" {
		if t = s.t.Lookup(part); t == nil {
			return "", fmt.Errorf("template has no %q", part)
		}
	}
	var w limited
	if err := t.Execute(&w, data); err != nil {
		return "", err
	}
	return w.String(), nil
}

// stamp returns the words that mark every page of a paper that is not to be
// taken for a valid one. A lead's template may word them, not leave them out.
func (s *set) stamp(data Sheet) (string, error) {
	text, err := s.execute("stamp", data)
	if err != nil {
		return "", err
	}
	stamp := Clean(unescape(text), 40)
	if stamp == "" && (data.Demo || data.Practice || data.Void) {
		text, err = Builtin().sets[data.Kind].execute("stamp", data)
		stamp = Clean(unescape(text), 40)
	}
	return stamp, err
}

// limited is a string builder that refuses more than maxResult bytes.
type limited struct{ strings.Builder }

func (l *limited) Write(b []byte) (int, error) {
	if l.Len()+len(b) > maxResult {
		return 0, errTooLong
	}
	return l.Builder.Write(b)
}
