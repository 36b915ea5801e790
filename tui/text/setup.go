package text

import (
	"strconv"
	"strings"

	"xiaochuang/desk"
)

// Words of a trial that stand on a device or on paper.
const (
	TrialStaff  = "设备测试"
	TrialNumber = "测试"
	TrialTitle  = "打印测试页"
)

// DeviceModel names a model that has one protocol, and says what is unsure.
func DeviceModel(id string) (title, note string) {
	w, ok := deviceModels[id]
	if !ok {
		return id, ""
	}
	return w[0], w[1]
}

var deviceModels = map[string][2]string{
	"sam":           {"身份证读取器（串口）", "读写命令照公开的接口资料和多份公开程序核对过；各厂的机器要试读一次"},
	"ipp":           {"A4 打印机（IPP，直连或经 CUPS）", "按 RFC 8011、IPP Everywhere；和 CUPS、ippeveprinter 试过"},
	"sane":          {"扫描仪、高拍仪（SANE）", "SANE 能列出的都能用；和 SANE 自带的测试设备试过"},
	"escl":          {"网络扫描仪（eSCL、AirScan）", "按 eSCL 规范，和 sane-airscan 对过；各厂的脾气照公开的问题单试过"},
	"camera":        {"高拍仪（免驱摄像头）", "按 V4L2，取最大的一幅；用录下的画面试过"},
	"service":       {"高拍仪（厂家的本机服务）", "常见的 Cam_Open 口令；各厂略有出入，拍一张看"},
	"escpos80":      {"小票打印机 80 毫米（ESC/POS）", "能查缺纸、开盖；各家略有出入，打一张测试页看"},
	"escpos58":      {"小票打印机 58 毫米（ESC/POS）", "能查缺纸、开盖；各家略有出入，打一张测试页看"},
	"escpos80-mute": {"小票打印机 80 毫米（不能查状态的）", "从不问状态；把问状态的指令打在纸上的机器选这个"},
	"escpos58-mute": {"小票打印机 58 毫米（不能查状态的）", "从不问状态；把问状态的指令打在纸上的机器选这个"},
}

