package text

import (
	"fmt"
	"time"

	"xiaochuang/desk"
)

// A Why explains one thing that stands on a screen, with the members of
// ui.Reason.
type Why struct {
	Thing    string
	Sentence string
	Rule     string
	Source   string
	Version  string
	Next     string
}

// Where reasons come from that more than one of them names.
const (
	fromJournal = "本机流水"
	fromStation = "站点文件"
)

// WhyMode explains the class of a matter: who decides, and what F9 does.
func WhyMode(it desk.Item, version string) Why {
	w := Why{Thing: ModeName(it.Mode), Source: WhyFromGuide, Version: version}
	switch it.Mode {
	case desk.ModeAccept:
		w.Sentence = "这件由本站受理：材料齐了按 F9 就受理，受理那一刻起算期限，并打印受理通知书。"
		w.Rule = "受理类：本站有受理权，一次性告知、当场受理"
	case desk.ModeCollect:
		w.Sentence = "这件由街道受理，本站只代收代送：按 F9 是收件，打印材料接收凭证，不开受理通知书，期限由街道起算。"
		w.Rule = "代收代办类：站里不受理、不承诺期限，收下的材料逐件登记、送街道"
	case desk.ModeAdvise:
		w.Sentence = "这件本站只讲清楚、先看材料：按 F9 出咨询预审单，不产生办件编号。"
		w.Rule = "咨询预审类：不收件，告诉群众去哪里办、带什么"
	default:
		w.Sentence = "事项库里没有写这件由谁受理，按待核处理。"
		w.Next = "请先问街道，再答复群众"
	}
	return w
}

// WhyVerified explains why a card is marked 待核, or where its facts come from.
func WhyVerified(it desk.Item, version string) Why {
	w := Why{Thing: it.Name, Source: it.Source, Version: fmt.Sprintf("%s，事项第 %d 版", version, it.Version)}
	if w.Source == "" {
		w.Source = WhyFromGuide
	}
	if it.Verified {
		w.Sentence = "这张指南卡核过来源；没有来源的要素仍写“待核”，不当真的说。"
		return w
	}
	w.Sentence = "这张指南卡还没有核过来源，内容只供参考，单子上也会印“待核”。"
	w.Rule = "没有来源的内容不能当正式答复"
	w.Next = "答复前先向街道核实；核实后由站长导入新的事项库"
	return w
}

// WhyCertificate explains why a certificate is not issued here.
func WhyCertificate(c desk.Certificate, version string) Why {
	return Why{
		Thing: c.Name, Sentence: "居（村）委会不出具这种证明，本站不收、不盖章。",
		Rule: "不应由居（村）出具的证明事项清单", Source: "民发〔2020〕20号", Version: version, Next: "按 F8 打印证明事项指引单，告诉群众该找谁",
	}
}

// WhyMaterialState explains what the finding on a material means for the case.
func WhyMaterialState(m desk.Material) Why {
	w := Why{Thing: m.Name + "（" + MaterialState(m.State) + "）", Source: "这次查验，" + fromJournal}
	switch m.State {
	case desk.MaterialComplete:
		w.Sentence = "查过，齐了，不用再补。"
	case desk.MaterialMissing:
		w.Sentence = "没有带来：必要的材料缺一样，这件就不能受理，会写进一次性告知单。"
		w.Rule, w.Next = "一次告知全部要补的材料（行政许可法第三十二条）", "按 F8 一次性告知"
	case desk.MaterialUnfit:
		w.Sentence = "带来了但不合格：" + m.Reason + "。和没有带来一样要补，写进一次性告知单。"
		w.Rule, w.Next = "一次告知全部要补的材料（行政许可法第三十二条）", "按 F8 一次性告知"
	case desk.MaterialExempt:
		w.Sentence = "这次免交：能用数据核验，或以前交过还在有效期里。" + m.Reason
		w.Rule = "核验得到的、以前交过仍有效的，不再要群众提交"
	case desk.MaterialFollows:
		w.Sentence = fmt.Sprintf("容缺：先受理，%s 前补上；群众签了容缺承诺书。", m.Due)
		w.Rule, w.Next = "容缺的材料要按承诺的日子补上", "到期前在 :时限 里催"
	default:
		w.Sentence = "还没有查这一样，不能收件、受理。"
		w.Next = "查过按 1 齐、2 缺、3 不合格、4 容缺、5 免交"
	}
	return w
}

