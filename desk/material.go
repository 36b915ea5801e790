package desk

import (
	"slices"
	"time"
)

// A MaterialState is the clerk's finding on one material.
type MaterialState string

// Material states. The zero state is unchecked.
const (
	MaterialUnchecked MaterialState = ""
	MaterialComplete  MaterialState = "complete" // 齐
	MaterialMissing   MaterialState = "missing"  // 缺
	MaterialUnfit     MaterialState = "unfit"    // 不合格, with a reason
	MaterialExempt    MaterialState = "exempt"   // 免交, with its basis
	MaterialFollows   MaterialState = "follows"  // 容缺, to follow by a date
)

// A Material is one line of a case's checklist.
type Material struct {
	Key      string        `json:"key"`  // Requirement.Key
	Name     string        `json:"name"` // frozen with the item's version
	Required bool          `json:"required"`
	State    MaterialState `json:"state,omitempty"`
	Reason   string        `json:"reason,omitempty"` // unfit: why; exempt: basis; missing: how to get it
	Due      Day           `json:"due,omitempty"`    // follows: until when
	Seen     int           `json:"seen,omitempty"`   // originals seen
	Copies   int           `json:"copies,omitempty"` // copies taken
	Kept     int           `json:"kept,omitempty"`   // originals kept here
	Pages    []Page        `json:"pages,omitempty"`
}

// Settled reports whether the line does not stand in the way of acceptance.
func (m Material) Settled() bool {
	switch m.State {
	case MaterialComplete, MaterialExempt:
		return true
	case MaterialFollows:
		return m.Due != ""
	case MaterialUnchecked, MaterialMissing:
		return !m.Required
	}
	return false
}

// Lacking reports whether the line goes on the 一次性告知单.
func (m Material) Lacking() bool {
	return m.State == MaterialMissing || m.State == MaterialUnfit ||
		(m.State == MaterialUnchecked && m.Required)
}

// A Page is one scanned side, sealed in the scan store.
type Page struct {
	ID     string    `json:"id"` // digest of the sealed file, such as sm3:…
	MIME   string    `json:"mime"`
	Size   int64     `json:"size"` // sealed bytes
	Width  int       `json:"width"`
	Height int       `json:"height"`
	At     time.Time `json:"at"`
	Back   bool      `json:"back,omitempty"` // the back of the sheet whose front is the page before
	Flaw   PageFlaw  `json:"flaw,omitempty"` // the weightiest that the gate found, "" for none
	Kept   string    `json:"kept,omitempty"` // why it was kept in spite of its flaw

	// Away is true for a page that is at the street and not on this PC. It is known
	// of the pages of a case that was read by itself.
	Away bool `json:"-"`
}

// Away reports whether some page of the line is at the street only.
func (m Material) Away() bool {
	return slices.ContainsFunc(m.Pages, func(p Page) bool { return p.Away })
}

// Sheets counts the sheets of paper that the pages of the line are of.
func (m Material) Sheets() int {
	n := 0
	for i, p := range m.Pages {
		if i == 0 || !p.Back {
			n++
		}
	}
	return n
}

// Size is the room that the pages of the line take, in sealed bytes.
func (m Material) Size() int64 {
	var n int64
	for _, p := range m.Pages {
		n += p.Size
	}
	return n
}

// MustCount is the number of scanned sheets from which on they are counted by
// hand as well: two that went through a feeder together leave no trace.
const MustCount = 10

// Scanned counts the scanned sheets of all lines.
func (c *Case) Scanned() int {
	n := 0
	for _, m := range c.Materials {
		n += m.Sheets()
	}
	return n
}

// Counts reports whether as many sheets were scanned as were counted by hand,
// where they were, or need not be: few were scanned, and those one by one.
func (c *Case) Counts() bool {
	n := c.Scanned()
	return n == c.Counted || c.Counted == 0 && n < MustCount && !c.Fed
}

// follows reports whether a material may be handed in later (容缺).
func (c *Case) follows() bool {
	for _, m := range c.Materials {
		if m.State == MaterialFollows {
			return true
		}
	}
	return false
}

// kept counts the originals that stay at the station.
func kept(c *Case) int {
	n := 0
	for _, m := range c.Materials {
		n += m.Kept
	}
	return n
}
