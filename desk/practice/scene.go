package practice

import (
	"time"

	"xiaochuang/desk"
)

// A Scene is one scripted visit.
type Scene struct {
	ID      string
	Title   string
	Level   int // 1 easy to 3 hard
	Visitor Visitor
	People  []Person // whose papers are at hand, in the order in which cards are laid down
	Truth   Truth
	Bag     []Thing
	Events  []Event
	Rubric  []Criterion
	Digest  string // of the file, in hexadecimal, so that a run names what it was scored by
}

// A Visitor stands at the window.
type Visitor struct {
	Name  string
	Mood  Mood
	Says  []string // in the order of speaking; the first is known before the scene begins
	Rates Rates    // what is pressed on the pad
}

// Rates is what a visitor presses when asked: a level, or one of the two words
// below.
type Rates string

// A visitor who presses the key that declines, and one who presses nothing.
const (
	Declines       Rates = "declines"
	PressesNothing Rates = "nothing"
)

// A Mood is how the visitor speaks.
type Mood string

// The moods.
const (
	Calm     Mood = "calm"
	Hurried  Mood = "hurried"
	Upset    Mood = "upset"
	Confused Mood = "confused"
)

// A Person is somebody whose identity matters in a scene. Everybody is invented:
// the number is well formed and its birth year 1900 or earlier.
type Person struct {
	Key     string
	Role    Role
	Name    string
	Number  string
	Phone   string
	Address string
	Card    bool // the card is at hand
}

// A Role is what a person is in the case.
type Role string

// The roles.
const (
	Applicant Role = "applicant"
	Agent     Role = "agent"
)

// Truth is what the scene is about, whatever the visitor says.
type Truth struct {
	Item        string // "" where a certificate is asked for
	Version     int    // of the item in the guide that the scene was written for
	Mode        desk.Mode
	Certificate string // key of one that must not be issued; "" for none
	Answers     map[string]string
	Ending      Ending
}

// An Ending is how a visit must end at this desk.
type Ending string

// The endings.
const (
	Accepted Ending = "accepted" // 受理
	Refused  Ending = "refused"  // 不予受理
	Received Ending = "received" // 代收
	Noticed  Ending = "noticed"  // 一次性告知, waits for supplements
	Advised  Ending = "advised"  // 咨询预审
	Referred Ending = "referred" // 证明事项指引
)

// endings are the acts that end a visit, by ending. A supplied case is a
// received one that came back.
var endings = map[desk.ActKind]Ending{
	desk.ActCaseAccepted: Accepted, desk.ActCaseRefused: Refused, desk.ActCaseReceived: Received,
	desk.ActCaseSupplied: Received, desk.ActCaseNoticed: Noticed, desk.ActAdviceGiven: Advised,
	desk.ActReferralGiven: Referred,
}

// mayEnd says which endings an item of a mode can have.
var mayEnd = map[desk.Mode][]Ending{
	desk.ModeAccept:  {Accepted, Refused, Noticed},
	desk.ModeCollect: {Received, Noticed},
	desk.ModeAdvise:  {Advised},
}

// A Thing is one material as it really is in the visitor's bag.
type Thing struct {
	Material string // key within the item
	State    desk.MaterialState
	Why      string // what is wrong with an unfit one
}

// lacks reports whether the thing belongs on the 一次性告知单.
func (t Thing) lacks() bool {
	return t.State == desk.MaterialMissing || t.State == desk.MaterialUnfit
}

// An Event is one thing that happens to a device: after some time or when an
// act has been done, and it passes again after a while.
type Event struct {
	What  Mishap
	After time.Duration // from the beginning; 0 with On
	On    desk.ActKind  // "" with After
	For   time.Duration
}

// A Mishap is what can happen to a simulated device.
type Mishap string

// The mishaps.
const (
	Jam       Mishap = "jam"        // of the printers: what they print is lost
	PaperOut  Mishap = "paper_out"  // of the printers: what they print waits
	ScanJam   Mishap = "scan_jam"   // of the scanner's feeder
	PadSilent Mishap = "pad_silent" // the pad does not answer
)

// A Criterion is one line of the rubric.
type Criterion struct {
	Name   string
	Check  Check
	Points int
	Acts   []string      // of CheckOrder: kinds of act, alternatives parted by |
	Limit  time.Duration // of CheckTime
	States []string      // of CheckInquiry: states that are right; empty for any
}

// A Check is one way of judging a run by its journal.
type Check string

// The checks.
const (
	CheckIdentityFirst Check = "identity_first" // identity bound before the first page was taken
	CheckIdentityCard  Check = "identity_card"  // bound from the card where the card is at hand
	CheckPersons       Check = "persons"        // applicant and agent are who they really are
	CheckSituation     Check = "situation"      // the situation's questions answered as they are
	CheckMaterials     Check = "materials"      // each finding agrees with the bag
	CheckNotice        Check = "notice"         // the notice lists all that lacks
	CheckEnding        Check = "ending"         // the right ending, and no other
	CheckNoCase        Check = "no_case"        // no case was made
	CheckReferral      Check = "referral"       // the referral of the right certificate
	CheckRating        Check = "rating"         // a rating was asked for
	CheckOrder         Check = "order"          // acts in the order given
	CheckInquiry       Check = "inquiry"        // the question stands in the register
	CheckHeard         Check = "heard"          // the visitor was heard out before the ending
	CheckClosed        Check = "closed"         // the visit was ended
	CheckTime          Check = "time"           // within the limit
	CheckReprint       Check = "reprint"        // a paper was printed again after a jam
)

// Person returns the person with the key.
func (s *Scene) Person(key string) (Person, bool) {
	for _, p := range s.People {
		if p.Key == key {
			return p, true
		}
	}
	return Person{}, false
}

// in returns the person of a role; there is at most one of each.
func (s *Scene) in(r Role) (Person, bool) {
	for _, p := range s.People {
		if p.Role == r {
			return p, true
		}
	}
	return Person{}, false
}

// First is what the visitor says before anything else.
func (s *Scene) First() string {
	if len(s.Visitor.Says) == 0 {
		return ""
	}
	return s.Visitor.Says[0]
}

// Total is the sum of the rubric's points.
func (s *Scene) Total() int {
	n := 0
	for _, c := range s.Rubric {
		n += c.Points
	}
	return n
}