// WhyPrinted explains what is known of the print of a paper.
func WhyPrinted(p desk.Paper, j desk.Job, queued bool) Why {
	w := Why{Thing: PaperName(p.Kind) + " " + desk.Tail(p.No) + "：" + PrintedAs(j, queued), Source: "打印队列"}
	switch {
	case p.Void:
		w.Sentence = "这张已作废（" + VoidWhy(p.Why) + "），留底不打；替它的那张在列表里。"
		w.Rule = "写错的单据作废重开，两张都留"
	case !queued:
		w.Sentence = "这张没有排过队，没有印。"
		w.Next = "要用就按重打"
	case j.State == desk.PrintConfirmed:
		w.Sentence = "打印机说印好了。"
	case j.State == desk.PrintSent && !j.UnderWay():
		w.Sentence = "已经全部送给打印机；这台打印机不会说印没印好。"
		w.Next = "看一眼出纸口，没有就重打"
	case j.State == desk.PrintSent:
		w.Sentence = "已经送给打印机，打印机还没有说印好。"
		w.Next = "看一眼出纸口；一分钟还没有就重打"
	case j.State == desk.PrintQueued:
		w.Sentence = "排在队里，打印机空了、好了会自动印，重开小窗也不会丢。"
	case j.State == desk.PrintFailed && j.Code == "cancelled":
		w.Sentence = "是窗口上取消的，没有印。"
		w.Next = "要用就按重打"
	case j.State == desk.PrintUnknown:
		w.Sentence = "不知道印没印出来，所以不自动重印，免得印出两张。"
		if phone, what, _ := Cause(PrinterFamily(j.Printer), j.Code); phone != "" {
			w.Sentence = what + "；" + w.Sentence
			w.Source = "打印机自己报的，电话里报代码 " + phone
		}
		w.Next = "看出纸口：没有就重打，会标“重打”"
	default:
		phone, what, next := Cause(PrinterFamily(j.Printer), j.Code)
		w.Sentence, w.Next = "没有印成："+what+"。单子在，不用重新办，也不会自己再印。", next
		w.Source = "打印机自己报的，电话里报代码 " + phone
	}
	return w
}

// WhyBag explains where a bag is, and since when.
func WhyBag(b desk.Bag) Why {
	w := Why{Thing: "袋 " + desk.Tail(b.Code) + "（" + BagState(b.State) + "）", Source: fromJournal, Rule: "原件进出都要扫码，谁、什么时候都记下"}
	switch b.State {
	case desk.BagShelf:
		w.Sentence = clock(b.In) + " 收下，账上在架；交街道要先扫出。"
	case desk.BagPacked:
		w.Sentence = clockOf(b.Out) + " 扫出，等着随批次交走。"
	case desk.BagStreet:
		w.Sentence = clockOf(b.Out) + " 随批次交给街道，回来时扫一下记回架上。"
	case desk.BagReturned:
		w.Sentence = clockOf(b.Returned) + " 还给" + Collecting(b.To) + "。"
	case desk.BagMissing:
		w.Sentence = "清点或交接时没有找到：" + b.Reason + "。首问里有一条待查，找到前这件不能交街道。"
		w.Next = "找到了扫一下就记回架上"
	}
	return w
}

