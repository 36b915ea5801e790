package desk

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A RectificationState is where the following up of a bad rating stands.
type RectificationState string

// States of a rectification.
const (
	RectificationOpen      RectificationState = "open"      // 待联系: nobody has called back
	RectificationContacted RectificationState = "contacted" // 已联系, or there is nobody to call
	RectificationPlanned   RectificationState = "planned"   // 限期整改: promised for a day
	RectificationFixed     RectificationState = "fixed"     // 待办结: done, and not yet looked at by another person
	RectificationClosed    RectificationState = "closed"    // 已办结
)

// A CallBack is what came of calling the person who rated (回访).
type CallBack string

// Outcomes of a call-back. The zero CallBack is none yet.
const (
	CallReached   CallBack = "reached"     // 已回访
	CallMissed    CallBack = "not_reached" // 未联系上
	CallDeclined  CallBack = "declined"    // 不愿回访
	CallAnonymous CallBack = "anonymous"   // 匿名: nobody is known to call
)

// A RectifyCause is why a visit was rated badly, from a list that is short enough
// to be counted.
type RectifyCause string

// Causes.
const (
	CauseMaterials RectifyCause = "materials" // 材料告知
	CauseDelay     RectifyCause = "delay"     // 时限
	CauseSystem    RectifyCause = "system"    // 系统
	CauseManner    RectifyCause = "manner"    // 态度
	CauseSkill     RectifyCause = "skill"     // 业务不熟
	CauseProcess   RectifyCause = "process"   // 流程
	CausePlace     RectifyCause = "place"     // 环境设施
	CauseElsewhere RectifyCause = "elsewhere" // 非本站
	CauseMistake   RectifyCause = "mistake"   // 误评
	CauseOther     RectifyCause = "other"     // 其他
)

// RectifyCauses lists the causes in the order in which they are offered.
func RectifyCauses() []RectifyCause {
	return []RectifyCause{
		CauseMaterials, CauseDelay, CauseSystem, CauseManner, CauseSkill, CauseProcess, CausePlace, CauseElsewhere,
		CauseMistake, CauseOther,
	}
}

// A Remedy is what was done about a bad rating.
type Remedy string

// Remedies. The zero Remedy is none yet.
const (
	RemedyFixed       Remedy = "fixed"        // 立行立改
	RemedyPlanned     Remedy = "planned"      // 限期整改
	RemedyExplained   Remedy = "explained"    // 解释说明
	RemedyNotAccepted Remedy = "not_accepted" // 误评: only the street says so, of an appeal
)

// A Rectification follows up one bad rating (差评整改): somebody is called back, a
// cause is found, something is done about it, and a person who was not concerned
// closes it. The rating itself stays as it was given.
type Rectification struct {
	ID        string   `json:"id"`
	Rating    string   `json:"rating,omitempty"` // "" for one that the street opened
	Visit     string   `json:"visit,omitempty"`  // ticket id
	Cases     []string `json:"cases,omitempty"`
	Items     []string `json:"items,omitempty"`
	Level     Level    `json:"level"`
	Tags      []string `json:"tags,omitempty"`
	Channel   Channel  `json:"channel,omitempty"`
	Comm      string   `json:"comm,omitempty"`
	Concerned string   `json:"concerned,omitempty"` // staff id of who served, "" where nobody is known
	Owner     string   `json:"owner,omitempty"`     // staff id of who wrote in it last

	Opened    time.Time `json:"opened"`
	Day       Day       `json:"day"`                 // business day on which it was opened
	ContactBy Day       `json:"contactby,omitempty"` // soft: last day for the call-back; "" where no calendar says it
	Due       Day       `json:"due"`                 // last day for all of it

	State     RectificationState `json:"state"`
	Unnamed   bool               `json:"unnamed,omitempty"` // nobody is known to call
	Call      CallBack           `json:"call,omitempty"`
	Calls     int                `json:"calls,omitempty"` // how often somebody tried
	Called    *time.Time         `json:"called,omitempty"`
	Cause     RectifyCause       `json:"cause,omitempty"`
	Remedy    Remedy             `json:"remedy,omitempty"`
	Plan      Day                `json:"plan,omitempty"` // day promised with RemedyPlanned
	Appeal    *RatingAppeal      `json:"appeal,omitempty"`
	Street    *StreetWord        `json:"street,omitempty"`   // what the street said last
	Ver       int                `json:"ver,omitempty"`      // of it
	Urged     int                `json:"urged,omitempty"`    // times that the street urged
	Returned  int                `json:"returned,omitempty"` // times that the street sent it back
	Accepted  bool               `json:"accepted,omitempty"` // by the street
	Closed    *time.Time         `json:"closed,omitempty"`   // nil while it is not
	ClosedDay Day                `json:"closedday,omitempty"`
	Closer    string             `json:"closer,omitempty"` // staff id, "" where the street closed it
	Rev       int                `json:"rev"`

	Private RectificationPrivate `json:"-"` // sealed at rest
}