// Words of the set-up.
const (
	Setup    = "设置"
	SetupTip = "装设备：选种类、看接上了什么、选型号、试用、启用；也能退回上一份配置"
	CmdSetup = "设置"

	ColInService = "现在用的"
	ColNew       = ""
	ColCalls     = "设备"
	ColPlace     = "接在哪里"
	ColModel     = "型号"
	ColVerified  = "核对"
	ColWay       = "接法"
	ColKey       = "哪一项"
	ColBefore    = "原来"
	ColAfter     = "现在"
	ColHow       = "怎么改的"
	ColChangeNo  = "号"

	NotInService   = "没有装"
	NothingPlugged = "没有找到。看电源和线；插上后这里会自己出现。找不到的按 m 手写地址"
	NoModel        = "没有适合这种接法的型号"
	NothingDiffers = "和上一份能用的配置一样"
	JustPlugged    = "刚插入"
	Verified       = "真机核对过"
	NotVerified    = "未经真机核对"
	Looking        = "正在找……"

	Pick            = "选定"
	CmdPick         = "选定"
	PickFamilyTip   = "选这一种设备来装或换"
	PickPlugTip     = "选这一个，再选型号"
	PickModelTip    = "选这个型号，马上试用"
	ByHand          = "手写地址"
	CmdByHand       = "手写地址"
	ByHandTip       = "没有自己出现的，手写它的口或网络地址"
	StepBack        = "上一步"
	CmdStepBack     = "上一步"
	StepBackTip     = "回到上一步；什么都还没有改"
	PutInService    = "启用"
	CmdInService    = "启用"
	PutInServiceTip = "存进配置，马上换上；原来的配置留着，可以退回"
	TryAgain        = "再试"
	CmdTryAgain     = "再试"
	TryAgainTip     = "再试一遍"
	OutOfService    = "停用"
	CmdOutOfService = "停用"
	OutOfServiceTip = "这种设备不再用；窗口照样能办"
	Diff            = "对照配置"
	CmdDiff         = "对照配置"
	DiffTip         = "和上一份能用的配置对照，可以退回"
	RestoreAll      = "全部退回"
	CmdRestore      = "全部退回"
	RestoreAllTip   = "用回上一份能用的配置；现在这份也留着"
	RestoreOne      = "退回这一项"
	CmdRestoreOne   = "退回这一项"
	RestoreOneTip   = "只把选中的一项改回原来的值"

	SetupAtFamily   = "装设备 · 一、装哪一种"
	SetupFamilyHint = "一步一步来：选种类、看接上了什么、选型号、试用、启用。没启用之前什么都不改。"
	SetupModelHint  = "选型号，按 Enter 马上试用。试用不改配置。"
	SetupAtDiff     = "装设备 · 对照上一份能用的配置"
	SetupDiffHint   = "Enter 只退回选中的一项，F9 全部退回。退回后还可以再退回来。"

	TrialGoesOn = "还在试，等它试完"
	TrialGood   = "试好了：按 F9 启用。"
	TrialBad    = "没有试好。照上面说的处理后按 F8 再试；要先用着也可以按 F9 启用，设备灯会接着提醒。"
	IsItClear   = "看一眼纸"
	ItIsClear   = "对：字清楚，尺子到边"
	ItIsNot     = "不对：缺字、乱码或宽窄不合"
	IsItTheKey  = "核对按键"
	ItIsTheKey  = "对：按的就是它，启用"
	ItIsAnother = "不对：按的是另一个键"
	OtherKey    = "键号对不上，多半是次序反了：不要启用，按 Esc 换型号，或照厂家资料改型号文件里的 keymap。"
	OtherModel  = "换一个型号再试：80 和 58 毫米、能查和不能查状态的都试试"
	SeePrinter  = "看打印机面板和墨粉；照样要用就按 F9"
)

// BehindServer names a model of a serial line that is reached over the network.
func BehindServer(title string) string { return title + " · 经串口服务器" }

// ModelNote says what to know about a model before it is chosen.
func ModelNote(m desk.DeviceModel) string {
	if len(m.Guessed) == 0 {
		return m.Note
	}
	return m.Note + Placeholders(m.Guessed)
}

// Placeholders says of which fields of a profile nobody has told what stands there.
func Placeholders(list []string) string {
	return "占位（" + NotVerified + "）：" + GuessedFields(list) + "。"
}

// GuessedFields names the fields of a profile that are placeholders.
func GuessedFields(list []string) string {
	var out []string
	for _, f := range list {
		name := f
		switch head, rest, _ := strings.Cut(f, "."); {
		case head == "commands":
			name = "命令 " + rest
		case strings.HasPrefix(head, "events"):
			name = "回答的样子"
		case head == "transport" && rest == "baud":
			name = "波特率"
		case profileFields[head] != "":
			name = profileFields[head]
		}
		if len(out) == 0 || out[len(out)-1] != name {
			out = append(out, name)
		}
	}
	return strings.Join(out, "、")
}

var profileFields = map[string]string{
	"charset": "字符集", "frame": "帧", "keymap": "键号对哪一档", "poll": "多久问一次", "transport": "接法", "limits": "文字长度", "address": "地址号",
}

// InService says what is in service, and where.
func InService(title, at string) string { return title + " · " + at }

// SetupAtPlug heads the list of what is there.
func SetupAtPlug(f desk.Family) string { return "装设备 · 二、" + DeviceName(f) + "接在哪里" }

// SetupAtModel heads the list of models.
func SetupAtModel(f desk.Family) string {
	return "装设备 · 三、" + DeviceName(f) + "是哪一型号"
}

