package text

import (
	"fmt"

	"xiaochuang/desk"
)

// Words of the commands on one visit.
const (
	OneOnward   = "转到哪里只写一样：--to-window、--to-comm 或 --to-centre。"
	TwinMatters = "这次来访的事项"
)

// TwinMoved tells where a visit stands after an act.
func TwinMoved(no string, s desk.TicketState, window int) string {
	w := no + " 现在" + TicketState(s)
	if window > 0 {
		w += "，" + WindowName(window)
	}
	return w + "。"
}

// TwinVisit heads one visit.
func TwinVisit(no string, s desk.TicketState, window int, matter string) string {
	w := no + "  【" + TicketState(s) + "】"
	if window > 0 {
		w += "  " + WindowName(window)
	}
	if matter != "" {
		w += "  " + matter
	}
	return w
}

// TwinPlace tells which place a waiting number has in the order of calling.
func TwinPlace(n, window int) string {
	if window > 0 {
		return fmt.Sprintf("等 %s，第 %d 个叫。", WindowName(window), n)
	}
	return fmt.Sprintf("第 %d 个叫。", n)
}

var ticketUses = map[string]CommandUse{
	"xiaochuang ticket show": {
		Args: "号", Does: "看一次来访：状态、第几个叫、这次办的每一件事、经过", Try: []string{"xiaochuang ticket show A012"},
	},
	"xiaochuang ticket walkin": {
		Does: "不取号，马上在一个窗口接待", Try: []string{"xiaochuang ticket walkin --window 1"},
	},
	"xiaochuang ticket recall": {
		Args: "号", Does: "再呼叫一次已叫的号", More: "到了站点文件里的次数就不再叫（退出码 4）。", Try: []string{"xiaochuang ticket recall A012"},
	},
	"xiaochuang ticket arrive": {Args: "号", Does: "已叫的人到了窗口，开始办", Try: []string{"xiaochuang ticket arrive A012"}},
	"xiaochuang ticket miss": {
		Args: "号", Does: "叫了没来：转入过号", More: "不会自动叫别人。人回来用 ticket return。",
		Try: []string{"xiaochuang ticket miss A012 --reason 三次没人应"},
	},
	"xiaochuang ticket return": {
		Args: "号", Does: "过号的人回来了，排在规定个数的普通号之后", Try: []string{"xiaochuang ticket return A012"},
	},
	"xiaochuang ticket hold": {
		Args: "号", Does: "把在办的人挂起，窗口空出来", More: "挂起的号不会被自动叫到。", Try: []string{"xiaochuang ticket hold A012 --why away"},
	},
	"xiaochuang ticket resume": {
		Args: "号", Does: "在一个空窗口接着办挂起的人", Try: []string{"xiaochuang ticket resume A012 --window 1"},
	},
	"xiaochuang ticket takeover": {
		Args: "号", Does: "把一个没有开着小窗的窗口在办的人接到这个窗口，写明原因",
		More: "那个窗口开着时接不了（退出码 1）：请那里用 ticket pass 转过来。流水记下从哪个窗口、谁那里接的。",
		Try:  []string{"xiaochuang ticket takeover A012 --window 1 --reason 2号窗口电脑坏了"},
	},
	"xiaochuang ticket done": {
		Args: "号", Does: "结束这次来访", More: "请评价由开着的小窗推到评价器；本命令不推。", Try: []string{"xiaochuang ticket done A012"},
	},
	"xiaochuang ticket abandon": {
		Args: "号", Does: "人走了不办了：写明原因，号就此结束", Try: []string{"xiaochuang ticket abandon A012 --reason 改天再来"},
	},
	"xiaochuang ticket prefer": {
		Args: "号", Does: "给等候的号优先，或不写理由取消优先",
		More: "理由的编码取自优先理由表（自带 elderly、disabled、pregnant 等）。优先号连叫到数就必须叫一个普通号。",
		Try:  []string{"xiaochuang ticket prefer A012 --why elderly", "xiaochuang ticket prefer A012"},
	},
	"xiaochuang ticket talk": {
		Args: "号", Does: "记下这次来访用字板交流", More: "说的内容一字不留。", Try: []string{"xiaochuang ticket talk A012"},
	},
	"xiaochuang ticket pass": {
		Args: "号", Does: "同一个号转到另一个窗口、另一个居（村）的队，或街道中心",
		More: "等候从第一次取号算起。转街道会打印同号的凭条，来访在这里结束。",
		Try:  []string{"xiaochuang ticket pass A012 --to-window 2", "xiaochuang ticket pass A012 --to-centre"},
	},
	"xiaochuang ticket undo": {
		Does: "撤销在等候厅的上一步，十分钟以内",
		More: "后来又办了别的就不能撤（退出码 4）。撤掉的取号，号票作废；两条流水都留着。",
		Try:  []string{"xiaochuang ticket undo --window 1", "xiaochuang ticket undo"},
	},
}

var ticketFlags = map[string]string{
	"xiaochuang ticket --window":          "在几`号`窗口；不写就是这个号现在的窗口",
	"xiaochuang ticket walkin --window":   "在几`号`窗口，必填",
	"xiaochuang ticket walkin --item":     "来办哪个`事项编号`",
	"xiaochuang ticket undo --window":     "撤销几`号`窗口的；不写就撤销不在窗口做的（取号、优先等）",
	"xiaochuang ticket call --reason":     "指名叫一个号时的`原因`，必填",
	"xiaochuang ticket miss --reason":     "没来的`原因`，可不写",
	"xiaochuang ticket abandon --reason":  "为什么不办了，写明`原因`",
	"xiaochuang ticket takeover --reason": "为什么接过来，写明`原因`",
	"xiaochuang ticket hold --why":        "为`什么`挂起：away 人去取东西、paper 材料留在窗口、step 等另一步",
	"xiaochuang ticket prefer --why":      "优先理由的`编码`；不写就取消优先",
	"xiaochuang ticket talk --means":      "怎么`交流`：text 字板",
	"--to-window":                         "转到几`号`窗口",
	"--to-comm":                           "转到这个`社区编码`的队",
	"--to-centre":                         "转街道中心，打印同号的凭条",
}

// ticketWhats is how a command words a refusal about a visit.
var ticketWhats = map[string]string{
	"ticket.state":     "这个号现在不能这样办。请用 ticket show 看它的状态。",
	"ticket.elsewhere": "这个号在 {谁} 号窗口。请用 --window {谁}，或先在那里挂起。",
	"ticket.recalls":   "已呼叫到规定次数。人没来用 ticket miss。",
	"visit.open":       "{项} 还在窗口。先用 ticket done 或 ticket hold，再叫下一位。",
	"undo.none":        "没有可撤销的一步。请核对 --window。",
	"window":           "请用 --window 写明窗口。",
	"call.reason":      "指名叫号要写原因。请加 --reason。",
	"relief.reason":    "接替要写原因。请加 --reason。",
	"hold.kind":        "--why 只能是 away、paper 或 step。请改正再试。",
	"ticket.reason":    "没有这种优先理由。请照站点的优先理由表写编码。",
	"onward":           "转不到那里。请核对窗口或社区编码。",
	"queue.held":       "没有人在等候；有挂起的号，可以用 ticket resume 恢复。",
	"queue.empty":      "没有人在等候。有人来请用 ticket take 取号。",
	"queue.apart":      "没有这个窗口要叫的人；有号在等别的窗口或别的居（村），可以写号指名叫。",
}
