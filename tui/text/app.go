package text

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Words of the global keys and the names of commands. Commands are typed
// without the colon; each has a short pinyin-free Chinese name.
const (
	Find        = "查件"
	FindTip     = "输入或扫描单号，或证件、电话末四位"
	Guide       = "指南"
	GuideTip    = "查办事指南：汉字、拼音、首字母、别名都行"
	CommandTip  = "打开命令行，正在填写时按 F12；每个按键都有同名命令"
	QuitTip     = "退出小窗，草稿都已保存"
	OnDutyFirst = "先选择谁上岗"
	ScanLater   = "扫到一个码，没有填进去；先把手上这一步做完再扫"

	Counter   = "队列"
	Papers    = "单据"
	Inquiries = "首问"
	DayClose  = "日终"
	Sync      = "同步"
	Devices   = "设备"
	Login     = "上岗"
	Practice  = "讲评"
	Intake    = "办理"
	Cases     = "办件"

	CmdFind      = "查件"
	CmdGuide     = "指南"
	CmdHelp      = "帮助"
	CmdBack      = "返回"
	CmdQuit      = "退出"
	CmdCounter   = "队列"
	CmdPapers    = "单据"
	CmdInquiries = "首问"
	CmdDayClose  = "日终"
	CmdSync      = "同步"
	CmdDevices   = "设备"
	CmdLogin     = "上岗"
	CmdPractice  = "讲评"
)

// GoTo is the help of a command that opens a screen.
func GoTo(screen string) string { return "打开" + screen + "画面" }

// HelpOf is the title of a help page.
func HelpOf(screen string) string { return screen + " · 这里能做什么" }

// HelpLead is what stands before the tip on a row of a help page, HelpLeadWidth
// cells wide.
func HelpLead(key, word, twin string) string {
	return pad(key, 9) + pad(word, 11) + pad(twin, 11)
}

// HelpLeadWidth is the width of a HelpLead in cells.
const HelpLeadWidth = 31

// HelpRow is the tip of a row, with why it cannot be done now.
func HelpRow(tip, why string) string {
	if why != "" {
		tip += "（现在不能：" + why + "）"
	}
	return tip
}

// pad fills s with blanks to w cells.
func pad(s string, w int) string {
	return s + strings.Repeat(" ", max(1, w-ansi.StringWidth(s)))
}

// ScanNotHere tells that a code was read where nothing can take it, and what to
// do with it.
func ScanNotHere(person, unknown bool) string {
	switch {
	case person:
		return "扫到一个证件号，没有填进去；要填请到办理画面的证件栏再扫"
	case unknown:
		return "扫到的不是小窗的码，没有填进去；请扫单据或袋上的码"
	}
	return "扫到一个单号，这里用不上，没有填进去；按 Esc 返回后再扫"
}
