package text

import (
	"fmt"

	"xiaochuang/desk"
)

// NoStreetRatings says that no bad rating is followed up.
const NoStreetRatings = "没有差评整改"

// StreetRating is the following up of a bad rating in a line, as the street has it.
func StreetRating(id, station string, level desk.Level, state desk.RectificationState, due desk.Day, left int, appeal desk.AppealState, told bool) string {
	s := fmt.Sprintf("%s  %s  %s  %s  期限 %s", id, station, Level(level), RectificationState(state), due)
	if state != desk.RectificationClosed {
		if left < 0 {
			s += fmt.Sprintf("（超期 %d 天）", -left)
		} else {
			s += fmt.Sprintf("（还有 %d 天）", left)
		}
	}
	if appeal != "" {
		s += "  申诉" + AppealState(appeal)
	}
	if !told {
		s += "  站里还没收到"
	}
	return s
}

// StreetRatingTotal is the figures of a station in a line.
func StreetRatingTotal(station string, all, open, onTime, late, called, callable, excluded int) string {
	s := fmt.Sprintf("%s  差评 %d，没办结 %d，按期办结 %d，超期 %d，回访 %d/%d", station, all, open, onTime, late, called, callable)
	if excluded > 0 {
		s += fmt.Sprintf("，误评不计 %d", excluded)
	}
	return s
}

// streetRatings words what can be wrong with what the street says to a bad rating.
var streetRatings = map[string]string{
	"rectify.none":    "没有这条差评整改。请用 xiaochuang-centre rectify list 看编号。",
	"rectify.state":   "这条现在不能这样答复，没有发。请用 xiaochuang-centre rectify list 看状态。",
	"rectify.appeal":  "没有等着定的申诉，没有发。",
	"rectify.day":     "日子不对，没有发：写成 2026-12-20，不能早于今天；督办只能提前，交办、退回最长两个月。",
	"rectify.do":      "没有这样的答复。请写 urge、return、accept、appeal_upheld 或 appeal_rejected。",
	"rectify.level":   "交办的要是差评。请写 dissatisfied 或 very_dissatisfied。",
	"rectify.channel": "来源不对。请写 hotline（12345）或 sms（短信）。",
	"rectify.case":    "这个办件不是这个站收的，没有交办。请核对编号。",
}
