package text

import (
	"strconv"
	"strings"

	"xiaochuang/desk"
)

// CheckName names a thing that the doctor looks at.
func CheckName(name string) string {
	if f, ok := strings.CutPrefix(name, "device."); ok {
		return DeviceName(desk.Family(f))
	}
	if w, ok := checkNames[name]; ok {
		return w
	}
	return name
}

var checkNames = map[string]string{
	"config": "配置", "folder": "数据目录", "disk": "磁盘", "database": "数据库", "journal": "流水", "rows": "数据表",
	"keys": "密钥", "clock": "时钟", "calendar": "日历", "catalogue": "事项库", "devices": "设备", "access": "权限", "terminal": "终端",
	"centre": "街道中心", "backup": "备份", "doctor": "自检",
}

// CheckState names how a thing is.
func CheckState(state string) string {
	switch state {
	case "ok":
		return "正常"
	case "warning":
		return "提醒"
	case "fault":
		return "故障"
	}
	return "未查"
}

// CheckSays words a check: what it found, and what to do next, "" for nothing.
func CheckSays(name, code string, facts map[string]string) (what, next string) {
	if strings.HasPrefix(name, "device.") {
		if code == "" {
			return "应答正常", ""
		}
		return deviceSays(name, code)
	}
	if key := facts["key"]; code != "config.none" && strings.HasPrefix(code, "config.") && facts["code"] != "" {
		line, _ := strconv.Atoi(facts["line"]) // 0 where it is not known
		return ConfigFault(facts["path"], line, facts["code"], key), "改好 station.toml 后再自检"
	}
	w, ok := checkSays[name+" "+code]
	if !ok {
		w, ok = checkSays[code]
	}
	if !ok {
		w = [2]string{"查不下去，原因已记入日志", "请把代码 " + code + " 告诉技术员"}
	}
	return factual(w[0], facts), factual(w[1], facts)
}

// factual puts facts into a sentence.
func factual(w string, facts map[string]string) string {
	for k, v := range facts {
		if k == "free" || k == "bytes" {
			n, _ := strconv.ParseInt(v, 10, 64) // written by the doctor itself
			v = room(n)
		}
		if k == "why" {
			v = journalWhy(v)
		}
		w = strings.ReplaceAll(w, "{"+k+"}", v)
	}
	return w
}

// room is an amount of bytes on a disk.
func room(n int64) string {
	if n >= 1<<30 {
		return strconv.FormatFloat(float64(n)/(1<<30), 'f', 1, 64) + " GB"
	}
	return size(n)
}

// deviceSays words the cause of a device.
func deviceSays(name, code string) (what, next string) {
	f := desk.Family(strings.TrimPrefix(name, "device."))
	if w, ok := deviceCauses[code]; ok {
		return w[0], w[1]
	}
	phone, what, next := Cause(f, code)
	return what + "（" + phone + "）", next
}

// deviceCauses are causes of which only the doctor speaks, or speaks otherwise.
var deviceCauses = map[string][2]string{
	"held":             {"正被占用，没有测", "多半是开着的小窗在用；要单独测先退出小窗"},
	"absent":           {"配置的口上没有东西", "看线插好没有；station.toml 里写 /dev/serial/by-id/ 下的名字"},
	"permission":       {"没有权限打开", "把本用户加进 dialout（串口）、lp（打印机）、scanner（扫描仪）或 video（高拍仪）组，再登录一次"},
	"not_serial":       {"配置的口不是串口", "改 station.toml 里的 port"},
	"settings":         {"串口设不成这个速率", "改 station.toml 里的 baud"},
	"folder":           {"放扫描件的文件夹用不了", "看它在不在、写不写得进；改 station.toml 里 scanner 的 folder"},
	"noise":            {"有应答，但不是这种设备", "核对地址和端口，或型号和波特率"},
	"unsupported":      {"能打开，但不是能拍的摄像头", "换一个 /dev/video；同一台高拍仪常有两个，用 index0"},
	"no_answer":        {"打开了，但不应答", "看电源；核对型号和波特率"},
	"unsure":           {"打开了，这种设备不会应答，只能实际用一次看", "在画面里实际用一次"},
	"driver":           {"驱动出错，已重新启动", "请把日志给技术员"},
	"failed":           {"打不开，原因已记入日志", "重插线再试；不行请把日志给技术员"},
	"missing":          {"没有安装 scanimage", "安装 sane-utils"},
	"program":          {"没有安装 scanimage", "安装 sane-utils"},
	"idle":             {"开窗以来没有用过，没有去动它", "在“设备”画面按 t 自检，会试扫一页"},
	"connecting":       {"正在连，没有测", "过一会儿再看设备灯"},
	"sam_self_test":    {"安全模块自检失败", "送修"},
	"sam_unauthorised": {"安全模块未授权", "送修"},
}

