package e2e

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
)

// Invented people with valid numbers, born in 1900 or earlier.
const (
	womanNo  = "110101180001010023"
	manNo    = "110101180001010015"
	leapNo   = "110101180402290011"
	thirdNo  = "110101190002020011"
	somePhon = "13800000000"
)

// TestDay plays the counter's day with keys, and once more with every act
// typed by its name.
func TestDay(t *testing.T) {
	t.Parallel()
	for _, play := range []struct {
		name  string
		twins bool
	}{{"keys", false}, {"names", true}} {
		t.Run(play.name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			s := open(t, play.twins)
			s.day()
			s.nextDay()
			s.audit()
			t.Logf("played in %.1f s with %d keys", time.Since(began).Seconds(), s.keys)
		})
	}
}

func (s *station) day() {
	s.start()
	s.accept()
	s.collect()
	s.advise()
	s.noticeFromCard()
	s.forbidden()
	s.noPaper()
	s.padPulled()
	s.close()
	s.quit()
}

// number takes a number for a matter, calls it and receives the visitor.
func (s *station) number(query, no, matter string) {
	s.t.Helper()
	s.do("f2", "取号")
	s.sees("输入事项")
	s.term.Type(query)
	s.sees(matter)
	s.term.Keys("enter")
	s.sees("已取号 " + no)
	s.do("f5", "叫号")
	s.sees("已叫 " + no)
	s.do("enter", "办理")
	s.sees("在办 " + no)
}

// identity types a person and goes on to the next step.
func (s *station) identity(number, name string) {
	s.t.Helper()
	s.sees("证件号码")
	s.term.Type(number)
	s.term.Keys("enter")
	s.term.Type(name)
	s.term.Keys("enter")
	s.term.Type(somePhon)
	s.term.Keys("enter")
	s.do("f6", "下一步")
	s.byHand()
	s.sees("结果", "材料")
}

// byHand says why a number was typed while the reader is well.
func (s *station) byHand() {
	s.t.Helper()
	s.sees("为什么手填")
	s.term.Keys("1")
	s.term.WaitGone("为什么手填")
}

// finish ends the visit and presses a key on the pad.
func (s *station) finish(key, level string) {
	s.t.Helper()
	s.do("f9", "办完")
	s.rate(key)
	s.sees("评价：" + level)
}

// accept plays a 受理类 case: identity from the card, pages from the scanner,
// the notice of acceptance at the printer.
func (s *station) accept() {
	s.number("rmtj", "A001", "人民调解申请")
	s.slip("A001", "人民调解申请")
	reading := desk.CardReading{
		Layout: desk.CardCN, Document: "111", Number: womanNo, Name: "测试喆犇", Sex: "2", Nation: "01", Birth: "1800-01-01",
		Address: "北京市某某区某某街道某某路1号", Issuer: "北京市公安局某某分局", From: "2020-01-01", Forever: true,
	}
	if err := s.card.Insert(reading); err != nil {
		s.t.Fatal(err)
	}
	s.do("enter", "办理")
	s.sees("读到：测试喆犇")
	s.card.Remove()
	s.do("enter", "绑定")
	s.sees("已绑定")
	s.term.Type(somePhon)
	s.do("f6", "下一步")
	s.sees("未查")
	s.scanHere(1)
	s.do("enter", "齐")
	s.scanHere(2)
	s.do("enter", "齐")
	s.term.Keys("down")
	s.do("f9", "办结此件")
	s.sees("已受理")
	c := s.cases()["BJ-SQ-0120"]
	if c.State != string(desk.CaseAccepted) {
		s.t.Fatalf("the case stands at %q", c.State)
	}
	paper := s.printed("受理通知书", c.No, "人民调解申请", "测试喆犇", "王小窗", "演示数据")
	if text := s.pdfText(paper); strings.Contains(text, womanNo) || strings.Contains(text, somePhon) {
		s.t.Error("the paper shows a whole number of a person")
	}
	if code := s.pdfCodes(paper); !strings.Contains(code, "SL-"+stationCode) {
		s.t.Errorf("the code on the paper says %q", code)
	}
	s.finish("0x05", "非常满意")
}

