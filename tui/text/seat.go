package text

import (
	"errors"
	"fmt"
	"time"

	"xiaochuang/desk"
)

// fingerprintSigns are 256 plain characters, one for each byte, by which two
// people compare a key on the phone or over the counter.
const fingerprintSigns = "" +
	"一二三四五六七八九十百千万上下左右前后东西南北中大小多少高低长短" +
	"方圆日月星云雨风雪电山水火土木石田江河湖海沙春夏秋冬早晚今明年天" +
	"红黄蓝白黑绿青金银铜铁玉人口手足耳目心头面牙牛马羊鸡狗猫鱼鸟虫兔" +
	"虎龙米豆瓜果菜茶酒油盐糖花草树叶竹松梅兰桃李杏枣门窗桌椅床灯书笔" +
	"纸墨刀弓车船路桥井塔城村街家店校园厂站台邮信报歌舞琴棋画诗文字数" +
	"学工农兵医师生友父母儿女兄弟姐妹叔伯爷孙看听说读写走跑跳飞坐立卧" +
	"吃喝买卖开关进出来去回起快慢轻重新旧好美真正直平安乐喜福寿康和合" +
	"同共分半双对单全空满干净香甜酸苦冷热光亮声色力气布衣帽鞋针线锅碗"

// FingerprintWords turns the beginning of a key's digest into six words of two
// characters, 96 bits, to be compared by eye. A shorter digest gives fewer.
func FingerprintWords(digest []byte) string {
	signs := []rune(fingerprintSigns)
	var out []rune
	for i, b := range digest[:min(len(digest), 12)] {
		if i > 0 && i%2 == 0 {
			out = append(out, ' ')
		}
		out = append(out, signs[b])
	}
	return string(out)
}

// What a seat is told in its terminal.
const (
	SeatNeedsTerminal = "这里只开窗口画面，要在终端里打开：ssh 后面不要写命令，也不要接管道。"
	SeatBroke         = "这个窗口的程序出了错，已经关掉；第一窗口和已保存的内容都不受影响。请再连一次，还不行就打电话给技术员。"
)

// SeatRefused says why a seat does not get its window.
func SeatRefused(window int, err error) string {
	if p, ok := errors.AsType[*desk.Problem](err); ok && p.Kind == desk.Locked {
		return fmt.Sprintf("%d号窗口已经开着（%s）。一个窗口只能开一个：请先退出那一个，或换一个窗口号。", window, p.Holder)
	}
	return Problem(err)
}

// Words of a second window whose line is cut.
const (
	CutTitle    = "断线"
	CutHead     = "线路断了，只可查指南和咨询"
	CutRule     = "号、收件、单据都在第一窗口的电脑上；断线时这里不发号、不收件、不打印。急事请群众到第一窗口，或先在纸上记下。"
	CutNo       = "线路断了：这里不发号、不收件。急事请到第一窗口办"
	CutBack     = "线路已经恢复。写完按 F9（不要了按 Esc），就回到原来的画面。"
	CutGuideTip = "查办事指南（断线前的副本）"
	CutNote     = "记咨询"
	CutNoteTip  = "记下群众问了什么；线路恢复后自动登记，时间按现在算"
	CutNoteAsk  = "群众问了什么、怎么联系？写完按 F9"
	CutList     = "待交的"
	CutListTip  = "看断线时记下、还没有交上去的咨询"
	CutKept     = "已记下，线路恢复后自动登记"
	CutNone     = "没有待交的咨询。"
	CutMark     = "断线"
	CutNobody   = "未上岗"
)

// CutSince tells since when the line is cut and when it is tried again.
func CutSince(since, now, next time.Time) string {
	s := "线路在 " + since.In(desk.Beijing).Format("15:04") + " 断开，已经 " + span(now.Sub(since)) + "。"
	if d := next.Sub(now); d > time.Second {
		return s + fmt.Sprintf("%d 秒后再试，", int(d.Seconds())) + "接上就自动回到原来的画面，没写完的草稿还在。"
	}
	return s + "正在重新连接，接上就自动回到原来的画面，没写完的草稿还在。"
}

// CutCopy tells how old the copy of the guide is.
func CutCopy(at, now time.Time) string {
	if at.IsZero() {
		return "这台电脑还没有指南的副本：连上一次之后才有。"
	}
	return "指南是 " + at.In(desk.Beijing).Format("2006-01-02 15:04") + " 的副本（" + span(now.Sub(at)) + "前）。断线期间街道有新规定，这里看不到。"
}

// CutWaiting tells how many notes wait.
func CutWaiting(n int) string {
	return fmt.Sprintf("记下的咨询有 %d 条，线路恢复后自动登记，时间按记下的时候算。", n)
}

// span words a length of time in its largest whole unit.
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d 秒", max(0, int(d.Seconds())))
	case d < time.Hour:
		return fmt.Sprintf("%d 分钟", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d 小时", int(d.Hours()))
	}
	return fmt.Sprintf("%d 天", int(d.Hours()/24))
}

// What commands of seats say.
const (
	SeatCompareAsk = "两边的词一样吗？一样请输入 是（或 y）再按回车，不一样直接按回车："
	SeatNone       = "还没有登记别的电脑。"
)

// SeatCompare shows the words of a host key that is seen for the first time.
func SeatCompare(words string) []string {
	return []string{
		"第一次连接第一窗口的电脑。请站长在那里运行 xiaochuang seat code，核对下面的词：",
		"",
		"    " + words,
		"",
	}
}

// SeatCodeAsk asks for the one-time code.
func SeatCodeAsk(name string) string {
	return "这台电脑（" + name + "）还没有登记。请输入第一窗口显示的一次性口令，再按回车："
}

// SeatCodeSays shows a one-time code where it was made.
func SeatCodeSays(code, words string, window int, until time.Time) []string {
	return []string{
		fmt.Sprintf("给%d号窗口的一次性口令：%s（%s 前有效，只能用一次）", window, code, until.In(desk.Beijing).Format("15:04")),
		"本机指纹，请与第二窗口上显示的逐词核对：" + words,
	}
}

// SeatRow is one PC in the list of seats.
func SeatRow(name string, window int, since time.Time, listed bool, words string) []string {
	where := "各窗口"
	if window > 0 {
		where = fmt.Sprintf("%d号窗口", window)
	}
	when := "station.toml"
	if !listed {
		when = since.In(desk.Beijing).Format("2006-01-02 15:04")
	}
	return []string{name, where, when, words}
}

// SeatHead is the head of that list.
func SeatHead() []string { return []string{"名字", "窗口", "登记", "指纹"} }

// SeatRevoked tells that a PC was taken out.
func SeatRevoked(name string) string {
	return name + " 不能再开窗口；正开着的几秒内关掉。"
}

// SeatdWaits tells that a console serves the seats already.
func SeatdWaits(holder string) string {
	return "第二窗口正由别的小窗服务（" + holder + "），本命令等它关掉再接上。"
}

// SeatdServes tells that seats are served.
func SeatdServes(listen string) string {
	return "正在 " + listen + " 替第二窗口服务，按 Ctrl+C 结束。"
}

// Words of the code for another PC, as the log-in gives it out.
const (
	SeatCode          = "第二窗口口令"
	SeatCodeTip       = "站长给另一台电脑发一次性口令，让它开一个窗口；核对两边的词"
	SeatCodeAskWindow = "给几号窗口的电脑？"
	CmdSeatCode       = "窗口口令"
	SeatsOff          = "站点文件里没有可以在别的电脑上开的窗口"
)
