package text

import (
	"fmt"
	"strconv"
	"strings"

	"xiaochuang/desk"
)

// Words of the intake screen.
const (
	PartPerson    = "申请人"
	PartSituation = "情形"
	PartMaterials = "材料"

	LabelDocument      = "证件类型"
	LabelNumber        = "证件号码"
	LabelName          = "姓名"
	LabelPhone         = "电话"
	LabelAddress       = "住址"
	LabelAgent         = "谁来办"
	LabelAgentDocument = "代理人证件"
	LabelAgentNumber   = "代理人号码"
	LabelAgentName     = "代理人姓名"
	LabelAgentPhone    = "代理人电话"
	AgentNo            = "本人"
	AgentYes           = "别人代办"
	HintNumber         = "手填时末位 X 大小写、全角都行"
	NameNeeded         = "请填写姓名"
	WordsNeeded        = "请写明"

	PutCard     = "请把身份证放到读卡器上，或直接填写"
	NoReader    = "没有读卡器，请手工填写"
	CardOffered = "读到证件，看一眼本人，按 Enter 绑定"
	CardBound   = "已绑定证件信息"
	CardGaps    = "已绑定；证件里有电脑写不出的字，请核对姓名、住址"
	BindTip     = "把读到的证件填入"
	CmdBind     = "绑定"

	BindOtherTip    = "这张证件是另一个人的：申请人和代理人换过来"
	CmdBindOther    = "另绑"
	MustComeOneself = "这件事要本人来办，不能代办：请本人来，或改选“本人”"

	ManualTitle = "为什么手填"
	ManualAsk   = "读卡器是好的。证件号码为什么手填？（会记录）"

	UnmarkTip      = "撤销材料清单上刚才的一步；已扫的页不会丢"
	NoMark         = "这份草稿上没有可撤销的一步"
	MarkGone       = "那份材料已不在清单上，没有改动"
	Vouch          = "照用"
	VouchTip       = "号码或电话看着不对，但核过原件：再按 Enter，写明原因，照样用"
	EnterAgain     = "确认就再按回车"
	VouchAsk       = "核过原件了吗？写明为什么照样用（会记录）"
	CmdVouch       = "照用"
	NothingInDoubt = "光标所在的号码没有疑问"
	PlainlyWrong   = "这个号码肯定不对，不能照用，请改正"

	SameTitle = "已有在办"
	SameOpen  = "看那一件"
	SameNew   = "照样新办"

	NoMaterials      = "这个情形不需要材料"
	ColState         = "结果"
	ColPages         = "页"
	ColNeed          = "必要"
	ColMaterial      = "材料"
	Need             = "必要"
	NeedNot          = "可选"
	ChooseMaterial   = "先选一项材料"
	Complete         = "齐"
	CompleteTip      = "这项材料齐了，转到下一项"
	MissingWord      = "缺"
	MissingTip       = "没有带来，记在一次性告知单上"
	Unfit            = "不合格"
	UnfitTip         = "带来了但不行，写明为什么、怎么改"
	OwnWords         = "自己写"
	UnfitPick        = "哪里不合格？印在告知单上"
	UnfitAsk         = "哪里不合格，怎么改？（要印在告知单上）"
	Exempt           = "免交"
	ExemptTip        = "不用交：系统核验、电子证照等，写明依据"
	ExemptAsk        = "免交的依据？"
	Follows          = "容缺"
	FollowsTip       = "先办，到期前补来"
	FollowsAsk       = "哪天之前补来？如 1201、12.1、20261201"
	Scan             = "扫描"
	ScanTip          = "扫描选中的材料，一页一页收下"
	Scanning         = "正在扫描…"
	StillScanning    = "正在扫描，请稍等"
	NoScanner        = "没有扫描仪，可以先办理，稍后补扫"
	DropPage         = "删末页"
	DropPageTip      = "去掉这项材料的最后一页"
	PageDropped      = "去掉了一页，按 u 找回"
	PageBack         = "找回了一页"
	NoPageYet        = "这项材料还没有页，按空格扫描"
	OnlyOnePage      = "只有一页，不用动"
	Retake           = "重拍"
	RetakeTip        = "重扫最后一页：新页收下了才换掉旧页，旧页能找回"
	MovePage         = "移页"
	MovePageTip      = "把一页移到另一个位置，如 3>1"
	MoveAsk          = "把第几页移到第几页？"
	MoveExample      = "3>1"
	MoveWrong        = "请写成 3>1：第 3 页移到第 1 页，两页都要有"
	BackSide         = "背面"
	BackSideTip      = "最后一页是前一页的背面：算同一张纸"
	SeenOriginal     = "看原件"
	SeenOriginalTip  = "多记一份看过、当场退还的原件"
	Copied           = "复印件"
	CopiedTip        = "多记一份收下的复印件"
	BringBack        = "找回页"
	BringBackTip     = "把刚去掉或重拍换下的那一页放回原处"
	NumberWanted     = "请在后面写份数，0 到 99，如 :看原件 2"
	KeepOriginal     = "留原件"
	KeepOriginalTip  = "记一份原件留在本站，收件凭证上会列出"
	Refuse           = "不予受理"
	RefuseTip        = "写明理由，出不予受理通知书"
	RefuseAsk        = "为什么不予受理，该向谁申请？印在通知书上，写完按 F9"
	RefuseOnlyAccept = "只有受理类事项由本站决定不予受理"

	NextPart    = "下一步"
	NextPartTip = "到下一步"
	PrevPart    = "上一步"
	PrevPartTip = "回上一步"
	LastPart    = "已是最后一步"
	FirstPart   = "已是第一步"
	NoticeAct   = "告知单"
	NoticeTip   = "把缺的、不合格的一次全部告知，办件等补正"
	NothingOpen = "没有打开的办件：从队列按 Enter，或在指南里按 F9 开始"
	GiveUp      = "放弃草稿"
	GiveUpTip   = "丢掉这份草稿和扫描的页"
	GiveUpAsk   = "真的丢掉这份草稿吗？"

	AcceptedDone = "已受理"
	ReceivedDone = "已收件（由街道受理）"
	AdvisedDone  = "已出咨询预审单"
	NoticedDone  = "已一次性告知，等补正"
	RefusedDone  = "已出不予受理通知书"

	CmdNotice    = "告知"
	CmdEnd       = "办结此件"
	CmdNextPart  = "下一步"
	CmdPrevPart  = "上一步"
	CmdComplete  = "齐"
	CmdMissing   = "缺"
	CmdUnfit     = "不合格"
	CmdFollows   = "容缺"
	CmdExempt    = "免交"
	CmdScan      = "扫描"
	CmdDropPage  = "删末页"
	CmdKeep      = "留原件"
	CmdRetake    = "重拍"
	CmdMovePage  = "移页"
	CmdBackSide  = "背面"
	CmdSeen      = "看原件"
	CmdCopied    = "复印件"
	CmdBringBack = "找回页"
	CmdRefuse    = "不予受理"
	CmdGiveUp    = "放弃草稿"
)

