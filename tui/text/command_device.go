package text

import "fmt"

// Words of the commands on devices and on profiles of pads.
const (
	ColNote    = "说明"
	OwnProfile = "（本站的）"
)

// FamilyUnknown says that there is no such family of devices.
func FamilyUnknown(f string) string {
	return "没有“" + f + "”这一种设备；有 reader scanner pad printer ticket"
}

// LintSums ends the list of findings about a profile.
func LintSums(errors, warnings int) string {
	if errors == 0 {
		return fmt.Sprintf("可以用。提醒 %d 处。", warnings)
	}
	return fmt.Sprintf("不能用：错误 %d 处，提醒 %d 处。", errors, warnings)
}

// PadFinding words a finding about a profile.
func PadFinding(code string) string {
	if w, ok := padFindings[code]; ok {
		return w
	}
	return code
}

var padFindings = map[string]string{
	"syntax":                "写法不对，这一行读不下去",
	"unknown_key":           "不认识这个键，多半是拼错了",
	"too_long":              "文件太长",
	"missing":               "没有写",
	"unknown_value":         "不认识这个值",
	"out_of_range":          "超出范围，或文字太长放不进一帧",
	"transport_unsupported": "这种接法还不能用",
	"grammar":               "这一串读不懂：看元素的名字和十六进制",
	"no_such_name":          "指到一个没有的命令或事件",
	"ambiguous":             "两样东西在线上长得一样，分不清",
	"unverified":            "没有在真机上核对过，画面上会写明",
	"no_ping":               "没有问“在不在”的命令：坏了要等有人按键才知道",
	"no_echo":               "按键不带是哪一次：过时的按键不会算到别人头上，也就不算",
	"no_cancel":             "没有收回的命令：超时后评价器上还留着问题",
	"few_levels":            "不到五档，由街道定三键对哪几档",
	"placeholder":           "说明里写着有字节是猜的（PLACEHOLDER），照厂家资料改",
}

// SimSays words what happens at a simulated device.
func SimSays(event, fact string) string {
	switch event {
	case "serves":
		return "模拟设备在 " + fact + "，Ctrl+C 结束"
	case "handles":
		if fact == "" {
			return "它没有动作可写"
		}
		return "可以按行写：" + fact + " quit"
	case "heard":
		return "收到 " + fact
	case "turned":
		return "已 " + fact
	case "failed":
		return "没有做成：" + fact
	}
	return "不认识 " + fact
}
