package desk

import "time"

// A Person is an applicant or agent.
type Person struct {
	Name     string `json:"name"`
	Document string `json:"document"` // 证件类型, GA/T 2000.156
	Number   string `json:"number"`
	Phone    string `json:"phone,omitempty"`
	Address  string `json:"address,omitempty"`
	Sex      string `json:"sex,omitempty"`
	Birth    Day    `json:"birth,omitempty"`
	Source   string `json:"source,omitempty"` // card, typed
	Override string `json:"override,omitempty"`
	Manual   string `json:"manual,omitempty"` // why the number was typed although the reader works; see ManualReasons
}

// Sources of an identity.
const (
	FromCard = "card"
	Typed    = "typed"
)

// ManualReasons are why a number is typed beside a reader that works, in the
// order of the digits that pick them.
func ManualReasons() []string { return []string{"forgotten", "unread", "copy", "screen", "other"} }

// Empty reports whether nothing is known of the person.
func (p Person) Empty() bool { return p.Name == "" && p.Number == "" }

// CasePrivate is the part of a case that is sealed at rest under the case's
// own key.
type CasePrivate struct {
	Applicant Person            `json:"applicant"`
	Agent     *Person           `json:"agent,omitempty"`
	Fields    map[string]string `json:"fields,omitempty"`  // form fields by key
	Sources   map[string]string `json:"sources,omitempty"` // where each of them comes from, by key
	Note      string            `json:"note,omitempty"`

	Post *Consignment `json:"post,omitempty"` // the result, where it went by post
}

// A Case is one application (办件) from its draft to the archive.
type Case struct {
	ID          string            `json:"id"`
	No          string            `json:"no,omitempty"` // "" for a draft
	Mode        Mode              `json:"mode"`
	Item        string            `json:"item"`
	ItemVersion int               `json:"item_version"`
	Catalogue   string            `json:"catalogue"` // version of the catalogue it was taken in by
	Title       string            `json:"title"`     // item name, frozen
	Unverified  bool              `json:"unverified,omitempty"`
	Answers     map[string]string `json:"answers,omitempty"` // situation question → choice
	Materials   []Material        `json:"materials,omitempty"`
	Counted     int               `json:"counted,omitempty"` // sheets counted by hand of what was scanned, 0 where nobody did
	Fed         bool              `json:"fed,omitempty"`     // a stack of it went through a feeder: its sheets are counted by hand however few
	State       CaseState         `json:"state"`
	Ticket      string            `json:"ticket,omitempty"` // visit in which it was last handled here
	Comm        string            `json:"comm,omitempty"`
	CommBy      CommBy            `json:"comm_by,omitempty"`
	Staff       string            `json:"staff"`
	Window      int               `json:"window,omitempty"`
	Project     ProjectType       `json:"project,omitempty"`
	PromiseDays int               `json:"promise_days,omitempty"`
	PromiseUnit string            `json:"promise_unit,omitempty"`
	Opened      time.Time         `json:"opened"`             // draft begun
	Received    *time.Time        `json:"received,omitempty"` // taken in
	Accepted    *time.Time        `json:"accepted,omitempty"`
	Completed   Day               `json:"completed,omitempty"`    // day on which the last material came
	ClockFrom   Day               `json:"clock_from,omitempty"`   // day from which the limit is counted, itself not counted
	Pauses      []Pause           `json:"pauses,omitempty"`       // times in which the limit does not run, oldest first
	Due         Day               `json:"due,omitempty"`          // "" where the clock does not run here; as it was when a pause began while one goes on
	DueUnknown  bool              `json:"due_unknown,omitempty"`  // the calendar has no table for the year
	SupplyUntil Day               `json:"supply_until,omitempty"` // 补正 deadline
	Handed      *time.Time        `json:"handed,omitempty"`       // to the street
	Sheet       string            `json:"sheet,omitempty"`        // number of the 移交清单
	External    string            `json:"external,omitempty"`     // number in another system
	System      string            `json:"system,omitempty"`       // outside system that it is entered into a second time
	Entry       EntryRoute        `json:"entry,omitempty"`        // and who enters it
	Words       string            `json:"words,omitempty"`        // the street's words, or the reason of a refusal
	Decision    string            `json:"decision,omitempty"`     // latest decision of the street
	DecisionVer int               `json:"decision_ver,omitempty"` // its version
	Notices     int               `json:"notices,omitempty"`      // 一次性告知 given so far
	Told        *Told             `json:"told,omitempty"`         // what they have told; nil before the first
	Late        []LateDefect      `json:"late,omitempty"`         // told later than it could have been
	Large       bool              `json:"large,omitempty"`        // its papers are printed large (大字)
	Delivered   *time.Time        `json:"delivered,omitempty"`    // the result was handed over
	Way         DeliveryWay       `json:"way,omitempty"`          // and how
	Rated       Level             `json:"rated,omitempty"`        // latest rating filed to it
	Silence     Unrated           `json:"silence,omitempty"`      // or why there is none
	Finished    *time.Time        `json:"finished,omitempty"`     //
	Rev         int               `json:"rev"`                    // grows with each act

	OffPeak bool `json:"off_peak,omitempty"` // 错峰延时: taken in outside the usual hours

	BackEntry *BackEntry `json:"back_entry,omitempty"` // taken in on paper and entered later (补录); nil for the rest

	Private CasePrivate `json:"-"`
}

// Pages counts the scanned sides of all materials.
func (c *Case) Pages() int {
	n := 0
	for i := range c.Materials {
		n += len(c.Materials[i].Pages)
	}
	return n
}

// Blobs lists the digests of all pages, in order.
func (c *Case) Blobs() []string {
	var ids []string
	for i := range c.Materials {
		for _, p := range c.Materials[i].Pages {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// Material returns the checklist line with the key, or nil.
func (c *Case) Material(key string) *Material {
	for i := range c.Materials {
		if c.Materials[i].Key == key {
			return &c.Materials[i]
		}
	}
	return nil
}
