package desk

// A CheckState says how one thing is that the doctor looked at.
type CheckState string

// States of a check. Skipped is no verdict: there was nothing to look at, or
// something before it has to be put right first.
const (
	CheckOK      CheckState = "ok"
	CheckWarning CheckState = "warning"
	CheckFault   CheckState = "fault"
	CheckSkipped CheckState = "skipped"
)

// A Check is one line of the doctor. Its words, with the cause and the next
// step, are in tui/text, by Name and Code; Facts are what they speak of and hold
// nothing about a person.
type Check struct {
	Name  string            `json:"check"`
	State CheckState        `json:"state"`
	Code  string            `json:"code,omitempty"` // cause, "" where all is well
	Facts map[string]string `json:"facts,omitempty"`
}
