package text

import (
	"strings"

	"xiaochuang/desk"
)

// custodies words the refusals about originals and what goes to the street.
var custodies = map[string]string{
	"bag":                "没有这个袋。请核对袋号，或扫袋上的码。",
	"bag.none":           "这件没有在架的原件袋。请看交接里它在哪里。",
	"bag.several":        "有几个袋的末位相同：{项}。请用完整袋号。",
	"bag.shelf":          "袋 {项} 已在架上。要交街道，先开一批交接。",
	"bag.packed":         "袋 {项} 已经扫出，不用再扫。",
	"bag.returned":       "袋 {项} 已还给群众，不该在这里。请当面核对。",
	"bag.batch":          "袋 {项} 不在这一批。新收的件按 1 重列；别的居（村）另开一批。",
	"batch":              "没有这一批交接。请核对批次。",
	"batch.bags":         "还有 {数} 袋没扫出：{项}。扫出来，或选中后按 3 写明原因。",
	"batch.closed":       "批次 {项} 已经交接过或已放弃。请看清列表再办。",
	"batch.open":         "批次 {项} 还没有交接，先按 F9 交接。",
	"batch.signed":       "批次 {项} 双方已经签过字，不用再签。",
	"batch.dropped":      "批次 {项} 已经放弃。要交请另开一批。",
	"collect.number":     "请读来人的证件，或输入证件号码。",
	"collect.delegation": "来人不是申请人，也不是代理人：看过委托书按 2，没有就不能给。",
	"shelf.differs":      "架上和账上不一样。查清再记；查不清就写明原因：{项}",
	"shelf.count":        "袋数不能小于零。请重新写。",
}

// BagState names where a bag is.
func BagState(s desk.BagState) string {
	if w, ok := bagStates[s]; ok {
		return w
	}
	return NotYet
}

var bagStates = map[desk.BagState]string{
	desk.BagShelf: "在架", desk.BagPacked: "已扫出", desk.BagStreet: "在街道", desk.BagReturned: "已归还", desk.BagMissing: "没找到",
}

// BatchState names how far a hand-over has come.
func BatchState(s desk.BatchState) string {
	if w, ok := batchStates[s]; ok {
		return w
	}
	return NotYet
}

var batchStates = map[desk.BatchState]string{
	desk.BatchOpen: "正在交接", desk.BatchGone: "待签回", desk.BatchSigned: "已签", desk.BatchDropped: "已放弃",
}

// Collecting names who has had something back.
func Collecting(c desk.Collecting) string {
	switch c {
	case desk.CollectedSelf:
		return "本人"
	case desk.CollectedAgent:
		return "代理人"
	case desk.CollectedDelegate:
		return "持委托书的人"
	}
	return Blank
}

// InquiryAbout words a question that no citizen has asked: what raised it.
func InquiryAbout(about string) string {
	kind, what, _ := strings.Cut(about, ":")
	switch kind {
	case "bag":
		return "原件袋 " + desk.Tail(what) + " 没找到："
	case "shelf":
		return "原件清点与账不符："
	case "talk":
		return "字板谈话（本人同意存）："
	}
	return ""
}
