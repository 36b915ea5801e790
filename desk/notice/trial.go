package notice

import (
	_ "embed"
	"errors"
	"reflect"
	"strings"
	"time"

	"xiaochuang/desk"
)

// reserved is the title of a decision that the application is taken up, which
// starts the clock of art. 32 of the Administrative Licence Law. No other paper
// may carry it.
//
//go:embed templates/reserved.txt
var reserved string

var errTitle = errors.New("a paper needs a title of its own: a line beginning with #")

// fitTitle refuses a paper without a title, or with one that says more than
// the paper means.
func fitTitle(k desk.PaperKind, title string) error {
	if title == "" {
		return errTitle
	}
	if strings.Contains(title, strings.TrimSpace(reserved)) && k != desk.PaperAccept && k != desk.PaperRefuse {
		return &desk.Problem{Kind: desk.Blocked, What: "paper.title"}
	}
	return nil
}

// trialMedia are the media on which templates take different branches.
var trialMedia = []Medium{A4, A4Large, Roll80, Roll80Large, Roll58}

// trial lays out papers with everything and with nothing in them on every
// medium, and returns the first error.
func (s *set) trial(k desk.PaperKind) error {
	for _, full := range []bool{true, false} {
		for _, mode := range []desk.Mode{desk.ModeAccept, desk.ModeCollect, desk.ModeAdvise} {
			for _, supplement := range []bool{true, false} {
				if mode != desk.ModeAccept && supplement != full {
					continue
				}
				p := trialPaper(k, full)
				p.Content.Mode, p.Content.Supplement = mode, supplement
				for _, m := range trialMedia {
					if _, err := s.layout(newSheet(p, m, 2), m); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// trialPaper makes a paper whose every text is filled, or none.
func trialPaper(k desk.PaperKind, full bool) desk.Paper {
	p := desk.Paper{Kind: k, No: "0", At: time.Unix(0, 0)}
	if full {
		fillIn(reflect.ValueOf(&p.Content).Elem())
		p.Demo, p.Practice, p.Void, p.Replaces = true, true, true, "0"
		states := []desk.MaterialState{
			desk.MaterialUnchecked, desk.MaterialComplete, desk.MaterialMissing,
			desk.MaterialUnfit, desk.MaterialExempt, desk.MaterialFollows,
		}
		row := p.Content.Materials[0]
		p.Content.Materials = nil
		for _, st := range states {
			row.State = st
			p.Content.Materials = append(p.Content.Materials, row)
		}
	}
	return p
}

// fillIn puts something into every field.
func fillIn(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("x1")
		if v.Type() == reflect.TypeFor[desk.Day]() {
			v.SetString("2000-01-01")
		}
	case reflect.Int:
		v.SetInt(2)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillIn(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fillIn(v.Index(i))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			fillIn(v.Field(i))
		}
	}
}
