package guide

import (
	"strings"
	"unicode"
)

// A Severity says what a finding does to the file.
type Severity uint8

// Severities. A file with one Error is refused whole; one with Warnings alone
// is taken.
const (
	Error Severity = iota
	Warning
)

// A Finding is one thing that the linter has to say about a catalogue file.
type Finding struct {
	File     string // as given to Parse
	Line     int    // from 1
	Item     string // id of the item or key of the certificate, "" where unknown
	Field    string // path within the item, such as "materials[2].name"
	Code     Code
	Severity Severity
	Value    string // excerpt of the value: bounded, without control characters
}

// A Code says what is wrong. The words for it are in tui/text.
type Code string

// Findings about the form of the file.
const (
	NotJSON     Code = "not_json"     // Value has the parser's message
	TooBig      Code = "too_big"      // the file is larger than any catalogue
	TooMany     Code = "too_many"     // more entries in a list than can be meant
	UnknownKey  Code = "unknown_key"  //
	RepeatedKey Code = "repeated_key" //
	WrongType   Code = "wrong_type"   // Value has the JSON type that is expected
	Control     Code = "control"      // a control or invisible character
	TooLong     Code = "too_long"     // text longer than its place on the card
	MoreOfThese Code = "more"         // Value has the number of findings not listed
)

// Findings about what an item says.
const (
	Missing          Code = "missing"           // a mandatory element is empty
	BadID            Code = "bad_id"            // an id or key with characters that none has
	RepeatedID       Code = "repeated_id"       // Value has the line of the first
	RepeatedName     Code = "repeated_name"     // Value has the id of the first
	BadMode          Code = "bad_mode"          // none of S D Z
	BadCode          Code = "bad_code"          // a code outside its table in GB/T 39046
	BadStructure     Code = "bad_structure"     // a code of 12, 31 or 33 characters that is not built as such
	CodesDisagree    Code = "codes_disagree"    // the three codes do not contain each other
	BadCheck         Code = "bad_check"         // the credit code within a code fails its check
	OutOfRange       Code = "out_of_range"      // a number that cannot be
	BadUnit          Code = "bad_unit"          // neither 工作日 nor 自然日
	PromisedInstant  Code = "promised_instant"  // a promised limit on an item that is 即办件
	PromiseMissing   Code = "promise_missing"   // 承诺件 without a promised limit
	PromiseTooLong   Code = "promise_too_long"  // promised limit longer than the legal one
	VisitsUnreasoned Code = "visits_unreasoned" // several visits, and no note says why
	UnknownMaterial  Code = "unknown_material"  // a situation refers to a material that the item has not
	UnknownItem      Code = "unknown_item"      // excludes an item that the catalogue has not
	UnknownField     Code = "unknown_field"     // verified_fields names no element
	UnknownFact      Code = "unknown_fact"      // a question goes by a fact that the console does not know
	UnknownQuestion  Code = "unknown_question"  // a condition names no earlier question
	UnknownAnswer    Code = "unknown_answer"    // a condition names no answer of its question
	UnknownStage     Code = "unknown_stage"     // none of the five stages
	StageMissing     Code = "stage_missing"     // some of the five stages, but not this one
	TooManyQuestions Code = "too_many_questions"
	OneAnswer        Code = "one_answer"     // a question that leaves no choice
	BadAddress       Code = "bad_address"    // no web address
	ForeignAddress   Code = "foreign_addr"   // a web address outside gov.cn
	NoSource         Code = "no_source"      // verified, but no source is named
	ForbiddenProof   Code = "forbidden"      // offers a certificate that must not be issued; Value has its key
	BadDate          Code = "bad_date"       // no date
	NoItems          Code = "no_items"       // a catalogue without any item
	AddsAndDrops     Code = "adds_and_drops" // one answer both adds and drops a material
)

// mostFindings bounds what one file can make a screen show.
const mostFindings = 1000

// findings collects what the linter says.
type findings struct {
	file   string
	list   []Finding
	more   int
	errors int
}

func (f *findings) add(x Finding) {
	x.File = f.file
	x.Value = excerpt(x.Value)
	x.Item = excerpt(x.Item)
	if x.Severity == Error {
		f.errors++
	}
	if len(f.list) == mostFindings {
		f.more++
		return
	}
	f.list = append(f.list, x)
}

// excerpt makes a foreign value safe and short enough to show.
func excerpt(s string) string {
	n := 0
	return strings.Map(func(r rune) rune {
		if n++; n > 60 || hidden(r) {
			return -1
		}
		return r
	}, s)
}

// hidden reports whether r has no shape of its own, so that it has no place in
// a text that people read: control and format characters, line separators, and
// the mark of a broken encoding.
func hidden(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Cs) ||
		r == unicode.ReplacementChar
}