// Document names a kind of identity document.
func Document(code string) string {
	switch code {
	case "111":
		return "身份证"
	case "X01":
		return "港澳台居住证"
	case "516":
		return "港澳通行证"
	case "511":
		return "台湾通行证"
	case "414":
		return "护照"
	case "553":
		return "外国人永居证"
	case "113":
		return "户口簿"
	case "117":
		return "出生证明"
	}
	return "其他"
}

// BindAs says whose a card will be.
func BindAs(agent bool) string {
	if agent {
		return "绑为代理人"
	}
	return "绑为申请人"
}

// Manual words why a number was typed beside a reader that works.
func Manual(code string) string {
	switch code {
	case "forgotten":
		return "没带证件，凭其他证明核对"
	case "unread":
		return "证件坏了或读不出"
	case "copy":
		return "只有复印件，原件另行核对"
	case "screen":
		return "出示电子证件"
	}
	return "其他原因"
}

// UnfitReasons are what is usually wrong with a material, worded for the
// 一次性告知单.
func UnfitReasons() []string {
	return []string{
		"看不清楚，请换清楚的", "过了有效期，请换有效的", "姓名或号码与证件不一致，请更正", "缺页或没填全，请补齐",
		"缺签名、日期或盖章，请补上", "要看原件，请带原件来", "不是这件事要的那种，请按清单准备",
	}
}

