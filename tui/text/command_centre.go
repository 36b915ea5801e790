package text

import "fmt"

// Words of the street centre's program.
const (
	Reviewer          = "街道审核"
	NoDesks           = "还没有接入的站。先用 xiaochuang-centre code 发接入码。"
	StreetColDesk     = "站点-桌号"
	StreetColStation  = "站名"
	StreetColSeen     = "上次来"
	StreetColLines    = "记录"
	StreetColLag      = "未到"
	StreetColAwaited  = "待传页"
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

// CentreUpgrading tells people who open the pages meanwhile.
const CentreUpgrading = "街道中心正在升级，资料都在。请过几分钟再打开这一页。"

// CentreUpgrade tells the operator how far the tables of an older program are:
// which step of how many, 0 for the copy before the first.
func CentreUpgrade(step, of int, waiting bool) string {
	switch {
	case waiting:
		return "升级要等：别的程序正用着街道中心的数据，或者正在升级它。等到了会自己接着做。"
	case step == 0:
		return "街道中心的数据是旧版本的，先抄一份备用，再升级。请等它做完，不要关机；这期间窗口会自己稍后再来。"
	}
	return fmt.Sprintf("正在升级街道中心的数据：第 %d 步，共 %d 步。", step, of)
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

// BackedUp tells of a finished backup.
func BackedUp(id string, pages, fresh, bytes int64) string {
	return fmt.Sprintf("备份 %s 完成，已按它试着恢复过一遍：扫描件 %d 份，其中新增 %d 份（%s）。各站可以按它清理。", id, pages, fresh, megabytes(bytes))
}

// Moved tells of a centre that was restored, or moved.
func Moved(backup string, rows, pages, bytes, lost int64) []string {
	from := "已搬好"
	if backup != "" {
		from = "已从备份 " + backup + " 恢复"
	}
	lines := []string{fmt.Sprintf("%s：%d 行逐行核对，扫描件 %d 份（%s）逐份核对。各站下次传送时自动补齐。", from, rows, pages, megabytes(bytes))}
	if lost > 0 {
		lines = append(lines, fmt.Sprintf("有 %d 份扫描件原来就不在或已损坏，窗口还有的会重新传来。", lost))
	}
	return lines
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// Tended tells what a round of upkeep did.
func Tended(read, mended, wanted, removed, parts, released int64) []string {
	lines := []string{fmt.Sprintf("核对扫描件 %d 份。", read)}
	for _, l := range []struct {
		n    int64
		says string
	}{
		{mended, "损坏的 %d 份已从备份修复。"},
		{wanted, "损坏的 %d 份备份里也没有，已请窗口重新传来。"},
		{removed, "清理没有办件用到的扫描件 %d 份。"},
		{parts, "清理没有传完的分块 %d 个。"},
		{released, "原来不认识的记录 %d 条已处理。"},
	} {
		if l.n > 0 {
			lines = append(lines, fmt.Sprintf(l.says, l.n))
		}
	}
	return lines
}

// Revoked tells that a desk may send no more.
func Revoked(desk string) string {
	return desk + " 已停用，不能再传送；它那里的数据都在。要恢复，请再发一个接入码。"
}

// StreetExportColumns head the table of cases.
func StreetExportColumns() []string {
	return []string{"编号", "站点", "窗口机", "事项", "名称", "状态", "答复", "答复说明", "收件", "变动", "已到页", "应有页"}
}

// StreetExported tells what was written to a file.
func StreetExported(rows int, file string) string {
	return fmt.Sprintf("写了 %d 行到 %s。", rows, file)
}
