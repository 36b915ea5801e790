package text

// Words of the street centre's program.
const (
	Reviewer          = "街道审核"
	NoDesks           = "还没有接入的站。先用 xiaochuang-centre code 发接入码。"
	StreetColDesk     = "站点-桌号"
	StreetColSeen     = "上次来"
	StreetColLines    = "记录"
	StreetColAwaited  = "待传"
	StreetColAlarms   = "警示"
	StreetColDecision = "答复"
	StreetColPages    = "页"
	StreetColChanged  = "变动"
)

// ServingAt tells where the centre listens.
func ServingAt(at string, tls bool) string {
	scheme := "http://"
	if tls {
		scheme = "https://"
	}
	return "街道中心在 " + scheme + at + " 服务，按 Ctrl+C 停止。"
}

// CodeFor tells a one-time code, and how it is used.
func CodeFor(desk, code string) string {
	return desk + " 的接入码：" + code + "（三天内有效，只能用一次）。在那台上运行：xiaochuang enrol 地址 " + code
}

// DeskActive tells whether a desk may send.
func DeskActive(active bool) string {
	if active {
		return "接入"
	}
	return "停用"
}

// Decided tells what was answered.
func Decided(no, title, decision, words string) string {
	s := no + " " + title + "：" + Decision(decision)
	if words != "" {
		s += "（" + words + "）"
	}
	return s + "。窗口下次传送时收到。"
}
