package text

import (
	"fmt"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
)

// Words of the templates of papers.
const (
	WordingTitle = "模板"
	CmdWording   = "模板"
	WordingTip   = "单据的字样：导出、检查、预览、采用、恢复"

	WordingAdopt     = "采用"
	WordingAdoptTip  = "采用选中的模板文件：以后开的单据用它，开过的重打不变（站长）"
	CmdWordingAdopt  = "采用"
	WordingRevert    = "恢复"
	WordingRevertTip = "恢复以前的一版，或程序自带的（站长）"
	CmdWordingRevert = "恢复模板"
	WordingExport    = "导出"
	WordingExportTip = "把在用的模板写成文件，用文本编辑器改"
	CmdWordingExport = "导出模板"
	WordingTurn      = "看在用的"
	WordingTurnBack  = "看文件"
	WordingTurnTip   = "预览在文件和在用的字样之间切换"
	CmdWordingTurn   = "看在用的"
	WordingOtherTip  = "预览换一种纸：A4、A4 大字、80 毫米、58 毫米小票"
	WordingLookTip   = "看哪里有错；没有错就看印出来的样子（虚构的人）"
	WordingAgain     = "再查"
	WordingAgainTip  = "文件改过了，再检查一遍"
	CmdWordingAgain  = "再查"

	WordingNoFile    = "还没有模板文件。先按 3 导出，改好再采用。"
	WordingSame      = "文件和在用的一样，没有要采用的。"
	WordingHasFaults = "模板文件有错，先按 Enter 看哪里错。"
	WordingUnread    = "模板文件读不出来（不是普通文件，或没有权限）。"
	WordingLeadOnly  = "只有站长能采用、恢复模板。请站长上岗来做，或用 xiaochuang template。"
	WordingNeverOwn  = "一直用程序自带的字样，没有可恢复的。"
	WordingNotRead   = "还没有读出来。"
	WordingBuiltIn   = "程序自带"
	WordingBroken    = "在用的这一版排不出单据，暂用程序自带的字样"

	ColWordingFile  = "文件"
	ColWordingState = "文件情况"
	ColVersion      = "版本"
	ColAdopted      = "采用"
)

// WordingVersion names the words in force.
func WordingVersion(s notice.Standing) string {
	switch {
	case s.Broken:
		return fmt.Sprintf("第%d版 坏", s.Version)
	case !s.Own:
		return WordingBuiltIn
	}
	return fmt.Sprintf("第%d版", s.Version)
}

// WordingBy tells who put the words in force, and when.
func WordingBy(name string, d desk.Day) string {
	if name == "" {
		return ""
	}
	return name + " " + string(d)
}

// DraftState tells how the file stands.
func DraftState(s notice.Standing) string {
	switch s.Draft {
	case notice.DraftInForce:
		return "与在用的一样"
	case notice.DraftReady:
		return "已改，等采用"
	case notice.DraftFaulty:
		return fmt.Sprintf("有 %d 处错，仍用%s", len(s.Found), stillUsed(s))
	case notice.DraftClosed:
		return "读不出，仍用" + stillUsed(s)
	case notice.DraftGone:
		return "文件不见了，仍用" + stillUsed(s)
	}
	return "—"
}

func stillUsed(s notice.Standing) string {
	if s.Own && !s.Broken {
		return fmt.Sprintf("第%d版", s.Version)
	}
	return "自带的"
}

// PreviewWording heads a preview.
func PreviewWording(name string, inForce bool, m notice.Medium) string {
	which := "模板文件"
	if inForce {
		which = "在用的"
	}
	return name + "　" + which + "　" + MediumName(m) + "　虚构的人"
}

// MediumName names what a paper is printed on.
func MediumName(m notice.Medium) string {
	switch m {
	case notice.A4:
		return "A4"
	case notice.A4Large:
		return "A4 大字"
	case notice.Roll80, notice.Roll80Slim:
		return "80 毫米"
	case notice.Roll80Large:
		return "80 毫米大字"
	case notice.Roll58:
		return "58 毫米"
	}
	return string(m)
}

// FaultsHead heads the list of what is wrong.
func FaultsHead(name string, n int) string {
	return fmt.Sprintf("%s的模板文件有 %d 处要改，改好按 9 再查：", name, n)
}

// WordingFinding words one thing that is wrong with a template, with what to do.
func WordingFinding(f notice.Finding) string {
	s := findingSays(f)
	if f.Line > 0 {
		return fmt.Sprintf("第 %d 行：%s", f.Line, s)
	}
	return "整份：" + s
}