// SetupAtTrial heads a trial.
func SetupAtTrial(f desk.Family, title string) string {
	return "装设备 · 四、试用" + DeviceName(f) + "：" + title
}

// SetupPlugHint says what to do before the list.
func SetupPlugHint(f desk.Family) string {
	if f == desk.FamilyPrinter || f == desk.FamilyScanner {
		return "插上线、开机。每两秒看一次，新出现的标“刚插入”，排在最前。"
	}
	return "先拔下再插上：标“刚插入”的就是它。每两秒看一次，不会去动别的设备。"
}

// SetupTrialHint says where the device is that is tried.
func SetupTrialHint(at string) string {
	return "接在 " + at + " · 试用不改配置，也不耽误窗口办事"
}

// PlugName names what is plugged in.
func PlugName(p desk.Plugged) string {
	switch {
	case p.Bus == "sim":
		return "模拟 " + p.Name
	case p.Name != "":
		return p.Name
	case strings.HasPrefix(p.Bus, "usb:"):
		return "USB " + strings.TrimPrefix(p.Bus, "usb:")
	}
	if p.Bus == "" && strings.HasPrefix(p.At, "/dev/ttyS") {
		return "主板上的串口"
	}
	return "没有报名字的口"
}

// PlugPlace says where it is.
func PlugPlace(p desk.Plugged) string {
	short := p.At
	for _, prefix := range []string{"/dev/serial/by-id/", "/dev/serial/by-path/"} {
		short = strings.TrimPrefix(short, prefix)
	}
	switch p.Code {
	case "permission":
		return "（没有权限）" + short
	case "held":
		return "（被占用）" + short
	case "in_use":
		return "（在用）" + short
	case "moved":
		return "（在用，地址变了）" + short
	case "another":
		return "（换了一台）" + short
	}
	return short
}

// PlugNote says what to know about it before it is chosen.
func PlugNote(p desk.Plugged) string {
	at := "地址：" + p.At + "。"
	if p.Bus == "mdns" {
		at = neighbourNote(p)
	}
	switch p.Code {
	case "socket":
		if p.Bus == "" {
			return at
		}
		return at + "它没有自己的序列号，绑定的是这个插口：换口要重设。"
	case "number":
		return at + "这个名字重启后可能会变：最好装上 udev 规则（xiaochuang device udev）。"
	case "permission":
		return at + "本用户打不开它：请管理员运行 sudo usermod -aG dialout,lp 本用户，再登录一次。"
	case "held":
		return at + "别的程序（进程 " + strconv.Itoa(p.Holder) + "）正用着它：先关掉那个程序。"
	case "simulated":
		return at + "这是模拟的设备，只在演示里看得到。"
	}
	return at
}

// neighbourNote says what a machine of the network says of itself.
func neighbourNote(p desk.Plugged) string {
	w := "地址：" + p.At + "。"
	if p.UUID != "" {
		w += "编号：" + p.UUID + "。"
	}
	if len(p.Also) > 0 {
		var can []string
		for _, f := range p.Also {
			can = append(can, DeviceName(f))
		}
		w += "同一台机器还能当" + strings.Join(can, "、") + "。"
	}
	switch p.Code {
	case "in_use":
		w += "现在用的就是它。"
	case "moved":
		w = "编号和在用的那台一样，地址变了（原来 " + p.Was + "）：选定、试用、按 F9 才改过来。" + w
	case "another":
		w = "在用的地址上现在是另一台机器（编号不一样）：看清楚是不是要用它。" + w
	}
	return w
}

// PlaceAsk asks for an address.
func PlaceAsk(f desk.Family) string {
	switch f {
	case desk.FamilyPrinter:
		return "打印机的地址，ipp:// 开头"
	case desk.FamilyTicket:
		return "小票打印机的网络地址和端口、设备文件，或串口"
	case desk.FamilyScanner:
		return "scanimage -L 列出的名字"
	case desk.FamilyPad:
		return "评价器的串口、网络地址和端口，或厂家本机服务的 ws:// 地址"
	}
	return "串口，最好是 /dev/serial/by-id/ 下的名字"
}

