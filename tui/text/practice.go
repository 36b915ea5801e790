package text

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/practice"
)

// Words of the 讲评 screen and of the band below every screen in practice.
const (
	NoScenes      = "没有可练的场景"
	ColBest       = "成绩"
	ColLevel      = "难度"
	ColMood       = "来人"
	ColScene      = "场景"
	Visitor       = "来访人"
	FirstWords    = "一开口"
	BeginScene    = "开始"
	BeginSceneTip = "来访人走进来，回到队列画面接待"
	LastSheet     = "上次讲评"
	LastSheetTip  = "看这个场景上一次的讲评"
	NeverPlayed   = "这个场景还没练过"
	Hear          = "听下一句"
	HearTip       = "请来访人说下一句；没有场景时来这里选"
	ToDebrief     = "讲评"
	SaidAll       = "来访人的话都说完了"
	CardAgain     = "再放证件"
	CardAgainTip  = "请来访人把证件再放一次"
	CardsLaid     = "证件又放上了"
	EndScene      = "收场讲评"
	EndSceneTip   = "结束这一场，按日志打分"
	EndSceneAsk   = "这一场到此结束，按日志讲评吗？"
	SceneBegun    = "开始了，请按平时的做法接待"
	AgainScene    = "再来一遍"
	AgainSceneTip = "同一个场景从头再练"
	ToScenes      = "选场景"
	ToScenesTip   = "回到场景列表"
	PlayingHint   = "到队列画面接待来人；办完回到这里按 F9 收场讲评"
	Goods         = "做得好的"
	Better        = "要改进的"
	AllKept       = "这一场没有丢分"
	NothingKept   = "这一场没有一项做全"
	EachLine      = "逐项"
	NothingPlays  = "先开始一个场景"
	NextDrill     = "下一步"
	DrillAgain    = "把这一场再练一遍"
	DrillDone     = "场景都拿满了，请培训员加新的"
	CmdBeginScene = "开场"
	CmdLastSheet  = "上次"
	CmdHear       = "听"
	CmdCardAgain  = "放证"
	CmdEndScene   = "收场"
	CmdAgainScene = "重练"
	CmdToScenes   = "选景"
)

// PracticeProblem words a problem of playing a scene; see Problem.
func PracticeProblem(err error) string {
	if p, ok := errors.AsType[*desk.Problem](err); ok {
		if w, ok := practiceWhats[p.What]; ok {
			return w
		}
	}
	return Problem(err)
}

var practiceWhats = map[string]string{
	"practice.playing": "已经有一场在练。先到讲评画面按 F9 收场。",
	"practice.scene":   "没有这个场景。请在讲评画面重新选。",
	"practice.said":    SaidAll + "。",
	"practice.live":    "这个目录不是演练的，可能是正式资料：没有打开，也没有改动。请用空目录，或不写 --data。",
	"lock.practice":    "已经开着一个演练。请先退出那一个。",
	"scene":            "场景有错，不能练。请按列出的行改正。",
	"scene.file":       "没有这个场景文件。请核对文件名。",
}

// SceneLevel names how hard a scene is.
func SceneLevel(n int) string { return fmt.Sprintf("%d级", n) }

// SceneBest tells what has come of a scene so far.
func SceneBest(l practice.Listed) string {
	if l.Runs == 0 {
		return "未练"
	}
	return fmt.Sprintf("√ %d分 %d次", l.Best, l.Runs)
}

// Mood names how a visitor speaks.
func Mood(m practice.Mood) string {
	switch m {
	case practice.Calm:
		return "平和"
	case practice.Hurried:
		return "着急"
	case practice.Upset:
		return "不高兴"
	case practice.Confused:
		return "弄不清楚"
	}
	return NotYet
}

// Band is the line below every screen while practice runs.
func Band(n practice.Now) string {
	if !n.Playing {
		return MarkPractice + "  没有场景，按 F11 选一个"
	}
	return fmt.Sprintf("%s %d/%d “%s”", MarkPractice, n.Heard, len(n.Scene.Visitor.Says), n.Said)
}

