package text

import (
	"fmt"
	"strings"

	"xiaochuang/desk"
)

// Words of 交接.
const (
	Handover     = "交接"
	GiveBatch    = "交走"
	GiveBatchTip = "袋都扫出后，把这一批交给街道，清单打印两份，双方签字"
	SignBatch    = "双方已签"
	SignBatchTip = "清单双方签了字，记下来"
	SignBatchAsk = "移交人、接收人都在清单上签字了吗？"
	TypeCode     = "输袋号"
	TypeCodeTip  = "没有扫描枪时输袋号或末四位；有枪直接扫"
	TypeCodeAsk  = "袋号，或末几位"
	ShowBatch    = "看这批"
	ShowBatchTip = "看选中的一批：哪些件、哪些袋、答复了没有"
	OpenBatch    = "开一批"
	OpenBatchTip = "把要交街道的件列成一批；已开的重新列一遍"
	OpenBatchAsk = "哪个居（村）的？"
	ReadyList    = "待领结果"
	ReadyListTip = "街道办好、等群众来领的结果"
	BagGone      = "没找到"
	BagGoneTip   = "这袋架上没有：写明原因，件留下，首问里记一条待查"
	BagGoneAsk   = "为什么没有？写完按 F9"
	DropBatch    = "放弃这批"
	DropBatchTip = "这一批不交了，扫出的袋放回架上"
	DropBatchAsk = "放弃这一批？扫出的袋要放回架上。"
	ReceiverAsk  = "街道接收人姓名或工号（印在清单上，可空）"
	BatchList    = "交接批次"
	BatchListTip = "回到交接批次"
	Collect      = "交给来人"
	CollectTip   = "核对来人证件，交结果，还原件"
	CollectAsk   = "来人的证件号码（选中后也可直接扫）"
	MandateAsk   = "来人不是申请人，也不是代理人。看过委托书和双方证件了吗？"
	MandateSeen  = "看过委托书"
	DelegateAsk  = "来人姓名（印在送达回执上）"

	NothingReady       = "没有等领的结果"
	NoBatches          = "没有交接批次。要交街道按 1 开一批"
	NoBag              = "无袋"
	OpenBatchFirst     = "先按 1 开一批，或选中一批"
	BatchSignedAlready = "这一批双方已经签过字"
	BatchSignedNow     = "已记下双方签字"
	BatchDroppedNow    = "已放弃，请把袋放回架上"
	ChooseBag          = "先选一个还在架上的袋"

	ColBatch     = "批次"
	ColCases     = "件"
	ColAnswered  = "已答复"
	ColBagsHome  = "袋回来"
	ColCommunity = "居（村）"
	ColBag       = "袋号"
	ColOriginals = "原件"
	ColWaits     = "等了"
	ColBags      = "原件袋"

	CmdHandover  = "交接"
	CmdGive      = "交走"
	CmdSigned    = "签字"
	CmdBagCode   = "袋号"
	CmdOpenBatch = "开批"
	CmdReady     = "待领"
	CmdBagGone   = "缺袋"
	CmdDropBatch = "弃批"
	CmdBatches   = "批次"
	CmdCollect   = "领取"

	CountShelf    = "清点"
	CountShelfTip = "把架上的原件袋逐个扫一遍，和账上比"
	CountDone     = "点完"
	CountDoneTip  = "扫完了，记下来；和账上不一样要写原因"
	CountBags     = "只点袋数"
	CountBagsTip  = "不扫，只写架上有几袋"
	CountBagsAsk  = "架上一共有几袋？"
	CountDiffers  = "和账上不一样"
	CountWhy      = "查清再记；查不清就写原因，没扫到的袋会记为没找到。写完按 F9"
	ShelfEmpty    = "账上没有在架的原件袋"
	BagThere      = "扫到"
	ColIn         = "收下"
	CmdShelf      = "清点"
	CmdCounted    = "点完"
	CmdBagCount   = "袋数"
)

// Of writes a part of a whole.
func Of(n, all int) string {
	if all == 0 {
		return Blank
	}
	return fmt.Sprintf("%d/%d", n, all)
}

// BatchStands tells how far a batch has come.
func BatchStands(v desk.BatchView) string {
	if list, _ := v.Differences(); len(list) > 0 {
		return fmt.Sprintf("核对差%d", len(list))
	}
	if v.State == desk.BatchSigned && v.Settled() {
		return "已结清"
	}
	return BatchState(v.State)
}

// StreetFound tells what the street found of a case that was handed over.
func StreetFound(k desk.CheckedCase) string {
	switch {
	case k.Found:
		return "街道核对：" + k.Note
	case k.Note == "":
		return "街道没收到"
	}
	return "街道没收到：" + k.Note
}

// StreetCompared tells how the street's comparison of a batch came out, "" before
// it.
func StreetCompared(b desk.Batch) string {
	list, at := b.Differences()
	switch {
	case at.IsZero():
		return ""
	case len(list) > 0:
		return fmt.Sprintf("街道核对差 %d 件", len(list))
	case len(b.Checked) < len(b.Cases):
		return fmt.Sprintf("街道核对 %s", Of(len(b.Checked), len(b.Cases)))
	}
	return "街道核对无误"
}

// BacklogOf tells what one community has for the street.
func BacklogOf(w desk.Backlog) string {
	return fmt.Sprintf("%s %d 件 %d 袋", w.Comm.Name, w.Cases, w.Bags)
}

