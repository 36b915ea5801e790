package text

import (
	"fmt"
	"strings"
)

// A CommandUse is what --help and the manual say of one command.
type CommandUse struct {
	Args string   // what stands after the name, such as "编号"
	Does string   // one line
	More string   // further sentences, "" for none
	Try  []string // examples
}

// allUses and allFlags are the words of every command, by chapter.
var (
	allUses = [...]map[string]CommandUse{
		commandUses,
		ticketUses,
		bookUses,
		dayUses,
		rectifyUses,
		assistUses,
		deviceUses,
		accountUses, publishUses,
		streetUses,
		carryUses,
		backupUses,
	}
	allFlags = [...]map[string]string{
		flagUses,
		ticketFlags,
		bookFlags,
		dayFlags,
		rectifyFlags,
		assistFlags,
		deviceFlags,
		accountFlags, publishFlags,
		streetFlags,
		carryFlags,
	}
)

// CommandUseOf returns the words of a command by its full path, such as
// "xiaochuang ticket take". An unknown path has none, which a test forbids.
func CommandUseOf(path string) CommandUse {
	for _, m := range allUses {
		if u, ok := m[path]; ok {
			return u
		}
	}
	return CommandUse{}
}

var commandUses = map[string]CommandUse{
	"xiaochuang": {
		Does: "社区（村）服务站的窗口台：取号叫号、查办事指南、收件受理、打印单据、请群众评价、日终传送",
		More: "不带命令就打开窗口画面，键盘操作，不用鼠标。第一次用：先 xiaochuang init 写出站点文件；只想看看：xiaochuang --demo。",
		Try:  []string{"xiaochuang --demo", "xiaochuang --window 2", "xiaochuang doctor"},
	},
	"xiaochuang guide": {Does: "办事指南：查找、查看"},
	"xiaochuang guide search": {
		Args: "词", Does: "按汉字、拼音、首字母、别名、编码查事项和不得出具的证明",
		More: "打错一个字也能找到。没有找到时退出码为 3。",
		Try:  []string{"xiaochuang guide search lnz", "xiaochuang guide search 老年证 --limit 3 --json"},
	},
	"xiaochuang guide show": {
		Args: "事项编号", Does: "看一个事项的指南卡，或一种不得出具的证明该怎么办",
		More: "没有来源的内容写“待核”。", Try: []string{"xiaochuang guide show BJ-SQ-0001"},
	},
	"xiaochuang ticket": {Does: "号票：取号、叫号、挂起、过号、转出、撤销，看队列"},
	"xiaochuang ticket take": {
		Does: "取一个号，号票排进打印队列",
		More: "本命令只排队不打印：号票由开着的小窗送到打印机。",
		Try:  []string{"xiaochuang ticket take", "xiaochuang ticket take --lane Z --json"},
	},
	"xiaochuang ticket call": {
		Args: "[号]", Does: "把下一位叫到一个窗口；写了号就指名叫它",
		More: "手上的号没办完时不会叫（退出码 4）；没有人等候时退出码为 3。指名叫要写原因。",
		Try:  []string{"xiaochuang ticket call --window 1 --staff u01", "xiaochuang ticket call A012 --window 1 --reason 急病"},
	},
	"xiaochuang ticket list": {Does: "看一天的号，默认今天", Try: []string{"xiaochuang ticket list --json"}},
	"xiaochuang case":        {Does: "办件：列表、查看、期限、办结、送达、撤回、停表、换居（村）、二次告知"},
	"xiaochuang case list": {
		Does: "列出办件，新的在前", More: "姓名只显示首尾，证件号只显示末四位。",
		Try: []string{"xiaochuang case list --state supplement", "xiaochuang case list --item BJ-SQ-0001 --json"},
	},
	"xiaochuang case late": {
		Does: "统计二次告知：上次告知时就能看出来、后来才提的，按人、事项、材料、原因计数",
		Try:  []string{"xiaochuang case late --from 2026-11-01 --to 2026-11-30"},
	},
	"xiaochuang case show": {
		Args: "编号", Does: "看一个办件：状态、期限、材料、单据、经过",
		More: "编号可以是办件编号、它的任一单据编号，或末段（如 01A0007）。不按证件号、电话查：命令会留在历史记录里。",
		Try:  []string{"xiaochuang case show 01A0007"},
	},
	"xiaochuang paper": {Does: "单据：列表、告知单、指引单、另存、重打、作废重开"},
	"xiaochuang paper reprint": {
		Args: "编号", Does: "把一张单据再打一张，标明重打；--large 用大字，这个办件以后都用大字",
		Try: []string{"xiaochuang paper reprint SL-110101001001-20261122-01A0007 --large"},
	},
	"xiaochuang paper void": {
		Args: "编号", Does: "写错的单据作废留底，开一张新的注明替代哪一张",
		More: "办件的单据按办件现在的内容重开；号票、清单、日终、公示不能作废重开。",
		Try:  []string{"xiaochuang paper void PZ-110101001001-20261122-01A0007 --why material"},
	},
	"xiaochuang paper count": {
		Does: "一天里每台打印机印了几张单据、几张纸", Try: []string{"xiaochuang paper count", "xiaochuang paper count --day 2026-11-20"},
	},
	"xiaochuang paper cancel": {
		Args: "编号", Does: "还在排队的不打了；正在打的，叫打印机停下", More: "停没停下由打印机说，见 paper list。已经有结果的不能取消（退出码 4）。", Try: []string{"xiaochuang paper cancel GZ-110101001001-20261122-01A0007"},
	},
	"xiaochuang paper sendon": {
		Args: "编号", Does: "没印出来的，送到同组的下一台打印机", More: "正在打印的、已经印出来的不送（退出码 4）。",
		Try: []string{"xiaochuang paper sendon SL-110101001001-20261122-01A0007", "xiaochuang paper sendon SL-110101001001-20261122-01A0007 --to a4"},
	},
	"xiaochuang poster":      {Does: "公示：七项基本制度、代收代办清单、亮明身份牌"},
	"xiaochuang poster list": {Does: "看能打印哪些公示", Try: []string{"xiaochuang poster list"}},
	"xiaochuang poster print": {
		Args: "名称", Does: "打印一张公示，内容取自站点文件和事项库",
		Try: []string{"xiaochuang poster print 代收代办事项公开清单", "xiaochuang poster print card --who u02"},
	},
	"xiaochuang paper-numbers": {Does: "纸号：停电、电脑坏时用的预印号和登记表"},
	"xiaochuang paper-numbers print": {
		Does: "印一批纸号和手写登记表，排进打印队列", More: "上一批还没用完时不再印（退出码 1），确实要印加 --again。号从站点文件的 [slips] 来，默认 900 到 999。",
		Try: []string{"xiaochuang paper-numbers print --forms 10", "xiaochuang paper-numbers print --only-forms --forms 20"},
	},
	"xiaochuang paper-numbers list": {
		Does: "各批纸号用了几张、缺哪些、还剩几张", Try: []string{"xiaochuang paper-numbers list"},
	},
	"xiaochuang back-entry": {
		Args: "纸号", Does: "补录：把停电时用纸办的记进来，写当时真正的时间",
		More: "纸号写 937，或第几批-号：2-937。收了件的用 --case 给一个 JSON 文件（- 为标准输入），证件号码从不写在命令里：" +
			`{"applicant":{"name":"","number":"","phone":""},"materials":{"材料键":{"state":"complete","kept":1}},"answers":{},"end":"accept"}` +
			"；end 写 accept、receive、notice 或 refuse（加 reason）。期限从当时那天算；办件编号是现在的，单据注明补录。不给 --case 的，在画面里 :补录 接着填。",
		Try: []string{
			"xiaochuang back-entry 901 --at 2026-11-29T14:35 --result answered",
			"xiaochuang back-entry 903 --at 2026-11-29T15:10 --item BJ-SQ-0056 --case 903.json",
			"xiaochuang back-entry 904 --result spoiled --words 撕坏",
		},
	},
	"xiaochuang template": {
		Does: "单据模板：导出、检查、预览、采用、恢复",
		More: "模板文件在数据目录的 templates 里，用任何文本编辑器改。开单据用的是采用了的那一版，和文件无关：文件改坏了、丢了，照样打印。",
	},
	"xiaochuang template list": {
		Does: "列出各种单据在用第几版、谁采用的、文件改了没有、有没有错", Try: []string{"xiaochuang template list"},
	},
	"xiaochuang template export": {
		Args: "单据", Does: "把在用的模板写成文件，供站长改",
		More: "单据写代号（GZ）、名称（一次性告知单）或文件名（notice）；共用部分写 parts。", Try: []string{"xiaochuang template export 一次性告知单"},
	},
	"xiaochuang template check": {
		Args: "[文件]", Does: "检查模板文件：逐条指出第几行哪里错；不写文件就查全部",
		More: "有错时退出码为 1。没有错的，每种纸上都能排出来，该印的都有。", Try: []string{"xiaochuang template check", "xiaochuang template check notice.md.tmpl"},
	},
	"xiaochuang template preview": {
		Args: "单据", Does: "用虚构的人排一张看看", Try: []string{"xiaochuang template preview GZ", "xiaochuang template preview GZ --on 80"},
	},
	"xiaochuang template adopt": {
		Args: "单据", Does: "采用改好的模板文件，从下一张起用；开过的再打仍是当时的字样",
		More: "只有站长能采用；设了口令的要输口令。", Try: []string{"xiaochuang template adopt GZ --staff u01"},
	},
	"xiaochuang template revert": {
		Args: "单据", Does: "恢复以前的一版，不写 --to 就是程序自带的", Try: []string{"xiaochuang template revert GZ", "xiaochuang template revert GZ --to 2"},
	},
	"xiaochuang paper list": {
		Does: "列出单据和打印情况，默认今天", Try: []string{"xiaochuang paper list --kind GZ", "xiaochuang paper list --case 01A0007"},
	},
	"xiaochuang paper render": {
		Args: "编号", Does: "把一张单据排成 PDF、小票指令或文本，存成文件",
		More: "内容和打印出来的一字不差。不进打印队列。", Try: []string{
			"xiaochuang paper render GZ-110101001001-20261122-01A0007 --as pdf --out 告知单.pdf",
			"xiaochuang paper render GZ-110101001001-20261122-01A0007 --as text",
		},
	},
	"xiaochuang inquiry":      {Does: "首问登记：登记、答复、交给别人"},
	"xiaochuang inquiry list": {Does: "列出首问，默认今天的", More: "只列事项、责任人和状态；问话内容请在画面里看。", Try: []string{"xiaochuang inquiry list --open"}},
	"xiaochuang journal":      {Does: "流水：校验、重建"},
	"xiaochuang journal verify": {
		Does: "从头校验流水的哈希链，指出第一条对不上的记录", More: "有一条对不上时退出码为 7。",
		Try: []string{"xiaochuang journal verify --json"},
	},
	"xiaochuang journal rebuild": {
		Does: "由流水重建全部数据表；--check 只比对不改动",
		More: "比对有差别时退出码为 7。真正重建要写 --yes，流水校验不通过时拒绝重建。",
		Try:  []string{"xiaochuang journal rebuild --check", "xiaochuang journal rebuild --yes"},
	},
	"xiaochuang sync": {
		Does: "现在就和街道中心传送一次：送流水和扫描件，取回答复",
		More: "不影响窗口办事；可以随时中断，下次接着送，不会重复。街道中心不通时试一分钟。", Try: []string{"xiaochuang sync", "xiaochuang sync --history"},
	},
	"xiaochuang street":        {Does: "街道发来的公告和排班"},
	"xiaochuang street list":   {Does: "列出现在的公告"},
	"xiaochuang street read":   {Args: "编号", Does: "记下读过一条公告", Try: []string{"xiaochuang street read 01J9Z --staff u01"}},
	"xiaochuang street roster": {Does: "街道排的班：这一天谁几点在几号窗"},
	"xiaochuang enrol": {
		Args: "地址 接入码", Does: "用街道给的一次性接入码接入街道中心",
		More: "接入码由街道用 xiaochuang-centre code 发出，三天内有效，只能用一次。地址记在数据目录里。", Try: []string{"xiaochuang enrol https://centre.example 7K3M-9QXR-2F5D"},
	},
	"xiaochuang recover": {
		Does: "换了电脑或恢复了旧镜像后，从街道中心取回本桌送过的流水，办件、单据、首问照旧看得到",
		More: "先用新的接入码接入（xiaochuang enrol），三天内有效；先退出小窗。中断了再运行一次，接着取；多运行几次不会重复。扫描件留在中心，不取回。",
		Try:  []string{"xiaochuang recover"},
	},
	"xiaochuang doctor": {
		Does: "逐项自检：配置、数据、流水、密钥、时钟、日历、事项、设备、终端、街道中心",
		More: "一项一行，写明原因和怎么办，60 秒内完成。有故障时退出码不为 0；只有提醒时为 0。",
		Try:  []string{"xiaochuang doctor", "xiaochuang doctor --json"},
	},
	"xiaochuang version": {Does: "版本和编译日期"},
	"xiaochuang init": {
		Args: "目录", Does: "在目录里写出带说明的站点文件 station.toml",
		More: "已有站点文件时不覆盖。不写目录就用默认的数据目录。", Try: []string{"xiaochuang init /var/lib/xiaochuang"},
	},
	"xiaochuang catalogue": {Does: "事项库"},
	"xiaochuang catalogue import": {
		Args: "文件", Does: "检查事项文件，没有错误就换上",
		More: "每处问题都写明行号、事项、字段和轻重。有错误时一条也不导入，仍用原来的事项。",
		Try:  []string{"xiaochuang catalogue import 事项.json"},
	},
	"xiaochuang calendar": {Does: "节假日表"},
	"xiaochuang calendar import": {
		Args: "文件", Does: "导入一年的节假日和调休表", More: "国务院办公厅每年发布通知后导入一次。",
		Try: []string{"xiaochuang calendar import 2027.json"},
	},
	"xiaochuang practice": {
		Does: "演练：另外的资料、模拟的设备，打不开正式数据",
		More: "画面和单据都带“演练”，做完按流水打分。自编的场景放在演练目录的 scenes 里，--check 逐条指出写错的地方。",
		Try:  []string{"xiaochuang practice", "xiaochuang practice --check 场景.toml"},
	},
	"xiaochuang board": {
		Does: "叫号屏：在第二块屏幕或终端里显示叫号、窗口和谁在值守，只读",
		More: "不含姓名和事项。--web 把同样的内容做成网页，浏览器关了脚本也能看。按 q 结束。先要开过小窗。",
		Try:  []string{"xiaochuang board", "xiaochuang board --web 127.0.0.1:8090", "xiaochuang board --practice"},
	},
	"xiaochuang rights": {Does: "权限表：窗口、站长、培训、技术员各能做什么", Try: []string{"xiaochuang rights"}},
	"xiaochuang shift":  {Does: "班次：谁在岗，上岗、交班"},
	"xiaochuang shift who": {
		Args: "时刻", Does: "那一分钟谁在岗，每个窗口一行", More: "时刻写成 2026-11-22T12:10，北京时间。",
		Try: []string{"xiaochuang shift who 2026-11-22T12:10"},
	},
	"xiaochuang shift list": {Does: "一天的班次和交接，默认今天", Try: []string{"xiaochuang shift list --day 2026-11-22"}},
	"xiaochuang keys":       {Does: "资料的密钥：由口令保护"},
	"xiaochuang keys status": {
		Does: "密钥是否已由口令保护，谁还没有口令", Try: []string{"xiaochuang keys status --json"},
	},
	"xiaochuang keys recover": {
		Does: "口令全忘了：用恢复码给一个人重设口令",
		More: "在终端上依次问恢复码、新口令、再输一遍，都不显示。口令从不写在命令里。",
		Try:  []string{"xiaochuang keys recover --staff u01"},
	},
	"xiaochuang keycard": {
		Does: "按键卡：每个画面有哪些键，叫什么命令",
		More: "由画面自己的按键表生成，和屏幕上的一样。--pdf 排成 A4，可以打出来贴在桌上；不覆盖已有的文件。",
		Try:  []string{"xiaochuang keycard", "xiaochuang keycard --pdf 按键卡.pdf"},
	},
	"xiaochuang separators": {
		Does: "分隔页：夹在一叠纸里，扫描时自动分到各项材料",
		More: "一套 10 张 A4：“下一项”和第 1 到 9 项，每张有本站自己的码，别处印的、群众材料上的码都不会分项。反复用；不覆盖已有的文件。" +
			"有 A4 打印机的窗口在办理画面用 :分隔页 直接印。",
		Try: []string{"xiaochuang separators", "xiaochuang separators --pdf 分隔页.pdf"},
	},
	"xiaochuang seat": {
		Args: "主机", Does: "第二窗口：在这台电脑上开第一窗口那台电脑的窗口画面，自带评价器、读卡器、扫描仪",
		More: "主机写第一窗口电脑的地址，可带端口（默认 7122）。第一次连接要核对指纹、输入一次性口令，怎么做见 docs/seat.md。" +
			"这台电脑的设备写在它自己目录的 seat.toml 里。线路断了会自己重连，断线时只可查指南和记咨询。",
		Try: []string{"xiaochuang seat 192.168.1.10 --window 2", "xiaochuang seat 192.168.1.10 --window 2 --code 7K3M-9QXR-2F5D"},
	},
	"xiaochuang seat code": {
		Does: "在第一窗口：给一台新电脑发一次性口令，并显示核对用的指纹",
		More: "十五分钟内有效，只能用一次，输错五次作废。只有站长能发。", Try: []string{"xiaochuang seat code --window 2"},
	},
	"xiaochuang seat list": {
		Does: "列出可以开第二窗口的电脑", Try: []string{"xiaochuang seat list"},
	},
	"xiaochuang seat revoke": {
		Args: "名字", Does: "不再让一台电脑开窗口；正开着的几秒内关掉",
		More: "写在 station.toml 里的公钥要在那里删。电脑丢了、换了，先做这一步。", Try: []string{"xiaochuang seat revoke chuang2"},
	},
	"xiaochuang seatd": {
		Does: "没有开着的小窗时，替第二窗口服务并打印",
		More: "有小窗开着就由它服务，本命令等着；它一关就接上。适合让系统开机时自动运行。", Try: []string{"xiaochuang seatd"},
	},
	"xiaochuang printd": {
		Does: "没有开着的小窗时，替命令行排的单子打印",
		More: "有小窗开着就由它打，本命令不开（退出码 5）。每张单子一行，Ctrl-C 或系统停它时，打完手上的再退；打到一半的记“未知”，下次先问打印机，不会自己再打。", Try: []string{"xiaochuang printd"},
	},
	"xiaochuang help": {Args: "命令", Does: "看一个命令的说明"},
}