// Spoken is one line of the visitor on the 讲评 screen.
func Spoken(n int, words string) string { return fmt.Sprintf("%d “%s”", n, words) }

// ScenesLeftOut tells that a trainer's own scenes have mistakes.
func ScenesLeftOut(n int) string {
	return fmt.Sprintf("自编场景有 %d 处要改，没有列出；用 xiaochuang practice --check 文件 逐条查看", n)
}

// SheetTitle heads a sheet.
func SheetTitle(s practice.Sheet) string {
	return fmt.Sprintf("%s  %d/%d 分  用时 %s", s.Title, s.Points, s.Of, took(s.Took))
}

// took words how long a run took.
func took(d time.Duration) string {
	d = d.Round(time.Second)
	return fmt.Sprintf("%d分%02d秒", int(d/time.Minute), int(d%time.Minute/time.Second))
}

// SheetRow is one criterion.
func SheetRow(r practice.Row) string {
	sign := "√"
	if r.Lost() > 0 {
		sign = "×"
	}
	return fmt.Sprintf("%s %2d/%-2d %s", sign, r.Points, r.Of, r.Name)
}

// SheetFault is why points were lost, and the moment to look at.
func SheetFault(f practice.Fault) string {
	return fmt.Sprintf("%s（日志第 %d 条，%s）", fault(f), f.Moment.N, f.Moment.At.In(desk.Beijing).Format("15:04:05"))
}

// fault words a reason with what it is about.
func fault(f practice.Fault) string {
	w, ok := faults[f.Reason]
	if !ok {
		return string(f.Reason)
	}
	return strings.ReplaceAll(w, "{}", subject(f))
}

var faults = map[practice.Reason]string{
	practice.NeverBound:    "没有核对身份",
	practice.BoundLate:     "还没核对身份就先拍了材料",
	practice.TypedByHand:   "{}的身份证就在手边，却没有读卡",
	practice.WrongPerson:   "{}写成了别人",
	practice.NobodyNamed:   "没有写{}",
	practice.OneTooMany:    "本人来办，多写了{}",
	practice.WrongAnswer:   "情形第 {} 问没有问对",
	practice.WrongFinding:  "“{}”看得不对",
	practice.NotListed:     "“{}”没有告知",
	practice.NoNotice:      "没有一次性告知",
	practice.NoEnding:      "没有办出结果",
	practice.WrongEnding:   "办成了“{}”",
	practice.CaseMade:      "产生了办件",
	practice.NoReferral:    "没有打证明事项指引单",
	practice.WrongReferral: "指引单打错了证明",
	practice.NotAsked:      "没有请来人评价",
	practice.LeftOut:       "少了一步：{}",
	practice.OutOfOrder:    "顺序不对：{}太早",
	practice.NotRecorded:   "首问没有登记到这次来访",
	practice.RecordedAs:    "首问登记成了“{}”",
	practice.NotHeardOut:   "来人话没说完就办了",
	practice.NotClosed:     "没有结束这次来访",
	practice.TooSlow:       "超过了规定时间",
	practice.NotReprinted:  "卡纸后没有重打",
}

// subject words what a fault is about.
func subject(f practice.Fault) string {
	switch f.Reason {
	case practice.TypedByHand, practice.WrongPerson, practice.NobodyNamed, practice.OneTooMany:
		if f.Subject == string(practice.Agent) {
			return "代理人"
		}
		return "申请人"
	case practice.WrongEnding:
		return ending(practice.Ending(f.Subject))
	case practice.LeftOut, practice.OutOfOrder:
		return step(f.Subject)
	case practice.RecordedAs:
		return InquiryState(desk.InquiryState(f.Subject))
	}
	return f.Subject
}

func ending(e practice.Ending) string {
	switch e {
	case practice.Accepted:
		return "受理"
	case practice.Refused:
		return "不予受理"
	case practice.Received:
		return "收件"
	case practice.Noticed:
		return "一次性告知"
	case practice.Advised:
		return "咨询预审"
	case practice.Referred:
		return "证明事项指引"
	}
	return string(e)
}

