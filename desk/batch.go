package desk

import (
	"slices"
	"time"
)

// BatchNumber is the kind that begins a batch's own number.
const BatchNumber = "PC"

// A BatchState is how far a hand-over to the street has come.
type BatchState string

// Batch states. That a batch has come back is not a state: it follows from its
// cases and bags, see Batches.Open.
const (
	BatchOpen    BatchState = "open"    // bags are being scanned out
	BatchGone    BatchState = "gone"    // handed over; the sheet waits for the signatures
	BatchSigned  BatchState = "signed"  // both have signed the sheet
	BatchDropped BatchState = "dropped" // given up before it was handed over
)

// A Batch is what one community gives to the street at one time, with one sheet
// (材料移交清单). Its cases are chosen when it is opened; which of their bags went
// is in the bags.
type Batch struct {
	No     string     `json:"no"`             // PC-…
	Name   string     `json:"name,omitempty"` // as the clerk calls it, such as 上午
	Day    Day        `json:"day"`
	Comm   string     `json:"comm"`
	State  BatchState `json:"state"`
	Cases  []string   `json:"cases"` // case ids, oldest first; once gone those that went
	Left   []BagLeft  `json:"left,omitempty"`
	Sheet  string     `json:"sheet,omitempty"` // number of the sheet, once gone
	Staff  string     `json:"staff"`           // who opened it
	Opened time.Time  `json:"opened"`
	Gone   *time.Time `json:"gone,omitempty"`
	Signed *time.Time `json:"signed,omitempty"`

	Checked    []CheckedCase `json:"checked,omitempty"` // what the street found of it
	CheckedVer int           `json:"checked_ver,omitempty"`

	Rev int `json:"rev"`
}

// A BagLeft is a bag that should have gone with a batch and was not there.
type BagLeft struct {
	Code   string `json:"code"`
	Reason string `json:"reason"`
}

// Has reports whether a case is part of the batch.
func (b Batch) Has(caseID string) bool { return slices.Contains(b.Cases, caseID) }

// A BatchFilter narrows a list of batches, newest first; zero members do not
// narrow.
type BatchFilter struct {
	Day    Day
	Comm   string
	States []BatchState
	Limit  int // 0 for 100
}

// A BatchView is a batch with what became of it.
type BatchView struct {
	Batch
	Files    []Case // its cases as they stand
	Bags     []Bag  // bags of its cases that are not returned
	Packed   int    // bags that are scanned out or have gone
	Answered int    // cases that the street has decided on
	Home     int    // bags that are back, or with the citizen
}

// Settled reports whether the street has answered every case and every bag has
// come back.
func (v BatchView) Settled() bool {
	return v.State != BatchOpen && v.Answered == len(v.Files) && v.Home == len(v.Bags)
}