var scannedLine = regexp.MustCompile(`(?m)^ \S+\s+1 +(?:必要|可选)`)

// scanHere scans a page for the selected material, the n-th to get one.
func (s *station) scanHere(n int) {
	s.t.Helper()
	s.do("space", "扫描")
	s.term.WaitUntil("a page more", 20*time.Second, func() bool {
		text := s.term.Text()
		return len(scannedLine.FindAllString(text, -1)) == n && strings.Contains(text, "第 1 页 边上没拍全")
	})
	s.keepPage()
}

// keepPage keeps the page that the gate has stopped: the test backend's pattern
// runs out of its frame.
func (s *station) keepPage() {
	s.t.Helper()
	s.do("k", "照留 原件就是这样")
	if !s.twins {
		s.sees("为什么照留")
		s.term.Keys("1")
	}
	s.sees("原因已记下")
}

// collect plays a 代收代办类 case: received here, decided by the street.
func (s *station) collect() {
	s.number("dsznfmgrz", "A002", "独生子女父母光荣证补领")
	s.do("enter", "办理")
	s.identity(manNo, "欧阳测试")
	s.completeAll()
	s.do("f9", "办结此件")
	s.sees("已收件")
	c := s.cases()["BJ-SQ-0044"]
	if c.State != string(desk.CaseReceived) || c.Due != "" {
		s.t.Fatalf("the case stands at %q, due %q; the clock must not start here", c.State, c.Due)
	}
	text := s.pdfText(s.printed("材料接收凭证", c.No))
	if strings.Contains(text, "受理通知书") {
		s.t.Error("a collected case must not get a notice of acceptance")
	}
	s.finish("0x04", "满意")
}

var openLine = regexp.MustCompile(`(?m)^\s*未查`)

// completeAll marks every open line of the checklist complete.
func (s *station) completeAll() {
	s.t.Helper()
	for range 20 {
		n := len(openLine.FindAllString(s.term.Text(), -1))
		if n == 0 {
			return
		}
		s.do("enter", "齐")
		s.term.WaitUntil("one line less", 20*time.Second, func() bool {
			return len(openLine.FindAllString(s.term.Text(), -1)) == n-1
		})
	}
	s.t.Fatal("the checklist does not get complete")
}

// advise plays a 咨询预审类 matter: a slip, and no case.
func (s *station) advise() {
	before := len(s.cases())
	s.number("yqdj", "A003", "养犬登记咨询预审")
	s.do("enter", "办理")
	s.identity(leapNo, "王二")
	s.completeAll()
	s.do("f9", "办结此件")
	s.sees("已出咨询预审单")
	if got := len(s.cases()); got != before {
		s.t.Errorf("a pre-examination made a case: %d before, %d after", before, got)
	}
	s.printed("咨询预审单", "养犬登记")
	s.finish("0x03", "基本满意")
}

// noticeFromCard prints what to bring straight from the guide.
func (s *station) noticeFromCard() {
	s.do("/", "指南")
	s.sees("查指南")
	s.term.Type("lnxx")
	s.sees("老年学校")
	s.term.Keys("enter")
	s.sees("统一答复口径")
	s.do("f8", "告知")
	s.sees("一次性告知单")
	s.do("c", "咨询")
	s.sees("已记咨询")
	s.printed("一次性告知单", "老年学校", "待核")
	s.do("esc", "返回")
	s.sees("查指南")
	s.term.Keys("esc")
	s.sees("本窗口")
}

