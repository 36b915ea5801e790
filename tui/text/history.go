package text

import (
	"strconv"
	"time"

	"xiaochuang/desk"
)

// Words of the history of the configuration.
const (
	History       = "改动记录"
	CmdHistory    = "改动记录"
	HistoryTip    = "配置改过哪些：什么时候、谁、原来和现在；能单退一处，也能导出、导入"
	UndoOne       = "退回这一处"
	CmdUndoOne    = "退回这一处"
	UndoOneTip    = "把选中的一项改回它原来的值；后来又改过的不退"
	UndoChange    = "退回这一次"
	CmdUndoChange = "退回这一次"
	UndoChangeTip = "选中的那一次改了几项，就退几项"
	Export        = "导出"
	CmdExport     = "导出"
	ExportTip     = "把能给别的站用的配置存成文件；站点、人员、密钥、设备接在哪里不在里面"
	Import        = "导入"
	CmdImport     = "导入"
	ImportTip     = "读别的站导出的文件，先看会改哪些，再定"
	BringIn       = "采用"
	CmdBringIn    = "采用"
	BringInTip    = "就照列出的改；现在这份留着，可以退回"

	ColNewer         = "改成"
	ColChangedBy     = "谁"
	NothingChanged   = "还没有改动。装设备、改配置都会记在这里。"
	NothingToTake    = "和这里一样，没有要改的"
	SetupAtHistory   = "设置 · 配置的改动记录"
	SetupHistoryHint = "新的在上面。退回也是一次改动，还能再退回来。"
	SetupAtImport    = "设置 · 导入别的站的配置"
	SetupImportHint  = "F9 采用就改成“现在”一栏；还没有改。"
	ExportAsk        = "存到哪里：写全路径，或只写文件名（存进数据目录）"
	ImportAsk        = "别的站导出的文件在哪里"
	ExportExample    = "/media/usb/peizhi.toml"

	ConfigWouldChange = "还没有改。看过没有问题，再加 --yes 运行一次。"
)

// ChangedAt is when a configuration was changed.
func ChangedAt(t time.Time) string { return t.In(desk.Beijing).Format("01-02 15:04:05") }

// ChangeNote tells one value of a change whole.
func ChangeNote(c desk.ConfigChange, key, before, after string) string {
	return "第 " + strconv.Itoa(c.N) + " 次 · " + ChangedHow(c.How) + " · " + key + "：" + Value(before) + " → " + Value(after)
}

// UndoAsk asks before something is taken back.
func UndoAsk(key, before string, n int) string {
	if key != "" {
		return "把“" + ConfigKey(key) + "”改回 " + Value(before) + "？"
	}
	return "那一次改的 " + strconv.Itoa(n) + " 项都改回去？"
}

// ExportedTo tells where an export is.
func ExportedTo(path string) string {
	return "已导出：" + path + "。站点、人员、密钥不在里面。"
}

// BringInAsk asks before a file of another station is taken in.
func BringInAsk(n int) string {
	return "照文件改 " + strconv.Itoa(n) + " 项？现在这份留着，可以退回。"
}

// TakenIn says that a file of another station is in force.
func TakenIn(again bool) string {
	if again {
		return "已导入，重开小窗后生效。"
	}
	return "已导入，已生效。"
}

// ConfigIsChanged says what a command has put in force.
func ConfigIsChanged(how string) string {
	if how == desk.HowRestored || how == desk.HowUndone {
		return ConfigIsBack(true)
	}
	return "配置已改，重开小窗后生效。退回：xiaochuang config undo 号（号在 xiaochuang config history 里）。"
}

// ChangedHow says how a configuration was changed.
func ChangedHow(how string) string {
	if w, ok := changedHow[how]; ok {
		return w
	}
	return Blank
}

var changedHow = map[string]string{
	desk.HowFitted: "装设备", desk.HowSet: "改一项", desk.HowRestored: "退回好的", desk.HowUndone: "退回一次",
	desk.HowImported: "导入", desk.HowByHand: "用编辑器改",
}

// ChangedBy says who has changed a configuration.
func ChangedBy(staff string) string {
	if staff == "" {
		return Blank
	}
	return staff
}

// ConfigExported tells where an export is.
func ConfigExported(path string, n int) string {
	return "已导出 " + strconv.Itoa(n) + " 项：" + path + "。站点、人员、密钥、街道地址不在里面。"
}
