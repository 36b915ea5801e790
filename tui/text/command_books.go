package text

import (
	"fmt"

	"xiaochuang/desk"
)

// Words of the commands on cases, originals, hand-overs and second entries.
const (
	CodesOrBags     = "写扫到的袋号，或用 --bags 写袋数，两样只写一样。"
	TwinNotCounted  = "今天还没有清点。"
	TwinNoBurden    = "这段时间没有要录第二遍的件。"
	TwinNextField   = "录好按回车看下一栏，q 先放下"
	TwinColIn       = "收下"
	TwinColExternal = "外系统编号"
	TwinColTakenIn  = "收件"
	TwinColHere     = "本窗录"
	TwinColStreet   = "街道录"
	TwinColFields   = "栏数"
	TwinColTook     = "用时"
)

// TwinCaseMoved tells where a case stands after an act.
func TwinCaseMoved(no string, s desk.CaseState) string {
	return no + " 现在“" + CaseState(s) + "”。"
}

// TwinShelf sums up what should lie on the shelf.
func TwinShelf(bags, originals, missing int) string {
	s := fmt.Sprintf("账上在架 %d 袋，原件 %d 份", bags, originals)
	if missing > 0 {
		s += fmt.Sprintf("；没找到 %d 袋", missing)
	}
	return s + "。"
}

// TwinCounted tells how today's latest count came out.
func TwinCounted(n int, agrees bool) string {
	if agrees {
		return fmt.Sprintf("今天清点 %d 袋，和账上一样。", n)
	}
	return fmt.Sprintf("今天清点 %d 袋，和现在的账不一样，请再点一次。", n)
}

// TwinBatch heads one hand-over.
func TwinBatch(no, name, comm, stands string, cases, bags int) string {
	if name != "" {
		no += "（" + name + "）"
	}
	return fmt.Sprintf("%s  %s  %s  %d 件 %d 袋", no, comm, stands, cases, bags)
}

// TwinSheet names the sheet of a hand-over.
func TwinSheet(no string) string { return "移交清单 " + no }

// TwinMinutes writes how long something took.
func TwinMinutes(seconds int) string { return fmt.Sprintf("%d:%02d", seconds/60, seconds%60) }

// MapGood tells that a field map may be used.
func MapGood(system string, version, fields int) string {
	return fmt.Sprintf("可以用：%s，第 %d 版，%d 栏。放进数据目录的 fieldmaps 里，重开小窗就用它。", system, version, fields)
}

// MapFinding words a mistake in a field map.
func MapFinding(code, what string) string {
	w, ok := mapFindings[code]
	if !ok {
		w = code
	}
	if what == "" {
		return w
	}
	return w + "：" + what
}

var mapFindings = map[string]string{
	"size": "文件太大，不像字段表", "key": "不认识这一行（要写“键: 值”或“栏名 | 值”）", "version": "版本要写大于零的整数",
	"encoding": "编码只能写 UTF-8、GB18030 或 GBK", "number": "编号的样子（正则）写得不对", "check": "校验只能写 twice、mod11 或 luhn",
	"field": "一栏要写成“栏名 | 值 | 转换 | 最长”", "page": "这一栏前面没有写 page", "value": "没有这样的值",
	"transform": "没有这样的转换", "max": "最长要写数字，按字节的加 B", "twice": "同一页里同名的栏写了两次",
	"missing": "没有写", "fields": "栏太多", "unreadable": "读不出来",
}

