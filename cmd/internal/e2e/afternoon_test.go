package e2e

import (
	"testing"
	"time"

	"xiaochuang/desk"
)

// TestBadAfternoon plays what goes wrong in one afternoon: somebody acts for his
// neighbour and a paper is missing, a page is taken again, the printer jams, a
// second matter comes up in the same visit, and the visitor is back the next
// day with what was missing. It prints its keys and the seconds of the
// keystroke-level model.
func TestBadAfternoon(t *testing.T) {
	t.Parallel()
	s := open(t, false)
	d := &duty{station: s}
	s.start()
	minds := 0
	think := func() { minds++ }

	think()
	d.begin("dsznfmgrz", "独生子女父母光荣证补领")
	d.byAgent(womanNo, "测试喆犇", manNo, "欧阳测试")
	d.term.Keys("f6")
	for range 2 {
		d.sees("为什么手填")
		d.term.Keys("1")
		d.term.Idle()
	}
	d.sees("结果", "材料")

	think() // a page that is blurred is taken again
	s.scanHere(1)
	d.term.Keys("r")
	d.sees("看不清的，按 r 重拍")
	d.keepPage()
	if n := len(scannedLine.FindAllString(d.term.Text(), -1)); n != 1 {
		t.Fatalf("%d pages after one was taken again", n)
	}
	think() // and one thing is missing
	d.term.Keys("down")
	d.mark("2", 1)
	for len(openLine.FindAllString(d.term.Text(), -1)) > 0 {
		d.mark("1", 1)
	}
	think() // the printer jams over the notice
	s.printer.Break(t, "media-jam-error")
	d.term.Keys("f8")
	d.sees("已一次性告知")
	s.lamps("印!")
	d.term.Keys("6")
	d.sees("补正")
	d.term.Keys("f8") // it comes out of the other printer
	d.sees("已排队重打")
	s.slip("补正")
	s.printer.Mend()
	s.printer.Off()
	s.printer.On(t) // the jam is cleared
	d.home()
	first := d.latest("BJ-SQ-0044")
	if first.State != string(desk.CaseSupplement) {
		t.Fatalf("the first case stands at %s", first.State)
	}

	think() // a second matter, in the same visit
	d.guideCard("rmtj", "人民调解申请")
	d.term.Keys("f9")
	d.sees("人民调解申请", "证件号码")
	d.term.Keys("f6")
	d.term.WaitUntil("the checklist", 20*time.Second, func() bool {
		return len(openLine.FindAllString(d.term.Text(), -1)) > 0
	})
	s.completeAll()
	d.term.Keys("f9")
	d.sees("已受理")
	d.done()
	if c := d.latest("BJ-SQ-0120"); c.State != string(desk.CaseAccepted) {
		t.Errorf("the second case stands at %s", c.State)
	}
	s.quit()

	s.shift += 24 * time.Hour
	s.start()
	think() // back with what was missing, by the number of the slip
	d.term.Keys("f2")
	d.sees("输入事项")
	d.term.Type(first.No)
	d.sees("凭单号优先取号")
	d.term.Keys("enter")
	d.sees("已凭单号优先取号 A001")
	d.term.Keys("f5")
	d.sees("已叫 A001")
	d.term.Keys("enter")
	d.sees("在办 A001")
	d.term.Keys("enter")
	d.sees("待补正")
	d.term.Keys("enter")
	d.sees("补正 ", "证件号码")
	d.term.Keys("f6")
	d.sees("结果")
	think()
	d.term.Keys("down", "1")
	d.term.Idle()
	d.term.Keys("f9")
	d.sees("已收件")
	if c := d.latest("BJ-SQ-0044"); c.No != first.No || c.State != string(desk.CaseSupplied) {
		t.Errorf("the supplement went to %s, which stands at %s", c.No, c.State)
	}
	d.done()
	s.quit()
	t.Logf("the bad afternoon: %d keys, %d times to think, %.0f seconds by the keystroke-level model",
		s.keys, minds, oneKey*float64(s.keys)+oneMind*float64(minds))
}
