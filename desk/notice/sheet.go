package notice

import (
	"strings"
	"time"

	"xiaochuang/desk"
)

// A Sheet is what a template sees: the paper, its content, and what it is
// printed on. The fields of desk.PaperContent are its own, such as
// {{.Applicant}}.
type Sheet struct {
	desk.PaperContent

	No       string
	Kind     desk.PaperKind
	At       time.Time // in Beijing
	Day      desk.Day
	Replaces string
	Void     bool
	Demo     bool
	Practice bool
	Copy     int // 1 for the first print; more are reprints

	Roll  bool // thermal paper: lists instead of tables
	Large bool // for weak eyes: fewer words, the phone first
	Slim  bool // fewer than 40 cells

	Page  int // in "head" and "foot": this page, from 1
	Pages int // and how many there are
}

// newSheet gathers what the templates may say about the paper.
func newSheet(p desk.Paper, m Medium, attempt int) Sheet {
	return Sheet{
		PaperContent: p.Content,
		No:           p.No,
		Kind:         p.Kind,
		At:           p.At.In(desk.Beijing),
		Day:          p.Day,
		Replaces:     p.Replaces,
		Void:         p.Void,
		Demo:         p.Demo,
		Practice:     p.Practice,
		Copy:         max(attempt, 1),
		Roll:         m.Roll(),
		Large:        m.Large(),
		Slim:         m.Columns() < 40,
	}
}

// Link reports whether the QR code leads to a page of the web, such as the
// guide, rather than back to this paper.
func (s Sheet) Link() bool { return strings.HasPrefix(s.QR, "http") }

// Lacking lists the materials that a 补正 notice asks for.
func (s Sheet) Lacking() []desk.PaperMaterial {
	return s.only(func(m desk.PaperMaterial) bool {
		return desk.Material{State: m.State, Required: m.Required}.Lacking()
	})
}

// Following lists the materials that may be handed in later (容缺).
func (s Sheet) Following() []desk.PaperMaterial {
	return s.only(func(m desk.PaperMaterial) bool { return m.State == desk.MaterialFollows })
}

// Taken lists the materials that were handed in.
func (s Sheet) Taken() []desk.PaperMaterial {
	return s.only(func(m desk.PaperMaterial) bool {
		return m.State == desk.MaterialComplete || m.Kept > 0 || m.Pages > 0
	})
}

// Kept lists the materials of which the station keeps originals.
func (s Sheet) Kept() []desk.PaperMaterial {
	return s.only(func(m desk.PaperMaterial) bool { return m.Kept > 0 })
}

func (s Sheet) only(want func(desk.PaperMaterial) bool) []desk.PaperMaterial {
	var ms []desk.PaperMaterial
	for _, m := range s.Materials {
		if want(m) {
			ms = append(ms, m)
		}
	}
	return ms
}

// Total sums what the cases of a hand-over hold.
func (s Sheet) Total() desk.PaperCase {
	var t desk.PaperCase
	for _, c := range s.Cases {
		t.Pages += c.Pages
		t.Originals += c.Originals
	}
	return t
}
