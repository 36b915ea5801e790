package text

import (
	"fmt"
	"time"
)

// Words of the front screen.
const (
	ColNo     = "号"
	ColWait   = "已等"
	ColMatter = "事项"
	General   = "综合"

	Take            = "取号"
	TakeTip         = "给来人取号：回车为综合，0 为直接办理不取号"
	TakeHint        = "输入事项（首字母也行）或扫告知单号，回车取号；0 直接办理"
	TakePlaceholder = "事项，不填为综合"
	NoMatter        = "没有这样的事项"
	DefaultLane     = "综合（默认）"
	Taken           = "已取号 %s"

	CallNext    = "叫号"
	CallNextTip = "办完手上的，叫下一位；手上没办完会先问一句"
	Called      = "请 %s 到窗口"
	Recall      = "重呼"
	RecallTip   = "再叫一次，次数有上限"
	Recalled    = "再次呼叫 %s"
	Missed      = "过号"
	MissedTip   = "没有来：转入过号，不会自动叫别人"
	MissedDone  = "%s 已过号"
	Arrived     = "已到窗"
	OpenMatter  = "办理"
	EnterTip    = "来人到窗；再按打开要办的事"
	Hold        = "挂起"
	Resume      = "恢复"
	HoldTip     = "先放一放，回来接着办；草稿都在"
	HoldAway    = "人去取东西（不持件）"
	HoldPaper   = "材料留在窗口（持件）"
	HoldStep    = "等另一步办完"
	HeldDone    = "%s 已挂起"
	Resumed     = "%s 接着办"
	ResumeAsk   = "恢复哪一位？"

	FinishVisit    = "办完"
	FinishVisitTip = "结束这次来访，评价器自动请群众评价"
	Finished       = "%s 办完"
	WalkIn         = "直接办理"
	WalkInTip      = "不取号，马上接待"
	WalkedIn       = "%s 开始接待"
	Return         = "回来"
	ReturnTip      = "过号的人回来了：排在一个普通号之后"
	ReturnAsk      = "哪一位回来了？"
	CallThis       = "指名"
	CallThisTip    = "叫列表里选中的人，要写原因"
	CallThisAsk    = "为什么先叫这一位？"
	LeftQueue      = "离开"
	LeftQueueTip   = "列表里选中的人不等了"
	Abandoned      = "%s 已离开"
	InquiriesTip   = "首问登记：待复的要有答复才能办结"
	PapersTip      = "单据：预览、重打、看打印结果"
	DayCloseTip    = "日终：看还有什么没办完，移交街道"
	SyncTip        = "与街道中心传送"
	DevicesTip     = "设备状态和处理办法"

	CmdTake     = "取号"
	CmdNext     = "叫号"
	CmdOpen     = "办理"
	CmdRecall   = "重呼"
	CmdMissed   = "过号"
	CmdHold     = "挂起"
	CmdFinish   = "办完"
	CmdWalkIn   = "直接办理"
	CmdReturn   = "回来"
	CmdCallThis = "指名"
	CmdLeft     = "离开"

	RecallsSpent    = "已呼叫到规定次数；没来按 F7 过号"
	NobodyCalled    = "没有已叫未到的人"
	NobodyAtWindow  = "窗口没有人：按 F5 叫号，或按 1 直接办理"
	NobodyMissed    = "没有过号的人"
	NobodyWaits     = "没有人在等候"
	NobodyWaitsLong = "没有人在等候。F2 取号，1 直接办理。"
	NoQueueHere     = "本站不取号、不叫号"
	NothingToHold   = "没有可挂起或可恢复的"
	ReasonNeeded    = "请写原因"
	BoardDead       = "叫号屏没有应答，号已经叫出，请口头叫一声。"

	NotHereTitle  = "还没到窗"
	MissedAndNext = "过号，叫下一位"
	BusyTitle     = "手上的还没办完"
	HoldAndNext   = "挂起，叫下一位"
	EndAndNext    = "办完（草稿留着），叫下一位"

	MineTitle      = "本窗口"
	HeldTitle      = "挂起"
	MissedTitle    = "过号"
	OthersTitle    = "其他窗口"
	OwedTitle      = "首问待复"
	UnprintedTitle = "未印"
	NothingOwed    = "没有欠着的答复"
	HintArrived    = "到了 Enter，没来 F6 重呼 F7 过号"
	HintOpen       = "Enter 办理，/ 查指南，F9 办完"
	BackMark       = "〔回来〕"
	SupplyMark     = "〔补正〕"
	NoQueueTitle   = "本站不排队"
	NoQueueHint    = "来人按 1 直接办理；/ 查指南；F3 查办件。每次来访都会计数，办完按 F9 请群众评价。"
)