// RectificationPrivate is the part of a rectification that may name a person.
type RectificationPrivate struct {
	Name    string `json:"name,omitempty"`    // who was called
	Phone   string `json:"phone,omitempty"`   //
	Said    string `json:"said,omitempty"`    // what the call-back brought
	Cause   string `json:"cause,omitempty"`   // words of the cause
	Fix     string `json:"fix,omitempty"`     // words of what was done
	Reply   string `json:"reply,omitempty"`   // the words with which it was closed
	Grounds string `json:"grounds,omitempty"` // of the appeal
}

// Empty reports whether nothing is written in it.
func (p RectificationPrivate) Empty() bool { return p == RectificationPrivate{} }

// A RatingAppeal is the objection of whoever served against a bad rating (申诉).
// Only the street decides it.
type RatingAppeal struct {
	By      string      `json:"by"` // staff id
	At      time.Time   `json:"at"`
	Lines   []string    `json:"lines,omitempty"` // record ids of the journal lines that it points at
	State   AppealState `json:"state"`
	Decided *time.Time  `json:"decided,omitempty"`
}

// An AppealState is where an appeal stands.
type AppealState string

// States of an appeal.
const (
	AppealFiled    AppealState = "filed"
	AppealUpheld   AppealState = "upheld"   // 申诉成立: the rating stands and is not counted
	AppealRejected AppealState = "rejected" // 申诉不成立
)

// MostRectified bounds each text of a rectification, in characters.
const MostRectified = 500

// MostGrounds bounds the journal lines that an appeal points at.
const MostGrounds = 20

// A RectifyRule is the clock of rectifications.
type RectifyRule struct {
	Days int // calendar days for all of it; 0 for 7, the rule of Beijing
	// Contact is the last day for the call-back, from the day of opening; nil, or a
	// result of "", sets none.
	Contact func(Day) Day
}

// Due are the two days of one that is opened on a day.
func (r RectifyRule) Due(opened Day) (contact, due Day) {
	n := r.Days
	if n <= 0 {
		n = 7
	}
	if r.Contact != nil {
		contact = r.Contact(opened)
	}
	return contact, opened.Add(n)
}

// Rectify opens the rectification of a bad rating. Named says that somebody is known
// who can be called. Its clock starts on the business day s and not on that of the
// visit, whose rating may come late.
func (r RectifyRule) Rectify(x Rating, s Stamp, comm string, named bool) Rectification {
	c := Rectification{
		ID: NewID(s.At), Rating: x.ID, Visit: x.Visit, Cases: slices.Clone(x.Cases), Items: slices.Clone(x.Items),
		Level: x.Level, Tags: slices.Clone(x.Tags), Channel: x.Channel, Comm: comm, Concerned: x.Staff,
		Opened: s.At, Day: s.Day, State: RectificationOpen, Rev: 1,
	}
	c.ContactBy, c.Due = r.Due(s.Day)
	c.named(named)
	return c
}

// named notes whether there is somebody to call. Where not, that is the outcome.
func (c *Rectification) named(yes bool) {
	if !yes {
		c.Unnamed, c.Call, c.ContactBy, c.State = true, CallAnonymous, "", RectificationContacted
	}
}

// Excluded reports whether the street found the rating mistaken: it stands and is
// shown, and statistics count it apart.
func (c *Rectification) Excluded() bool { return c.Appeal != nil && c.Appeal.State == AppealUpheld }

// Overdue reports whether it is open after its last day, or was closed after it.
func (c *Rectification) Overdue(today Day) bool {
	if c.State == RectificationClosed {
		return c.ClosedDay > c.Due
	}
	return today > c.Due
}

// Uncalled reports whether somebody waits to be called back.
func (c *Rectification) Uncalled() bool {
	return c.State != RectificationClosed && !c.Unnamed && (c.Call == "" || c.Call == CallMissed)
}

// Left is how many calendar days are left, negative when over.
func (c *Rectification) Left(today Day) int {
	return int(c.Due.Start().Sub(today.Start()) / (24 * time.Hour))
}

// Contact notes what a call-back brought. A person who is known is not anonymous,
// and a call that brought nothing does not undo one that did.
func (c *Rectification) Contact(by Staff, at time.Time, out CallBack, words string) error {
	words = strings.TrimSpace(words)
	switch {
	case c.State == RectificationClosed:
		return &Problem{Kind: Conflict, What: "rectify.closed"}
	case !slices.Contains([]CallBack{CallReached, CallMissed, CallDeclined, CallAnonymous}, out):
		return &Problem{Kind: Invalid, What: "rectify.call"}
	case out == CallAnonymous && !c.Unnamed:
		return &Problem{Kind: Invalid, What: "rectify.named"}
	}
	if err := rectifyWords(words); err != nil {
		return err
	}
	c.Private.Said, c.Owner, c.Called = words, by.ID, &at
	c.Calls++
	if out != CallMissed || c.Call == "" {
		c.Call = out
	}
	if c.State == RectificationOpen {
		c.State = RectificationContacted
	}
	c.Rev++
	return nil
}