// PlaceExample is an example of an address.
func PlaceExample(f desk.Family) string {
	switch f {
	case desk.FamilyPrinter:
		return "ipp://192.0.2.20/ipp/print"
	case desk.FamilyTicket:
		return "192.0.2.10:9100"
	case desk.FamilyScanner:
		return "test:0"
	case desk.FamilyPad:
		return "192.0.2.40:8000"
	}
	return "/dev/serial/by-id/usb-…"
}

// PlaceForm is how an address is written that was typed.
func PlaceForm(f desk.Family, at string) string {
	switch {
	case f == desk.FamilyScanner && strings.HasPrefix(at, "/"):
		return desk.FormDevice
	case f == desk.FamilyScanner && !strings.Contains(at, "://"):
		return desk.FormSANE
	case strings.Contains(at, "://"):
		return desk.FormURL
	case f == desk.FamilyTicket && desk.PrinterFile(at):
		return desk.FormDevice
	case strings.HasPrefix(at, "/"):
		return desk.FormSerial
	}
	return desk.FormNetwork
}

// PlaceFault says what is wrong with an address that was typed, "" for nothing.
func PlaceFault(f desk.Family, at string) string {
	form := PlaceForm(f, at)
	host := strings.Contains(at, ":") && !strings.HasPrefix(at, ":") && !strings.HasSuffix(at, ":")
	switch {
	case strings.TrimSpace(at) == "":
		return "还没有写"
	case f == desk.FamilyPrinter && form != desk.FormURL:
		return "要写成 ipp://… 的样子"
	case f == desk.FamilyPad && form == desk.FormURL && !strings.HasPrefix(at, "ws://") && !strings.HasPrefix(at, "wss://"):
		return "要写成 ws://… 的样子"
	case f == desk.FamilyReader && form != desk.FormSerial:
		return "要写成 /dev/… 的样子"
	case form == desk.FormNetwork && !host:
		return "网络地址要带端口，如 192.0.2.10:9100；设备文件要写 /dev/…"
	}
	return ""
}

// OutOfServiceAsk asks before a device is taken out.
func OutOfServiceAsk(f desk.Family) string {
	return DeviceName(f) + "不再用了？窗口照样能办，配置可以退回。"
}

// ClearAsk asks what the paper looks like.
func ClearAsk(f desk.Family) string {
	if f == desk.FamilyTicket {
		return "小票上：尺子的数字到两边都在一行里、生僻字 㐂䶮𠮷 都在、二维码方正、纸切断了吗？"
	}
	return "纸上：尺子到边、生僻字 㐂䶮𠮷 都在、二维码方正吗？"
}

// KeyAsk asks whether the level that came is that of the key that was pressed.
func KeyAsk(stars string) string {
	n, _ := strconv.Atoi(stars)
	l, _ := desk.LevelOfStars(n)
	return "这个型号" + NotVerified + "。收到的是 " + stars + " 星（" + Level(l) + "）：刚才按的就是评价器上的“" + Level(l) + "”吗？"
}

// Fitted says that a device is in service, or no longer is.
func Fitted(f desk.Family, out, again bool) string {
	w := DeviceName(f) + "已启用，马上就能用。"
	if out {
		w = DeviceName(f) + "已停用。"
	}
	if again {
		w = strings.Replace(w, "，马上就能用", "", 1) + "重开小窗后生效。"
	}
	return w
}

// Value shows a value of the configuration.
func Value(v string) string {
	if v == "" {
		return "（空）"
	}
	return v
}

// RestoreAsk asks before the configuration goes back.
func RestoreAsk(key string, n int) string {
	if key != "" {
		return "把“" + ConfigKey(key) + "”改回原来的值？"
	}
	return "把 " + strconv.Itoa(n) + " 处都退回上一份能用的配置？现在这份也留着，还能再退回来。"
}

