package practice

import (
	"strings"
	"unicode"
)

// A Finding is one thing that the linter has to say about a scene.
type Finding struct {
	File  string // as given to Parse
	Line  int    // from 1; 0 where no line can be named
	Field string // such as "bag[2].state"
	Code  Code
	Care  bool   // the scene can be played all the same
	Value string // excerpt of the value: bounded, without control characters
}

// A Code says what is wrong. The words for it are in tui/text.
type Code string

// Findings about the form of the file.
const (
	NotTOML    Code = "not_toml"    // Value has the parser's message
	TooBig     Code = "too_big"     //
	UnknownKey Code = "unknown_key" //
	Missing    Code = "missing"     //
	TooLong    Code = "too_long"    //
	TooMany    Code = "too_many"    //
	Control    Code = "control"     // a control or invisible character
	BadID      Code = "bad_id"      //
	Repeated   Code = "repeated"    //
	NotOneOf   Code = "not_one_of"  // Value has what is allowed
)

// Findings about what the scene says.
const (
	BadNumber    Code = "bad_number"    // no citizen number, or its check character is wrong
	NotInvented  Code = "not_invented"  // a birth year after 1900
	BadPhone     Code = "bad_phone"     //
	NoApplicant  Code = "no_applicant"  // nobody, or more than one person, is the applicant
	TwoAgents    Code = "two_agents"    //
	ItemOrProof  Code = "item_or_proof" // either an item or a certificate, not both or neither
	EndingMode   Code = "ending_mode"   // an ending that the mode cannot have
	NothingLacks Code = "nothing_lacks" // ends with a notice and nothing lacks
	SomethingGap Code = "something_gap" // ends as complete although something lacks
	WhyNeeded    Code = "why_needed"    // an unfit material without what is wrong
	EventWhen    Code = "event_when"    // neither or both of after and on
	BadTime      Code = "bad_time"      //
	BadAct       Code = "bad_act"       // no kind of act
	BadPoints    Code = "bad_points"    //
	BadSum       Code = "bad_sum"       // the points do not add up to 100
	CheckNeeds   Code = "check_needs"   // the check lacks what it needs; Value says what
	CheckNever   Code = "check_never"   // the check can never be kept, or never fail, in this scene
)

// Findings about scene and guide together.
const (
	NoItem        Code = "no_item"
	ItemChanged   Code = "item_changed" // the guide has another version; Value has it
	ModeDiffers   Code = "mode_differs"
	NoCertificate Code = "no_certificate"
	NoQuestion    Code = "no_question"
	NoAnswer      Code = "no_answer"   // a question of the item is not answered, or not with a choice of it
	NoMaterial    Code = "no_material" // not asked for in this situation
	Unsaid        Code = "unsaid"      // a required material that the bag is silent about; Value has its name
)

// findings collects what the linter says.
type findings struct {
	file  string
	lines lines
	list  []Finding
	wrong bool
}

// most bounds what one file can make a screen show.
const most = 200

func (f *findings) add(field string, c Code, value string) {
	f.wrong = true
	f.put(Finding{Field: field, Code: c, Value: value})
}

// care notes what does not keep the scene from being played.
func (f *findings) care(field string, c Code, value string) {
	f.put(Finding{Field: field, Code: c, Value: value, Care: true})
}

func (f *findings) put(x Finding) {
	if len(f.list) == most {
		return
	}
	x.File = f.file
	if x.Line == 0 {
		x.Line = f.lines.of(x.Field)
	}
	x.Value = excerpt(x.Value)
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

// hidden reports whether r has no shape of its own.
func hidden(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Cs, unicode.Co) ||
		r == unicode.ReplacementChar
}
