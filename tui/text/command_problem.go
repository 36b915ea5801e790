package text

import (
	"errors"
	"fmt"
	"strings"

	"xiaochuang/desk"
)

// CommandProblem words an error for whoever typed a command: what happened, what
// is safe, what to do next. Where a command has no sentence of its own, it is
// the one of the screens.
func CommandProblem(err error) string {
	p, ok := errors.AsType[*desk.Problem](err)
	if !ok {
		return Problem(err)
	}
	for _, m := range [...]map[string]string{commandWhats, ticketWhats, bookWhats, dayWhats, rectifyWhats} {
		if w, ok := m[p.What]; ok {
			return fill(w, p)
		}
	}
	if name, ok := strings.CutPrefix(p.What, "lock."); ok && p.Kind == desk.Locked {
		return lockTaken(name, p.Holder)
	}
	return Problem(err)
}

// lockTaken says who holds a lock of the store.
func lockTaken(name, holder string) string {
	switch no, window := strings.CutPrefix(name, "window-"); {
	case window:
		return no + "号窗口已经开着小窗（" + holder + "）。一个窗口只能开一个；另一个窗口用 --window。"
	case name == "print":
		return "打印机已经有程序管着（" + holder + "），排队的单子由它打，不用再开。"
	case name == "night":
		return "正在和街道中心传送（" + holder + "），不用再来一次。"
	}
	return "正被占用（" + holder + "）。请等那一个办完再试。"
}

