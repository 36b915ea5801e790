package text

import (
	"strconv"
	"strings"
	"time"

	"xiaochuang/desk"
)

// Words of the byte monitor.
const (
	Monitor       = "看字节"
	CmdMonitor    = "字节"
	MonitorTip    = "看评价器、读取器、串口小票机的线上走了什么；设备照常工作"
	MonitorPick   = "看哪一台：按数字或 Enter。设备照常工作，不用退出小窗。"
	MonitorNone   = "没有装能看字节的设备：评价器、读取器和接在串口上的小票机能看"
	MonitorNoLine = "这一种看不到字节：评价器、读取器和接在串口上的小票机能看"
	MonitorHint   = "设备照常工作。文字、长数字、证上的内容记下时就抹掉，写作 ..；离开就不再记。"
	MonitorStill  = "还没有动静。设备每隔几秒会被问一次在不在；按一个键、放一张证试试。"
	MonitorHidden = "照现在的筛选没有可看的：按 f 换一种"

	StandStill    = "暂停"
	MoveOn        = "继续"
	CmdStandStill = "暂停"
	StandStillTip = "画面停住，好看清；继续时接上，中间的留最近五百条"
	Sift          = "筛选"
	CmdSift       = "筛选"
	SiftTip       = "换着看：全部、不看心跳、只看收到、只看发出、只看认不出"
	WipeBytes     = "清空"
	CmdWipeBytes  = "清空"
	WipeBytesTip  = "从现在看起"
	KeepBytes     = "存下"
	CmdKeepBytes  = "存下"
	KeepBytesTip  = "存进日志目录，打诊断包时带上；没有群众资料"
	NoBytes       = "还没有可存的"

	ColTime  = "时间"
	ColWhich = "方向"
	ColFrame = "帧"
	ColBytes = "字节"
)

// Sifts are what the monitor shows, in turn.
var Sifts = []string{"全部", "不看心跳", "只看收到", "只看发出", "只看认不出"}

// MonitorOf heads the monitor.
func MonitorOf(f desk.Family, model string) string {
	if model == "" {
		return Monitor + " · " + DeviceName(f)
	}
	return Monitor + " · " + DeviceName(f) + "：" + model
}

// MonitorStands tells how the look stands.
func MonitorStands(paused bool, sift, sent, came, lost int) string {
	w := "正在看"
	if paused {
		w = "已暂停"
	}
	w += " · " + Sifts[sift] + " · 发 " + strconv.Itoa(sent) + " 收 " + strconv.Itoa(came)
	if lost > 0 {
		w += " 认不出 " + strconv.Itoa(lost)
	}
	return w
}

// WayWord says which way something went.
func WayWord(w desk.Way) string {
	switch w {
	case desk.WaySent:
		return "> 发"
	case desk.WayCame:
		return "< 收"
	case desk.WayLost:
		return "? 收"
	case desk.WayLine:
		return "- 线"
	}
	return "= 灯"
}

// MonitorTime is a time to the thousandth.
func MonitorTime(t time.Time) string { return t.In(desk.Beijing).Format("15:04:05.000") }

// FrameName names what went over a line: the frames of a pad as its profile does,
// those of the rest in words.
func FrameName(f desk.Family, g desk.Glimpse) string {
	switch {
	case g.Way == desk.WayLost:
		return "认不出"
	case g.Way == desk.WayLine:
		return frameWords["line."+g.Name]
	case g.Way == desk.WayLamp:
		return DeviceState(desk.DeviceState(g.Name))
	case f == desk.FamilyPad && g.Name != "":
		return g.Name
	}
	if w := frameWords[string(f)+"."+g.Name]; w != "" {
		return w
	}
	return "不认识"
}

var frameWords = map[string]string{
	"line.open": "打开", "line.close": "关上", "line.read": "读", "line.write": "写", "line.frame": "等回话", "line.skip": "丢掉半帧",
	"reader.reset": "复位", "reader.state": "问状态", "reader.serial": "问编号", "reader.find": "找证", "reader.select": "选证",
	"reader.text": "读证", "reader.address": "读新址",
	"ticket.ask.1": "问在不在", "ticket.ask.2": "问为何停", "ticket.ask.3": "问毛病", "ticket.ask.4": "问纸", "ticket.barrier": "问打完没",
	"ticket.paper": "打印内容", "ticket.status": "状态",
}

// FrameBytes is the bytes column: bytes, or in words what happened to the line.
func FrameBytes(f desk.Family, g desk.Glimpse) string {
	if g.Way != desk.WayLine && g.Way != desk.WayLamp {
		if strings.Contains(g.Hex, "..") {
			return g.Hex + "（共 " + strconv.Itoa(g.Size) + "）"
		}
		return g.Hex
	}
	if phone, what, next := Cause(f, g.Hex); phone != "" && g.Hex != "" {
		return what + "（" + phone + "）：" + next
	}
	return ""
}

// TraceSaved tells where the bytes are.
func TraceSaved(path string) string { return "已存：" + path + "。打包时会带上。" }
