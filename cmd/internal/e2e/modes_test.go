package e2e

import (
	"strings"
	"testing"
	"time"
)

// in replaces words of station.toml, which must stand there.
func in(t *testing.T, words ...string) func(string) string {
	return func(conf string) string {
		for i := 0; i+1 < len(words); i += 2 {
			if !strings.Contains(conf, words[i]) {
				t.Fatalf("station.toml has no %q", words[i])
			}
			conf = strings.Replace(conf, words[i], words[i+1], 1)
		}
		return conf
	}
}

// served has the station's first community served in ways.
func served(t *testing.T, modes string) func(string) string {
	return in(t, "name = \"示例社区\"\n", "name = \"示例社区\"\nmodes = "+modes+"\n")
}

// withoutPad takes the rating pad out of station.toml.
func withoutPad(t *testing.T) func(string) string {
	return func(conf string) string {
		i, j := strings.Index(conf, "[devices.pad]"), strings.Index(conf, "[devices.printer]")
		if i < 0 || j < i {
			t.Fatal("station.toml has no pad")
		}
		return conf[:i] + conf[j:]
	}
}

// village opens a station where nobody takes a number, on the guide.
func village(t *testing.T, edits ...func(string) string) *duty {
	t.Helper()
	s := open(t, false, append(edits, in(t, "queue = true", "queue = false"))...)
	s.begin = "查指南："
	return &duty{station: s}
}

// sound holds that the journal and what follows from it agree.
func (d *duty) sound() {
	d.t.Helper()
	d.desk("journal", "verify")
	d.desk("journal", "rebuild", "--check")
}

// atGuide goes back to the guide, where a day in a village is spent.
func (d *duty) atGuide() {
	d.t.Helper()
	for range 4 {
		d.term.Idle()
		if strings.Contains(d.term.Text(), "查指南：") {
			d.term.Keys("ctrl+u")
			return
		}
		d.term.Keys("esc")
	}
	d.sees("查指南：")
}

// TestVillageWithoutQueue: a village that only collects opens on the guide, takes a
// matter in with one key, hands its papers over and ends its day. It calls nobody,
// and accepts nothing.
func TestVillageWithoutQueue(t *testing.T) {
	t.Parallel()
	d := village(t, served(t, `["collect"]`))
	d.start()
	d.sees("F2×取号", "F5×叫号")
	if row := d.term.Row(1); strings.Contains(row, "F5") || strings.Contains(row, "下一位") {
		t.Errorf("the second row speaks of a queue: %q", row)
	}
	for _, key := range []string{"f5", "f2"} {
		d.term.Keys(key)
		d.sees("本站不排队")
		d.sees("查指南：")
	}
	d.term.Type("rmtj")
	d.sees("人民调解申请", "F9×开始办理")
	d.term.Keys("f9")
	d.sees("不设受理窗口")
	d.term.Keys("ctrl+u")
	d.term.Type("dsznfmgrz")
	d.sees("独生子女父母光荣证补领", "F9 代收")
	d.term.Keys("f9")
	d.sees("在办 直001")
	d.identity(leapNo, "王二")
	d.completeAll()
	time.Sleep(finger)
	d.term.Keys("f9")
	d.sees("已收件", "本站不排队")
	d.paper("材料接收凭证", "独生子女父母光荣证补领")
	if c := d.latest("BJ-SQ-0044"); c.State != "received" || c.Due != "" || c.has("SL") {
		t.Errorf("the case is %+v", c)
	}
	d.term.Keys("f9")
	d.rate("0x05")
	d.sees("评价：非常满意")
	d.atGuide()
	d.sees("窗口空闲")
	d.term.Keys("f3")
	d.sees("独生子女父母光荣证补领")
	d.handOver("0001")
	d.paper("材料移交清单", "独生子女父母光荣证补领")
	d.command("日终")
	d.sees("来访 1 · 办完 1 · 收件 1")
	time.Sleep(finger)
	d.term.Keys("f9")
	d.sees("传送完成")
	d.paper("日终清单")
	d.quit()
	d.sound()
}

// TestStationWithoutPad: nothing on the console speaks of a pad that is not there,
// and a visit that ends is not rated by anybody.
func TestStationWithoutPad(t *testing.T) {
	t.Parallel()
	s := open(t, false, withoutPad(t))
	s.lit = []string{"读●", "印●", "票●"}
	s.start()
	d := &duty{station: s}
	if row := d.term.Row(0); strings.Contains(row, "评") {
		t.Errorf("a lamp for a pad that is not there: %q", row)
	}
	d.begin("rmtj", "人民调解申请")
	d.identity(manNo, "欧阳测试")
	d.completeAll()
	d.term.Keys("f9")
	d.sees("已受理")
	d.home()
	d.term.Keys("f9")
	d.sees("今日取号 0 · 办完 1")
	d.term.Idle()
	for _, look := range []struct{ command, sees string }{{"设备", "身份证读取器"}, {"晨检", "身份证读取器"}} {
		d.command(look.command)
		d.sees(look.sees)
		if text := d.term.Text(); strings.Contains(text, "评价器") {
			t.Errorf(":%s shows a pad:\n%s", look.command, text)
		}
		d.term.Keys("esc", "esc")
		d.term.Idle()
	}
	d.home()
	d.term.Keys("f1")
	d.sees("F9")
	if text := d.term.Text(); strings.Contains(text, "评价器") {
		t.Errorf("the help speaks of a pad:\n%s", text)
	}
	d.term.Keys("esc")
	var list []struct{ Rated, Silence string }
	d.reads(&list, "case", "list", "--json")
	if len(list) != 1 || list[0].Rated != "" {
		t.Errorf("the case is %+v", list)
	}
	d.quit()
	d.sound()
}

