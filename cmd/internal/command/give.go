package command

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"xiaochuang/desk/notice"
)

// A view is what a command has to tell: JSON by its tags, lines by its method.
// It holds strings, numbers, flags and lists of them, so that it survives being
// written as JSON and read again.
type view interface{ lines(*sheet) }

// longest is the most characters of one string that a view shows.
const longest = 4000

// clean makes a string fit to stand in a terminal.
func clean(s string) string { return notice.Clean(s, longest) }

// give writes a view. Every string of it goes through clean on the way: what
// comes from files, cards and the street could hold what a terminal would act on.
func (p *program) give(v view) error {
	v, err := scrubbed(v)
	if err != nil {
		return err
	}
	if p.asJSON {
		e := json.NewEncoder(p.out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(v)
	}
	s := &sheet{}
	v.lines(s)
	_, err = fmt.Fprint(p.out, s.String())
	return err
}

// scrubbed returns a copy of a view with clean strings. It is a copy, because
// views share memory with the catalogue and the books.
func scrubbed(v view) (view, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write view: %w", err)
	}
	c := reflect.New(reflect.TypeOf(v))
	if err := json.Unmarshal(b, c.Interface()); err != nil {
		return nil, fmt.Errorf("read view: %w", err)
	}
	scrub(c.Elem())
	return c.Elem().Interface().(view), nil
}

func scrub(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if v.CanSet() {
			v.SetString(clean(v.String()))
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			scrub(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			scrub(v.Field(i))
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			scrub(v.Index(i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			e := reflect.New(v.Type().Elem()).Elem()
			e.Set(v.MapIndex(k))
			scrub(e)
			v.SetMapIndex(k, e)
		}
	}
}

// A sheet collects the lines of an answer.
type sheet struct{ b strings.Builder }

// String returns the lines.
func (s *sheet) String() string { return s.b.String() }

// say adds lines.
func (s *sheet) say(lines ...string) {
	for _, l := range lines {
		s.b.WriteString(strings.TrimRight(l, " ") + "\n")
	}
}

// head adds a heading with a line of space before it.
func (s *sheet) head(title string) {
	if s.b.Len() > 0 {
		s.say("")
	}
	s.say(title)
}

// table adds rows whose columns line up, counted in cells: a Chinese character
// takes two.
func (s *sheet) table(heads []string, rows [][]string) {
	if heads != nil {
		rows = append([][]string{heads}, rows...)
	}
	var widths []int
	for _, r := range rows {
		for i, c := range r {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], ansi.StringWidth(c))
		}
	}
	for _, r := range rows {
		var b strings.Builder
		for i, c := range r {
			b.WriteString(c)
			if i < len(r)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-ansi.StringWidth(c)+2))
			}
		}
		s.say(b.String())
	}
}
