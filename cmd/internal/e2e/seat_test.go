package e2e

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
)

// TestSeat plays a second window on another PC: enrolment, a visit with that
// PC's own reader, scanner and pad, a cut in the middle of it, and back.
func TestSeat(t *testing.T) {
	s, addr := deskWithSeats(t)
	devices := devicesOf(t, s)
	s.console()
	x := newSeat(t, s, addr, 2, "chuang2", devices)
	x.enrolSeat(80, 24)
	x.onDuty("2")
	x.lamps("读●", "评●")

	x.number("rmtj", "A001", "人民调解申请")
	reading := desk.CardReading{
		Layout: desk.CardCN, Document: "111", Number: womanNo, Name: "测试喆犇", Sex: "2", Nation: "01", Birth: "1800-01-01",
		Address: "北京市某某区某某街道某某路1号", Issuer: "北京市公安局某某分局", From: "2020-01-01", Forever: true,
	}
	if err := x.card.Insert(reading); err != nil {
		t.Fatal(err)
	}
	x.do("enter", "办理")
	x.sees("读到：测试喆犇")
	x.card.Remove()
	x.do("enter", "绑定")
	x.sees("已绑定")
	x.term.Type(somePhon)
	x.do("f6", "下一步")
	x.sees("未查")
	x.page(1)
	x.do("enter", "齐")
	x.term.Idle() // a key on its way would be lost with the line

	x.cutInTheMiddle()

	x.page(2)
	x.do("enter", "齐")
	x.term.Keys("down")
	x.do("f9", "办结此件")
	x.sees("已受理")
	x.finish("0x05", "非常满意")
	c := x.cases()["BJ-SQ-0120"]
	if c.State != string(desk.CaseAccepted) || c.Rated == "" {
		t.Errorf("the case stands at %q, rated %q", c.State, c.Rated)
	}
	x.pulled()
	x.quit()
	s.desk("journal", "verify")
	s.noPlainText(womanNo, somePhon, "测试喆犇")
	own := *s
	own.dir = x.dir
	own.noPlainText(womanNo, somePhon, "测试喆犇", "问过落户")
	s.quit()
}

// cutInTheMiddle cuts the line in the middle of the intake, looks into the guide
// and writes a note, and comes back to the same step.
func (x *seat) cutInTheMiddle() {
	x.t.Helper()
	before := x.term.Text()
	began := time.Now()
	x.cable.hush()
	x.term.WaitUntil("the line is cut", 20*time.Second, func() bool { return strings.Contains(x.term.Text(), "线路断了，只可查指南和咨询") })
	took := time.Since(began)
	x.t.Logf("the seat says so %d ms after the cut", took.Milliseconds())
	if took > 5*time.Second { // two seconds, and what a machine needs that does other things
		x.t.Errorf("the seat needs %v to see that its line is cut", took)
	}
	x.sees("李示例", "2号窗口", "的副本")
	x.term.Keys("f5")
	x.sees("这里不发号")
	x.do("enter", "指南")
	x.sees("查指南")
	x.term.Type("失业登记")
	x.sees("失业登记", "代收")
	x.term.Keys("esc")
	x.sees("线路断了，只可查指南和咨询")
	asked := time.Now().Add(x.shift)
	x.term.Keys("2")
	x.sees("群众问了什么")
	x.cable.mend() // the line is back while a sentence is being written
	x.term.Type("问过落户")
	x.term.WaitUntil("the line is back", 20*time.Second, func() bool {
		return strings.Contains(x.term.Text(), "问过落户") && strings.Contains(x.term.Text(), "线路已经恢复")
	})
	x.term.Keys("f9")
	x.sees("未查")
	if strings.Contains(x.term.Text(), "线路") || !strings.Contains(before, "人民调解") {
		x.t.Errorf("not back where the clerk was:\n%s", x.term.Text())
	}
	x.lamps("读●", "评●")
	x.noted(asked)
}

// noted waits until the note stands in the register with its true time.
func (x *seat) noted(asked time.Time) {
	x.t.Helper()
	want := asked.In(desk.Beijing).Format("2006-01-02T15:04")
	var last string
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		last = x.desk("inquiry", "list", "--json")
		if strings.Contains(last, `"first": "u02"`) {
			if !strings.Contains(last, want) && !strings.Contains(last, asked.Add(time.Minute).In(desk.Beijing).Format("2006-01-02T15:04")) {
				x.t.Errorf("the note has another time than %s: %s", want, last)
			}
			if strings.Count(last, `"id"`) != 1 {
				x.t.Errorf("the note was recorded more than once: %s", last)
			}
			return
		}
	}
	x.t.Fatalf("the note was not handed in: %s", last)
}

// pulled pulls the pad out at the seat and puts it back.
func (x *seat) pulled() {
	x.t.Helper()
	x.pad.Unplug()
	x.term.WaitUntil("the pad's lamp is out", 20*time.Second, func() bool { return !strings.Contains(x.term.Row(0), "评●") })
	if err := x.pad.Replug(); err != nil {
		x.t.Fatal(err)
	}
	x.lamps("评●")
}

var pageLine = regexp.MustCompile(`(?m)^ 齐\s+1 `)

// page scans a page for the selected material, the n-th to get one.
func (x *seat) page(n int) {
	x.t.Helper()
	x.do("space", "扫描")
	x.term.WaitUntil("a page more", 20*time.Second, func() bool {
		text := x.term.Text()
		return len(pageLine.FindAllString(text, -1)) == n && strings.Contains(text, "第 1 页 边上没拍全")
	})
	x.keepPage()
}
