package text

import (
	"fmt"
	"time"

	"xiaochuang/desk"
)

// Words of the front screen.
const (
	ColNo     = "号"
	ColWait   = "已等"
	ColMatter = "事项"
	General   = "综合"

	Take            = "取号"
	TakeTip         = "给来人取号：回车为综合，Tab 加数字为优先，0 为接待不取号"
	TakeHint        = "输入事项（首字母也行）或扫告知单号，回车取号；Tab 优先；0 接待"
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
	ComeToDesk  = "到窗"
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
	FinishTipNoPad = "结束这次来访"
	Finished       = "%s 办完"
	Receive        = "接待"
	WalkInTip      = "不取号，马上接待"
	WalkedIn       = "%s 开始接待"
	Return         = "回来"
	ReturnTip      = "过号的人回来了：排在一个普通号之后"
	ReturnAsk      = "哪一位回来了？"
	CallThis       = "指名"
	CallThisTip    = "叫列表里选中的人，要写原因"
	CallThisAsk    = "为什么先叫这一位？"

	Relieve         = "接替"
	RelieveTip      = "另一个窗口的电脑坏了、没开：写明原因，把那里在办的人接过来"
	RelieveWhich    = "接哪一位？这些人所在的窗口现在没有开着小窗。"
	ReliefPC        = "那台电脑坏了，或没有开"
	ReliefLeft      = "办的人离开了"
	ReliefOther     = "其他（写明）"
	ReliefWords     = "为什么接过来？"
	TakenOver       = "%s 接过来了，接着办"
	NobodyElsewhere = "别的窗口没有人在办"
	WindowsOpen     = "别的窗口都开着，由那里办。要换窗口请那边按 0 转过来。"
	LeftQueue       = "离开"
	LeftQueueTip    = "列表里选中的人不等了"
	Abandoned       = "%s 已离开"
	InquiriesTip    = "首问登记：待复的要有答复才能办结"
	PapersTip       = "单据：预览、重打、看打印结果"
	DayCloseTip     = "日终：看还有什么没办完，移交街道"
	SyncTip         = "与街道中心传送"
	DevicesTip      = "设备状态和处理办法"

	Onward    = "转出"
	OnwardTip = "手上的或选中的号转给别的窗口、社区、街道，号不变，等候接着算"
	Prefer    = "优先"
	PreferTip = "给列表里选中的号一个优先理由，或改回普通号"
	Undo      = "撤销"
	UndoTip   = "撤销这个窗口刚才的一步（十分钟内，没人接着办才行）"
	More      = "加办"
	MoreTip   = "同一个人再办一件：证件信息带过去，评价只问一次"
	CmdOnward = "转出"
	CmdPrefer = "优先"
	CmdUndo   = "撤销"
	CmdMore   = "加办"

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
	CmdRelieve  = "接替"
	CmdLeft     = "离开"

	RecallsSpent    = "已呼叫到规定次数；没来按 F7 过号"
	NobodyCalled    = "没有已叫未到的人"
	NobodyAtWindow  = "窗口没有人：按 F5 叫号，或按 1 接待"
	NobodyMissed    = "没有过号的人"
	NobodyWaits     = "没有人在等候"
	NobodyToPassOn  = "没有可转的：窗口没人，也没有选中等候的号"
	NobodyWaitsLong = "没有人在等候。F2 取号，1 接待。"
	NoQueueHere     = "本站不排队，不取号叫号；来人在指南里找到事项，按 F9 就办"
	NothingToHold   = "没有可挂起或可恢复的"
	ReasonNeeded    = "请写原因"
	BoardDead       = "叫号屏没有应答，号已经叫出，请口头叫一声。"

	NotHereTitle  = "还没到窗"
	MissedAndNext = "过号，叫下一位"
	BusyTitle     = "手上的还没办完"
	HoldAndNext   = "挂起，叫下一位"
	EndAndNext    = "办完（草稿留着），叫下一位"

	WhichDraft     = "接着办哪一件？"
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
	PriorityMark   = "〔优先〕"
	PriorityWord   = "优先"
	NoPriority     = "改回普通号"
	SupplyMark     = "〔补正〕"
	NoQueueTitle   = "本站不排队"
	NoQueueHint    = "来人先查指南（Esc 回指南，按 / 也行），找到事项按 F9 就收；没有事项的按 1 接待。每次来访都会计数，办完按 F9。"
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

// What F5 will do, in the second row of every screen.
const (
	F5AsksArrived  = "F5 先问"
	F5AsksDraft    = "F5 先问"
	F5EndsAndCalls = "F5 办完再叫"
	F5Ends         = "F5 只办完"
	F5Call         = "F5 叫号"
	F5NobodyRow    = "F5 没人可叫"
)

// NextIs names the next visitor.
func NextIs(no string) string { return "下一位 " + no }

// HeldLong names a visitor who has been parked for long.
func HeldLong(no string, d time.Duration) string { return "挂起 " + no + " " + Minutes(d) }

// HeldSince is how long a visit has been parked.
func HeldSince(d time.Duration) string { return "已挂" + Minutes(d) }

// HeldReminder reminds of visitors who have been parked for long.
func HeldReminder(no string, d time.Duration, n int) string {
	if n > 1 {
		return fmt.Sprintf("%s 等 %d 人挂起超过 15 分钟，手上空了按 F4 恢复。", no, n)
	}
	return fmt.Sprintf("%s 已挂起 %s，手上空了按 F4 恢复。", no, Minutes(d))
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

// Words of calling somebody out of turn.
const (
	NamedUrgent = "人有急事或不舒服"
	NamedPapers = "只差一样，交了就走"
	NamedStaff  = "同事或站里叫来的"
	NamedOther  = "别的，写明"
)

// Sentences of passing on and of priority.
const (
	TakenPreferred = "已优先取号 %s"
	PassedOn       = "%s 已转出，号不变"
	SentToCentre   = "%s 已转街道，号票已排队打印"
	Preferred      = "%s 已优先"
	NotPreferred   = "%s 改回普通号"
	PriorityAsk    = "为什么优先？按数字选，Tab 返回"
)

// PriorityChosen tells the reason that the next number will have.
func PriorityChosen(reason string) string { return "优先：" + reason }

// OnwardAsk asks where a number goes on.
func OnwardAsk(no string) string { return no + " 转到哪里？号不变，等候接着算。" }

// ListOf names the list of a community.
func ListOf(name string) string { return name + "的队" }

// ToCentre names the street's centre as a place to go on to.
func ToCentre(name string) string { return "街道：" + name + "（打印同号号票）" }

// PreferAsk asks why a number has priority.
func PreferAsk(no string, ratio int) string {
	return fmt.Sprintf("%s 为什么优先？优先号连叫 %d 个就叫一个普通号。", no, ratio)
}

// ApartMark stands before the matter of a number that another window calls.
func ApartMark(window int, community string) string {
	if window > 0 {
		return fmt.Sprintf("〔%d号窗〕", window)
	}
	return "〔" + community + "〕"
}

// ApartBecause says why a number is not called here in turn.
func ApartBecause(window int, community string) string {
	if window > 0 {
		return fmt.Sprintf("转给了 %d 号窗口，由那里叫；急的按 3 指名。", window)
	}
	return "是" + community + "的号，本窗口不叫那边的；急的按 3 指名。"
}

// NobodyBecause says why there is nobody to call, by the code of the problem.
func NobodyBecause(code string) string {
	if code == "queue.empty" {
		return NobodyWaitsLong
	}
	return whats[code]
}

// Words of the order of calling.
const (
	OrderOfCalling = "叫号次序"
	OrderSource    = "站点文件里的优先比例、过号后让几个"
	TurnArrived    = "普通号，按取号先后。"
)

// OrderRule is the rule of calling in one sentence.
func OrderRule(ratio, behind int) string {
	return fmt.Sprintf("按取号先后叫；优先号可以先叫，但连叫 %d 个就必须叫 1 个普通号；过号回来的排在 %d 个普通号之后。", ratio, behind)
}

// OrderNext says how far the row of numbers with priority has come.
func OrderNext(row, ratio int) string {
	if row >= ratio {
		return "优先号已连叫到数，下面先叫普通号。"
	}
	return fmt.Sprintf("优先号已连叫 %d 个，还可连叫 %d 个。", row, ratio-row)
}

// PlaceIs names a place in the order of calling.
func PlaceIs(n int, no string) string { return fmt.Sprintf("第 %d 个 %s", n, no) }

// TurnPreferred explains the place of a number with priority.
func TurnPreferred(reason string, ratio int) string {
	return fmt.Sprintf("优先：%s；优先号还没连叫满 %d 个。", reason, ratio)
}

// TurnFair explains the place of an ordinary number that goes before ones with
// priority.
func TurnFair(ratio int) string {
	return fmt.Sprintf("普通号：前面优先号已连叫 %d 个，轮到它。", ratio)
}

// TurnBack explains the place of a number that is back after 过号.
func TurnBack(behind int) string {
	return fmt.Sprintf("过号回来的，前面让过 %d 个普通号（没有普通号就不用让）。", behind)
}

// Undone tells what was taken back.
func Undone(u desk.Undone) string {
	s := "已撤销：" + QueueAct(u.Kind) + " " + u.Ticket.No
	switch {
	case u.Ticket.State == desk.TicketVoid && u.Kind == desk.ActTicketTaken:
		return s + "，号和号票作废，请把票收回"
	case u.Ticket.State == desk.TicketVoid:
		return s + "，这次接待作废"
	}
	return s + "，现在" + TicketState(u.Ticket.State)
}

// QueueAct names an act in the waiting room.
func QueueAct(k desk.ActKind) string {
	if w, ok := queueActs[k]; ok {
		return w
	}
	return "上一步"
}

var queueActs = map[desk.ActKind]string{
	desk.ActTicketTaken: "取号", desk.ActTicketWalkIn: "接待", desk.ActTicketCalled: "叫号",
	desk.ActTicketRecalled: "重呼", desk.ActTicketArrived: "到窗", desk.ActTicketMissed: "过号",
	desk.ActTicketReturned: "回来", desk.ActTicketHeld: "挂起", desk.ActTicketResumed: "恢复",
	desk.ActTicketDone: "办完", desk.ActTicketAbandoned: "离开", desk.ActTicketPreferred: "优先",
	desk.ActTicketPassedOn: "转出", desk.ActTicketTakenOver: "接替",
}

// StrandedAt names a visitor at a window that nobody has open, and who served there.
func StrandedAt(no string, window int, name string) string {
	return fmt.Sprintf("%s  %s  %s", no, WindowName(window), name)
}

// RelieveAsk asks why a visitor is taken over, and names from whom.
func RelieveAsk(no string, window int, name string) string {
	return fmt.Sprintf("%s 在%s由 %s 叫号或在办，那个窗口现在没有开着小窗。确认接过来，是因为：", no, WindowName(window), name)
}