// commandWhats is the sentence of each code that only commands meet, or that a
// command words otherwise than a screen.
var commandWhats = map[string]string{
	"print.none":         "没有配置打印机。请用 xiaochuang setup 装上，或在 station.toml 里写。",
	"seat.unreachable":   "连不上第一窗口的电脑。请看那台电脑开着没有、小窗开着没有、网线插好没有。",
	"seat.hostkey":       "对面的电脑不是上次核对过的那一台，没有连接。先不要再连：到第一窗口核对指纹；确实换了电脑，请技术员删掉本机 hosts 文件里的旧记录。",
	"seat.notcompared":   "指纹没有核对，没有连接。请到第一窗口运行 xiaochuang seat code，对照两边的词。",
	"seat.unknown":       "第一窗口不认得这台电脑：还没有登记，或登记已被取消。请站长在第一窗口运行 xiaochuang seat code 重新登记。",
	"seat.code":          "口令不对、用过了或过了十五分钟。请站长在第一窗口再发一个。",
	"seat.full":          "登记的电脑太多，先在第一窗口用 seat revoke 取消不用的。",
	"seat.failed":        "第一窗口那边没有登记成，请看那边的日志再试一次。",
	"seat.window":        "这个口令是给{项}号窗口的，已登记成那个窗口。请用 --window {项} 再连一次。",
	"seat.version":       "两台电脑的小窗版本不一样，没有连接。请技术员装成同一个版本。",
	"seat.offers":        "这台电脑 seat.toml 里的设备，第一窗口不认识。请技术员核对评价器型号和版本。",
	"seat.off":           "站点文件里没有让这个窗口在别的电脑上开。请在 [seat] 里写 listen 和 windows，再打开小窗。",
	"seat.name":          "没有这台电脑。先用 seat list 看名字；写在 station.toml 里的要在那里删。",
	"seat.lead":          "只有站长能发口令。请用 --staff 写站长的编号。",
	"seat.listen":        "听不了这个端口：可能被别的程序占着。请换一个，或关掉那个程序。",
	"seat.keyfile":       "密钥文件读不了，或别人也能读它。请技术员把它的权限改成 600。",
	"seat.notes":         "断线时记下的咨询打不开，原样未动。请把这台电脑交给技术员。",
	"seat.address":       "地址不对。请写第一窗口电脑的地址，如 192.168.1.10 或 192.168.1.10:7122。",
	"config.none":        "还没有站点文件，没有发任何号。正式使用请运行：xiaochuang init 目录（写出站点文件，改好再打开）；只想看看请运行：xiaochuang --demo。",
	"config.exists":      "这里已经有站点文件，没有改动它。要重新来请先把它移走。",
	"config":             "站点文件有错，没有打开任何业务。请按提示改正 station.toml。",
	"board.none":         "这里还没有开过窗，没有可以显示的。请先打开小窗，再开叫号屏。",
	"board.listen":       "这个地址和端口开不了网页（多半是已被占用）。请换一个端口。",
	"live.practice":      "这是演练的目录，正式办理打不开它。请换 --data。",
	"guide.search":       "没有找到这样的事项。换个说法、拼音首字母或编码再查。",
	"item":               "事项库里没有这个编号。先用 guide search 查编号。",
	"lane":               "站点文件里没有这种号票：{项}。请核对字母。",
	"staff":              "站点文件里没有这个工作人员：{项}。请核对编号。",
	"case":               "没有这个办件。请核对编号。",
	"case.several":       "不止一件是这个编号：{项}。请写全。",
	"case.state.name":    "没有这种办件状态。可以写：{项}。",
	"paper.kind":         "没有这种单据。可以写：{项}。",
	"paper.form":         "形式不对。请写 pdf、escpos 或 text。",
	"paper.out":          "不能存到那里，没有写文件。请换一个文件名（不能在数据目录里）。",
	"day":                "日期不对，请按 2026-11-23 的样子写。",
	"catalogue":          "事项文件有错，没有导入，仍用原来的事项。请按上面列出的行改正后再导入。",
	"publish.version":    "版本要写成 2026.11.3 这样用点隔开的数字，前面不带零。请改事项文件的 version。",
	"publish.older":      "版本要比已发布的高，已发布的是 {谁}。请改高 version 再发布。",
	"publish.pending":    "{谁} 还没有生效，新的一版不能更晚生效。请把生效日期改早，或等它生效以后再发布。",
	"publish.prev":       "别人刚发布了一版。请重新运行，再看一遍变化。",
	"publish.signature":  "这把钥匙不是各站认的发布方钥匙，没有发布。请用 publisher-key list 核对，换钥匙要先用旧的发一版。",
	"publish.key":        "发布方的钥匙文件打不开，没有发布。请用 --key 写对文件；没有的先用 publisher-key make 做一把。",
	"publish.public":     "这不是本中心密码套件的公钥，或没有登记。请用 publisher-key list 核对。",
	"publish.publishers": "发布方的钥匙最多两把。请先用 publisher-key remove 去掉不用的。",
	"publish.suite":      "钥匙的密码套件和中心不同。请用中心的套件另做一把。",
	"publish.manifest":   "事项太多，一份目录放不下，没有发布。请拆成几个街道的中心。",
	"catalogue.file":     "事项文件读不出来，没有导入，仍用原来的事项。请核对文件名和大小。",
	"calendar.file":      "节假日表有错，没有导入，仍用原来的表。请按上面列出的行改正后再导入。",
	"store.key":          "密钥打不开资料：密钥文件不在、不是这一份，或别人也能读它。资料原样未动。请运行 xiaochuang doctor，再联系技术员。",
	"store.station":      "这个目录的资料是另一台的（{谁}），没有打开。请核对 station.toml 的站点编码和本机编号，或换一个 --data。",
	"store.newer":        "资料是更新的版本写的，这个版本打不开，没有改动。请用新版本。",
	"store.busy":         "资料正忙，等了很久还没有空。请稍后再试。",
	"store":              "数据库损坏，没有写入。请停止操作，运行 xiaochuang doctor，再联系技术员。",
	"store.dir":          "数据目录没有写。请用 --data 或 XIAOCHUANG_DATA。",
	"journal":            "流水有记录对不上，原件未动。请停止操作，备份数据目录，联系技术员。",
	"journal.rows":       "数据表和流水有差别，流水是好的。请用 xiaochuang journal rebuild --yes 由流水重建。",
	"journal.damaged":    "流水校验没有通过，不能由它重建，数据未动。请先运行 xiaochuang journal verify。",
	"sync.none":          "还没有接入街道中心，数据都在本机，没有丢。请用一次性接入码接入：xiaochuang enrol 地址 接入码。",
	"sync.enrolment":     "还没有接入街道中心，或本机的接入和街道的对不上。数据都在本机。请用新的接入码接入：xiaochuang enrol 地址 接入码。",
	"sync.code":          "接入码不对、已用过或已过期。请向街道要新的接入码。",
	"sync.unreachable":   "连不上街道中心，数据都在本机，没有丢。请看网线和地址，稍后再试。",
	"sync.suite":         "街道中心用的密码套件和本机不同，没有传送。请核对 station.toml 的 security.suite。",
	"sync.takeover":      "街道中心要求重新接入（可能有另一台用着同一个编号），没有传送。请向街道要新的接入码。",
	"sync.approval":      "取回流水要一个新的接入码（三天内的）。请向街道要，用 xiaochuang enrol 地址 接入码 接入，再运行 xiaochuang recover。",
	"recover.centre":     "这个街道中心不能取回流水。窗口可以照常办事；以前的办件请向街道查。",
	"recover.page":       "街道中心给的流水不成形，没有采用。请把日志交给街道，再运行一次。",
	"sync.revoked":       "街道已停用本机的接入，没有传送，数据都在本机。请向街道要新的接入码。",
	"centre.url":         "街道中心的地址不对，请写 https://地址 或 https://地址:端口。",
	"centre.plain":       "网络上不能明文传送。窗口请用 https:// 的地址；街道中心请给证书（--cert、--key），或用 --gateway 说明前面有网关加密。",
	"centre.ca":          "街道中心的证书文件读不出来。请核对文件。",
	"desk.name":          "桌号不对，请写 站点编码-桌号，如 110101001001-01。",
	"decision":           "答复不对。请写 accept、supplement、reject 或 done。",
	"decision.words":     "补正和退回要写要补什么、为什么退。请加 --words。",
	"decision.state":     "这个办件现在是“{谁}”，不能这样答复。请看它到哪一步再答。",
	"centre.case":        "街道中心没有这个办件。请核对编号，或等窗口传送过来。",
	"centre.cert":        "证书或私钥读不了，或者两个对不上，没有启动。请核对 --cert 和 --key 的文件。",
	"centre.listen":      "这个地址和端口用不了，多半已经有程序在用。请换一个 --addr。",
	"centre.street":      "站点编码不对，请写 12 位数字。",
	"centre.suite":       "这个街道中心已经用另一种密码套件建好，没有打开。请去掉 --suite。",
	"centre.serve":       "服务停下了，收到的都在。请看证书文件和日志，再启动。",
	"centre.key":         "密钥打不开街道中心的资料。资料原样未动，请联系技术员。",
	"account":            "没有这个账号。用 account list 看有哪些。",
	"account.login":      "账号只能用字母、数字、点和短横，最多 32 个。",
	"account.name":       "没有写姓名（--name），或者姓名里有不能显示的字符。",
	"account.role":       "角色写 review（审核）或 admin（管理）。",
	"account.taken":      "这个账号，或这个街道里的这个姓名，已经有了。重名的请在姓名里加以区分。",
	"account.street":     "要写明是哪个街道（--street，9 位编码）；还没有的街道，先用 serve --street 或 code 建好。",
	"centre.occupied":    "目标里已经有一个中心，或有不同的密钥，没有动它。请换一个空的目标。",
	"centre.metrics":     "给指标的地址用不了，多半已经有程序在用。请换一个 --metrics。",
	"centre.person":      "没有写是谁办的，或者名字里有不能显示的字符。请重新写。",
	"batch.case":         "有办件不在这张移交清单上，或者同时写了在和不在。请核对清单。",
	"batch.note":         "说明太长，或者有不能显示的字符。请改短再交。",
	"case.key":           "这个办件的密钥还没有传到，看不了个人信息。等窗口下次传送。",
	"transcript.cost":    "用时或栏数不对。请重新写。",
	"centre.ring":        "数据目录里的 centre.keys 不是这个数据库的，没有打开。请从第一台中心把它复制过来，只给本人可读。",
	"centre.scans":       "扫描件的地址不对。请写目录，或 s3://钥匙:口令@主机/桶。",
	"centre.database":    "数据库没有应答，没有做任何改动。请看数据库的地址、口令和网线，再试。",
	"centre.unsafe":      "数据库设成了不等写盘就答应，断电会丢，没有打开。请把 fsync、full_page_writes、synchronous_commit 都设为 on。",
	"centre.dir":         "数据目录没有写。请用 --data 或 XIAOCHUANG_CENTRE_DATA。",
	"scene":              "场景有错，不能演练。请按上面列出的行改正后再查。",
	"scene.file":         "没有这个场景文件。请核对文件名。",
	"practice.live":      "这不是演练的目录，没有打开它。不写 --data 就用演练自己的目录。",
	"write":              "文件写不进去：目录不在、没有权限或磁盘已满。没有改动别的。",

	"export.there":          "那里已经有了，没有写。请换一个文件夹名。",
	"export.shape":          "没有这种形状。可以写：five-tables。",
	"export.desk":           "--desk 原样输出流水，不能和 --shape 一起写。请去掉一个。",
	"export.by":             "导出完整资料要记下是谁导的。请用 --by 写姓名。",
	"exchange.format":       "格式不对。请写 csv 或 jsonl。",
	"exchange.profile":      "没有这个对照表。可以写：{项}，或自己的 .toml 文件。",
	"exchange.profile.form": "对照表不是 TOML，读不了。请照内置的改。",
	"exchange.profile.key":  "对照表的这一项不对：{项}。请改正后再导出。",
}

