package text

import "fmt"

// Words of the commands on devices and on profiles of pads.
const (
	ColNote    = "说明"
	OwnProfile = "（本站的）"
)

// TraceKept tells where a trace is.
func TraceKept(path string) string { return "轨迹已存：" + path }

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
	"no_such_name":          "指到一个没有的命令、事件或字段",
	"ambiguous":             "两样东西在线上长得一样，分不清",
	"unverified":            "没有在真机上核对过，画面上会写明",
	"no_ping":               "没有问“在不在”的命令：坏了要等有人按键才知道",
	"no_echo":               "按键不带是哪一次：过时的按键不会算到别人头上，也就不算",
	"no_cancel":             "没有收回的命令：超时后评价器上还留着问题",
	"few_levels":            "不到五档，由街道定三键对哪几档",
	"placeholder":           "占位：没有人说过该是什么，照厂家资料改，改好从 guessed 里去掉",
	"other_transport":       "这种接法没有这个键",
	"no_poll":               "一条命令一次连接的评价器不会自己说话：要写 [poll]，隔一会儿问一次",
	"charset_not_unicode":   "JSON 和文字消息都是 UTF-8：charset 要写 utf-8 或 ascii",
	"levels_reversed":       "号小的键对好评：两份国家标准的次序相反，上真机按一次“非常满意”看对不对",
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
	case "printed":
		return "打出 " + fact
	case "scanned":
		return "扫出这一叠的第 " + fact + " 页"
	case "turned":
		return "已 " + fact
	case "failed":
		return "没有做成：" + fact
	}
	return "不认识 " + fact
}

// deviceUses are the commands of the technician.
var deviceUses = map[string]CommandUse{
	"xiaochuang setup": {
		Does: "装设备的向导：看接上了什么、选型号、试用、启用；没有站点文件时先写站点文件",
		More: "站长或技术员上岗后使用。和小窗里的“:设置”是同一个画面；小窗开着时请用那里的，设备不用让出来。",
		Try:  []string{"xiaochuang setup", "xiaochuang --demo setup"},
	},
	"xiaochuang bundle": {
		Does: "诊断包：版本、自检、日志、设备的变化和设置，打成一个 zip 给厂家或街道",
		More: "先列出有哪些文件，答“是”才存。不含群众的姓名、证件号、电话、地址、扫描件：按名单取文件，每一行再抹一遍汉字和长数字。",
		Try:  []string{"xiaochuang bundle", "xiaochuang bundle --yes --out 诊断包.zip"},
	},
	"xiaochuang device": {Does: "设备：看、试、模拟、起名字"},
	"xiaochuang device list": {
		Does: "装了哪些设备，还有哪些插着、找得到", More: "只看不动，不会打开任何口。", Try: []string{"xiaochuang device list --json"},
	},
	"xiaochuang device test": {
		Args: "种类…", Does: "自检：把装了的设备都试一遍，一分钟里有结果",
		More: "种类写 reader、scanner、pad、printer、ticket，不写就都试。打测试页、试读、按键、试扫；有一样不行退出码就是 6。小窗开着时请在“设备”画面按 t。",
		Try:  []string{"xiaochuang device test", "xiaochuang device test pad ticket --json"},
	},
	"xiaochuang device sim": {
		Args: "种类", Does: "模拟一台设备，供培训和排查：在伪终端、TCP、UDP 或 WebSocket 上，和真的一样应答",
		More: "种类：reader、pad（用 --profile 选型号）、ticket（网口小票机）、ticket:serial（串口小票机）、printer（A4）、scanner（网络扫描仪，有平板和送纸器）。演示里的“:设置”找得到它，打出来的内容会显示；评价器要固定端口写 --at。按行写动作：card 放证，5 按五星，unplug 拔线，paper-out 缺纸，jam 卡纸，empty 和 load 空纸、装纸，slow 变慢，quit 结束。",
		Try:  []string{"xiaochuang device sim pad --profile xc5-ws", "xiaochuang device sim pad --profile s-ascii --at 127.0.0.1:8000", "xiaochuang device sim ticket:serial", "xiaochuang device sim printer"},
	},
	"xiaochuang device trace": {
		Args: "种类", Does: "轨迹：看评价器、读取器或串口小票机的线上走了什么，同时存进日志目录",
		More: "种类写 pad、reader 或 ticket。文字和长数字写下时就抹掉；证上的、纸上的一个字节也不记。小窗开着时口归小窗：在“设备”画面按 b 看，不用退出。",
		Try:  []string{"xiaochuang device trace pad --seconds 60"},
	},
	"xiaochuang device udev": {
		Does: "写出 udev 规则文件：稳定的名字和权限", Try: []string{"xiaochuang device udev"},
	},
	"xiaochuang pad": {Does: "评价器型号文件"},
	"xiaochuang pad lint": {
		Args: "文件", Does: "检查一个型号文件，逐行指出写错的和没有把握的",
		More: "有错误时退出码为 8。写好的放进数据目录的 pads 里，“:设置”里就能选。怎么写见 docs/technician.md。",
		Try:  []string{"xiaochuang pad lint 新型号.toml"},
	},
	"xiaochuang pad list":    {Does: "有哪些型号，哪些在真机上核对过", Try: []string{"xiaochuang pad list --json"}},
	"xiaochuang config":      {Does: "配置：对照、退回、看改动、改一项、导出导入"},
	"xiaochuang config diff": {Does: "现在的配置和上一份能用的有哪些不同", Try: []string{"xiaochuang config diff --json"}},
	"xiaochuang config undo": {
		Args: "号 键…", Does: "退回改动记录里的一次改动；写了键就只退这几项",
		More: "号是 config history 的第一栏。后来又改过的项不退，会说是哪一项。退回也是一次改动，可以再退回来。",
		Try:  []string{"xiaochuang config undo 7", "xiaochuang config undo 7 devices.pad.baud"},
	},
	"xiaochuang config set": {
		Args: "键 值", Does: "改一项配置，不用编辑器；说明和次序都不动",
		More: "键如 devices.pad.wait、lane[2].name；值是数、true、false、文字，或 [\"甲\", \"乙\"] 这样的一串。不对的值不存，会说为什么。记入流水和改动记录。",
		Try:  []string{"xiaochuang config set devices.pad.wait 45", "xiaochuang config set station.hours \"周一至周五 9:00-17:00\""},
	},
	"xiaochuang config export": {
		Args: "文件", Does: "把可以给别的站用的配置导出成文件：设备怎么驱动、叫号屏、画面、队列规矩",
		More: "站点、人员、窗口、密钥、街道地址不在里面；设备接在哪里也不在里面，除非写 --places（换一台电脑时用）。成段的（号类、打印机、错峰）不导出。",
		Try:  []string{"xiaochuang config export /media/usb/peizhi.toml"},
	},
	"xiaochuang config import": {
		Args: "文件 键…", Does: "导入别的站的配置：先列出会改哪些，加 --yes 才改",
		More: "键写 devices、devices.pad 这样的开头，就只导入这些。不该从别的站来的键、不对的值都拒绝，会说是哪一项、为什么。",
		Try:  []string{"xiaochuang config import /media/usb/peizhi.toml", "xiaochuang config import /media/usb/peizhi.toml devices.pad --yes"},
	},
	"xiaochuang config restore": {
		Args: "键…", Does: "一步退回上一份能用的配置；写了键就只退这几项",
		More: "配置写坏、小窗打不开时也能退。退回前的那份只要是好的也留着，可以再退回来。站长或技术员的名义，记入流水。",
		Try:  []string{"xiaochuang config restore", "xiaochuang config restore devices.pad.port --staff u04"},
	},
	"xiaochuang config history": {
		Does: "改动记录：号、什么时候、谁、怎么改的、哪一项、原来和现在",
		More: "用编辑器改的也记，开窗时才看得出来，不知道是谁。地址里带的用户名和口令不显示。",
		Try:  []string{"xiaochuang config history --json"},
	},
}

