package text

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"xiaochuang/desk"
)

// Problem words an error for the clerk: what happened, what is safe, what to
// do next. The cause stays in the log.
func Problem(err error) string {
	p, ok := errors.AsType[*desk.Problem](err)
	if !ok {
		return "没有办成，已保存的内容都还在。请再试一次；还不行就打电话给技术员，原因已记入日志。"
	}
	if p.Kind == desk.ClockDoubt {
		return kinds[p.Kind] // whatever was asked for, the clock comes first
	}
	if used, ok := errors.AsType[*desk.BackUsed](err); ok {
		return SlipUsed(used.Ticket)
	}
	if w, ok := whats[p.What]; ok {
		return fill(w, p)
	}
	for _, m := range [...]map[string]string{identities, streets, custodies, transcripts, people, carries, backups, dispatchProblems, rectifies, streetRatings} {
		if w, ok := m[p.What]; ok {
			return fill(w, p)
		}
	}
	if _, what, next := causeOf(p.What); what != "" {
		return what + "：" + next + "。"
	}
	if w, ok := kinds[p.Kind]; ok {
		return fill(w, p)
	}
	return "没有办成，已保存的内容都还在。请再试一次。"
}

// fill puts the holder, what stands in the way and how much of it there is into
// a sentence.
func fill(w string, p *desk.Problem) string {
	w = strings.ReplaceAll(w, "{谁}", p.Holder)
	if strings.Contains(w, "{项}") {
		open := make([]string, 0, len(p.Open))
		for _, o := range p.Open {
			if w := Open(o); !slices.Contains(open, w) {
				open = append(open, w)
			}
		}
		w = strings.ReplaceAll(w, "{数}", strconv.Itoa(len(open)))
		w = strings.ReplaceAll(w, "{项}", strings.Join(open, "、"))
	}
	return w
}

// Open words one thing that stands in the way of an ending.
func Open(code string) string {
	switch {
	case code == "applicant":
		return "申请人姓名"
	case code == "identity":
		return "申请人证件"
	case code == "community":
		return "居（村）不办这件事，请换居"
	case code == "agent":
		return "代理人证件"
	case code == "proxy":
		return "这件事要本人来，不能代办"
	case strings.HasPrefix(code, "question:"):
		return "情形未答"
	case strings.HasPrefix(code, "material:"):
		return strings.TrimPrefix(code, "material:")
	case strings.HasPrefix(code, "pages:"):
		return strings.TrimPrefix(code, "pages:") + "（有页要重拍）"
	case strings.HasPrefix(code, "rectify."):
		return rectifyOpen[code]
	case code == "sheets":
		return "扫描的张数（按 n 点）"
	}
	return code
}

// kinds is the sentence of each kind of problem, where no code has a better
// one.
var kinds = map[desk.Kind]string{
	desk.NotFound:    "没有找到。请核对后再查一次。",
	desk.Invalid:     "填写的内容不对，没有保存这一项。请改正后再按一次。",
	desk.Blocked:     "现在不能这样办，请先补上：{项}",
	desk.Conflict:    "刚才已被改动，画面已刷新。请看清后再办一次。",
	desk.Unavailable: "设备或线路没有应答，业务不受影响。可以先手工办理，稍后再试。",
	desk.Locked:      "正被占用（{谁}）。请先退出那一个，再试一次。",
	desk.ClockDoubt:  "电脑时钟可疑，暂不发号、收件，已办的都在。请用 :上岗 重新确认今天的日期。",
	desk.Full:        "磁盘空间不足，已有内容都还在。请通知技术员清理后再扫描。",
	desk.Broken:      "数据校验没有通过，原件未动。请停止操作，通知技术员。",
	desk.Denied:      "没有权限或密钥不对，内容没有打开。",
}

