package text

import (
	"fmt"
	"strings"

	"xiaochuang/desk"
)

// Words of the papers screen.
const (
	NoPapers   = "今天还没有单据"
	ColPaper   = "单据"
	ColPrint   = "打印"
	Reprint    = "重打"
	ReprintTip = "再打一张，票面标明重打，编号不变"
	Reprinting = "已排队重打"

	PaperVoid      = "作废"
	PaperIsVoid    = "这张单据已作废，不再打印。请看替代它的那一张。"
	LargePrint     = "大字"
	SmallPrint     = "常规字"
	LargeTip       = "用大字再打一张：字少、电话在前；这个办件以后都用大字"
	LargeCaseTip   = "这个办件的单据都用大字打，再用一次改回常规字"
	SendOn         = "换打印机"
	SendOnTip      = "没印出来的，送到下一台打印机"
	CancelPrint    = "取消打印"
	CancelPrintTip = "还在排队的不打了；正在打的，叫打印机停下"
	Correct        = "作废重开"
	CorrectTip     = "写错了：旧单作废留底，新单注明替代哪一张"
	PosterWord     = "公示"
	PosterTip      = "打印七项制度、代收代办清单、亮明身份牌"
	PosterAsk      = "打印哪一种？内容取自站点文件和事项库。"

	PrintedAlready  = "这张已经印出来了；要再打一张按 F8。"
	PrintUnderWay   = "正在打印，等几秒看结果。"
	NoOtherPrinter  = "没有别的打印机可换。请修好这一台，或按 F8 重打。"
	NothingToCancel = "这张没有在排队，也没有在打，不用取消。"
	PrintRecalled   = "已叫打印机停下，稍等看它怎么说；没印出来的会记“已取消”"
	PrintCancelled  = "已取消，没有打印"

	CmdLarge       = "大字"
	CmdSendOn      = "换打印机"
	CmdCancelPrint = "取消打印"
	CmdCorrect     = "作废重开"
	CmdPoster      = "公示"

	LatestPaper    = "重打"
	LatestPaperTip = "看刚才那张单据，再按一次 F10 重打"
	Medium         = "换纸型"
	MediumTip      = "预览在 A4 与 80 毫米小票之间切换"
	Preview        = "预览"
	PreviewTip     = "看打印出来的样子，一字不差"
	CmdReprint     = "重打"
	CmdMedium      = "换纸型"
	CmdPreview     = "预览"
)

// PrintedAs tells what became of the latest print of a paper.
func PrintedAs(j desk.Job, ok bool) string {
	if !ok {
		return "未印"
	}
	s := PrintState(j.State)
	if j.UnderWay() && j.Recalled {
		s = "正在取消"
	}
	if j.State == desk.PrintFailed && j.Code == "cancelled" {
		return "已取消"
	}
	if j.Attempt > 1 {
		s += fmt.Sprintf(" 重打%d", j.Attempt-1)
	}
	if j.Code != "" && j.State != desk.PrintConfirmed {
		_, what, _ := Cause(desk.FamilyPrinter, j.Code)
		s += " " + what
	}
	to := j.Printer
	if to == "" {
		to = j.Wanted
	}
	if to != "" {
		s += " " + PrinterName(to)
	}
	return s
}

// PrinterName names a printer; one that the station file adds goes by its own
// name.
func PrinterName(name string) string {
	switch name {
	case "a4":
		return "A4"
	case "ticket":
		return "小票机"
	}
	if w, ok := strings.CutPrefix(name, "ticket-"); ok {
		return w + "号窗口小票机"
	}
	if w, ok := strings.CutPrefix(name, "a4-"); ok {
		return w + "号窗口A4"
	}
	return name
}

// SentOn tells where a paper is printed now.
func SentOn(printer string) string { return "已改送 " + PrinterName(printer) }

// Resized tells in which size a paper is printed again.
func Resized(large bool) string {
	if large {
		return "已排队大字重打，这个办件以后都用大字"
	}
	return "已排队按常规字重打"
}

// LargeFrom tells in which size the papers of a case will be printed.
func LargeFrom(large bool) string {
	if large {
		return "这个办件的单据都用大字打"
	}
	return "这个办件的单据按常规字打"
}

