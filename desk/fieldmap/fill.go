package fieldmap

import (
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"xiaochuang/desk"
)

// A Source is where values come from.
type Source struct {
	Case    desk.Case
	Station desk.Station
	Staff   desk.Staff
}

// people are the members of a person that an expression may name.
var people = map[string]func(desk.Person) string{
	"name":     func(p desk.Person) string { return p.Name },
	"document": func(p desk.Person) string { return p.Document },
	"number":   func(p desk.Person) string { return p.Number },
	"phone":    func(p desk.Person) string { return p.Phone },
	"address":  func(p desk.Person) string { return p.Address },
	"sex":      func(p desk.Person) string { return sexOf(p) },
	"birth":    func(p desk.Person) string { return birthOf(p) },
}

// plain are the other values that an expression may name.
var plain = map[string]func(Source) string{
	"case.no":        func(s Source) string { return s.Case.No },
	"case.item":      func(s Source) string { return s.Case.Item },
	"case.title":     func(s Source) string { return s.Case.Title },
	"case.received":  func(s Source) string { return dayOf(s) },
	"case.completed": func(s Source) string { return string(s.Case.Completed) },
	"case.note":      func(s Source) string { return s.Case.Private.Note },
	"community.code": func(s Source) string { return s.Station.Community(s.Case.Comm).Code },
	"community.name": func(s Source) string { return s.Station.Community(s.Case.Comm).Name },
	"station.code":   func(s Source) string { return s.Station.Code },
	"station.name":   func(s Source) string { return s.Station.Name },
	"station.street": func(s Source) string { return s.Station.Street },
	"station.phone":  func(s Source) string { return s.Station.Phone },
	"staff.name":     func(s Source) string { return s.Staff.Name },
	"staff.no":       func(s Source) string { return s.Staff.No },
}

// Known reports whether an expression means something: "applicant.name",
// "agent.phone", "case.no", "field.<key>" of the form, "answer.<question>" of the
// situation, or words between quotation marks.
func Known(expr string) bool {
	if quoted(expr) || plain[expr] != nil {
		return true
	}
	head, member, ok := strings.Cut(expr, ".")
	switch {
	case !ok || member == "":
		return false
	case head == "applicant" || head == "agent":
		return people[member] != nil
	}
	return head == "field" || head == "answer"
}

func quoted(s string) bool { return len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' }

// value works an expression out, "" where the case has nothing for it.
func (s Source) value(expr string) string {
	if quoted(expr) {
		return expr[1 : len(expr)-1]
	}
	if f := plain[expr]; f != nil {
		return f(s)
	}
	head, member, _ := strings.Cut(expr, ".")
	switch head {
	case "applicant":
		return people[member](s.Case.Private.Applicant)
	case "agent":
		if a := s.Case.Private.Agent; a != nil {
			return people[member](*a)
		}
	case "field":
		return s.Case.Private.Fields[member]
	case "answer":
		return s.Case.Answers[member]
	}
	return ""
}

// Fill works every field of the map out, in its order. What does not fit is
// marked and never cut.
func (m Map) Fill(s Source) []desk.CopyField {
	out := make([]desk.CopyField, 0, len(m.Fields))
	for _, f := range m.Fields {
		c := desk.CopyField{Page: f.Page, Label: f.Label, Value: s.value(f.Value)}
		for _, w := range f.Ways {
			c.Value = ways[w](c.Value)
		}
		c.Value = clean(c.Value)
		switch {
		case c.Value == "":
			c.Fault = desk.CopyEmpty
		case !m.Encoding.holds(c.Value):
			c.Fault = desk.CopyEncoding
		case f.Max > 0 && m.length(f, c.Value) > f.Max:
			c.Fault = desk.CopyLong
		}
		out = append(out, c)
	}
	return out
}

// clean takes line ends and tabs out: one field is one line, and a tab would go
// on to the next.
func clean(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' || r == '\t' || r < ' ' || r == 0x7f }), " ")
}

func (m Map) length(f Field, v string) int {
	if !f.Bytes {
		return len([]rune(v))
	}
	if m.Encoding == UTF8 {
		return len(v)
	}
	b, err := simplifiedchinese.GB18030.NewEncoder().String(v)
	if err != nil {
		return len(v)
	}
	return len(b)
}

// holds reports whether the encoding has every character of v.
func (e Encoding) holds(v string) bool {
	var err error
	switch e {
	case GBK:
		_, err = simplifiedchinese.GBK.NewEncoder().String(v)
	case GB18030:
		_, err = simplifiedchinese.GB18030.NewEncoder().String(v)
	}
	return err == nil
}
