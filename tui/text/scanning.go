package text

import (
	"fmt"
	"strconv"
	"strings"

	"xiaochuang/desk"
)

// Words of scanning: stacks, flawed pages and the repair of their order.
const (
	StopScan      = "停扫"
	StopScanTip   = "停下来，收下的页都在，再按空格接着扫"
	NextLine      = "下一项"
	NextLineTip   = "后面的纸归清单里的下一项"
	ToLineTip     = "后面的纸归清单里的第几项，按数字"
	NoStackRuns   = "没有在送纸"
	NothingScans  = "没有在扫描"
	NoFeeder      = "没有送纸器，分项扫描用不上：选一项材料按空格"
	SplitStack    = "分项扫"
	SplitTip      = "一叠纸一次送完，按张数分到几项材料"
	SplitAsk      = "从选中的这项起，每项几张？"
	SplitExample  = "2 1 3"
	SplitWrong    = "请写每项的张数，如 2 1 3；项数不能多于清单剩下的"
	CountSheets   = "点张数"
	CountTip      = "把扫过的纸数一遍，和收下的对一对：两张一起进去看不出来"
	CountAsk      = "这件扫过的纸，手里数一数，一共几张？分隔页不算"
	CountWrong    = "请写张数，如 12"
	KeepPage      = "照留"
	KeepPageTip   = "看着不好的这一页照样留下，选一个原因，会记录"
	KeepWhy       = "为什么照留？"
	NoFlaw        = "没有要重拍的页"
	NotKeepable   = "这一页打不开，只能重拍或删掉"
	Interleave    = "理顺"
	InterleaveTip = "先扫完正面、翻过来再扫反面的，排成一正一反；:理顺 3-8 只排这几页"
	Reverse       = "倒序"
	ReverseTip    = "页的先后倒过来；:倒序 3-8 只倒这几页"
	DropBlanks    = "去空背"
	DropBlanksTip = "去掉什么也没有的背面，先列出来看"
	NoBlankBack   = "没有空白的背面"
	SpanWrong     = "请写成 3-8：从第几页到第几页，都要有"
	SplitAt       = "后归下项"
	SplitAtTip    = "没认出分隔页时：:后归 5 把第 5 页起的归到下一项，:后归 5 3 归到第 3 项"
	SplitAtAsk    = "从第几页起，归到下一项？写 5；归到第 3 项写 5 3"
	SplitAtWrong  = "请写成 5 或 5 3：从第几页起，归到第几项，都要有"
	Separate      = "印分隔页"
	SeparateTip   = "印一套分隔页：“下一项”和第 1 到 9 项各一张，夹在一叠纸里自动分项，可以反复用"
	Separating    = "正在印分隔页，一套 10 张"
	Separated     = "分隔页印好了，一套 10 张：夹在两项材料中间，一起放进送纸器"
	NoSeparators  = "印分隔页要用 A4 打印机，这个窗口没有；可在命令行用 xiaochuang separators 存成文件拿去印"

	NothingScanned = "还没有扫过"

	CmdStopScan   = "停扫"
	CmdNextLine   = "下一项"
	CmdSplit      = "分项扫"
	CmdCount      = "点张数"
	CmdKeepPage   = "照留"
	CmdInterleave = "理顺"
	CmdReverse    = "倒序"
	CmdDropBlanks = "去空背"
	CmdSplitAt    = "后归"
	CmdSeparate   = "分隔页"
)

// flawWords are what is wrong with a page, and what would help.
var flawWords = map[desk.PageFlaw][2]string{
	desk.FlawUnreadable: {"图像打不开", "重拍"},
	desk.FlawBlank:      {"什么也没有", "纸可能放反了面"},
	desk.FlawDark:       {"太暗", "开灯或挪近再拍"},
	desk.FlawBlur:       {"模糊", "放平、别动再拍"},
	desk.FlawGlare:      {"反光盖住字", "挪开灯或换个角度"},
	desk.FlawCut:        {"边上没拍全或折了角", "放正、展平再拍"},
	desk.FlawUpsideDown: {"倒了", "掉个头再拍"},
	desk.FlawSeparator:  {"像分隔页，没认出", "后面的页也许该归别的项"},
}

