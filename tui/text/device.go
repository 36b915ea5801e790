package text

import (
	"strings"

	"xiaochuang/desk"
)

// LampLabel is the one character of a device family in the title line.
func LampLabel(f desk.Family) string {
	switch f {
	case desk.FamilyReader:
		return "读"
	case desk.FamilyScanner:
		return "扫"
	case desk.FamilyPad:
		return "评"
	case desk.FamilyPrinter:
		return "印"
	case desk.FamilyTicket:
		return "票"
	case desk.FamilyCaller:
		return "叫"
	case desk.FamilyCentre:
		return "街"
	}
	return "?"
}

// DeviceName names a device family.
func DeviceName(f desk.Family) string {
	switch f {
	case desk.FamilyReader:
		return "身份证读取器"
	case desk.FamilyScanner:
		return "扫描仪"
	case desk.FamilyPad:
		return "评价器"
	case desk.FamilyPrinter:
		return "A4 打印机"
	case desk.FamilyTicket:
		return "小票打印机"
	case desk.FamilyCaller:
		return "叫号屏"
	case desk.FamilyCentre:
		return "街道中心"
	}
	return string(f)
}

// DeviceState names a state.
func DeviceState(s desk.DeviceState) string {
	switch s {
	case desk.DeviceOK:
		return "正常"
	case desk.DeviceConnecting:
		return "连接中"
	case desk.DeviceSilent:
		return "无应答"
	case desk.DeviceOffline:
		return "离线"
	case desk.DeviceFault:
		return "故障"
	case desk.DeviceOff:
		return "未接"
	}
	return "未知"
}

// DeviceLetter begins the fault code that is read out on the phone.
func DeviceLetter(f desk.Family) string {
	switch f {
	case desk.FamilyReader:
		return "I"
	case desk.FamilyScanner:
		return "S"
	case desk.FamilyPad:
		return "R"
	case desk.FamilyPrinter:
		return "P"
	case desk.FamilyTicket:
		return "T"
	case desk.FamilyCaller:
		return "C"
	}
	return "N"
}

