package desk

import "time"

// A StreetCheck is what the street found of a hand-over when it compared the sheet
// with what lay there (交接核对), as it comes down: all of what was found so far.
type StreetCheck struct {
	Batch string        `json:"batch"`
	Cases []CheckedCase `json:"cases"`
	Ver   int           `json:"ver"`
}

// A CheckedCase is one case of a hand-over that somebody at the street looked for.
type CheckedCase struct {
	Case  string   `json:"case"` // its id
	Found bool     `json:"found"`
	Note  string   `json:"note,omitempty"` // such as what was missing of it
	By    string   `json:"by"`
	At    LineTime `json:"at"`
}

// Differs reports whether the street found something else than the sheet says.
func (c CheckedCase) Differs() bool { return !c.Found || c.Note != "" }

// Compare takes over what the street found. An older finding than the one that
// stands, and one of a batch that has not gone, changes nothing and returns false.
func (b *Batch) Compare(c StreetCheck) bool {
	if c.Batch != b.No || c.Ver <= b.CheckedVer || b.State == BatchOpen || b.State == BatchDropped {
		return false
	}
	b.CheckedVer = c.Ver
	b.Checked = nil
	for _, k := range c.Cases {
		if b.Has(k.Case) {
			b.Checked = append(b.Checked, k)
		}
	}
	b.Rev++
	return true
}

// Difference returns what the street found of a case, if that differs from the
// sheet.
func (b Batch) Difference(caseID string) (CheckedCase, bool) {
	for _, k := range b.Checked {
		if k.Case == caseID && k.Differs() {
			return k, true
		}
	}
	return CheckedCase{}, false
}

// Differences lists the cases of which the street found something else than the
// sheet says, and when it looked last; the zero time where it has not.
func (b Batch) Differences() (list []CheckedCase, at time.Time) {
	for _, k := range b.Checked {
		if t := time.Time(k.At); t.After(at) {
			at = t
		}
		if k.Differs() {
			list = append(list, k)
		}
	}
	return list, at
}
