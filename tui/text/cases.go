package text

import (
	"fmt"
	"time"

	"github.com/charmbracelet/x/ansi"

	"xiaochuang/desk"
	"xiaochuang/desk/calendar"
)

// Words of the search for cases and of one case.
const (
	FindLabel       = "查："
	FindPlaceholder = "单号、证件或电话末四位、姓名（拼音首字母也行）、袋号"
	NamesComing     = "姓名索引还没有建完，这里可能不全；单号和末四位不受影响，过一会儿再查一次。"
	LookUnkept      = "查到了，但这次查看没有记下（时钟存疑或磁盘满）。请告诉站长或技术员。"
	Pause           = "停表"
	PauseTip        = "特别程序（听证、检验、鉴定等）期间不算期限"
	PauseAsk        = "什么特别程序？（听证、检验、检测、鉴定、专家评审）写完按 F9"
	Stopped         = "已停表，这段时间不算期限"
	GoOn            = "恢复计时"
	GoOnTip         = "特别程序完了，期限往后顺延"
	GoesOnNow       = "已恢复计时，期限重新算过"
	NoClock         = "这件没有在本站计时的期限"
	CmdPause        = "停表"
	CmdGoOn         = "恢复计时"
	NoCases         = "没有在办的件"
	NothingFound    = "没有查到。请换一种再查：末四位、姓名首字母、单号都行。"
	ColDue          = "期限"
	ColWho          = "申请人"
	ColStands       = "状态"
	OpenCase        = "打开"
	OpenCaseTip     = "打开列表里选中的办件"
	Search          = "查找"
	SearchTip       = "按单号、袋号、证件或电话末四位、姓名、事项查；几个词用空格隔开"
	Supply          = "接着补正"
	SupplyTip       = "群众带来补正材料，在同一件里接着办"
	FinishCase      = "办结"
	FinishCaseTip   = "即办件在本站办结，写明结果"
	FinishCaseAsk   = "办理结果？写完按 F9"
	CaseFinished    = "已办结"
	Deliver         = "送达"
	DeliverTip      = "核对来人证件，交结果，还原件，打印送达回执签收"
	DeliverAsk      = "怎么交给申请人？当面交要核对来人证件。"
	DeliverPostAsk  = "邮件单号？可以扫面单"
	DeliveredHere   = "当面交给来人（核对证件）"
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
	GiveBack        = "还原件"
	GiveBackTip     = "撤回的件、结果已邮寄的件：核对来人证件，把在架的原件还给他"
	CmdGiveBack     = "还原件"
	CmdWithdraw     = "撤回"
	CmdReveal       = "看全号"
)

// CaseComm names the community of a case.
func CaseComm(badge string) string { return "居（村） " + badge }

// CaseClock tells how the limit of a case stands.
func CaseClock(e calendar.Entry, today desk.Day) string {
	s := "时限 " + DueShort(e)
	if left := DueLeft(e, today); left != Blank {
		s += "  还剩 " + left
	}
	return s + "  按 ? 看怎么算的"
}

// LookedTimes sums up how often a case was looked at.
func LookedTimes(n int) string { return fmt.Sprintf("查看过 %d 次，都记在流水里", n) }

// WhyNoDue explains that no limit runs here.
func WhyNoDue(c desk.Case) (thing, sentence, rule string) {
	switch {
	case c.State.Ended():
		return "期限", "这件已经结束，不再计时。", ""
	case c.Mode == desk.ModeCollect:
		return "期限：街道起算", "本站只收件，期限从街道受理那天起算，由街道告知。", "代收代办的件，受理权在街道"
	case c.Accepted == nil:
		return "期限", "还没有受理，期限从受理那天起算。", "期限自受理之日起计算"
	}
	return "期限", "这个事项没有承诺时限，指南里待核。", ""
}

// WhyComm explains how a community was found.
func WhyComm(by desk.CommBy) string {
	switch by {
	case desk.CommByAddress:
		return "申请人住址里有这个居（村）的名称、别名或街巷。不对可以换，交街道之前都行。"
	case desk.CommByHand:
		return "工作人员选的，流水里有是谁、什么时候。"
	}
	return "跟着这次来访；住址里没有认得出的居（村）名称。不对可以换，交街道之前都行。"
}

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

// CaseStands is where a case stands, in few words.
func CaseStands(s desk.CaseState, m desk.Mode) string { return CaseState(s) + "  " + ModeName(m) }

// CaseMaterials counts the materials of a case and those that are lacking.
func CaseMaterials(all, lacking int) string {
	if lacking == 0 {
		return fmt.Sprintf("材料 %d 样，都齐", all)
	}
	return fmt.Sprintf("材料 %d 样，缺 %d 样", all, lacking)
}

// CaseNumber is the number of a case.
func CaseNumber(no string) string { return "编号 " + no }

// CaseWho names the applicant.
func CaseWho(name, number, phone string) string {
	return fmt.Sprintf("申请人 %s  证件 %s  电话 %s", name, dash(number), dash(phone))
}

// CasePost says with whom a result went by post, and under what number.
func CasePost(c desk.Carrier, no string) string {
	return fmt.Sprintf("寄递 %s  单号 %s", carriers[c], no)
}

var carriers = map[desk.Carrier]string{
	desk.CarrierPost: "中国邮政", desk.CarrierSF: "顺丰", desk.CarrierJD: "京东", desk.CarrierOther: "其他",
}

// CaseAgent names the agent.
func CaseAgent(name, number string) string {
	return fmt.Sprintf("代理人 %s  证件 %s", name, number)
}

// CaseDates tells when a case was taken in and when it is due.
func CaseDates(c desk.Case) string {
	s := ""
	if c.Received != nil {
		s += "收件 " + clock(*c.Received)
		if c.OffPeak {
			s += " 延"
		}
		s += "  "
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
	s := pad(MaterialState(m.State), 8) + pad(fmt.Sprintf("%d页", len(m.Pages)), 6) + MaterialLead(m) + m.Name + MaterialNote(m)
	if m.Away() {
		s += "（扫描件在中心）"
	}
	return s
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

// GivenBack tells that originals were given back.
func GivenBack(bags int) string { return fmt.Sprintf("原件 %d 袋已还", bags) }