var bookUses = map[string]CommandUse{
	"xiaochuang case finish": {
		Args: "编号", Does: "当场办结一个已受理的件", Try: []string{"xiaochuang case finish 01A0007 --words 当场办结"},
	},
	"xiaochuang case deliver": {
		Args: "编号", Does: "把结果交出去，在架的原件一并归还，送达回执排进打印队列",
		More: "来人的证件号从标准输入读一行，不写在命令里：必须是申请人或办件的代理人；别人要看过委托书，加 --mandate，再读一行姓名。" +
			"邮寄不核对来人，原件留在架上，单号按各家的写法核对，和办件一起加密存着；上门送达原件随结果送去。",
		Try: []string{"xiaochuang case deliver 01A0007", "xiaochuang case deliver 01A0007 --post EM123456785CN"},
	},
	"xiaochuang case withdraw": {
		Args: "编号", Does: "申请人撤回，办件结束，要写原因", Try: []string{"xiaochuang case withdraw 01A0007 --reason 申请人改去街道办"},
	},
	"xiaochuang case pause": {
		Args: "编号", Does: "停表：期限为特别程序（听证、检验、检测、鉴定、专家评审）停下",
		Try: []string{"xiaochuang case pause 01A0007 --words 听证"},
	},
	"xiaochuang case goon": {Args: "编号", Does: "恢复计时，到期日重新算", Try: []string{"xiaochuang case goon 01A0007"}},
	"xiaochuang case move": {
		Args: "编号 社区编码", Does: "把办件换到本站的另一个居（村），交街道之前都行", Try: []string{"xiaochuang case move 01A0007 110101001002"},
	},
	"xiaochuang case due": {
		Does: "期限：要到期的件、要补的材料、要回的话，最急的在前", More: "姓名只显示首尾。",
		Try: []string{"xiaochuang case due --near", "xiaochuang case due --json"},
	},

	"xiaochuang bag":      {Does: "原件袋：在架、扫出扫回、归还、清点"},
	"xiaochuang bag list": {Does: "账上应当在架的袋、没找到的袋、今天清点过没有", Try: []string{"xiaochuang bag list --json"}},
	"xiaochuang bag show": {Args: "袋号", Does: "看一袋在哪里，袋号可只写末四位", Try: []string{"xiaochuang bag show 01A0003"}},
	"xiaochuang bag scan": {
		Args: "袋号", Does: "扫一袋：在架的扫出，归入 --batch 的批次；在街道的、没找到的扫回架上",
		Try: []string{"xiaochuang bag scan DB-110101001001-20261122-01A0003 --batch 01A0001"},
	},
	"xiaochuang bag return": {
		Args: "办件编号", Does: "把一件在架的原件还给来人，不交结果：撤回的件、结果已邮寄的件",
		More: "来人的证件号从标准输入读一行；交结果用 case deliver，原件会一并归还。", Try: []string{"xiaochuang bag return 01A0007"},
	},
	"xiaochuang bag count": {
		Args: "[袋号…]", Does: "清点原件袋并和账上比：写扫到的每个袋号，或用 --bags 只写袋数",
		More: "和账上不一样时要写 --reason（不写退出码为 4）；没扫到的袋记为没找到，首问里各记一条待查。",
		Try:  []string{"xiaochuang bag count --bags 3", "xiaochuang bag count 01A0003 01A0004 --reason 01A0005 待查"},
	},

	"xiaochuang batch":      {Does: "交接批次：交街道的件和袋，一批一张清单"},
	"xiaochuang batch list": {Does: "各居（村）有多少要交街道，没有结清的批次", Try: []string{"xiaochuang batch list"}},
	"xiaochuang batch show": {Args: "批次", Does: "看一批：哪些件、哪些袋、扫出了没有", Try: []string{"xiaochuang batch show 01A0001"}},
	"xiaochuang batch open": {
		Does: "给一个居（村）开一批，把要交街道的都列进去；已开的重新列一遍", Try: []string{"xiaochuang batch open --name 上午"},
	},
	"xiaochuang batch close": {
		Args: "批次", Does: "交走：件归街道，移交清单排进打印队列，双方签字",
		More: "没扫出的袋要各写一个 --left 袋号=原因，不写交不走（退出码 4）；那一件留下。",
		Try:  []string{"xiaochuang batch close 01A0001 --receiver 刘接收", "xiaochuang batch close 01A0001 --left 01A0003=架上没有"},
	},
	"xiaochuang batch sign": {Args: "批次", Does: "清单双方签了字，记下来", Try: []string{"xiaochuang batch sign 01A0001"}},
	"xiaochuang batch drop": {Args: "批次", Does: "放弃一批，扫出的袋放回架上", Try: []string{"xiaochuang batch drop 01A0001"}},

	"xiaochuang transcript":      {Does: "抄录：要在外系统再录一遍的件"},
	"xiaochuang transcript list": {Does: "待录、录入中、核对不符的件，谁来录", Try: []string{"xiaochuang transcript list"}},
	"xiaochuang transcript open": {
		Args: "编号", Does: "打开抄录板，把全部栏按外系统的顺序列出来",
		More: "这里的内容不遮盖，打开会记入流水；没有授权的系统打不开（退出码 4）。录完用 transcript enter，先放下用 transcript pause。",
		Try:  []string{"xiaochuang transcript open 01A0007"},
	},
	"xiaochuang transcript type": {
		Args: "编号", Does: "一次一栏地照着录：回车看下一栏，录完填回该系统的编号",
		More: "用时自动记。随时按 q 回车先放下，下次从那一栏接着录。", Try: []string{"xiaochuang transcript type 01A0007"},
	},
	"xiaochuang transcript pause": {
		Args: "编号", Does: "记下录到第几栏，先放下", Try: []string{"xiaochuang transcript pause 01A0007 --field 5 --seconds 90"},
	},
	"xiaochuang transcript enter": {
		Args: "编号", Does: "录完：记下外系统给的编号，要输两遍的再写 --again",
		Try: []string{"xiaochuang transcript enter 01A0007 --number 2026112200071 --again 2026112200071 --fields 12 --seconds 140"},
	},
	"xiaochuang transcript mismatch": {
		Args: "编号", Does: "核对不符：外系统里的和本件不一样，写明哪里不符，重新列入待录",
		Try: []string{"xiaochuang transcript mismatch 01A0007 --reason 该系统里户籍地址不同"},
	},
	"xiaochuang transcript street": {
		Args: "编号", Does: "交街道录入，带扫描码的办件单排进打印队列", Try: []string{"xiaochuang transcript street 01A0007"},
	},
	"xiaochuang transcript burden": {
		Does: "第二遍录入的负担：每个系统多少件、多少栏、多长时间",
		Try:  []string{"xiaochuang transcript burden --from 2026-11-01 --to 2026-11-30"},
	},
	"xiaochuang transcript check": {
		Args: "文件", Does: "检查一张字段表，每处错误写明第几行", More: "有错误时退出码为 1。", Try: []string{"xiaochuang transcript check 低保系统.map"},
	},
}

