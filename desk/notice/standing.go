package notice

import "xiaochuang/desk"

// A DraftState says how a lead's template file stands to the words in force.
type DraftState string

// The states of a file.
const (
	DraftNone    DraftState = "none"    // no file
	DraftInForce DraftState = "same"    // its words are in force
	DraftReady   DraftState = "ready"   // other words, with nothing wrong
	DraftFaulty  DraftState = "faulty"  // something is wrong with it; the words in force stay
	DraftClosed  DraftState = "closed"  // cannot be read
	DraftGone    DraftState = "missing" // the words in force are a lead's, and their file is not there
)

// A Standing is how the words of one kind of paper stand: what is in force, and
// what lies in the lead's folder.
type Standing struct {
	Kind    desk.PaperKind // desk.PaperParts for what all papers share
	File    string         // name of the template file
	Version int            // in force, 0 for the program's before any other
	Own     bool           // the words in force are a lead's
	Of      int            // version whose words these are again, 0 for none
	Staff   string         // who put them in force, "" for nobody
	Day     desk.Day
	Draft   DraftState
	Digest  string // of the file as it was read, "" for none
	Found   []Finding
	Broken  bool // the words in force print no paper any more; the program's do
}

// Waiting reports whether somebody should look at it.
func (s Standing) Waiting() bool {
	return s.Broken || s.Draft == DraftFaulty || s.Draft == DraftClosed || s.Draft == DraftGone
}
