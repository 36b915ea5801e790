package desk

import (
	"slices"
	"time"
	"unicode"
	"unicode/utf8"
)

// A StreetDoing is what the street says to a rectification.
type StreetDoing string

// What the street may say.
const (
	StreetUrge     StreetDoing = "urge"            // 督办
	StreetReturn   StreetDoing = "return"          // 退回重办
	StreetAccept   StreetDoing = "accept"          // 认可
	StreetUphold   StreetDoing = "appeal_upheld"   // 申诉成立: the rating is not counted
	StreetReject   StreetDoing = "appeal_rejected" // 申诉不成立
	StreetOpenTask StreetDoing = "open"            // 交办: a bad rating that came to the street
)

// StreetDoings lists them.
func StreetDoings() []StreetDoing {
	return []StreetDoing{StreetUrge, StreetReturn, StreetAccept, StreetUphold, StreetReject, StreetOpenTask}
}

// Channels of ratings that come to the street and not to a desk.
const (
	ChannelHotline Channel = "hotline" // 12345
	ChannelSMS     Channel = "sms"
)

// A StreetRectification is what the street says to a rectification as it comes down,
// and the body of a feed line whose object is Obj.
type StreetRectification struct {
	ID    string      `json:"id"` // of the rectification; of one that is opened, minted by the centre
	Do    StreetDoing `json:"do"`
	Words string      `json:"words,omitempty"`
	Due   Day         `json:"due,omitempty"` // a new last day; "" leaves the one that stands

	Case    string   `json:"case,omitempty"` // number of the case, of open
	Desk    string   `json:"desk,omitempty"` // that takes on what names no case, such as 110101001001-01
	Level   Level    `json:"level,omitempty"`
	Tags    []string `json:"tags,omitempty"`
	Channel Channel  `json:"channel,omitempty"`

	By  string   `json:"by"` // account of the street
	At  LineTime `json:"at"`
	Ver int      `json:"ver"`
}

// Bounds of what the street may say.
const (
	mostStreetTags = 20
	mostTag        = 16
	mostStreetName = 64
)

// RectificationObj is the object under which lines about a rectification are filed.
func RectificationObj(id string) string { return "rectification:" + id }

// Fits reports whether the body is within its bounds: a known doing with its author,
// a day that is one, words that a screen can show, and a level, which is a bad one,
// for what is opened and for nothing else. Whatever sends work back says why.
func (s StreetRectification) Fits() bool {
	if !slices.Contains(StreetDoings(), s.Do) || !shownText(s.ID, mostStreetName) || s.ID == "" ||
		!shownText(s.By, mostStreetName) || s.By == "" || s.Ver < 1 || time.Time(s.At).IsZero() {
		return false
	}
	if _, err := ParseDay(string(s.Due)); s.Due != "" && err != nil {
		return false
	}
	if !shownText(s.Words, MostRectified) || s.Words == "" && (s.Do == StreetReturn || s.Do == StreetOpenTask) {
		return false
	}
	if s.Do != StreetOpenTask {
		return s.Case == "" && s.Desk == "" && s.Level == "" && len(s.Tags) == 0 && s.Channel == ""
	}
	return s.Level.Bad() && shownText(s.Case, mostStreetName) && shownText(s.Desk, mostStreetName) && shownText(string(s.Channel), mostTag) &&
		len(s.Tags) <= mostStreetTags && !slices.ContainsFunc(s.Tags, func(t string) bool { return t == "" || !shownText(t, mostTag) })
}

// shownText reports whether a text may stand in one line of a screen.
func shownText(s string, most int) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= most &&
		!slices.ContainsFunc([]rune(s), func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) })
}

// A StreetWord is what the street said last to a rectification.
type StreetWord struct {
	Do    StreetDoing `json:"do"`
	Words string      `json:"words,omitempty"`
	By    string      `json:"by"`
	At    time.Time   `json:"at"`
}

// Follow takes over what the street says and returns whether anything changes: an
// older version than the one that stands does not, nor a second opening. What no
// longer fits, such as an answer to an appeal that nobody made, is kept as the
// street's word and changes nothing else.
func (c *Rectification) Follow(s StreetRectification, now Stamp) bool {
	if s.Ver <= c.Ver || s.Do == StreetOpenTask {
		return false
	}
	at := time.Time(s.At).UTC()
	c.Ver, c.Street = s.Ver, &StreetWord{Do: s.Do, Words: s.Words, By: s.By, At: at}
	c.Rev++
	if s.Due != "" && (c.State != RectificationClosed || s.Do == StreetReturn) {
		c.Due = s.Due // What was closed in time does not become late.
	}
	switch s.Do {
	case StreetUrge:
		c.Urged++
	case StreetReturn:
		c.again()
	case StreetAccept:
		if c.State == RectificationFixed {
			c.end(now.At, now.Day, "")
		}
		c.Accepted = c.State == RectificationClosed
	case StreetUphold, StreetReject:
		c.settle(s.Do, at, now)
	}
	return true
}

// again sends it back to whoever works on it. What was found of the person and the
// cause stands; what was done about it has to be done anew.
func (c *Rectification) again() {
	if c.State == RectificationOpen {
		return
	}
	c.State, c.Remedy, c.Plan = RectificationContacted, "", ""
	c.Closed, c.ClosedDay, c.Closer, c.Accepted = nil, "", "", false
	c.Returned++
}

// settle decides an appeal that waits. One that is upheld ends all of it.
func (c *Rectification) settle(do StreetDoing, at time.Time, now Stamp) {
	if c.Appeal == nil || c.Appeal.State != AppealFiled {
		return
	}
	a := *c.Appeal
	a.State, a.Decided = AppealRejected, &at
	if do == StreetUphold {
		a.State, c.Remedy, c.Plan = AppealUpheld, RemedyNotAccepted, ""
		if c.State != RectificationClosed {
			c.end(now.At, now.Day, "")
		}
	}
	c.Appeal = &a
}

// Assigned is the rectification that the street opens. Of is the case that it names,
// nil where it names none.
func (r RectifyRule) Assigned(s StreetRectification, of *Case, now Stamp) Rectification {
	c := Rectification{
		ID: s.ID, Level: s.Level, Tags: slices.Clone(s.Tags), Channel: s.Channel, Opened: now.At, Day: now.Day,
		State: RectificationOpen, Ver: s.Ver, Rev: 1,
		Street: &StreetWord{Do: s.Do, Words: s.Words, By: s.By, At: time.Time(s.At).UTC()},
	}
	c.ContactBy, c.Due = r.Due(now.Day)
	if s.Due != "" {
		c.Due = s.Due
	}
	if of != nil {
		c.Cases, c.Items, c.Visit, c.Comm = []string{of.ID}, []string{of.Item}, of.Ticket, of.Comm
		c.Concerned = of.Staff
	}
	c.named(of != nil)
	return c
}
