package e2e

import (
	"strings"
	"time"

	"xiaochuang/desk"
)

// guideOffline (P03): a card in a few keys with the line to the street cut, a
// certificate that must not be issued, and the question in the register.
func guideOffline(d *duty) {
	d.stopCentre()
	d.guideCard("zdsh", "最低生活保障申请")
	d.sees("最低生活保障申请", "统一答复口径", "不用您自己证明")
	d.term.Keys("1")
	d.sees("已记咨询")
	d.term.Keys("esc")
	d.sees("查指南")
	d.term.Keys("ctrl+u")
	d.term.Type("亲属关系证明")
	d.sees("不得出具")
	d.term.Keys("enter")
	d.sees("居（村）委会不出具")
	d.term.Keys("f9")
	d.refuses("F8 打印指引单")
	d.term.Keys("f8")
	d.paper("证明事项指引单", "亲属关系")
	var asked []struct{ Item string }
	d.reads(&asked, "inquiry", "list", "--json")
	found := false
	for _, a := range asked {
		found = found || a.Item == "BJ-SQ-0066"
	}
	d.leaves("首问登记", found)
	d.home()
	d.serve()
}

// stages (P04): who does what at each stage stands on the card, and each stage
// that was gone through stands in the case.
func stages(d *duty) {
	d.begin("居住情况证明", "居住情况证明出具")
	d.term.Keys("f9")
	d.refuses("还不能办")
	d.term.Keys("1")
	d.identity(womanNo, "测试喆犇")
	d.completeAll()
	d.term.Keys("f9")
	d.sees("已受理")
	d.paper("受理通知书", "居住情况证明", "测试喆犇")
	c := d.latest("BJ-SQ-0113")
	d.leaves("受理的环节", c.did("case.accepted") && c.State == string(desk.CaseAccepted))
	d.guideCard("居住情况证明", "居住情况证明出具")
	card := d.wholeCard()
	for _, stage := range []string{"咨询", "接件", "受理", "告知", "送达"} {
		if !strings.Contains(card, "\n"+stage+"  社区（村）服务站综合窗口 · ") {
			d.t.Fatalf("the card does not say who does the stage %s:\n%s", stage, card)
		}
	}
	d.done()
}

// wholeCard reads a guide card to its end.
func (d *duty) wholeCard() string {
	d.t.Helper()
	var all strings.Builder
	for range 12 {
		d.term.Idle()
		text := d.term.Text()
		for row := range strings.SplitSeq(text, "\n") {
			all.WriteString(strings.TrimSpace(row) + "\n")
		}
		if strings.Contains(text, "  来源 ") {
			return all.String()
		}
		at := d.term.Row(4)
		d.term.Keys("pgdown")
		d.term.WaitUntil("the next page", 20*time.Second, func() bool { return d.term.Row(4) != at })
	}
	d.t.Fatal("the card has no end")
	return ""
}

// checkPoints (P05): what to look at stands beside each material, what does not
// pass is on the notice in the clerk's words, and such a case is not accepted.
func checkPoints(d *duty) {
	d.begin("rmtj", "人民调解申请")
	d.identity(manNo, "欧阳测试")
	d.sees("审核：")
	d.term.Keys("3")
	d.sees("看不清楚")
	d.term.Keys("1")
	d.sees("（看不清楚")
	d.term.Keys("f9")
	d.refuses("还不能办", "人民调解申请书")
	d.term.Keys("1")
	d.mark("1", 2)
	d.term.Keys("f8")
	d.sees("已一次性告知")
	d.paper("一次性告知", "看不清楚", "欧阳测试")
	c := d.latest("BJ-SQ-0120")
	d.leaves("不合格的材料", c.State == string(desk.CaseSupplement) && c.Materials[0].State == "unfit")
	d.done()
}

// endings (P07): each way to handle a matter has its own end, clock and paper.
func endings(d *duty) {
	d.begin("dsznfmgrz", "独生子女父母光荣证补领")
	d.identity(leapNo, "王二")
	d.term.Keys("9")
	d.refuses("代收")
	d.completeAll()
	time.Sleep(finger)
	d.term.Keys("f9")
	d.sees("已收件")
	c := d.latest("BJ-SQ-0044")
	d.leaves("收件，不起算期限", c.State == string(desk.CaseReceived) && c.Due == "" && c.has("PZ") && !c.has("SL"))
	before := len(d.cases())
	d.done()
	d.begin("yqdj", "养犬登记咨询预审")
	d.identity(leapNo, "王二")
	d.completeAll()
	d.term.Keys("f9")
	d.sees("已出咨询预审单")
	d.paper("咨询预审单", "养犬登记")
	d.leaves("预审不成办件", len(d.cases()) == before)
	d.done()
}

// allThroughOneWindow (P08): somebody acts for another with papers of his own,
// where the matter lets him; where it does not, the clerk is told.
func allThroughOneWindow(d *duty) {
	d.begin("bydj", "兵役登记")
	d.byAgent(manNo, "欧阳测试", womanNo, "测试喆犇")
	d.term.Keys("f6")
	d.refuses("要本人来")
	d.home()
	d.term.Keys("f9")
	d.term.Idle()
	d.home()
	d.begin("dsznfmgrz", "独生子女父母光荣证补领")
	d.byAgent(womanNo, "测试喆犇", manNo, "欧阳测试")
	d.term.Keys("f6")
	for range 2 { // for the one and for the other
		d.sees("为什么手填")
		d.term.Keys("1")
		d.term.Idle()
	}
	d.sees("结果")
	d.completeAll()
	d.term.Keys("f9")
	d.sees("已收件")
	d.paper("委托登记单", "测试喆犇", "欧阳测试")
	d.leaves("委托登记单", d.latest("BJ-SQ-0044").has("WT"))
	d.done()
}

