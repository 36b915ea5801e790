package desk

import "time"

// A TicketState is where a visitor stands.
type TicketState string

// Ticket states.
const (
	TicketWaiting     TicketState = "waiting"
	TicketCalled      TicketState = "called"      // called, not yet at the window
	TicketServing     TicketState = "serving"     // at the window
	TicketHeld        TicketState = "held"        // parked; see HoldKind
	TicketMissed      TicketState = "missed"      // 过号: did not come; returns behind k ordinary numbers
	TicketDone        TicketState = "done"        //
	TicketAbandoned   TicketState = "abandoned"   // left without being served
	TicketTransferred TicketState = "transferred" // passed on to the street with the same number
	TicketVoid        TicketState = "void"        // 作废: taken, or begun, by mistake
)

// A HoldKind says why a served visitor waits.
type HoldKind string

// Kinds of holding.
const (
	HoldAway  HoldKind = "away"  // 不持件: the visitor went to fetch something
	HoldPaper HoldKind = "paper" // 持件: the papers stay here
	HoldStep  HoldKind = "step"  // 等待: another step must finish first
)

// A Ticket is one visit: a place in the day's queue, or a visitor served
// without one. Several matters may be dealt with under one ticket.
type Ticket struct {
	ID      string      `json:"id"`
	Day     Day         `json:"day"`
	No      string      `json:"no"`   // as printed, such as A012; walk-ins have 直001
	Lane    string      `json:"lane"` // letter; WalkIn for visits without a number
	Seq     int         `json:"seq"`  // gapless within day and lane, but for slips
	State   TicketState `json:"state"`
	Item    string      `json:"item,omitempty"` // matter named when the number was taken
	Comm    string      `json:"comm,omitempty"` // community code
	Reason  string      `json:"reason,omitempty"`
	Returns string      `json:"returns,omitempty"` // case number the visitor comes back for
	Window  int         `json:"window,omitempty"`  // 0 while waiting
	Staff   string      `json:"staff,omitempty"`   // who called or serves
	Order   int64       `json:"order"`             // position in the store-wide order of arrival, independent of the clock
	Behind  int         `json:"behind,omitempty"`  // ordinary calls still to pass before a returned number is due
	Back    bool        `json:"back,omitempty"`    // returned after 过号, waiting for Behind to reach zero
	For     int         `json:"for,omitempty"`     // window that it was passed on to, 0 for any
	Turn    int64       `json:"turn,omitempty"`    // place of its latest call among all calls, independent of the clock
	Hold    HoldKind    `json:"hold,omitempty"`
	Held    *time.Time  `json:"held,omitempty"` // since when it is parked
	Recalls int         `json:"recalls,omitempty"`
	Means   Means       `json:"means,omitempty"` // how the visitor is talked with, "" for speaking
	Taken   time.Time   `json:"taken"`
	Called  *time.Time  `json:"called,omitempty"`
	Arrived *time.Time  `json:"arrived,omitempty"`
	Ended   *time.Time  `json:"ended,omitempty"`
	Rev     int         `json:"rev"` // grows with each act

	OffPeak bool `json:"off_peak,omitempty"` // 错峰延时: taken outside the usual hours

	BackEntry *BackEntry `json:"back_entry,omitempty"` // dealt with on paper and entered later; nil for the rest
}

// WalkIn is the lane of visits without a number.
const WalkIn = "直"

// Preferred reports whether the number has priority: for a reason such as age,
// or because the visitor comes back with what a 一次性告知单 asked for.
func (t Ticket) Preferred() bool { return t.Reason != "" || t.Returns != "" }

// Open reports whether the visit still occupies a window.
func (t Ticket) Open() bool {
	return t.State == TicketCalled || t.State == TicketServing || t.State == TicketHeld
}

// ticketMoves lists every legal change of state. Undoing an act goes back against
// them; see Hall.Undo.
var ticketMoves = map[TicketState][]TicketState{
	TicketWaiting: {TicketWaiting, TicketCalled, TicketServing, TicketAbandoned, TicketTransferred},
	TicketCalled:  {TicketServing, TicketMissed, TicketCalled, TicketWaiting, TicketAbandoned, TicketTransferred},
	TicketServing: {TicketHeld, TicketDone, TicketWaiting, TicketTransferred},
	TicketHeld:    {TicketServing, TicketDone, TicketAbandoned, TicketWaiting, TicketTransferred},
	TicketMissed:  {TicketWaiting, TicketAbandoned, TicketCalled},
}

// MayMove reports whether a ticket may go from one state to another.
func MayMove(from, to TicketState) bool {
	for _, s := range ticketMoves[from] {
		if s == to {
			return true
		}
	}
	return false
}
