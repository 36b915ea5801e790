package text

import (
	"fmt"
	"time"

	"github.com/charmbracelet/x/ansi"

	"xiaochuang/desk"
)

// Words of the search for cases and of one case.
const (
	FindLabel       = "单号、证件或电话末四位："
	FindPlaceholder = "扫码或输入，回车查找"
	NoCases         = "没有在办的件"
	NothingFound    = "没有查到。请核对单号，或用证件、电话末四位再查。"
	ColDue          = "期限"
	ColWho          = "申请人"
	ColStands       = "状态"
	OpenCase        = "打开"
	OpenCaseTip     = "打开列表里选中的办件"
	Search          = "查找"
	SearchTip       = "按单号、尾号或证件、电话末四位查；空着回车打开选中的"
	Supply          = "接着补正"
	SupplyTip       = "群众带来补正材料，在同一件里接着办"
	FinishCase      = "办结"
	FinishCaseTip   = "即办件在本站办结，写明结果"
	FinishCaseAsk   = "办理结果？写完按 F9"
	CaseFinished    = "已办结"
	Deliver         = "送达"
	DeliverTip      = "结果交给本人或代理人，打印送达回执签收"
	Delivered       = "已送达，打印送达回执"
	DeliverAsk      = "怎么交给申请人？本人、代领都要核对证件。"
	DeliverByAsk    = "谁代领？写姓名（核对双方证件）"
	DeliverPostAsk  = "邮件单号？"
	DeliveredSelf   = "本人领取"
	DeliveredPost   = "邮寄"
	DeliveredHome   = "上门送达"
	Withdraw        = "撤回"
	WithdrawTip     = "申请人要求撤回，决定之前都可以"
	WithdrawAsk     = "为什么撤回？写完按 F9"
	Withdrawn       = "已撤回"
	Reveal          = "看全号"
	RevealTip       = "显示完整号码 10 秒，会记录是谁看的"
	HistoryTitle    = "经过"
	CmdSearch       = "查找"
	CmdSupply       = "补正"
	CmdFinishCase   = "办结"
	CmdDeliver      = "送达"
	CmdWithdraw     = "撤回"
	CmdReveal       = "看全号"
)

// SlipFound tells which matter a slip was about.
func SlipFound(item string) string {
	return "这张告知单是：" + item + "。材料带齐了按 F9 开始办理"
}

// CannotNow says that a case's state forbids an act.
func CannotNow(state string) string { return "现在是“" + state + "”，不能这样办" }

// DueOf is a case's deadline in a list.
func DueOf(c desk.Case) string {
	switch {
	case c.DueUnknown:
		return "日历未更新"
	case c.Due != "":
		return string(c.Due)
	case c.Mode == desk.ModeCollect:
		return "街道起算"
	}
	return Blank
}

// CaseHead is the first line of a case.
func CaseHead(c desk.Case) string {
	return fmt.Sprintf("【%s】%s（%s）", CaseState(c.State), c.Title, ModeName(c.Mode))
}

// CaseNumber is the number of a case.
func CaseNumber(no string) string { return "编号 " + no }

// CaseWho names the applicant.
func CaseWho(name, number, phone string) string {
	return fmt.Sprintf("申请人 %s  证件 %s  电话 %s", name, dash(number), dash(phone))
}

// CaseAgent names the agent.
func CaseAgent(name, number string) string {
	return fmt.Sprintf("代理人 %s  证件 %s", name, number)
}

// CaseDates tells when a case was taken in and when it is due.
func CaseDates(c desk.Case) string {
	s := ""
	if c.Received != nil {
		s += "收件 " + clock(*c.Received) + "  "
	}
	if c.Accepted != nil {
		s += "受理 " + clock(*c.Accepted) + "  "
	}
	if c.Handed != nil {
		s += "移交 " + clock(*c.Handed) + "  "
	}
	return s + "期限 " + DueOf(c) + "  评价 " + ratedAs(c)
}

func ratedAs(c desk.Case) string {
	if c.Rated != "" {
		return Level(c.Rated)
	}
	return Silence(c.Silence)
}

// CaseDecision tells what the street has decided.
func CaseDecision(decision, words string) string {
	s := "街道答复：" + Decision(decision)
	if words != "" {
		s += "。" + words
	}
	return s
}

// CaseWords is the reason that stands with a case.
func CaseWords(words string) string { return "说明：" + words }

// MaterialLine is one material of a case.
func MaterialLine(m desk.Material) string {
	return pad(MaterialState(m.State), 8) + pad(fmt.Sprintf("%d页", len(m.Pages)), 6) + MaterialLead(m) + m.Name + MaterialNote(m)
}

// PaperLine is one paper of a case.
func PaperLine(p desk.Paper) string {
	return pad(PaperName(p.Kind), 18) + p.No + "  " + clock(p.At)
}

// HistoryLine is one journal line of a case. Who is "" for what came from the
// street.
func HistoryLine(at time.Time, who string, k desk.ActKind) string {
	if who == "" {
		who = "街道"
	}
	return clock(at) + "  " + pad(ansi.Truncate(who, 10, "…"), 12) + Act(k)
}

func clock(t time.Time) string { return t.In(desk.Beijing).Format("01-02 15:04") }

func dash(s string) string {
	if s == "" {
		return Blank
	}
	return s
}

// DeliveredBy is the answer that somebody else collects: the case's agent, where
// it has one.
func DeliveredBy(agent string) string {
	if agent == "" {
		return "别人代领"
	}
	return "代理人 " + agent
}