// The invented holder of the card of a simulated reader; born in 1900.
const (
	SimHolder  = "测试喆犇"
	SimAddress = "北京市某某区某某街道某某路1号院"
)

// deviceFlags are the flags of the technician's commands.
var deviceFlags = map[string]string{
	"xiaochuang device trace --seconds": "看几`秒`",
	"xiaochuang device sim --profile":   "评价器的`型号`，xiaochuang pad list 里的名字；不写就是 xc5",
	"xiaochuang device sim --at":        "网络上的评价器在哪个`地址`等，如 127.0.0.1:8000；不写就找一个空的端口",
	"xiaochuang doctor --terminal":      "只体检终端：按一遍键、打一个汉字、量字宽；要有人坐在键盘前",
	"xiaochuang config export --places": "连设备接在哪里也导出",
	"xiaochuang config import --yes":    "就这样改",
	"xiaochuang config --staff":         "以谁的名义，写站点文件里的`编号`；不写就是第一个站长或技术员",
	"xiaochuang bundle --out":           "存成`文件`；不写就是当前目录里按时间起名",
	"xiaochuang bundle --yes":           "不问，直接存",
}

// Words of the diagnosis bundle.
const (
	BundleAsk      = "存下来？写“是”再回车："
	BundleNotSaved = "没有存。"
	BundlePromise  = "里面没有群众的姓名、证件号、电话、地址和扫描件：汉字和长数字都已抹掉。可以用任何程序打开来看。"
	PackUp         = "打包"
	CmdPackUp      = "打包"
	PackUpTip      = "诊断包：先列出有哪些文件，答应了才存；没有群众资料"
)

// BundleHead heads the list of files.
func BundleHead() []string { return []string{"文件", "大小", "是什么"} }

// BundleSaved tells where the bundle is.
func BundleSaved(path string) string { return "诊断包已存：" + path }

// BundleQuestion lists the files and asks.
func BundleQuestion(names []string) string {
	w := "诊断包里有："
	for i, n := range names {
		if i > 0 {
			w += "、"
		}
		w += BundleFile(n)
	}
	return w + "。没有群众资料，汉字和长数字都已抹掉。存到数据目录？"
}

// BundleFile says what a file of the bundle is.
func BundleFile(name string) string {
	if w, ok := bundleFiles[name]; ok {
		return w
	}
	return name
}

var bundleFiles = map[string]string{
	"version.txt": "程序版本", "doctor.txt": "刚做的体检", "settings.txt": "设备的设置和改动",
	"log/xiaochuang.log": "程序日志", "log/xiaochuang-centre.log": "街道端日志", "log/devices.jsonl": "设备灯的变化",
	"log/selftest.json": "上次自检", "log/trace-pad.txt": "评价器轨迹", "log/trace-reader.txt": "读取器轨迹", "log/trace-ticket.txt": "小票机轨迹",
}

// Bytes is a size in a list.
func Bytes(n int) string { return size(int64(n)) }
