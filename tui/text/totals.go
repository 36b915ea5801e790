package text

import (
	"fmt"
	"strings"
	"time"

	"xiaochuang/desk"
)

// Words of 居委合计.
const (
	Totals         = "居委合计"
	CmdTotals      = "居委合计"
	TotalsTip      = "每个居（村）办了多少，和全站的合计对得上"
	CmdThisDay     = "今日"
	ThisDay        = "今天"
	ThisDayTip     = "只合计今天"
	CmdThisMonth   = "本月"
	ThisMonth      = "本月"
	ThisMonthTip   = "合计这个月"
	CmdLastMonth   = "上月"
	LastMonth      = "上月"
	LastMonthTip   = "合计上个月"
	ColServed      = "服务模式"
	WholeStation   = "全站合计"
	NothingCounted = "没有可合计的"
	TotalsDiffer   = "各居（村）相加和全站对不上，请通知技术员（xiaochuang journal rebuild --check）"
)

// TotalHeads head the columns of TotalCells.
var TotalHeads = []string{"取号", "来访", "办完", "收件", "首问", "导办", "辅导", "已评", "差评"}

// TotalCells are the counts of a total in the order of TotalHeads.
func TotalCells(t desk.Total) []int {
	return []int{t.Numbers, t.Visits, t.Served, t.Cases, t.Inquiries, t.Guided, t.Coached, t.Rated, t.Bad}
}

// TotalsHead tells the days and that the counts agree.
func TotalsHead(from, to string, agree bool) string {
	s := from
	if from != to {
		s += " 至 " + to
	}
	if agree {
		s += "　各居（村）相加与全站一致"
	}
	return s
}

// NoCommunity names a community that the station serves no more.
func NoCommunity(code string) string {
	if code == "" {
		return "（未分）"
	}
	return code + "（已不在名单）"
}

// Ways has one character for each way in which a community is served: 窗 一窗受理,
// 自 自助导办, 掌 移动掌上, 代 代收代办.
func Ways(c desk.Community) string {
	out := ""
	for _, s := range desk.Services() {
		if c.Serves(s) {
			out += wayShort[s]
		}
	}
	return out
}

var wayShort = map[desk.Service]string{
	desk.ServeWindow: "窗", desk.ServeKiosk: "自", desk.ServeMobile: "掌", desk.ServeCollect: "代",
}

// Words of 错峰.
const (
	OffPeak        = "错峰延时"
	CmdOffPeak     = "错峰"
	OffPeakTip     = "每人这个月的错峰延时：排班、在岗、接待、收件"
	ColRostered    = "排班"
	ColOnDuty      = "在岗"
	ColVisits      = "接待"
	ColTakenIn     = "收件"
	ColHoursNote   = "说明"
	OffPeakMark    = "〔延〕"
	NoOffPeakHours = "这个月没有错峰延时服务"
)

// Hours is a length of time in hours and minutes.
func Hours(d time.Duration) string {
	m := int(d / time.Minute)
	return fmt.Sprintf("%d:%02d", m/60, m%60)
}

// HoursNote says what is doubtful about a person's hours.
func HoursNote(h desk.PersonHours) string {
	if h.Open > 0 {
		return fmt.Sprintf("%d 次没有下岗记录，算到时段结束", h.Open)
	}
	return ""
}

// OffPeakHead tells the month and the times.
func OffPeakHead(month, times string) string {
	if times == "" {
		return month + "　站点文件里没有错峰时段（off_peak）"
	}
	return month + "　时段：" + times
}

// OffPeakTimes tells the times of 错峰延时 service.
func OffPeakTimes(list []desk.OffPeak) string {
	var out []string
	days := []rune(Weekdays)
	for _, o := range list {
		s := "周"
		for _, d := range o.Days {
			s += string(days[d])
		}
		s += " " + Hours(o.From) + "-" + Hours(o.To)
		if n := len(o.Items); n > 0 {
			s += fmt.Sprintf("（只办 %d 项）", n)
		}
		out = append(out, s)
	}
	return strings.Join(out, "；")
}
