package practice

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"xiaochuang/desk"
)

// A sheet is a scene as it is written.
type sheet struct {
	ID      string `toml:"id"`
	Title   string `toml:"title"`
	Level   int    `toml:"level"`
	Visitor struct {
		Name  string   `toml:"name"`
		Mood  string   `toml:"mood"`
		Says  []string `toml:"says"`
		Rates string   `toml:"rates"`
	} `toml:"visitor"`
	Person []struct {
		Key     string `toml:"key"`
		Role    string `toml:"role"`
		Name    string `toml:"name"`
		Number  string `toml:"number"`
		Phone   string `toml:"phone"`
		Address string `toml:"address"`
		Card    bool   `toml:"card"`
	} `toml:"person"`
	Truth struct {
		Item        string            `toml:"item"`
		Version     int               `toml:"version"`
		Mode        string            `toml:"mode"`
		Certificate string            `toml:"certificate"`
		Ending      string            `toml:"ending"`
		Answers     map[string]string `toml:"answers"`
	} `toml:"truth"`
	Bag []struct {
		Material string `toml:"material"`
		State    string `toml:"state"`
		Why      string `toml:"why"`
	} `toml:"bag"`
	Event []struct {
		What  string `toml:"what"`
		After string `toml:"after"`
		On    string `toml:"on"`
		For   string `toml:"for"`
	} `toml:"event"`
	Rubric []struct {
		Name   string   `toml:"name"`
		Check  string   `toml:"check"`
		Points int      `toml:"points"`
		Acts   []string `toml:"acts"`
		Limit  string   `toml:"limit"`
		States []string `toml:"states"`
	} `toml:"rubric"`
}

// largest bounds a scene in bytes.
const largest = 64 << 10

// Parse reads and lints a scene. The findings come back either way; the error
// is a Problem of kind Invalid when the scene cannot be played. The guide is not
// asked: see Scene.Against.
func Parse(name string, b []byte) (Scene, []Finding, error) {
	f := &findings{file: name}
	s := f.scene(b)
	if f.wrong {
		return s, f.list, &desk.Problem{Kind: desk.Invalid, What: "scene"}
	}
	return s, f.list, nil
}

func (f *findings) scene(b []byte) Scene {
	if len(b) > largest {
		f.add("", TooBig, "")
		return Scene{}
	}
	if !utf8.Valid(b) {
		f.add("", NotTOML, "UTF-8")
		return Scene{}
	}
	f.lines = index(string(b))
	var w sheet
	md, err := toml.Decode(string(b), &w)
	if err != nil {
		f.notTOML(err)
		return Scene{}
	}
	for _, k := range md.Undecoded() {
		f.wrong = true
		f.put(Finding{Field: k.String(), Code: UnknownKey, Line: f.lines.like(k.String()), Value: k.String()})
	}
	s := f.take(&w)
	sum := sha256.Sum256(b)
	s.Digest = hex.EncodeToString(sum[:])
	f.lint(&s)
	return s
}

// typeError is how the decoder words a value of another type: its error has no
// position of its own.
var typeError = regexp.MustCompile(`^toml: line ([0-9]+) \(last key "[^"]*"\): (.*)$`)

func (f *findings) notTOML(err error) {
	x := Finding{Code: NotTOML, Value: err.Error(), Line: 1}
	if p, ok := errors.AsType[toml.ParseError](err); ok {
		x.Line, x.Value = max(p.Position.Line, 1), p.Message
	} else if m := typeError.FindStringSubmatch(err.Error()); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			x.Line, x.Value = n, m[2]
		}
	}
	f.wrong = true
	f.put(x)
}

// like returns the line of a key whose entry number is not known: the first one
// of that name.
func (l lines) like(field string) int {
	best := 0
	for k, n := range l {
		if bare(k) == field && (best == 0 || n < best) {
			best = n
		}
	}
	return max(best, 1)
}

// bare is a key without entry numbers.
func bare(k string) string {
	for {
		from := strings.IndexByte(k, '[')
		to := strings.IndexByte(k, ']')
		if from < 0 || to < from {
			return k
		}
		k = k[:from] + k[to+1:]
	}
}

// take turns what is written into the scene, as far as it can be read.
func (f *findings) take(w *sheet) Scene {
	s := Scene{
		ID: w.ID, Title: w.Title, Level: w.Level,
		Visitor: Visitor{Name: w.Visitor.Name, Mood: Mood(w.Visitor.Mood), Says: w.Visitor.Says, Rates: Rates(w.Visitor.Rates)},
		Truth: Truth{
			Item: w.Truth.Item, Version: w.Truth.Version, Mode: desk.Mode(w.Truth.Mode),
			Certificate: w.Truth.Certificate, Ending: Ending(w.Truth.Ending), Answers: w.Truth.Answers,
		},
	}
	for _, p := range w.Person {
		s.People = append(s.People, Person{
			Key: p.Key, Role: Role(p.Role), Name: p.Name, Number: p.Number, Phone: p.Phone, Address: p.Address, Card: p.Card,
		})
	}
	for _, t := range w.Bag {
		s.Bag = append(s.Bag, Thing{Material: t.Material, State: desk.MaterialState(t.State), Why: t.Why})
	}
	for i, e := range w.Event {
		s.Events = append(s.Events, Event{
			What: Mishap(e.What), On: desk.ActKind(e.On),
			After: f.time(entry("event", i)+".after", e.After), For: f.time(entry("event", i)+".for", e.For),
		})
	}
	for i, c := range w.Rubric {
		s.Rubric = append(s.Rubric, Criterion{
			Name: c.Name, Check: Check(c.Check), Points: c.Points, Acts: c.Acts, States: c.States,
			Limit: f.time(entry("rubric", i)+".limit", c.Limit),
		})
	}
	return s
}

// longestScene bounds every time in a scene.
const longestScene = 2 * time.Hour

// time reads "90s" or "7m"; "" is none.
func (f *findings) time(field, s string) time.Duration {
	if s == "" {
		return 0
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < time.Second || d > longestScene {
		f.add(field, BadTime, s)
		return 0
	}
	return d
}
