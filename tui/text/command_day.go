package text

import (
	"fmt"
	"strings"
)

// What commands ask for on standard input.
const (
	TwinAsked = "问了什么"
	TwinAsker = "谁问的（可空）"
	TwinPhone = "电话（可空）"
	TwinReply = "怎么答复的"
)

// TwinDay tells which business day it is.
func TwinDay(day string, doubt bool) string {
	if doubt {
		return "业务日 " + day + "（电脑时钟可疑）。"
	}
	return "业务日 " + day + "。"
}

// TwinClosed tells that a day was closed.
func TwinClosed(day string) string {
	return day + " 已日终，流水都在。和街道的传送请用 sync。"
}

// TwinAgenda is what is open at the end of a day, by line: the numbers that wait,
// stand at a window or were missed, and then counts of open questions, drafts, cases
// for the street, cases due, originals, visits without a rating and visits served.
func TwinAgenda(waiting, held, missed []string, counts []int) [][]string {
	var rows [][]string
	for _, x := range []struct {
		name string
		list []string
	}{{"等候", waiting}, {"在窗口", held}, {"过号", missed}} {
		rows = append(rows, []string{"  " + x.name, fmt.Sprint(len(x.list)), strings.Join(x.list, "、")})
	}
	for i, name := range []string{"待复首问", "草稿", "要交街道", "到期", "原件", "未评", "办完"} {
		rows = append(rows, []string{"  " + name, fmt.Sprint(counts[i]), ""})
	}
	return rows
}

var dayUses = map[string]CommandUse{
	"xiaochuang inquiry ask": {
		Does: "登记一条首问：答复了、引导走了，或待复",
		More: "问的话、谁问的、电话从标准输入各读一行，不写在命令里。引导要写 --to，待复由登记的人负责到答复。",
		Try:  []string{"xiaochuang inquiry ask --item BJ-SQ-0001", "xiaochuang inquiry ask --state open --due 2026-11-24"},
	},
	"xiaochuang inquiry close": {
		Args: "编号", Does: "答复一条待复的首问，办结", More: "编号可只写末六位（见 inquiry list）。怎么答复的从标准输入读一行。",
		Try: []string{"xiaochuang inquiry close 7K3M9Q"},
	},
	"xiaochuang inquiry lead": {
		Args: "编号", Does: "把一条待复的首问交给一个写明姓名的人，由他负责", Try: []string{"xiaochuang inquiry lead 7K3M9Q --to 李示例"},
	},
	"xiaochuang paper notice": {
		Args: "事项编号", Does: "照指南卡打一次性告知单，首问记为已答复", More: "情形用 --answer 写，可写多次；没写的情形，有关材料都列上并注明条件。",
		Try: []string{"xiaochuang paper notice BJ-SQ-0001", "xiaochuang paper notice BJ-SQ-0001 --answer who=self"},
	},
	"xiaochuang paper referral": {
		Args: "证明编号", Does: "居（村）不出具的证明：打证明事项指引单", Try: []string{"xiaochuang paper referral Z01"},
	},
	"xiaochuang shift begin": {
		Does: "一个人在一个窗口上岗；有口令的要输口令", Try: []string{"xiaochuang shift begin --staff u02 --window 2"},
	},
	"xiaochuang shift hand": {
		Does: "交班：接班的人输自己的口令，在办的来访和要回的话都归他", Try: []string{"xiaochuang shift hand --from u01 --staff u02 --window 1"},
	},
	"xiaochuang day":      {Does: "业务日：还开着什么、确认日期、日终"},
	"xiaochuang day show": {Does: "今天是哪一天，日终前还有什么没办完", Try: []string{"xiaochuang day show --json"}},
	"xiaochuang day confirm": {
		Args: "天", Does: "电脑时钟可疑时，确认今天是哪一天", More: "时钟可信时什么也不做。", Try: []string{"xiaochuang day confirm 2026-11-23"},
	},
	"xiaochuang day close": {
		Does: "日终：记下今天的数和流水链头，日终清单排进打印队列",
		More: "有人在等要写 --reason；有人还在窗口要站长放行（--lead，输站长的口令）；要双签的站写 --second。什么都不删。",
		Try:  []string{"xiaochuang day close", "xiaochuang day close --lead u02 --reason 明早接着办"},
	},
	"xiaochuang pin":     {Does: "口令：设、重设、解除锁定、换恢复码；口令从不写在命令里"},
	"xiaochuang pin set": {Does: "设或改一个人自己的口令", Try: []string{"xiaochuang pin set --staff u01"}},
	"xiaochuang pin reset": {
		Args: "编号", Does: "站长给一个人重设口令", Try: []string{"xiaochuang pin reset u02 --staff u01"},
	},
	"xiaochuang pin release": {
		Args: "编号", Does: "站长让输错五次的人马上再试", Try: []string{"xiaochuang pin release u02 --staff u01"},
	},
	"xiaochuang pin recovery": {
		Does: "站长换一个恢复码，只显示这一次，原来的作废", Try: []string{"xiaochuang pin recovery --staff u01"},
	},
	"xiaochuang batch rest": {
		Does: "没有原件袋、等交街道的件，一张清单交走", More: "一次一个居（村）；有袋的件走 batch open。", Try: []string{"xiaochuang batch rest"},
	},
}

