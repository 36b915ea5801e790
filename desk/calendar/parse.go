package calendar

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"xiaochuang/desk"
)

// Bounds of an importable file.
const (
	fileBytes   = 256 << 10
	mostPapers  = 10
	mostDays    = 120
	mostFaults  = 50
	nameRunes   = 30
	fewestWork  = 240 // working days of a year; 2007 to 2026 have 248 to 251
	mostWork    = 256
	earliest    = 2007
	latest      = 2199
	addressSize = 300
)

// A Fault is one thing wrong in an imported file, with the line to look at.
type Fault struct {
	Line  int    // from 1
	Field string // JSON name, "" for the file as a whole
	Code  FaultCode
	Value string // the offending value, bounded and without control characters
}

// A FaultCode says what is wrong. The words are in tui/text.
type FaultCode string

// What may be wrong in a file.
const (
	NotJSON       FaultCode = "not_json"        // Value has the parser's message
	TooBig        FaultCode = "too_big"         //
	UnknownField  FaultCode = "unknown_field"   //
	RepeatedField FaultCode = "repeated_field"  //
	MissingField  FaultCode = "missing_field"   //
	BadType       FaultCode = "bad_type"        // Value has the JSON type found
	BadYear       FaultCode = "bad_year"        // not from 2007 to 2199
	BadPaper      FaultCode = "bad_paper"       // no web address of gov.cn
	BadDate       FaultCode = "bad_date"        // no date, or not of this year or the December before
	BadName       FaultCode = "bad_name"        // empty, too long or with control characters
	RepeatedDate  FaultCode = "repeated_date"   //
	WorkOnWeekday FaultCode = "work_on_weekday" // only a weekend day can be worked in exchange
	NotPublished  FaultCode = "not_published"   // no days: the notice was not out when the file was made
	Incomplete    FaultCode = "incomplete"      // a statutory day is missing, or the number of working days cannot be
)

// Faults is the error of Parse: every fault found, in the order of lines.
type Faults []Fault

// Error is for the log.
func (f Faults) Error() string {
	var b strings.Builder
	for i, x := range f {
		if i > 0 {
			b.WriteString("; ")
		}
		fmt.Fprintf(&b, "line %d: %s %s %q", x.Line, x.Field, x.Code, x.Value)
	}
	return b.String()
}

// Parse reads the table of one year from a JSON file of the form
//
//	{"year": 2027, "papers": ["https://…gov.cn/…"],
//	 "days": [{"name": "…", "date": "2027-01-01", "isOffDay": true}, …]}
//
// in which the schema's own members "$schema" and "$id" may stand too. A file
// with any fault is refused whole: the error is a Problem of kind Invalid
// whose cause is Faults.
func Parse(file []byte) (Year, error) {
	p := parser{file: file}
	if len(file) > fileBytes {
		p.fault(1, "", TooBig, "")
	} else {
		p.read()
	}
	if len(p.faults) == 0 {
		p.whole()
	}
	if len(p.faults) > 0 {
		return Year{}, &desk.Problem{Kind: desk.Invalid, What: "calendar.file", Cause: p.faults}
	}
	p.year.version = p.year.digest()
	return p.year, nil
}

type parser struct {
	file   []byte
	dec    *json.Decoder
	year   Year
	lines  map[string]int // where each member begins
	days   []day
	faults Faults
}

// day is one entry of "days"; pointers tell a missing member from a zero one.
type day struct {
	Name     *string `json:"name"`
	Date     *string `json:"date"`
	IsOffDay *bool   `json:"isOffDay"`
	line     int
}

func (p *parser) fault(line int, field string, code FaultCode, value string) {
	if len(p.faults) < mostFaults {
		p.faults = append(p.faults, Fault{Line: line, Field: field, Code: code, Value: excerpt(value)})
	}
}