// WhyBatch explains why a batch stands where it does.
func WhyBatch(v desk.BatchView) Why {
	w := Why{
		Thing: "批次 " + desk.Tail(v.No) + "（" + BatchStands(v) + "）", Source: fromJournal,
		Rule: "逐件交接，一批一张移交清单，双方签字；缺袋要写原因",
	}
	switch {
	case v.State == desk.BatchOpen:
		w.Sentence = fmt.Sprintf("列了 %d 件 %d 袋，扫出 %d 袋；还没有交走，件仍归本站。", len(v.Files), len(v.Bags), v.Packed)
		w.Next = "袋都扫出后按 F9 交走"
	case v.State == desk.BatchGone:
		w.Sentence = "已经交走，清单还没有记下双方签字，所以标黄。"
		w.Next = "签好后按 F9 记下"
	case v.Settled():
		w.Sentence = "街道都答复了，袋都回来或还给了群众，这一批结清。"
	default:
		w.Sentence = fmt.Sprintf("双方已签；街道答复了 %d/%d 件，袋回来 %d/%d。", v.Answered, len(v.Files), v.Home, len(v.Bags))
	}
	return w
}

// WhyReady explains how long a result has waited to be collected.
func WhyReady(r desk.Ready) Why {
	w := Why{
		Thing:    desk.Tail(r.Case.No) + " " + r.Case.Title,
		Sentence: fmt.Sprintf("街道办好已 %d 天，还没有人来领。", r.Days),
		Rule:     fmt.Sprintf("满 %d 天没有人领的标黄，请打电话提醒；来人要核对证件", desk.ReadyTooLong), Source: fromJournal,
	}
	switch {
	case r.TooLong():
		w.Next = "打电话请本人来领，或问要不要邮寄"
	case r.Away > 0:
		w.Next = "还有原件不在架上，先查到再请人来"
	}
	return w
}

// WhyTranscript explains who enters a case and why it stands where it does.
func WhyTranscript(t desk.Transcript) Why {
	w := Why{Thing: desk.Tail(t.CaseNo) + " " + TranscriptState(t.State) + " · " + Route(t.Route) + "录", Source: fromJournal}
	switch {
	case t.State == desk.CopyMismatch:
		w.Sentence = "外系统里的和本件不一样：" + t.Reason + "。"
		w.Next = "打开抄录板改好再录"
	case t.Route == desk.EnteredStreet:
		w.Sentence, w.Source = RouteWhy(t.Why)+"。", fromStation
		w.Rule = "没有授权的系统，本窗不录，由街道录入"
	case t.State == desk.CopyEntering:
		w.Sentence = fmt.Sprintf("录到第 %d 栏，已用 %d:%02d，下次从那里接着录。", t.Field+1, t.Seconds/60, t.Seconds%60)
	case t.State == desk.CopyDone:
		w.Sentence = "已录入，外系统编号 " + t.External + "。"
	default:
		w.Sentence = "收件时记下的：这个系统要另录一遍，本窗有授权。"
	}
	if t.Grant != "" {
		w.Rule, w.Source = "按授权录入", "授权文件 "+t.Grant
	}
	return w
}

// WhyField explains a value on the board.
func WhyField(f desk.CopyField, system string) Why {
	w := Why{
		Thing: f.Page + " · " + f.Label, Sentence: "这一栏的内容和写法按该系统的字段表，从本件算出来，不用自己改写。",
		Rule: "栏的顺序、写法、最长都照字段表", Source: system + " 字段表",
	}
	if f.Fault != "" {
		w.Sentence = CopyFault(f.Fault) + "。"
	}
	return w
}

// WhyInquiry explains who owes an answer to a question.
func WhyInquiry(q desk.Inquiry, name string) Why {
	w := Why{
		Thing: InquiryState(q.State) + " " + clock(q.At), Source: fromJournal,
		Rule: "首问负责：最先接待的人负责到答复，或由写明姓名的人接过去",
	}
	switch q.State {
	case desk.InquiryOpen:
		w.Sentence, w.Next = "还没有答复，由 "+name+" 负责。", "答复了就写上办结；别人接手写明姓名"
		if q.Due != "" {
			w.Sentence = fmt.Sprintf("答应 %s 前答复，由 %s 负责。", q.Due, name)
		}
	case desk.InquiryLed:
		w.Sentence = "引导给了 " + q.LedTo + "，由他负责。"
	case desk.InquiryHanded:
		w.Sentence = "转交给了别人，由接手的人负责。"
	default:
		w.Sentence = "已经答复，不能再改，也不能删。"
	}
	return w
}

