package text

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"xiaochuang/desk"
)

// Words of the hours without the program: slips printed before, entry afterwards.
const (
	BackEntry     = "补录"
	CmdBackEntry  = "补录"
	BackEntryTip  = "停电、电脑坏、上门时用纸办的，按纸号补记，写当时的时间"
	PaperNumbers  = "纸号"
	CmdPaperNos   = "纸号"
	PaperNosTip   = "看纸号用到哪里；在那里按 2 印下一批"
	PrintSlips    = "印纸号"
	PrintSlipsTip = "印一批纸号和登记表，停电时用；一批只印一次"
	PrintForms    = "印登记表"
	PrintFormsTip = "只印手写登记表"
	CmdForms      = "登记表"
	BackNew       = "补录一张"
	BackNewTip    = "照纸单填：号、日期时间、什么事、结果"
	BackGoOn      = "接着填件"
	BackGoOnTip   = "收了件的，接着填申请人、材料，出单据"
	CmdBackGoOn   = "接着填件"
	BackFile      = "记下"
	BackFileTip   = "把这张纸单记下来；收了件的接着填申请人和材料"
	CmdBackFile   = "记下"
	BackDrop      = "不记了"
	BackDropTip   = "回到列表，这张不记"

	NoSlips      = "还没有补录过。停电前先按 2 印好纸号放着"
	NoBlock      = "还没有印过纸号。按 2 印一批放着，停电时用。"
	ChooseServed = "先选一张收了件的"
	SlipField    = "纸号"
	DateField    = "日期"
	TimeField    = "时间"
	HowField     = "因为"
	ResultField  = "结果"
	ItemField    = "事项"
	WordsField   = "说明"
	SlipHint     = "纸单上的号，如 937；别的批写 2-937"
	TimeHint     = "当时的时间，如 1435"
	ItemHint     = "打几个字或拼音首字母，取最像的一件；没有事项就空着"
	WordsHint    = "问了什么；作废的写原因（不写姓名）"
	SlipWrong    = "写 937，或 2-937"
	TimeWrong    = "写 1435 或 14:35"
	BackDayWrong = "写 11-29 或 2026-11-29"
	PickItem     = "是哪一件？"
	NoSuchItem   = "没有找到这件事，换几个字再试"
	FormsAsk     = "随纸号附几张登记表？（0 到 50）"
	OnlyFormsAsk = "印几张登记表？（1 到 50）"
	FormsWrong   = "写 0 到 50"

	ColSlip    = "纸号"
	ColTrueAt  = "当时"
	ColResult  = "结果"
	ColEntered = "补录"
)

// BackHow words why something was done on paper.
func BackHow(h desk.BackHow) string {
	switch h {
	case desk.BackPower:
		return "停电"
	case desk.BackVisit:
		return "上门"
	case desk.BackOther:
		return "其他"
	}
	return NotYet
}

// BackResult words what came of a visit on paper.
func BackResult(r desk.BackResult) string {
	switch r {
	case desk.BackServed:
		return "收了件"
	case desk.BackAnswered:
		return "已答复"
	case desk.BackLeft:
		return "离开"
	case desk.BackSpoiled:
		return "作废"
	}
	return NotYet
}

// BackEntryMark tells that something was entered later, with both times.
func BackEntryMark(b desk.BackEntry) string {
	return fmt.Sprintf("补录（%s）：纸单 %s，当时 %s，%s 记入", BackHow(b.How), b.No(), moment(b.At), moment(b.Entered))
}

func moment(t time.Time) string { return t.In(desk.Beijing).Format("01-02 15:04") }

// mostGaps is how many numbers are listed before the rest is counted.
const mostGaps = 12

// SlipCount tells how a block stands.
func SlipCount(c desk.SlipCount) string {
	s := fmt.Sprintf("纸号第 %d 批 %d—%d：已记 %d，未用 %d", c.Block, c.From, c.To, c.Used, c.Left)
	if len(c.Gaps) == 0 {
		return s
	}
	var list []string
	for _, n := range c.Gaps[:min(len(c.Gaps), mostGaps)] {
		list = append(list, strconv.Itoa(n))
	}
	s += "；中间缺 " + strings.Join(list, "、")
	if more := len(c.Gaps) - len(list); more > 0 {
		s += fmt.Sprintf(" 等 %d 个", len(c.Gaps))
	}
	return s + "：补录，或记为作废"
}

// BackEntered tells that a slip was entered.
func BackEntered(t desk.Ticket) string {
	if t.BackEntry != nil && t.BackEntry.Result == desk.BackServed {
		return t.No + " 已补录，接着填申请人和材料"
	}
	return t.No + " 已补录"
}

// SlipsPrinted tells of a block on its way to the printer.
func SlipsPrinted(b desk.SlipBlock) string {
	if b.No == 0 {
		return fmt.Sprintf("%d 张登记表已排队打印", b.Forms)
	}
	return fmt.Sprintf("第 %d 批纸号 %d—%d 已排队打印，裁好放在窗口", b.No, b.From, b.To)
}

// SlipsAgainAsk asks for a block although slips are left.
func SlipsAgainAsk(c desk.SlipCount) string {
	return fmt.Sprintf("第 %d 批还有 %d 个号没用。再印第 %d 批？", c.Block, c.Left, c.Block+1)
}

// SlipUsed tells what a slip was entered with before.
func SlipUsed(t desk.Ticket) string {
	if t.BackEntry == nil {
		return t.No
	}
	b := *t.BackEntry
	return fmt.Sprintf("%s 已经补录过：%s，当时 %s，%s 记入。请核对纸单上的号。", t.No, BackResult(b.Result), moment(b.At), moment(b.Entered))
}

// BackCase tells of the case that was taken in.
func BackCase(no, due string) string {
	if due == "" {
		return "办件 " + no
	}
	return "办件 " + no + "，期限 " + due + "（从当时那天算）"
}

// BackRule is the rule of slips and of entering them.
const BackRule = "一个纸号只用一次；当时的时间不能在以后，也不能早于上一个日终的那天。期限从当时那天算，办件编号是补录时的，流水里两个时间都有。"

// TwinBackEntry tells that a case was taken in on paper.
func TwinBackEntry(slip string) string {
	return "补录：按纸单 " + slip + " 办理，时间是当时的"
}