// ConfigIsBack says that the configuration before is in force.
func ConfigIsBack(again bool) string {
	if again {
		return "配置已退回，重开小窗后生效。"
	}
	return "配置已退回，已生效。"
}

// TrialSays words one step of a trial.
func TrialSays(f desk.Family, t desk.Trial) string {
	if t.State == desk.DeviceConnecting {
		return trialBegins(f, t.Step)
	}
	name := trialSteps[t.Step]
	switch {
	case t.Code == "no_card":
		return name + "：20 秒里没有放证，没有试读。有测试卡再试一次"
	case t.Code == "no_key":
		return name + "：15 秒里没有人按键，没有试按键。再试一次"
	case t.Code == "busy":
		return name + "：窗口正用着它，没有打扰"
	case t.State == desk.DeviceOK:
		return name + "：" + trialFact(t) + tookTrial(t)
	}
	phone, what, next := Cause(f, t.Code)
	if phone == "" {
		phone, what, next = DeviceLetter(f)+"-99", DeviceState(t.State), "重插电源，再试"
	}
	return name + "：" + what + "（" + phone + "）。" + next
}

var trialSteps = map[string]string{
	"speed": "速率", "answer": "应答", "card": "试读", "key": "按键", "slip": "测试小票", "page": "测试页", "sheet": "试扫一页", "call": "叫号",
}

func trialBegins(f desk.Family, step string) string {
	switch step {
	case "speed":
		return "速率：正在从常用的几种里试，只问状态，不会打出东西……"
	case "card":
		return "试读：请把测试卡放上（20 秒）。读到什么都不保存，也不显示"
	case "key":
		return "按键：请在评价器上随便按一个键（15 秒）。这次不算评价"
	case "slip", "page":
		return trialSteps[step] + "：正在打，等打印机回话……"
	case "sheet":
		return "试扫一页：正在扫，玻璃板上放一张纸……"
	}
	return trialSteps[step] + "：正在等 " + DeviceName(f) + " 回话……"
}

func trialFact(t desk.Trial) string {
	switch t.Step {
	case "card":
		layout, gaps := strings.CutSuffix(t.Fact, " gaps")
		w := "两次读得一样，" + map[string]string{"CN": "居民身份证", "J": "港澳台居民居住证", "I": "外国人永居证（2017）", "Y": "外国人永居证（2023）"}[layout]
		if gaps {
			w += "，有字显示不出，窗口要核对"
		}
		return w
	case "key":
		return "收到 " + t.Fact + " 星"
	case "slip", "page":
		return "打印机说打好了"
	case "sheet":
		return t.Fact
	case "speed":
		return t.Fact + " 波特，存下时一起记下"
	case "call":
		return "有声音、有屏"
	}
	return "正常"
}

func tookTrial(t desk.Trial) string {
	return "（" + strconv.FormatFloat(t.Took.Seconds(), 'f', 1, 64) + " 秒）"
}

// ConfigKey names a key of the configuration for whoever has not written it.
func ConfigKey(key string) string {
	part := strings.Split(key, ".")
	if len(part) == 3 && part[0] == "devices" {
		if leaf, ok := configKeys[part[2]]; ok {
			return DeviceName(desk.Family(part[1])) + " " + leaf
		}
	}
	if n, ok := strings.CutPrefix(key, "line "); ok {
		return "第 " + strings.TrimLeft(n, "0") + " 行"
	}
	return strings.ReplaceAll(key, ".", " · ")
}

var configKeys = map[string]string{
	"port": "的口", "baud": "波特率", "profile": "型号", "address": "网络地址", "path": "设备文件", "url": "地址",
	"width": "纸宽", "mute": "不问状态", "device": "名字", "node": "设备文件", "wait": "等几秒", "resolution": "分辨率", "source": "进纸口",
}