// Backlogs tells what waits for the street.
func Backlogs(list []desk.Backlog) string {
	if len(list) == 0 {
		return "没有要交街道的件"
	}
	var all []string
	for _, w := range list {
		all = append(all, BacklogOf(w))
	}
	return "要交街道：" + strings.Join(all, "；")
}

// BatchHead tells where an open batch stands.
func BatchHead(v desk.BatchView, comm string, unscanned, lost int) string {
	s := fmt.Sprintf("批次 %s%s · %s · 共 %d 件 %d 袋，", desk.Tail(v.No), named(v.Name), comm, len(v.Files), len(v.Bags))
	if unscanned > 0 {
		return s + fmt.Sprintf("还有 %d 袋没扫", unscanned)
	}
	if lost > 0 {
		return s + fmt.Sprintf("%d 袋没找到，其余齐了，按 F9 交走", lost)
	}
	return s + "袋都齐了，按 F9 交走"
}

// BatchGoneHead tells where a batch stands that has gone.
func BatchGoneHead(v desk.BatchView, comm string) string {
	stands := BatchStands(v)
	if c := StreetCompared(v.Batch); c != "" {
		stands = BatchState(v.State) + "，" + c
	}
	return fmt.Sprintf("批次 %s%s · %s · 清单 %s · %s · 答复 %s · 袋回来 %s", desk.Tail(v.No), named(v.Name), comm,
		desk.Tail(v.Sheet), stands, Of(v.Answered, len(v.Files)), Of(v.Home, len(v.Bags)))
}

func named(name string) string {
	if name == "" {
		return ""
	}
	return " " + name
}

// BatchOpened tells that a batch is open.
func BatchOpened(tail string, n int) string {
	return fmt.Sprintf("批次 %s 已列 %d 件，逐袋扫码", tail, n)
}

// BagsNotScanned says why a batch cannot go.
func BagsNotScanned(n int) string {
	return fmt.Sprintf("还有 %d 袋没扫；架上没有的，选中按 3 写原因", n)
}

// BatchGiven tells that a batch has gone.
func BatchGiven(n int, tail string, left int) string {
	s := fmt.Sprintf("已交走 %d 件，清单 %s 打印两份，双方签字", n, tail)
	if left > 0 {
		s += fmt.Sprintf("；%d 袋没找到，首问已记", left)
	}
	return s
}

// BagScanned tells where a bag is now.
func BagScanned(b desk.Bag) string {
	return fmt.Sprintf("袋 %s %s，原件 %d 份", desk.Tail(b.Code), BagState(b.State), b.Originals())
}

// Because puts a reason into a cell.
func Because(why string) string { return "原因：" + why }

// Waits tells how long a result waits.
func Waits(days int, long bool) string {
	if long {
		return fmt.Sprintf("%d天 超期", days)
	}
	return fmt.Sprintf("%d天", days)
}

// BagsOf tells of the originals that go back with a result.
func BagsOf(here, away int) string {
	switch {
	case here+away == 0:
		return Blank
	case away == 0:
		return fmt.Sprintf("%d袋在架", here)
	}
	return fmt.Sprintf("%d袋未回", away)
}

// ReadyHead sums the results up that wait.
func ReadyHead(n, late int) string {
	s := fmt.Sprintf("等领的结果 %d 件", n)
	if late > 0 {
		s += fmt.Sprintf("，%d 件超过 %d 天没人来领，请联系", late, desk.ReadyTooLong)
	}
	return s
}

// Collected tells that a result was handed over: to whom, or by post.
func Collected(tail string, to desk.Collecting, bags int) string {
	s := tail + " 已邮寄"
	if to != "" {
		s = tail + " 已交给" + Collecting(to)
	}
	if bags > 0 {
		s += fmt.Sprintf("，原件 %d 袋一并归还，请当面点清", bags)
	}
	return s
}

// ShelfHead tells what should lie on the shelf and how far a count has come.
func ShelfHead(x desk.Shelf, seen int) string {
	s := fmt.Sprintf("账上在架 %d 袋、原件 %d 份 · 已扫 %d 袋", len(x.Bags), x.Originals, seen)
	switch {
	case x.Latest == nil:
		return s + " · 今天还没有清点"
	case x.Agrees():
		return s + " · 今天点过，对得上"
	}
	return s + fmt.Sprintf(" · 今天点过 %d 袋，对不上", x.Latest.Counted)
}

// BagSeen tells that a bag was scanned before.
func BagSeen(tail string) string { return "袋 " + tail + " 已经扫过" }

// BagStray tells that a bag on the shelf belongs elsewhere by the book.
func BagStray(tail string, s desk.BagState) string {
	return "袋 " + tail + " 账上是“" + BagState(s) + "”，不该在架上。请先放一边，点完再查"
}

// BagFound tells that a bag which was missing is here.
func BagFound(tail string) string {
	return "袋 " + tail + " 原先没找到：请按 Esc 回到交接扫一下，记回架上再点"
}

// ShelfCounted tells how a count came out.
func ShelfCounted(c desk.ShelfCount) string {
	if !c.Differs() {
		return fmt.Sprintf("清点 %d 袋，和账上一样", c.Counted)
	}
	return fmt.Sprintf("清点 %d 袋，账上 %d 袋，已记下原因，首问里有待查的", c.Counted, c.Book)
}
