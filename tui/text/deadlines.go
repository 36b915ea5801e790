package text

import (
	"fmt"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/desk/calendar"
)

// Words of the deadline board.
const (
	Deadlines     = "时限"
	CmdDeadlines  = "时限"
	DeadlinesTip  = "打开时限画面：什么先到期，为什么是那天"
	NothingDue    = "没有要到期的。受理的件、要补的材料、要回的话都会列在这里。"
	ColLight      = "灯"
	ColLeft       = "还剩"
	ColWhat       = "什么"
	ColComm       = "居村"
	ColNumber     = "证件"
	OpenDue       = "打开"
	OpenDueTip    = "打开选中的办件或首问"
	OnlyComm      = "换居（村）"
	OnlyCommTip   = "只看一个居（村）的，再按换下一个，最后是全站"
	CmdOnlyComm   = "居"
	CmdOpenDue    = "打开"
	NothingToOpen = "这里没有可打开的"
	NoItem        = "没有对应事项"
	AllComms      = "全站"
	CalendarStale = "日历未更新"
)

// LightLetter is the one character of a light, so that it reads without colour.
func LightLetter(l calendar.Light) string {
	switch l {
	case calendar.Green:
		return "绿"
	case calendar.Amber:
		return "黄"
	case calendar.Red:
		return "红"
	case calendar.Paused:
		return "停"
	case calendar.Waiting:
		return "等"
	}
	return "？"
}

// DueShort is a deadline in a list: its letter and its day.
func DueShort(e calendar.Entry) string {
	if e.Light == calendar.Unknown {
		return CalendarStale
	}
	return LightLetter(e.Light) + " " + dueDay(e)
}

func dueDay(e calendar.Entry) string {
	switch {
	case e.Light == calendar.Unknown:
		return CalendarStale
	case e.Light == calendar.Paused:
		return pausedFor(e.Pause.Why)
	case e.Due == "":
		return "未定"
	}
	return shortDay(e.Due)
}

func shortDay(d desk.Day) string {
	if len(d) == 10 {
		return string(d[5:])
	}
	return string(d)
}

func pausedFor(k desk.PauseKind) string {
	if k == desk.PauseSpecial {
		return "特别程序"
	}
	return "补正中"
}

// DueLeft tells how long there is.
func DueLeft(e calendar.Entry, today desk.Day) string {
	switch {
	case e.Light == calendar.Unknown || e.Light == calendar.Paused:
		return Blank
	case e.Due == "" && e.Since != "":
		return "自 " + shortDay(e.Since)
	case e.Due == today:
		return "今天"
	case e.Due < today && e.Left == 0:
		return "已超"
	case e.Due < today:
		return fmt.Sprintf("超 %d 日", -e.Left)
	case e.Left == 0:
		return "今天止"
	}
	return fmt.Sprintf("%d 工作日", e.Left)
}

// DueWhat names what a deadline is about.
func DueWhat(e calendar.Entry) string {
	switch e.Matter {
	case calendar.DueSupply:
		return "等补正"
	case calendar.DueFollow:
		return "容缺补交"
	case calendar.DueQuestion:
		return "首问答复"
	}
	return "办结"
}

// DueSubject is the matter of a deadline, with the material that follows.
func DueSubject(e calendar.Entry) string {
	if e.Part != "" {
		return e.Part + " · " + e.Title
	}
	return e.Title
}

// DueHead sums the board up.
func DueHead(where string, red, amber, all int) string {
	return fmt.Sprintf("%s：红 %d（今天到期或已超）  黄 %d（%d 个工作日内）  共 %d", where, red, amber, calendar.Near, all)
}

// WhyDue explains a deadline: what it is called, the sentence with the days that
// were counted, the rule, where the tables come from and their versions, and what
// to do.
func WhyDue(e calendar.Entry, today desk.Day) (thing, sentence, rule, source, version, next string) {
	thing = DueWhat(e) + " " + dueDay(e) + "（" + LightLetter(e.Light) + "）" + DueSubject(e)
	source, version = tablesOf(e)
	switch {
	case e.Light == calendar.Paused:
		return thing, fmt.Sprintf("%s 起%s，这段时间不算在期限里；恢复后接着数，期限往后顺延。", e.Pause.From, pausedFor(e.Pause.Why)+words(e.Pause.Words)),
			pauseRule(e.Pause.Why), source, version, "材料收齐就接着办；特别程序完了按 8 恢复计时"
	case e.Light == calendar.Unknown:
		return thing, "日历未更新：这一年的放假通知还没有导入，不能按星期猜，期限先不算。", "期限按工作日算，节假日以国务院办公厅通知为准",
			source, version, "请技术员导入当年的节假日表；之后这里自动算出"
	case e.Fixed && e.Due != "":
		return thing, "这一天是说好的，单子上也是这一天。" + lightWhy(e, today), "", fixedBy(e.Matter), "", nextDue(e)
	case e.Due == "":
		return thing, fmt.Sprintf("%s 收件后一直在等群众补正，没有定最后一天。", e.Since), "补正期间不算在办理期限里", "办件记录", "", "可以打电话问一问；来了按 Enter 接着办"
	}
	sentence = counted(e.Why)
	if e.Printed != "" {
		sentence += fmt.Sprintf("受理时告诉群众的是 %s，按现在的节假日表是 %s。", e.Printed, e.Due)
	}
	return thing, sentence + lightWhy(e, today), ruleOf(e), source, version, nextDue(e)
}

