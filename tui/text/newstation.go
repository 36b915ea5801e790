package text

import "strings"

// Words of a desk that has no station.toml yet.
const (
	NewStation     = "新站点"
	NewStationHead = "第一次打开：先写下这是哪个站"
	NewStationHint = "写完按 F9，会写出带说明的 station.toml，接着装设备。这之前不发号。别的（社区、窗口、人员、号类）以后在文件里补。"
	CmdFound       = "建站"
	Found2         = "建站"
	FoundTip       = "写出站点文件，接着装设备"

	StationCode             = "站点编码"
	StationCodeHint         = "12 位统计用区划代码：6 位区县、3 位街乡、3 位村居"
	StationName             = "站名"
	StationNameHint         = "印在单据和屏上"
	StationNameExample      = "示例社区服务站"
	StationStreet           = "街道（乡镇）"
	StationStreetHint       = "审批和盖章的街道；街道中心照它起名"
	StationStreetExample    = "示例街道"
	StationAddress          = "地址"
	StationPhone            = "电话"
	StationPhoneHint        = "印在告知单上，群众打这个"
	StationCommunity        = "社区（村）"
	StationCommunityHint    = "一站多居的，先写一个，其余在文件里补"
	StationCommunityExample = "示例社区"
	StationStaff            = "站长姓名"
	StationStaffHint        = "第一个上岗的人，有站长和技术员的权限"
	StationStaffExample     = "张示例"
	StationStaffNo          = "工号"

	SetupDone = "设置结束。运行 xiaochuang 开窗；以后装设备：xiaochuang setup，或在小窗里打 :设置。"
)

// StationCodeFault says what is wrong with a station's code, "" for nothing.
func StationCodeFault(v string) string {
	if len(v) != 12 || strings.Trim(v, "0123456789") != "" {
		return "要 12 位数字"
	}
	return ""
}

// MustFill says that a field is empty, "" where it is not.
func MustFill(v string) string {
	if strings.TrimSpace(v) == "" {
		return "还没有写"
	}
	return ""
}

// StationIsWritten tells where the station file of a new station is.
func StationIsWritten(file string) string {
	return "站点文件已写好：" + file + "。社区、窗口、人员、号类在里面补全。"
}

// StreetCentre is what a street's centre is called.
func StreetCentre(street string) string { return street + "政务服务中心" }
