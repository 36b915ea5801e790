package text

// assistUses are the words of the commands about help at the terminal and on the
// net.
var assistUses = map[string]CommandUse{
	"xiaochuang assist": {Does: "导办、辅导网办：记一次、看一天的、打印步骤单"},
	"xiaochuang assist add": {
		Args: "事项编号", Does: "记一次自助终端导办，或辅导网上、手机上办",
		More: "不算办件，也不算首问，另外计数。来访在办的写 --visit，分钟可以不写，按来访时间算。",
		Try: []string{
			"xiaochuang assist add BJ-SQ-0008 --channel kiosk --minutes 8",
			"xiaochuang assist add BJ-SQ-0008 --channel web --result sent --visit A012",
		},
	},
	"xiaochuang assist list": {Does: "列出一天的导办、辅导网办，默认今天", Try: []string{"xiaochuang assist list --json"}},
	"xiaochuang assist steps": {
		Args: "事项编号", Does: "打印一件事在一个渠道怎么办的步骤单，带办理页面的码",
		More: "办事指南里没有这个渠道的步骤时退出码为 3。", Try: []string{"xiaochuang assist steps BJ-SQ-0008 --channel mini"},
	},
	"xiaochuang totals": {
		Does: "按居（村）合计取号、来访、收件、首问、导办、评价，和全站核对",
		More: "不写日期就是今天，最多 92 天。对不上时退出码为 7。", Try: []string{"xiaochuang totals --from 2026-11-01 --to 2026-11-30"},
	},
	"xiaochuang offpeak": {
		Does: "每人一个月的错峰延时：排班、在岗、接待、收件", More: "时段和排班写在站点文件的 off_peak 里。",
		Try: []string{"xiaochuang offpeak", "xiaochuang offpeak --month 2026-11 --json"},
	},
}

var assistFlags = map[string]string{
	"--channel":                      "`渠道`：kiosk 自助终端、web 政务服务网、app 手机应用、mini 小程序",
	"xiaochuang assist add --result": "`结果`：done 办成、sent 已提交、stuck 没办成、window 转窗口",
	"--minutes":                      "用了几`分钟`，1 到 480；0 为按来访时间算",
	"--month":                        "哪个`月`，如 2026-11；不写就是本月",
	"--visit":                        "来访的`号`，如 A012",
	"xiaochuang assist add --comm":   "哪个`社区编码`的；不写就是来访的，或第一个",
	"xiaochuang assist add --window": "在几`号`窗口；不写就是不在窗口",
}

// Words of the lists.
const (
	TwinNoAssists  = "没有导办、辅导网办的记录。"
	TwinColChannel = "渠道"
	TwinColResult  = "结果"
	TwinColMinutes = "分钟"
)