// FindCause notes why it came to the rating.
func (c *Rectification) FindCause(by Staff, cause RectifyCause, words string) error {
	words = strings.TrimSpace(words)
	switch {
	case c.State == RectificationClosed:
		return &Problem{Kind: Conflict, What: "rectify.closed"}
	case !slices.Contains(RectifyCauses(), cause):
		return &Problem{Kind: Invalid, What: "rectify.cause"}
	}
	if err := rectifyWords(words); err != nil {
		return err
	}
	c.Cause, c.Private.Cause, c.Owner = cause, words, by.ID
	c.Rev++
	return nil
}

// Mend notes what was done, or for which day it is promised. Something that was done
// needs a call-back and a cause before it.
func (c *Rectification) Mend(by Staff, r Remedy, words string, plan, today Day) error {
	words = strings.TrimSpace(words)
	var open []string
	if c.Call == "" {
		open = append(open, "rectify.call")
	}
	if c.Cause == "" {
		open = append(open, "rectify.cause")
	}
	switch {
	case c.State == RectificationClosed:
		return &Problem{Kind: Conflict, What: "rectify.closed"}
	case r == RemedyNotAccepted:
		return &Problem{Kind: Denied, What: "rectify.street"}
	case r != RemedyFixed && r != RemedyPlanned && r != RemedyExplained:
		return &Problem{Kind: Invalid, What: "rectify.remedy"}
	case r == RemedyPlanned && !laterDay(plan, today):
		return &Problem{Kind: Invalid, What: "rectify.plan"}
	case len(open) > 0:
		return &Problem{Kind: Blocked, What: "rectify.open", Open: open}
	}
	if err := rectifyWords(words); err != nil {
		return err
	}
	c.Remedy, c.Private.Fix, c.Owner, c.Plan, c.State = r, words, by.ID, "", RectificationFixed
	if r == RemedyPlanned {
		c.Plan, c.State = plan, RectificationPlanned
	}
	c.Rev++
	return nil
}

// laterDay reports whether a plan names a day of the next year from today on.
func laterDay(plan, today Day) bool {
	d, err := ParseDay(string(plan))
	return err == nil && d >= today && d <= today.Add(366)
}

// Close ends it with words. The person concerned does not, and a colleague who is no
// lead does only where the station has no other lead than the one concerned.
func (c *Rectification) Close(by Staff, others []Staff, words string, at time.Time, today Day) error {
	words = strings.TrimSpace(words)
	lead := slices.ContainsFunc(others, func(s Staff) bool { return s.ID != c.Concerned && s.Has(RoleLead) })
	switch {
	case c.State == RectificationClosed:
		return &Problem{Kind: Conflict, What: "rectify.closed"}
	case by.ID == "":
		return &Problem{Kind: Denied, What: "rectify.closer"}
	case by.ID == c.Concerned:
		return &Problem{Kind: Denied, What: "rectify.concerned"}
	case lead && !by.Has(RoleLead):
		return &Problem{Kind: Denied, What: "rectify.lead"}
	}
	if open := c.Missing(); len(open) > 0 {
		return &Problem{Kind: Blocked, What: "rectify.open", Open: open}
	}
	if err := rectifyWords(words); err != nil {
		return err
	}
	c.Private.Reply, c.Owner = words, by.ID
	c.end(at, today, by.ID)
	return nil
}

// Missing lists what stands in the way of closing, in the order in which to do it.
func (c *Rectification) Missing() []string {
	var open []string
	if c.Call == "" {
		open = append(open, "rectify.call")
	}
	if c.Cause == "" {
		open = append(open, "rectify.cause")
	}
	if c.State != RectificationFixed {
		open = append(open, "rectify.remedy")
	}
	return open
}

func (c *Rectification) end(at time.Time, today Day, closer string) {
	c.State, c.Closed, c.ClosedDay, c.Closer = RectificationClosed, &at, today, closer
	c.Rev++
}

// Object files the appeal of whoever is concerned, once. Grounds are words, and lines
// of the journal that show what happened. It stops no clock.
func (c *Rectification) Object(by Staff, at time.Time, grounds string, lines []string) error {
	grounds = strings.TrimSpace(grounds)
	switch {
	case c.Concerned == "" || by.ID != c.Concerned:
		return &Problem{Kind: Denied, What: "rectify.appellant"}
	case c.Appeal != nil:
		return &Problem{Kind: Conflict, What: "rectify.appealed"}
	case len(lines) == 0:
		return &Problem{Kind: Invalid, What: "rectify.grounds"}
	case len(lines) > MostGrounds:
		return &Problem{Kind: Full, What: "rectify.grounds"}
	}
	if err := rectifyWords(grounds); err != nil {
		return err
	}
	c.Appeal = &RatingAppeal{By: by.ID, At: at, Lines: slices.Clone(lines), State: AppealFiled}
	c.Private.Grounds = grounds
	c.Rev++
	return nil
}

// rectifyWords refuses words that say nothing or too much.
func rectifyWords(s string) error {
	switch {
	case s == "":
		return &Problem{Kind: Invalid, What: "rectify.words"}
	case utf8.RuneCountInString(s) > MostRectified || !utf8.ValidString(s):
		return &Problem{Kind: Full, What: "rectify.words"}
	}
	return nil
}