// FlagUse is what --help says of a flag of a command, the name of its value in
// back quotes.
func FlagUse(path, flag string) string {
	for _, key := range [...]string{path + " --" + flag, "--" + flag} {
		for _, m := range allFlags {
			if w, ok := m[key]; ok {
				return w
			}
		}
	}
	return ""
}

var flagUses = map[string]string{
	"--history":                     "看最近的传送：什么时候、怎么开始的、送了多少、没送完的为什么",
	"--data":                        "数据`目录`；也可以用环境变量 XIAOCHUANG_DATA",
	"--demo":                        "演示：用内置的示例站点和自己的目录，只收虚构人员",
	"--window":                      "在几`号`窗口开窗；不写就是站点文件里的第一个",
	"--pin-of":                      "要看资料时，用谁的口令解锁，写`编号`或姓名；不写就是第一个有口令的人",
	"--pin-fd":                      "从这个文件描述`符`读口令，一行一个；不写就在终端上问，不显示",
	"xiaochuang seat --window":      "开几`号`窗口",
	"xiaochuang seat --code":        "第一窗口给的一次性`口令`，只在第一次用；不写就当面问",
	"xiaochuang seat code --window": "给几`号`窗口；不写就是第一个可以远程开的",
	"--clock-shift":                 "把时钟拨快或拨慢一段`时长`，只在演示里",
	"--json":                        "输出 JSON，供程序读取",
	"--help":                        "看说明",
	"--limit":                       "最多列几`条`",
	"--item":                        "只看这个`事项编号`的",
	"--lane":                        "号票种类的`字母`，不写就按事项或默认",
	"--staff":                       "以谁的名义，写站点文件里的`编号`；不写就是第一个人",
	"--day":                         "哪一`天`，如 2026-11-23",
	"--state":                       "只看这些`状态`，逗号分开",
	"--comm":                        "只看这个`社区编码`的",
	"--case":                        "只看这个`办件编号`的",
	"--kind":                        "只看这`种`单据，如 GZ",
	"--who":                         "打印谁的身份牌，写站点文件里的`编号`；不写就是办理的人",
	"--large":                       "用大字",
	"--from":                        "从哪一`天`起，如 2026-11-01",
	"--to":                          "到哪一`天`止，如 2026-11-30",
	"xiaochuang paper void --why":   "`原因`：person 姓名证件、material 材料日期、matter 事项情形、other 其他",
	"--as":                          "`形式`：pdf、escpos 或 text",
	"--out":                         "存到`文件`；- 为标准输出，文本默认就是",
	"--check":                       "只比对，不改动",
	"--yes":                         "确认重建",
	"--open":                        "只看待复的",
	"--words":                       "给窗口和群众看的`话`",
	"--by":                          "`审核人`",
	"--addr":                        "服务`地址`",
	"--cert":                        "TLS 证书`文件`（PEM）",
	"--key":                         "TLS 私钥`文件`（PEM）",
	"--gateway":                     "前面有网关负责加密，可以在网络地址上明文服务",
	"--street":                      "街道的 9 位`编码`；第一次启动时给它生成密钥",
	"--suite":                       "新建时的密码`套件`：gm 或 intl",
	"--desk":                        "只要这台`窗口机`的，如 110101001001-01",
	"--station":                     "只看这个`站点编码`的",

	"xiaochuang keycard --pdf":        "排成 A4，存成这个`文件`",
	"xiaochuang separators --pdf":     "存成这个`文件`",
	"xiaochuang board --web":          "不在终端里显示，在这个`地址`上做成网页",
	"xiaochuang board --practice":     "看演练的叫号",
	"xiaochuang ticket take --item":   "为哪个`事项编号`取号",
	"xiaochuang ticket call --window": "叫到几`号`窗口，必填",
	"xiaochuang practice --window":    "在几`号`窗口演练",
	"xiaochuang practice --check":     "不演练，只检查自编的场景`文件`",

	"xiaochuang paper sendon --to":                "送到哪台`打印机`：a4、ticket，或站点文件里加的名字",
	"xiaochuang paper-numbers print --forms":      "附几`张`登记表，最多 50",
	"xiaochuang paper-numbers print --again":      "上一批没用完也印下一批",
	"xiaochuang paper-numbers print --only-forms": "只印登记表，不印纸号",
	"xiaochuang back-entry --at":                  "当时的`时刻`，如 2026-11-29T14:35，北京时间",
	"xiaochuang back-entry --how":                 "为什么用纸：power 停电、visit 上门、other 其他",
	"xiaochuang back-entry --result":              "`结果`：served 收了件、answered 已答复、left 离开、spoiled 作废",
	"xiaochuang back-entry --item":                "什么事，写`事项编号`",
	"xiaochuang back-entry --words":               "问了什么，或为什么作废（不写姓名）",
	"xiaochuang back-entry --case":                "办件内容的 JSON `文件`",
	"xiaochuang back-entry --window":              "在几`号`窗口办的",
	"xiaochuang template export --stdout":         "写到标准输出，不写文件",
	"xiaochuang template export --replace":        "文件已经有了也盖掉",
	"xiaochuang template preview --on":            "排在哪种`纸`上：a4、a4-large、80、80-large、58",
	"xiaochuang template preview --in-force":      "看在用的，不看文件",
	"xiaochuang template adopt --staff":           "哪位站长，写站点文件里的`编号`；不写就是第一位站长",
	"xiaochuang template revert --staff":          "哪位站长，写站点文件里的`编号`；不写就是第一位站长",
	"xiaochuang template revert --to":             "恢复到第几`版`，0 为程序自带的",
}

