package notice

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
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

// Limits of a template: of its source, and of what it makes.
const (
	maxSource = 64 << 10
	maxResult = 256 << 10
)

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
	}
	return ""
}

// Kinds lists the kinds of paper that have a template.
func Kinds() []desk.PaperKind {
	return []desk.PaperKind{
		desk.PaperTicket, desk.PaperNotice, desk.PaperReceipt, desk.PaperAccept, desk.PaperRefuse,
		desk.PaperAdvice, desk.PaperReferral, desk.PaperHandover, desk.PaperSummary, desk.PaperBag, desk.PaperCopy,
		desk.PaperSupplement, desk.PaperPromise, desk.PaperMandate, desk.PaperDelivery, desk.PaperPoster,
		desk.PaperForm,
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

// A Refusal says why a lead's template is not used; the built-in one is.
type Refusal struct {
	File string // name of the file
	Line int    // line of the mistake, 0 for the file as a whole
	Err  error  // what is wrong with it
}

// Error is for the lead and for the log.
func (r Refusal) Error() string { return fmt.Sprintf("%s:%d: %v", r.File, r.Line, r.Err) }

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

// Source returns the built-in template file with the name, such as
// "notice.md.tmpl", as the starting point of a lead's own.
func Source(name string) ([]byte, error) { return builtinFiles.ReadFile("templates/" + name) }

// Files lists the names of the built-in template files.
func Files() []string {
	names := []string{partsFile + suffix}
	for _, k := range Kinds() {
		names = append(names, fileOf(k)+suffix)
	}
	return names
}

// Override returns the built-in templates with those of the files at the root
// of dir in the place of their namesakes. A file that cannot be parsed, that
// fails on a trial paper of any medium, that makes a paper without a title, or
// whose name is not one of Files is refused; the rest is used.
func Override(dir fs.FS) (*Templates, []Refusal) {
	over, refused := readOver(dir)
	t := &Templates{sets: map[desk.PaperKind]*set{}}
	parts := mustRead(partsFile)
	if own, ok := over[partsFile]; ok {
		if err := tryParts(own); err != nil {
			refused = append(refused, refusal(partsFile, err))
		} else {
			parts = own
		}
	}
	for _, k := range Kinds() {
		name := fileOf(k)
		own, ok := over[name]
		if ok {
			s, err := compile(name, parts, own)
			if err == nil {
				err = s.trial(k)
			}
			if err == nil {
				t.sets[k] = s
				continue
			}
			refused = append(refused, refusal(name, err))
		}
		s, err := compile(name, parts, mustRead(name))
		if err != nil {
			s = Builtin().sets[k]
		}
		t.sets[k] = s
	}
	return t, refused
}

// tryParts tries the shared parts with every built-in paper.
func tryParts(parts string) error {
	for _, k := range Kinds() {
		s, err := compile(fileOf(k), parts, mustRead(fileOf(k)))
		if err == nil {
			err = s.trial(k)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// readOver reads the files of a lead's folder.
func readOver(dir fs.FS) (map[string]string, []Refusal) {
	over := map[string]string{}
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return nil, []Refusal{{File: ".", Err: err}}
	}
	var refused []Refusal
	for _, e := range entries {
		name := e.Name()
		if !strings.HasSuffix(name, ".tmpl") {
			continue
		}
		if !slices.Contains(Files(), name) {
			refused = append(refused, Refusal{File: name, Err: errUnknown})
			continue
		}
		info, err := e.Info()
		if err == nil && info.Size() > maxSource {
			err = errTooLong
		}
		var b []byte
		if err == nil {
			b, err = fs.ReadFile(dir, path.Clean(name))
		}
		if err != nil {
			refused = append(refused, Refusal{File: name, Err: err})
			continue
		}
		over[strings.TrimSuffix(name, suffix)] = string(b)
	}
	return over, refused
}

var (
	errUnknown = errors.New("no paper has a template of this name")
	errTooLong = errors.New("too long")
)

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
func (t *Templates) Version(k desk.PaperKind) int {
	if s := t.sets[k]; s != nil {
		return s.version
	}
	return 0
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

// where finds the file and line in a message of text/template.
var where = regexp.MustCompile(`template: ([a-z]+)\.md\.tmpl:(\d+)`)

func refusal(name string, err error) Refusal {
	r := Refusal{File: name + suffix, Err: err}
	if m := where.FindStringSubmatch(err.Error()); m != nil {
		r.File = m[1] + suffix
		r.Line, _ = strconv.Atoi(m[2])
	}
	return r
}