// Flaw words what is wrong with a page.
func Flaw(f desk.PageFlaw) string {
	if w, ok := flawWords[f]; ok {
		return w[0]
	}
	return string(f)
}

// FlawBar is the bar that tells of a stopped page: which, what is wrong, what
// would help, and the keys.
func FlawBar(no int, f desk.PageFlaw) string {
	bar := fmt.Sprintf(" 第 %d 页 %s：%s", no, Flaw(f), flawWords[f][1])
	switch f {
	case desk.FlawUnreadable:
		return bar + "（r 重拍）"
	case desk.FlawSeparator:
		return bar + "（a 后归，k 照留）"
	}
	return bar + "（r 重拍，k 照留）"
}

// KeepPageAsk asks why a page is kept in spite of its flaw.
func KeepPageAsk(no int, f desk.PageFlaw) string {
	return fmt.Sprintf("第 %d 页%s。为什么照留？会记录", no, Flaw(f))
}

// KeepPageReasons are why a flawed page is usually kept.
func KeepPageReasons() []string {
	return []string{"原件就是这样", "看过，认得清", "群众手里没有更好的", "这一页不要紧"}
}

// PageKeptFor tells that a flawed page is kept.
func PageKeptFor(no int) string { return fmt.Sprintf("第 %d 页照留，原因已记下", no) }

// ScanFlawed tells that pages were kept of which some are flawed.
func ScanFlawed(n int) string {
	return fmt.Sprintf("收下 %d 页，有看不清的，按 r 重拍", n)
}

// ToLine is the word of the digits that send the following sheets to a line.
func ToLine(n int) string {
	if n == 1 {
		return "归第几项"
	}
	return "归第" + strconv.Itoa(n) + "项"
}

// NoSuchLine tells how many lines a checklist has.
func NoSuchLine(n int) string { return fmt.Sprintf("清单只有 %d 项", n) }

// NowToLine tells where the following sheets go.
func NowToLine(no int, name string) string { return fmt.Sprintf("后面的归第 %d 项 %s", no, name) }

// StackRuns tells how far a stack is.
func StackRuns(pages, sheets int) string {
	return fmt.Sprintf("正在送纸：%d 张 %d 面", sheets, pages)
}

// kept words what a stack has given.
func kept(pages, sheets int) string { return fmt.Sprintf("收下 %d 张 %d 面", sheets, pages) }

// StackDone tells what came of a stack, separators by the way.
func StackDone(pages, sheets, parts int) string {
	if parts > 0 {
		return fmt.Sprintf("送完了：%s，抽掉分隔页 %d 张，按 n 点张数", kept(pages, sheets), parts)
	}
	return "送完了：" + kept(pages, sheets) + "，按 n 点张数"
}

// StackFlawed tells of a stack with pages that are flawed.
func StackFlawed(pages, sheets int) string {
	return "送完了：" + kept(pages, sheets) + "，有看不清的，按 r 重拍，按 n 点张数"
}

// StackAstray tells of a stack with separators that divided nothing.
func StackAstray(pages, sheets, parts, astray int) string {
	return fmt.Sprintf("送完了：%s，抽掉分隔页 %d 张；有 %d 张分隔页没起作用，看看各项的页", kept(pages, sheets), parts, astray)
}

// StackStopped tells that a stack stopped half-way, and at which sheet of it it
// goes on, separators counted.
func StackStopped(pages, sheets, from int, why string) string {
	return fmt.Sprintf("已%s，都在。%s从第 %d 张放回去，按空格接着扫", kept(pages, sheets), why, from)
}