// Headings of --help.
const (
	HelpUsage    = "用法"
	HelpCommands = "命令"
	HelpFlags    = "选项"
	HelpTry      = "例子"
	HelpExit     = "退出码"
	HelpCommand  = "命令"
	HelpMoreOf   = "看某个命令的说明：%s help 命令"
	HelpDefault  = "（默认 %s）"
)

// An ExitUse is what one exit code means.
type ExitUse struct {
	Code  int
	Means string
}

// ExitUses lists the exit codes in order.
func ExitUses() []ExitUse {
	return []ExitUse{
		{0, "办成了；自检没有故障"},
		{1, "没有办成：内容不对、刚被改动、时钟可疑、磁盘满、没有权限，或程序出错"},
		{2, "命令写得不对"},
		{3, "没有找到"},
		{4, "规则不允许现在这样办"},
		{5, "正被占用"},
		{6, "设备、线路或街道中心没有应答"},
		{7, "数据校验没有通过"},
		{8, "没有配置，或配置有错"},
	}
}

// Sentences about a command line that cannot be understood.

// NoSuchCommand tells that a command does not exist, with what may be meant.
func NoSuchCommand(name string, near []string) string {
	s := "没有“" + name + "”这个命令。"
	if len(near) > 0 {
		s += "是不是要：" + strings.Join(near, "、") + "？"
	}
	return s
}

