package text

import (
	"fmt"

	"xiaochuang/desk"
)

// Words about what the street sends to the station as a whole.
const (
	NothingAnnounced      = "街道没有公告"
	NoStreetRoster        = "街道没有发这一天的排班；站点文件里的排班照旧"
	NothingSent           = "没有发过公告"
	NoOrders              = "没有下过命令"
	AnnouncementWithdrawn = "公告已收回，各站下次传送时不再显示"

	ReadAnnouncement    = "公告读过了"
	ReadAnnouncementTip = "记下您读过最上面这条公告，队列画面不再提示"
	CmdReadAnnouncement = "读过"
	NoAnnouncement      = "没有没读的公告"
	PostHint            = "（:读过）"
	MarkWipe            = "将清除密钥"
	WipeOrdered         = "街道已命令清除本机密钥：把还没收件的草稿办完，全部送到街道之后，本机的资料就打不开了。有疑问马上问街道。"
)

// Announced is an announcement in a line.
func Announced(words, by string, until desk.Day) string {
	return fmt.Sprintf("%s（%s，到 %s）", words, by, until)
}

// AnnouncedHere is an announcement on the screen of the exchange.
func AnnouncedHere(words, by string, until desk.Day) string {
	return "街道公告  " + Announced(words, by, until)
}

// Unread is the line of the console about announcements that were not read.
func Unread(words string, more int) string {
	if more > 0 {
		return fmt.Sprintf("街道公告（另有 %d 条）：%s", more, words)
	}
	return "街道公告：" + words
}

// HasRead says that an announcement was read.
func HasRead(words string) string { return "已记下读过：" + words }

// AnnouncedAs is an announcement with its id, for a command.
func AnnouncedAs(id, words, by string, until desk.Day, readers int) string {
	if readers == 0 {
		return Announced(words, by, until) + "  没有人读过，读过就运行 xiaochuang street read " + id
	}
	return Announced(words, by, until) + fmt.Sprintf("  %d 人读过", readers)
}

// RosterDuty words one line of the street's roster.
func RosterDuty(r desk.DutyToday) string {
	who := r.Name
	if !r.Known {
		who = r.Staff + "（站点文件里没有此人）"
	}
	if r.Window > 0 {
		who += fmt.Sprintf(" %d号窗", r.Window)
		if r.Odd && r.Known {
			who += "（没有这个窗口）"
		}
	}
	return who + " " + r.From + "–" + r.To
}

// SentAnnouncement is an announcement as the street has it.
func SentAnnouncement(id, words string, from, until desk.Day, stations, read int, withdrawn bool) string {
	s := fmt.Sprintf("%s  %s 到 %s  %d 站，%d 站有人读过  %s", id, from, until, stations, read, words)
	if withdrawn {
		return s + "（已收回）"
	}
	return s
}

// RosterSent says that a roster was sent.
func RosterSent(month string, duties int) string {
	return fmt.Sprintf("%s 的排班 %d 行已发出，该站下次传送时收到", month, duties)
}

var orderWords = map[string]string{"log": "取运行日志", "rekey": "换签名的钥匙", "wipe": "清除密钥"}

var outcomeWords = map[string]string{
	"": "还没有做，等它下次传送", desk.OutcomeDone: "做完了", desk.OutcomeNothing: "那几天没有日志",
	desk.OutcomeFenced: "被别的电脑顶替，没有等送完就清除了",
}

// OrderStands says how an order to a desk stands.
func OrderStands(id, do, at, by, outcome string) string {
	w, ok := outcomeWords[outcome]
	if !ok {
		w = "结果看不懂"
	}
	return fmt.Sprintf("%s  %s  %s %s  %s", id, orderWords[do], at, by, w)
}

// dispatchProblems words what can be wrong with what the street sends.
var dispatchProblems = map[string]string{
	"store.wiped":     "街道已命令清除本机，送完之后密钥已清除，本机的资料再也打不开。流水和扫描件都在街道。要继续用这台电脑，请技术员换新的数据目录，再用新的接入码接入。",
	"announcement":    "没有这条公告。请用 xiaochuang-centre announcements 看编号。",
	"announce.words":  "公告要写一到五百个字，不能有换行和特殊字符。",
	"announce.days":   "公告的日期不对：写成 2026-11-23，到期不能早于今天，最长一年。",
	"centre.station":  "没有这个站点，或它还没有接入。请用 xiaochuang-centre desks 看有哪些。",
	"centre.stations": "一次最多发给一千个站点。请用 --station 分开发。",
	"roster":          "排班不对：月份写成 2026-12，时间写成 09:00。",
	"roster.file":     "排班文件读不了。每行五项，用逗号分开：日期,编号,窗口,从,到。",
	"roster.empty":    "排班文件里没有一行排班，没有发。每行五项，用逗号分开：日期,编号,窗口,从,到。",
	"roster.none":     "这个站这个月没有发过排班。",
	"roster.line":     "排班文件第 {谁} 行不对，没有发。每行五项，用逗号分开：日期,编号,窗口,从,到；同一个人的时间不能重叠。",
	"order":           "没有这样的命令。请写 log、rekey 或 wipe。",
	"order.open":      "这台已经有同样的命令还没有做。请等它传送，用 xiaochuang-centre orders 看。",
	"order.sure":      "清除密钥之后，那台电脑上的资料再也打不开。确定就加 --sure。",
	"dispatch":        "没有这条公告。请用 xiaochuang street list 看编号。",
	"dispatch.read":   "这条公告已经读过了，不用再按。",
	"order.settled":   "这条命令已经做过了。",
	"dispatch.reader": "不知道是谁读的。请先上岗，或写 --staff。",
	"sync.approval":   "街道没有命令换钥匙，或已经换过，没有换。数据都在本机。",
	"order.log":       "日志太长，没有送。",
}