func words(s string) string {
	if s == "" {
		return ""
	}
	return "（" + s + "）"
}

func fixedBy(m calendar.Matter) string {
	switch m {
	case calendar.DueFollow:
		return "容缺承诺的补交日期"
	case calendar.DueQuestion:
		return "首问登记时约定的日期"
	}
	return "一次性告知单上的补正期限"
}

func lightWhy(e calendar.Entry, today desk.Day) string {
	switch e.Light {
	case calendar.Red:
		if e.Due == today {
			return "红：今天下班前要办完。"
		}
		return "红：已经过了。"
	case calendar.Amber:
		return fmt.Sprintf("黄：还剩 %d 个工作日，%d 个以内就变黄。", e.Left, calendar.Near)
	case calendar.Green:
		return fmt.Sprintf("绿：还剩 %d 个工作日。", e.Left)
	}
	return ""
}

func nextDue(e calendar.Entry) string {
	if e.Light == calendar.Green {
		return ""
	}
	switch e.Matter {
	case calendar.DueQuestion:
		return "按 Enter 打开首问，答复后写明办结"
	case calendar.DueSupply, calendar.DueFollow:
		return "打电话提醒群众补交；来了按 Enter 打开接着办"
	}
	return "按 Enter 打开办件，先办这一件；办不了的向街道说明"
}

func ruleOf(e calendar.Entry) string {
	switch {
	case e.Matter == calendar.DueQuestion:
		return "首问负责：没有约定日期的，1 个工作日内答复"
	case e.Why.Rule == calendar.RuleSameDay:
		return "即办件当天办结"
	case e.Why.Rule == calendar.RuleNaturalDays, e.Why.Rule == calendar.RuleNaturalRolled:
		return "自然日：当天不算，最后一天是休息日就顺延到下一个工作日（民法典 201、203 条）"
	}
	return "工作日：受理当天不算，第二个工作日起数；补正、特别程序的日子不算（行政许可法 45、82 条）"
}

func pauseRule(k desk.PauseKind) string {
	if k == desk.PauseSpecial {
		return "听证、检验、检测、鉴定、专家评审的时间不算在期限里（行政许可法 45 条）"
	}
	return "补正的时间不算在期限里（行政许可法 32 条）"
}

// counted tells from which day how many days were counted and which were not.
func counted(x calendar.Explanation) string {
	if x.Rule == calendar.RuleSameDay {
		return fmt.Sprintf("即办件，%s 当天办结。", x.Start)
	}
	unit := "个工作日"
	if x.Unit == calendar.NaturalDays {
		unit = "天"
	}
	s := fmt.Sprintf("从 %s 起（当天不算）数 %d %s，到 %s。", x.Start, x.Days, unit, x.Due)
	if off := daysOf(x.Skipped, calendar.SkippedHoliday); off != "" {
		s += "放假不算：" + off + "。"
	}
	if n := count(x.Skipped, calendar.SkippedWeekend); n > 0 {
		s += fmt.Sprintf("周末不算：%d 天。", n)
	}
	if off := daysOf(x.Skipped, calendar.SkippedPause); off != "" {
		s += "停表不算：" + off + "。"
	}
	if len(x.Worked) > 0 {
		s += "调休上班要算：" + spans(x.Worked) + "。"
	}
	return s
}

func count(list []calendar.Skip, why calendar.Reason) int {
	n := 0
	for i := range list {
		if list[i].Why == why {
			n++
		}
	}
	return n
}

func daysOf(list []calendar.Skip, why calendar.Reason) string {
	var of []calendar.Skip
	for _, s := range list {
		if s.Why == why {
			of = append(of, s)
		}
	}
	return spans(of)
}

// spans joins days that follow one another and have one name.
func spans(list []calendar.Skip) string {
	var out []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1].Day == list[j].Day.Add(1) && list[j+1].Name == list[i].Name {
			j++
		}
		s := shortDay(list[i].Day)
		if j > i {
			s += " 至 " + shortDay(list[j].Day)
		}
		if name := skipName(list[i]); name != "" {
			s += "（" + name + "）"
		}
		out = append(out, s)
		i = j + 1
	}
	return strings.Join(out, "、")
}

func skipName(s calendar.Skip) string {
	if s.Why == calendar.SkippedPause {
		return pausedFor(desk.PauseKind(s.Name))
	}
	return s.Name
}

// tablesOf names the holiday tables that a date rests on.
func tablesOf(e calendar.Entry) (source, version string) {
	what := "事项的承诺时限"
	if e.Matter == calendar.DueQuestion {
		what = "首问登记"
	}
	var from, versions []string
	for _, s := range e.Why.Sources {
		from = append(from, fmt.Sprintf("%d 年放假通知（国务院办公厅）", s.Year))
		versions = append(versions, s.Version)
	}
	if len(from) == 0 {
		return what, ""
	}
	return what + "；" + strings.Join(from, "、"), strings.Join(versions, "、")
}