// An assisted is one line of `assist list --json`.
type assisted struct {
	Item, Channel, Result, Community string
	Minutes                          int
}

// TestKiosk: a village with a terminal records 导办 in three keys from the card and
// prints the steps; nothing is taken in there.
func TestKiosk(t *testing.T) {
	t.Parallel()
	d := village(t, served(t, `["kiosk"]`))
	d.start()
	d.term.Type("失业登记")
	d.sees("失业登记", "F9×开始办理")
	d.term.Keys("f9")
	d.sees("不设受理窗口")
	d.term.Keys("enter")
	d.sees("5 导办", "6 辅导网办")
	before, _ := d.term.Count()
	d.term.Keys("5")
	d.sees("结果怎样")
	d.term.Keys("1")
	d.sees("用了几分钟")
	d.term.Keys("2")
	d.sees("已记导办（自助终端）10 分钟")
	if after, _ := d.term.Count(); after-before > 4 {
		t.Errorf("%d keys for a record of help at the terminal", after-before)
	}
	d.term.Keys("6")
	d.sees("在哪里办的")
	d.term.Keys("3")
	d.sees("结果怎样")
	d.term.Keys("1")
	d.sees("用了几分钟")
	time.Sleep(finger)
	d.term.Keys("1")
	d.sees("没有开通掌上办理")
	d.term.Keys("7")
	d.sees("打印哪个渠道")
	d.term.Keys("3")
	d.sees("步骤单")
	d.paper("自助终端办理步骤单", "失业登记", "身份证放到读卡处")
	var list []assisted
	d.reads(&list, "assist", "list", "--json")
	if len(list) != 1 || list[0] != (assisted{"BJ-SQ-0008", "kiosk", "done", stationCode, 10}) {
		t.Errorf("recorded %+v", list)
	}
	d.atGuide()
	d.command("日终")
	d.sees("自助导办 1 · 辅导网办 0", "收件 0 · 首问 0")
	d.quit()
	d.sound()
}

// TestMobile: a station whose matters are in the app as well records 辅导网办 within
// the visit, and prints the steps with the code of the page.
func TestMobile(t *testing.T) {
	t.Parallel()
	s := open(t, false, served(t, `["window", "mobile"]`))
	s.start()
	d := &duty{station: s}
	d.term.Keys("1")
	d.sees("在办 直")
	d.guideCard("失业登记", "失业登记")
	before, _ := d.term.Count()
	d.term.Keys("6")
	d.sees("在哪里办的")
	d.term.Keys("3")
	d.sees("结果怎样")
	d.term.Keys("2")
	d.sees("按这次来访的时间")
	d.term.Keys("enter")
	d.sees("已记辅导网办（小程序）1 分钟")
	if after, _ := d.term.Count(); after-before > 4 {
		t.Errorf("%d keys for a record of help on the net", after-before)
	}
	d.term.Keys("5")
	d.sees("没有自助终端")
	d.term.Keys("7")
	d.sees("打印哪个渠道")
	d.term.Keys("1")
	if code := d.pdfCodes(d.printed("网上办事步骤单", "失业登记", "在线办理")); !strings.Contains(code, "https://banshi.beijing.gov.cn/") {
		t.Errorf("the code on the steps reads %q", code)
	}
	d.desk("assist", "add", "BJ-SQ-0042", "--channel", "web", "--result", "window", "--minutes", "25")
	var list []assisted
	d.reads(&list, "assist", "list", "--json")
	if len(list) != 2 || list[1] != (assisted{"BJ-SQ-0008", "mini", "sent", stationCode, 1}) || list[0].Minutes != 25 {
		t.Errorf("recorded %+v", list)
	}
	d.done()
	if n := len(d.cases()); n != 0 {
		t.Errorf("%d cases", n)
	}
	d.quit()
	d.sound()
}

// TestCollectOnlyCommunity: one community of two has no window. Its people's matters
// are collected at the same counter and not accepted; another community's are.
func TestCollectOnlyCommunity(t *testing.T) {
	t.Parallel()
	s := open(t, false, second(t, `modes = ["collect"]`))
	s.start()
	d := &duty{station: s}
	d.begin("rmtj", "人民调解申请")
	for _, words := range []string{manNo, "欧阳测试", somePhon, "示例东社区2号楼"} {
		d.term.Type(words)
		d.term.Keys("enter")
	}
	d.sees("F9×受理")
	d.term.Keys("f9")
	d.sees("示例东社区不设受理窗口")
	d.command("居")
	d.sees("现在是：示例东社区（按住址）")
	d.term.Keys("1")
	d.sees("已换到 示例社区", "F9 受理")
	d.term.Keys("f6")
	d.byHand()
	d.sees("结果")
	d.completeAll()
	d.term.Keys("f9")
	d.sees("已受理")
	d.paper("受理通知书", "人民调解申请", "欧阳测试")
	if c := d.latest("BJ-SQ-0120"); c.Community != stationCode {
		t.Errorf("accepted for %s", c.Community)
	}
	d.done()
	d.quit()
	d.sound()
}

// second adds a community to station.toml.
func second(t *testing.T, more string) func(string) string {
	return in(t, "[[window]]", "[[community]]\ncode = \"110101001002\"\nname = \"示例东社区\"\n"+more+"\n\n[[window]]")
}