// TakenBySlip tells that a number with priority was taken.
const TakenBySlip = "已凭单号优先取号 %s"

// Words of the reasons for an absence, and of ending a visit with drafts.
const (
	MissedNoAnswer = "叫了没人应"
	MissedAway     = "人说走开一下"
	MissedDeclined = "人说不办了"
	HoldOnly       = "挂起，草稿留着"
	EndOnly        = "办完，草稿留到日终再看"
)

// MissedAsk asks why somebody did not come.
func MissedAsk(no string) string { return no + " 为什么没来？" }

// BySlip offers a number for the slip that was typed or scanned.
func BySlip(no string) string { return "凭单号优先取号：" + no }

// WithNo puts a ticket number into a sentence that has a place for it.
func WithNo(sentence, no string) string { return fmt.Sprintf(sentence, no) }

// Minutes is a waiting time.
func Minutes(d time.Duration) string {
	if d < time.Minute {
		return "刚到"
	}
	return fmt.Sprintf("%d分", int(d.Minutes()))
}

// WindowOccupied says who is at the window.
func WindowOccupied(no string) string { return no + " 还在窗口，先办完或挂起" }

// NotHereAsk asks what to do with a called visitor who is not here.
func NotHereAsk(no string) string { return no + " 已叫还没到窗，怎么办？" }

// BusyAsk asks what to do with an unfinished visit.
func BusyAsk(no string) string { return no + " 有没办完的草稿。" }

// HoldAsk asks why a visitor is parked.
func HoldAsk(no string) string { return no + " 为什么挂起？" }

// LeftQueueAsk asks whether somebody has left.
func LeftQueueAsk(no string) string { return no + " 不等了，从队列里去掉？" }

// Rated tells how a visit was rated.
func Rated(no, level string, cases int) string {
	if cases == 0 {
		return no + " 评价：" + level
	}
	return fmt.Sprintf("%s 评价：%s（记入 %d 件）", no, level, cases)
}

// Returned tells where a returned visitor stands.
func Returned(behind int) string {
	return fmt.Sprintf("%%s 回来了，排在 %d 个普通号之后", behind)
}

// WaitingTitle heads the waiting list.
func WaitingTitle(waiting, taken, done int) string {
	return fmt.Sprintf("等候 %d 人 · 今日取号 %d · 办完 %d", waiting, taken, done)
}

// F5Calls says whom F5 will call, and which visit it ends first.
func F5Calls(ends, no, matter string) string {
	if ends != "" {
		return "F5 结束 " + ends + "，叫 " + no + " " + matter
	}
	return "F5 叫 " + no + " " + matter
}

// F5Nobody says that F5 has nobody to call.
func F5Nobody(ends string) string {
	if ends != "" {
		return "F5 结束 " + ends + "；没有人在等"
	}
	return "F5：没有人可叫"
}

// Counted is a heading with a number.
func Counted(title string, n int) string { return fmt.Sprintf("%s %d", title, n) }

// HintDraft says that drafts are open.
func HintDraft(n int) string { return fmt.Sprintf("有 %d 份草稿，Enter 接着办", n) }

// HintCases says what the visit has come to so far.
func HintCases(n int) string {
	return fmt.Sprintf("已办 %d 件；再办 Enter，办完 F9", n)
}

// HintRecalled says how often somebody was called.
func HintRecalled(n, most int) string {
	return fmt.Sprintf("已重呼 %d/%d 次；没来按 F7 过号", n, most)
}
