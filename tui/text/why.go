package text

import (
	"fmt"

	"xiaochuang/desk"
)

// Words of the panel that says why.
const (
	WhyWord      = "为什么"
	WhyTip       = "这个日期、顺序、标记、灯、不能按的键，为什么是这样"
	CmdWhy       = "为什么"
	WhyRule      = "依据"
	WhySource    = "来源"
	WhyNext      = "怎么办"
	WhyKeys      = "现在不能按的键"
	WhyLampsWell = "正常的设备灯"
	WhyNothing   = "这里没有要解释的日期、顺序或标记，键和设备也都正常。"
	WhyNoneHere  = "选中的地方没有日期、顺序要解释。下面是不能按的键、标记和设备灯。"
)

// WhyOf is the title of the panel.
func WhyOf(screen string) string { return screen + " · 为什么" }

// WhyFrom joins where a rule comes from and its version.
func WhyFrom(source, version string) string {
	if version == "" {
		return source
	}
	return source + " · 版本 " + version
}

// WhyLamp is what a lamp is called, with what it shows.
func WhyLamp(f desk.Family, sign string, s desk.DeviceState) string {
	return fmt.Sprintf("%s%s %s%s", LampLabel(f), sign, DeviceName(f), DeviceState(s))
}

// WhyLampSays says why a lamp is as it is, and what to do.
func WhyLampSays(h desk.Health) (sentence, source, next string) {
	phone, what, next := Cause(h.Family, h.Code)
	if phone != "" {
		source = "设备自己报的，电话里报代码 " + phone
	} else {
		source = "设备最近一次的回答"
	}
	if !h.LastOK.IsZero() {
		source += "；上次正常 " + clock(h.LastOK)
	}
	switch {
	case what != "" && h.State == desk.DeviceOK:
		return what + "，现在还能用。", source, next
	case what != "":
		return what + "。" + DeviceSafe(h.Family), source, next
	}
	switch h.State {
	case desk.DeviceOK:
		return "设备有应答，可以用。", source, ""
	case desk.DeviceConnecting:
		return "正在连接，连上会自己变亮。", source, "等一会儿；一分钟还这样就重插线"
	case desk.DeviceOff:
		return "这台设备没有接，或被停用了。", "配置文件", ""
	case desk.DeviceUnknown:
		return "设备还没有回答过，不知道好不好用。", source, "等一会儿，或打开 :设备 看"
	}
	return "设备没有说原因。" + DeviceSafe(h.Family), source, "重插电源，再试；不行打电话给技术员"
}

// WhyMark explains a mark of the title line; ok is false for one that is not
// known.
func WhyMark(word string) (sentence, source, next string, ok bool) {
	m, ok := marks[word]
	return m[0], m[1], m[2], ok
}

var marks = map[string][3]string{
	MarkDemo:     {"这是演示用的资料夹，里面的人和事都是编的，不会送到街道。", "打开时选了演示，或事项库是演示的", ""},
	MarkPractice: {"这是演练：用的是另一个资料夹和模拟设备，不碰正式数据。", "打开时选了演练", ""},
	MarkUnsealed: {"打开资料的密钥还放在本机文件里，没有口令保护；能登录这台电脑的人就能看到。", "资料夹旁的密钥文件", "请站长或技术员设置保护"},
	MarkClock:    {"电脑的时间和上次记录、街道的时间对不上，先不发号、不收件。", "开机时的时钟检查", "用 :上岗 重新确认今天的日期"},
}

// WhyUnsent explains the count of lines that are not sent.
func WhyUnsent(n int) (thing, sentence, next string) {
	return fmt.Sprintf("%s %d", Unsent, n),
		fmt.Sprintf("有 %d 条记录街道还没有确认收到，都完整存在本机；日终后和夜里会自动送。", n),
		"不用管；连着几天都不变少，打开 :同步 看原因"
}