// excerpt makes a foreign value safe and short enough to show.
func excerpt(s string) string {
	n := 0
	return strings.Map(func(r rune) rune {
		n++
		if n > 60 || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
}

// line returns the line on which the next value begins.
func (p *parser) line() int {
	at := int(p.dec.InputOffset())
	for at < len(p.file) && strings.IndexByte(" \t\r\n,:", p.file[at]) >= 0 {
		at++
	}
	return 1 + bytes.Count(p.file[:min(at, len(p.file))], []byte("\n"))
}

// read takes the members of the file's one object.
func (p *parser) read() {
	if !utf8.Valid(p.file) {
		p.fault(1, "", NotJSON, "UTF-8")
		return
	}
	p.dec = json.NewDecoder(bytes.NewReader(p.file))
	p.dec.DisallowUnknownFields()
	p.lines = map[string]int{}
	if err := p.object(); err != nil {
		p.broken(err)
		return
	}
	if _, err := p.dec.Token(); !errors.Is(err, io.EOF) {
		p.fault(p.line(), "", NotJSON, "more than one value")
	}
}

func (p *parser) broken(err error) {
	line := p.line()
	if bad, ok := errors.AsType[*json.SyntaxError](err); ok {
		line = 1 + bytes.Count(p.file[:min(int(bad.Offset), len(p.file))], []byte("\n"))
	}
	p.fault(line, "", NotJSON, err.Error())
}

func (p *parser) object() error {
	if err := p.delim('{'); err != nil {
		return err
	}
	for p.dec.More() {
		line := p.line()
		t, err := p.dec.Token()
		if err != nil {
			return err
		}
		name, _ := t.(string)
		if _, twice := p.lines[name]; twice {
			p.fault(line, excerpt(name), RepeatedField, "")
		}
		p.lines[name] = line
		if err := p.member(name, line); err != nil && !p.shape(line, name, err) {
			return err
		}
	}
	return p.delim('}')
}

func (p *parser) delim(want json.Delim) error {
	t, err := p.dec.Token()
	if err != nil {
		return err
	}
	if t != want {
		return fmt.Errorf("expected %s", want)
	}
	return nil
}

func (p *parser) member(name string, line int) error {
	switch name {
	case "year":
		return p.dec.Decode(&p.year.Number)
	case "papers":
		return p.dec.Decode(&p.year.Papers)
	case "days":
		return p.entries()
	case "$schema", "$id":
	default:
		p.fault(line, excerpt(name), UnknownField, "")
	}
	var ignored json.RawMessage
	return p.dec.Decode(&ignored)
}

func (p *parser) entries() error {
	if err := p.delim('['); err != nil {
		return err
	}
	for p.dec.More() {
		d := day{line: p.line()}
		if err := p.dec.Decode(&d); err != nil {
			if !p.shape(d.line, "", err) {
				return err
			}
			continue
		}
		if len(p.days) == mostDays {
			return errors.New("too many days")
		}
		p.days = append(p.days, d)
	}
	return p.delim(']')
}

// shape notes an error after which reading can go on: a value of another type
// than its member's, or a member that a day has not. The field is that of the
// value itself where the error names none.
func (p *parser) shape(line int, field string, err error) bool {
	if bad, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		p.fault(line, cmp.Or(bad.Field, field), BadType, bad.Value)
		return true
	}
	name, unknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	if unknown {
		p.fault(line, strings.Trim(name, `"`), UnknownField, "")
	}
	return unknown
}

// whole checks what was read, once it is known to be JSON of the right form.
func (p *parser) whole() {
	for _, name := range []string{"year", "papers", "days"} {
		if p.lines[name] == 0 {
			p.fault(1, name, MissingField, "")
		}
	}
	if len(p.faults) > 0 {
		return
	}
	if y := p.year.Number; y < earliest || y > latest {
		p.fault(p.lines["year"], "year", BadYear, fmt.Sprint(y))
		return
	}
	if len(p.days) == 0 {
		p.fault(p.lines["days"], "days", NotPublished, fmt.Sprint(p.year.Number))
		return
	}
	p.papers()
	p.year.marks = make(map[desk.Day]mark, len(p.days))
	for _, d := range p.days {
		p.day(d)
	}
	if len(p.faults) == 0 {
		p.complete()
	}
}

func (p *parser) papers() {
	if n := len(p.year.Papers); n == 0 || n > mostPapers {
		p.fault(p.lines["papers"], "papers", BadPaper, "")
	}
	for _, s := range p.year.Papers {
		u, err := url.Parse(s)
		if err != nil || len(s) > addressSize || u.Scheme != "https" && u.Scheme != "http" ||
			u.Host != "gov.cn" && !strings.HasSuffix(u.Host, ".gov.cn") {
			p.fault(p.lines["papers"], "papers", BadPaper, s)
		}
	}
}

func (p *parser) day(d day) {
	for _, m := range []struct {
		field string
		there bool
	}{{"name", d.Name != nil}, {"date", d.Date != nil}, {"isOffDay", d.IsOffDay != nil}} {
		if !m.there {
			p.fault(d.line, m.field, MissingField, "")
		}
	}
	if d.Name == nil || d.Date == nil || d.IsOffDay == nil {
		return
	}
	if n := utf8.RuneCountInString(*d.Name); n == 0 || n > nameRunes || strings.ContainsFunc(*d.Name, notText) {
		p.fault(d.line, "name", BadName, *d.Name)
	}
	date, err := desk.ParseDay(*d.Date)
	if err != nil || !p.ofYear(date) {
		p.fault(d.line, "date", BadDate, *d.Date)
		return
	}
	if _, twice := p.year.marks[date]; twice {
		p.fault(d.line, "date", RepeatedDate, *d.Date)
	}
	if !*d.IsOffDay && !weekend(date) {
		p.fault(d.line, "date", WorkOnWeekday, *d.Date)
	}
	p.year.marks[date] = mark{off: *d.IsOffDay, name: *d.Name}
}

func notText(r rune) bool { return !unicode.IsPrint(r) }

// ofYear allows the days of the year and of the December before, which the
// notice of a year may change as well.
func (p *parser) ofYear(d desk.Day) bool {
	y := d.Start().Year()
	return y == p.year.Number || y == p.year.Number-1 && d[5:7] == "12"
}

// statutory days have been days off in every year since 2008 (国务院令第513号
// and its later wordings). A table without one of them was cut short.
var statutory = []string{"01-01", "05-01", "10-01", "10-02", "10-03"}

func (p *parser) complete() {
	for _, s := range statutory {
		d := desk.Day(fmt.Sprintf("%d-%s", p.year.Number, s))
		if m, ok := p.year.marks[d]; !ok || !m.off {
			p.fault(p.lines["days"], "days", Incomplete, string(d))
		}
	}
	if n := p.year.workdays(); n < fewestWork || n > mostWork {
		p.fault(p.lines["days"], "days", Incomplete, fmt.Sprint(n))
	}
}
