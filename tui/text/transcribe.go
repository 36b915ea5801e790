package text

import (
	"fmt"

	"xiaochuang/desk"
)

// Words of 抄录.
const (
	Transcribe     = "抄录"
	CopyRule       = "要在外系统再录一遍的件：打开抄录板照着录，录完填回该系统的编号"
	OpenBoard      = "打开抄录板"
	OpenBoardTip   = "按该系统的顺序，一次一栏地照着录；打开会记入流水"
	ToStreet       = "交街道录"
	ToStreetTip    = "由街道录入：打印办件单，街道用扫描枪扫码键入"
	ToStreetAsk    = "交给街道录入，并打印办件单？"
	LeftToStreet   = "已交街道录入，办件单正在打印"
	NextField      = "下一栏"
	NextFieldTip   = "录好这一栏，看下一栏"
	FieldBefore    = "上一栏"
	FieldBeforeTip = "回看上一栏"
	Clip           = "复制"
	ClipTip        = "把这一栏放进剪贴板，过一会儿自动清掉"
	NoClipboard    = "站点文件没有允许用剪贴板"
	Entered        = "录完"
	EnteredTip     = "该系统里提交后，填回它给的编号"
	ExternalAsk    = "该系统给的编号"
	ExternalAgain  = "再输一遍，核对（编号自带校验的可空）"
	PauseBoard     = "先放下"
	PauseBoardTip  = "合上抄录板，计时停，下次从这一栏接着录"
	BoardPaused    = "已放下，下次从这一栏接着录"
	BoardHidden    = "（久未操作，内容已隐去，计时已停；按任意键接着录）"
	LastField      = "已是最后一栏。该系统里提交后按 F9 填回编号"
	NothingToCopy  = "没有要抄录的件"
	ColRoute       = "谁录"
	ColSystem      = "录入系统"

	CopyDiffers     = "核对不符"
	CopyDiffersTip  = "外系统里的和本件不一样：写明哪里不符，这件重新列入待录"
	CopyDiffersAsk  = "哪里不符？写完按 F9"
	CopyDiffersNow  = "已记下核对不符，重新列入待录"
	CopyDoneList    = "已录的"
	CopyDoneListTip = "看录过的件；发现不符在那里记"
	CopyTodoList    = "待录的"
	CopyTodoListTip = "回到要录的件"

	CmdDiffers     = "不符"
	CmdEnteredList = "已录"
	CmdTodo        = "待录"
	CmdTranscribe  = "抄录"
	CmdBoard       = "抄录板"
	CmdToStreet    = "街道录"
	CmdNextField   = "下栏"
	CmdFieldBefore = "上栏"
	CmdClip        = "复制"
	CmdEntered     = "录完"
)

// TranscriptState names how far a second entry has come.
func TranscriptState(s desk.TranscriptState) string {
	switch s {
	case desk.CopyTodo:
		return "待录"
	case desk.CopyEntering:
		return "录入中"
	case desk.CopyDone:
		return "已录"
	case desk.CopyMismatch:
		return "核对不符"
	}
	return NotYet
}

// Route names who enters.
func Route(r desk.EntryRoute) string {
	if r == desk.EnteredStreet {
		return "街道"
	}
	return "本窗"
}

// RouteWhy says why a case is the street's to enter.
func RouteWhy(why string) string {
	switch why {
	case "none":
		return "这个系统没有授权给本站，由街道录入：按 2 打印办件单交街道"
	case "staff":
		return "授权名单里没有您，由街道录入：按 2 打印办件单交街道"
	case "early":
		return "授权还没有生效，由街道录入：按 2 打印办件单交街道"
	case "over":
		return "授权已经到期，由街道录入：按 2 打印办件单交街道"
	}
	return "已交街道录入"
}

// CopyFault says what is wrong with a value on the board.
func CopyFault(f desk.CopyFault) string {
	switch f {
	case desk.CopyEmpty:
		return "这一栏本件没有内容：该系统若必填，请先补上"
	case desk.CopyLong:
		return "比该系统收的长：按该系统的规定缩写"
	case desk.CopyEncoding:
		return "有该系统录不了的字：按该系统的规定代替并注明"
	}
	return ""
}

// FieldOf tells which field it is.
func FieldOf(n, all int, page string) string { return fmt.Sprintf("第 %d/%d 栏 · %s", n, all, page) }

// FieldNext tells which field comes next.
func FieldNext(page, label string) string { return "下一栏：" + page + " · " + label }

// BoardClock tells how long the entry has taken.
func BoardClock(seconds int, stopped bool) string {
	s := fmt.Sprintf("用时 %d:%02d", seconds/60, seconds%60)
	if stopped {
		s += "（停）"
	}
	return s
}

// Clipped tells that a value is in the clipboard for a while.
func Clipped(seconds int) string { return fmt.Sprintf("已复制，%d 秒后自动清掉", seconds) }

// EnteredAs tells that a case is entered.
func EnteredAs(t desk.Transcript) string {
	return fmt.Sprintf("%s 已录，编号 %s，%d 栏，用时 %d:%02d", desk.Tail(t.CaseNo), t.External, t.Fields, t.Seconds/60, t.Seconds%60)
}

// CopyDiffersHead says in what an outside system differs.
func CopyDiffersHead(reason string) string {
	return "核对不符：" + reason + "。打开抄录板改好再录"
}

// CopyDoneHead sums up what was entered here.
func CopyDoneHead(list []desk.Transcript) string {
	fields, seconds := 0, 0
	for _, t := range list {
		fields += t.Fields
		seconds += t.Seconds
	}
	return fmt.Sprintf("录过的 %d 件，共 %d 栏，用时 %d 分。和外系统对过，不一样的按 Enter 记下", len(list), fields, (seconds+59)/60)
}

// transcripts words the refusals of second entries.
var transcripts = map[string]string{
	"transcript":             "这件没有要抄录的，不用录。",
	"transcript.map":         "这个系统还没有字段表，请站长把字段表放进资料夹；可先按 2 交街道录。",
	"transcript.entered":     "这件已经录过了，不用再录。",
	"transcript.state":       "抄录板没有打开，画面已刷新。请重新打开。",
	"transcript.number":      "编号的样子不对，请照该系统给的再输一遍。",
	"transcript.again":       "这个系统的编号要输两遍，请再按 F9。",
	"transcript.differs":     "两遍输的编号不一样，没有记。请核对后再按 F9。",
	"transcript.check":       "编号的校验位对不上，多半输错了。请核对后再按 F9。",
	"transcript.reason":      "核对不符要写明哪里不符。请写上再记。",
	"transcript.grant.none":  "这个系统没有授权给本站，本窗不能录：按 2 交街道录。",
	"transcript.grant.staff": "授权名单里没有您，不能录：换有授权的人，或按 2 交街道录。",
	"transcript.grant.early": "授权还没有生效，不能录：按 2 交街道录。",
	"transcript.grant.over":  "授权已经到期，不能录：按 2 交街道录。",
}