// WhyMorning explains the colour of one line of the morning check.
func WhyMorning(f desk.MorningLine) Why {
	w := Why{Thing: Found(f), Source: "刚才的检查", Rule: "红的要先处理才能用到它；黄的留意；都不挡开窗"}
	switch {
	case f.Red():
		w.Sentence = "红：要用它的事现在办不了，别的照常。"
		w.Next = "处理好按 1 再查；打电话报设备代码"
	case f.Green():
		w.Sentence = "绿：可以用，或本站没有这一样。"
	default:
		w.Sentence = "黄：现在不挡办事，今天要留意。"
	}
	return w
}

// WhySync explains where the exchange with the street stands.
func WhySync(enrolled bool, lines, pages int, last time.Time) []Why {
	if !enrolled {
		return []Why{{
			Thing: "还没有接入街道中心", Sentence: "没有用接入码接入过，记录和扫描件都完整存在本机，不会丢。",
			Source: fromStation, Next: "请技术员用一次性接入码接入",
		}}
	}
	w := Why{
		Thing:    Pending(lines, pages, 0),
		Sentence: "街道没有回执的都算未送；送的时候先记录后扫描件，断了从断的地方接着送，不会重复。",
		Rule:     "日终后和夜里自动送，白天按 F9 也可以", Source: "街道中心的回执",
	}
	if !last.IsZero() {
		w.Version = LastRun(last)
	}
	return []Why{w}
}

// WhyDay explains what stands in the way of the end of the day.
func WhyDay(a desk.Agenda, signatures bool) []Why {
	var out []Why
	add := func(thing, sentence, rule, next string) {
		out = append(out, Why{Thing: thing, Sentence: sentence, Rule: rule, Source: fromJournal, Next: next})
	}
	if n := len(a.Held); n > 0 {
		add(Counted(AtWindows, n), "还有人在窗口，日终会把他们留到明天，所以要先办完，或由站长放行。", "站长放行要用自己的口令，写明原因", "办完，或按 5 放行")
	}
	if n := len(a.Waiting); n > 0 {
		add(Counted(StillWaiting, n), "还有人在等候，日终要写明为什么请他们明天再来。", "不无故不办", "叫完，或日终时写原因")
	}
	if n := len(a.HandOver); n > 0 {
		add(Counted(ToHandTitle, n), "收下的件当天要交街道；没有原件袋的在这里一起交，有袋的到 :交接 扫出。", "代收代办：收下的件逐件登记、交街道", "按 1 交，有袋的用 :交接")
	}
	switch x := a.Shelf; {
	case len(x.Missing) > 0:
		add(ShelfDiffers, fmt.Sprintf("有 %d 袋没有找到，首问里各有一条待查。", len(x.Missing)), "原件日清：清点数要和账一致", "找到了在 :交接 扫回架上")
	case x.Latest == nil && len(x.Bags) > 0:
		add(ShelfUncounted, fmt.Sprintf("架上 %d 袋今天还没有点过。", len(x.Bags)), "原件日清：清点数要和账一致", "用 :交接 里的清点")
	case x.Latest != nil && !x.Agrees():
		add(ShelfDiffers, fmt.Sprintf("点过 %d 袋，账上现在 %d 袋。", x.Latest.Counted, len(x.Bags)), "原件日清：清点数要和账一致", "再点一次；查不清写原因")
	}
	if n := len(a.Inquiries); n > 0 {
		add(Counted(OwedTitle, n), "答应过的答复还没有给；不挡日终，明天还在这里。", "首问负责到答复", "按 2 去答复")
	}
	if signatures {
		add(PINSignature, "本站日终要两个人签：办的人和另一位，各用自己的口令。", fromStation+"里要求双签", "")
	}
	return out
}

// clockOf is an instant that may not be there.
func clockOf(t *time.Time) string {
	if t == nil {
		return Blank
	}
	return clock(*t)
}
