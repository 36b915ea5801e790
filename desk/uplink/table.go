package uplink

import "time"

// An Action is what hello tells a desk to do.
type Action string

// Actions of hello.
const (
	Continue       Action = "continue"
	NewIncarnation Action = "new_incarnation" // mint one and say hello again
	LockedOut      Action = "locked"          // the street must approve with a one-time code
)

// A Reason says why an incarnation ends or began.
type Reason string

// Reasons of a new incarnation.
const (
	First           Reason = "first"            // the centre has never heard of the desk's lines
	DeskBehind      Reason = "desk_behind"      // the desk was restored from an old image
	CentreBehind    Reason = "centre_behind"    // the centre was restored from a backup
	Fork            Reason = "fork"             // both went on from one state
	Fenced          Reason = "fenced"           // a later incarnation took over
	Unknown         Reason = "unknown"          // the centre does not know this incarnation
	NumberTaken     Reason = "number_taken"     // another incarnation had this ordinal
	Minted          Reason = "minted"           // the desk opened it unasked, for its own reason
	InstanceChanged Reason = "instance_changed" // the same identity on another PC
)

// How the centre knows the incarnation that a desk names.
type Standing int

// Standings of an incarnation.
const (
	Unheard Standing = iota // never seen
	Current                 // the one that may append
	Closed                  // was current once
)

// Known is what a centre remembers of a desk when it says hello. The zero Known
// is a desk that was enrolled and has never come.
type Known struct {
	Standing Standing
	LastNo   int    // highest ordinal seen
	Next     int64  // next seq of the current incarnation, from 1
	At       string // chain at Hello.Acked, "" where the centre has no such position
	Instance string // that enrolled or came last, "" for none
	Seen     time.Time
}

// takeOver is how long the installation that came last must have been silent
// before another may take its place unasked.
const takeOver = 24 * time.Hour

// A Verdict is the answer of the table.
type Verdict struct {
	Action Action
	Reason Reason
	Opens  bool // the incarnation is new and becomes the current one
	NextNo int  // lowest ordinal that a further incarnation may take
	Alarm  bool // a person should look: one identity lived twice
}

// Judge is the decision table of hello. All inputs are values: who stands where,
// and what the chains say. The desk mints its incarnations; one that the centre
// has never heard of, and that has nothing acknowledged, opens.
func Judge(k Known, h Hello, now time.Time) Verdict {
	order := func(r Reason, alarm bool) Verdict {
		return Verdict{Action: NewIncarnation, Reason: r, NextNo: k.LastNo + 1, Alarm: alarm}
	}
	moved := k.Instance != "" && h.Instance != k.Instance && now.Sub(k.Seen) < takeOver
	switch k.Standing {
	case Unheard:
		return judgeUnheard(k, h, moved, order)
	case Closed:
		return order(Fenced, true)
	}
	switch last := k.Next - 1; {
	case h.Head < last:
		return order(DeskBehind, false)
	case h.Acked > last:
		return order(CentreBehind, true)
	case h.AckedChain != k.At:
		return order(Fork, true)
	case moved:
		return Verdict{Action: LockedOut, Reason: InstanceChanged, NextNo: k.LastNo + 1, Alarm: true}
	}
	return Verdict{Action: Continue, NextNo: k.LastNo + 1}
}

func judgeUnheard(k Known, h Hello, moved bool, order func(Reason, bool) Verdict) Verdict {
	switch {
	case h.Acked > 0 && k.LastNo == 0:
		return order(First, false)
	case h.Acked > 0:
		return order(Unknown, false)
	case h.No <= k.LastNo:
		return order(NumberTaken, true)
	}
	v := Verdict{Action: Continue, Reason: Minted, Opens: true, NextNo: max(k.LastNo, h.No) + 1, Alarm: moved}
	if k.LastNo == 0 {
		v.Reason = First
	}
	return v
}