// checkSays is what each code found, and what to do next. {…} are facts.
var checkSays = map[string][2]string{
	"config ":              {"{path}：{station}，{desk}", ""},
	"config config.demo":   {"内置的示例站点：{station}，{desk}", ""},
	"config config.none":   {"没有 {path}", "正式使用：xiaochuang init 目录；只想看看：xiaochuang doctor --demo"},
	"config config.read":   {"{path} 读不出来", "看文件权限和磁盘"},
	"config live.practice": {"这是演练的目录", "换一个 --data"},
	"late":                 {"太多，一分钟里没有查完", "闲时再查：xiaochuang doctor，或 xiaochuang journal verify"},
	"after.config":         {"配置没有读出来，没有查", "先改好配置"},
	"after.database":       {"没有打开的数据库，没有查", ""},
	"after.journal":        {"流水对不上，没有查", "先处理流水"},

	"folder ":       {"{path}", ""},
	"folder.none":   {"还没有 {path}，第一次打开时会建", ""},
	"folder.read":   {"{path} 看不了", "看权限"},
	"folder.file":   {"{path} 不是目录", "把它移走，或换一个 --data"},
	"folder.owner":  {"{path} 不是本用户的", "用建它的用户运行，或 chown 给本用户"},
	"folder.write":  {"{path} 写不进去", "看权限；磁盘是不是只读"},
	"folder.open":   {"{path} 别的用户也能看（{mode}）", "chmod 700；小窗下次打开时也会收紧"},
	"disk ":         {"剩 {free}", ""},
	"disk.low":      {"剩 {free}，不到 2 GB", "清理磁盘"},
	"disk.full":     {"只剩 {free}，已不能扫描", "马上清理磁盘；号和收件先不受影响"},
	"disk.read":     {"看不到磁盘空间", "请把日志给技术员"},
	"disk.reserve":  {"应急空间已用掉（磁盘满过）", "清理出空间后重开小窗，会自动补上"},
	"database ":     {"{bytes}，逐页检查完好；{drafts} 份草稿，{queued} 张待印", ""},
	"store.none":    {"还没有资料，第一次打开时会建", ""},
	"store":         {"数据库损坏", "停止操作；连同 -wal、-shm 整个目录拷走留底，再联系技术员用备份恢复"},
	"store.station": {"目录里是另一台（{holder}）的资料", "核对 station.toml 的 code 和 desk，或换一个 --data"},
	"store.newer":   {"资料是更新的版本写的", "换上新版本"},
	"store.busy":    {"资料一直忙", "稍后再自检"},
	"store.open":    {"打不开", "请把日志给技术员"},

	"access ":      {"插着的口和打印机本用户都能打开", ""},
	"access.none":  {"没有插着的串口、打印机、摄像头", ""},
	"access.group": {"本用户打不开 {paths}", "sudo usermod -aG {groups} {user}，再登录一次"},
	"access.rules": {"本用户打不开 {paths}，换组也不行", "装上规则：xiaochuang device udev | sudo tee /etc/udev/rules.d/70-xiaochuang.rules"},

	"journal ":     {"{lines} 条，从头校验全部对得上，链头 {head}", ""},
	"journal.bad":  {"第 {n} 条（记录 {record}）对不上：{why}", "停止操作；整个目录拷走留底，再联系技术员。它之前的都好"},
	"journal.read": {"读不下去", "停止操作；整个目录拷走留底，再联系技术员"},
	"rows ":        {"与流水逐行一致", ""},
	"rows.differ":  {"与流水有 {count} 处差别，第一处在 {table}（{key}）", "流水是好的：运行 xiaochuang journal rebuild --yes"},
	"rows.late":    {"太多，没有比完", "闲时运行 xiaochuang journal rebuild --check"},
	"rows.read":    {"比不下去", "请把日志给技术员"},

	"keys ":        {"只有本用户能读，已加保护", ""},
	"keys.none":    {"还没有密钥，第一次打开时会建", ""},
	"keys.locked":  {"已加锁保护", ""},
	"keys.file":    {"密钥未保护：拿到 {path} 的人就能看资料", "把它和数据目录分开备份；磁盘要加密"},
	"keys.missing": {"资料在，密钥 {path} 不在：看不了也写不了", "从备份放回这个文件；不要另建"},
	"keys.exposed": {"别的用户也能读 {path}，已拒绝使用", "chmod 600；想一想谁看过"},
	"keys.ring":    {"{path} 读不懂", "从备份放回这个文件；不要另建"},
	"keys.other":   {"{path} 不是这份资料的密钥", "放回原来的密钥文件"},

	"clock ":          {"{now}", ""},
	"clock.suspect":   {"电脑是 {now}，与上次记录或程序日期对不上", "对照手机改好电脑时间；多半是主板电池没电"},
	"clock.confirmed": {"电脑是 {now}，日期由人确认过", "改好电脑时间"},
	"clock.off":       {"和街道中心相差 {minutes} 分钟（电脑 {now}）", "对照手机改好电脑时间"},
	"clock.read":      {"看不了上次记录的时间", "请把日志给技术员"},

	"calendar ":      {"有 {year}、{next} 年的节假日表", ""},
	"calendar.later": {"有 {year} 年的节假日表；{next} 年的等国务院通知（一般 11 月）", ""},
	"calendar.next":  {"没有 {year} 年的节假日表，跨年的期限算不出来", "xiaochuang calendar import 文件"},
	"calendar.this":  {"没有 {year} 年的节假日表，期限算不出来", "xiaochuang calendar import 文件"},
	"calendar.file":  {"导入过的节假日表坏了", "重新导入：xiaochuang calendar import 文件"},

	"catalogue ":            {"{version}，{items} 项", ""},
	"catalogue.demo":        {"内置演示数据 {items} 项，不能给群众用", "导入正式的：xiaochuang catalogue import 文件"},
	"catalogue.demo.broken": {"内置演示数据读不出来", "重新安装"},
	"catalogue.unverified":  {"{version}，{items} 项，其中有未核实的，画面和单据带“演示数据”", "核实后重新导入"},
	"catalogue.findings":    {"{version}，{items} 项，有 {count} 处提醒", "重新运行 xiaochuang catalogue import 文件，看提醒"},
	"catalogue":             {"导入过的事项文件坏了（{count} 处，先看第 {line} 行）", "重新导入：xiaochuang catalogue import 文件"},
	"catalogue.file":        {"导入过的事项文件读不出来", "重新导入：xiaochuang catalogue import 文件"},

	"device.none": {"没有配置设备：手工填写、以后再打印", ""},
	"device.open": {"设备配置不能用", "核对 station.toml 的 [devices]"},

	"terminal ":       {"{term}，{columns}×{rows}，{locale}", ""},
	"terminal.none":   {"输出不是终端", ""},
	"terminal.size":   {"问不到大小", "换一个终端"},
	"terminal.dumb":   {"TERM 是“{term}”，画不了画面", "设 TERM，如 xterm-256color"},
	"terminal.locale": {"字符集是“{locale}”，汉字会乱", "设 LANG=zh_CN.UTF-8 或 C.UTF-8"},
	"terminal.small":  {"{columns}×{rows}，小于 80×24", "放大窗口或缩小字号"},

	"centre ":               {"{url} 连得上；待送 {lines} 条、{pages} 页", ""},
	"centre.none":           {"没有接入，数据都在本机", "要接入：xiaochuang enrol 地址 接入码"},
	"centre.stale":          {"{url} 连得上，上次传送是 {last}；待送 {lines} 条、{pages} 页", "运行 xiaochuang sync"},
	"centre.failed":         {"{url} 连得上，{failed} 那次没有送完；待送 {lines} 条、{pages} 页", "看原因：xiaochuang sync --history；再送：xiaochuang sync"},
	"centre.read":           {"看不了传送的情况", "请把日志给技术员"},
	"centre sync.enrolment": {"有地址 {url}，还没有接入", "xiaochuang enrol 地址 接入码"},
	"centre sync.unreachable": {
		"{url} 连不上；待送 {lines} 条、{pages} 页，都在本机", "看网线和地址；窗口照常办",
	},
	"backup.none_set": {"没有设每天的备份", "在 station.toml 写 [backup] dir，或运行 xiaochuang backup 目录"},
	"backup.away":     {"够不着 {path}", "看备份盘插好、挂上没有"},
	"backup.never":    {"{path} 还没有备份过", "运行 xiaochuang backup"},
	"backup.stale":    {"上次备份是 {last}，太久了", "看备份盘，运行 xiaochuang backup"},
	"backup.samedisk": {"上次 {last}；{path} 和数据在同一块盘上，盘坏了一起丢", "换到另一块盘"},
	"backup.keysout":  {"上次 {last}；密钥没有口令保护，不在备份里", "另外留一份 .keys，锁好"},
	"backup":          {"上次 {last}，{path}", ""},
	"doctor panic":    {"这一项查的时候出错", "请把日志给技术员"},
}

// DoctorSums sums the checks up.
func DoctorSums(faults, warnings int, seconds float64) string {
	s := strconv.FormatFloat(seconds, 'f', 1, 64) + " 秒"
	if faults == 0 && warnings == 0 {
		return "自检完毕，全部正常（" + s + "）。"
	}
	return "自检完毕：故障 " + strconv.Itoa(faults) + " 项，提醒 " + strconv.Itoa(warnings) + " 项（" + s + "）。"
}

// CheckLine is what the doctor says of one thing after its state and its name:
// what it found, the code of a fault for whoever reads logs, and what to do next.
func CheckLine(c desk.Check, coded bool) string {
	what, next := CheckSays(c.Name, c.Code, c.Facts)
	if coded && c.State == desk.CheckFault && c.Code != "" {
		what += " [" + c.Code + "]"
	}
	if next != "" {
		what += "  " + NextStep(next)
	}
	return what
}

// NextStep leads to what to do.
func NextStep(next string) string { return "→ " + next }
