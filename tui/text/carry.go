package text

import (
	"fmt"
	"strings"
	"time"
)

// Words of carrying by stick.
const (
	CarryOut      = "带出到 U 盘"
	CarryOutTip   = "线路不通时，把没送的密封写到 U 盘，由人送街道；不影响窗口办事"
	CarryIn       = "从 U 盘带回"
	CarryInTip    = "把街道写在 U 盘上的回执收进来：哪些已收到，街道答复了什么"
	CmdCarryOut   = "带出"
	CmdCarryIn    = "带回"
	OtherStick    = "换一个 U 盘"
	OtherStickTip = "再看一遍插了哪些 U 盘，换到下一个"
	CmdOtherStick = "换盘"
	CarryStop     = "停止读写"
	CarryStopTip  = "停下，写完的卷留着，下次接着写"
	CmdCarryStop  = "停写"
	NotCarrying   = "没有在读写 U 盘"
	StickNone     = "没有看到 U 盘（插好后按 5 再看）。线路不通时，可以用 U 盘送街道。"
	CarryNoStick  = "没有看到 U 盘。请插好，等几秒再按；已经插好的请技术员挂上。"
	CarryBusy     = "正在读写 U 盘，不要拔"
	CarryStopped  = "已停下。写完的卷还在 U 盘上，下次接着写；现在可以拔 U 盘。"
	CarryPullNow  = "已写完并核对，可以拔 U 盘了。请送街道中心，带着回执回来再“带回”。"
	CarryAgain    = "街道没有收：要从头核对，本机已换新的编号段。请再“带出”一次，不会重复。"
	CarryOld      = "这份回执是旧的：这以后已和街道核对过。只取了里面的答复。"
	CarryTwice    = "这份回执以前收过，没有变化。可以拔 U 盘了。"
)

// carries are the sentences about sticks, of the desk and of the street.
var carries = map[string]string{
	"carry.stick":       "打不开 U 盘上的目录，没有写。请插好 U 盘，看目录写得对不对，再试。",
	"carry.full":        "U 盘写满了，写完的卷还在。请换一个大些的 U 盘，再带出一次。",
	"carry.room":        "U 盘装不下（要 / 剩：{谁}），没有写。请换大些的，或先清出地方。",
	"carry.readonly":    "U 盘不让写（写保护或没有权限），没有写。请拨开写保护，或换一个。",
	"carry.gone":        "U 盘读写中断（可能被拔出或坏了）。数据都在本机，请插好或换一个再试。",
	"carry.readback":    "写到 U 盘的读回来不一样，U 盘可能坏了，没有算数。请换一个再带出。",
	"carry.exists":      "U 盘上已有同名的文件，没有覆盖。请换一个 U 盘，或移走它。",
	"carry.answer":      "U 盘上没有给本机的回执。请先送街道中心收下，再带回来。",
	"carry.form":        "不是小窗的数据包，没有收（{谁}）。请核对是哪个文件。",
	"carry.version":     "数据包是更新的版本写的，没有收（{谁}）。请先升级这一边。",
	"carry.damaged":     "数据包不完整或被改过，一点没收（{谁}）。请重新带出或重新复制。",
	"carry.stranger":    "数据包的签名不对，不是登记的那台写的，没有收（{谁}）。请联系技术员。",
	"carry.notanswer":   "这是带出的数据包，不是回执，没有收。请先送街道中心收下。",
	"carry.notparcel":   "这是给窗口的回执，不是数据包，没有收（{谁}）。请选 .xcout 文件。",
	"carry.otherdesk":   "这份回执是给 {谁} 的，没有收。请拿到那台去，或核对接入。",
	"carry.otherstreet": "数据包是封给别的街道的，打不开，没有收（{谁}）。请送对的街道。",
	"carry.suite":       "数据包用的密码套件和中心不同，没有收（{谁}）。请联系技术员。",
	"carry.unknown":     "数据包是没有接入本中心的电脑写的，没有收（{谁}）。请核对街道。",
	"carry.revoked":     "写数据包的那台已停用，没有收（{谁}）。请先用新的接入码接入。",
	"carry.gap":         "前面缺一卷，没有收（{谁}）。请把同一包的各卷一起选，或重新带出。",
	"carry.none":        "没有找到数据包（.xcout）。请核对 U 盘和目录，先在窗口“带出”。",
}

// CarriedOut tells what was written onto a stick.
func CarriedOut(lines int64, pages int, bytes int64, files int) string {
	return fmt.Sprintf("已带出：%d 条记录，%d 页扫描件（%s），%d 卷", lines, pages, size(bytes), files)
}

// CarryKept tells that an earlier, interrupted one was gone on with.
func CarryKept(volumes int) string {
	return fmt.Sprintf("接着上次写的，前 %d 卷不用重写", volumes)
}

