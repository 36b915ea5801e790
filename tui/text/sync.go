package text

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"xiaochuang/desk"
)

// Words of the exchange with the street.
const (
	RunNow           = "现在传送"
	RunNowTip        = "把没送的送到街道中心，取回答复；不影响窗口办事"
	StopRun          = "停止"
	StopRunTip       = "停下传送，下次接着送"
	AlreadyRunning   = "正在传送"
	NotRunning       = "没有在传送"
	NotEnrolled      = "还没有接入街道中心"
	EnrolHint        = "数据都在本机，没有丢。技术员用街道给的一次性接入码运行 xiaochuang enrol 地址 接入码 后，日终和夜间会自动传送。"
	RunStoppedByHand = "已停下，送过的不用重送，下次接着送"
	CmdRun           = "传送"
	CmdStop          = "停止"
)

// CentreIs names the centre.
func CentreIs(url string) string { return "街道中心  " + url }

// Pending tells what has not been sent.
func Pending(lines, pages int, bytes int64) string {
	if lines == 0 && pages == 0 {
		return "全部已送到街道"
	}
	return fmt.Sprintf("待送  %d 条记录，%d 页扫描件（%s）", lines, pages, size(bytes))
}

// LastRun tells when the latest run ended.
func LastRun(t time.Time) string {
	if t.IsZero() {
		return "还没有传送过"
	}
	return "上次传送  " + clock(t)
}

// NextTry tells when the next run is due.
func NextTry(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return "下次自动传送  " + clock(t)
}

// LastFault tells why the latest run stopped.
func LastFault(why string) string { return "上次没有送完：" + why }

// LastUnread tells why the latest run did not take what the street said.
func LastUnread(why string) string {
	return "上次要送的都送到了，街道发来的没有收下：" + why
}

// RunningNow tells how far a run has come: what came down, and what went up.
func RunningNow(heard, lines, pages int, bytes int64) string {
	return fmt.Sprintf("正在传送…  街道发来 %d 条，已送 %d 条，%d 页（%s）", heard, lines, pages, size(bytes))
}

// RunWaits tells why a run waits, and when it goes on.
func RunWaits(cause string, next time.Time) string {
	return "在等  " + Problem(&desk.Problem{Kind: desk.Unavailable, What: cause}) + "  " + next.In(desk.Beijing).Format("15:04:05") + " 再试，按 2 停止"
}

// RunDone tells what a run has moved.
func RunDone(lines, pages, decisions int) string {
	return fmt.Sprintf("传送完成：送出 %d 条、%d 页，取回答复 %d 件", lines, pages, decisions)
}

// RunSentOnly tells of a run that sent everything and could not take what the street
// said.
func RunSentOnly(lines, pages int) string {
	return fmt.Sprintf("要送的都送到了：送出 %d 条、%d 页。街道发来的没有收下：", lines, pages)
}

// SentOnly is RunSentOnly where there is room for one short sentence.
const SentOnly = "要送的都送到了，街道发来的没有收下"

// RunStopped tells that a run stopped early.
func RunStopped(why string) string { return "传送中断，已送的不用重送。" + why }

// RunBroken is RunStopped where there is room for one short sentence.
const RunBroken = "传送中断，已送的不用重送，会再自动传送"

// Words above what waits and what was done.
const (
	ItemsWait  = "等着送的扫描件"
	RunsBefore = "最近的传送"
)

// ItemWaits tells of a case whose pages wait.
func ItemWaits(no string, pages int, bytes int64, code string, next time.Time) string {
	if no == "" {
		no = "其他资料"
	}
	line := fmt.Sprintf("%s  %d 页（%s）", no, pages, size(bytes))
	if code == "" {
		return line
	}
	line += "  " + shortly(&desk.Problem{Kind: desk.Broken, What: code})
	if !next.IsZero() {
		line += "，" + clock(next) + " 再试"
	}
	return line
}

// MoreWait tells how many cases are not named.
func MoreWait(n int) string { return fmt.Sprintf("还有 %d 件", n) }

var triggers = map[string]string{
	"hand": "手动", "command": "命令", "closing": "日终", "night": "夜间", "start": "补送",
}

// RunBefore tells of a run in one line.
func RunBefore(began, ended time.Time, why string, lines, pages, applied int, bytes int64, fault error) string {
	line := clock(began) + "  " + triggers[why] + "  "
	moved := fmt.Sprintf("送 %d 条、%d 页", lines, pages)
	if pages > 0 {
		moved += "（" + size(bytes) + "）"
	}
	moved += fmt.Sprintf("，收 %d 件", applied)
	switch {
	case ended.IsZero():
		return line + "没有记下结束：还在送，或电脑中途关了"
	case FeedNotTaken(fault):
		return line + "送完，" + moved + "；街道发来的没有收下"
	case fault != nil:
		return line + "没送完：" + shortly(fault) + "；" + moved
	}
	return line + "送完，" + moved
}

// FeedNotTaken reports whether a run ended for nothing but what the street said: a fault
// of the upload is told before it.
func FeedNotTaken(fault error) bool {
	p, ok := errors.AsType[*desk.Problem](fault)
	return ok && p.What == "sync.feed"
}

// shortly is the first sentence of what went wrong: what happened.
func shortly(err error) string {
	why, _, _ := strings.Cut(Problem(err), "。")
	what, _, _ := strings.Cut(why, "，")
	return what
}

// HandoverDiffers tells of what the street found of hand-overs.
func HandoverDiffers(cases int, batches []string) string {
	return fmt.Sprintf("交接核对  街道说 %d 件对不上（批次 %s）。打 :交接 看是哪几件，和街道说清", cases, strings.Join(batches, "、"))
}

func size(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d B", n)
}
