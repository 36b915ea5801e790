package desk

import (
	"slices"
	"time"
)

// A TranscriptState is how far the second entry of a case has come.
type TranscriptState string

// Transcript states.
const (
	CopyTodo     TranscriptState = "todo"     // 待录
	CopyEntering TranscriptState = "entering" // 录入中
	CopyDone     TranscriptState = "entered"  // 已录
	CopyMismatch TranscriptState = "mismatch" // 核对不符
)

// An EntryRoute is who types a case into the outside system.
type EntryRoute string

// The routes.
const (
	EnteredHere   EntryRoute = "here"   // this window, by authorisation of the street's department
	EnteredStreet EntryRoute = "street" // the street, from the copy sheet
)

// A Transcript is the second entry of one case into one outside system
// (垂直系统二次录入), with what it has cost. It holds no value of a field.
type Transcript struct {
	ID       string          `json:"id"` // that of the case: a case is entered once
	CaseNo   string          `json:"case_no"`
	Title    string          `json:"title"`
	System   string          `json:"system"`
	State    TranscriptState `json:"state"`
	Route    EntryRoute      `json:"route"`
	Why      string          `json:"why,omitempty"`   // of the street's route: "none", "staff", "early", "over", "asked"
	Grant    string          `json:"grant,omitempty"` // document by which it is entered here
	Field    int             `json:"field,omitempty"` // where it was left
	Fields   int             `json:"fields,omitempty"`
	Seconds  int             `json:"seconds,omitempty"` // with the board open and somebody at it
	Openings int             `json:"openings,omitempty"`
	External string          `json:"external,omitempty"` // number in the outside system
	Reason   string          `json:"reason,omitempty"`   // of a mismatch
	Staff    string          `json:"staff"`
	Due      Day             `json:"due,omitempty"` // of the case
	Day      Day             `json:"day"`           // taken in
	Began    *time.Time      `json:"began,omitempty"`
	Ended    *time.Time      `json:"ended,omitempty"`
	At       time.Time       `json:"at"`
	Rev      int             `json:"rev"`
}

// An EntryGrant is the authorisation of a department of the street to enter cases into
// one outside system here.
type EntryGrant struct {
	System   string
	Staff    []string // ids of those who may
	Office   string   // granting 科室
	From     Day
	Until    Day    // last day, "" for none
	Document string // number of the document
}

// EntryGrantFor returns the authorisation by which a person may enter into a system on
// a day, or why there is none: "none" for the system, "staff" for the person,
// "early" or "over" for the day.
func (s Station) EntryGrantFor(system, staff string, day Day) (g EntryGrant, why string) {
	why = "none"
	for _, g := range s.EntryGrants {
		switch {
		case g.System != system:
		case !slices.Contains(g.Staff, staff):
			why = "staff"
		case day < g.From:
			why = "early"
		case g.Until != "" && day > g.Until:
			why = "over"
		default:
			return g, ""
		}
	}
	return EntryGrant{}, why
}

// A StreetEntry is a second entry that the street made, as it comes down the
// feed.
type StreetEntry struct {
	Case     string   `json:"case"` // case id
	No       string   `json:"no"`
	System   string   `json:"system"`
	External string   `json:"external"` // number there
	Fields   int      `json:"fields"`
	Seconds  int      `json:"seconds"` // it took
	By       string   `json:"by"`
	At       LineTime `json:"at"`
	Ver      int      `json:"ver"`
}

// Entered brings a transcript and its case up to an entry that the street made.
// It reports false where the case has another number already, which stays.
func (t *Transcript) Entered(e StreetEntry, c *Case) bool {
	if t.State == CopyDone {
		return t.External == e.External
	}
	at := time.Time(e.At)
	t.State, t.Route, t.External, t.Ended, t.Field = CopyDone, EnteredStreet, e.External, &at, 0
	t.Fields += e.Fields
	t.Seconds += e.Seconds
	t.Rev++
	c.External, c.Entry = e.External, EnteredStreet
	c.Rev++
	return true
}

// A CopyFault is what stands in the way of typing a value.
type CopyFault string

// The faults of a value.
const (
	CopyEmpty    CopyFault = "empty"    // the case has nothing for it
	CopyLong     CopyFault = "long"     // more than the system takes
	CopyEncoding CopyFault = "encoding" // a character that the system has not
)

// A CopyField is one value on the board, as the outside system wants it.
type CopyField struct {
	Page  string    `json:"page"`
	Label string    `json:"label"`
	Value string    `json:"value"`
	Fault CopyFault `json:"fault,omitempty"`
}

// A TranscriptFilter narrows a list of transcripts; zero members do not narrow.
type TranscriptFilter struct {
	System string
	States []TranscriptState
	Since  Day
	Until  Day
	Limit  int // 0 for 500
}

// mostCode is how many bytes one code of a copy sheet holds: at level M no more
// than 57 modules a side, which a scan gun reads from paper.
const mostCode = 180

// CopyCodes packs the values into the codes of a copy sheet. A scan gun types
// what they say, one after another, with a tab between the fields, so that the
// whole of them is every value in the order of the outside system.
func CopyCodes(fields []CopyField) []string {
	var codes []string
	code := ""
	for i, f := range fields {
		v := f.Value
		if i < len(fields)-1 {
			v += "\t"
		}
		if code != "" && len(code)+len(v) > mostCode {
			codes, code = append(codes, code), ""
		}
		for len(v) > mostCode {
			n := mostCode
			for n > 0 && v[n]&0xc0 == 0x80 {
				n-- // not within a character
			}
			codes, v = append(codes, v[:n]), v[n:]
		}
		code += v
	}
	if code != "" {
		codes = append(codes, code)
	}
	return codes
}