// CarryLost tells of pages that could not be read here.
func CarryLost(n int) string {
	return fmt.Sprintf("本机有 %d 页扫描件读不出来，没有带。请运行 xiaochuang doctor。", n)
}

// CarryingOut tells how far writing is.
func CarryingOut(phase string, done, total, bytes, whole int64) string {
	if phase == "pages" {
		return fmt.Sprintf("正在写 U 盘，不要拔…  扫描件 %d/%d 页（%s / %s）", done, total, size(bytes), size(whole))
	}
	return fmt.Sprintf("正在写 U 盘，不要拔…  记录 %d/%d 条", done, total)
}

// CarryingIn tells that an answer is read.
const CarryingIn = "正在读回执，不要拔…"

// CarriedBack tells what an answer did.
func CarriedBack(lines int64, pages, decisions int) string {
	return fmt.Sprintf("已带回：街道收到 %d 条记录、%d 页扫描件，取回答复 %d 件。可以拔 U 盘了。", lines, pages, decisions)
}

// CarryCleared tells that what arrived was removed from the stick.
func CarryCleared(n int) string {
	return fmt.Sprintf("街道已收到的 %d 卷已从 U 盘删去（本机都还有）", n)
}

// StickAt names the mounted stick that is chosen, and how many there are.
func StickAt(dir string, free int64, n int) string {
	s := fmt.Sprintf("U 盘  %s（剩 %s）", dir, size(free))
	if n > 1 {
		s += fmt.Sprintf("，共 %d 个，按 5 换", n)
	}
	return s
}

// CarryAnswered tells, at the street, what came in by stick.
func CarryAnswered(desk string, lines, fresh int64, pages, newPages int, answer string) string {
	s := fmt.Sprintf("%s：%d 条记录（新 %d），%d 页扫描件（新 %d）", desk, lines, fresh, pages, newPages)
	if fresh == 0 && newPages == 0 {
		s = fmt.Sprintf("%s：以前都收过，没有变化", desk)
	}
	return s + "；回执 " + answer
}

// Notes about a parcel that came in at the street.
const (
	CarryMore    = "  后面还有一卷没有选，扫描件没有收全；回执已写明收了哪些"
	CarryBranch  = "  那台电脑这以后换了新的编号段：旧段的记录也收下了，两边都留着，请看“警示”"
	CarryRefused = "  记录没有收：那台要从头核对再送。请把回执带回去，窗口会自己换编号段"
)

// CarrySince tells when the answered parcel was written.
func CarrySince(t time.Time) string { return "回执答的是 " + clock(t) + " 带出的" }

// CarryBring reminds that the answers have to be brought back.
func CarryBring(dir string) string {
	return "请把 " + strings.TrimSpace(dir) + " 上的回执带回窗口"
}

// carryUses are what --help says of the commands.
var carryUses = map[string]CommandUse{
	"xiaochuang carry": {Does: "线路不通时，用 U 盘和街道中心往来"},
	"xiaochuang carry out": {
		Args: "U盘目录", Does: "把没送的密封写到 U 盘，由人送街道中心",
		More: "只有街道中心打得开，有本机签名。写完读回核对、刷到盘上才说可以拔。中断了再运行一次，写完的卷不重写。本机什么也不删，线路通了照样传送，不会重复。",
		Try:  []string{"xiaochuang carry out /media/usb"},
	},
	"xiaochuang carry in": {
		Args: "U盘目录或回执", Does: "把街道中心写的回执收进来：已收到的不再送，取回答复",
		More: "不完整、被改过、给别台的都不收。同一份收两次没有变化。要打开密钥（PIN）。",
		Try:  []string{"xiaochuang carry in /media/usb"},
	},
	"xiaochuang-centre carry": {Does: "用 U 盘和线路不通的窗口往来"},
	"xiaochuang-centre carry in": {
		Args: "文件或U盘目录 …", Does: "收下窗口带来的数据包，写出回执",
		More: "先整份核对再收；不完整、被改过、不是本街道的，一点不收。同一份收两次没有变化。几卷的一起选。回执写在 --answer 的目录，不写就写回 U 盘；请带回窗口。",
		Try:  []string{"xiaochuang-centre carry in /media/usb", "xiaochuang-centre carry in /media/usb --answer /media/usb --by 李示例"},
	},
}

// carryFlags are what it says of their flags.
var carryFlags = map[string]string{
	"--lines":                             "只带记录，不带扫描件（U 盘太小时）",
	"xiaochuang-centre carry in --answer": "回执写到这个`目录`；不写就写回数据包所在的地方",
	"xiaochuang-centre carry in --by":     "谁送来、收下的，记在查阅记录里的`姓名`",
}
