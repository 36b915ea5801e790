package text

import (
	"fmt"

	"xiaochuang/desk"
)

// EditionStaleCode is the code of a line about a catalogue that should have been
// replaced.
const EditionStaleCode = "stale"

// Words of the morning check.
const (
	OpenWindow    = "开窗"
	OpenWindowTip = "记下检查结果，去队列画面；黄的、红的都不挡开窗"
	CmdOpenWindow = "开窗"
	CheckAgain    = "再查一遍"
	CheckAgainTip = "插好线、装好纸以后再查一遍"
	CmdCheckAgain = "再查"
)

// MorningHead sums the check up.
func MorningHead(red, amber int) string {
	switch {
	case red > 0:
		return fmt.Sprintf("%d 样要处理，%d 样留意。都不挡开窗，按 Enter 开窗。", red, amber)
	case amber > 0:
		return fmt.Sprintf("%d 样留意，可以开窗。按 Enter 开窗。", amber)
	}
	return "都好，按 Enter 开窗。"
}

// Found words one line of the check: what, how it stands, what to do.
func Found(f desk.MorningLine) string {
	family := desk.Family(f.What)
	if w, ok := morning[f.What]; ok {
		return pad(w.name, 14) + w.say(f)
	}
	name := pad(DeviceName(family), 14)
	switch {
	case f.State == desk.DeviceOff:
		return name + "没有接"
	case f.State == desk.DeviceOK:
		return name + "正常"
	}
	no, what, next := Cause(family, f.Code)
	return name + no + " " + WhatNext(what, next)
}

// morning words what is no device.
var morning = map[string]struct {
	name string
	say  func(desk.MorningLine) string
}{
	"clock": {"电脑时钟", func(f desk.MorningLine) string {
		if f.Green() {
			return f.Words
		}
		return f.Words + "，与上次记录对不上。请对照手机，用 :上岗 确认日期"
	}},
	"disk": {"磁盘", func(f desk.MorningLine) string {
		if f.Green() {
			return "还有 " + f.Words
		}
		return "只剩 " + f.Words + "。请通知技术员清理"
	}},
	"sync": {"上次同步", func(f desk.MorningLine) string {
		switch {
		case f.State == desk.DeviceOff:
			return "没有接街道中心"
		case f.Words == "":
			return "还没有同步过。不影响开窗，可用 :同步"
		case f.Green():
			return f.Words
		}
		return f.Words + "，有一阵了。不影响开窗，可用 :同步"
	}},
	"backup": {"上次备份", morningBackup},
	"unsent": {"未送街道", func(f desk.MorningLine) string { return fmt.Sprintf("%d 条，不影响开窗", f.Count) }},
	"catalogue": {"事项库", func(f desk.MorningLine) string {
		if f.Code == EditionStaleCode {
			return fmt.Sprintf("%s，%d 天未更新，已过有效期。照常办，请问街道", f.Words, f.Count)
		}
		return f.Words
	}},
	"refused": {"新的事项库", func(f desk.MorningLine) string {
		why, next := RefusalOf(f.Code)
		return "没有收 " + f.Words + "：" + why + "。" + next
	}},
	"updates":   {Updates, func(f desk.MorningLine) string { return UpdatesFound(f.Words, f.Count) }},
	"templates": {"单据模板", func(f desk.MorningLine) string { return TemplatesFound(f.Count, f.Words) }},
	"calendar": {"节假日表", func(f desk.MorningLine) string {
		if f.Green() {
			return f.Words + " 年的有"
		}
		return f.Words + " 年的没有，期限先不算。请技术员导入"
	}},
	"due": {"今天到期", func(f desk.MorningLine) string {
		if f.Count == 0 {
			return "没有"
		}
		return fmt.Sprintf("%d 件到期或超期，看 :日终 或 F3", f.Count)
	}},
	"owed": {"答应回复的", func(f desk.MorningLine) string {
		if f.Count == 0 {
			return "没有"
		}
		return fmt.Sprintf("%d 条没有答复，看 :首问", f.Count)
	}},
	"rectify": {"差评整改", func(f desk.MorningLine) string {
		if f.Count == 0 {
			return "没有"
		}
		return fmt.Sprintf("%d 条没办结，看 :整改", f.Count)
	}},
	"callback": {"差评待联系", func(f desk.MorningLine) string { return fmt.Sprintf("%d 条今天该联系了，看 :整改", f.Count) }},
	"rectifylate": {"差评超期", func(f desk.MorningLine) string {
		return fmt.Sprintf("%d 条过了办结的日子，看 :整改", f.Count)
	}},
	"held": {"昨天留下的", func(f desk.MorningLine) string {
		if f.Count == 0 {
			return "没有"
		}
		return fmt.Sprintf("%d 个号还在窗口，按 F4 接着办", f.Count)
	}},
	"drafts": {"没办完的草稿", func(f desk.MorningLine) string {
		if f.Count == 0 {
			return "没有"
		}
		return fmt.Sprintf("%d 份，接办或放弃", f.Count)
	}},
	"announcement": {"街道公告", func(f desk.MorningLine) string {
		if f.Green() {
			return f.Words
		}
		return f.Words + "。读过请按 :读过"
	}},
	"roster": {"街道排班", func(f desk.MorningLine) string {
		if f.Green() {
			return f.Words
		}
		return f.Words + "。与站点文件对不上，请告诉街道"
	}},
	"hours": {"服务时间", func(f desk.MorningLine) string { return f.Words }},
}

// Gigabytes words a size for a clerk.
func Gigabytes(n int64) string { return fmt.Sprintf("%.1f GB", float64(n)/(1<<30)) }

// Words of handing a window over.
const (
	Morning      = "晨检"
	CmdMorning   = "晨检"
	HandOff      = "交班"
	CmdHandOff   = "交班"
	HandOffTip   = "把窗口交给同事：没办完的列出来，接班人凭口令签收"
	SignFor      = "签收"
	SignForTip   = "接班人看过这些，用自己的口令签收；承诺转到其名下"
	CmdSignFor   = "签收"
	WhoTakesOver = "谁来接班？"
	NoColleague  = "站点文件里没有别的窗口人员"
	Promised     = "答应回复的"
	IllDevices   = "要留意的设备"
)

// HandOffLead is the first line of the hand-over.
func HandOffLead(waiting int) string {
	return fmt.Sprintf("请接班人看一遍，按 Enter 签收。现在等候 %d 人。", waiting)
}

// SignForAsk asks for the PIN of whoever takes over.
func SignForAsk(name string, open int) string {
	return fmt.Sprintf("%s，接下 %d 项没办完的，请输入口令签收", name, open)
}

// SignForFree asks whoever takes over where there is no PIN.
func SignForFree(name string, open int) string {
	return fmt.Sprintf("%s 接下 %d 项没办完的？", name, open)
}

// HandedTo tells that a window went over.
func HandedTo(name string) string { return "已交班，窗口归" + name }
