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
	Medium     = "换纸型"
	MediumTip  = "预览在 A4 与 80 毫米小票之间切换"
	Preview    = "预览"
	PreviewTip = "看打印出来的样子，一字不差"
	CmdReprint = "重打"
	CmdMedium  = "换纸型"
	CmdPreview = "预览"
)

// PrintedAs tells what became of the latest print of a paper.
func PrintedAs(j desk.Job, ok bool) string {
	if !ok {
		return "未印"
	}
	s := PrintState(j.State)
	if j.Attempt > 1 {
		s += fmt.Sprintf(" 重打%d", j.Attempt-1)
	}
	if j.Code != "" && j.State != desk.PrintConfirmed {
		_, what, _ := Cause(desk.FamilyPrinter, j.Code)
		s += " " + what
	}
	switch j.Printer {
	case "a4":
		s += " A4"
	case "ticket":
		s += " 小票机"
	}
	return s
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
func PreviewOf(name, no string, narrow, wide bool) string {
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
	if what == "" && c.Certificate != nil {
		what = c.Certificate.Name
	}
	if p.Kind == desk.PaperTicket {
		return strings.TrimSpace(c.TicketNo + " " + what)
	}
	return strings.TrimSpace(c.Applicant + " " + what)
}