// CommandNeeded tells that a group was named without a command of it.
func CommandNeeded(group string, of []string) string {
	return group + " 后面要写：" + strings.Join(of, "、") + "。"
}

// ArgsWrong tells how a command is written.
func ArgsWrong(use string) string { return "这样写：" + use }

// NoSuchFlag tells that a flag does not exist.
func NoSuchFlag(flag string) string { return "没有“" + flag + "”这个选项。" }

// FlagNeedsValue tells that a flag stands without its value.
func FlagNeedsValue(flag string) string { return "选项“" + flag + "”后面要写值。" }

// FlagValueWrong tells that a flag's value cannot be right.
func FlagValueWrong(flag, value string) string {
	return "选项“" + flag + "”不能是“" + value + "”。"
}

// FlagMissing tells that a flag must be given.
func FlagMissing(flag string) string { return "要写选项“" + flag + "”。" }

// More sentences about the command line.
const (
	LineUnreadable  = "命令写得不对。"
	ShiftOnlyInDemo = "--clock-shift 只能和 --demo 一起用。"
	NotATerminal    = "画面要在终端里打开，这里的输入输出不是终端。给程序用请用各条命令，见 xiaochuang help。"
	BinaryNeedsFile = "这种形式不能显示在终端上，请用 --out 写明存到哪个文件。"
	OutTakesStdout  = "--json 和把单据写到标准输出不能一起用，请用 --out 写明文件。"
	CheckOrYes      = "要写 --check（只比对）或 --yes（真的重建）。"
	Interrupted     = "已中断。没有办完的不算，已保存的都在。"
)

