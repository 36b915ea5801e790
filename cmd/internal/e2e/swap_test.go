package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiaochuang/peripherals/devtest"
	"xiaochuang/peripherals/pad"
	"xiaochuang/peripherals/sim"
)

// TestSwapDrill replaces a pad, a reader and a receipt printer by others of
// another make while the window is open: from the first key to a device that was
// tried and is in service, without a step in a shell. Each has five minutes, as a
// person has who reads what stands there; the test prints what it took.
func TestSwapDrill(t *testing.T) {
	t.Parallel()
	s := open(t, false)
	run := t.TempDir()
	s.env = append(s.env, "XDG_RUNTIME_DIR="+run)
	bench := filepath.Join(run, "xiaochuang-sim")
	if err := os.Mkdir(bench, 0o700); err != nil {
		t.Fatal(err)
	}
	s.start()
	var fresh *sim.Pad
	s.swap("pad", func() { fresh = s.otherPad(bench, "ff68", "1", s.pad) })
	s.takes("A001")
	s.dissatisfied("A001", fresh)

	s.swap("reader", func() {
		s.card.Unplug()
		s.lamps("读×")
		s.wizard("1", "二、身份证读取器接在哪里")
		other, err := sim.NewCard(bench, "reader-sam")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { other.Close() })
		holder, err := sim.CardOf("测试喆犇", "110101190001010022", "北京市某某区某某路1号院")
		if err != nil {
			t.Fatal(err)
		}
		s.sees("1 刚插入")
		s.key("enter")
		s.sees("请把测试卡放上")
		if err := other.Insert(holder); err != nil {
			t.Fatal(err)
		}
		s.sees("两次读得一样，居民身份证", "按 F9 启用")
		if strings.Contains(s.term.Text(), "喆犇") || strings.Contains(s.term.Text(), "19000101") {
			t.Errorf("the trial shows whose card it is\n%s", s.term.Text())
		}
		s.key("f9")
		s.sees("身份证读取器已启用，马上就能用。")
		s.lamps("读●")
	})

	s.swap("printer", func() {
		s.ticket.Unplug()
		s.wizard("5", "二、小票打印机接在哪里")
		other, err := sim.NewTicket("127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { other.Close() })
		if err := os.WriteFile(filepath.Join(bench, "ticket-escpos"), []byte(other.Address()), 0o600); err != nil {
			t.Fatal(err)
		}
		s.sees("1 刚插入")
		s.key("enter")
		s.sees("三、小票打印机是哪一型号")
		s.key("2") // 58 mm
		s.sees("看一眼纸")
		if n := len(other.Tickets()); n != 1 {
			t.Errorf("%d test slips came out", n)
		}
		time.Sleep(time.Second) // a dialog that opens by itself is deaf at first
		s.key("1")
		s.sees("小票打印机已启用，马上就能用。")
		s.ticket = other
		s.lamps("票●")
	})

	// The counter goes on with all three: a number prints on the new printer, and a
	// visitor's rating comes over each way to a pad.
	s.do("esc", "返回")
	s.sees("本窗口")
	slips := len(s.ticket.Tickets())
	s.takes("A002")
	s.until("a slip at the new printer", func() bool { return len(s.ticket.Tickets()) > slips })
	s.swap("pad by one on the network", func() { fresh = s.otherPad(bench, "s-ascii", "3", fresh) })
	s.dissatisfied("A002", fresh)
	s.swap("pad by a screen with a service", func() { fresh = s.otherPad(bench, "xc5-ws", "", fresh) })
	s.takes("A003")
	s.dissatisfied("A003", fresh)
	s.swap("scanner", func() {
		other := devtest.ESCL(t)
		other.Load(1)
		if err := os.WriteFile(filepath.Join(bench, "scanner-escl"), []byte(other.URL), 0o600); err != nil {
			t.Fatal(err)
		}
		s.wizard("2", "二、扫描仪接在哪里")
		s.sees("1 刚插入")
		s.key("enter")
		s.sees("三、扫描仪是哪一型号")
		s.key("1")
		s.sees("试扫一页", "试好了：按 F9 启用。")
		s.key("f9")
		s.sees("扫描仪已启用，马上就能用。")
	})
	s.do("esc", "返回")
	s.sees("本窗口")
	s.quit()

	after, err := os.ReadFile(filepath.Join(s.dir, "station.toml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`profile = "xc5-ws"`, fresh.Path(), "/eSCL", "width = 58", s.ticket.Address()} {
		if !bytes.Contains(after, []byte(want)) {
			t.Errorf("station.toml has no %s:\n%s", want, after)
		}
	}
	if n := strings.Count(s.desk("config", "history"), "u01"); n < 6 {
		t.Errorf("the list of changes has %d lines", n)
	}
	s.desk("config", "restore")
	back, err := os.ReadFile(filepath.Join(s.dir, "station.toml"))
	if err != nil || bytes.Contains(back, []byte("/eSCL")) || !bytes.Contains(back, []byte("width = 58")) || !bytes.Contains(back, []byte(`profile = "xc5-ws"`)) {
		t.Errorf("one step back, %v:\n%s", err, back)
	}
	s.desk("journal", "verify")
	for _, kind := range []string{"device.fitted", "config.restored"} {
		if !s.journalHolds(kind) {
			t.Errorf("the journal has no %s", kind)
		}
	}
}

// otherPad puts a pad of another make in the place of one that is pulled out, and
// returns it. The digit chooses the make, "" where the way leaves one only.
func (s *station) otherPad(bench, profile, digit string, old *sim.Pad) *sim.Pad {
	s.t.Helper()
	old.Unplug()
	if left, _ := filepath.Glob(filepath.Join(bench, "pad-*")); len(left) > 0 {
		if err := os.Remove(left[0]); err != nil { // one of the network is not found any more
			s.t.Fatal(err)
		}
	}
	s.lamps("评×")
	s.wizard("3", "二、评价器接在哪里")
	prof, err := pad.Embedded(profile)
	if err != nil {
		s.t.Fatal(err)
	}
	other, err := sim.NewPad(bench, "pad-"+profile, prof)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { other.Close() })
	if !strings.HasPrefix(other.Path(), "/") { // of the network: a file tells where it is
		if err := os.WriteFile(filepath.Join(bench, "pad-"+profile), []byte(other.Path()), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	s.sees("1 刚插入", "模拟 "+profile)
	s.key("enter")
	if digit != "" {
		s.sees("三、评价器是哪一型号", "未经真机核对")
		s.key(digit)
	}
	s.sees("请在评价器上随便按一个键")
	s.presses(other, 4)
	s.sees("核对按键", "收到的是 4 星")
	time.Sleep(time.Second) // a dialog that opens by itself is deaf at first
	s.key("1")
	s.sees("评价器已启用，马上就能用。")
	s.lamps("评●")
	s.do("esc", "返回")
	s.sees("本窗口")
	return other
}

// takes gives out the next number of the first lane.
func (s *station) takes(no string) {
	s.t.Helper()
	s.do("f2", "取号")
	s.term.WaitFor("综合")
	s.term.Keys("enter")
	s.sees("已取号 " + no)
}

// presses has a visitor press a key of a pad once it asks.
func (s *station) presses(far *sim.Pad, stars int) {
	s.t.Helper()
	s.until("the pad asks", func() bool { _, shown := far.Asking(); return shown })
	if err := far.PressStars(stars); err != nil {
		s.t.Fatal(err)
	}
}

// dissatisfied serves the visitor with a number, who is asked at the end and is
// not satisfied: the screen says so, and the figures of the day have one more.
func (s *station) dissatisfied(no string, far *sim.Pad) {
	s.t.Helper()
	before := s.badRatings()
	s.do("f5", "叫号")
	s.sees("已叫 " + no)
	s.do("enter", "办理")
	s.sees("在办 " + no)
	s.do("f9", "办完")
	s.presses(far, 2)
	s.sees("有一条评价待处理") // and neither the level nor whose it is
	if n := s.badRatings(); n != before+1 {
		s.t.Errorf("after %s the figures have %d bad ratings, before %d", no, n, before)
	}
}

func (s *station) badRatings() (n int) {
	s.t.Helper()
	var said struct{ Station struct{ Bad int } }
	if err := json.Unmarshal([]byte(s.desk("totals", "--json")), &said); err != nil {
		s.t.Fatal(err)
	}
	return said.Station.Bad
}

// journalHolds looks for a kind of line in the files of the store; lines are not
// sealed as a whole.
func (s *station) journalHolds(kind string) bool {
	s.t.Helper()
	return s.journalSays(`"kind":"` + kind + `"`)
}

// journalSays looks for words in the files of the store.
func (s *station) journalSays(words string) bool {
	s.t.Helper()
	for _, name := range []string{"desk.db", "desk.db-wal"} {
		b, err := os.ReadFile(filepath.Join(s.dir, name))
		if err == nil && bytes.Contains(b, []byte(words)) {
			return true
		}
	}
	return false
}

// wizard opens the set-up and chooses a family.
func (s *station) wizard(digit, head string) {
	s.t.Helper()
	s.key("f12")
	s.term.Type("设置")
	s.key("enter")
	s.sees("一、装哪一种")
	s.key(digit)
	s.sees(head)
}

// key presses one key.
func (s *station) key(name string) {
	s.t.Helper()
	s.term.Keys(name)
}

// until waits for something outside of the screen.
func (s *station) until(what string, ok func() bool) {
	s.t.Helper()
	s.term.WaitUntil(what, 20*time.Second, ok)
}

// fiveMinutes is what a swap may take.
const fiveMinutes = 5 * time.Minute

// swap replaces a device and prints the keys and the time it took.
func (s *station) swap(what string, do func()) {
	s.t.Helper()
	began := time.Now()
	keys, _ := s.term.Count()
	do()
	after, _ := s.term.Count()
	took := time.Since(began)
	fmt.Printf("swap drill: %s replaced and in service with %d keys in %.1f s\n", what, after-keys, took.Seconds())
	if took > fiveMinutes {
		s.t.Errorf("the %s took %s", what, took)
	}
}
