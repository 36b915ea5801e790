package e2e

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
)

// The keystroke-level model (Card, Moran and Newell, 1980): a key of a practised
// typist, and making up one's mind.
const (
	oneKey  = 0.28
	oneMind = 1.35
)

// A keyRow is one line of the table in docs/keys.md.
type keyRow struct {
	task              string
	keys, most, minds int
	seconds           float64
}

const keyTable = "../../../docs/keys.md"

func readKeyTable(t *testing.T) map[string]keyRow {
	t.Helper()
	f, err := os.Open(keyTable)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows := map[string]keyRow{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		cells := strings.Split(lines.Text(), "|")
		if len(cells) != 8 {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		keys, err := strconv.Atoi(cells[3])
		if err != nil {
			continue // the titles and the line below them
		}
		r := keyRow{task: cells[1], keys: keys}
		r.most, _ = strconv.Atoi(cells[4])
		r.minds, _ = strconv.Atoi(cells[5])
		r.seconds, _ = strconv.ParseFloat(cells[6], 64)
		rows[r.task] = r
	}
	return rows
}

// TestKeyTable does what is done every day on the real program, counts the keys,
// and holds the table in docs/keys.md to them.
func TestKeyTable(t *testing.T) {
	t.Parallel()
	table := readKeyTable(t)
	s := open(t, false)
	s.start()
	counted := map[string]bool{}
	for _, task := range everyDay {
		if task.before != nil {
			task.before(s)
		}
		before, _ := s.term.Count()
		task.do(s)
		after, _ := s.term.Count()
		if task.after != nil {
			task.after(s)
		}
		n := after - before
		row, ok := table[task.name]
		counted[task.name] = true
		switch {
		case !ok:
			t.Errorf("%s: %d keys, and no row in the table", task.name, n)
		case n != row.keys:
			t.Errorf("%s: %d keys, the table says %d: mend the change, or the table on purpose", task.name, n, row.keys)
		case n > row.most:
			t.Errorf("%s: %d keys, more than the %d it may take", task.name, n, row.most)
		}
		want := oneKey*float64(n) + oneMind*float64(row.minds)
		if said := fmt.Sprintf("%.1f", want); ok && said != fmt.Sprintf("%.1f", row.seconds) {
			t.Errorf("%s: the model says %s seconds, the table %.1f", task.name, said, row.seconds)
		}
		t.Logf("%s: %d keys, %.1f s", task.name, n, want)
	}
	for name := range table {
		if !counted[name] {
			t.Errorf("the table has a row %q that nothing counts", name)
		}
	}
	s.quit()
}

// A task is something that is done every day, with what must be the case before
// and what is put right after it.
type task struct {
	name   string
	before func(s *station)
	do     func(s *station)
	after  func(s *station)
}

var everyDay = []task{
	{name: "取一个号", do: func(s *station) {
		s.term.Keys("f2", "enter")
		s.sees("已取号 A001")
	}},
	{name: "撤销上一步", before: func(s *station) {
		s.term.Keys("f2", "enter")
		s.sees("已取号 A002")
	}, do: func(s *station) {
		s.term.Keys("u")
		s.sees("已撤销：取号 A002")
	}},
	{name: "按事项取号", do: func(s *station) {
		s.term.Keys("f2", "rm", "enter")
		s.sees("已取号 A003", "人民调解申请")
	}},
	{name: "叫下一位", do: func(s *station) {
		s.term.Keys("f5")
		s.sees("已叫 A001")
	}, after: func(s *station) {
		s.term.Keys("enter")
		s.sees("在办 A001")
		s.term.Keys("f9")
		s.rate("0x05")
		s.sees("评价：非常满意")
	}},
	{name: "查指南", do: func(s *station) {
		s.term.Keys("/", "glj", "enter")
		s.sees("高龄老年人津贴", "统一答复口径")
	}, after: func(s *station) {
		s.home()
	}},
	{name: "受理一件，材料齐", before: func(s *station) { s.laid(womanNo, "测试喆犇") }, do: func(s *station) {
		s.term.Keys("f5")
		s.sees("已叫 A003")
		s.term.Keys("enter")
		s.sees("在办 A003")
		s.term.Keys("enter")
		s.sees("读到：测试喆犇")
		s.term.Keys("enter")
		s.sees("已绑定")
		s.term.Keys("f6")
		s.sees("未查")
		s.mark("1", 3)
		s.term.Keys("f9")
		s.sees("已受理")
		s.term.Keys("f9")
	}, after: func(s *station) {
		s.card.Remove()
		s.rate("0x05")
		s.sees("评价：非常满意")
	}},
	{name: "收一件，缺一样，告知单到手", before: func(s *station) {
		s.term.Keys("f2", "rm", "enter")
		s.sees("已取号 A004")
		s.laid(manNo, "欧阳测试")
	}, do: func(s *station) {
		s.term.Keys("f5")
		s.sees("已叫 A004")
		s.term.Keys("enter")
		s.sees("在办 A004")
		s.term.Keys("enter")
		s.sees("读到：欧阳测试")
		s.term.Keys("enter")
		s.sees("已绑定")
		s.term.Keys("f6")
		s.sees("未查")
		s.mark("1", 1)
		s.mark("2", 1)
		s.mark("1", 1)
		s.term.Keys("f8")
		s.sees("已一次性告知")
	}, after: func(s *station) {
		s.printed("一次性告知", "人民调解申请", "欧阳测试")
		s.card.Remove()
	}},
	{name: "重打最近一张单据", do: func(s *station) {
		s.term.Keys("6")
		s.sees("一次性告知")
		s.term.Keys("f8")
		s.sees("已排队重打")
	}, after: func(s *station) {
		s.home()
		s.term.Keys("f9")
		s.rate("0x05")
		s.sees("评价：非常满意")
	}},
	{name: "日终", do: func(s *station) {
		s.term.Keys("7")
		s.sees("日终")
		s.term.Keys("f9")
		s.sees("传送完成")
	}, after: func(s *station) {
		s.home()
	}},
}

// laid lays a card on the reader.
func (s *station) laid(number, name string) {
	s.t.Helper()
	if err := s.card.Insert(desk.CardReading{
		Layout: desk.CardCN, Document: "111", Number: number, Name: name, Sex: "2", Nation: "01", Birth: "1800-01-01",
		Address: "北京市某某区某某街道某某路1号", Issuer: "北京市公安局某某分局", From: "2020-01-01", Forever: true,
	}); err != nil {
		s.t.Fatal(err)
	}
}

// mark presses a key on each of the next n open lines of the checklist.
func (s *station) mark(key string, n int) {
	s.t.Helper()
	for range n {
		left := len(openLine.FindAllString(s.term.Text(), -1))
		s.term.Keys(key)
		s.term.WaitUntil("one line less", 20*time.Second, func() bool {
			return len(openLine.FindAllString(s.term.Text(), -1)) == left-1
		})
		time.Sleep(finger)
	}
}

// home goes back to the counter, one screen at a time.
func (s *station) home() {
	s.t.Helper()
	for range 4 {
		if strings.Contains(s.term.Text(), "本窗口") {
			return
		}
		s.term.Keys("esc")
		s.term.Idle()
	}
	s.sees("本窗口")
}
