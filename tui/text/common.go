package text

import (
	"fmt"

	"xiaochuang/desk"
)

// Words of the title line.
const (
	Program       = "小窗"
	MarkDemo      = "演示数据"
	MarkPractice  = "演练"
	MarkUnsealed  = "密钥未保护"
	MarkClock     = "时钟存疑"
	NobodyOnDuty  = "未上岗"
	NobodyServed  = "窗口空闲"
	Unsent        = "未送"
	WindowTooTiny = "窗口太小：请把终端放大到至少 80 列 24 行。"
)

// Words on keys and in dialogs that many screens share.
const (
	Yes       = "是"
	No        = "否"
	OK        = "知道了"
	Back      = "返回"
	BackTip   = "回到上一个画面，草稿已保存"
	Help      = "帮助"
	HelpTip   = "这个画面能做什么"
	Command   = "命令"
	AtHome    = "这里就是起始画面"
	CommandOf = "命令，Tab 补全，↑ 上一条"
	Quit      = "退出"
	QuitAsk   = "要退出小窗吗？草稿都已保存。"
	Working   = "正在处理…"
	Saved     = "已保存"
	NotYet    = "待核"
	Blank     = "—"
)

// UnknownCommand tells that no action has that name here.
func UnknownCommand(name string) string {
	return fmt.Sprintf("没有“%s”这个命令。按 F1 看这个画面有哪些命令。", name)
}

// WindowName names a window.
func WindowName(no int) string { return fmt.Sprintf("%d号窗口", no) }

// Served tells who is at the window, for the second row of every screen.
func Served(t desk.Ticket) string {
	no := t.No
	if t.OffPeak {
		no += " 延"
	}
	switch t.State {
	case desk.TicketCalled:
		return "已叫 " + no + " 未到窗"
	case desk.TicketHeld:
		return "挂起 " + no
	}
	return "在办 " + no
}

// Tail is what is shown to a clerk of a person's number: its last four
// characters, "" for a shorter one.
func Tail(number string) string {
	n := []rune(number)
	if len(n) <= 4 {
		return ""
	}
	return "*" + string(n[len(n)-4:])
}

// ModeName names a mode.
func ModeName(m desk.Mode) string {
	switch m {
	case desk.ModeAccept:
		return "受理类"
	case desk.ModeCollect:
		return "代收代办类"
	case desk.ModeAdvise:
		return "咨询预审类"
	}
	return NotYet
}

// CaseState names a case's state.
func CaseState(s desk.CaseState) string {
	if w, ok := caseStates[s]; ok {
		return w
	}
	return NotYet
}

var caseStates = map[desk.CaseState]string{
	desk.CaseDraft: "草稿", desk.CaseReceived: "已收件", desk.CaseSupplement: "待补正", desk.CaseSupplied: "已补正",
	desk.CaseAccepted: "已受理", desk.CaseRefused: "不予受理", desk.CaseHanded: "已移交", desk.CaseStreet: "街道受理",
	desk.CaseDone: "办结", desk.CaseRejected: "退回", desk.CaseDelivered: "已送达", desk.CaseArchived: "已归档",
	desk.CaseWithdrawn: "已撤回", desk.CaseVoid: "作废",
}

// TicketState names a ticket's state.
func TicketState(s desk.TicketState) string {
	if w, ok := ticketStates[s]; ok {
		return w
	}
	return NotYet
}

var ticketStates = map[desk.TicketState]string{
	desk.TicketWaiting: "等候", desk.TicketCalled: "已叫", desk.TicketServing: "办理中", desk.TicketHeld: "挂起",
	desk.TicketMissed: "过号", desk.TicketDone: "办完", desk.TicketAbandoned: "已离开", desk.TicketTransferred: "已转出",
	desk.TicketVoid: "作废",
}

// MaterialState names the finding on a material.
func MaterialState(s desk.MaterialState) string {
	if w, ok := materialStates[s]; ok {
		return w
	}
	return "未查"
}

var materialStates = map[desk.MaterialState]string{
	desk.MaterialComplete: "齐", desk.MaterialMissing: "缺", desk.MaterialUnfit: "不合格",
	desk.MaterialExempt: "免交", desk.MaterialFollows: "容缺",
}

// Level names a rating.
func Level(l desk.Level) string {
	if w, ok := levels[l]; ok {
		return w
	}
	return "未评"
}

var levels = map[desk.Level]string{
	desk.VerySatisfied: "非常满意", desk.Satisfied: "满意", desk.Fair: "基本满意",
	desk.Dissatisfied: "不满意", desk.VeryDissatisfied: "非常不满意",
}

// Silence says why there is no rating.
func Silence(u desk.Unrated) string {
	if w, ok := silences[u]; ok {
		return w
	}
	return "未评"
}

var silences = map[desk.Unrated]string{
	desk.NotAsked: "未评（没有评价器）", desk.TimedOut: "未评（超时未按）", desk.Refused: "未评（群众不评）",
	desk.PadFault: "未评（评价器不应答）", desk.LineFault: "未评（评价器断线）",
}

// PaperName names a kind of paper.
func PaperName(k desk.PaperKind) string {
	if w, ok := papers[k]; ok {
		return w
	}
	return "单据"
}

var papers = map[desk.PaperKind]string{
	desk.PaperTicket: "排队号票", desk.PaperNotice: "一次性告知单", desk.PaperReceipt: "材料接收凭证",
	desk.PaperAccept: "受理通知书", desk.PaperRefuse: "不予受理通知书", desk.PaperAdvice: "咨询预审单",
	desk.PaperReferral: "证明事项指引单", desk.PaperHandover: "材料移交清单", desk.PaperSummary: "日终清单",
	desk.PaperBag: "原件袋标签", desk.PaperCopy: "办件单",
	desk.PaperSupplement: "补正告知书", desk.PaperPromise: "容缺承诺书", desk.PaperMandate: "委托登记单",
	desk.PaperParts:    "共用部分",
	desk.PaperDelivery: "送达回执", desk.PaperPoster: "公示", desk.PaperForm: "申请表", desk.PaperSteps: "自助网办步骤单",
	desk.PaperSlips: "纸号单",
}

// PrintState names what is known of a print job.
func PrintState(s desk.PrintState) string {
	if w, ok := printStates[s]; ok {
		return w
	}
	return "未印"
}

var printStates = map[desk.PrintState]string{
	desk.PrintQueued: "待印", desk.PrintSent: "已送", desk.PrintConfirmed: "已确认",
	desk.PrintFailed: "失败", desk.PrintUnknown: "未知",
}

// InquiryState names a question's state.
func InquiryState(s desk.InquiryState) string {
	if w, ok := inquiryStates[s]; ok {
		return w
	}
	return NotYet
}

var inquiryStates = map[desk.InquiryState]string{
	desk.InquiryAnswered: "已答复", desk.InquiryLed: "已引导", desk.InquiryHanded: "已转交",
	desk.InquiryOpen: "待复", desk.InquiryClosed: "已办结",
}

// Decision names a decision of the street.
func Decision(d string) string {
	switch desk.Decision(d) {
	case desk.DecideAccept:
		return "街道受理"
	case desk.DecideSupplement:
		return "需要补正"
	case desk.DecideReject:
		return "退回"
	case desk.DecideDone:
		return "办结"
	}
	return Blank
}
