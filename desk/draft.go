package desk

import "time"

// A Draft is a case, or a pre-examination, that has not been taken in. It is
// saved when a field is left and two seconds after the last key, is sealed
// like a case, and is not in the journal: what was never taken in is never
// sent. A case that was taken in already may have a draft of the same id over
// it while a returning visitor's supplements are entered.
type Draft struct {
	Case   Case
	Field  string // field or row that had the focus, to return to
	Page   int    // screen page
	Scroll int    // first row in sight on that page
	Window int
	Saved  time.Time
	Stack  *Stack // a stack that has not gone through to its end, nil for none
}
