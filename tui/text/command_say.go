package text

import (
	"fmt"
	"strings"

	"xiaochuang/desk"
)

// Headings of the lists that commands write, where a screen has none.
const (
	TwinColNo     = "编号"
	TwinColName   = "名称"
	TwinColMode   = "类别"
	TwinColFound  = "匹配"
	TwinColState  = "状态"
	TwinColWindow = "窗口"
	TwinColTaken  = "取号"
	TwinColAt     = "时间"
	TwinColOwner  = "责任人"
	TwinColTimes  = "次数"
	TwinColStaff  = "上次告知人"
	TwinColWhy    = "原因"
	TwinPapers    = "单据"
)

// Answers of commands.
const (
	DemonstrationNote = "演示数据，非正式办事指南。"
	TwinNoCases       = "没有这样的办件。"
	TwinNoPapers      = "没有这样的单据。"
	TwinNothingLate   = "没有二次告知。"
	TwinNoInquiries   = "没有这样的首问。"
	RowsRebuilt       = "已由流水重建全部数据表。"
	RowsSame          = "数据表和流水一致。"
	ScenePlayable     = "可以演练。"
	VersionUnknown    = "unknown"
)

// TwinTaken tells that a number was taken, for whom it waits and what becomes of
// its slip.
func TwinTaken(no, matter string, before int) string {
	if matter != "" {
		no += "（" + matter + "）"
	}
	return fmt.Sprintf("已取号 %s，前面等候 %d 人。号票已排队，由开着的小窗打印。", no, before)
}

// TwinCalled tells who was called where.
func TwinCalled(no string, window int, matter string) string {
	s := fmt.Sprintf("请 %s 到 %s", no, WindowName(window))
	if matter != "" {
		s += "：" + matter
	}
	return s
}

// TwinQueue heads the list of a day's numbers.
func TwinQueue(all, waiting int) string {
	return fmt.Sprintf("取号 %d，等候 %d", all, waiting)
}

// TwinCase heads a case.
func TwinCase(no, title string, m desk.Mode, state desk.CaseState) string {
	return fmt.Sprintf("%s  %s  %s  【%s】", no, title, ModeName(m), CaseState(state))
}

// TwinDates tells when a case was taken in and accepted, and when it is due.
func TwinDates(received, accepted, due string) string {
	return fmt.Sprintf("收件 %s  受理 %s  期限 %s", received, accepted, due)
}

// TwinSupplyUntil tells until when supplements may come.
func TwinSupplyUntil(day string) string { return "补正到 " + day }

// TwinPages counts the scanned pages of a material.
func TwinPages(n int) string { return fmt.Sprintf("%d页", n) }

// TwinQueued tells that a paper waits for the printer.
func TwinQueued(no string) string {
	return no + " 已排队打印，由开着的小窗送到打印机。"
}

// Times counts how often something happened.
func Times(n int) string { return fmt.Sprintf("%d", n) }

// TwinRendered tells where a paper was written to.
func TwinRendered(no, file string, bytes int) string {
	return fmt.Sprintf("%s 已存到 %s（%s）。", no, file, size(int64(bytes)))
}

// JournalGood tells that every line fits.
func JournalGood(lines int64) string {
	return fmt.Sprintf("流水 %d 条，从头校验，全部对得上。", lines)
}

// JournalHead is the value to compare with the slip of the day.
func JournalHead(head string) string { return "链头  " + head }

// JournalBad names the first line that does not fit.
func JournalBad(n int64, record, why string) string {
	return fmt.Sprintf("第 %d 条（记录 %s）对不上：%s。", n, record, journalWhy(why))
}

// JournalUpTo tells how many lines before it fit.
func JournalUpTo(lines int64) string { return fmt.Sprintf("它之前的 %d 条都对得上。", lines) }

func journalWhy(why string) string {
	switch why {
	case "gap":
		return "编号不连续，缺了记录"
	case "sha":
		return "内容被改过，与摘要不符"
	case "chain":
		return "与前一条接不上"
	case "line":
		return "内容读不出来"
	}
	return "列“" + strings.TrimPrefix(why, "column ") + "”与内容不符"
}

// RowsDiffer heads the differences between tables and journal.
func RowsDiffer(n int) string { return fmt.Sprintf("数据表和流水有 %d 处差别：", n) }

// RowDiffers says how one row differs.
func RowDiffers(missing, extra bool, columns string) string {
	switch {
	case missing:
		return "表里缺这一行"
	case extra:
		return "表里多这一行"
	}
	return "不同的列：" + columns
}

// StationWritten tells where station.toml is and what to do next.
func StationWritten(file string) []string {
	return []string{
		"已写出站点文件：" + file,
		"接下来：1. 用编辑器改好它（站点编码、名称、人员、设备）；2. 运行 xiaochuang doctor 检查；3. 运行 xiaochuang 开窗。",
		"不在默认目录时，给命令加 --data 目录，或设环境变量 XIAOCHUANG_DATA。",
	}
}

// VersionLine tells which program this is.
func VersionLine(version, built, compiler, system string) string {
	if built == "" {
		built = Blank
	}
	return fmt.Sprintf("小窗 %s  编译日期 %s  %s  %s", version, built, compiler, system)
}

// EnrolledAt tells whom the desk was enrolled with.
func EnrolledAt(desk, street, url string) string {
	return fmt.Sprintf("已接入街道中心 %s（街道 %s），本机为 %s。日终和夜间会自动传送。", url, street, desk)
}

// MoreBySituation tells that answers to the questions may add materials.
func MoreBySituation(n int) string { return fmt.Sprintf("另有 %d 项要看情形", n) }

// SyncStep tells how far a run with the street centre is.
func SyncStep(phase string, done, total int64) string {
	w, ok := syncSteps[phase]
	if !ok {
		w = phase
	}
	return fmt.Sprintf("正在%s  %d/%d", w, done, total)
}

var syncSteps = map[string]string{"hello": "连接街道中心", "events": "送记录", "pages": "送扫描件", "feed": "取街道发来的", "witness": "把街道的答复还给中心", "log": "取回流水"}

// RecoverDone tells what came back from the centre.
func RecoverDone(seen, lines, keys int) string {
	if lines == 0 {
		return fmt.Sprintf("街道中心有本桌 %d 条流水，这里都有，没有要取回的。", seen)
	}
	return fmt.Sprintf("取回 %d 条流水（街道中心共 %d 条），能打开的个人资料 %d 份。数据表已重建。", lines, seen, keys)
}

// RecoverNext says what to do once lines have come back.
const RecoverNext = "扫描件留在中心，办件里写着“在中心”。现在可以运行 xiaochuang 开窗。"

// RecoverStrange tells of lines that were left out.
func RecoverStrange(n int) string {
	return fmt.Sprintf("有 %d 条不是本桌的或读不懂，没有采用。请把日志交给街道。", n)
}

// SetAside names a record that the centre could not use, or a page that could
// not be sent.
func SetAside(id, code string) string {
	return "没有送成或街道看不懂：" + id + "（" + code + "）。其余不受影响，请告诉技术员。"
}