// forbidden asks for a certificate that must not be issued.
func (s *station) forbidden() {
	before := len(s.cases())
	s.do("/", "指南")
	s.sees("查指南")
	s.term.Type("亲属关系证明")
	s.sees("不得出具")
	s.term.Keys("enter")
	s.sees("居（村）委会不出具")
	s.do("f9", "开始办理")
	s.sees("F8 打印指引单")
	s.do("f8", "指引单")
	s.sees("证明事项指引单")
	s.printed("证明事项指引单", "亲属关系")
	if got := len(s.cases()); got != before {
		s.t.Error("a case was made for a certificate that must not be issued")
	}
	s.do("esc", "返回")
	s.term.Keys("esc")
	s.sees("本窗口")
}

// noPaper takes the paper out: the lamp says so, the counter goes on, and the
// paper comes once there is some.
func (s *station) noPaper() {
	s.printer.Paper(s.t, 0)
	s.lamps("印!")
	s.do("/", "指南")
	s.sees("查指南")
	s.term.Type("zyzzc")
	s.sees("志愿者注册")
	s.term.Keys("enter")
	s.sees("统一答复口径")
	s.do("f8", "告知")
	s.sees("正在打印")
	s.term.Keys("esc")
	s.term.Keys("esc")
	s.sees("本窗口")
	s.do("f2", "取号") // a number comes out all the same, on the receipt printer
	s.sees("输入事项")
	s.term.Keys("enter")
	s.sees("已取号 A004")
	s.slip("A004")
	s.printer.Paper(s.t, 200)
	s.lamps("印●")
	s.once("一次性告知单", "志愿者注册")
}

// once waits for a paper and sees that it came out once in all, on whichever
// printer took it.
func (s *station) once(words ...string) {
	s.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(200 * time.Millisecond) {
		n := 0
		for _, pdf := range s.printer.Spool(s.t) {
			if holds(s.pdfText(pdf), words) {
				n++
			}
		}
		for _, b := range s.ticket.Tickets() {
			if slipHolds(b, words) {
				n++
			}
		}
		if n == 1 {
			return
		}
		if n > 1 || time.Now().After(deadline) {
			s.t.Fatalf("the paper %q came out %d times", words, n)
		}
	}
}

// padPulled pulls the pad out before the end of a visit.
func (s *station) padPulled() {
	s.do("f5", "叫号")
	s.sees("已叫 A004")
	s.do("enter", "办理")
	s.sees("在办 A004")
	s.pad.Unplug()
	s.lamps("评×")
	s.do("f9", "办完")
	s.sees("A004 评价：未评")
	if err := s.pad.Replug(); err != nil {
		s.t.Fatal(err)
	}
	s.lamps("评●")
}

// close ends the day: the sheet for the street, the summary, the night run.
func (s *station) close() {
	s.handOver("0001")
	s.do("7", "日终")
	s.do("f9", "日终")
	s.sees("传送完成")
	s.printed("材料移交清单", "独生子女父母光荣证")
	s.printed("日终清单")
	s.term.Keys("esc")
	s.term.Keys("esc")
	s.sees("本窗口")
}

// nextDay brings the street's answers down, the visitor of the guide card back
// with a slip, and the supplements of a case in that same case.
func (s *station) nextDay() {
	collected := s.cases()["BJ-SQ-0044"]
	accepted := s.cases()["BJ-SQ-0120"]
	if collected.State != string(desk.CaseHanded) || accepted.State != string(desk.CaseHanded) {
		s.t.Fatalf("after closing the cases stand at %q and %q", collected.State, accepted.State)
	}
	s.office("decide", collected.No, "supplement", "--words", "照片不清楚，请重拍", "--by", "街道示例")
	s.office("decide", accepted.No, "done", "--by", "街道示例")
	s.desk("sync")
	if got := s.cases()["BJ-SQ-0120"].State; got != string(desk.CaseDone) {
		s.t.Errorf("the decided case stands at %q", got)
	}
	s.shift += 24 * time.Hour
	s.start()
	s.supplement(collected.No)
	s.slipBack()
	s.do("8", "同步")
	s.sees("街道中心")
	s.do("f9", "传送")
	s.sees("传送完成")
	s.term.Keys("esc")
	s.quit()
	s.office("decide", collected.No, "done", "--by", "街道示例")
	s.desk("sync")
	if got := s.cases()["BJ-SQ-0044"].State; got != string(desk.CaseDone) {
		s.t.Errorf("the supplemented case stands at %q", got)
	}
}

