package text

import "xiaochuang/desk"

// Words of the log-in screen.
const (
	WhoServes    = "今天谁上岗？按数字或用上下键选，Enter 确认"
	Seven        = "服务承诺 · 亮明身份 · 首问负责 · 一次性告知 · 帮办代办 · 错峰延时 · 监督评价"
	NoStaff      = "站点文件里没有工作人员。请在 station.toml 里填写。"
	ColName      = "姓名"
	ColStaffNo   = "工号"
	ColPost      = "岗位"
	BeginDuty    = "上岗"
	BeginDutyTip = "以选中的人上岗，之后的每件事都记在其名下"
	CmdBegin     = "上岗"
	ClockTitle   = "电脑时钟可疑"
)

// ClockAsk asks for the business day when the clock is suspect.
func ClockAsk(day desk.Day) string {
	return "电脑显示 " + string(day) + "，与上次记录对不上（可能是主板电池没电）。请对照手机，填写今天的日期，如 2026-11-23。"
}
