package text

import (
	"fmt"
	"strings"

	"xiaochuang/desk"
)

// Words of the commands about bad ratings.
const (
	TwinColTags = "标签"
	TwinSaid    = "对方怎么说的"
	TwinCause   = "经过是怎样的"
	TwinFix     = "改了什么、说明了什么"
	TwinGrounds = "为什么是误评"
)

// TwinFigures sums a list of bad ratings up; share is nil where nobody is known.
func TwinFigures(opened, excluded, onTime, late int, share *int) string {
	s := fmt.Sprintf("差评 %d  误评不计 %d  按期办结 %d  逾期 %d", opened, excluded, onTime, late)
	if share != nil {
		s += fmt.Sprintf("  实名回访 %d%%", *share)
	}
	return s
}

// TwinRated tells how far a bad rating was dealt with, without the words of anybody.
func TwinRated(c *desk.Rectification) string {
	out := []string{"回访 " + RatedCalled(c), "原因 " + RectifyCauseWord(c.Cause), "整改 " + RemedyWord(c.Remedy)}
	if c.Appeal != nil {
		out = append(out, "申诉 "+AppealState(c.Appeal.State))
	}
	if c.Street != nil {
		out = append(out, "街道 "+StreetDoing(c.Street.Do))
	}
	return strings.Join(out, "  ")
}

// rectifyUses are what --help says of the commands about bad ratings.
var rectifyUses = map[string]CommandUse{
	"xiaochuang rectify": {Does: "差评整改：回访、原因、整改、办结、申诉"},
	"xiaochuang rectify list": {
		Does: "列出差评整改和几个数，最紧的在前", More: "只列状态和日子；谁说了什么请在画面里看。", Try: []string{"xiaochuang rectify list --open"},
	},
	"xiaochuang rectify show": {
		Args: "编号", Does: "看一条差评整改，和申诉可以附的流水", More: "编号至少写末四位。", Try: []string{"xiaochuang rectify show 7K3M9Q"},
	},
	"xiaochuang rectify contact": {
		Args: "编号", Does: "记下回访的结果", More: "对方说的话从标准输入读一行。没有办件的评价已经是匿名，不用回访。",
		Try: []string{"xiaochuang rectify contact 7K3M9Q --result reached"},
	},
	"xiaochuang rectify cause": {
		Args: "编号", Does: "记下差评的原因", More: "经过从标准输入读一行。", Try: []string{"xiaochuang rectify cause 7K3M9Q --why delay"},
	},
	"xiaochuang rectify fix": {
		Args: "编号", Does: "记下怎么整改的", More: "先有回访结果和原因。做法从标准输入读一行。",
		Try: []string{"xiaochuang rectify fix 7K3M9Q --how fixed", "xiaochuang rectify fix 7K3M9Q --how planned --until 2026-12-20"},
	},
	"xiaochuang rectify close": {
		Args: "编号", Does: "办结一条差评整改", More: "办事的人不能自己办结；有别的站长就由站长办结。答复从标准输入读一行。",
		Try: []string{"xiaochuang rectify close 7K3M9Q --staff u02"},
	},
	"xiaochuang rectify appeal": {
		Args: "编号", Does: "办事的人认为是误评，向街道申诉，只能一次", More: "理由从标准输入读一行。不写 --line 就附上这次来访的流水，最多 20 条。",
		Try: []string{"xiaochuang rectify appeal 7K3M9Q --staff u01"},
	},
}

// rectifyFlags are what it says of their flags.
var rectifyFlags = map[string]string{
	"xiaochuang rectify list --open":      "只列没有办结的",
	"xiaochuang rectify list --from":      "从哪一`天`起开的单",
	"xiaochuang rectify list --to":        "到哪一`天`为止开的单",
	"xiaochuang rectify contact --result": "`结果`：reached 已回访、not_reached 未接通、declined 不愿回访、anonymous 匿名",
	"xiaochuang rectify cause --why":      "`哪一类`：materials、delay、system、manner、skill、process、place、elsewhere、mistake、other",
	"xiaochuang rectify fix --how":        "`怎么`处理：fixed 立行立改、explained 解释说明、planned 限期整改",
	"xiaochuang rectify fix --until":      "限期到哪一`天`，如 2026-12-20",
	"xiaochuang rectify appeal --line":    "附上的流水`编号`，可写多次",
}

// rectifyWhats is how a command words a refusal about bad ratings.
var rectifyWhats = map[string]string{
	"rectification":     "没有这条差评整改。请用 rectify list 看编号，至少写末四位。",
	"rectify.several":   "不止一条以此结尾：{项}。请写全。",
	"rectify.call":      "--result 只能是 reached、not_reached、declined 或 anonymous。请改正再试。",
	"rectify.cause":     "没有这一类原因。请用 --why 写一类，--help 里有。",
	"rectify.remedy":    "--how 只能是 fixed、explained 或 planned。请改正再试。",
	"rectify.plan":      "请用 --until 写限期到哪一天：从今天起，一年以内，如 2026-12-20。",
	"rectify.words":     "没有读到话，或超过五百个字。请从标准输入给一行。",
	"rectify.lead":      "站里有别的站长，由站长办结。请用 --staff 写站长的编号。",
	"rectify.concerned": "办这件事的人不能自己办结。请用 --staff 写站长或同事的编号；站里只有一个人，等街道认可。",
	"rectify.appellant": "只有办这件事的人能申诉。请用 --staff 写本人的编号。",
}