var dayFlags = map[string]string{
	"xiaochuang inquiry ask --item":    "问的是哪个`事项编号`",
	"xiaochuang inquiry ask --state":   "怎么样`了`：answered 答复、led 引导、open 待复",
	"xiaochuang inquiry ask --to":      "引导给`谁`，写姓名和地点",
	"xiaochuang inquiry lead --to":     "交给`谁`，写姓名和地点，必填",
	"xiaochuang inquiry ask --channel": "怎么`来`的：window 窗口、phone 电话、visit 上门",
	"--due":                            "答应哪一`天`回话，如 2026-11-24",
	"--ticket":                         "哪一次来访，写`号`",
	"--answer":                         "情形的`问题=答案`，可写多次",
	"xiaochuang shift --staff":         "谁上岗，写站点文件里的`编号`，必填",
	"xiaochuang shift --window":        "在几`号`窗口，必填",
	"xiaochuang shift hand --from":     "交班的人，写站点文件里的`编号`；不写就是第一个人",
	"xiaochuang day close --reason":    "还有人在等或在窗口，为什么现在日终，写`原因`",
	"--lead":                           "放行的站长，写`编号`",
	"--second":                         "第二个签名的人，写`编号`",
	"xiaochuang pin set --staff":       "谁的，写站点文件里的`编号`；不写就是第一个人",
	"xiaochuang pin reset --staff":     "站长的`编号`；不写就是第一个人",
	"xiaochuang pin release --staff":   "站长的`编号`；不写就是第一个人",
	"xiaochuang pin recovery --staff":  "站长的`编号`；不写就是第一个人",
}

// dayWhats is how a command words a refusal about questions, shifts and days.
var dayWhats = map[string]string{
	"inquiry":         "没有这条首问。请用 inquiry list 看编号，至少写末四位。",
	"inquiry.several": "不止一条首问以此结尾：{项}。请写全。",
	"inquiry.words":   "没有读到怎么答复的。请从标准输入给一行。",
	"inquiry.ledto":   "请用 --to 写明引导给谁（姓名、地点）。",
	"inquiry.state":   "--state 只能是 answered、led 或 open。请改正再试。",
	"inquiry.channel": "--channel 只能是 window、phone 或 visit。请改正再试。",
	"certificate":     "没有这种证明的指引。请用 guide search 查编号。",
	"day.waiting":     "还有人在等候：{项}。请用 --reason 写明为什么请其明天再来。",
	"day.visits":      "还有人在窗口：{项}。请先办完，或由站长用 --lead 和 --reason 放行。",
	"day.second":      "本站日终要两个人签名。请用 --second 写第二个人的编号。",
	"handover":        "没有要移交街道的办件，不用交。",
	"back.case":       "办件内容写得不对，没有记。请照 xiaochuang help back-entry 的样子写。",
	"release.reason":  "放行要写原因。请加 --reason。",
}