var bookFlags = map[string]string{
	"xiaochuang case finish --words":    "办结的`话`，如 当场办结",
	"xiaochuang case withdraw --reason": "撤回的`原因`，必填",
	"xiaochuang case pause --words":     "是哪种特别`程序`，必填",
	"xiaochuang case deliver --post":    "邮寄：写邮件`单号`",
	"xiaochuang case deliver --carrier": "邮寄：哪`家`，post 中国邮政、sf 顺丰、jd 京东、other 其他；不写就按单号认",
	"xiaochuang case deliver --home":    "上门送达",
	"--mandate":                         "来人不是申请人也不是代理人，看过委托书",
	"--near":                            "只看已到期、今天和两个工作日内到期的",
	"--batch":                           "扫出归入哪个`批次`，可只写末段",
	"--bags":                            "架上有几`袋`",
	"xiaochuang bag count --reason":     "和账上不一样的`原因`",
	"xiaochuang batch open --comm":      "给哪个`社区编码`开；不写就是第一个",
	"xiaochuang batch open --name":      "这一批的`名字`，如 上午",
	"--receiver":                        "街道接收`人`，印在清单上",
	"--left":                            "没有的袋，写成`袋号=原因`，可写多次",
	"--field":                           "录到第几`栏`",
	"--fields":                          "录了多少`栏`",
	"--seconds":                         "用了多少`秒`",
	"--number":                          "外系统给的`编号`",
	"--again":                           "再写一遍`编号`，核对用",
	"xiaochuang transcript mismatch --reason": "哪里`不符`，必填",
}

// bookWhats is how a command words a refusal about cases, originals and second
// entries.
var bookWhats = map[string]string{
	"collect.number":         "没有读到来人的证件号码。请从标准输入给一行，不要写在命令里。",
	"collect.delegation":     "来人不是申请人，也不是代理人。看过委托书请加 --mandate，没有就不能给。",
	"delivery.by":            "持委托书的人要留姓名。请在证件号后再给一行。",
	"delivery.way":           "--post 和 --home 不能都写。请只写一样。",
	"bag":                    "没有这个袋。请核对袋号。",
	"bag.none":               "这件没有在架的原件袋。请看交接里它在哪里。请用 bag show 看它在哪里。",
	"bag.shelf":              "袋 {项} 已在架上。要交街道请用 --batch 写明批次。",
	"bag.batch":              "袋 {项} 不在这一批。新收的件请再用一次 batch open；别的居（村）另开一批。",
	"batch":                  "没有这一批交接。请用 batch list 看有哪些。",
	"batch.bags":             "还有 {数} 袋没扫出：{项}。请用 bag scan 扫出，或各写一个 --left 袋号=原因。",
	"batch.closed":           "批次 {项} 已经交接过或已放弃。请用 batch show 看它。",
	"batch.open":             "批次 {项} 还没有交接。请先用 batch close。",
	"batch.left":             "--left 要写成 袋号=原因，请改正再试。",
	"shelf.differs":          "架上和账上不一样：{项}。请查清再记；查不清就用 --reason 写明原因。",
	"community":              "站点文件里没有这个社区编码。请核对。",
	"transcript":             "这件没有要抄录的。请用 transcript list 看有哪些。",
	"transcript.entered":     "这件已经录过了。发现不符请用 transcript mismatch。",
	"transcript.state":       "抄录板没有打开。请先用 transcript open。",
	"transcript.map":         "这个系统还没有字段表。请把字段表放进数据目录的 fieldmaps，或用 transcript street 交街道录。",
	"transcript.again":       "这个系统的编号要写两遍，请再写 --again。",
	"transcript.differs":     "两遍写的编号不一样，没有记。请核对后再写。",
	"transcript.check":       "编号的校验位对不上，多半写错了。请核对后再写。",
	"transcript.reason":      "核对不符要写哪里不符。请加 --reason。",
	"transcript.grant.none":  "这个系统没有授权给本站。请用 transcript street 交街道录。",
	"transcript.grant.staff": "授权名单里没有这个人。请用 --staff 换有授权的人，或用 transcript street 交街道录。",
	"transcript.grant.early": "授权还没有生效。请用 transcript street 交街道录。",
	"transcript.grant.over":  "授权已经到期。请用 transcript street 交街道录。",
	"map":                    "字段表有错，不要用它。请按上面列出的行改正。",
	"map.file":               "字段表读不出来。请核对文件名和大小。",
	"pause.already":          "这件已经停表。要恢复请用 case goon。",
	"withdraw.reason":        "撤回要写原因。请加 --reason。",
	"pause.words":            "停表要写是哪种特别程序。请加 --words。",
	"delivery.post":          "邮寄要有邮件单号。请写在 --post 后面。",
	"delivery.carrier":       "没有这家寄递。--carrier 可以写：post 中国邮政、sf 顺丰、jd 京东、other 其他。",
}
