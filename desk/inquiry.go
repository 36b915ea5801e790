package desk

import "time"

// An InquiryState is where a question stands in the 首问 register.
type InquiryState string

// Inquiry states.
const (
	InquiryAnswered InquiryState = "answered" // 答复
	InquiryLed      InquiryState = "led"      // 引导: led to a named person, who took it on
	InquiryHanded   InquiryState = "handed"   // 转交
	InquiryOpen     InquiryState = "open"     // 待复: owned by First until closed with words
	InquiryClosed   InquiryState = "closed"
)

// An InquiryChannel is how the question came.
type InquiryChannel string

// Channels of a question.
const (
	AskedAtWindow InquiryChannel = "window"
	AskedByPhone  InquiryChannel = "phone"
	AskedOnVisit  InquiryChannel = "visit"
)

// An Inquiry is one line of the 首问 register: whoever first answers owns the
// question until it is closed with words or taken on by a named other.
type Inquiry struct {
	ID      string         `json:"id"`
	Day     Day            `json:"day"`
	Ticket  string         `json:"ticket,omitempty"`
	Item    string         `json:"item,omitempty"`
	Channel InquiryChannel `json:"channel"`
	State   InquiryState   `json:"state"`
	First   string         `json:"first"`           // first responsible staff id
	Owner   string         `json:"owner"`           // who answers for it now
	LedTo   string         `json:"ledto,omitempty"` // name and place the visitor was led to
	Due     Day            `json:"due,omitempty"`
	Comm    string         `json:"comm,omitempty"`
	About   string         `json:"about,omitempty"` // object that raised it without a citizen: "bag:DB-…", "shelf:2026-11-23"
	At      time.Time      `json:"at"`
	Closed  *time.Time     `json:"closed,omitempty"`
	Rev     int            `json:"rev"`

	Private InquiryPrivate `json:"-"` // sealed at rest
}

// InquiryPrivate is the part of an inquiry that may name a person.
type InquiryPrivate struct {
	Asker string `json:"asker,omitempty"`
	Phone string `json:"phone,omitempty"`
	Words string `json:"words,omitempty"` // what was asked
	Reply string `json:"reply,omitempty"` // the words with which it was closed
}