// ExemptReasons are the usual grounds on which a material need not be handed in.
func ExemptReasons() []string {
	return []string{"系统已核验", "有电子证照", "以告知承诺代替", "以前交过，还在有效期内"}
}

// PageStrip shows the pages of a line one by one, or the first and last where
// there are more than most.
func PageStrip(n, most int) string {
	var b strings.Builder
	b.WriteString("页")
	for i := 1; i <= n; i++ {
		if n > most && i > most-2 && i < n {
			if i == most-1 {
				b.WriteString(" …")
			}
			continue
		}
		fmt.Fprintf(&b, " %d", i)
	}
	return b.String()
}

// PageCount counts pages and sheets, and the room they take in bytes.
func PageCount(pages, sheets int, size int64) string {
	return fmt.Sprintf("共 %d 页 %d 张 %s", pages, sheets, Size(size))
}

// Size words a number of bytes.
func Size(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d 字节", n)
	case n < 1<<20:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

// PaperCount tells what was counted of a material: originals seen and given
// back, copies taken, originals that stay.
func PaperCount(seen, copies, kept int) string {
	var out []string
	if seen > 0 {
		out = append(out, fmt.Sprintf("看过原件 %d", seen))
	}
	if copies > 0 {
		out = append(out, fmt.Sprintf("收复印件 %d", copies))
	}
	if kept > 0 {
		out = append(out, fmt.Sprintf("留原件 %d", kept))
	}
	return strings.Join(out, " · ")
}

// PageMoved tells that a page has another place.
func PageMoved(from, to int) string { return fmt.Sprintf("第 %d 页移到了第 %d 页", from, to) }

// Sentences of the panel that says why, about a checklist.
const (
	WhyFromGuide  = "办事指南"
	WhyDelegation = "有人代办，所以要看授权委托书（民法典第165条）。"
)

// WhyMaterial says which answer put a material on the list, or left it off.
func WhyMaterial(why, ask, say string) string {
	because := "“" + ask + "”答了“" + say + "”"
	switch why {
	case "added":
		return "要：因为" + because + "。"
	case "dropped":
		return "不要：因为" + because + "。"
	case "not_chosen":
		return "不在清单上：" + because + "。"
	case "undecided":
		return "还没定：要看“" + ask + "”怎么答。"
	}
	return "每个人办这件事都要。"
}

// WhyNotAsked says that a question was answered by what the form tells.
func WhyNotAsked(say string) string {
	return "没有再问：申请人一页已经说明“" + say + "”。"
}

// DayInWords is a date with its weekday.
func DayInWords(d desk.Day) string {
	t := d.Start()
	return string(d) + " 星期" + string([]rune("日一二三四五六")[int(t.Weekday())])
}

// Born says what a citizen's number tells of the holder: birth, sex as GB/T 2261.1
// has it, and age in full years.
func Born(birth desk.Day, sex string, age int) string {
	t := birth.Start()
	s := t.Format("2006年1月2日") + "生"
	switch sex {
	case "1":
		s += " · 男"
	case "2":
		s += " · 女"
	}
	return s + " · " + strconv.Itoa(age) + " 岁"
}

// DayWrong says what is wrong with a date that was typed: the calendar has it not,
// or it lies before today.
func DayWrong(typed string, past bool) string {
	if past {
		return "这一天已经过去了，请填今天以后的日期"
	}
	return "日历上没有“" + typed + "”这一天，请写成 20261201 或 12.1"
}

// EndWord is the word of F9 in each mode.
func EndWord(m desk.Mode) string {
	switch m {
	case desk.ModeCollect:
		return "收件"
	case desk.ModeAdvise:
		return "出预审单"
	}
	return "受理"
}

// EndTip says what F9 does in each mode.
func EndTip(m desk.Mode) string {
	switch m {
	case desk.ModeCollect:
		return "代收代办：出材料接收凭证，由街道受理，期限不在这里起算"
	case desk.ModeAdvise:
		return "咨询预审：出咨询预审单，不产生办件编号"
	}
	return "材料齐全就受理，出受理通知书，期限开始"
}

// NotYetTitle heads the list of what stands in the way of an ending.
const NotYetTitle = "还不能办"

// StreetAsks tells what the street wants.
func StreetAsks(words string) string { return "街道要求：" + words }

// GoesOn says that a draft goes on with a case.
func GoesOn(tail string) string { return "补正 " + tail }

// CardRead offers a reading and says whose it will be.
func CardRead(name, tail string, agent bool) string {
	return "读到：" + name + " " + tail + "　Enter " + BindAs(agent) + "，F2 " + BindAs(!agent)
}

// SameAsk tells of an open case of the same person and matter.
func SameAsk(tail, state string) string {
	return "这个人这件事已有办件 " + tail + "（" + state + "）。"
}

// ScanDone tells how many pages were kept.
func ScanDone(n int) string { return fmt.Sprintf("扫描完，收下 %d 页", n) }

// ScanStopped tells that a scan ended early.
func ScanStopped(n int, why string) string { return fmt.Sprintf("已收下 %d 页。%s", n, why) }

// EndedWith tells what came of an ending.
func EndedWith(done, tail string, papers int) string {
	return fmt.Sprintf("%s %s，打印 %d 张单据", done, tail, papers)
}

// MaterialLead is what stands before a material's name, because it must not be
// cut off: until when it follows.
func MaterialLead(m desk.Material) string {
	if m.Due == "" {
		return ""
	}
	return "（" + string(m.Due) + " 前补）"
}

// MaterialNote is what stands behind a material's name.
func MaterialNote(m desk.Material) string {
	var out []string
	if m.Reason != "" {
		out = append(out, m.Reason)
	}
	if at := m.FirstStopped(); at >= 0 {
		out = append(out, fmt.Sprintf("第%d页%s", at+1, Flaw(m.Pages[at].Flaw)))
	}
	if m.Kept > 0 {
		out = append(out, fmt.Sprintf("留原件%d", m.Kept))
	}
	if len(out) == 0 {
		return ""
	}
	return "（" + strings.Join(out, "；") + "）"
}

// RequirementNote is what the guide says of a material.
func RequirementNote(r desk.Requirement) []string {
	head := r.Form
	if r.Source != "" {
		head += " · " + r.Source
	}
	if r.Note != "" {
		head += " · " + r.Note
	}
	out := []string{head}
	if r.Condition != nil && *r.Condition != "" {
		out = append(out, "何时要："+*r.Condition)
	}
	if len(r.CheckPoints) > 0 {
		out = append(out, "审核："+strings.Join(r.CheckPoints, "；"))
	}
	if len(r.Substitutes) > 0 {
		out = append(out, "可替代："+strings.Join(r.Substitutes, "；"))
	}
	return out
}

// LateTitle heads the question why something is told only now.
const LateTitle = "再次告知"

// LateWhy words why a defect is told later than it could have been.
func LateWhy(w desk.LateWhy) string {
	switch w {
	case desk.LateOverlooked:
		return "上次没看出来"
	case desk.LateReplaced:
		return "补来的材料换过了"
	case desk.LateChanged:
		return "情况变了或证件过期"
	case desk.LateStreet:
		return "街道审核时提出"
	case desk.LateGuide:
		return "指南改了或没写清"
	}
	return NotYet
}

// MarkTakenBack tells that a mark on the checklist was taken back.
func MarkTakenBack(material, state string) string {
	return "已撤销：" + material + "，现在" + state
}