// step names an act of an order; of alternatives the first.
func step(s string) string {
	s, _, _ = strings.Cut(s, "|")
	if w, ok := steps[desk.ActKind(s)]; ok {
		return w
	}
	return Act(desk.ActKind(s))
}

var steps = map[desk.ActKind]string{
	desk.ActTicketTaken: "取号", desk.ActTicketWalkIn: "直接接待", desk.ActTicketCalled: "叫号",
	desk.ActTicketRecalled: "重呼", desk.ActTicketArrived: "到窗", desk.ActTicketMissed: "过号",
	desk.ActTicketReturned: "回来排队", desk.ActTicketHeld: "挂起", desk.ActTicketResumed: "恢复", desk.ActTicketMeans: "用字板",
	desk.ActTicketDone: "结束来访", desk.ActTicketAbandoned: "离开",
	desk.ActTicketPreferred: "改优先", desk.ActTicketPassedOn: "转出", desk.ActTicketTakenOver: "接替", desk.ActTicketUndone: "撤销", desk.ActInquiryRecorded: "首问登记",
	desk.ActInquiryClosed: "首问办结", desk.ActInquiryLed: "引导", desk.ActAdviceGiven: "咨询预审",
	desk.ActReferralGiven: "证明事项指引", desk.ActPaperIssued: "打告知单", desk.ActRated: "请评价",
	practice.ActHeard: "听来人说话", practice.ActBound: "核对身份", practice.ActPage: "拍材料",
	practice.ActHappened: "设备故障", practice.ActMended: "设备恢复",
}

// SceneFinding words what the linter says of a scene, for the command line and
// the list.
func SceneFinding(f practice.Finding) string {
	w, ok := sceneFindings[f.Code]
	if !ok {
		w = string(f.Code)
	}
	at := fmt.Sprintf("%s 第 %d 行", f.File, f.Line)
	if f.Field != "" {
		at += " " + f.Field
	}
	if f.Care {
		at += "（可以练）"
	}
	return at + "：" + strings.ReplaceAll(w, "{}", f.Value)
}

var sceneFindings = map[practice.Code]string{
	practice.NotTOML: "写法不对：{}", practice.TooBig: "文件太大", practice.UnknownKey: "没有这一项：{}",
	practice.Missing: "没有填", practice.TooLong: "太长，最多 {} 字", practice.TooMany: "太多，最多 {} 条",
	practice.Control: "有看不见的字符", practice.BadID: "只能用小写字母、数字和短横：{}", practice.Repeated: "重复：{}",
	practice.NotOneOf: "只能是其中之一：{}", practice.BadNumber: "身份证号不对（18 位、校验位）",
	practice.NotInvented: "只能用虚构的人：出生年份在 1900 年及以前", practice.BadPhone: "电话不对",
	practice.NoApplicant: "要有一个、且只有一个申请人", practice.TwoAgents: "代理人最多一个",
	practice.ItemOrProof: "事项和证明要写一样，不能都写或都不写", practice.EndingMode: "这一类事项不能这样结束：{}",
	practice.NothingLacks: "以告知结束，却什么都不缺", practice.SomethingGap: "缺材料，却以办成结束",
	practice.WhyNeeded: "不合格要写明哪里不行", practice.EventWhen: "after 和 on 要写一样",
	practice.BadTime: "时间写成 90s 或 7m 的样子：{}", practice.BadAct: "没有这种动作：{}",
	practice.BadPoints: "分数要在 1 到 100 之间：{}", practice.BadSum: "各项分数合计要是 100，现在是 {}",
	practice.CheckNeeds: "这个评分项还要写 {}", practice.CheckNever: "这个场景评不了这一项，缺 {}",
	practice.NoItem: "事项库里没有 {}", practice.ItemChanged: "场景按旧版指南写的，现在是第 {} 版",
	practice.ModeDiffers: "指南里的类别是 {}", practice.NoCertificate: "不在不应出具的证明清单里：{}",
	practice.NoQuestion: "这个事项没有这一问：{}", practice.NoAnswer: "这一问没有答，或没有这个答案：{}",
	practice.NoMaterial: "这个情形不要这份材料：{}", practice.Unsaid: "没有写这份必要材料带没带：{}",
}
