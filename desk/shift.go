package desk

import "time"

// A Shift says who was on duty at a window, and when.
type Shift struct {
	ID     string     `json:"id"`
	Day    Day        `json:"day"`
	Staff  string     `json:"staff"`
	Window int        `json:"window"`
	Began  time.Time  `json:"began"`
	Ended  *time.Time `json:"ended,omitempty"`
}

// A DayClose is the end of a business day with what was left open.
type DayClose struct {
	Day       Day       `json:"day"`
	At        time.Time `json:"at"`
	Staff     string    `json:"staff"`
	Tickets   int       `json:"tickets"`
	Served    int       `json:"served"`
	Missed    int       `json:"missed"`
	Cases     int       `json:"cases"`
	Inquiries int       `json:"inquiries"` // of the day
	Open      int       `json:"open"`      // inquiries still open
	Drafts    int       `json:"drafts"`
	Unrated   int       `json:"unrated"`
	Head      string    `json:"head"` // journal chain head before this line
}
