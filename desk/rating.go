package desk

import "time"

// A Level is a rating of service. It is stored by name, never as a digit:
// GB/T 39046 A.8 and the 好差评 interface number the levels in opposite
// directions. The zero Level is no rating.
type Level string

// The five levels.
const (
	VerySatisfied    Level = "very_satisfied"    // 非常满意
	Satisfied        Level = "satisfied"         // 满意
	Fair             Level = "fair"              // 基本满意
	Dissatisfied     Level = "dissatisfied"      // 不满意
	VeryDissatisfied Level = "very_dissatisfied" // 非常不满意
)

// Levels lists the five levels from best to worst.
var Levels = [...]Level{VerySatisfied, Satisfied, Fair, Dissatisfied, VeryDissatisfied}

// Stars returns 5 for the best and 1 for the worst level, 0 for none: the
// order of the 好差评 interface.
func (l Level) Stars() int {
	for i, x := range Levels {
		if x == l {
			return 5 - i
		}
	}
	return 0
}

// GB39046 returns the satisfaction code of GB/T 39046-2020 A.8, in which 1 is
// the best and 5 the worst, or 0 for none.
func (l Level) GB39046() int {
	if s := l.Stars(); s > 0 {
		return 6 - s
	}
	return 0
}

// LevelOfStars is the inverse of Stars; ok is false outside 1 to 5.
func LevelOfStars(n int) (l Level, ok bool) {
	if n < 1 || n > 5 {
		return "", false
	}
	return Levels[5-n], true
}

// Bad reports whether the level opens a rectification (差评).
func (l Level) Bad() bool { return l == Dissatisfied || l == VeryDissatisfied }

// Unrated is the reason why a visit has no rating. None of them ever counts
// as a good one.
type Unrated string

// Reasons for silence.
const (
	RatedAfterAll Unrated = ""        // there is a rating
	NotAsked      Unrated = "unasked" // the visit ended without asking
	TimedOut      Unrated = "timeout" // nobody pressed a key in time
	Refused       Unrated = "refused" // the citizen declined on the pad
	PadFault      Unrated = "pad"     // the pad did not answer
	LineFault     Unrated = "line"    // the connection to the pad broke while waiting
)

// A Channel is where a rating was given.
type Channel string

// Channels used at the desk (好差评 pf codes 4, 5 and 3).
const (
	ChannelScreenPad Channel = "screen_pad"
	ChannelButtonPad Channel = "button_pad"
	ChannelQR        Channel = "qr"
)

// A Rating is the answer, or the silence, at the end of one visit. It is filed
// to each case of that visit.
type Rating struct {
	ID      string    `json:"id"`
	Visit   string    `json:"visit"`           // ticket id
	Cases   []string  `json:"cases,omitempty"` // case ids it was asked for
	Items   []string  `json:"items,omitempty"` // item ids, for visits without a case
	Level   Level     `json:"level,omitempty"`
	Tags    []string  `json:"tags,omitempty"` // 好差评 tag codes, such as "510"
	Channel Channel   `json:"channel,omitempty"`
	Silence Unrated   `json:"silence,omitempty"`
	Asked   time.Time `json:"asked"`
	At      time.Time `json:"at"`
	Staff   string    `json:"staff"` // who served
	Day     Day       `json:"day"`
}
