package exchange

import (
	"time"

	"xiaochuang/desk"
)

// A Source is one case as whoever exports it may see it.
type Source struct {
	Case    desk.Case // as it stands, with a private part that may be masked
	Open    bool      // Case has a private part; false while its key has not come or after it was wiped
	Item    desk.Item // its matter in the catalogue; the zero Item leaves the codes out
	Answers []Answer  // of the street, oldest first

	Station     string // twelve digits
	StationName string // "" where it is not known
}

// An Answer is one decision of the street.
type Answer struct {
	Decision desk.Decision
	Words    string
	By       string
	At       time.Time
}

// accepted is when the clock of the case began: at the desk, or with the street's
// word. It is nil before.
func (s *Source) accepted() (at *time.Time, by string) {
	if s.Case.Accepted != nil {
		return s.Case.Accepted, s.Case.Staff
	}
	for _, a := range s.Answers {
		if a.Decision == desk.DecideAccept {
			return &a.At, a.By
		}
	}
	for _, a := range s.Answers { // one that was done at once was accepted with the same word
		if a.Decision == desk.DecideDone {
			return &a.At, a.By
		}
	}
	return nil, ""
}

// An ending is how a case ended, in our words; a Profile has the code.
type ending string

const (
	endDone      ending = "done"      // 办结
	endRejected  ending = "rejected"  // 退回, 不予
	endRefused   ending = "refused"   // 不予受理
	endWithdrawn ending = "withdrawn" // 撤回
	endVoid      ending = "void"      // 作废
)

var endings = []ending{endDone, endRejected, endRefused, endWithdrawn, endVoid}

// ended is how the case ended, "" while it goes on.
func (s *Source) ended() ending {
	switch s.Case.State {
	case desk.CaseDone:
		return endDone
	case desk.CaseRejected:
		return endRejected
	case desk.CaseRefused:
		return endRefused
	case desk.CaseWithdrawn:
		return endWithdrawn
	case desk.CaseVoid:
		return endVoid
	case desk.CaseDelivered, desk.CaseArchived:
		if s.Case.Decision == string(desk.DecideReject) {
			return endRejected
		}
		return endDone
	case desk.CaseDraft, desk.CaseReceived, desk.CaseSupplement, desk.CaseSupplied, desk.CaseAccepted, desk.CaseHanded, desk.CaseStreet:
	}
	return ""
}

// finished is when it ended.
func (s *Source) finished() *time.Time {
	if s.Case.Finished != nil {
		return s.Case.Finished
	}
	if n := len(s.Answers); n > 0 {
		return &s.Answers[n-1].At
	}
	return nil
}