// CommandFailed is the one line that a failed command writes: the sentence and
// the short code, with the number of the entry in the log where there is one.
func CommandFailed(program, sentence, code, ref string) string {
	s := programNames[program] + "：" + sentence + "（代码 " + code
	if ref != "" {
		s += "，日志 " + ref
	}
	return s + "）"
}

var programNames = map[string]string{"xiaochuang": "小窗", "xiaochuang-centre": "街道中心"}

// CommandBroke tells that the program itself has failed.
const CommandBroke = "程序出错，已停下，已保存的内容都还在。请把代码报给技术员。"

// WindowUnknown tells which windows there are.
func WindowUnknown(no int, of []int) string {
	list := make([]string, 0, len(of))
	for _, w := range of {
		list = append(list, fmt.Sprint(w))
	}
	return fmt.Sprintf("站点文件里没有 %d 号窗口，有：%s。", no, strings.Join(list, "、"))
}

// HelpSee tells which command explains another.
func HelpSee(line string) string { return "看说明：" + line }

// ManualHead begins the page of all commands.
const ManualHead = `# 命令

本页由程序的命令表生成，有测试核对。

小窗的每件事在画面里有键，在命令行有命令，两者走同一套规则、写同一本流水；窗口开着画面时也可以用命令。
命令打印单据时只排进打印队列，由开着的小窗送到打印机。

- 加 --json 输出一个 JSON 文档：键是英文，只增不改；时间按 RFC 3339 写北京时间；姓名只留首尾，证件和电话只留末四位。
- 出错时标准错误上只有一句中文，带代码（打电话报这个）；原因在数据目录的 log 里，按“日志”后面的四个字母查。
- 数据目录依次取 --data、环境变量 XIAOCHUANG_DATA、$XDG_DATA_HOME/xiaochuang、~/.local/share/xiaochuang；前两样都没有写时，演示另用一个，以 -demo 结尾。
`

// ManualMeans heads what an exit code means.
const ManualMeans = "意思"
