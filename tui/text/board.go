package text

import (
	"fmt"
	"time"
)

// Words of the board in the waiting room. People who wait read them, some from
// far away, some slowly: no abbreviations.
const (
	BoardLast       = "最近叫到"
	BoardWindows    = "各窗口"
	BoardMissed     = "没有到，请到窗口问一下"
	BoardServing    = "正在办理"
	BoardCalled     = "请到窗口"
	BoardFree       = "可以办理"
	BoardEmpty      = "没有人值守"
	BoardWelcome    = "请取号等候"
	BoardNoQueue    = "请到窗口办理"
	BoardLoading    = "正在读取…"
	BoardTooSmall   = "屏幕太小，请放大到 40×12 以上"
	BoardNobodyYet  = "今天还没有叫号"
	BoardWindowSign = "号"
	BoardAsk        = "请看窗口叫号"
)

// BoardInvite asks a number to come to a window.
func BoardInvite(no string, window int) string {
	return fmt.Sprintf("请 %s 到 %d 号窗口", no, window)
}

// BoardWindow names a window.
func BoardWindow(no int) string { return fmt.Sprintf("%d 号窗口", no) }

// BoardWaiting counts those who wait.
func BoardWaiting(n int) string { return fmt.Sprintf("等候 %d 人", n) }

// BoardLane counts those who wait in one lane.
func BoardLane(letter, name string, n int) string {
	return fmt.Sprintf("%s %s %d 人", letter, name, n)
}

// BoardBadge is the number of who serves.
func BoardBadge(no string) string {
	if no == "" {
		return ""
	}
	return "工号 " + no
}

// BoardSupervision is the phone for complaints.
func BoardSupervision(phone string) string {
	if phone == "" {
		return ""
	}
	return "监督电话 " + phone
}

// BoardPromise is what the station promises.
func BoardPromise(words string) string {
	if words == "" {
		return ""
	}
	return "服务承诺：" + words
}

// BoardStale says how old the board is.
func BoardStale(at, now time.Time) string {
	const clock = "15:04"
	return fmt.Sprintf("停在 %s，%s没有更新", at.Format(clock), BoardAge(now.Sub(at)))
}

// BoardAge is how long something has been so.
func BoardAge(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d 秒", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d 分钟", int(d.Minutes()))
	}
	return fmt.Sprintf("%d 小时", int(d.Hours()))
}

// BoardServed tells where the page of the board is.
func BoardServed(url string) string { return "叫号网页：" + url + "  按 Ctrl+C 结束。" }