// supplement is the visitor whom the street wants another paper from: the
// number on the slip gives a place before the others, and the case opens at the
// window.
func (s *station) supplement(no string) {
	s.t.Helper()
	s.do("f2", "取号")
	s.sees("输入事项")
	s.term.Keys("enter")
	s.sees("已取号 A001")
	s.do("f2", "取号")
	s.sees("输入事项")
	s.term.Type(no)
	s.sees("凭单号优先取号")
	s.term.Keys("enter")
	s.sees("已凭单号优先取号 A002")
	s.do("f5", "叫号")
	s.sees("已叫 A002")
	s.do("enter", "办理")
	s.sees("在办 A002")
	s.do("enter", "办理")
	s.sees("待补正", "照片不清楚")
	s.do("enter", "补正")
	s.sees("补正 ", "证件号码")
	s.do("f6", "下一步")
	s.sees("结果")
	s.do("f9", "办结此件")
	s.sees("已收件")
	if got := s.cases()["BJ-SQ-0044"]; got.No != no || got.State != string(desk.CaseSupplied) {
		s.t.Errorf("the supplement went to %s, which stands at %q", got.No, got.State)
	}
	s.finish("0x05", "非常满意")
}

// handOver gives what goes to the street to its courier, bag by bag, by the
// ends of their codes.
func (s *station) handOver(bags ...string) {
	s.t.Helper()
	s.command("交接 下午")
	s.sees(fmt.Sprintf("还有 %d 袋没扫", len(bags)))
	for i, bag := range bags {
		s.term.Keys("enter")
		s.sees("袋号")
		s.term.Type(bag)
		s.term.Keys("enter")
		s.term.WaitUntil("a bag less", 20*time.Second, func() bool {
			return strings.Count(s.term.Text(), "已扫出") > i
		})
	}
	s.term.Keys("f9")
	s.sees("接收")
	s.term.Type("刘接收")
	s.term.Keys("enter")
	s.sees("已交走")
	s.term.Keys("esc", "esc")
	s.sees(s.begin)
}

// command types a command into the command line.
func (s *station) command(words string) {
	s.t.Helper()
	s.term.Keys("f12")
	s.term.Idle()
	s.term.Type(words)
	s.term.Keys("enter")
}

var noticeNo = regexp.MustCompile(`GZ-\d{12}-\d{8}-01A\d{4}`)

// slipBack is the visitor of the guide card, back with the slip.
func (s *station) slipBack() {
	s.t.Helper()
	no := noticeNo.FindString(s.pdfText(s.printed("一次性告知单", "老年学校")))
	if no == "" {
		s.t.Fatal("the slip has no number")
	}
	s.do("f3", "查件")
	s.sees("单号、证件")
	s.term.Type(no)
	s.term.Keys("enter")
	s.sees("这张告知单是")
	s.do("f9", "开始办理")
	s.identity(thirdNo, "测试𬭎㛃")
	s.completeAll()
	s.do("f9", "办结此件")
	s.sees("已受理")
	paper := s.printed("受理通知书", "老年学校")
	if text := s.pdfText(paper); !strings.Contains(text, "𬭎") {
		s.t.Errorf("the rare character is lost on paper:\n%s", text)
	}
	s.do("f9", "办完")
	s.rate("0x05")
	s.sees("评价：非常满意")
}

// slipHolds reports whether a receipt's GBK text holds the words.
func slipHolds(b []byte, words []string) bool {
	for _, w := range words {
		if !bytes.Contains(b, gbk(w)) {
			return false
		}
	}
	return true
}
