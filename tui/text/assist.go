package text

import (
	"fmt"
	"strconv"

	"xiaochuang/desk"
)

// Words of help at the terminal and on the net.
const (
	KioskHelp    = "导办"
	KioskHelpTip = "记一次自助终端导办：结果、几分钟；不算办件，另外计数"
	CmdKioskHelp = "导办"
	Coach        = "辅导网办"
	CoachTip     = "记一次辅导群众网上、手机上办：渠道、结果、几分钟；不算办件，另外计数"
	CmdCoach     = "辅导"
	StepsAct     = "步骤单"
	StepsTip     = "打印自助终端、网上、手机上怎么办的步骤单，带办理页面的码"
	CmdSteps     = "步骤单"
	ChannelAsk   = "在哪里办的？"
	StepsAsk     = "打印哪个渠道的步骤？"
	ResultAsk    = "结果怎样？"
	MinutesTitle = "用了多久"
	MinutesAsk   = "用了几分钟？"
	MinutesField = "几分钟（1 到 480）"
	MinutesVisit = "按这次来访的时间"
	MinutesOther = "写几分钟"
	NoSteps      = "办事指南里没有网上怎么办，照指南口头说清"
	NoKiosk      = "本站没有自助终端（站点文件 modes 里没有 kiosk）"
	FindFirst    = "先找到事项，再记导办、辅导"
	MinutesWrong = "写 1 到 480 的整数"
)

// AssistChannel names a channel.
func AssistChannel(c desk.AssistChannel) string {
	switch c {
	case desk.AssistKiosk:
		return "自助终端"
	case desk.AssistWeb:
		return "政务服务网"
	case desk.AssistApp:
		return "手机应用"
	case desk.AssistMini:
		return "小程序"
	}
	return string(c)
}

// AssistResult names what came of help.
func AssistResult(r desk.AssistResult) string {
	switch r {
	case desk.AssistDone:
		return "办成了"
	case desk.AssistSent:
		return "已提交，等结果"
	case desk.AssistStuck:
		return "没办成"
	case desk.AssistWindow:
		return "转窗口办理"
	}
	return string(r)
}

// MinutesWord names a number of minutes.
func MinutesWord(n int) string { return strconv.Itoa(n) + " 分钟" }

// Assisted tells that help was recorded.
func Assisted(c desk.AssistChannel, n int, steps bool) string {
	what := Coach
	if c == desk.AssistKiosk {
		what = KioskHelp
	}
	s := fmt.Sprintf("已记%s（%s）%d 分钟", what, AssistChannel(c), n)
	if steps {
		s += "；按 7 打印步骤单"
	}
	return s
}

// StepsPrinted tells that a sheet of steps is on its way.
func StepsPrinted(tail string) string { return "步骤单 " + tail + " 正在打印" }

// AssistCounts sums help up; it stands apart from cases and questions.
func AssistCounts(guided, coached int) string {
	return fmt.Sprintf("自助导办 %d · 辅导网办 %d（不计入收件和首问）", guided, coached)
}

// CardOnline heads the channels on a guide card.
const CardOnline = "群众自己怎么办"

// OnlineLine is one channel on a guide card.
func OnlineLine(o desk.Online) string {
	s := AssistChannel(o.Channel) + "：" + strconv.Itoa(len(o.Steps)) + " 步，按 7 打印"
	if o.URL != "" {
		s += "（带码）"
	}
	return s
}
