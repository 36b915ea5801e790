package text

import "fmt"

// Words of the end of the day.
const (
	CloseDay      = "日终"
	CloseDayTip   = "移交街道、记下今天、打印日终清单，并开始传送"
	HandOver      = "移交街道"
	HandOverTip   = "把要送街道的件列成材料移交清单，双方签字"
	NothingToHand = "没有要移交的件"
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