// StackHalted tells that the clerk stopped a stack.
func StackHalted(pages, sheets, from int) string {
	return fmt.Sprintf("停下了，%s，都在。从第 %d 张放回去，按空格接着扫", kept(pages, sheets), from)
}

// StackFull tells that one run of the scanner takes no more.
func StackFull(pages, sheets, from int) string {
	return fmt.Sprintf("一次最多 %d 面，到了：%s。还有纸就从第 %d 张接着，按空格", desk.MostFed, kept(pages, sheets), from)
}

// StackLeft tells of a stack that stopped before the draft was opened: which
// sheets are there, and where it goes on.
func StackLeft(sheets, from int) string { return "上回送纸停在半路：" + goOn(sheets, from) }

// StackBar is the bar of such a stack.
func StackBar(sheets, from int) string { return " 送纸停在半路：" + goOn(sheets, from) }

func goOn(sheets, from int) string {
	there := "还没收下一张"
	switch {
	case sheets == 1:
		there = "第 1 张在"
	case sheets > 1:
		there = fmt.Sprintf("1–%d 张在", sheets)
	}
	if extra := from - 1 - sheets; extra > 0 {
		there += fmt.Sprintf("（另有分隔页 %d 张）", extra)
	}
	return fmt.Sprintf("%s，从第 %d 张接着放，按空格", there, from)
}

// PartAstray tells of a separator for a line that the checklist lacks; line is 0
// for the next one.
func PartAstray(line, lines int) string {
	if line == 0 {
		return "扫到分隔页“下一项”，可清单后面没有了：后面的纸还归这一项"
	}
	return fmt.Sprintf("扫到分隔页“第 %d 项”，可清单只有 %d 项：后面的纸还归这一项", line, lines)
}

// ScanHalted tells that the clerk ended a scan.
func ScanHalted(n int) string {
	return fmt.Sprintf("停下了，收下 %d 页。按空格接着扫", n)
}

// SplitFrom tells that pages went to another line; dropped says that the first of
// them was a separator.
func SplitFrom(n, line int, dropped bool) string {
	if dropped {
		return fmt.Sprintf("抽掉分隔页，后面 %d 页归到第 %d 项，按 u 能撤回", n, line)
	}
	return fmt.Sprintf("%d 页归到第 %d 项", n, line)
}

// SeparatorsWritten tells where a set of separators was put.
func SeparatorsWritten(path string) string {
	return "分隔页一套 10 张已存到 " + path + "：用 A4 纸按原大打印，反复用。"
}

// CountRight tells that as many sheets are kept as were counted.
func CountRight(n int) string { return fmt.Sprintf("%d 张，对得上", n) }

// CountOff tells that the counts differ.
func CountOff(counted, kept int) string {
	if counted > kept {
		return fmt.Sprintf("数的是 %d 张，收下 %d 张：少了，看看有没有两张一起进去的", counted, kept)
	}
	return fmt.Sprintf("数的是 %d 张，收下 %d 张：多了，看看有没有扫了两遍的、没抽掉的分隔页", counted, kept)
}

// Interleaved tells that fronts and backs were put in turn.
func Interleaved(from, to int) string {
	return fmt.Sprintf("第 %d 到 %d 页排成一正一反，按 u 撤回", from, to)
}

// Reversed tells that an order was turned round.
func Reversed(from, to int) string {
	return fmt.Sprintf("第 %d 到 %d 页倒过来了，按 u 撤回", from, to)
}

// DropBlanksAsk lists the blank backs before they go; places count from 0.
func DropBlanksAsk(places []int) string {
	var list []string
	for _, i := range places {
		list = append(list, strconv.Itoa(i+1))
	}
	return "空白的背面：第 " + strings.Join(list, "、") + " 页。去掉吗？（按 u 能找回）"
}

// BlanksDropped tells how many blank backs went.
func BlanksDropped(n int) string { return fmt.Sprintf("去掉 %d 个空白背面，按 u 找回", n) }