// byAgent types the applicant and who acts for him.
func (d *duty) byAgent(number, name, agent, agentName string) {
	d.t.Helper()
	for _, s := range []string{number, name, somePhon, ""} {
		d.term.Type(s)
		d.term.Keys("enter")
	}
	d.term.Keys("2")
	d.sees("代理人号码")
	d.term.Keys("enter", "enter")
	for _, s := range []string{agent, agentName} {
		d.term.Type(s)
		d.term.Keys("enter")
	}
}

// identityReader (P11): a card is read, shown and bound, in two layouts; one of
// somebody who may be real is refused here.
func identityReader(d *duty) {
	d.begin("rmtj", "人民调解申请")
	d.laid("110101199001010015", "某某")
	d.sees("读到：某某")
	d.term.Keys("enter")
	d.refuses("虚构")
	d.card.Remove()
	d.term.Idle()
	d.laid(womanNo, "测试喆犇")
	d.sees("读到：测试喆犇")
	d.term.Keys("enter")
	d.sees("已绑定")
	d.card.Remove()
	d.term.Keys("f6")
	d.sees("结果")
	d.completeAll()
	d.term.Keys("f9")
	d.sees("已受理")
	d.paper("受理通知书", "测试喆犇")
	c := d.latest("BJ-SQ-0120")
	d.leaves("读卡的申请人", c.State == string(desk.CaseAccepted))
	d.done()
}

// ratingPad (P12): the pad asks by itself and its key is filed; without a pad
// nobody has rated, least of all the clerk.
func ratingPad(d *duty) {
	d.begin("rmtj", "人民调解申请")
	d.identity(thirdNo, "测试𬭎")
	d.completeAll()
	d.term.Keys("f9")
	d.sees("已受理")
	d.home()
	d.term.Keys("f9")
	d.rate("0x02")
	d.sees("有一条评价待处理") // and neither the level nor whose it is
	d.leaves("不满意记到办件", d.latest("BJ-SQ-0120").Rated == string(desk.Dissatisfied))
	d.term.Keys("1")
	d.sees("在办 直")
	d.pad.Unplug()
	d.lamps("评×")
	d.term.Keys("f9")
	d.refuses("评价：未评")
	if err := d.pad.Replug(); err != nil {
		d.t.Fatal(err)
	}
	d.lamps("评●")
}

// copyBoard (P13): a case is entered a second time by whoever is authorised,
// field by field; two different numbers are not taken.
func copyBoard(d *duty) {
	d.begin("定点医疗机构", "定点医疗机构选点变更")
	d.identity(manNo, "欧阳测试")
	d.completeAll()
	d.term.Keys("f9")
	d.sees("已收件")
	d.command("抄录")
	d.sees("医疗保险信息", "本窗")
	d.term.Keys("enter")
	d.sees("第 1/", "欧 阳 测 试")
	d.term.Keys("enter")
	d.sees("第 2/")
	d.term.Keys("f9")
	d.sees("该系统给的编号")
	d.numbered("YB000000001", "YB000000002")
	d.refuses("两遍输的编号不一样")
	d.term.Keys("f9")
	d.sees("该系统给的编号")
	d.numbered("YB000000001", "YB000000001")
	d.sees("已录，编号 YB000000001")
	c := d.latest("BJ-SQ-0040")
	d.leaves("外系统编号", c.External == "YB000000001" && c.did("transcript.opened"))
	d.done()
}

// numbered types the number of the other system twice.
func (d *duty) numbered(first, second string) {
	d.t.Helper()
	d.term.Type(first)
	d.term.Keys("enter")
	d.sees("再输一遍")
	d.term.Type(second)
	d.term.Keys("enter")
}

// withoutBarriers (P02): a number with priority and its reason, the rule on
// request, a notice in large print, the board for those who do not hear.
func withoutBarriers(d *duty) {
	d.term.Keys("f2")
	d.sees("回车取号")
	d.term.Keys("tab")
	d.sees("为什么优先")
	d.term.Keys("1")
	d.sees("优先：老年人")
	d.term.Keys("enter")
	d.sees("已优先取号 A001")
	d.term.Keys("f6")
	d.refuses("没有已叫未到的人")
	d.term.Keys("?")
	d.sees("叫号次序", "优先：老年人")
	d.term.Keys("esc")
	d.term.Keys("f5")
	d.sees("已叫 A001")
	d.term.Keys("enter")
	d.sees("在办 A001")
	d.command("字板")
	d.sees("离开就清空")
	d.term.Type("11")
	d.term.Keys("enter")
	d.term.Idle()
	d.term.Keys("esc")
	d.home()
	d.guideCard("lnxx", "老年学校")
	d.term.Keys("f8")
	d.sees("一次性告知单")
	d.home()
	d.term.Keys("6")
	d.sees("一次性告知单")
	d.term.Keys("1")
	d.larger("一次性告知单", "老年学校")
	var today []struct{ No, Reason string }
	d.reads(&today, "ticket", "list", "--json")
	preferred := false
	for _, t := range today {
		preferred = preferred || t.No == "A001" && t.Reason != ""
	}
	d.leaves("优先及理由", preferred)
	d.done()
}

// larger waits until a paper has come out in large print after the usual one.
func (d *duty) larger(words ...string) {
	d.t.Helper()
	d.term.WaitUntil("the paper in large print", 20*time.Second, func() bool {
		n := 0
		for _, pdf := range d.printer.Spool(d.t) {
			if holds(d.pdfText(pdf), words) {
				n++
			}
		}
		return n == 2
	})
	d.left = append(d.left, "大字"+words[0])
}
