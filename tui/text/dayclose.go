package text

import "fmt"

// Words of the end of the day.
const (
	CloseDay      = "日终"
	CloseDayTip   = "移交街道、记下今天、打印日终清单，并开始传送"
	HandOver      = "移交街道"
	HandOverTip   = "把要送街道的件列成材料移交清单，双方签字"
	NothingToHand = "没有要移交的件"
	BagFirst      = "（有原件袋：先用 :交接 扫出）"
	OnlyBags      = "要移交的都有原件袋：用 :交接 逐袋扫出，再交街道"
	VisitsOpen    = "还有人在窗口，先办完"
	AtWindows     = "还在窗口"
	StillWaiting  = "还在等候"
	DraftsTitle   = "没办完的草稿"
	DueTitle      = "今天到期或超期"
	ToHandTitle   = "要移交街道"
	CmdCloseDay   = "日终"
	CmdHandOver   = "移交"
)

// Words of going on with a draft from the list of what is open.
const (
	GoOnDraft    = "接办草稿"
	GoOnDraftTip = "打开一份没办完的草稿，接着办或放弃"
	GoOnDraftAsk = "打开哪一份？"
	NoDrafts     = "没有草稿"
	CmdDrafts    = "草稿"
)

// Words of what the end of the day takes.
const (
	ReleaseDay     = "放行日终"
	ReleaseDayTip  = "还有人在窗口也照常日终：写明原因，站长用自己的口令放行；号留着，一件不删"
	CmdRelease     = "放行"
	NobodyHeld     = "没有人在窗口，按 F9 就行"
	ReasonMissing  = "请写明原因"
	WhoSigns       = "第二个签名的是谁？"
	NobodySigns    = "站点文件里没有能签的人"
	ShelfTitle     = "架上原件袋"
	ShelfAgrees    = "清点对得上"
	ShelfDiffers   = "对不上，请看原件画面"
	ShelfUncounted = "今天还没有清点"
	QueuedTitle    = "还没打出来的单据"
)

// OutboxTitle counts what the street has not yet.
func OutboxTitle(lines, pages int) string {
	return fmt.Sprintf("未送街道 %d 条、扫描件 %d 页", lines, pages)
}

// CloseReason asks why the day ends although somebody is there.
func CloseReason(waiting, held int) string {
	return fmt.Sprintf("还有 %d 人等候、%d 人在窗口。照常日终的原因（不写姓名），如：已请其明天再来", waiting, held)
}

// DayCounts sums the day up.
func DayCounts(tickets, served, cases, asked, unrated int) string {
	return fmt.Sprintf("今日来访 %d · 办完 %d · 收件 %d · 首问 %d · 未评 %d", tickets, served, cases, asked, unrated)
}

// HandedOver tells what was handed over.
func HandedOver(n int, tail string) string {
	return fmt.Sprintf("已移交 %d 件，清单 %s 正在打印", n, tail)
}

// DayClosed tells that a day is closed, with how many hand-over sheets.
func DayClosed(day string, sheets int) string {
	if sheets == 0 {
		return day + " 已日终，清单正在打印"
	}
	return fmt.Sprintf("%s 已日终，移交清单 %d 张和日终清单正在打印", day, sheets)
}