func findingSays(f notice.Finding) string {
	switch f.Code {
	case notice.FindEmpty:
		return "是空的。可以重新导出一份再改。"
	case notice.FindLong:
		return fmt.Sprintf("太长。模板最多 %d KB，印出来也不能长得没有头。请删短。", notice.MaxSource>>10)
	case notice.FindEncoding:
		return "不是 UTF-8 编码。请在编辑器里另存为 UTF-8。"
	case notice.FindControl:
		return "有看不见的控制字符（" + f.What + "）。请删掉。"
	case notice.FindSyntax:
		return "写法不对：大括号没有配对，或少了 {{end}}。请对照导出的原样改。"
	case notice.FindFunction:
		return "没有“" + f.What + "”这种写法。可用的写法列在共用部分模板的开头。"
	case notice.FindField:
		return "没有“." + f.What + "”这个空（或不能用在这里）。请对照导出的原样改。"
	case notice.FindPart:
		return "没有“" + f.What + "”这一块。请补上，或改成有的名字。"
	case notice.FindCircle:
		return "几块互相套着，没有头。请拆开。"
	case notice.FindTitle:
		return "没有标题（# 开头的一行），或用了别的单据的名字。只有受理通知书、不予受理通知书才能叫那个名字。"
	case notice.FindMissing:
		return "在" + MediumName(f.Medium) + "上少了“" + must(f.What) + "”。这一项每张都要印，请补上。"
	}
	return "排不出来（" + f.What + "）。某一项空着的时候也要排得出来，可用 {{with}} 包起来。"
}

func must(code string) string {
	if w, ok := musts[code]; ok {
		return w
	}
	return code
}

// musts words what a paper has to say.
var musts = map[string]string{
	"number": "编号", "ticket": "排队号", "date": "日期", "staff": "经办人", "watch": "监督电话", "item": "事项",
	"person": "申请人", "agent": "代理人", "materials": "材料名称", "lacking": "缺什么", "remedy": "怎样补",
	"until": "补正期限", "taken": "收到的材料", "following": "后补的材料", "due": "期限", "reason": "不予受理的理由",
	"answer": "答复", "certificate": "证明名称和去处", "cases": "移交的办件", "receiver": "接收人", "close": "日终各数",
	"chain": "流水校验值", "delivery": "送达方式", "poster": "公示内容", "form": "表格各栏", "case": "办件编号", "slips": "纸号", "fields": "录入各栏",
}

// AdoptAsk asks whether a template is put in force.
func AdoptAsk(name string, next int) string {
	return fmt.Sprintf("采用%s的第 %d 版？从下一张起用新字样；以前开的再打仍是当时的字样。", name, next)
}

// Adopted tells of the version in force.
func Adopted(name string, w desk.Wording) string {
	if !w.Own() {
		return name + "已恢复程序自带的字样"
	}
	if w.Of > 0 {
		return fmt.Sprintf("%s已恢复第 %d 版的字样，记为第 %d 版", name, w.Of, w.Version)
	}
	return fmt.Sprintf("%s第 %d 版已采用，从下一张起用", name, w.Version)
}

// Exported tells where the file is.
func Exported(path string) string { return "已写到 " + path }

// ReplaceAsk asks whether a file is written over.
func ReplaceAsk(name string) string {
	return name + "的模板文件已经有了。用在用的字样盖掉它？没采用的改动会丢。"
}

// RevertAsk asks to which version.
func RevertAsk(name string) string {
	return name + "恢复到哪一版？开过的单据不受影响。"
}

// VersionOption names one version in a list.
func VersionOption(w desk.Wording, name string) string {
	s := fmt.Sprintf("第%d版　%s %s", w.Version, name, w.Day)
	if w.Of > 0 {
		s += fmt.Sprintf("（同第%d版）", w.Of)
	}
	return s
}

// TemplatesFound words the templates in the morning check.
func TemplatesFound(n int, first string) string {
	if n == 0 {
		return "没有要看的"
	}
	return fmt.Sprintf("%d 份要看（%s），不挡打印，看 :模板", n, first)
}

// TemplateFine tells that nothing is wrong with a file.
func TemplateFine(file string) string { return file + "：没有错，可以采用。" }

// TemplateFaults heads what is wrong with a file.
func TemplateFaults(file string, n int) string { return fmt.Sprintf("%s：%d 处要改", file, n) }

// WordingRule is the rule of which words a paper has.
const WordingRule = "单据用开出时在用的那一版，以后再打也用它。文件只是草稿，采用以后才算数；采用记入流水，写明谁、哪一版。"

// WhyWording says how the words of a paper stand.
func WhyWording(s notice.Standing) string {
	switch {
	case s.Broken:
		return WordingBroken + "。"
	case !s.Own:
		return "在用的是程序自带的字样。模板文件：" + DraftState(s) + "。"
	}
	return "在用的是站里自己的字样。模板文件：" + DraftState(s) + "。"
}

// WordingNext says what to do about the words of a paper.
func WordingNext(s notice.Standing) string {
	switch {
	case s.Broken:
		return "按 2 恢复以前的一版，或改好文件再采用。"
	case s.Draft == notice.DraftReady:
		return "按 Enter 看一遍，站长按 1 采用。"
	case s.Draft == notice.DraftFaulty:
		return "按 Enter 看哪里错，改好按 9 再查。"
	case s.Draft == notice.DraftClosed:
		return "请技术员看文件的权限，或导出一份新的。"
	}
	return "要改字样，按 3 导出，用文本编辑器改。"
}