// causes are the codes of devices: number for the phone, what is wrong, what
// to do now.
var causes = map[string][3]string{
	"paper_out":        {"01", "缺纸", "装纸，会接着打"},
	"paper_low":        {"02", "纸快用完", "备好纸"},
	"cover_open":       {"03", "盖子没合上", "合上盖子"},
	"jam":              {"04", "卡纸", "打开盖子取出纸，再试"},
	"double_feed":      {"30", "两张一起进去了", "取出来抖开，从那一张起重放"},
	"offline":          {"05", "不在线", "看电源和线，可先用另一台"},
	"unreachable":      {"05", "网络上找不到它", "看电源、网线和地址，会自动再连"},
	"hung_up":          {"06", "连接断了", "看电源和网线，会自动再连"},
	"unplugged":        {"06", "线被拔掉", "插回原来的口，会自动恢复"},
	"no_answer":        {"07", "不应答", "关机再开，等 15 秒"},
	"silent":           {"07", "不应答", "稍后会自动再试，数据都在本机"},
	"timeout":          {"07", "不应答", "关机再开，等 15 秒"},
	"busy":             {"08", "正被别的程序用着", "关掉那个程序，或稍等"},
	"held":             {"08", "被占用或等人放行", "看设备面板，或关掉占用它的程序"},
	"no_documents":     {"09", "没有放纸", "放好纸后再按一次"},
	"io":               {"10", "读写出错", "重插线再试"},
	"access":           {"11", "没有权限", "请技术员加权限"},
	"permission":       {"11", "没有权限", "请技术员加权限"},
	"toner_out":        {"12", "没有碳粉", "换碳粉"},
	"toner_low":        {"12", "碳粉快用完", "备好碳粉"},
	"toner_missing":    {"12", "碳粉盒（墨盒）没装好", "装好碳粉盒，合上盖子"},
	"paused":           {"13", "已暂停", "在打印机上按继续"},
	"stopped":          {"13", "已停下", "看打印机面板"},
	"rejecting":        {"13", "不收新任务", "看打印机面板"},
	"no_status":        {"14", "不能查询状态", "打完后看一眼纸"},
	"unsure":           {"14", "不能查询状态", "按一下键看看"},
	"sam_self_test":    {"15", "自检没通过", "送修"},
	"sam_unauthorised": {"16", "安全模块未授权", "送修"},
	"settings":         {"17", "线路设不成", "请技术员看波特率或地址"},
	"not_serial":       {"17", "这个口不是串口", "请技术员改配置"},
	"option":           {"17", "扫描设置不对", "请技术员改配置"},
	"resolution":       {"17", "分辨率超出范围", "请技术员改配置"},
	"source":           {"17", "没有这个进纸口", "请技术员改配置"},
	"unsupported":      {"17", "设备做不到", "请技术员改配置"},
	"program":          {"18", "没有装 scanimage", "请技术员安装 sane-utils"},
	"driver_missing":   {"18", "缺少驱动程序", "请技术员安装"},
	"driver":           {"18", "驱动出错", "重插线；不行请技术员看日志"},
	"crash":            {"18", "驱动中途退出", "再试一次；不行请技术员看日志"},
	"memory":           {"18", "内存不够", "关掉别的程序再试"},
	"cut":              {"19", "这一页没传完整", "重扫这一页"},
	"size":             {"19", "这一页尺寸不对", "重扫这一页"},
	"too_large":        {"19", "这一页太大", "降低分辨率再扫"},
	"limit":            {"19", "一次扫得太多", "分几次扫"},
	"noise":            {"20", "数据杂乱", "检查波特率和线"},
	"unknown_key":      {"20", "收到不认识的按键", "请技术员看评价器型号"},
	"refused":          {"21", "设备拒绝", "换一台打印"},
	"aborted":          {"21", "设备放弃了", "看一眼纸，需要时重打"},
	"lost":             {"21", "设备不认得这个任务了", "看一眼纸，需要时重打"},
	"format":           {"21", "设备不收这种文件", "请技术员改配置"},
	"invalid":          {"21", "任务本身不对", "请技术员看日志"},
	"layout":           {"21", "排不出版", "请技术员看日志"},
	"stale":            {"22", "等得太久，没有自动打", "需要时按重打"},
	"cancelled":        {"22", "已取消", "需要时再印"},
	"tray_missing":     {"23", "纸盒没装好", "装好纸盒"},
	"output_full":      {"23", "出纸口满了", "取走纸"},
	"output_low":       {"23", "出纸口快满了", "取走纸"},
	"output_missing":   {"23", "出纸盘没装好", "装好出纸盘"},
	"waste_full":       {"23", "废粉盒满了", "换废粉盒"},
	"waste_low":        {"23", "废粉盒快满了", "备好废粉盒"},
	"cutter":           {"24", "切刀出错", "关机，清理切刀"},
	"fault":            {"24", "设备报故障", "看设备面板"},
	"feeding":          {"24", "有人按着走纸键", "松开走纸键，会接着打"},
	"folder":           {"25", "文件夹读不了", "请技术员看权限"},
	"absent":           {"26", "没有插上", "插上线，会自动连上"},
	"elsewhere":        {"39", "归另一个窗口的程序管", "不用管，单子由那边打"},
	"closed":           {"27", "已停用", "要用请技术员在配置里打开"},
	"line":             {"29", "到那台电脑的线路断了", "看网线；接上会自动恢复"},
	"not_lent":         {"29", "那台电脑没有借出它", "请技术员看 seat.toml"},
	"failed":           {"28", "多次连不上", "重插线；过一分钟会再试"},
	"media":            {"31", "要的纸不是这一种", "放 A4 纸，按面板上的提示确认"},
	"part":             {"32", "里面的部件坏了", "关机再开；不行送修"},
	"part_missing":     {"32", "里面的部件没装好", "打开盖子装好；不行送修"},
	"part_worn":        {"32", "里面的部件到寿命了", "打电话请人换"},
	"part_low":         {"32", "里面的部件快到寿命", "打电话请人备件"},
	"notice_low":       {"32", "有提醒，还能打", "空下来看一眼打印机面板"},
	"heat":             {"33", "太热或还没热好", "等几分钟；不行关机放凉再开"},
	"storage":          {"34", "打印机的内存满了", "关机再开；不行送修"},
	"spool_full":       {"34", "打印机里排的任务太多", "等它打完，或在面板上取消旧的"},
	"certificate":      {"35", "证书和登记的不一样", "先用另一台；请技术员核对"},
	"account":          {"36", "打印机要账号，或账号不能用了", "先用另一台；请技术员看打印机的账号"},
	"interrupted":      {"37", "没有传完整", "看网线，再打一次"},
	"restarted":        {"37", "打印服务中途重启了，也许印了两张", "看一眼纸，没有再重打"},
	"feed":             {"40", "要送的都送到了，街道发来的没有收下", "请技术员向街道核对接入"},
	"not_welcome":      {"41", "街道中心不收本机的数据", "请技术员向街道核对接入，看 :同步 里的原因"},
	"flawed":           {"38", "印出来了，但打印机说有错", "看一眼纸，不好就重打"},
}

// causeOf looks a device's code up; what is "" for one that is not known.
func causeOf(code string) (no, what, next string) {
	for _, prefix := range [...]string{"scanner.", "printer.", "pad.", "serial."} {
		code = strings.TrimPrefix(code, prefix)
	}
	c := causes[code]
	return c[0], c[1], c[2]
}

// Cause returns the code for the phone (P-03), what is wrong and what to do.
func Cause(f desk.Family, code string) (phone, what, next string) {
	if code == "" {
		return "", "", ""
	}
	no, what, next := causeOf(code)
	if what == "" {
		return DeviceLetter(f) + "-99", "原因不明", "重插电源，再试；不行请打电话报这个代码"
	}
	return DeviceLetter(f) + "-" + no, what, next
}

// DeviceSafe tells what is safe while a device does not work.
func DeviceSafe(f desk.Family) string {
	switch f {
	case desk.FamilyReader:
		return "业务照办：证件号可以手输，输错了会查出来。"
	case desk.FamilyScanner:
		return "业务照办：扫好的页都在，没扫的过后再补。"
	case desk.FamilyPad:
		return "业务照办：没按的记未评，不会算成好评。"
	case desk.FamilyPrinter, desk.FamilyTicket:
		return "业务照办：单子都存着，没印的不会丢，印过的不会自己再印。"
	case desk.FamilyCaller:
		return "业务照办：叫号照记，队不会乱，口头请一声。"
	case desk.FamilyCentre:
		return "业务照办：数据都在本机，通了会自动补传。"
	}
	return "业务不受影响，可以先手工办。"
}

// PrinterFamily is the family that a printer's faults are told as.
func PrinterFamily(name string) desk.Family {
	if name == "ticket" || strings.HasPrefix(name, "ticket-") {
		return desk.FamilyTicket
	}
	return desk.FamilyPrinter
}