// CorrectAsk asks why a paper is void.
func CorrectAsk(name, tail string) string {
	return name + " " + tail + " 哪里写错了？旧单作废留底，新单注明替代。"
}

// VoidWhy words why a paper is void.
func VoidWhy(w desk.VoidWhy) string {
	switch w {
	case desk.VoidPerson:
		return "姓名或证件写错"
	case desk.VoidMaterial:
		return "材料、份数或日期写错"
	case desk.VoidMatter:
		return "事项或情形选错"
	case desk.VoidOther:
		return "其他更正"
	}
	return NotYet
}

// Corrected tells of the new paper.
func Corrected(tail string) string { return "旧单已作废，新单 " + tail + " 正在打印" }

// Poster names a poster.
func Poster(k desk.Poster) string {
	switch k {
	case desk.PosterPledge:
		return "服务承诺制"
	case desk.PosterIdentity:
		return "亮明身份制"
	case desk.PosterFirst:
		return "首问负责制"
	case desk.PosterOnce:
		return "一次性告知制"
	case desk.PosterAgent:
		return "帮办代办制"
	case desk.PosterHours:
		return "错峰延时服务制"
	case desk.PosterRating:
		return "监督评价制"
	case desk.PosterList:
		return "代收代办事项公开清单"
	case desk.PosterCard:
		return "亮明身份牌"
	}
	return NotYet
}

// PosterPrinting tells that a poster prints.
func PosterPrinting(k desk.Poster) string { return "正在打印 " + Poster(k) }

// NothingPrinted tells that no printer had anything to do.
const NothingPrinted = "这一天没有印过。"

// PrintCountHead heads the counts of printers.
func PrintCountHead() []string {
	return []string{"打印机", "单据", "纸（张）", "没印成", "不知印没印"}
}

// PrintCounts are the figures of one printer.
func PrintCounts(papers, sheets, failed, unknown int) []string {
	return []string{fmt.Sprint(papers), fmt.Sprint(sheets), fmt.Sprint(failed), fmt.Sprint(unknown)}
}

// PrintdServes tells that the command prints until it is stopped.
const PrintdServes = "正在打印排队的单子，按 Ctrl-C 停。"

// PrintdSays tells one change of a job.
func PrintdSays(j desk.Job) string {
	return j.Paper + "  " + PaperName(j.Kind) + "  " + PrintedAs(j, true)
}

// Unprinted tells why a paper has not come out. Only what the device said is
// called printed.
func Unprinted(j desk.Job) string {
	s := "未印"
	if j.State == desk.PrintUnknown {
		s = "不知印没印"
	}
	if j.Code != "" {
		_, what, _ := Cause(desk.FamilyPrinter, j.Code)
		return s + "（" + what + "）"
	}
	return s
}

// PreviewOf heads a preview; wide tells that the paper is wider than the screen.
func PreviewOf(p desk.Paper, narrow, wide bool) string {
	name, no := PaperName(p.Kind), p.No
	if p.Void {
		name += "（作废）"
	}
	medium := "A4"
	if narrow {
		medium = "80 毫米"
	}
	s := name + "  " + no + "  " + medium + "  ↑↓ 翻看"
	if wide {
		s += "  ←→ 看两边"
	}
	return s
}

// PaperWhat tells what a paper is about, and whose it is.
func PaperWhat(p desk.Paper) string {
	c := p.Content
	what := c.Item
	if c.Poster != nil {
		what = Poster(c.Poster.Key)
	}
	if what == "" && c.Certificate != nil {
		what = c.Certificate.Name
	}
	if p.Kind == desk.PaperTicket {
		return strings.TrimSpace(c.TicketNo + " " + what)
	}
	return strings.TrimSpace(c.Applicant + " " + what)
}

// MarkPaper is the mark of a printer that has no paper or little, "" for any
// other condition.
func MarkPaper(h desk.Health) string {
	name := ""
	switch h.Family {
	case desk.FamilyPrinter:
		name = "A4"
	case desk.FamilyTicket:
		name = "小票"
	}
	switch {
	case name == "":
		return ""
	case h.Code == "paper_out":
		return name + "没纸"
	case h.Code == "paper_low":
		return name + "纸少"
	}
	return ""
}
