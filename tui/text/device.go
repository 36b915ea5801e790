package text

import "xiaochuang/desk"

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
	"paper_out":    {"01", "缺纸", "装纸，再按 Enter 重打"},
	"paper_low":    {"02", "纸快用完", "备好纸"},
	"cover_open":   {"03", "盖子没合上", "合上盖子"},
	"jam":          {"04", "卡纸", "打开盖子取出纸，再试"},
	"offline":      {"05", "不在线", "看电源和线，可先用另一台"},
	"unplugged":    {"06", "线被拔掉", "插回原来的口，会自动恢复"},
	"silent":       {"07", "不应答", "关机再开，等 15 秒"},
	"busy":         {"08", "被占用", "关掉占用它的程序"},
	"no_documents": {"09", "没有放纸", "放好纸后再按一次"},
	"io":           {"10", "读写出错", "重插线再试"},
	"access":       {"11", "没有权限", "请技术员加权限"},
	"toner":        {"12", "碳粉不足", "换碳粉"},
	"paused":       {"13", "已暂停", "在打印机上按继续"},
	"unsupported":  {"14", "不能查询状态", "打完后看一眼纸"},
	"self_test":    {"15", "自检失败", "送修"},
	"unauthorised": {"16", "安全模块未授权", "送修"},
	"config":       {"17", "配置不对", "请技术员改配置"},
	"missing":      {"18", "缺少驱动程序", "请技术员安装"},
	"timeout":      {"19", "超时", "再试一次"},
	"noise":        {"20", "数据杂乱", "检查波特率和线"},
	"rejected":     {"21", "设备拒绝", "换一台打印"},
	"cancelled":    {"22", "已取消", "需要时再印"},
}

// Cause returns the code for the phone (P-03), what is wrong and what to do.
func Cause(f desk.Family, code string) (phone, what, next string) {
	if code == "" {
		return "", "", ""
	}
	c, ok := causes[code]
	if !ok {
		return DeviceLetter(f) + "-99", "原因不明", "重插电源，再试；不行请打电话报这个代码"
	}
	return DeviceLetter(f) + "-" + c[0], c[1], c[2]
}
