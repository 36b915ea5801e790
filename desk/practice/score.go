package practice

import (
	"sort"
	"time"

	"xiaochuang/desk"
)

// A Sheet is the score of one run.
type Sheet struct {
	Scene  string // id
	Title  string
	Points int
	Of     int
	Rows   []Row // in the order of the rubric
	Goods  []int // up to three rows that were kept, the heaviest first
	Better []int // up to three rows with the most points lost
	From   Moment
	To     Moment
	Took   time.Duration
}

// A Row is one criterion with what became of it.
type Row struct {
	Name   string
	Check  Check
	Points int
	Of     int
	Faults []Fault // empty where all points were kept
}

// Lost is how many points the row has lost.
func (r Row) Lost() int { return r.Of - r.Points }

// A Fault is why points were lost, and the moment to look at.
type Fault struct {
	Reason  Reason
	Subject string // the material, act or person; "" where the reason says it all
	Moment  Moment
}

// A Reason says what was wrong. The words for it are in tui/text.
type Reason string

// Reasons.
const (
	NeverBound    Reason = "never_bound"    // no identity was bound
	BoundLate     Reason = "bound_late"     // after the first page
	TypedByHand   Reason = "typed_by_hand"  // although the card was at hand
	WrongPerson   Reason = "wrong_person"   // Subject is the role
	NobodyNamed   Reason = "nobody_named"   // Subject is the role
	OneTooMany    Reason = "one_too_many"   // an agent although nobody stands in
	WrongAnswer   Reason = "wrong_answer"   // Subject is the number of the question
	WrongFinding  Reason = "wrong_finding"  // Subject is the material
	NotListed     Reason = "not_listed"     // Subject is the material
	NoNotice      Reason = "no_notice"      //
	NoEnding      Reason = "no_ending"      //
	WrongEnding   Reason = "wrong_ending"   // Subject is the ending
	CaseMade      Reason = "case_made"      //
	NoReferral    Reason = "no_referral"    //
	WrongReferral Reason = "wrong_referral" // Subject is the certificate
	NotAsked      Reason = "not_asked"      // no rating
	LeftOut       Reason = "left_out"       // Subject is the act
	OutOfOrder    Reason = "out_of_order"   // Subject is the act
	NotRecorded   Reason = "not_recorded"   // no inquiry
	RecordedAs    Reason = "recorded_as"    // Subject is the state
	NotHeardOut   Reason = "not_heard_out"  //
	NotClosed     Reason = "not_closed"     //
	TooSlow       Reason = "too_slow"       //
	NotReprinted  Reason = "not_reprinted"  //
)

// A verdict is what a check found: so many of so many things were right.
type verdict struct {
	of     int // things that were looked at; 0 for one
	faults []Fault
}

// wrong is a verdict with one fault.
func wrong(r Reason, subject string, m Moment) verdict {
	return verdict{faults: []Fault{{r, subject, m}}}
}

// Score judges one run of a scene by its journal lines. It depends on nothing
// else: the same lines get the same sheet, always.
func Score(s Scene, entries []desk.Entry) Sheet {
	r := read(entries)
	out := Sheet{
		Scene: s.ID, Title: s.Title, Of: s.Total(), From: r.begun, To: r.ended, Took: r.ended.At.Sub(r.begun.At),
	}
	for _, c := range s.Rubric {
		row := Row{Name: c.Name, Check: c.Check, Of: c.Points, Points: c.Points}
		if judge, ok := checks[c.Check]; ok {
			v := judge(&s, c, &r)
			row.Faults, row.Points = v.faults, v.points(c.Points)
		}
		out.Points += row.Points
		out.Rows = append(out.Rows, row)
	}
	out.Goods = pick(out.Rows, func(r Row) int {
		if len(r.Faults) > 0 {
			return 0
		}
		return r.Of
	})
	out.Better = pick(out.Rows, Row.Lost)
	return out
}

// points gives the share of what was right, rounded down: where anything is
// wrong, at least one point is lost.
func (v verdict) points(full int) int {
	switch n := len(v.faults); {
	case n == 0:
		return full
	case v.of <= n:
		return 0
	default:
		return full * (v.of - n) / v.of
	}
}

// pick returns up to three rows with the greatest weight above zero, in the
// order of the rubric where they weigh the same.
func pick(rows []Row, weight func(Row) int) []int {
	var out []int
	for i, r := range rows {
		if weight(r) > 0 {
			out = append(out, i)
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return weight(rows[out[a]]) > weight(rows[out[b]]) })
	return out[:min(3, len(out))]
}