// ConfigFault words what is wrong in station.toml. The code is that of
// wire.ConfigError; line is 0 where it is not known.
func ConfigFault(path string, line int, code, key string) string {
	at := path
	if line > 0 {
		at += fmt.Sprintf(" 第 %d 行", line)
	}
	w, ok := configFaults[code]
	if !ok {
		w = "不对"
	}
	if key != "" {
		key = "“" + key + "”"
	}
	if !strings.Contains(path, "/") { // a text that was to become the file
		return at + "：" + key + w + "。没有改动，原来的还在用。"
	}
	return at + "：" + key + w + "。没有打开任何业务，请改正后再试。"
}

var configFaults = map[string]string{
	"size":           "文件太大，不像站点文件",
	"syntax":         "写法不对（多半是少了引号或等号）",
	"unknown_key":    "不认识这个键，多半是拼错了",
	"twelve_digits":  "要写 12 位数字",
	"two_digits":     "要写两位数字",
	"missing":        "没有写",
	"clock":          "要写成 22:00 这样的时刻",
	"range":          "数字超出范围",
	"role":           "角色只能写 clerk lead trainer technician",
	"off_peak":       "错峰时段要写 days（如 \"一二三四五\"）、from、to（如 \"12:00\"）",
	"off_peak_staff": "里的编号不在上岗人员名单里",
	"gm_or_intl":     "只能写 gm 或 intl",
	"publisher":      "要写发布方的公钥，最多两把，照 xiaochuang-centre publisher-key list 的写法",
	"80_or_58":       "只能写 80 或 58",
	"url_or_address": "一台打印机写 url（A4），或写 address、path、port（小票），不能都写或都不写",
	"one_place":      "address、path、port 只能写一种",

	"paper":            "没有这种单据，请写名称（如 受理通知书）或代号（如 SL）",
	"printer":          "没有这台打印机：a4、ticket 或上面起的名字",
	"missing_or_twice": "没有写，或两个人写了同一个",
	"one_capital":      "要写一个大写字母，每种一个",
	"1_to_99_once":     "要写 1 到 99，每个窗口一个",
	"profile":          "没有这种型号文件",
	"seat_pad":         "借给窗口的评价器只能接在本机串口上，写 /dev/… 的名字；网络上的写进那台主机的 station.toml",
	"day":              "日期要写成 2026-01-31 的样子",
	"address":          "地址写得不对，照站点文件里的例子写",
	"one_scanner":      "扫描仪只写一种：device、url、folder、camera、service 留一个",
	"source":           "只能留空，或写 adf、duplex",
	"no_feeder":        "高拍仪和文件夹没有送纸器，留空",
	"absolute":         "要写全路径，从 / 开始",
	"hours":            "每条写成 12-14=20：几点到几点，音量百分之几",
	"theme":            "只能写 dark light contrast mono",
	"buildings":        "不对：院名、楼名要写，一个院最多 200 座楼，一串写成 1-12号楼",
	"priority":         "不对：要一到九条，编码小写不重复，并且有 slip 一条",
	"community":        "里的编码不在社区名单里",
	"community_twice":  "和上面的社区写了同一个编码",
	"modes":            "服务模式要写 window（窗口）kiosk（自助）mobile（掌上）collect（代收代办）里的一种或几种，不重复；不写就是窗口加代收代办",
}
