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
	CountAsk      = "这件扫过的纸，手里数一数，一共几张？"
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

	NothingScanned = "还没有扫过"

	CmdStopScan   = "停扫"
	CmdNextLine   = "下一项"
	CmdSplit      = "分项扫"
	CmdCount      = "点张数"
	CmdKeepPage   = "照留"
	CmdInterleave = "理顺"
	CmdReverse    = "倒序"
	CmdDropBlanks = "去空背"
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
	if f == desk.FlawUnreadable {
		return bar + "（r 重拍）"
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

// StackDone tells what came of a stack.
func StackDone(pages, sheets int) string {
	return fmt.Sprintf("送完了：收下 %d 张 %d 面，按 n 点张数", sheets, pages)
}

// StackStopped tells that a stack stopped half-way, and where it goes on.
func StackStopped(pages, sheets int, why string) string {
	return fmt.Sprintf("已收下 %d 张 %d 面，都在。%s从第 %d 张放回去，按空格接着扫", sheets, pages, why, sheets+1)
}

// ScanHalted tells that the clerk ended a scan.
func ScanHalted(n int) string {
	return fmt.Sprintf("停下了，收下 %d 页。按空格接着扫", n)
}

// CountRight tells that as many sheets are kept as were counted.
func CountRight(n int) string { return fmt.Sprintf("%d 张，对得上", n) }

// CountOff tells that the counts differ.
func CountOff(counted, kept int) string {
	if counted > kept {
		return fmt.Sprintf("数的是 %d 张，收下 %d 张：少了，看看有没有两张一起进去的", counted, kept)
	}
	return fmt.Sprintf("数的是 %d 张，收下 %d 张：多了，看看有没有扫了两遍的", counted, kept)
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