// whats is the sentence of each code.
var whats = map[string]string{
	"seat.unreachable":      "连不上第一窗口的电脑。请看那台电脑和网线，会自己再连。",
	"seat.hostkey":          "对面的电脑不是核对过的那一台，没有连接。请站长到第一窗口核对指纹。",
	"seat.unknown":          "第一窗口已不认得这台电脑，登记可能被取消。请站长重新登记。",
	"seat.version":          "两台电脑的小窗版本不一样，没有连接。请技术员装成同一个版本。",
	"seat.cut":              "线路断了，这件事要等线路恢复再办。可以先查指南、记咨询。",
	"seat.notesfull":        "断线时记下的咨询太多，记不下了。请先用纸记，等线路恢复。",
	"inquiry.asked":         "记下的时间太早（七天以前），没有登记。请重新记一条。",
	"assist.channel":        "没有这种渠道。请从列出的里面选。",
	"assist.result":         "没有这种结果。请从列出的里面选。",
	"assist.minutes":        "请写用了几分钟（1 到 480）；来访在办的可以不写，按来访时间算。",
	"item.online":           "办事指南里没有这件事在这个渠道怎么办，不打印步骤单。请照指南口头说清。",
	"paper.steps":           "步骤单没有内容，没有打印。请从指南里重新打。",
	"offpeak.item":          "现在是错峰延时，这件事不在延时办理的清单里，只能咨询。请说清怎么办、何时来。",
	"totals.days":           "起止日期不对，或超过 92 天。请把日期改短一些再合计。",
	"totals.many":           "办件太多，合计不了这么长的时间。请把日期改短一些。",
	"queue.none":            "本站不取号。有人来请在指南里找到事项按 F9，或在队列按 1 接待。",
	"service.window":        "这个居（村）不设受理窗口，不能受理。请按指南说清去哪里办，或记首问。",
	"service.collect":       "这个居（村）没有代收代办，不能收件。请按指南说清去哪里办，或记首问。",
	"service.kiosk":         "这个居（村）没有自助终端，不能记自助导办。请换居（村），或记辅导网办。",
	"service.mobile":        "这个居（村）没有开通掌上办理，不能记掌上渠道。请记网页渠道，或换居（村）。",
	"queue.empty":           "没有人在等候。有人来请按 F2 取号。",
	"queue.held":            "没有人在等候；有挂起的号，按 F4 恢复。",
	"queue.missed":          "没有人在等候；有过号的人，可以请其回来。",
	"queue.apart":           "没有这个窗口要叫的人；有号在等别的窗口或别的社区，选中后按 3 可以指名叫。",
	"ticket.reason":         "没有这种优先理由。请从列出的里面选。",
	"phrases":               "常用语没有记下，原来的都还在。请技术员看数据目录里的 phrases.toml。",
	"priority":              "优先理由的文件有错。请按日志改正，或删掉它用自带的。",
	"onward":                "转不到那里。请从列出的里面选。",
	"onward.walkin":         "没取号的来访只能转街道；要转窗口，请先取号。",
	"line.body":             "有一条流水读不出来，没有改动。请通知技术员。",
	"undo.none":             "这个窗口没有可撤销的一步，不用撤销。",
	"undo.late":             "上一步已过十分钟，不能撤销了。请照现在的情况往下办。",
	"undo.built":            "不能撤销：{项} 后来又办了别的。请照现在的情况往下办。",
	"visit.means":           "交流方式已经记过，不用再记。",
	"visit.open":            "{项} 还在窗口。先办完（Enter 结束）或按 F4 挂起，再叫下一位。",
	"relief.reason":         "接替要写明原因。请选一个再接。",
	"call.reason":           "指名叫号要写明原因。请写上再叫。",
	"ticket.elsewhere":      "这个号在 {谁} 号窗口。请由那个窗口办，或先挂起再转来。",
	"ticket.state":          "这个号现在不能这样办，画面已刷新。请看它的状态再办。",
	"ticket.recalls":        "已呼叫到规定次数。人没来请按 F7 过号。",
	"item":                  "事项库里没有这个事项。请重新查找。",
	"form":                  "这件事没有申请表。不收件的事项不用填表，请直接答复。",
	"paper.form":            "申请表没有内容，没有打印。请回到这件事的“表”一步再打。",
	"case.open":             "还差 {数} 项（可按 F8 一次告知）：{项}",
	"case.state":            "这个办件现在的状态不能这样办。请看办件里的经过。",
	"case.changed":          "这个办件刚才被改动，您的草稿还在。请返回重新打开。",
	"case.mode.S":           "这是受理类事项：材料齐按 F9 受理。",
	"case.mode.D":           "这是代收代办类：由街道受理，这里不开受理通知书。请按 F9 收件。",
	"case.mode.Z":           "这是咨询预审类事项：不产生办件编号，按 F9 出咨询预审单。",
	"notice.complete":       "材料都齐了，没有要告知补正的。按 F9 办理。",
	"refusal.reason":        "不予受理要写明理由，单子上要印出来。请写上。",
	"pause.words":           "停表要写明是哪种特别程序。请写上再停。",
	"pause.already":         "这件已经停表，不用再停。",
	"pause.none":            "这件没有停表，不用恢复。",
	"pause.supplement":      "这件在等补正，材料来了请按 Enter 接着办，会自动恢复。",
	"pause.clock":           "这件没有在本站计时的期限，不用停表。",
	"community":             "没有这个居（村）。请重新选。",
	"community.same":        "已经是这个居（村），不用换。",
	"community.late":        "已经交出去了，不能再换居（村）。请向街道说明。",
	"community.item":        "这个居（村）不办这件事。请选另一个居（村），或转街道。",
	"withdraw.reason":       "撤回要写明原因。请写上再撤回。",
	"notice.late":           "上次告知时就能看出来的，这次才提：{项}。请选一个原因，会记录。",
	"delivery.by":           "请写明是谁代领的。",
	"delivery.post":         "请写下邮件单号。",
	"delivery.post.form":    "这不像邮件单号，没有送达。请照面单重扫或重写，8 到 30 位字母和数字。",
	"delivery.post.check":   "邮件单号的校验位对不上，多半写错了一位，没有送达。请照面单重扫或重写。",
	"delivery.post.carrier": "这个单号不是这家寄递的，没有送达。请核对面单。",
	"delivery.way":          "请选怎么送达的。",
	"paper.correct":         "这种单据不作废重开：号票、公示用重打；清单、日终要如实保留。",
	"paper.why":             "作废要选一个原因。请选了再作废。",
	"poster":                "没有这种公示。请从公示清单里选一种。",
	"job":                   "这张单据没有排过队打印。要打请用重打。",
	"job.cancel":            NothingToCancel,
	"job.confirmed":         PrintedAlready,
	"job.sent":              PrintUnderWay,
	"job.other":             NoOtherPrinter,
	"job.printer":           "这种单据不能送那台打印机。可以送：{项}",
	"separator.key":         "分隔页的密钥坏了。请技术员把它的文件删掉，再用 :分隔页 重印一套。",
	"separator.print":       "分隔页没有印出来。请看打印机，再用 :分隔页 打一次。",
	"separator.unknown":     "分隔页可能已经印出来了，不再自动打。请到打印机旁边看；没有就用 :分隔页 再打。",
	"recovery.print":        "恢复单没有印出来。请看打印机，再打一次；或抄下来。",
	"recovery.unknown":      "恢复单可能已经印出来了，不再自动打。请到打印机旁边看；没有就抄下来。",
	"talk.empty":            "还没有写什么，没有存。请先写再存。",
	"talk.long":             "写的太长，没有存。请分几次存。",
	"slips.left":            "这一批纸号还有没用过的（{项}），没有再印。确实要印下一批，请说明再印。",
	"slips.used":            "{项} 已经补录过，没有再记。请核对纸单上的号。",
	"slips.number":          "没有这个纸号，这一批是 {项}。请核对纸单。",
	"slips.block":           "还没有印过这一批纸号。请先用 :纸号 印。",
	"slips.forms":           "登记表一次印 1 到 50 张。请重新写张数。",
	"paper.slips":           "纸号单没有内容，没有打印。请重新印一批。",
	"back.future":           "时间在后头，没有记。请写当时真正的时间。",
	"back.early":            "时间太早，最早可补到 {项} 那天，没有记。请核对纸单；更早的请向街道说明。",
	"back.block":            "那时这一批纸号还没有印，没有记。请核对号和时间。",
	"back.time":             "没有写当时的日期和时间。请照纸单写，如 11-29 14:35。",
	"back.item":             "收了件的要写明是什么事。请写上事项。",
	"back.why":              "作废的号要写明原因。请写上（不写姓名）。",
	"back.result":           "请选当时的结果。",
	"back.how":              "请选为什么用纸办。",
	"back.words":            "最多写 200 个字。请写短些。",
	"back.case":             "办件内容写得不对，没有记。请照说明改正再记。",
	"wording.faulty":        "这份模板有错，没有采用。请照列出的几处改好再采用。",
	"wording.same":          "这就是在用的字样，不用再采用。",
	"wording.moved":         "刚才有人换过模板，没有采用。请再看一遍预览。",
	"wording.edited":        "预览之后文件又改过，没有采用。请再看一遍预览。",
	"wording.file":          "没有这份模板文件，或不是普通文件。请先导出再改。",
	"wording.there":         "文件 {项} 已经有了，没有覆盖。请改这一份；不要它了，先删掉再导出。",
	"wording.kind":          "没有这种单据的模板。请从列表里选：{项}",
	"wording":               "没有这一版。请从列出的里面选。",
	"right.words":           "只有站长能采用、恢复单据模板；谁都可以导出、预览。",
	"staff":                 "站点文件里没有这位工作人员。请核对编号。",
	"inquiry.words":         "请写下怎么答复的，才能办结。",
	"inquiry.ledto":         "请写明引导给谁（姓名、地点）。",
	"inquiry.closed":        "这条首问已经办结。又有新话请另记一条。",
	"paper.void":            "这张单据已作废，不能重打。请打新的那张。",
	"handover":              "没有要移交街道的办件，不用交。",
	"day.waiting":           "还有人在等候：{项}。请其明天再来要写明原因。",
	"day.second":            "本站日终要两个人签名，请另一位用自己的口令签。",
	"day.visits":            "还有人在窗口：{项}。先办完或请其明天再来，然后日终。",
	"calendar":              "这一年的节假日表还没有导入，期限先不算（日历未更新）。请技术员导入日历。",
	"day":                   "日期不对，请按 2026-11-23 的样子填写。",
	"scan.none":             "没有扫描仪。可以先办理，材料稍后再扫。",
	"reader.none":           "没有读卡器，请手工填写证件号码。",
	"sync.none":             "还没有接入街道中心。请技术员用一次性接入码接入。",
	"sync.running":          "夜间传送正在进行（{谁}），不用再按。",
	"centre":                "街道中心没有应答，数据都在本机，没有丢。稍后会自动再送。",
	"practice.live":         "这是演练，不能打开正式数据。",
	"store.full":            "磁盘已满，刚才这一步没有写入，之前的都在。请通知技术员。",
	"config":                "配置文件有错，程序没有启动任何业务。请按日志改正。",
	"catalogue":             "事项文件有错，没有导入，仍用原来的事项。请技术员改好再导。",
	"page.centre":           "这一页的扫描件在街道中心，不在这台电脑上。要看请联系街道。",
	"paper":                 "没有这张单据。请核对编号。",
	"case":                  "没有这个办件。请核对编号。",
	"ticket":                "没有这个号。请核对今天的号再试。",
	"inquiry":               "没有这条首问。请在首问画面里重新选。",
	"draft":                 "没有这份草稿。请从队列重新打开这件事。",
	"day.confirm":           "请确认今天的日期。",
	"print.renderer":        "这张单据排不出版，已记入日志。请通知技术员。",
	"store.locked":          "资料正被占用（{谁}）。请先关掉那一个再打开。",
	"console":               "这个窗口已经开着小窗（{谁}）。请用那一个，或先退出它。",
	"item.certificate":      "居（村）委会不出具这种证明。按 F8 打印证明事项指引单。",
	"serial.busy":           "串口被占用（{谁}）。请关掉那个程序，会自动连上。",
	"case.duplicate":        "这个人这件事已经有办件在办，请先看看。",
	"feed.signature":        "街道下发的内容签名不对，没有采用。请通知技术员。",
	"enrol.code":            "接入码不对或已用过。请向街道要新的接入码。",
	"sync.enrolment":        "还没有接入街道中心，数据都在本机。请技术员用一次性接入码接入。",
	"sync.unreachable":      "街道中心连不上，数据都在本机，没有丢。稍后会自动再送。",
	"sync.stranger":         "回答的不是街道中心（可能是上网登录页）。数据没有送出，请检查网络。",
	"sync.takeover":         "街道要求先确认换机。请联系街道管理员。",
	"ticket.lane":           "没有这种号。请重新选。",
	"call.window":           "请先选窗口。",
	"abandon.reason":        "请写原因。",
	"draft.dropped":         "这份草稿刚才已被放弃。要办请重新开始。",
	"config.none":           "还没有站点文件。请技术员先做好 station.toml。",
	"config.shape":          "station.toml 的写法这里改不了，没有改动。请用编辑器改“{谁}”。",
	"config.value":          "这个值里有不能写进配置的字符，没有改动。",
	"config.kept":           "还没有别的配置可以退回。",
	"config.change":         "改动记录里没有这一次，或那一次没有改这几项。先看改动记录里的号。",
	"config.since":          "“{谁}”后来又改过，没有退：先退回后来的那一次，或直接改成要的值。",
	"config.foreign":        "“{谁}”不能从别的站导入，没有改动：站点、人员、密钥和街道地址各站自己写。",
	"config.nothing":        "文件里没有要导入的项，没有改动。",
	"config.file":           "这个文件读不出来，或不像导出的配置，没有改动。看路径写对没有、U 盘插好没有。",
	"config.target":         "存不到 {谁}：已经有这个文件，或写不进去。换一个名字或目录再存。",
	"config.key":            "原来的配置里没有“{谁}”，不能单退这一项。",
	"pad.file":              "没有这个文件。",
	"pad.place":             "评价器的地址写得不对：串口写 /dev/…，网络写地址和端口，本机服务写 ws://…。",
	"sim.folder":            "{谁} 不是本用户自己的目录，没有模拟。请删掉它再试。",
	"sim.kind":              "没有这种模拟设备；能模拟的种类写在命令的说明里。",
	"sim.pad":               "只有评价器有型号和地址可写：别的设备不要写这两项。",
	"sim.place":             "在那个地址等不了，没有模拟。多半是端口被占用：换一个，或不写 --at。",
	"bundle.exists":         "已经有这个文件，没有盖掉它。换一个名字再存。",
	"device.trace":          "没有装这种设备，没有轨迹可看；能看的是评价器、读取器和接在串口上的小票机。",
	"device.model":          "没有这种型号，没有改动。",
	"device.family":         "没有这一种设备。",
	"device.trial":          "正在试另一台设备，等它试完。",
	"device.again":          "刚装上的设备，重开小窗后才看得到它的字节。",
	"doctor.goes":           "正在体检，等它查完。",
	"config.exists":         "站点文件已经有了，没有改动。",
	"paper.pages":           "内容太多，一张单据放不下。请分两次告知。",
	"case.several":          "有几件同号，请用完整编号。",
	"disk":                  "磁盘读写出错，刚才这一步没有写入。请通知技术员。",
	"store.busy":            "资料正忙，没有写入。请再按一次。",
	"line.size":             "一次内容太多，没有写入。请分几次办。",
	"situation.answer":      "这个情形的答案已变，请重新回答。",
	"inquiry.state":         "这条首问现在不能这样办。请重新打开看它到哪一步。",
	"window":                "请先选窗口再办。",
	"hold.kind":             "请选为什么挂起。",
	"inquiry.channel":       "请选怎么问来的。",
	"certificate":           "没有这种证明的指引。请重新查找。",
	"rid":                   "这一步已经办过了，不用再办；画面已刷新。",
	"rating":                "这次来访没有请过评价。请先请评价。",
	"rating.filed":          "这次来访已经评过了，不用再请。",
	"rating.silent":         "这次来访没有人按评价，没有可改的。",
	"pad.visit":             "评价器没有收下这次提问，不影响办事，可以接着叫下一位。",
	"console.panic":         "程序出错退出了，已保存的都在。请重新打开；再出现请打电话给技术员，原因在日志里。",
	"live.demo":             "这是演示资料夹（收虚构的人），不能当正式的开；正式资料夹也不能用 --demo 开。请换资料夹。",
	"live.practice":         "这是演练资料夹，不能当正式的开。请用 xiaochuang practice。",
	"case.applicant":        "这件是另一位申请人的，补正不能换人。请核对证件；确实是别人的事，请另开一件。",
	"data.readonly":         "资料夹写不进去（只读或没有权限），什么都没有改。请通知技术员。",
	"case.pinned":           "这件已经收件，按收件时的事项库办到底，不换版。",
	"catalogue.read":        "还没有人上岗，没有记下谁看过。请先上岗再按。",
	"catalogue.unavailable": "事项库打不开。请技术员重新导入事项。",
}
